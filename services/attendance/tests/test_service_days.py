"""Which days of a month are judged: those of the person's service that are over, and a session on the day it was held."""

from __future__ import annotations

import pytest

from kefu_messages.attendance import (
    AbsenceWithdrawn,
    ChangeStaff,
    GetAttendanceMonth,
    ListAttendanceMonths,
    ListShifts,
    NotInService,
    RecordContactAttempt,
    RegisterStaff,
    RequestLeave,
    RosterShift,
    WhyAttendanceDay,
)
from kefu_messages.errors import NotFound, ValidationFailed
from kefu_messages.training import SessionAttended

HR = ("hr",)
MISSED = {
    "participation": "T1:A1", "event_no": "T1", "kind": "training", "title": "x", "staff_no": "A1", "start": "14:00", "end": "16:00",
    "hours": "2", "signed_in_at": None, "attendance": "missed", "minutes": 0,
}  # fmt: skip


def month_of(office, month="2025-06", staff_no="A1", **more):
    return office.ask(GetAttendanceMonth, roles=HR, staff_no=staff_no, month=month, **more)


def absent_on(office, **more):
    return [item["date"] for item in month_of(office, **more)["absences"]]


@pytest.mark.rule("ATT-18", "ATT-01")
@pytest.mark.parametrize("rostered_first", [True, False])
def test_who_has_left_is_missed_up_to_the_last_day_of_service(office, rostered_first):
    office = office("emall")
    days = ("2025-06-11", "2025-06-12", "2025-06-13")
    leave = {"staff_no": "A1", "left_on": "2025-06-12"}
    if not rostered_first:
        office.ask(ChangeStaff, roles=HR, **leave)
    for day in days if rostered_first else days[:2]:
        office.shift("A1", day)
    if not rostered_first:
        with pytest.raises(NotInService):
            office.shift("A1", days[2])
    office.over("2025-06-30")
    if rostered_first:
        assert absent_on(office) == list(days)
        office.ask(ChangeStaff, roles=HR, **leave)
        assert [told["date"] for told in office.said(AbsenceWithdrawn)] == ["2025-06-13"]
    office.settle()
    assert absent_on(office) == ["2025-06-11", "2025-06-12"]
    (listed,) = [item for item in office.ask(ListAttendanceMonths, roles=HR, month="2025-06")["items"] if item["staff_no"] == "A1"]
    assert [item["date"] for item in listed["absences"]] == ["2025-06-11", "2025-06-12"]


@pytest.mark.rule("ATT-18", "ATT-01")
def test_who_joins_is_missed_from_the_first_day_of_service_on(office):
    office = office("emall")
    person = {"staff_no": "A9", "name": "A9", "role": "customer_service_specialist", "reports_to": "S1", "joined_on": "2025-06-11"}
    office.ask(RegisterStaff, roles=HR, **person)
    with pytest.raises(NotInService):
        office.shift("A9", "2025-06-10")
    office.shift("A9", "2025-06-11")
    office.over("2025-06-30")
    assert absent_on(office, staff_no="A9") == ["2025-06-11"]


@pytest.mark.rule("ATT-01", "ATT-37")
def test_nobody_is_put_on_the_roster_outside_his_service_by_call_or_row(office):
    office = office("emall")
    person = {"staff_no": "A9", "name": "A9", "role": "customer_service_specialist", "reports_to": "S1", "joined_on": "2025-06-11"}
    office.ask(RegisterStaff, roles=HR, **person)
    days = {"2025-06-10": "not_in_service", "2025-06-11": None, "2025-06-20": None, "2025-06-21": None}
    rows = {day: {"shift_id": f"S-{day}", "staff_no": "A9", "date": day, "kind": "rest"} for day in days}
    assert [outcome.get("reason") for outcome in office.send(RosterShift, list(rows.values()), roles=HR)] == list(days.values())
    office.ask(ChangeStaff, roles=HR, staff_no="A9", left_on="2025-06-20")
    again = [rows["2025-06-21"], {**rows["2025-06-21"], "shift_id": "S9"}, {**rows["2025-06-20"], "shift_id": "S8"}]
    found = [outcome.get("reason") for outcome in office.send(RosterShift, again, roles=HR)]
    # what was planned before the last day was known stands, and is not judged
    assert found == ["shift_exists", "not_in_service", "shift_exists"]
    for day in ("2025-06-10", "2025-06-21"):
        with pytest.raises(NotInService) as refusal:
            office.shift("A9", day)
        assert refusal.value.params == {"staff_no": "A9", "from_date": day, "to_date": day, "because": ["ATT-01"]}
    assert len(office.ask(ListShifts, roles=HR, staff_no="A9", month="2025-06")["items"]) == 3


@pytest.mark.rule("ATT-16", "ATT-22")
@pytest.mark.parametrize(("first", "last", "refused"), [
    ("2025-06-09", "2025-06-10", True), ("2025-06-10", "2025-06-11", False), ("2025-06-20", "2025-06-21", False),
    ("2025-06-21", "2025-06-22", True),
])  # fmt: skip
def test_leave_wholly_outside_the_service_is_none(office, first, last, refused):
    office = office("emall")
    person = {"staff_no": "A9", "name": "A9", "role": "customer_service_specialist", "reports_to": "S1", "joined_on": "2025-06-11"}
    office.ask(RegisterStaff, roles=HR, **person, left_on="2025-06-20")
    leave = {"staff_no": "A9", "type": "personal", "from_date": first, "to_date": last, "applied_at": "2025-06-01T09:00"}
    (outcome,) = office.send(RequestLeave, [{"request_no": "L1", **leave}], roles=HR, by="P1")
    assert outcome.get("reason") == ("not_in_service" if refused else None)
    if refused:
        with pytest.raises(NotInService):
            office.ask(RequestLeave, roles=HR, by="P1", request_no="L2", **leave)
    else:
        assert office.ask(RequestLeave, roles=HR, by="P1", request_no="L2", **leave)["request_no"] == "L2"


