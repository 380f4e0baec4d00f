"""Clocks, pauses, alarms and levels of escalation on a real bus and store (CMP-05, CMP-18)."""

import json

import pytest

from kefu.calendar import CalendarNotPublished
from kefu.service_hours import TooFarApart
from kefu_messages.attendance import PolicyAdopted
from kefu_messages.complaints import (
    AcceptCase,
    AssignCase,
    CaseEscalated,
    CaseOverdue,
    DatesOutOfOrder,
    GetCaseClocks,
    ListCases,
    ListPassedTerms,
    ObtainSolution,
    OpenCaseFile,
    PauseCase,
    ResumeCase,
    TransitionRefused,
    VerifyCase,
)

LEADER = ("customer_service_supervisor",)


def clock(complaints, name, at, case_no="C5"):
    clocks = complaints.ask(GetCaseClocks, roles=LEADER, case_no=case_no, at=at)["clocks"]
    return next(one for one in clocks if one["clock"] == name)


@pytest.mark.rule("CMP-18")
def test_a_solution_nobody_passes_on_is_overdue_after_the_next_working_day(complaints, opened, act, look):
    opened("Q1", kind="inquiry", text="發票遺失")
    act(VerifyCase, "Q1", at="2025-05-06T10:00")
    told = {"happened_at": "2025-05-05T16:00", "place": "門店", "person": "李先生", "event": "發票遺失", "responsible": "E18"}
    act(OpenCaseFile, "Q1", contact={"phone": "139"}, **told, at="2025-05-06T10:01")
    act(ObtainSolution, "Q1", solution="補開", at="2025-05-06T10:05")
    look("2025-05-07T17:59")
    assert complaints.said(CaseOverdue, count=0) == []
    look("2025-05-07T18:00")
    (late,) = complaints.said(CaseOverdue)
    assert (late["term"], late["due_at"], late["because"]) == ("contact", "2025-05-07T18:00+08:00", ["CMP-18"])


@pytest.mark.rule("CMP-05")
def test_a_case_nobody_follows_up_is_stale_after_two_working_days_and_escalates_by_levels(complaints, opened, act, look, levels):
    opened("C5", received_at="2025-09-29T10:00")
    act(AcceptCase, apologised_at="2025-09-29T10:05", at="2025-09-29T10:05")
    look("2025-10-09T17:59")
    assert complaints.said(CaseOverdue, count=0) == []  # eight days off: 2 open days have not passed
    look("2025-10-09T18:00")
    (stale,) = complaints.said(CaseOverdue)
    assert (stale["term"], stale["due_at"], stale["to_role"], stale["owner"]) == (
        "stale", "2025-10-09T18:00+08:00", "customer_service_supervisor", "E17",
    )  # fmt: skip
    (listed,) = complaints.ask(ListCases, roles=LEADER, state="overdue")["items"]
    assert listed["case_no"] == "C5"
    look("2025-10-10T17:00")
    assert levels(1) == [(1, "customer_service_supervisor", "2025-10-10T17:00+08:00")]
    passed = complaints.ask(ListPassedTerms, roles=LEADER, at="2025-10-11T13:00")["terms"]
    assert [(one["term"], one["due_at"], one["to_role"]) for one in passed] == [
        ("solution", "2025-10-11T12:00+08:00", "customer_service_manager"),
    ]  # fmt: skip
    look("2025-10-11T12:00")
    assert levels(2)[1] == (2, "customer_service_manager", "2025-10-11T12:00+08:00")
    assert [one["level"] for one in complaints.said(CaseOverdue, count=3)] == [1, 1, 2]
    look("2025-10-20T12:00")
    assert len(complaints.said(CaseOverdue, count=0)) == 3


@pytest.mark.rule("CMP-05")
def test_the_clock_stands_still_while_the_next_word_is_the_customers(complaints, opened, act, look):
    opened()
    act(AcceptCase, apologised_at="2025-05-06T10:05", at="2025-05-06T10:10")
    assert clock(complaints, "solution", "2025-05-06T11:00")["elapsed_minutes"] == 60
    paused = act(PauseCase, at="2025-05-06T11:00", reason="awaiting_goods", note="等客戶寄回樣品")
    assert (paused["paused"], paused["solution_due_at"]) == (True, None)
    held = clock(complaints, "solution", "2025-05-09T11:00")
    assert (held["state"], held["elapsed_minutes"], held["due_at"]) == ("paused", 60, None)
    with pytest.raises(TransitionRefused):
        act(PauseCase, reason="awaiting_goods")
    resumed = act(ResumeCase, at="2025-05-09T11:00", reason="customer_answered")
    assert (resumed["paused"], resumed["solution_due_at"]) == (False, "2025-05-14T17:00+08:00")
    look("2025-05-13T17:59")
    assert complaints.said(CaseOverdue, count=0) == []


@pytest.mark.rule("CMP-05")
def test_nothing_is_dated_before_the_case_or_ahead_of_now(opened, act):
    with pytest.raises(DatesOutOfOrder):
        opened("C9", received_at="2199-01-01T10:00")
    opened()
    with pytest.raises(DatesOutOfOrder):
        act(AcceptCase, apologised_at="2025-05-06T10:05", at="2025-05-06T09:59")
    with pytest.raises(DatesOutOfOrder):
        act(AcceptCase, apologised_at="2025-05-06T10:05", at="2199-01-01T10:00")


@pytest.mark.rule("CMP-05")
def test_a_term_into_a_year_without_a_calendar_is_never_guessed_and_never_loses_the_case(complaints, opened, act, look):
    never = {"emergency": 800_000, "critical": 800_000, "major": 800_000, "minor": 800_000, "repair": 800_000}
    adopted = {"value": "solution_minutes", "since": "2020-01-01", "content": json.dumps(never), "reference": "test"}
    complaints.say(PolicyAdopted, **{**PolicyAdopted.example, "organisation": complaints.organisation, **adopted})
    case = opened()
    assert (case["state"], case["solution_due_at"], case["clock_problem"]) == ("received", None, "calendar_not_published")
    (told,) = complaints.said(CaseEscalated)
    assert (told["reason"], told["to_role"]) == ("calendar_not_published", "customer_service_supervisor")
    with pytest.raises(CalendarNotPublished):
        complaints.ask(GetCaseClocks, roles=LEADER, case_no="C5", at="2025-05-06T11:00")
    assert act(AcceptCase, apologised_at="2025-05-06T10:05")["state"] == "accepted"
    look("2025-05-07T09:00")
    assert len(complaints.said(CaseEscalated, count=0)) == 1


@pytest.mark.rule("CMP-05")
def test_an_assigned_case_has_its_owner_at_once(complaints, opened, act):
    opened()
    assert act(AssignCase, owner="E18")["owner"] == "E18"
    mine = complaints.ask(ListCases, roles=LEADER, owner="E18", kind="complaint", state="open")["items"]
    assert [one["case_no"] for one in mine] == ["C5"]
    assert complaints.ask(ListCases, roles=LEADER, owner="E17")["items"] == []


def test_clocks_of_a_day_that_no_case_lives_to_see_are_not_counted(complaints, opened):
    opened("Q9", kind="inquiry", text="發票遺失")
    with pytest.raises(TooFarApart):
        complaints.ask(GetCaseClocks, roles=LEADER, case_no="Q9", at="2999-12-31T23:59")
