"""Clocks are stopped for a reason, by who has the case or supervises it, and it is told who did so and for how long (CMP-05)."""

from datetime import date, timedelta

import pytest

from kefu_messages.complaints import (
    AcceptCase,
    GetCase,
    GetCaseClocks,
    NotForThisRole,
    PauseCase,
    ResumeCase,
    TermPassed,
    TextMissing,
    WhyCase,
)
from kefu_messages.errors import EnteredTooLate, UnknownCode

AGENT, LEADER = ("customer_service_specialist",), ("customer_service_supervisor",)


@pytest.fixture
def accepted(opened, act):
    """A complaint that the agent E17 has accepted."""
    opened()
    return act(AcceptCase, apologised_at="2025-05-06T10:05", at="2025-05-06T10:05")


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("accepted")
def test_a_clock_is_not_stopped_without_a_reason_of_the_list(act, case):
    with pytest.raises(TextMissing):
        act(PauseCase, at="2025-05-06T11:00")
    with pytest.raises(UnknownCode):
        act(PauseCase, at="2025-05-06T11:00", reason="lunch")
    assert (case()["paused"], case()["version"]) == (False, 2)


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(("by", "roles"), [("E18", AGENT), ("E19", ("counter_clerk",)), ("E01", ("customer_service_manager",))])
def test_a_clock_is_not_stopped_by_whose_case_it_is_not(act, case, by, roles):
    with pytest.raises(NotForThisRole) as refused:
        act(PauseCase, by=by, roles=roles, at="2025-05-06T11:00", reason="awaiting_goods")
    assert refused.value.params["competent"] == "E17"
    act(PauseCase, at="2025-05-06T11:00", reason="awaiting_goods")
    with pytest.raises(NotForThisRole):
        act(ResumeCase, by=by, roles=roles, at="2025-05-06T12:00", reason="customer_answered")
    assert case()["paused"] is True


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("accepted")
def test_who_stopped_the_clock_and_why_is_in_the_history_and_how_long_in_the_reasons(complaints, act, case):
    act(PauseCase, at="2025-05-06T11:00", reason="awaiting_goods", note="等樣品")
    act(ResumeCase, by="E05", roles=LEADER, at="2025-05-06T14:00", reason="customer_answered")
    act(PauseCase, by="E05", roles=LEADER, at="2025-05-07T09:00", reason="awaiting_decision")
    *_, first, resumed, second = case()["steps"]
    assert (first["what"], first["by"], first["reason"], first["note"]) == ("paused", "E17", "awaiting_goods", "等樣品")
    assert (resumed["what"], resumed["by"], resumed["reason"]) == ("resumed", "E05", "customer_answered")
    assert (second["what"], second["reason"]) == ("paused", "awaiting_decision")
    assert [(one["reason"], one["by"], one["resume_reason"], one["resumed_by"]) for one in case()["pauses"]] == [
        ("awaiting_goods", "E17", "customer_answered", "E05"), ("awaiting_decision", "E05", None, None),
    ]  # fmt: skip
    why = {one["name"]: one for one in complaints.ask(WhyCase, roles=LEADER, case_no="C5")["decisions"]}
    assert (why["paused"]["outcome"], why["paused"]["facts"]["by"]) == ("awaiting_decision", "E05")
    assert (why["paused_time"]["outcome"], why["paused_time"]["facts"]["pauses"]) == (120, 2)  # 11:00 to 14:00 without lunch
    clocks = complaints.ask(GetCaseClocks, roles=LEADER, case_no="C5", at="2025-05-07T09:30")
    assert clocks["paused_minutes"] == 150


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("accepted")
def test_a_pause_does_not_undo_what_was_missed_meanwhile(complaints, act, case):
    due_on = date.fromisoformat(case()["solution_due_at"][:10])
    early, after = f"{due_on}T09:00", str(due_on + timedelta(days=1))
    assert early < case()["solution_due_at"]
    with complaints.on(after), pytest.raises(TermPassed) as refused:
        act(PauseCase, at=early, reason="awaiting_goods")
    assert refused.value.params["term"] == "solution"
    with complaints.on(after), pytest.raises(EnteredTooLate):
        act(PauseCase, at=f"{due_on - timedelta(days=1)}T23:59", reason="awaiting_goods")
    act(PauseCase, at=f"{after}T10:00", reason="awaiting_goods")
    act(ResumeCase, at=f"{after}T12:00", reason="customer_answered")
    clocks = complaints.ask(GetCaseClocks, roles=LEADER, case_no="C5", at=f"{after}T12:00")["clocks"]
    assert {one["clock"]: one["state"] for one in clocks} == {"first_response": "met", "solution": "missed"}


@pytest.mark.rule("CMP-05")
@pytest.mark.usefixtures("accepted")
def test_a_pause_that_is_entered_in_time_is_taken(complaints, act, case):
    due_on = date.fromisoformat(case()["solution_due_at"][:10])
    with complaints.on(str(due_on - timedelta(days=1))):
        assert act(PauseCase, at=f"{due_on - timedelta(days=2)}T09:00", reason="awaiting_goods")["paused"] is True


@pytest.mark.rule("CMP-05")
def test_the_clock_of_a_case_that_nobody_has_is_stopped_by_the_supervisor_alone(complaints, opened, act):
    opened()
    with pytest.raises(NotForThisRole) as refused:
        act(PauseCase, at="2025-05-06T11:00", reason="awaiting_goods")
    assert refused.value.params["competent"] == "customer_service_supervisor"
    assert act(PauseCase, by="E05", roles=LEADER, at="2025-05-06T11:00", reason="awaiting_goods")["paused"] is True
    assert complaints.ask(GetCase, roles=LEADER, case_no="C5")["solution_due_at"] is None
