"""Why a closed month came out as it did: by the facts and the law with which it was closed, and beside that what is known otherwise now."""

from __future__ import annotations

import pytest

from kefu_messages.attendance import (
    AttendanceAdjusted,
    CloseAttendanceMonth,
    GetAttendanceMonth,
    LeaveDecided,
    PolicyAdopted,
    ReplayAttendanceMonths,
    WhyAttendanceDay,
    WhyAttendanceMonth,
)

HR = ("hr",)
JUNE = {"staff_no": "A1", "month": "2025-06"}
LEAVE = {
    "request_no": "L1", "staff_no": "A1", "leave_type": "personal", "counts_as": "personal", "from_date": "2025-06-04",
    "from_time": None, "to_date": "2025-06-04", "to_time": None, "calendar_days": 1, "hours": None,
    "outcome_reason": None, "late_notice": None, "excused": True, "outcome": "granted", "because": ["ATT-16", "ATT-15"],
}  # fmt: skip


def closed_with_three_late(office):
    """June is closed with three times late: 9 points, of 4 June 2."""
    office = office("emall")
    for day in ("2025-06-03", "2025-06-04", "2025-06-05"):
        office.shift("A1", day)
        office.work("A1", day, "09:05")
    office.over("2025-06-30")
    office.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    office.settle()
    return office


def month_why(office):
    told = office.ask(WhyAttendanceMonth, roles=HR, **JUNE)
    return told, {item["name"]: item for item in told["decisions"]}, {item["name"]: item for item in told["judged_now"]}


def day_why(office, day):
    told = office.ask(WhyAttendanceDay, roles=HR, staff_no="A1", date=day)
    return told, told["decisions"][0], [item["outcome"] for item in told["judged_now"]]


def points(outcome):
    return [(item["free"], item["points"]) for item in outcome["late_early"]]


@pytest.mark.rule("ATT-02", "ATT-06", "ATT-07")
def test_a_late_fact_changes_nothing_in_the_reasons_of_a_closed_month(office):
    office = closed_with_three_late(office)
    office.punch("A1", "2025-06-03T08:50")
    office.settle()
    told, closed, now = month_why(office)
    assert (told["closed"], closed["month"]["outcome"]["points"], now["month"]["outcome"]["points"]) == (True, "9", "2")
    assert closed["month"]["outcome"]["points"] == office.ask(GetAttendanceMonth, roles=HR, **JUNE)["points"]
    assert {name: points(closed[name]["outcome"]) for name in closed if name.startswith("day_")} == {
        "day_2025-06-03": [(True, "0")], "day_2025-06-04": [(False, "2")], "day_2025-06-05": [(False, "2")],
    }  # fmt: skip
    assert {name: points(now[name]["outcome"]) for name in now if name.startswith("day_")} == {
        "day_2025-06-03": [], "day_2025-06-04": [(True, "0")],
    }  # fmt: skip
    (adjustment,) = told["adjustments"]
    assert adjustment["differences"]["points"] == ["9", "2"]


@pytest.mark.rule("ATT-02", "ATT-06", "ATT-07")
def test_nor_in_those_of_its_days_and_what_is_judged_otherwise_now_stands_beside_it(office):
    office = closed_with_three_late(office)
    told, before, now = day_why(office, "2025-06-03")
    assert (told["closed"], told["adjustments"], points(before["outcome"]), now) == (True, [], [(True, "0")], [])
    office.punch("A1", "2025-06-03T08:50")
    office.settle()
    told, shown, now = day_why(office, "2025-06-03")
    assert (shown["outcome"], shown["facts"]) == (before["outcome"], before["facts"])
    assert [points(outcome) for outcome in now] == [[]]
    assert len(told["adjustments"]) == 1
    _, shown, now = day_why(office, "2025-06-04")
    assert (points(shown["outcome"]), [points(outcome) for outcome in now]) == ([(False, "2")], [[(True, "0")]])
    told, shown, now = day_why(office, "2025-06-05")
    assert (points(shown["outcome"]), now, told["adjustments"]) == ([(False, "2")], [], [])


