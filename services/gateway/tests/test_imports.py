"""Files of rows: each row for itself, in order, with bounded memory, and safe to send again."""

import json

import pytest

from kefu_gateway import imports
from kefu_messages import roles
from kefu_messages.errors import NotAllowed, ServiceUnavailable

HEADER = "thing_no,count,made_on"


def accept_all(body):
    return [
        {"line": row["line"], "key": row["raw"]["thing_no"], "state": "accepted", "reason": None, "detail": None} for row in body["rows"]
    ]


def refuse_twos(body):
    answers = accept_all(body)
    for answer, row in zip(answers, body["rows"], strict=True):
        if row["raw"].get("count") == "2":
            answer |= {"state": "refused", "reason": "state_conflict", "detail": {"state": "two"}}
    return answers


def lines_of(answer):
    assert answer.content_type == "application/x-ndjson"
    *rows, summary = [json.loads(line) for line in answer.data.splitlines()]
    return rows, summary["summary"]


@pytest.fixture
def send(http, services):
    services.answers["make_thing__import"] = refuse_twos
    services.answers["sort_things__import"] = refuse_twos

    def sending(content, *, path="/things:import", media_type="text/csv", accept=None, **more):
        content = content.encode() if isinstance(content, str) else content
        return http("POST", path, data=content, content_type=media_type, headers={"Accept": accept} if accept else None, **more)

    return sending


def raws(services):
    return [row["raw"] for asked in services.asked for row in asked["body"]["rows"]]


def test_where_every_row_counts_each_is_told_by_its_place_among_those_that_agree_in_number(send, services):
    """In the order in which they are judged; elsewhere no place is told."""
    content = f"{HEADER}\nA,1,2025-03-02\nB,1,2025-03-01\nA,1,2025-03-01\nA,9,2025-03-03\n"
    for path, told in (("/sorted-things:import", [None, None, 2, 3]), ("/things:import", [None] * 4)):
        services.asked.clear()
        send(content, path=path)
        assert [row.get("nth") for asked in services.asked for row in asked["body"]["rows"]] == told


def test_every_row_is_answered_and_summed_up(send, services):
    rows, summary = lines_of(send(f"{HEADER}\nA,1,2025-03-01\nB,2,\nC,,\n"))
    assert rows == [
        {"line": 2, "key": "A", "state": "accepted", "reason": None, "detail": None},
        {"line": 3, "key": "B", "state": "refused", "reason": "state_conflict", "detail": "Its state (two) does not allow this",
         "params": {"state": "two"}},
        {"line": 4, "key": "C", "state": "accepted", "reason": None, "detail": None},
    ]  # fmt: skip
    assert summary == {
        "accepted": 2, "refused": 1, "by_reason": {"state_conflict": 1}, "ignored_columns": [], "complete": True, "last_line": 4,
    }  # fmt: skip
    assert services.asked[0]["verb"] == "make_thing__import"
    assert raws(services)[1] == {"thing_no": "B", "count": "2", "made_on": ""}


def test_json_holds_the_summary_and_the_refused_rows(send):
    answer = send(f"{HEADER}\nA,1,\nB,2,\n", accept="application/json")
    assert answer.content_type == "application/json"
    assert [row["line"] for row in answer.json["refused"]] == [3]
    assert (answer.json["summary"]["accepted"], answer.json["refused_omitted"]) == (1, 0)


def test_only_so_many_refused_rows_are_shown(send, monkeypatch):
    monkeypatch.setattr(imports, "MOST_REFUSED_SHOWN", 2)
    answer = send(f"{HEADER}\n" + "A,2,\n" * 5, accept="application/json")
    assert ([row["line"] for row in answer.json["refused"]], answer.json["refused_omitted"]) == ([2, 3], 3)


def test_rows_go_in_batches_in_order(send, services):
    send(f"{HEADER}\n" + "".join(f"T{number},,\n" for number in range(8)))
    assert [[row["line"] for row in asked["body"]["rows"]] for asked in services.asked] == [[2, 3, 4], [5, 6, 7], [8, 9]]


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbf" + f"{HEADER}\r\nA,1,\r\n".encode(), f"{HEADER}\nA,1,".encode(), f"{HEADER}\r\n\r\n,,\r\nA,1,\r\n \r\n".encode(),
    b' thing_no ,"count",made_on\n"A",1,\n',
])  # fmt: skip
def test_excel_s_files_and_others_are_read_alike(send, services, content):
    rows, _ = lines_of(send(content))
    assert raws(services) == [{"thing_no": "A", "count": "1", "made_on": ""}]
    assert [row["state"] for row in rows] == ["accepted"]


def test_empty_lines_are_counted_but_not_judged(send):
    rows, _ = lines_of(send(f"{HEADER}\n\nA,1,\n\n,,\nB,1,\n"))
    assert [row["line"] for row in rows] == [3, 6]


