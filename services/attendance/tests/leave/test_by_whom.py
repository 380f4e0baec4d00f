"""Nobody has his own leave, swap or rest granted by a paper, in a file or by hand; by a single call everybody enters his own acts."""

import pytest

from kefu import clock
from kefu_messages.attendance import (
    DecideCompensatoryRest,
    DecideLeave,
    HandInLeavePaper,
    HandOverBeforeLeave,
    ListCompensatoryRests,
    ListLeaveRequests,
    ListShiftSwaps,
    OthersPaper,
    OthersSwap,
    PhoneNoticeRecorded,
    RecordPhoneNotice,
    RecordShiftSwap,
    RequestCompensatoryRest,
    RequestLeave,
    WithdrawLeave,
)
from kefu_messages.errors import AlreadyExists, EnteredTooLate, NotFound, SelfApproval, ValidationFailed

HR = ("hr",)
APPLIED = {
    "request_no": "L1", "staff_no": "A1", "type": "personal", "from_date": "2025-06-16", "to_date": "2025-06-16",
    "applied_at": "2025-06-13T10:15",
}  # fmt: skip
GRANTED = {
    **APPLIED, "approver1": "S1", "decision1": "approved", "decided1_at": "2025-06-13T11:15", "approver2": "M1", "decision2": "approved",
    "decided2_at": "2025-06-14T09:15",
}  # fmt: skip
REST = {"request_no": "C1", "earned_on": "2025-06-01", "hours": "8", "use": "rest_day", "use_date": "2025-06-15"}
SWAP = {
    "swap_no": "W1", "staff_a": "A1", "shift_a": "S-A1-2025-06-20", "staff_b": "A2", "shift_b": "S-A2-2025-06-21",
    "applied_at": "2025-06-17T10:15",
}  # fmt: skip
APPROVED = {"decision": "approved", "decided_by": "S1", "decided_at": "2025-06-18T10:15"}


def reasons(answers):
    return [answer["reason"] for answer in answers]


@pytest.mark.rule("ATT-01", "ATT-16")
def test_hr_grants_its_own_leave_in_no_file_and_another_of_hr_sends_the_same_file(emall):
    rows = [GRANTED, {**GRANTED, "request_no": "L2", "staff_no": "A2"}]
    assert reasons(emall.send(RequestLeave, rows, roles=HR, by="A1")) == ["self_approval", None]
    assert [item["request_no"] for item in emall.clerk(ListLeaveRequests, month="2025-06")["items"]] == ["L2"]
    assert reasons(emall.send(RequestLeave, rows, roles=HR, by="HR1")) == [None, None]
    assert reasons(emall.send(RequestLeave, rows, roles=HR, by="A1")) == [None, None]  # it has taken effect: the file says nothing new
    assert emall.came_to("L1") == ("granted", None)


@pytest.mark.rule("ATT-01")
def test_a_row_that_names_nobody_is_about_nobody_and_not_about_who_sends_it(emall):
    (leave,) = emall.send(RequestLeave, [{**GRANTED, "staff_no": ""}], roles=HR, by="HR1")
    (rest,) = emall.send(RequestCompensatoryRest, [{**REST, "staff_no": "", "approved_by": "S1"}], roles=HR, by="HR1")
    assert [(item["reason"], list(item["detail"]["fields"])) for item in (leave, rest)] == [("validation_failed", ["staff_no"])] * 2
    assert emall.clerk(ListLeaveRequests, month="2025-06")["items"] == []


@pytest.mark.rule("ATT-16")
@pytest.mark.parametrize("unknown", ["approver1", "decided1_at", "approver2", "decided2_at"])
@pytest.mark.parametrize("decision", ["approved", "rejected"])
def test_what_a_paper_does_not_say_by_whom_or_when_is_not_decided(emall, unknown, decision):
    slot = next(sign for sign in unknown if sign.isdigit())
    row = {**GRANTED, f"decision{slot}": decision, unknown: ""}
    assert reasons(emall.send(RequestLeave, [row], roles=HR, by="HR1")) == [None]
    assert emall.came_to("L1") == ("not_effective", "approval_missing")


@pytest.mark.rule("ATT-15", "ATT-14")
@pytest.mark.parametrize("more", [{}, {"certificate_on": "2025-06-17"}, {"reported_back_on": "2025-06-17"}])
def test_nobody_dates_his_own_application_back_or_enters_its_papers_in_a_file(emall, more):
    assert reasons(emall.send(RequestLeave, [{**APPLIED, **more}], roles=HR, by="A1")) == ["self_approval"]
    assert emall.clerk(ListLeaveRequests, month="2025-06")["items"] == []


