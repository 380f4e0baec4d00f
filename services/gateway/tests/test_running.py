"""The gateway as a service, with a real broker, a real store and a service behind it; HTTP over real sockets."""

import json
import socket
from http.client import HTTPConnection

import eventlet
import pytest
from marshmallow import Schema

from kefu.service import Ask, Collection, Index, Page, Shelf, command, query
from kefu_gateway.routes import Operation
from kefu_gateway.service import Door
from kefu_messages import GET, POST, Bulk, Command, Query, fields, platform, roles
from kefu_messages.errors import StateConflict

CASHIERS = frozenset({roles.CASHIER})


class Thing(Schema):
    thing_no = fields.Identifier()
    price = fields.Money()
    version = fields.Integer()


class KeepThing(Command):
    """Planted."""

    service = "things"
    route = POST("/things")
    roles = CASHIERS
    reply = Thing
    status = 201
    bulk = Bulk("/things:import", key="thing_no")
    example = {"thing_no": "T1"}
    thing_no = fields.Identifier(required=True)
    price = fields.Money()


class Reprice(Command):
    """Planted."""

    service = "things"
    route = POST("/things/{thing_no}:reprice")
    roles = CASHIERS
    reply = Thing
    example = {"thing_no": "T1", "price": "1"}
    thing_no = fields.Identifier(required=True)
    price = fields.Money(required=True)


class GetThing(Query):
    """Planted."""

    service = "things"
    route = GET("/things/{thing_no}")
    roles = CASHIERS
    reply = Thing
    example = {"thing_no": "T1"}
    thing_no = fields.Identifier(required=True)


class ListThings(Query):
    """Planted."""

    service = "things"
    route = GET("/things")
    roles = CASHIERS
    reply = Thing
    paged = True
    example = {}


class AskNobody(Query):
    """Planted."""

    service = "nobody"
    route = GET("/nobody")
    roles = CASHIERS
    reply = Thing
    example = {}


class Sleep(Query):
    """Planted."""

    service = "things"
    route = GET("/sleep")
    roles = CASHIERS
    reply = Thing
    example = {}


class Things:
    """Keeps things."""

    name = "things"
    things = Shelf(Collection("things", key="thing_no", indexes=[Index("thing_no")]))

    @command(KeepThing)
    def keep_thing(self, ask: Ask):
        record = self.things.new(ask.organisation, ask["thing_no"])
        if ask.get("price") and ask["price"] > 100:
            raise StateConflict(state="too dear")
        return self.things.save(record, ask, changes={"thing_no": ask["thing_no"], "price": ask.get("price")})

    @command(Reprice)
    def reprice(self, ask: Ask):
        return self.things.save(self.things.require(ask.organisation, ask["thing_no"]), ask, changes={"price": ask["price"]})

    @query(GetThing)
    def get_thing(self, ask: Ask):
        record = self.things.require(ask.organisation, ask["thing_no"])
        return {**record, "version": record.version}

    @query(ListThings)
    def list_things(self, ask: Ask) -> Page:
        return self.things.page(ask, equals={}, order="thing_no")

    @query(Sleep)
    def sleep(self, _ask: Ask):
        eventlet.sleep(1.5)
        return {}


MESSAGES = (KeepThing, Reprice, GetThing, ListThings, AskNobody, Sleep, *platform.built_ins("things"))
OFFERED = (
    *(Operation("message", message.route.method, message.route.path, message) for message in MESSAGES),
    Operation("import", "POST", "/things:import", KeepThing),
)  # fmt: skip


class Entrance:
    """A gateway to the things."""

    name = "gateway"
    door = Door(OFFERED)


@pytest.fixture
def port(running, monkeypatch):
    monkeypatch.setenv("KEFU_IMPORT_BATCH", "20")
    running.start(Things, Entrance)
    return running.dependency("gateway", Door).port