def test_a_file_without_rows_is_an_empty_import(send, services):
    rows, summary = lines_of(send(f"{HEADER}\n"))
    assert (rows, summary["accepted"], summary["last_line"], services.asked) == ([], 0, None, [])


def test_a_piece_of_a_file_keeps_its_line_numbers(send):
    rows, _ = lines_of(send(f"{HEADER}\nA,1,\n", path="/things:import?first_line=1002"))
    assert rows[0]["line"] == 1002


@pytest.mark.parametrize(
    "wrong", ["first_line=0", "first_line=x", "first_line=1&first_line=2", "more=1", "first_line=99999999999", "first_line=٣"]
)
def test_a_wrong_first_line_is_refused_before_anything(send, services, wrong):
    assert send(f"{HEADER}\nA,1,\n", path=f"/things:import?{wrong}").status_code == 422
    assert services.asked == []


def test_a_header_row_over_the_limit_is_refused_and_no_part_of_it_taken_for_the_whole(send, services):
    answer = send("thing_no," + "x" * 70_000 + "\nA,1\n")
    assert (answer.status_code, answer.json["params"]) == (400, {"detail": "the header row is too long"})
    assert services.asked == []


@pytest.mark.parametrize(("line", "detail"), [
    ('"A,1,', "not CSV"), ('A"B"c",1,"', "not CSV"), ("A,1", "2 cells instead of 3"), ("A,1,,", "4 cells instead of 3"),
    ("A\x00,1,", "NUL"),
    ("A," + "1" * 70_000 + ",", "the line is too long"),
    ('rest of a cell with a line break",1,', "not CSV"),
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_a_refused_row_and_stops_nobody(send, services, line, detail):
    rows, summary = lines_of(send(f"{HEADER}\nX,1,\n{line}\nY,1,\n"))
    assert [(row["line"], row["state"], row["reason"]) for row in rows] == [
        (2, "accepted", None), (3, "refused", "malformed_row"), (4, "accepted", None),
    ]  # fmt: skip
    assert detail in rows[1]["detail"]
    assert summary["by_reason"] == {"malformed_row": 1}
    assert [raw["thing_no"] for raw in raws(services)] == ["X", "Y"]


@pytest.mark.parametrize(
    "content", ["thing_no\n好\n".encode("gb18030"), f"{HEADER}\nA,1,\n".encode("utf-16"), b"thing_no\n" + b"A\n" * 50_000 + b"\xff\n"]
)
def test_another_encoding_is_refused_before_anything(send, services, content):
    answer = send(content)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_request")
    assert services.asked == []


@pytest.mark.parametrize(("header", "field"), [("count,made_on", "thing_no"), ("thing_no,count,count", "count")])
def test_a_wrong_header_is_refused_before_anything(send, services, header, field):
    answer = send(f"{header}\n1,2,3\n")
    assert (answer.status_code, [error["field"] for error in answer.json["errors"]]) == (422, [field])
    assert services.asked == []


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,\nA,1,\n"])
def test_a_file_without_header_is_refused(send, content):
    answer = send(content)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_request")


def test_columns_nobody_knows_are_passed_over_and_named(send, services):
    _, summary = lines_of(send("thing_no,colour,count\nA,red,1\n"))
    assert summary["ignored_columns"] == ["colour"]
    assert raws(services) == [{"thing_no": "A", "count": "1"}]


def test_rows_may_come_as_json_lines(send, services):
    content = '{"thing_no": "A", "count": 1, "price": 1.10, "ready": true, "note": null}\n\n{"thing_no": "B", "x": 1}\n'
    rows, summary = lines_of(send(content, media_type="application/x-ndjson"))
    assert raws(services) == [{"thing_no": "A", "count": "1", "price": "1.10", "ready": "yes", "note": ""}, {"thing_no": "B"}]
    assert ([row["line"] for row in rows], summary["ignored_columns"]) == ([1, 3], ["x"])


@pytest.mark.parametrize(
    "line", ["{", "[]", "5", '{"thing_no": {"a": 1}}', '{"__type__": "x", "thing_no": "A"}', '{"count": NaN}', "[" * 50_000]
)
def test_a_json_line_that_cannot_be_read_is_a_refused_row(send, line):
    rows, _ = lines_of(send(f'{line}\n{{"thing_no": "A"}}\n', media_type="application/x-ndjson"))
    assert [row["reason"] for row in rows] == ["malformed_row", None]


def test_a_lone_surrogate_is_a_malformed_row(send):
    rows, _ = lines_of(send('{"thing_no": "\\ud800"}\n', media_type="application/x-ndjson"))
    assert [row["reason"] for row in rows] == ["malformed_row"]


def test_rows_are_judged_in_the_order_the_command_names(send, services):
    content = f"{HEADER}\nA,1,2025-03-03\nbroken\nB,1,2025-03-01\nC,1,2025-03-03\nD,1,2025-03-02\n"
    rows, _ = lines_of(send(content.replace(HEADER, "thing_no,x,made_on"), path="/sorted-things:import"))
    assert [raw["thing_no"] for raw in raws(services)] == ["B", "D", "A", "C"]
    assert [row["line"] for row in rows] == [3, 4, 6, 2, 5]


def test_another_kind_of_file_is_not_taken(send):
    assert send(b"x", media_type="application/json").json["code"] == "unsupported_media_type"
    assert send(b"x", media_type="text/csv; charset=big5").json["code"] == "unsupported_media_type"


def test_an_answer_in_another_form_is_not_given(send, services):
    assert send(f"{HEADER}\nA,1,\n", accept="text/html").json["code"] == "not_acceptable"
    assert services.asked == []


def test_a_file_over_the_limit_is_too_large(send, services):
    assert send(f"{HEADER}\n" + "A,1,\n" * 50_000).json["code"] == "request_too_large"
    assert services.asked == []


def test_who_may_not_send_the_command_may_not_import(http, issuer, services):
    reader = issuer.token(staff_no="R1", organisation="demo", roles=[roles.METER_READER])
    answer = http("POST", "/things:import", data=HEADER, content_type="text/csv", headers={"Authorization": f"Bearer {reader}"})
    assert answer.json["code"] == "not_allowed"
    assert [(asked["verb"], asked["body"]) for asked in services.asked] == [("make_thing__import", {"rows": []})]


def test_importers_may_be_others_than_those_who_send_the_command(http, send, issuer):
    finance = {"Authorization": f"Bearer {issuer.token(staff_no='F1', organisation='demo', roles=[roles.FINANCE])}"}
    file, one = {"data": "thing_no\nA\n", "content_type": "text/csv"}, {"json": {"thing_no": "T1"}}
    assert http("POST", "/sorted-things:import", headers=finance, **file).json["code"] == "not_allowed"
    assert http("POST", "/sorted-things", headers=finance, **one).status_code == 200
    assert http("POST", "/sorted-things:import", **file).status_code == 200
    assert http("POST", "/sorted-things", **one).json["code"] == "not_allowed"


def test_a_service_that_is_away_for_a_moment_is_asked_again(send, services, monkeypatch):
    monkeypatch.setattr(imports, "PAUSES", (0, 0))
    tries = []

    def at_the_third_try(body):
        tries.append(body)
        return accept_all(body) if len(tries) > 2 else ServiceUnavailable(service="things")

    services.answers["make_thing__import"] = at_the_third_try
    rows, summary = lines_of(send(f"{HEADER}\nA,1,\n"))
    assert ([row["state"] for row in rows], summary["complete"]) == (["accepted"], True)


def test_a_service_that_stays_away_is_said_before_the_first_row(send, services, monkeypatch):
    monkeypatch.setattr(imports, "PAUSES", (0,))
    services.answers["make_thing__import"] = ServiceUnavailable(service="things")
    answer = send(f"{HEADER}\nA,1,\n")
    assert (answer.status_code, answer.json["code"]) == (503, "service_unavailable")


def away_after_the_first_batch(body):
    return accept_all(body) if body["rows"][0]["line"] == 2 else ServiceUnavailable(service="things")


def test_a_file_that_breaks_off_says_how_far_it_got(send, services, monkeypatch):
    monkeypatch.setattr(imports, "PAUSES", ())
    services.answers["make_thing__import"] = away_after_the_first_batch
    rows, summary = lines_of(send(f"{HEADER}\n" + "A,1,\n" * 7))
    assert (len(rows), summary["accepted"], summary["complete"], summary["last_line"]) == (3, 3, False, 4)
    assert summary["problem"]["code"] == "service_unavailable"


def test_a_summary_of_a_file_that_breaks_off_is_a_problem(send, services, monkeypatch):
    monkeypatch.setattr(imports, "PAUSES", ())
    services.answers["make_thing__import"] = away_after_the_first_batch
    answer = send(f"{HEADER}\n" + "A,1,\n" * 7, accept="application/json")
    assert (answer.status_code, answer.json["code"]) == (503, "service_unavailable")


def test_a_refusal_of_the_whole_batch_is_a_problem(send, services):
    services.answers["make_thing__import"] = NotAllowed(action="make_thing")
    assert send(f"{HEADER}\nA,1,\n").status_code == 403


def test_a_fault_in_the_middle_is_said_without_particulars(send, services):
    services.answers["make_thing__import"] = lambda body: accept_all(body) if body["rows"][0]["line"] == 2 else [{"line": "secret"}]
    rows, summary = lines_of(send(f"{HEADER}\n" + "A,1,\n" * 4))
    assert (len(rows), summary["complete"], summary["problem"]["code"]) == (3, False, "error")
