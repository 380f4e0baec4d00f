"""By a single call everybody enters his own acts: complaints are investigated by others than who filed them, records entered when made."""

from datetime import date, datetime, timedelta

import pytest

from kefu import clock
from kefu.testing.days import EVENING
from kefu.testing.running import Guest
from kefu_messages.complaints import (
    CheckCase,
    ComplaintConfirmed,
    ComplaintFiled,
    CompleteAction,
    ConductBreachFound,
    EnterServiceRecord,
    FileComplaint,
    FileServiceRecord,
    GetServiceRecord,
    InvestigateComplaint,
    InvestigatedByFiler,
    KeepPromise,
    MakePromise,
    NotYourRecord,
    OpenCase,
    PraiseReceived,
    RecordCallFigures,
    RecordMessengerDay,
    RecordServiceError,
    RequestProgramChange,
    ServiceRecordLate,
    SubmitMonthlySummary,
    VerifyServiceStatistics,
    WhyComplaint,
    WriteWorkLog,
)
from kefu_messages.errors import EnteredTooLate, NotInLine, SelfApproval, ValidationFailed

ROLES = {"J13": "engineer", "J15": "service_specialist", "J02": "service_manager", "J01": "service_director", "P1": "hr", "P2": "hr"}
DAY = date(2025, 6, 11)
TOLD = {"staff_no": "J13", "cause": "attitude", "text": "態度差", "channel": "hotline"}


def act(place, message, by, on=DAY, **asked):
    """Somebody asks on the evening of a day."""
    with clock.stopped_at(datetime.combine(on, EVENING, clock.zone())):
        return Guest.ask(place, message, roles=(ROLES[by],), by=by, **asked)


def days(number):
    return DAY + timedelta(days=number)


def file(jinyang, by="J15", number="K1", **more):
    return act(jinyang, FileComplaint, by, complaint_no=number, **{"received_on": str(DAY), **TOLD, **more})


@pytest.mark.rule("CMP-24")
def test_a_complaint_is_filed_when_it_comes_in_and_its_result_by_who_investigates(jinyang):
    with pytest.raises(ValidationFailed):
        file(jinyang, received_on=str(days(1)))
    with pytest.raises(EnteredTooLate):
        file(jinyang, received_on=str(days(-4)))
    for by in ("J15", "J02", "P1"):
        with pytest.raises(ValidationFailed):
            file(jinyang, by, outcome="confirmed", investigated_on=str(DAY), investigated_by="J01")
    result = {"complaint_no": "K1", **TOLD, "received_on": str(DAY), "outcome": "confirmed", "investigated_on": str(DAY)}
    (row,) = jinyang.send(FileComplaint, [{**result, "investigated_by": "J01"}], roles=("service_manager",))
    assert row["reason"] in {"validation_failed", "entered_too_late"}
    assert jinyang.said(ComplaintFiled, count=0) == []
    file(jinyang, received_on=str(days(-3)))
    paper = {"outcome": "confirmed", "investigated_on": str(days(-1)), "investigated_by": "J01", "late_reason": "紙本"}
    file(jinyang, "P1", number="K2", received_on=str(days(-30)), **paper)
    kept = act(jinyang, WhyComplaint, "P1", complaint_no="K2")["decisions"]
    (entry,) = [item for item in kept if item["name"].startswith("entry ")]
    assert (entry["facts"]["late_reason"], entry["facts"]["entered_by"]) == ("紙本", "P1")
    assert [one["complaint_no"] for one in jinyang.said(ComplaintConfirmed)] == ["K2"]


@pytest.mark.rule("CMP-24")
def test_nobody_finds_true_what_he_has_filed_nor_what_is_said_of_himself_or_those_above(jinyang):
    found = {"outcome": "confirmed", "investigated_on": str(DAY)}
    file(jinyang, "J02", number="K1")
    with pytest.raises(InvestigatedByFiler):
        act(jinyang, InvestigateComplaint, "J02", complaint_no="K1", **found)
    file(jinyang, number="K2", staff_no="J01")
    with pytest.raises(NotInLine):
        act(jinyang, InvestigateComplaint, "J02", complaint_no="K2", **found)
    file(jinyang, number="K3", staff_no="J02")
    with pytest.raises(SelfApproval):
        act(jinyang, InvestigateComplaint, "J02", complaint_no="K3", staff_no="J13", **found)
    for day, error in ((str(days(1)), ValidationFailed), (str(days(-2)), EnteredTooLate)):
        with pytest.raises(error):
            act(jinyang, InvestigateComplaint, "J01", complaint_no="K1", outcome="confirmed", investigated_on=day)
    assert jinyang.said(ComplaintConfirmed, count=0) == []
    act(jinyang, InvestigateComplaint, "J01", complaint_no="K1", **found)
    own = {**TOLD, "staff_no": "T01", "complaint_no": "K9", "received_on": str(DAY), **found}
    (row,) = jinyang.send(FileComplaint, [own], roles=("hr",))
    assert row["reason"] in {"self_approval", "unknown_staff"}


@pytest.mark.rule("CMP-27")
def test_nobody_takes_down_praise_of_himself(jinyang):
    praise = {"kind": "praise", "channel": "call", "text": "熱心", "received_at": f"{DAY}T10:00"}
    with pytest.raises(SelfApproval):
        act(jinyang, OpenCase, "J13", case_no="C1", staff_no="J13", **praise)
    with pytest.raises(EnteredTooLate):
        act(jinyang, OpenCase, "J15", on=days(4), case_no="C1", staff_no="J13", **praise)
    assert jinyang.said(PraiseReceived, count=0) == []
    act(jinyang, OpenCase, "J15", case_no="C1", staff_no="J13", **praise)
    assert [one["staff_no"] for one in jinyang.said(PraiseReceived)] == ["J13"]


