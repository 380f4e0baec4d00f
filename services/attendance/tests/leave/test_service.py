"""Leave on a real bus and store: what employees, approvers and HR really do with it."""

from __future__ import annotations

import pytest

from kefu import clock
from kefu.testing.running import Running
from kefu_messages.attendance import (
    AdoptPolicy,
    ChangeShift,
    ChangeStaff,
    CompensatoryRestDecided,
    DecideCompensatoryRest,
    DecideLeave,
    EarlierStepOpen,
    GetLeaveBalance,
    GetLeaveRequest,
    HandInLeavePaper,
    HandOverBeforeLeave,
    HandoverMissing,
    LeaveDecided,
    LeaveNotGranted,
    LeaveRequested,
    LeaveStarted,
    ListCompensatoryRests,
    ListLeaveRequests,
    ListLeaveToDecide,
    ListPhoneNotices,
    OthersMonth,
    OthersPaper,
    PhoneNoticeRecorded,
    RecordPhoneNotice,
    ReportBackDue,
    ReportBackFromLeave,
    RequestCompensatoryRest,
    RequestLeave,
    StepDecided,
    UnknownLeaveType,
    WhyCompensatoryRest,
    WhyLeaveRequest,
    WithdrawLeave,
)
from kefu_messages.errors import AlreadyExists, NotFound, SelfApproval, StateConflict, UnknownStaff, ValidationFailed, WrongApprover

AHEAD = f"{clock.today().year + 1}-06"
FAR = {"request_no": "L1", "type": "personal", "from_date": f"{AHEAD}-16", "to_date": f"{AHEAD}-16", "reason": "搬家"}


def outcomes(house: Running) -> list[tuple[str, str | None]]:
    house.settle()
    return [(said["outcome"], said["outcome_reason"]) for said in house.said(LeaveDecided, count=0) or house.said(LeaveDecided)]


@pytest.mark.rule("ATT-16")
def test_personal_leave_is_asked_for_and_decided_step_by_step(emall):
    asked = emall.of("A1", RequestLeave, **FAR)
    assert (asked["outcome"], asked["reason"], asked["staff_no"]) == ("not_effective", "approval_missing", "A1")
    assert [step["needed_role"] for step in asked["steps"]] == ["customer_service_supervisor", "customer_service_manager"]
    assert emall.said(LeaveRequested)[0]["waits_for"] == ["customer_service_supervisor", "customer_service_manager"]
    assert emall.decide("S1")["outcome"] == "not_effective"
    granted = emall.decide("M1")
    assert (granted["outcome"], granted["because"]) == ("granted", ["ATT-16", "ATT-15"])
    (first, last) = emall.said(LeaveDecided, count=2)
    assert (first["outcome"], last["outcome"], last["excused"], last["counts_as"]) == ("not_effective", "granted", True, "personal")


@pytest.mark.rule("ATT-16")
def test_the_manager_decides_after_the_supervisor_and_everybody_once(emall):
    emall.of("A1", RequestLeave, **FAR)
    with pytest.raises(EarlierStepOpen):
        emall.decide("M1")
    emall.decide("S1")
    with pytest.raises(StepDecided):
        emall.decide("S2")
    assert emall.decide("M1", "rejected")["outcome"] == "rejected"
    with pytest.raises(NotFound):
        emall.decide("A2")
    assert [item["outcome"] for item in emall.said(LeaveDecided, count=2)] == ["not_effective", "rejected"]


@pytest.mark.rule("ATT-01")
def test_nobody_decides_on_his_own_request_whatever_his_post(emall):
    emall.of("S1", RequestLeave, **FAR)
    with pytest.raises(SelfApproval) as refusal:
        emall.decide("S1")
    assert refusal.value.params["because"] == ["ATT-01", "ATT-16"]
    with pytest.raises(SelfApproval):
        emall.ask(DecideLeave, roles=("hr",), by="S1", request_no="L1", decision="approved", approver="M1", decided_at="2025-06-01T10:00")
    assert emall.decide("M1")["outcome"] == "granted"  # a supervisor starts after the own step


@pytest.mark.rule("ATT-16", "ATT-01")
def test_the_last_of_the_chain_needs_his_superior(emall):
    emall.of("M1", RequestLeave, **FAR)
    with pytest.raises(SelfApproval):
        emall.decide("M1")
    assert [item["request_no"] for item in emall.of("G1", ListLeaveToDecide)["items"]] == ["L1"]
    assert emall.decide("G1")["outcome"] == "granted"


