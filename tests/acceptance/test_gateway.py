"""Speaking to a gateway over HTTP: what is sent, and what is made of the answers."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kefu.acceptance.folder import Row
from kefu.acceptance.gateway import Gateway, GatewayRefused, Refusal
from kefu.acceptance.settling import NeverSettled, settle


@pytest.fixture
def server():
    """An HTTP server that answers from ``server.answers`` (status, JSON) in turn and keeps what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer()

        def do_POST(self):
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer(self, body=""):
            self.server.asked.append((self.command, self.path, dict(self.headers), body))
            status, content = self.server.answers.pop(0)
            content = (content if isinstance(content, str) else json.dumps(content)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.asked, running.answers = [], []
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def gateway(server):
    return Gateway(f"http://127.0.0.1:{server.server_address[1]}/", token="secret")


SUMMARY = {"summary": {"accepted": 1, "refused": 1, "complete": True}}


def lines(*answers):
    return "".join(f"{json.dumps(answer)}\n" for answer in answers)


def test_rows_are_sent_as_csv_with_their_first_line_and_refusals_come_back(server, gateway):
    server.answers = [
        (
            200,
            lines(
                {"line": 7, "key": "M1", "state": "accepted", "reason": None},
                {"line": 8, "key": "M2", "state": "refused", "reason": "unknown_meter"},
                SUMMARY,
            ),
        )
    ]
    rows = [Row("readings", 7, {"meter_no": "M1", "page": "1"}), Row("readings", 8, {"meter_no": "M2", "page": ""})]
    assert gateway.send("/readings:import", rows) == [Refusal(8, "M2", "unknown_meter")]
    method, path, headers, body = server.asked[0]
    assert (method, path, body) == ("POST", "/readings:import?first_line=7", "meter_no,page\nM1,1\nM2,\n")
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Content-Type"] == "text/csv; charset=utf-8"


def test_rows_with_a_line_break_in_a_cell_are_sent_as_a_line_each(server, gateway):
    server.answers = [(200, lines({"line": 3, "key": "V1", "state": "accepted", "reason": None}, SUMMARY))]
    rows = [
        Row("violations", 3, {"violation_no": "V1", "facts": '站內\n吸菸, "再犯"'}),
        Row("violations", 4, {"violation_no": "V2", "facts": ""}),
    ]
    assert gateway.send("/violations:import", rows) == []
    _, _, headers, body = server.asked[0]
    assert headers["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line) for line in body.splitlines()] == [dict(row.values) for row in rows]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        lines({"line": 2, "key": "A", "state": "accepted"}),
        lines({"line": 2, "key": "A", "state": "accepted"}, {"summary": {"complete": False, "problem": {"code": "x", "detail": "away"}}}),
    ],
)
def test_an_import_that_was_not_judged_to_the_end_is_a_failure(server, gateway, answer):
    server.answers = [(200, answer)]
    with pytest.raises(GatewayRefused, match="not all rows were judged"):
        gateway.send("/customers:import", [Row("customers", 2, {"a": ""})])


def test_a_number_in_any_script_stands_in_an_address(server, gateway):
    server.answers = [(200, {"staff_no": "客 001"})]
    assert gateway.get("/training-results/客 001", as_of="2025-06-30") == {"staff_no": "客 001"}
    assert server.asked[0][1] == "/training-results/%E5%AE%A2%20001?as_of=2025-06-30"


def test_no_rows_are_no_request(server, gateway):
    assert gateway.send("/customers:import", []) == []
    assert server.asked == []


def test_a_busy_platform_is_asked_again(server, gateway):
    server.answers = [(503, {"code": "service_unavailable"}), (429, {"code": "too_many_requests"}), (200, {"a": 1})]
    assert gateway.get("/x", q="1 2") == {"a": 1}
    assert [path for _, path, _, _ in server.asked] == ["/x?q=1+2"] * 3


def test_a_refusal_is_one_line_with_its_code(server, gateway):
    server.answers = [(403, {"code": "not_allowed", "title": "forbidden", "detail": "Your role does not permit this"})]
    with pytest.raises(GatewayRefused, match=r"^POST /policies: 403 not_allowed Your role does not permit this$"):
        gateway.post("/policies", {})


def test_what_was_done_before_is_no_failure_where_that_is_expected(server, gateway):
    server.answers = [(409, {"code": "already_exists"}), (409, {"code": "already_exists"})]
    assert gateway.post("/organisations", {}, done_as=("already_exists",)) is None
    with pytest.raises(GatewayRefused):
        gateway.post("/organisations", {})


def test_an_error_that_is_no_json_is_told_by_its_status(server, gateway):
    server.answers = [(500, "<html>")]
    with pytest.raises(GatewayRefused, match=r"^GET /x: 500$"):
        gateway.get("/x")


def backlog(handled, **under_way):
    return {"outbox": 0, "queued": 0, "running": 0, "handled": handled, **under_way}


def test_settled_is_twice_nothing_under_way_and_nothing_handled_between(server, gateway):
    server.answers = [(200, backlog(1, outbox=1)), (200, backlog(2)), (200, backlog(3)), (200, backlog(3))]
    settle(gateway, services=("billing",), pause=0.01)
    assert [path for _, path, _, _ in server.asked] == ["/services/billing/backlog"] * 4


def test_one_service_at_work_keeps_all_from_being_settled(server, gateway):
    server.answers = [(200, backlog(1)), (200, backlog(1, running=1)), *[(200, backlog(1))] * 4]
    settle(gateway, services=("billing", "metering"), pause=0.01)
    assert server.answers == []


def test_what_never_settles_is_named(server, gateway):
    server.answers = [(200, backlog(1, queued=5))] * 99
    with pytest.raises(NeverSettled, match=r"billing .*'queued': 5"):
        settle(gateway, services=("billing",), seconds=0.05, pause=0.01)
