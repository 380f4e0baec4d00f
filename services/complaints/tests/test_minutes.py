"""Levels of escalation are told at the minute at which they are due, each once, whatever stops the clock or the service (CMP-05)."""

from datetime import UTC, datetime, timedelta

import pytest

from kefu_messages.complaints import (
    AcceptCase,
    CaseOverdue,
    GetCase,
    InvestigateCase,
    ListPassedTerms,
    PauseCase,
    ProposeSolution,
    RecordResponse,
    ResumeCase,
)

LEADER = ("customer_service_supervisor",)
FIRST = (1, "customer_service_supervisor", "2025-05-07T10:37+08:00")  # 450 open minutes, without the lunch break and the night
SECOND = (2, "customer_service_manager", "2025-05-07T15:37+08:00")


@pytest.fixture
def running_out(opened, act):
    """A critical complaint of 11:07 whose time runs out on the next day at 10:37, and another one that has much longer."""
    opened("C5", severity="critical", received_at="2025-05-06T11:07")
    act(AcceptCase, apologised_at="2025-05-06T11:10", at="2025-05-06T11:10")
    opened("C6", received_at="2025-05-06T11:10", text="別的事情")
    act(AcceptCase, "C6", apologised_at="2025-05-06T11:11", at="2025-05-06T11:11")


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("running_out")
def test_a_case_whose_time_runs_out_at_10_37_is_escalated_at_10_37(complaints, look, levels):
    look("2025-05-07T10:36")
    assert levels(0) == []
    look("2025-05-07T10:37")
    assert levels(1) == [FIRST]
    look("2025-05-07T10:38")
    look("2025-05-07T15:36")
    assert levels(1) == [FIRST]
    look("2025-05-07T15:37")
    assert levels(2) == [FIRST, SECOND]
    overdue = [(one["case_no"], one["term"], one["level"]) for one in complaints.said(CaseOverdue, count=2)]
    assert overdue == [("C5", "solution", 1), ("C5", "solution", 2)]
    escalations = complaints.ask(GetCase, roles=LEADER, case_no="C5")["escalations"]
    assert [(one["level"], one["at"]) for one in escalations if one["level"]] == [
        (1, "2025-05-07T10:37:00+08:00"), (2, "2025-05-07T15:37:00+08:00"),
    ]  # fmt: skip


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("running_out")
def test_after_an_outage_each_missed_level_is_told_once_with_its_own_moment(complaints, look, levels):
    look("2025-05-07T17:00")
    assert levels(2) == [FIRST, SECOND]
    look("2025-05-07T17:01")
    assert len(levels(2)) == 2
    assert complaints.ask(ListPassedTerms, roles=LEADER, at="2025-05-07T17:01")["terms"] == []


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("running_out")
def test_a_pause_moves_what_is_due_and_an_answer_takes_it_away(act, look, levels):
    act(PauseCase, reason="awaiting_information", at="2025-05-07T10:00")
    look("2025-05-07T10:37")
    assert levels(0) == []
    act(ResumeCase, reason="customer_answered", at="2025-05-07T10:30")
    look("2025-05-07T11:06")
    assert levels(0) == []
    look("2025-05-07T11:07")
    assert levels(1) == [(1, "customer_service_supervisor", "2025-05-07T11:07+08:00")]
    act(InvestigateCase, real_cause="late delivery", wanted="refund", at="2025-05-07T11:20")
    act(ProposeSolution, solution="退運費", at="2025-05-07T11:25")
    act(RecordResponse, response="accepted", at="2025-05-07T11:30")
    look("2025-05-07T18:00")
    assert len(levels(1)) == 1


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("running_out")
def test_a_day_that_is_over_is_told_to_its_end(look, levels):
    look(as_of="2025-05-06")
    assert levels(0) == []
    look(as_of="2025-05-07")
    assert levels(2) == [FIRST, SECOND]


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("running_out")
def test_a_look_reads_what_is_due_and_nothing_else(complaints, opened, examined):
    for number in range(12):
        opened(f"N{number}", received_at="2025-05-06T11:08", text=f"第{number}件別的事情")
    due = {"organisation": complaints.organisation, "next_due": {"$gte": datetime(1970, 1, 1, tzinfo=UTC)}}
    upto = datetime(2025, 5, 6, 7, 10, tzinfo=UTC)  # twelve first responses at 16:08, nothing at 15:10
    assert examined({**due, "next_due": {**due["next_due"], "$lte": upto}}) == 0
    assert examined({**due, "next_due": {**due["next_due"], "$lte": upto + timedelta(hours=1)}}) == 12
