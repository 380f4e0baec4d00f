"""The desk on a real bus and store: procedure, promises, checks, calls, logs, incidents, statistics."""

import pytest

from kefu_messages import platform
from kefu_messages.complaints import (
    ApologyMissing,
    CheckCase,
    ComplaintProcedurePublished,
    CompleteAction,
    CoordinationRequested,
    CorrectiveActionOverdue,
    GetCallFigures,
    GetComplaintProcedure,
    GetMissingWorkLogs,
    GetMonthlySummary,
    GetPromise,
    GetServiceStatistics,
    KeepPromise,
    ListExperiences,
    ListMessages,
    LogCall,
    LogHallIncident,
    MakePromise,
    MessageMissing,
    MessengerOffline,
    MonthlySummaryOverdue,
    NotForThisRole,
    OpenCase,
    PromiseOverdue,
    PublishComplaintProcedure,
    RecordCallFigures,
    RecordMessengerDay,
    RecordServiceError,
    ReportSpecialCustomer,
    ServiceStatisticsVerified,
    SpecialCustomerReported,
    SubmitMonthlySummary,
    TextMissing,
    TransferTargetMissing,
    VerifyServiceStatistics,
    WriteWorkLog,
)
from kefu_messages.errors import NotFound, StateConflict

AGENT, LEADER = ("customer_service_specialist",), ("customer_service_supervisor",)
RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")


def run_due(inside, day):
    inside.ask(RUN, roles=("system_administrator",), as_of=day)


@pytest.mark.rule("CMP-01", "CMP-30")
def test_the_procedure_is_published_by_who_owns_it(jinyang):
    edition = {"title": "投訴處理程序", "text": "…"}
    with pytest.raises(NotForThisRole):
        jinyang.ask(PublishComplaintProcedure, roles=("service_manager",), by="J02", effective_from="2025-01-01", **edition)
    assert jinyang.said(ComplaintProcedurePublished, count=0) == []
    with pytest.raises(NotFound):
        jinyang.ask(GetComplaintProcedure, roles=LEADER)
    for since in ("2025-01-01", "2025-05-07"):
        jinyang.ask(PublishComplaintProcedure, roles=("service_director",), by="J01", effective_from=since, **edition)
    assert jinyang.ask(GetComplaintProcedure, roles=LEADER, on="2025-05-06")["edition"] == 1
    assert [one["edition"] for one in jinyang.said(ComplaintProcedurePublished, count=2)] == [1, 2]


@pytest.mark.rule("CMP-02")
def test_a_promise_is_tracked_to_its_day(complaints):
    promise = {"text": "三天內換新", "made_on": "2025-05-06", "due_on": "2025-05-09", "customer_no": "U7"}
    for number in ("CN-1", "CN-2"):
        complaints.ask(MakePromise, roles=AGENT, by="E17", promise_no=number, **promise)
    assert complaints.ask(KeepPromise, roles=AGENT, promise_no="CN-1", kept_on="2025-05-09")["state"] == "kept"
    with pytest.raises(StateConflict):
        complaints.ask(KeepPromise, roles=AGENT, promise_no="CN-1", kept_on="2025-05-10")
    run_due(complaints, "2025-05-09")
    assert complaints.said(PromiseOverdue, count=0) == []
    run_due(complaints, "2025-05-10")
    (late,) = complaints.said(PromiseOverdue)
    assert (late["promise_no"], late["made_by"], late["due_on"]) == ("CN-2", "E17", "2025-05-09")
    assert complaints.ask(GetPromise, roles=AGENT, promise_no="CN-2")["state"] == "overdue"
    assert complaints.ask(KeepPromise, roles=AGENT, promise_no="CN-2", kept_on="2025-05-12")["state"] == "kept_late"