@pytest.mark.rule("ATT-16")
def test_the_paper_of_somebody_else_is_entered_of_days_that_are_over_and_with_a_reason(emall):
    with emall.on("2025-06-14"):
        for paper in (APPLIED, GRANTED):
            for more in ({}, {"late_reason": "代登"}):
                refused = not more or paper is GRANTED  # the second step is of today
                if refused:
                    with pytest.raises(OthersPaper):
                        emall.clerk(RequestLeave, **paper, **more)
        emall.clerk(RequestLeave, **APPLIED, late_reason="代登")
        with pytest.raises(OthersPaper):
            emall.clerk(WithdrawLeave, request_no="L1", late_reason="代登")
        with pytest.raises(OthersPaper):
            emall.decide("HR1", approver="S1", late_reason="代登")
        with pytest.raises(OthersPaper):
            emall.decide("HR1", approver="S1", decided_at="2025-06-14T09:00", late_reason="代登")
    assert emall.leave()["steps"][0].get("approver") is None
    with emall.on("2025-06-15"):
        assert emall.decide("HR1", approver="S1", decided_at="2025-06-14T09:00", late_reason="代登")["steps"][0]["approver"] == "S1"


@pytest.mark.rule("ATT-46")
def test_work_is_handed_over_by_the_applicant(jinyang):
    ahead = f"{clock.today().year + 1}-06-16"
    jinyang.of("A1", RequestLeave, request_no="L1", type="personal", from_date=ahead, to_date=ahead, handover_to="A2")
    for who, refusal in (("HR1", OthersPaper), ("J4", OthersPaper), ("A2", NotFound)):
        with pytest.raises(refusal):
            jinyang.of(who, HandOverBeforeLeave, request_no="L1", handover_to="J4")
    assert jinyang.of("A1", HandOverBeforeLeave, request_no="L1", handover_to="J4")["handover_to"] == "J4"


@pytest.mark.rule("ATT-16", "ATT-46")
def test_whoever_may_neither_act_on_a_request_nor_read_it_is_told_of_none(emall):
    ahead = f"{clock.today().year + 1}-06-16"
    emall.of("A1", RequestLeave, request_no="L1", type="personal", from_date=ahead, to_date=ahead)
    acts = {
        WithdrawLeave: {}, HandOverBeforeLeave: {"handover_to": "A2"}, DecideLeave: {"decision": "approved"},
        HandInLeavePaper: {"paper": "certificate"},
    }  # fmt: skip
    for message, more in acts.items():
        for number in ("L1", "L9"):
            with pytest.raises(NotFound) as refusal:
                emall.of("A2", message, request_no=number, **more)
            assert refusal.value.params == {"kind": "request_no", "key": number}
        assert [look["what"] for look in emall.looks(message) if look["by"] == "A2"] == [f"refused:{message.verb()}"]
    for message in (WithdrawLeave, HandOverBeforeLeave):
        with pytest.raises(OthersPaper):
            emall.of("S1", message, request_no="L1", **acts[message])


@pytest.mark.rule("ATT-09", "ATT-16", "ATT-28")
def test_what_is_asked_in_the_name_of_somebody_else_is_refused_alike_whether_the_number_is_taken_or_not(emall):
    ahead = f"{clock.today().year + 1}-06-16"
    emall.plan("2025-06-15", "2025-06-20")
    emall.plan("2025-06-21", staff_no="A2")
    emall.of("A1", RequestLeave, request_no="L1", type="personal", from_date=ahead, to_date=ahead)
    with emall.on("2025-06-15"):
        emall.of("A1", RequestCompensatoryRest, **REST)
    with emall.on("2025-06-17"):
        emall.of("A1", RecordShiftSwap, **SWAP)
    leave = {"staff_no": "A1", "type": "personal", "from_date": ahead, "to_date": ahead}
    with emall.on("2025-06-17"):
        for by in ("A2", "S1"):
            for number in ("L1", "L9"):
                with pytest.raises(OthersPaper):
                    emall.of(by, RequestLeave, request_no=number, **leave)
            for number in (REST["request_no"], "C9"):
                with pytest.raises(OthersPaper):
                    emall.of(by, RequestCompensatoryRest, **{**REST, "request_no": number, "staff_no": "A1"})
        for number in (SWAP["swap_no"], "W9"):
            with pytest.raises(OthersSwap):
                emall.of("S1", RecordShiftSwap, **{**SWAP, "swap_no": number})
    with pytest.raises(AlreadyExists):
        emall.of("A1", RequestLeave, request_no="L1", type="personal", from_date=ahead, to_date=ahead)


