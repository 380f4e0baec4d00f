"""Nobody dates his own act back; HR enters older papers, never the own, with a reason that the decision keeps (latest_entry_days)."""

import pytest

from kefu_messages.attendance import (
    AnswerShiftSwap,
    ConfirmAttendance,
    DecideShiftSwap,
    HandInLeavePaper,
    ListAttendanceConfirmations,
    ListShiftSwaps,
    RecordPhoneNotice,
    RecordPostLeave,
    RecordShiftSwap,
    RecordSubmission,
    RequestLeave,
    WhyLeaveRequest,
)
from kefu_messages.errors import EnteredTooLate, SelfApproval, ValidationFailed

HR = ("hr",)
BOSS, STAFF = ("customer_service_supervisor",), ("customer_service_specialist",)
SWAP = {
    "swap_no": "W1", "staff_a": "A1", "shift_a": "2025-06-20-A1", "staff_b": "A2", "shift_b": "2025-06-21-A2",
    "applied_at": "2025-06-17T10:15",
}  # fmt: skip
CALL = {"notice_no": "N1", "staff_no": "A1", "for_date": "2025-06-13", "called_at": "2025-06-13T07:50", "reason": "sick"}
CONFIRMATION = {"confirmation_no": "AC1", "staff_no": "A1", "month": "2025-06", "confirmed_at": "2025-07-02T10:00"}


@pytest.fixture
def emall(office):
    office = office("emall")
    office.shift("A1", "2025-06-20")
    office.shift("A2", "2025-06-21")
    return office


@pytest.mark.rule("ATT-28", "ATT-35")
@pytest.mark.parametrize(("day", "refusal"), [("2025-06-19", EnteredTooLate), ("2025-06-16", ValidationFailed)])
def test_a_swap_is_applied_for_on_the_day_it_says(emall, day, refusal):
    with emall.on(day), pytest.raises(refusal):
        emall.ask(RecordShiftSwap, roles=STAFF, by="A1", **SWAP)
    with emall.on(day), pytest.raises(refusal):
        emall.ask(RecordShiftSwap, roles=STAFF, by="A1", **SWAP, late_reason="忘了")
    assert emall.ask(ListShiftSwaps, roles=HR)["items"] == []
    with emall.on("2025-06-18"):
        assert emall.ask(RecordShiftSwap, roles=STAFF, by="A1", **SWAP)["state"] == "open"
        emall.ask(AnswerShiftSwap, roles=STAFF, by="A2", swap_no="W1", agreed=True)
    with emall.on("2025-06-19"), pytest.raises(EnteredTooLate):
        emall.ask(DecideShiftSwap, roles=BOSS, by="S1", swap_no="W1", decision="approved", decided_at="2025-06-17T12:00")
    with emall.on("2025-06-19"):
        approved = {"swap_no": "W1", "decision": "approved", "decided_at": "2025-06-19T12:00"}
        assert emall.ask(DecideShiftSwap, roles=BOSS, by="S1", **approved)["in_force"]


@pytest.mark.rule("ATT-13", "ATT-42")
def test_a_call_is_written_down_when_it_is_taken(emall):
    with emall.on("2025-06-15"), pytest.raises(EnteredTooLate):
        emall.ask(RecordPhoneNotice, roles=BOSS, by="S1", **CALL)
    with emall.on("2025-06-14"):
        assert emall.ask(RecordPhoneNotice, roles=BOSS, by="S1", **CALL)["to_superior"]


@pytest.mark.rule("ATT-01")
def test_a_superior_confirms_today_and_not_for_yesterday_week(emall):
    with emall.on("2025-07-10"), pytest.raises(EnteredTooLate):
        emall.ask(ConfirmAttendance, roles=BOSS, by="S1", **CONFIRMATION)
    (missing, _) = emall.ask(ListAttendanceConfirmations, roles=HR, month="2025-06")["items"]
    assert missing["status"] == "missing"
    with emall.on("2025-07-02"):
        assert emall.ask(ConfirmAttendance, roles=BOSS, by="S1", **CONFIRMATION)["status"] == "confirmed"


@pytest.mark.rule("ATT-02", "ATT-04")
def test_a_leader_cannot_let_a_paper_have_come_earlier(emall):
    paper = {"month": "2025-05", "document": "attendance_sheet", "submitted_at": "2025-06-03T10:00", "submitted_by": "S1"}
    with emall.on("2025-06-06"), pytest.raises(EnteredTooLate):
        emall.ask(RecordSubmission, roles=BOSS, by="S1", **paper)
    assert [item["reason"] for item in emall.send(RecordSubmission, [paper], roles=BOSS)] == ["entered_too_late"]


@pytest.mark.rule("ATT-38")
def test_a_consent_is_given_ahead_and_not_for_what_is_long_over(emall):
    leave = {"record_no": "PL1", "staff_no": "A1", "left_at": "2025-06-10T10:00", "back_at": "2025-06-10T10:20"}
    with emall.on("2025-06-12"), pytest.raises(EnteredTooLate):
        emall.ask(RecordPostLeave, roles=("business_centre_team_leader",), by="T1", **leave)
    with emall.on("2025-06-09"):
        assert emall.ask(RecordPostLeave, roles=("business_centre_team_leader",), by="T1", **leave)["record_no"] == "PL1"


@pytest.mark.rule("ATT-14", "ATT-15")
def test_hr_enters_old_papers_with_a_reason_and_never_the_own(emall):
    paper = {"type": "sick", "from_date": "2025-06-16", "to_date": "2025-06-16", "applied_at": "2025-06-13T10:15"}
    with emall.on("2025-06-20"):
        with pytest.raises(EnteredTooLate):
            emall.ask(RequestLeave, roles=HR, by="P1", request_no="L1", staff_no="A1", **paper)
        with pytest.raises(SelfApproval):
            emall.ask(RequestLeave, roles=HR, by="A1", request_no="L1", **paper, late_reason="忘了")
        emall.ask(RequestLeave, roles=HR, by="P1", request_no="L1", staff_no="A1", **paper, late_reason="紙本 13 日已交")
        with pytest.raises(EnteredTooLate):
            emall.ask(HandInLeavePaper, roles=BOSS, by="S1", request_no="L1", paper="certificate", handed_in_on="2025-06-16")
    told = emall.ask(WhyLeaveRequest, roles=HR, request_no="L1")["decisions"]
    (entry,) = [item for item in told if item["name"].startswith("entry")]
    facts = {"late_reason": "紙本 13 日已交", "entered_by": "P1", "entered_on": "2025-06-20", "applied_at": "2025-06-13"}
    assert entry["facts"] == facts
    assert [cited["id"] for cited in entry["because"]] == ["latest_entry_days"]


@pytest.mark.rule("ATT-01")
def test_rows_that_hr_imports_are_past_papers_and_a_leaders_are_not(emall):
    row = {**CONFIRMATION, "confirmed_by": "S1"}
    assert [item["reason"] for item in emall.send(ConfirmAttendance, [row], roles=HR)] == [None]
    row |= {"confirmation_no": "AC2"}
    assert [item["reason"] for item in emall.send(ConfirmAttendance, [row], roles=BOSS)] == ["entered_too_late"]