@pytest.mark.rule("ATT-18", "ATT-05")
def test_a_day_that_is_not_over_is_not_judged_whoever_asks_for_which_day(office):
    office = office("emall")
    office.shift("A1", "2025-06-11")
    office.shift("A1", "2025-06-12")
    with office.on("2025-06-12"):
        assert month_of(office, as_of="2025-06-30")["as_of"] == "2025-06-11"
        assert absent_on(office, as_of="2025-06-12") == ["2025-06-11"]
        why = [office.ask(WhyAttendanceDay, roles=HR, staff_no="A1", date=day)["decisions"] for day in ("2025-06-11", "2025-06-12")]
    assert [bool(decisions) for decisions in why] == [True, False]


@pytest.mark.rule("ATT-19")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_session_that_was_moved_to_another_month_is_missed_in_that_month_alone(office, order):
    office = office("emall")
    office.shift("A1", "2025-05-30")
    office.shift("A1", "2025-06-03")
    for day in ("2025-05-30", "2025-06-03"):
        office.work("A1", day)
    office.over("2025-06-30")
    told = [
        {"sequence": 5, "date": "2025-05-30"},
        {"sequence": 6, "date": "2025-06-03", "moved_from": ["2025-05-30"]},
    ]
    for number in order:
        office.say(SessionAttended, **MISSED, **told[number])
    assert (absent_on(office, month="2025-05"), absent_on(office)) == ([], ["2025-06-03"])


@pytest.mark.rule("ATT-48", "ATT-56")
@pytest.mark.parametrize(("job_until", "called_back_at", "reached"), [
    ("12:00", "15:00", True), ("12:00", "15:01", False), ("14:30", "15:30", True), ("14:30", "15:31", False),
])  # fmt: skip
def test_the_time_to_call_back_runs_from_the_call_or_the_end_of_the_job_it_met(office, job_until, called_back_at, reached):
    office = office("jinyang")
    office.shift("A1", "2025-06-03")
    office.work("A1", "2025-06-03")
    call = {"attempt_no": "CA1", "staff_no": "A1", "attempted_at": "2025-06-03T14:00"}
    times = {"on_job_until": f"2025-06-03T{job_until}", "called_back_at": f"2025-06-03T{called_back_at}"}
    office.ask(RecordContactAttempt, roles=HR, **call, **times)
    office.over("2025-06-30")
    assert [item["kind"] for item in month_of(office)["other_events"]] == ([] if reached else ["unreachable"])


@pytest.mark.rule("ATT-56")
def test_nobody_calls_back_before_the_call(office):
    office = office("jinyang")
    call = {"attempt_no": "CA1", "staff_no": "A1", "attempted_at": "2025-06-03T14:00", "called_back_at": "2025-06-03T13:59"}
    with pytest.raises(ValidationFailed):
        office.ask(RecordContactAttempt, roles=HR, **call)
    (outcome,) = office.send(RecordContactAttempt, [{**call, "on_job_until": ""}], roles=HR)
    assert (outcome["state"], outcome["reason"]) == ("refused", "validation_failed")


@pytest.mark.rule("ATT-02")
def test_of_a_month_past_its_time_of_which_nothing_is_kept_nothing_is_told(office):
    office = office("emall")
    with pytest.raises(NotFound):
        month_of(office, month="2011-01")
    assert month_of(office, month="2025-06")["performance_score"] == "100"


@pytest.mark.rule("ATT-02", "POL-08.5")
@pytest.mark.parametrize(("joined_on", "left_on", "served"), [
    ("2025-06-30", None, True), ("2025-07-01", None, False), ("2020-01-01", "2025-06-01", True), ("2020-01-01", "2025-05-31", False),
])  # fmt: skip
@pytest.mark.parametrize("shift", ["", "2025-06-30"])
def test_of_a_month_in_which_somebody_does_not_serve_nothing_is_judged(office, joined_on, left_on, served, shift):
    office = office("emall")
    person = {"staff_no": "A9", "name": "A9", "role": "customer_service_specialist", "reports_to": "S1", "joined_on": joined_on}
    office.ask(RegisterStaff, roles=HR, **person)
    if shift and joined_on <= shift:
        office.shift("A9", shift)
        office.work("A9", shift)
        office.over("2025-06-30")
    if left_on:
        office.ask(ChangeStaff, roles=HR, staff_no="A9", left_on=left_on)
        office.settle()
    shown = month_of(office, staff_no="A9")
    assert (shown["performance_score"], shown["state"], shown["points"]) == (("100", "over", "0") if served else (None, "not_served", "0"))
    (listed,) = [item for item in office.ask(ListAttendanceMonths, roles=HR, month="2025-06")["items"] if item["staff_no"] == "A9"]
    assert (listed["performance_score"], listed["state"]) == (shown["performance_score"], shown["state"])


@pytest.mark.rule("ATT-02", "POL-08.5")
@pytest.mark.parametrize(("day", "score", "state"), [
    ("2025-05-31", None, "not_begun"), ("2025-06-01", "100", "running"), ("2025-06-30", "100", "running"), ("2025-07-01", "100", "over"),
])  # fmt: skip
def test_a_month_that_has_not_begun_has_no_score(office, day, score, state):
    office = office("emall")
    with office.on(day):
        shown = month_of(office)
    assert (shown["performance_score"], shown["state"], shown["points"]) == (score, state, "0")