@pytest.mark.rule("ATT-13", "ATT-42")
def test_a_call_is_written_down_by_who_took_it_not_by_hr_in_his_name_and_not_ahead(emall):
    call = {"notice_no": "N1", "staff_no": "A1", "for_date": "2025-06-16", "called_at": "2025-06-16T08:00", "reason": "sick"}
    with emall.on("2025-06-16"):
        with pytest.raises(OthersPaper):
            emall.clerk(RecordPhoneNotice, **call, called_to="S1", late_reason="代登")
        with pytest.raises(ValidationFailed):
            emall.of("S1", RecordPhoneNotice, **{**call, "called_at": "2025-06-16T18:30"})
    assert reasons(emall.send(RecordPhoneNotice, [{**call, "called_to": "S1"}], roles=HR, by="A1")) == ["self_approval"]
    with emall.on("2025-06-17"):
        assert emall.clerk(RecordPhoneNotice, **call, called_to="S1", late_reason="代登")["to_superior"]


@pytest.mark.rule("ATT-09", "ATT-25")
def test_nobody_approves_his_own_rest_by_a_row_and_nobody_asks_for_one_afterwards(emall):
    own, other = {**REST, "staff_no": "A1", "approved_by": "S1"}, {**REST, "request_no": "C2", "staff_no": "A2", "approved_by": "S1"}
    assert reasons(emall.send(RequestCompensatoryRest, [own, other], roles=HR, by="A1")) == ["self_approval", None]
    for by, roles, paper, refusal in (
        ("A1", HR, own, SelfApproval), ("HR1", HR, own, OthersPaper), ("HR1", HR, {**REST, "staff_no": "A1"}, OthersPaper),
        ("S1", ("customer_service_supervisor",), {**REST, "staff_no": "A1"}, OthersPaper),
    ):  # fmt: skip
        with pytest.raises(refusal):
            emall.ask(RequestCompensatoryRest, roles=roles, by=by, **paper)
    with emall.on("2025-06-16"), pytest.raises(EnteredTooLate):
        emall.of("A1", RequestCompensatoryRest, **REST)
    assert [item["request_no"] for item in emall.clerk(ListCompensatoryRests, month="2025-06")["items"]] == ["C2"]
    with emall.on("2025-06-15"):
        assert emall.of("A1", RequestCompensatoryRest, **REST)["state"] == "open"
        with pytest.raises(SelfApproval):
            emall.ask(DecideCompensatoryRest, roles=("customer_service_manager",), by="A1", request_no="C1", decision="approved")


@pytest.mark.rule("ATT-28", "ATT-35")
def test_a_swap_is_applied_for_by_one_of_the_two_and_approved_by_no_paper_of_theirs(emall):
    emall.plan("2025-06-20")
    emall.plan("2025-06-21", staff_no="A2")
    with emall.on("2025-06-17"):
        with pytest.raises(OthersSwap):  # else a superior would apply and decide alone
            emall.of("S1", RecordShiftSwap, **SWAP)
        with pytest.raises(OthersPaper):
            emall.clerk(RecordShiftSwap, **SWAP, late_reason="代登")
    with emall.on("2025-06-19"), pytest.raises(OthersPaper):
        emall.clerk(RecordShiftSwap, **SWAP, decision="approved", decided_by="S1", late_reason="代登")
    for by in ("A1", "A2"):
        assert reasons(emall.send(RecordShiftSwap, [{**SWAP, **APPROVED}], roles=HR, by=by)) == ["self_approval"]
        assert reasons(emall.send(RecordShiftSwap, [SWAP], roles=HR, by=by)) == ["self_approval"]
    assert emall.clerk(ListShiftSwaps)["items"] == []
    assert reasons(emall.send(RecordShiftSwap, [{**SWAP, **APPROVED}], roles=HR, by="HR1")) == [None]


@pytest.mark.rule("ATT-13")
def test_a_call_for_an_unknown_reason_is_no_call_of_sickness(emall):
    call = {"notice_no": "N1", "staff_no": "A1", "for_date": "2025-06-16", "called_at": "2025-06-16T07:30", "called_to": "S1", "reason": ""}
    assert reasons(emall.send(RecordPhoneNotice, [call, {**call, "notice_no": "N2", "called_to": ""}], roles=HR, by="HR1")) == [
        None, "unknown_staff",
    ]  # fmt: skip
    assert [item["reason"] for item in emall.said(PhoneNoticeRecorded)] == ["other"]