@pytest.mark.rule("CMP-03")
def test_a_found_problem_has_an_action_that_is_followed_up(complaints, opened):
    opened("C12")
    check = {"check_no": "JC-1", "case_no": "C12", "checked_on": "2025-05-08", "finding": "no reply", "agent": "E17"}
    with pytest.raises(Exception, match="corrective action"):
        complaints.ask(CheckCase, roles=LEADER, by="E05", **check)
    complaints.ask(CheckCase, roles=LEADER, by="E05", **check, action="回覆客戶", action_due_on="2025-05-09")
    run_due(complaints, "2025-05-09")
    assert complaints.said(CorrectiveActionOverdue, count=0) == []
    run_due(complaints, "2025-05-10")
    assert [one["agent"] for one in complaints.said(CorrectiveActionOverdue)] == ["E17"]
    assert complaints.ask(CompleteAction, roles=AGENT, by="E17", check_no="JC-1", done_on="2025-05-12")["state"] == "action_done"
    assert (
        complaints.ask(CheckCase, roles=LEADER, by="E05", check_no="JC-3", case_no="C12", checked_on="2025-05-13")["state"]
        == "without_finding"
    )


@pytest.mark.rule("CMP-14", "CMP-22", "CMP-23")
def test_a_call_for_an_absent_colleague_leaves_a_message(complaints):
    call = {"direction": "inbound", "called_at": "2025-06-03T10:12"}
    with pytest.raises(TransferTargetMissing):
        complaints.ask(LogCall, roles=AGENT, by="E17", call_no="T1", outcome="transferred", **call)
    with pytest.raises(MessageMissing):
        complaints.ask(LogCall, roles=AGENT, by="E17", call_no="T1", outcome="answered", taken_for="E18", **call)
    assert complaints.ask(ListMessages, roles=AGENT, staff_no="E18")["items"] == []
    told = {"outcome": "answered", "taken_for": "E18", "message_left": "請回電李先生", "analysis": "月底訂單增多", "suggestion": "先查庫存"}
    asked = {"coordination_department": "logistics", "coordination": "催發貨"}
    complaints.ask(LogCall, roles=AGENT, by="E17", call_no="T1", **told, **asked, **call)
    (message,) = complaints.ask(ListMessages, roles=AGENT, staff_no="E18")["items"]
    assert (message["message_left"], message["agent"], message["suggestion"]) == ("請回電李先生", "E17", "先查庫存")
    (task,) = complaints.said(CoordinationRequested)
    assert (task["source_no"], task["department"], task["text"]) == ("T1", "logistics", "催發貨")


@pytest.mark.rule("CMP-21", "CMP-12")
def test_the_days_figures_and_logs_show_who_wrote_nothing(complaints):
    for agent, answered in (("E17", 47), ("E18", 40)):
        complaints.ask(RecordCallFigures, roles=LEADER, by="E05", agent=agent, day="2025-06-02", inbound=50, answered=answered)
    assert complaints.ask(GetCallFigures, roles=LEADER, agent="E17", day="2025-06-02")["answer_percent"] == "94"
    with pytest.raises(TextMissing):
        complaints.ask(WriteWorkLog, roles=AGENT, by="E17", day="2025-06-02", text=" ")
    lesson = [{"case_no": "C5", "lesson": "先聽完再解釋"}]
    complaints.ask(WriteWorkLog, roles=AGENT, by="E17", day="2025-06-02", text="處理投訴三件", experiences=lesson)
    assert complaints.ask(GetMissingWorkLogs, roles=LEADER, day="2025-06-02")["missing"] == ["E18"]
    named = complaints.ask(GetMissingWorkLogs, roles=LEADER, day="2025-06-02", present=["E17", "E19"])
    assert named["missing"] == ["E19"]
    (log,) = complaints.ask(ListExperiences, roles=AGENT, month="2025-06")["items"]
    assert log["experiences"] == lesson


@pytest.mark.rule("CMP-13")
def test_a_summary_that_does_not_come_is_told_on_the_fourth(complaints):
    submitted = complaints.ask(SubmitMonthlySummary, roles=AGENT, by="E17", month="2025-05", text="本月 32 件", submitted_on="2025-06-03")
    assert (submitted["overdue"], submitted["due_on"]) == (False, "2025-06-03")
    run_due(complaints, "2025-06-03")
    assert complaints.said(MonthlySummaryOverdue, count=0) == []
    run_due(complaints, "2025-06-04")
    assert [(one["agent"], one["month"]) for one in complaints.said(MonthlySummaryOverdue)] == [("E18", "2025-05")]
    late = complaints.ask(SubmitMonthlySummary, roles=AGENT, by="E18", month="2025-05", text="補交", submitted_on="2025-06-05")
    assert late["overdue"] is True
    assert complaints.ask(GetMonthlySummary, roles=AGENT, agent="E18", month="2025-05")["submitted_on"] == "2025-06-05"