@pytest.mark.rule("ATT-16")
def test_what_waits_for_somebody_is_in_his_inbox_and_leaves_it(emall):
    emall.of("A1", RequestLeave, **FAR)
    emall.of("S1", RequestLeave, **{**FAR, "request_no": "L2", "from_date": f"{AHEAD}-01", "to_date": f"{AHEAD}-02"})

    def inbox(who):
        return [item["request_no"] for item in emall.of(who, ListLeaveToDecide)["items"]]

    assert (inbox("S1"), inbox("S2"), inbox("M1"), inbox("A2")) == (["L1"], ["L1"], ["L2"], [])
    emall.decide("S2")
    assert (inbox("S1"), inbox("M1")) == ([], ["L2", "L1"])


@pytest.mark.rule("ATT-17")
def test_only_hr_enters_papers_of_others_and_dates_them_back(emall):
    with pytest.raises(OthersPaper):
        emall.of("A1", RequestLeave, **FAR, staff_no="A2")
    with pytest.raises(OthersPaper):
        emall.of("A1", RequestLeave, **FAR, applied_at="2025-06-01T10:00")
    with pytest.raises(OthersPaper):
        emall.of("A1", RequestLeave, **FAR, approver1="S1", decision1="approved", decided1_at="2025-06-01T10:00")
    with pytest.raises(SelfApproval):
        emall.ask(
            RequestLeave, roles=("hr",), by="A1", **FAR, approver1="S1", decision1="approved", decided1_at="2025-06-01T10:00"
        )  # fmt: skip
    with pytest.raises(NotFound):
        emall.leave()
    assert emall.said(LeaveRequested, count=0) == []


@pytest.mark.rule("ATT-25")
def test_an_unknown_type_an_impossible_period_and_a_number_used_twice_are_refused(emall):
    with pytest.raises(UnknownLeaveType) as refusal:
        emall.paper(type="paternity")
    assert refusal.value.params["because"] == ["ATT-25"]
    for wrong in ({"to_date": "2025-06-15"}, {"from_time": "09:00"}, {"from_time": "12:00", "to_time": "11:00"}):
        with pytest.raises(Exception, match="period") as invalid:
            emall.paper(**wrong)
        assert invalid.value.code == "leave_period_invalid"
    with pytest.raises(ValidationFailed):
        emall.paper(approver1="S1", decision1="approved")
    emall.paper()
    with pytest.raises(AlreadyExists):
        emall.paper()
    assert len(emall.said(LeaveRequested)) == 1


@pytest.mark.rule("ATT-13", "ATT-14", "ATT-55")
def test_sickness_comes_out_the_same_in_whatever_order_call_papers_and_roster_arrive(emall):
    papers = ("certificate", "medical_record", "sick_slip")

    def call():
        emall.call("2025-06-16T08:00", to="S1")

    def plan():
        emall.plan("2025-06-16", "2025-06-18")

    def hand_in():
        emall.hand_in("S1", "2025-06-18", *papers)

    asked = {"type": "sick", "applied_at": "2025-06-16T08:00"}
    emall.paper(**asked)
    assert emall.came_to() == ("absence", "no_prior_notice")
    for fact in (hand_in, call, plan):
        fact()
    emall.settle()
    assert emall.came_to() == ("granted", None)
    assert emall.leave()["late_notice"] is False
    assert [said["outcome"] for said in emall.said(LeaveDecided, count=2)][-1] == "granted"
    emall.enter("emall")
    for fact in (plan, call):
        fact()
    emall.paper(**asked)
    assert emall.came_to() == ("absence", "papers_missing")
    hand_in()
    assert emall.came_to() == ("granted", None)


@pytest.mark.rule("ATT-14")
def test_papers_that_come_late_or_not_at_all_make_absence_on_the_day_after(emall):
    emall.plan("2025-06-16", "2025-06-17")
    emall.call("2025-06-16T08:00")
    emall.paper(type="sick", applied_at="2025-06-16T08:00")
    emall.hand_in("S1", "2025-06-17", "certificate", "medical_record")
    assert emall.came_to(as_of="2025-06-17") == ("granted", None)
    assert emall.came_to(as_of="2025-06-18") == ("absence", "papers_missing")
    assert emall.leave()["papers_due_on"] == "2025-06-17"


