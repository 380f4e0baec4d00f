"""Rows by the thousand: each accepted or refused by itself, twice the same file twice the same result."""

from datetime import datetime, timedelta

import pytest
from kefu_echo import Count, Echo, HasCounted

from kefu import clock
from kefu.imports import MOST_ROWS
from kefu.service import Draft, command, importer
from kefu_messages.errors import AheadOfTime, AlreadyExists, MalformedRequest, NotAllowed, SelfApproval, UnknownReference


def rows(*cells, first=2):
    return [{"line": line, "raw": {"counter_no": number, "step": str(step)}} for line, (number, step) in enumerate(cells, start=first)]


class Together(Echo):
    """Takes rows together: one record each."""

    @importer(Count)
    def count_many(self, batch):
        drafts = []
        for row in batch.rows:
            if row["step"] > 9:
                batch.refuse(row, AlreadyExists(kind="step", key=str(row["step"])))
                continue
            record = self.counters.blank(batch.organisation, row["counter_no"])
            drafts.append(Draft(record, row, {"total": row["step"]}, [HasCounted.of(counter_no=record.key, total=row["step"])]))
        refused = self.counters.save_many(batch, drafts)
        for draft in drafts:
            error = refused.get(draft.row.row.line)
            if error:
                batch.refuse(draft.row, error)
            else:
                batch.accept(draft.row)


def test_a_bad_row_does_not_stop_a_good_one(echo):
    answers = echo("count__import", {"rows": rows(("a", 1), ("a", 10), ("", "x"), ("b", 2))})
    assert [(answer["line"], answer["key"], answer["state"], answer["reason"]) for answer in answers] == [
        (2, "a", "accepted", None),
        (3, "a", "refused", "too_much"),
        (4, "", "refused", "validation_failed"),
        (5, "b", "accepted", None),
    ]
    assert [(item["counter_no"], item["total"]) for item in echo("list_counters")["items"]] == [("a", 1), ("b", 2)]


def test_a_file_that_is_sent_again_gives_the_same_answers_and_changes_nothing(echo):
    file = rows(("a", 1), ("a", 10), ("a", 2))
    first = echo("count__import", {"rows": file})
    echo.settle()
    assert echo("count__import", {"rows": file}) == first
    echo.settle()
    assert echo("get_counter", {"counter_no": "a"}) == {"counter_no": "a", "total": 3, "version": 2}
    assert echo.database["effects"].find_one()["times"] == 2
    assert len(list(echo.host.imports.refused("shihua_gas", Count))) == 1


def test_a_file_that_broke_off_is_continued_by_sending_it_whole(echo):
    file = rows(*((f"n{number}", 1) for number in range(10)))
    echo("count__import", {"rows": file[:4]})
    assert [answer["state"] for answer in echo("count__import", {"rows": file})] == ["accepted"] * 10
    assert {item["total"] for item in echo("list_counters")["items"]} == {1}


def test_the_same_content_on_another_line_is_another_row(echo):
    echo("count__import", {"rows": rows(("a", 1), ("a", 1))})
    assert echo("get_counter", {"counter_no": "a"})["total"] == 2


def test_a_refused_row_stands_in_the_journal_with_its_cells_and_reason(echo):
    echo("count__import", {"rows": rows(("a", 10), ("b", 11))})
    journal = list(echo.host.imports.refused("shihua_gas", Count, reason="too_much"))
    assert [(entry["line"], entry["key"], entry["raw"], entry["by"]) for entry in journal] == [
        (2, "a", {"counter_no": "a", "step": "10"}, "C01"),
        (3, "b", {"counter_no": "b", "step": "11"}, "C01"),
    ]
    assert list(echo.host.imports.refused("elsewhere", Count)) == []


def test_rows_taken_together_are_idempotent_and_heard_once_each(start):
    together = start(Together)
    file = rows(*((f"n{number}", 1 + number % 10) for number in range(200)))
    first = together("count__import", {"rows": file}, deadline=60)
    assert [answer["state"] for answer in first].count("refused") == 20
    assert together("count__import", {"rows": file}, deadline=60) == first
    together.settle(20)
    assert together.database["echo"].count_documents({}) == 180
    assert together.database["effects"].count_documents({"times": 1}) == 180