@pytest.mark.rule("CMP-13")
def test_a_special_customer_is_reported_at_once(complaints):
    complaints.ask(ReportSpecialCustomer, roles=AGENT, by="E17", customer_no="U7", text="要求上門", day="2025-06-02")
    (told,) = complaints.said(SpecialCustomerReported)
    assert (told["customer_no"], told["agent"]) == ("U7", "E17")


@pytest.mark.rule("CMP-28", "CMP-29")
def test_incidents_and_errors_are_on_record(complaints):
    incident = {"incident_no": "DT-1", "happened_at": "2025-05-06T09:40", "what": "queue dispute"}
    with pytest.raises(TextMissing):
        complaints.ask(LogHallIncident, roles=AGENT, guided_by=[], **incident)
    assert complaints.ask(LogHallIncident, roles=AGENT, guided_by=["E17"], **incident)["guided_by"] == ["E17"]
    error = {"error_no": "CC-1", "what": "發錯卡", "happened_at": "2025-05-06T09:40"}
    with complaints.on("2025-05-06"):
        with pytest.raises(ApologyMissing):
            complaints.ask(RecordServiceError, roles=AGENT, by="E17", apology=False, corrected_at="2025-05-06T09:45", **error)
        recorded = complaints.ask(RecordServiceError, roles=AGENT, by="E17", apology=True, corrected_at="2025-05-06T09:45", **error)
    assert (recorded["staff_no"], recorded["apology"]) == ("E17", True)


@pytest.mark.rule("CMP-33")
def test_the_messenger_offline_in_service_hours_is_a_finding(jinyang):
    day = {"account": "qq-8008", "day": "2025-05-06", "staff_no": "J13"}
    fast = [{"asked_at": "2025-05-06T10:00", "answered_at": "2025-05-06T10:04"}]
    lunch = [{"since": "2025-05-06T12:00", "until": "2025-05-06T13:30"}]
    quiet = jinyang.ask(RecordMessengerDay, roles=("engineer",), by="J13", **day, offline=lunch, responses=fast)
    assert (quiet["offline_minutes"], quiet["findings"], quiet["responses"][0]["minutes"]) == (0, [], 4)
    assert jinyang.said(MessengerOffline, count=0) == []
    away = [{"since": "2025-05-06T09:30", "until": "2025-05-06T09:50"}]
    assert jinyang.ask(RecordMessengerDay, roles=("engineer",), by="J13", **day, offline=away, responses=fast)["offline_minutes"] == 20
    (told,) = jinyang.said(MessengerOffline)
    assert (told["offline_minutes"], told["late_responses"], told["staff_no"]) == (20, 0, "J13")


@pytest.mark.rule("CMP-31")
def test_the_months_statistics_are_verified_by_the_director(jinyang):
    told = {"kind": "feedback", "channel": "letter", "text": "希望延長服務時間", "received_at": "2025-03-10T10:00"}
    jinyang.ask(OpenCase, roles=("engineer",), by="J13", case_no="F1", **told)
    month = {"month": "2025-03", "verified_on": "2025-04-02"}
    with pytest.raises(NotForThisRole):
        jinyang.ask(VerifyServiceStatistics, roles=("service_manager",), by="J02", **month)
    before = jinyang.ask(GetServiceStatistics, roles=("service_manager",), month="2025-03")
    assert (before["cases"], before["by_channel"], before["unhandled"], before["verified"]) == (1, {"letter": 1}, ["F1"], False)
    verified = jinyang.ask(VerifyServiceStatistics, roles=("service_director",), by="J01", **month)
    assert (verified["verified"], verified["verified_by"], verified["by_kind"]) == (True, "J01", {"feedback": 1})
    (said,) = jinyang.said(ServiceStatisticsVerified)
    assert (said["cases"], said["handled"], said["verified_on"]) == (1, 0, "2025-04-02")