@pytest.mark.rule("ATT-14")
def test_a_paper_is_confirmed_by_who_receives_it_never_by_the_applicant(emall):
    emall.paper(type="sick")
    with pytest.raises(SelfApproval):
        emall.of("A1", HandInLeavePaper, request_no="L1", paper="certificate")
    with pytest.raises(NotFound):
        emall.of("A2", HandInLeavePaper, request_no="L1", paper="certificate")
    with pytest.raises(ValidationFailed):
        emall.of("S1", HandInLeavePaper, request_no="L1", paper="certificate", handed_in_on="2999-01-01")
    assert emall.leave()["papers"] == {}
    emall.hand_in("S1", "2025-06-20", "certificate")
    assert emall.hand_in("M1", "2025-06-18", "certificate")["papers"] == {"certificate": "2025-06-18"}


@pytest.mark.rule("ATT-23")
def test_bereavement_waits_for_its_document(emall):
    step = {"approver1": "M1", "decision1": "approved", "decided1_at": "2025-06-14T09:15"}
    assert emall.paper(type="bereavement", **step)["outcome"] == "pending_document"
    after = emall.hand_in("S1", "2025-06-22", "document")
    assert (after["outcome"], after["because"]) == ("granted", ["ATT-23"])
    assert (emall.came_to(as_of="2025-06-21")[0], emall.came_to(as_of="2025-06-22")[0]) == ("pending_document", "granted")


@pytest.mark.rule("ATT-18")
def test_a_call_is_written_down_by_who_took_it(emall):
    assert emall.call("2025-06-16T07:40", to="A2")["to_superior"] is False
    assert emall.call("2025-06-16T07:45", to="M1", notice_no="N2")["to_superior"] is True
    with pytest.raises(SelfApproval):
        emall.of(
            "A1", RecordPhoneNotice, notice_no="N3", staff_no="A1", for_date="2025-06-16", called_at="2025-06-16T07:00", reason="sick"
        )  # fmt: skip
    with pytest.raises(OthersPaper):
        emall.of(
            "S1", RecordPhoneNotice, notice_no="N3", staff_no="A1", for_date="2025-06-16", called_at="2025-06-16T07:00", reason="sick",
            called_to="M1",
        )  # fmt: skip
    with pytest.raises(UnknownStaff) as refusal:
        emall.call("2025-06-16T07:40", staff_no="E088", notice_no="N3")
    assert refusal.value.params["because"] == ["ATT-13"]
    listed = emall.clerk(ListPhoneNotices, staff_no="A1", month="2025-06")["items"]
    assert [(item["notice_no"], item["called_at"]) for item in listed] == [
        ("N1", "2025-06-16T07:40+08:00"),
        ("N2", "2025-06-16T07:45+08:00"),
    ]
    assert len(emall.said(PhoneNoticeRecorded, count=2)) == 2


@pytest.mark.rule("ATT-11", "ATT-12")
def test_part_of_a_day_without_certificate_becomes_personal_leave(emall):
    emall.plan("2025-06-16", "2025-06-17")
    step = {"approver1": "S1", "decision1": "approved", "decided1_at": "2025-06-16T14:40"}
    hours = {"from_time": "15:00", "to_time": "18:00", "applied_at": "2025-06-16T14:20"}
    reply = emall.paper(type="sick", **hours, **step)
    assert (reply["outcome"], reply["reason"], reply["hours"], reply["because"]) == (
        "granted_as_personal", "certificate_missing", "3", ["ATT-12", "ATT-55"],
    )  # fmt: skip
    emall.hand_in("S1", "2025-06-17", "certificate")
    assert emall.came_to() == ("granted", None)
    assert [said["counts_as"] for said in emall.said(LeaveDecided, count=2)] == ["personal", "sick"]


def test_a_request_is_withdrawn_before_the_leave_begins_and_not_after(emall):
    emall.of("A1", RequestLeave, **FAR)
    for who, refusal in (("S1", OthersPaper), ("A2", NotFound)):
        with pytest.raises(refusal):
            emall.of(who, WithdrawLeave, request_no="L1")
    assert emall.of("A1", WithdrawLeave, request_no="L1")["outcome"] == "withdrawn"
    with pytest.raises(StateConflict):
        emall.decide("S1")
    with pytest.raises(StateConflict):
        emall.of("A1", WithdrawLeave, request_no="L1")
    assert emall.of("S1", ListLeaveToDecide)["items"] == []
    emall.paper("L2")
    with pytest.raises(LeaveStarted):
        emall.of("A1", WithdrawLeave, request_no="L2")