@pytest.fixture
def http(port, running):
    token = running.token(roles=[roles.CASHIER, roles.SYSTEM_ADMINISTRATOR])

    def ask(method, path, body=None, **headers):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        content = json.dumps(body).encode() if isinstance(body, dict) else body
        usual = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": "en",
            **({"Content-Type": "application/json"} if isinstance(body, dict) else {}),
        }
        connection.request(method, path, content, {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer, json.loads(data) if "json" in (answer.getheader("Content-Type") or "") and "ndjson" not in answer.getheader(
            "Content-Type"
        ) else data

    return ask


def test_a_thing_is_kept_changed_and_read(http):
    answer, kept = http("POST", "/things", {"thing_no": "T1", "price": 5})
    assert (answer.status, answer.getheader("ETag"), kept) == (201, '"1"', {"thing_no": "T1", "price": "5.00", "version": 1})
    answer, _ = http("POST", "/things/T1:reprice", {"price": "6.5"}, If_Match='"1"')
    assert answer.status == 200
    answer, problem = http("POST", "/things/T1:reprice", {"price": "7"}, If_Match='"1"')
    assert (answer.status, problem["code"]) == (412, "version_conflict")
    answer, read = http("GET", "/things/T1")
    assert (answer.getheader("ETag"), read["price"]) == ('"2"', "6.50")
    answer, content = http("GET", "/things/T1", If_None_Match='"2"')
    assert (answer.status, content) == (304, b"")


def test_the_same_key_gives_the_same_answer(http):
    first, kept = http("POST", "/things", {"thing_no": "T1", "price": 5}, Idempotency_Key="k1")
    again, same = http("POST", "/things", {"thing_no": "T1", "price": 5}, Idempotency_Key="k1")
    assert (first.status, again.status, kept) == (201, 201, same)
    other, problem = http("POST", "/things", {"thing_no": "T1", "price": 6}, Idempotency_Key="k1")
    assert (other.status, problem["code"]) == (422, "idempotency_conflict")


def test_pages_follow_each_other(http):
    for number in range(5):
        http("POST", "/things", {"thing_no": f"T{number}"})
    _, first = http("GET", "/things?limit=3")
    _, second = http("GET", f"/things?limit=3&cursor={first['next']}")
    assert [item["thing_no"] for item in first["items"] + second["items"]] == ["T0", "T1", "T2", "T3", "T4"]
    assert second["next"] is None


def test_a_cursor_that_nobody_gave_out_is_a_problem(http):
    answer, problem = http("GET", "/things?cursor=nonsense")
    assert answer.status < 500, problem


def test_what_the_service_refuses_is_a_problem(http):
    answer, problem = http("GET", "/things/none")
    assert (answer.status, problem["code"]) == (404, "not_found")
    answer, problem = http("POST", "/things", {"thing_no": "T1", "price": 101})
    assert (answer.status, problem["code"], problem["detail"]) == (409, "state_conflict", "Its state (too dear) does not allow this")


def test_a_service_that_does_not_run_is_said_at_once(http):
    with eventlet.Timeout(5):
        answer, problem = http("GET", "/nobody")
    assert (answer.status, problem["code"], answer.getheader("Retry-After")) == (503, "service_unavailable", "2")


def test_a_file_is_imported_and_imported_again(http):
    content = b"thing_no,price\n" + b"".join(b"T%d,%d\n" % (number, number) for number in range(80, 130)) + b"X,dear\n"
    for _ in range(2):
        answer, summary = http("POST", "/things:import", content, Content_Type="text/csv", Accept="application/json")
        assert answer.status == 200
        assert summary["summary"]["by_reason"] == {"state_conflict": 29, "validation_failed": 1}
        assert summary["summary"]["accepted"] == 21
        assert [row["line"] for row in summary["refused"]] == list(range(23, 53))


def test_rows_are_answered_while_the_file_is_judged(http):
    content = b"thing_no,price\n" + b"".join(b"T%d,1\n" % number for number in range(50))
    answer, lines = http("POST", "/things:import", content, Content_Type="text/csv")
    assert answer.getheader("Transfer-Encoding") == "chunked"
    assert len(lines.splitlines()) == 51
    assert json.loads(lines.splitlines()[-1])["summary"]["accepted"] == 50


def test_the_built_in_messages_are_answered(http):
    http("POST", "/things", {"thing_no": "T1"})
    _, backlog = http("GET", "/services/things/backlog")
    assert set(backlog) == {"outbox", "queued", "running", "handled"}
    answer, ran = http("POST", "/services/things/schedules:run", {"as_of": "2025-03-31"})
    assert (answer.status, ran) == (200, {"ran": []})
    answer, law = http("GET", "/services/things/law")
    assert (answer.status, law) == (200, {"values": []})
    eventlet.sleep(0.5)
    answer, audit = http("GET", "/services/things/audit?limit=1")
    assert (answer.status, audit["items"][0]["what"]) == (200, "keep_thing")


def test_a_body_may_come_in_chunks(http, port):
    def pieces():
        yield b'{"thing_no":'
        yield b' "T9"}'

    answer, kept = http("POST", "/things", pieces(), Content_Type="application/json")
    assert (answer.status, kept["thing_no"]) == (201, "T9")
    answer, problem = http("POST", "/things", iter([b"x" * 70_000] * 20), Content_Type="application/json")
    assert (answer.status, problem["code"]) == (413, "request_too_large")


def raw(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        connection.settimeout(2)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except TimeoutError:
            pass
    return received


@pytest.mark.parametrize("request_line", [
    b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", b"GET /things/%ff%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\nConnection: close\r\n\r\n",
])  # fmt: skip
def test_garbage_on_the_wire_is_refused_and_stops_nothing(http, port, request_line):
    answer = raw(port, request_line)
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")) or b"Error code: 400" in answer, answer[:200]
    assert http("GET", "/healthz")[0].status == 200


def test_slow_commands_do_not_hold_up_the_door(http):
    slow = [eventlet.spawn(http, "GET", "/sleep") for _ in range(80)]
    eventlet.sleep(0.3)
    with eventlet.Timeout(1):
        assert http("GET", "/healthz")[0].status == 200
    assert [thread.wait()[0].status for thread in slow] == [200] * 80


def test_a_gateway_that_is_stopped_finishes_what_it_answers(http, running):
    under_way = eventlet.spawn(http, "GET", "/sleep")
    eventlet.sleep(0.3)
    running.dependency("gateway", Door).stop()
    assert under_way.wait()[0].status == 200
    with pytest.raises(ConnectionRefusedError):
        http("GET", "/healthz")