def test_a_row_whose_record_exists_is_refused_and_the_record_stays_as_it_was(start):
    together = start(Together)
    together("count", {"counter_no": "a", "step": 7})
    answers = together("count__import", {"rows": rows(("a", 1), ("b", 1))})
    assert [(answer["key"], answer["reason"]) for answer in answers] == [("a", "already_exists"), ("b", None)]
    assert together("get_counter", {"counter_no": "a"}) == {"counter_no": "a", "total": 7, "version": 1}


class Meeting(Echo):
    """Takes rows together, and meets somebody else at one of their records on the first try."""

    @importer(Count)
    def count_many(self, batch):
        found = self.counters.get_many(batch.organisation, [row["counter_no"] for row in batch.rows])
        if found["a"].version == 1:
            self.counters.documents.update_one({"_id": found["a"].identity}, {"$inc": {"version": 1}})
        drafts = [
            Draft(record, row, {"total": 9}, [HasCounted.of(counter_no=record.key, total=9)])
            for row in batch.rows
            if not batch.already(row, record := found[row["counter_no"]])
        ]
        self.counters.save_many(batch, drafts)
        for row in batch.rows:
            batch.accept(row)


def test_what_was_written_before_the_importer_met_somebody_is_told_at_once(start):
    meeting = start(Meeting)
    for number in ("a", "b"):
        meeting("count", {"counter_no": number, "step": 1})
    meeting.settle()
    answers = meeting("count__import", {"rows": rows(("a", 1), ("b", 1))})
    assert [answer["state"] for answer in answers] == ["accepted", "accepted"]
    meeting.settle()
    assert meeting.host.outbox.left() == 0
    assert [effect["times"] for effect in meeting.database["effects"].find()] == [2, 2]


def test_the_same_file_sent_at_once_to_two_replicas_takes_effect_once(start, at_once):
    together = start(Together)
    start(Together)
    file = rows(*((f"n{number}", 1) for number in range(50)))
    first, second = at_once(2, lambda _: together("count__import", {"rows": file}, deadline=60))
    assert first == second
    assert {answer["state"] for answer in first} == {"accepted"}
    together.settle(20)
    assert together.database["effects"].count_documents({"times": 1}) == 50


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        [1],
        [{"line": "2", "raw": {}}],
        [{"line": 2}],
        [{"line": 2, "raw": {"step": 3}}],
        [{"line": 1, "raw": {}}] * (MOST_ROWS + 1),
    ],
)
def test_what_are_no_rows_is_malformed(echo, wrong):
    with pytest.raises(MalformedRequest):
        echo("count__import", {"rows": wrong})


def test_who_may_not_send_the_command_may_not_import_it(echo, issuer):
    reader = issuer.token(staff_no="R01", organisation="shihua_gas", roles=["meter_reader"])
    with pytest.raises(NotAllowed):
        echo("count__import", {"rows": rows(("a", 1))}, token=reader)
    assert echo("list_counters")["items"] == []


class Guarded(Echo):
    """Counts for whoever is not concerned: the counter ``C01`` is that of the person of this number."""

    @command(Count)
    def count(self, ask):
        if ask["counter_no"] == ask.identity.staff_no:
            raise SelfApproval(staff_no=ask.identity.staff_no)
        if ask.get("mood") == "early" and ask.now.hour != EVENING.hour:
            raise AheadOfTime(fields={"mood": "Later than now."})
        if ask.get("mood") and ask["mood"] not in {"early", "calm"}:
            self.counters.get(ask.organisation, ask["mood"]) or self._unknown(ask["mood"])
        return super().count(ask)

    def _unknown(self, counter):
        raise UnknownReference(kind="counter", key=counter)


EVENING = datetime(2025, 6, 3, 20, tzinfo=clock.zone())


def sender(issuer, staff_no, *roles):
    return {"token": issuer.token(staff_no=staff_no, organisation="shihua_gas", roles=["cashier", *roles])}