@pytest.mark.rule("ATT-44", "ATT-45", "ATT-46")
def test_three_days_at_jinyang_from_hand_over_to_report_back(jinyang):
    far = {**FAR, "to_date": f"{AHEAD}-18"}
    with pytest.raises(HandoverMissing) as refusal:
        jinyang.of("A1", RequestLeave, **far)
    assert refusal.value.params["because"] == ["ATT-46"]
    jinyang.of("A1", RequestLeave, **far, handover_to="A2")
    jinyang.decide("J2")
    with pytest.raises(LeaveNotGranted):
        jinyang.clerk(ReportBackFromLeave, request_no="L1")
    granted = jinyang.decide("J3")
    assert (granted["outcome"], granted["because"], granted["report_back"]) == ("granted", ["ATT-44", "ATT-46", "ATT-45"], "not_due")
    with pytest.raises(HandoverMissing):
        jinyang.of("A1", HandOverBeforeLeave, request_no="L1", handover_to="A1")
    with pytest.raises(UnknownStaff):
        jinyang.of("A1", HandOverBeforeLeave, request_no="L1", handover_to="E088")
    handed = jinyang.of("A1", HandOverBeforeLeave, request_no="L1", handover_to="J4", work_report="三宗工單待跟進")
    assert (handed["handover_to"], handed["work_report"]) == ("J4", "三宗工單待跟進")


@pytest.mark.rule("ATT-45")
def test_report_back_is_asked_for_once_and_sickness_needs_the_certificate(jinyang):
    jinyang.plan("2025-06-16", start="08:30", end="17:30")
    jinyang.call("2025-06-16T08:00", to="J2")
    assert jinyang.paper(type="sick")["report_back"] == "open"
    (due,) = jinyang.said(ReportBackDue)
    assert (due["ended_on"], due["certificate_needed"], due["because"]) == ("2025-06-16", True, ["ATT-45"])
    with pytest.raises(SelfApproval):
        jinyang.ask(ReportBackFromLeave, roles=("admin_hr",), by="A1", request_no="L1")
    assert jinyang.of("J3", ReportBackFromLeave, request_no="L1", reported_back_on="2025-06-17")["report_back"] == "open"
    assert jinyang.hand_in("J3", "2025-06-17", "certificate")["report_back"] == "done"
    assert jinyang.leave(as_of="2025-06-16")["report_back"] == "not_due"
    jinyang.settle()
    assert len(jinyang.said(ReportBackDue)) == 1


@pytest.mark.rule("ATT-34")
def test_at_the_gas_company_the_department_head_completes_the_formalities(gas):
    assert gas.paper(type="sick", applied_at="2025-06-15T07:40")["reason"] == "approval_missing"
    with pytest.raises(WrongApprover):
        gas.decide("T1")
    signed = {"approver": "H1", "decided_at": "2025-06-15T08:00"}
    granted = gas.clerk(DecideLeave, request_no="L1", decision="approved", **signed)
    assert (granted["outcome"], granted["because"]) == ("granted", ["ATT-34"])


@pytest.mark.rule("ATT-16", "ATT-34", "ATT-43")
def test_signed_steps_entered_in_any_order_come_to_the_same(emall):
    first = {"approver": "S1", "decided_at": "2025-06-13T11:15"}
    second = {"approver": "M1", "decided_at": "2025-06-14T09:15"}
    for number, order in (("L1", (first, second)), ("L2", (second, first))):
        emall.paper(number)
        for step in order:
            emall.clerk(DecideLeave, request_no=number, decision="approved", **step)
        assert emall.came_to(number) == ("granted", None)


@pytest.mark.rule("ATT-16")
def test_the_start_of_another_shift_makes_an_approval_late(emall):
    emall.plan("2025-06-16", start="13:00", end="22:00")
    steps = {
        "approver1": "S1", "decision1": "approved", "decided1_at": "2025-06-13T11:15",
        "approver2": "M1", "decision2": "approved", "decided2_at": "2025-06-16T10:00",
    }  # fmt: skip
    assert emall.paper(**steps)["outcome"] == "granted"
    emall.clerk(ChangeShift, shift_id="S-A1-2025-06-16", kind="work", start="09:00", end="18:00", place="office", reason="planned anew")
    emall.settle()
    assert emall.came_to() == ("not_effective", "approval_late")
    assert [said["outcome"] for said in emall.said(LeaveDecided, count=2)] == ["granted", "not_effective"]