JOB = {"record_no": "R1", "staff_no": "J13", "kind": "onsite", "customer": "東方水務", "finished_on": str(DAY)}


@pytest.mark.rule("CMP-34")
def test_a_record_is_entered_by_who_did_the_job_on_the_day_it_is_entered(jinyang):
    with pytest.raises(NotInLine):
        act(jinyang, FileServiceRecord, "J15", **JOB)
    with pytest.raises(NotInLine):
        act(jinyang, FileServiceRecord, "J13", **{**JOB, "staff_no": "J02"})
    (row,) = jinyang.send(FileServiceRecord, [JOB], roles=("engineer",))
    assert row["reason"] == "not_in_line"
    with pytest.raises(ValidationFailed):
        act(jinyang, FileServiceRecord, "J13", **{**JOB, "finished_on": str(days(1))})
    act(jinyang, FileServiceRecord, "J13", **JOB)
    entered = {"record_no": "R1", "recorded_on": str(days(1))}
    for by in ("J15", "J02"):
        with pytest.raises(NotYourRecord):
            act(jinyang, EnterServiceRecord, by, on=days(1), **entered)
    for on, error in ((days(0), ValidationFailed), (days(2), EnteredTooLate)):
        with pytest.raises(error):
            act(jinyang, EnterServiceRecord, "J13", on=on, **entered)
    act(jinyang, EnterServiceRecord, "J13", on=days(8), record_no="R1", recorded_on=str(days(8)))
    assert [one["record_no"] for one in jinyang.said(ServiceRecordLate)] == ["R1"]
    act(jinyang, FileServiceRecord, "J13", **{**JOB, "record_no": "R2"})
    act(jinyang, EnterServiceRecord, "P1", on=days(5), **{**entered, "record_no": "R2"}, late_reason="系統停機")
    assert act(jinyang, GetServiceRecord, "J13", record_no="R2")["judgement"] == "in_time"


@pytest.mark.rule("CMP-03", "CMP-09", "CMP-21", "CMP-29", "CMP-33")
def test_what_is_found_about_somebodys_work_comes_from_himself_or_above(jinyang):
    case = {"kind": "complaint", "channel": "call", "text": "態度差", "received_at": f"{DAY}T10:00"}
    act(jinyang, OpenCase, "J15", case_no="C31", **case)
    check = {"check_no": "JC", "case_no": "C31", "checked_on": str(DAY), "quarrel": True, "action": "談話", "action_due_on": str(days(2))}
    with pytest.raises(NotInLine):
        act(jinyang, CheckCase, "J02", **check, agent="J01")
    with pytest.raises(ValidationFailed):
        act(jinyang, CheckCase, "J02", **{**check, "checked_on": str(days(1))}, agent="J13")
    assert jinyang.said(ConductBreachFound, count=0) == []
    act(jinyang, CheckCase, "J02", **check, agent="J13")
    with pytest.raises(NotInLine):
        act(jinyang, CompleteAction, "J15", check_no="JC", done_on=str(DAY))
    figures = {"agent": "J13", "day": str(DAY), "inbound": 5, "answered": 5}
    for by, error in (("J13", SelfApproval), ("J15", NotInLine)):
        with pytest.raises(error):
            act(jinyang, RecordCallFigures, by, **figures)
    with pytest.raises(EnteredTooLate):
        act(jinyang, RecordCallFigures, "J02", on=days(2), **figures)
    act(jinyang, RecordCallFigures, "J02", **figures)
    error = {"error_no": "E1", "what": "發錯卡", "happened_at": f"{DAY}T10:00", "apology": True, "corrected_at": f"{DAY}T10:05"}
    with pytest.raises(NotInLine):
        act(jinyang, RecordServiceError, "J15", **error, staff_no="J13")
    with pytest.raises(NotInLine):
        act(jinyang, RecordMessengerDay, "J15", account="qq", day=str(DAY), staff_no="J13", offline=[], responses=[])


@pytest.mark.rule("CMP-02", "CMP-12", "CMP-13", "CMP-31", "CMP-42")
def test_logs_summaries_promises_and_statistics_carry_their_own_day(jinyang):
    with pytest.raises(EnteredTooLate):
        act(jinyang, WriteWorkLog, "J13", day=str(days(-2)), text="補記")
    for submitted_on, error in ((str(days(-1)), EnteredTooLate), (str(days(1)), ValidationFailed)):
        with pytest.raises(error):
            act(jinyang, SubmitMonthlySummary, "J13", month="2025-05", text="總結", submitted_on=submitted_on)
    with pytest.raises(ValidationFailed):
        act(jinyang, SubmitMonthlySummary, "J13", month="2025-07", text="總結", submitted_on=str(DAY))
    act(jinyang, MakePromise, "J13", promise_no="CN", text="換新", made_on=str(DAY), due_on=str(days(3)))
    with pytest.raises(EnteredTooLate):
        act(jinyang, KeepPromise, "J13", on=days(9), promise_no="CN", kept_on=str(days(3)))
    with pytest.raises(ValidationFailed):
        act(jinyang, VerifyServiceStatistics, "J01", month="2025-06", verified_on="2099-07-01")
    change = {"customer_no": "U7", "requirement": "改", "submitted_by": "customer", "sealed": True, "document_no": "F1"}
    with pytest.raises(ValidationFailed):
        act(jinyang, RequestProgramChange, "J13", change_no="PC", **change, requested_on=str(days(1)))