@pytest.mark.rule("ATT-02", "ATT-17")
def test_leave_granted_after_the_closing_and_a_session_told_later_leave_the_closed_days_as_they_were(office):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-04"):
        office.shift("A1", day)
    office.work("A1", "2025-06-03")
    office.over("2025-06-30")
    office.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    office.settle()
    office.say(LeaveDecided, **LEAVE)
    office.punch("A1", "2025-06-03T08:30", number="changes-nothing")
    office.settle()
    told, shown, now = day_why(office, "2025-06-04")
    assert [item["days"] for item in shown["outcome"]["absences"]] == ["1"]
    assert ([outcome["leave_type"] for outcome in now], len(told["adjustments"])) == (["personal"], 1)
    _, shown, now = day_why(office, "2025-06-03")
    assert ("08:55" in str(shown["facts"]), "08:30" in str(shown["facts"]), now) == (True, False, [])
    _, closed, now = month_why(office)
    assert (closed["month"]["outcome"]["absence_days"], now["month"]["outcome"]["absence_days"]) == ("1", "0")


@pytest.mark.rule("ATT-02")
def test_what_is_taken_back_again_leaves_one_judgement_and_both_adjustments(office):
    office = office("emall")
    office.shift("A1", "2025-06-04")
    office.over("2025-06-30")
    office.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    office.settle()
    office.say(LeaveDecided, sequence=10, **LEAVE)
    office.say(LeaveDecided, sequence=11, **{**LEAVE, "outcome": "withdrawn", "excused": False})
    assert len(office.said(AttendanceAdjusted, count=2)) == 2
    told, closed, now = month_why(office)
    assert (closed["month"]["outcome"]["absence_days"], now, len(told["adjustments"])) == ("1", {}, 2)


@pytest.mark.rule("ATT-02")
def test_what_was_first_known_after_the_closing_is_no_fact_of_the_closed_month(office):
    office = office("emall")
    office.shift("A2", "2025-06-03")
    office.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    office.settle()
    office.shift("A1", "2025-06-03")
    office.settle()
    _, closed, now = month_why(office)
    assert (closed["month"]["outcome"]["absence_days"], now["month"]["outcome"]["absence_days"]) == ("0", "1")
    told = office.ask(WhyAttendanceDay, roles=HR, staff_no="A1", date="2025-06-03")
    assert (told["decisions"], len(told["judged_now"])) == ([], 1)


@pytest.mark.rule("ATT-02", "ATT-27")
def test_the_values_cited_are_those_of_the_closing(office):
    office = closed_with_three_late(office)
    milder = {"value": "points_per_lateness", "since": "2025-01-01", "content": "0", "reference": "dated back"}
    office.say(PolicyAdopted, **{**PolicyAdopted.example, "organisation": office.organisation, **milder})
    office.punch("A1", "2025-06-03T09:05:30", number="changes-nothing")
    office.settle()
    _, closed, now = month_why(office)
    (value,) = [item for item in closed["month"]["because"] if item["id"] == "points_per_lateness"]
    assert (value["value"], now) == (2, {})


def test_an_open_month_has_one_judgement(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.over("2025-06-30")
    told, decided, now = month_why(office)
    assert (told["closed"], told["adjustments"], now, decided["month"]["outcome"]["absence_days"]) == (False, [], {}, "1")


@pytest.mark.rule("ATT-02", "ATT-07")
def test_a_closed_month_is_replayed_by_the_facts_that_it_was_closed_with(office):
    office = closed_with_three_late(office)
    office.punch("A1", "2025-06-03T08:50")
    office.settle()
    (found,) = office.ask(ReplayAttendanceMonths, roles=HR, month="2025-06", adopted={"points_per_lateness": "0"})["items"]
    assert found["differences"]["points"] == ["9", "5"]