@pytest.mark.rule("ATT-13")
def test_leave_is_read_by_the_person_superiors_deciders_and_hr_only(emall):
    emall.of("A1", RequestLeave, **FAR)
    for reader in ("A1", "S1", "S2", "M1", "G1"):
        assert emall.of(reader, GetLeaveRequest, request_no="L1")["request_no"] == "L1"
    for message in (GetLeaveRequest, WhyLeaveRequest):
        for number in ("L1", "L9"):
            with pytest.raises(NotFound) as refusal:
                emall.of("A2", message, request_no=number)
            assert refusal.value.params == {"kind": "request_no", "key": number}
    with pytest.raises(OthersMonth):
        emall.of("A2", ListLeaveRequests, staff_no="A1")
    assert emall.of("A2", ListLeaveRequests)["items"] == []
    assert [item["request_no"] for item in emall.of("S1", ListLeaveRequests, month=AHEAD)["items"]] == ["L1"]
    assert [item["request_no"] for item in emall.clerk(ListLeaveRequests, staff_no="A1", month=AHEAD)["items"]] == ["L1"]


@pytest.mark.rule("ATT-22")
def test_why_tells_the_clauses_and_the_facts_in_the_readers_language(emall):
    emall.paper(from_date="2025-06-20", to_date="2025-06-22", applied_at="2025-06-11T10:15")
    why = emall.ask(WhyLeaveRequest, roles=("hr",), by="HR1", language="zh-Hant", request_no="L1", as_of="2025-07-15")["decisions"]
    leave = next(item for item in why if item["name"] == "leave")
    assert (leave["outcome"]["reason"], [cited["id"] for cited in leave["because"]]) == (
        "notice_too_short",
        ["ATT-22", "long_leave_notice_days"],
    )
    assert leave["because"][0]["title"] == "連休三天以上提前十日,三級審批"
    assert (leave["because"][1]["value"], leave["facts"]["applied_at"]) == (10, "2025-06-11T10:15:00+08:00")


def row(**cells: str) -> dict[str, str]:
    plain = {"request_no": "L1", "staff_no": "A1", "type": "personal", "from_date": "2025-06-16", "to_date": "2025-06-16"}
    steps = {
        "approver1": "S1", "decision1": "approved", "decided1_at": "2025-06-13T11:15", "approver2": "M1", "decision2": "approved",
        "decided2_at": "2025-06-14T09:15", "approver3": "", "decision3": "", "decided3_at": "",
    }  # fmt: skip
    return {**plain, "applied_at": "2025-06-13T10:15", "reason": "搬家", "handover_to": "", **steps, "certificate_on": "", **cells}


@pytest.mark.rule("ATT-01", "ATT-16", "ATT-25")
def test_rows_of_papers_are_taken_whole_or_refused_with_their_rules(emall):
    rows = [
        row(),
        row(request_no="L2", type="paternity"),
        row(request_no="L3", staff_no="S1", approver1="S1"),
        row(request_no="L4", staff_no="E088", type="annual"),
        row(request_no="L5", approver2="S2"),
        row(request_no="L6", decision2="", decided2_at=""),
    ]
    answers = emall.send(RequestLeave, rows, roles=("hr",))
    refused = [(item["key"], item["reason"], item["detail"]["because"]) for item in answers if item["state"] == "refused"]
    assert refused == [
        ("L2", "unknown_leave_type", ["ATT-25"]),
        ("L3", "self_approval", ["ATT-01", "ATT-16"]),
        ("L4", "unknown_staff", ["ATT-16"]),
        ("L5", "wrong_approver", ["ATT-16"]),
    ]
    assert emall.send(RequestLeave, rows, roles=("hr",)) == answers
    assert [emall.came_to(number) for number in ("L1", "L6")] == [("granted", None), ("not_effective", "approval_missing")]
    assert len(emall.said(LeaveRequested, count=2)) == 2


def test_only_hr_imports_rows(emall):
    with pytest.raises(Exception, match="role") as refusal:
        emall.send(RequestLeave, [row()], roles=("customer_service_specialist",))
    assert refusal.value.code == "not_allowed"


@pytest.mark.rule("ATT-16")
def test_after_a_no_nobody_further_is_asked(emall):
    emall.of("A1", RequestLeave, **FAR)
    assert emall.decide("S1", "rejected")["outcome"] == "rejected"
    assert emall.of("M1", ListLeaveToDecide)["items"] == []
    with pytest.raises(StateConflict):
        emall.decide("M1")
    assert [item["outcome"] for item in emall.said(LeaveDecided, count=2)] == ["not_effective", "rejected"]