def test_what_was_refused_for_its_sender_is_final_for_him_and_judged_anew_for_another(start, issuer):
    guarded = start(Guarded)
    file = rows(("C01", 1), ("C02", 1), ("C03", 99))
    own, other = sender(issuer, "C01"), sender(issuer, "C09")

    def answers(token):
        return [answer["reason"] for answer in guarded("count__import", {"rows": file}, **token)]

    assert answers(own) == answers(own) == ["self_approval", None, "too_much"]
    assert [entry["by"] for entry in guarded.host.imports.refused("shihua_gas", Count)] == ["C01", "C01"]
    assert answers(other) == [None, None, "too_much"]
    assert [(entry["key"], entry["reason"]) for entry in guarded.host.imports.refused("shihua_gas", Count)] == [("C03", "too_much")]
    assert answers(other) == [None, None, "too_much"]
    assert [(item["counter_no"], item["total"]) for item in guarded("list_counters")["items"]] == [("C01", 1), ("C02", 1)]


def test_the_same_person_with_another_right_is_another_sender(start, issuer):
    guarded = start(Guarded)
    for roles in ((), ("system_administrator",)):
        (answer,) = guarded("count__import", {"rows": rows(("C01", 1))}, **sender(issuer, "C01", *roles))
        assert answer["reason"] == "self_approval"
        (entry,) = guarded.host.imports.refused("shihua_gas", Count)
        assert entry["roles"] == sorted(["cashier", *roles])


def test_a_row_that_was_dated_ahead_is_taken_when_its_time_has_come(start):
    guarded = start(Guarded)
    file = [{"line": 2, "raw": {"counter_no": "a", "step": "1", "mood": "early"}}]
    with clock.stopped_at(EVENING - timedelta(hours=2)):
        assert [answer["reason"] for answer in guarded("count__import", {"rows": file})] == ["validation_failed"]
    with clock.stopped_at(EVENING):
        assert [answer["reason"] for answer in guarded("count__import", {"rows": file})] == [None]
    assert list(guarded.host.imports.refused("shihua_gas", Count)) == []


def test_a_row_that_names_what_is_not_there_yet_is_taken_once_it_is(start, issuer):
    guarded = start(Guarded)
    file = [{"line": 2, "raw": {"counter_no": "b", "step": "1", "mood": "a"}}]
    for _ in range(2):
        assert [answer["reason"] for answer in guarded("count__import", {"rows": file})] == ["unknown_reference"]
    assert len(list(guarded.host.imports.refused("shihua_gas", Count))) == 1
    guarded("count", {"counter_no": "a", "step": 1})
    for _ in range(2):
        assert [answer["reason"] for answer in guarded("count__import", {"rows": file})] == [None]
    assert list(guarded.host.imports.refused("shihua_gas", Count)) == []
    assert guarded("get_counter", {"counter_no": "b"})["total"] == 1


def test_a_cell_that_cannot_be_read_is_called_so_and_not_missing(echo):
    (answer,) = echo("count__import", {"rows": rows(("a", "sideways"))})
    assert answer["detail"]["fields"] == {"step": "Not a valid integer."}
    (answer,) = echo("count__import", {"rows": rows(("", 1))})
    assert answer["detail"]["fields"] == {"counter_no": "Missing data for required field."}


class Stumbling(Together):
    """Fails on a row that nobody has thought of."""

    @importer(Count)
    def count_many(self, batch):
        if any(row["step"] == 7 for row in batch.rows):
            raise RuntimeError
        super().count_many(batch)


def test_a_row_that_we_fail_to_judge_stops_no_other_and_is_judged_when_it_is_sent_again(start):
    replica = start(Stumbling)
    file = rows(("a", 1), ("b", 7), ("c", 10), ("d", 2))
    told = [(2, "accepted", None), (3, "refused", "error"), (4, "refused", "already_exists"), (5, "accepted", None)]
    for _ in range(2):
        answers = replica("count__import", {"rows": file})
        assert [(answer["line"], answer["state"], answer["reason"]) for answer in answers] == told
    assert [entry["line"] for entry in replica.host.imports.refused("shihua_gas", Count)] == [4]