@pytest.mark.rule("ATT-16")
def test_another_post_on_the_day_of_application_is_another_chain(emall):
    signed = {"approver1": "M1", "decision1": "approved", "decided1_at": "2025-06-14T09:15"}
    assert emall.paper(staff_no="S1", **signed)["outcome"] == "granted"
    emall.clerk(ChangeStaff, staff_no="S1", since="2025-01-01", role="customer_service_specialist", reports_to="S2")
    emall.settle()
    assert emall.came_to() == ("not_effective", "approval_missing")
    assert [item["outcome"] for item in emall.said(LeaveDecided, count=2)] == ["granted", "not_effective"]


@pytest.mark.rule("ATT-25")
def test_the_years_leave_is_told_by_type(emall):
    emall.plan("2025-06-16", "2025-06-17")
    step = {"approver1": "M1", "decision1": "approved", "decided1_at": "2025-06-14T09:15"}
    emall.paper(type="annual", to_date="2025-06-17", **step)
    emall.paper("L2", type="annual", from_date="2025-06-18")
    with emall.on("2025-01-31"):
        emall.of("G1", AdoptPolicy, value="leave_entitlement_days", since="2025-02-01", content={"annual": 5}, reference="board 3")
    emall.settle()
    told = emall.of("A1", GetLeaveBalance, staff_no="A1", year=2025)
    assert told["types"] == [{"type": "annual", "days": 2, "hours": "0", "entitlement": "5", "left": "3"}]
    with pytest.raises(OthersMonth):
        emall.of("A2", GetLeaveBalance, staff_no="A1")


@pytest.mark.rule("ATT-09", "ATT-25")
def test_compensatory_rest_is_a_day_off_once_somebody_else_approves(emall):
    rest = {"request_no": "C1", "earned_on": "2025-06-01", "hours": "8", "use": "rest_day", "use_date": "2025-06-15"}
    emall.plan("2025-06-01")
    asked = emall.of("A1", RequestCompensatoryRest, **rest)
    assert (asked["state"], asked["duty_hours"], asked["claimed_hours"]) == ("open", "9", "8")
    with pytest.raises(SelfApproval):
        emall.of("A1", DecideCompensatoryRest, request_no="C1", decision="approved")
    for number in ("C1", "C9"):
        with pytest.raises(NotFound) as refusal:
            emall.of("A2", DecideCompensatoryRest, request_no=number, decision="approved")
        assert refusal.value.params == {"kind": "request_no", "key": number}
    assert emall.said(CompensatoryRestDecided, count=0) == []
    approved = emall.of("S1", DecideCompensatoryRest, request_no="C1", decision="approved")
    assert (approved["state"], approved["approved_by"], approved["because"]) == ("approved", "S1", ["ATT-25"])
    with pytest.raises(StepDecided):
        emall.of("M1", DecideCompensatoryRest, request_no="C1", decision="rejected")
    (said,) = emall.said(CompensatoryRestDecided)
    assert (said["use"], said["use_date"], said["state"]) == ("rest_day", "2025-06-15", "approved")
    assert [item["request_no"] for item in emall.of("A1", ListCompensatoryRests, staff_no="A1")["items"]] == ["C1"]
    why = emall.of("A1", WhyCompensatoryRest, request_no="C1")["decisions"]
    assert [cited["id"] for cited in why[0]["because"]] == ["ATT-25", "compensatory_approvers"]


@pytest.mark.rule("ATT-09")
def test_lateness_is_not_made_up_for_by_rest(emall):
    cells = {
        "request_no": "C1",
        "staff_no": "A1",
        "earned_on": "2025-06-01",
        "hours": "1",
        "use": "offset_lateness",
        "use_date": "2025-06-04",
    }
    rows = [
        {**cells, "use": "offset_lateness", "approved_by": "S1"},
        {**cells, "request_no": "C2", "use": "rest_day", "approved_by": "A1"},
        {**cells, "request_no": "C3", "use": "rest_day", "approved_by": "S1"},
    ]
    answers = emall.send(RequestCompensatoryRest, rows, roles=("hr",))
    assert [(item["reason"], (item["detail"] or {}).get("because")) for item in answers] == [
        ("offset_forbidden", ["ATT-09"]),
        ("self_approval", ["ATT-01"]),
        (None, None),
    ]
    assert [said["request_no"] for said in emall.said(CompensatoryRestDecided)] == ["C3"]
