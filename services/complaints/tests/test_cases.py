"""Complaints and inquiries step by step, on a real bus and store (CMP-01, 04..11, 15..20, 25..27, 32, 49)."""

import pytest

from kefu_messages import platform
from kefu_messages.complaints import (
    AcceptCase,
    AnswerCase,
    AnswerForDepartment,
    AnswerReferral,
    ApologyRequired,
    AskDepartment,
    AssessSeverity,
    AssignCase,
    CaseClosed,
    CaseEscalated,
    CaseHandled,
    CaseOpened,
    CaseOverdue,
    CauseAndWishRequired,
    CloseCase,
    ComplaintClosed,
    ComplaintFiled,
    ContactCustomer,
    ContactMissing,
    DatesOutOfOrder,
    DepartmentNotAsked,
    EscalateCase,
    EscalationRequired,
    GetCaseClocks,
    GrantRemedy,
    InvestigateCase,
    ListCases,
    ListPassedTerms,
    NotVerified,
    ObtainSolution,
    OpenCase,
    OpenCaseFile,
    PauseCase,
    ProposeSolution,
    PublishComplaintProcedure,
    RecordResponse,
    ReferCase,
    RelayAnswer,
    ReopenCase,
    ResumeCase,
    RevisitCase,
    TextMissing,
    TransitionRefused,
    VerifyCase,
    WhyCase,
)
from kefu_messages.errors import AlreadyExists, ChannelNotAllowed, NotFound

LEADER = ("customer_service_supervisor",)
RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")


def run_due(complaints, day):
    complaints.ask(RUN, roles=("system_administrator",), as_of=day)


def clock(complaints, name, at, case_no="C5"):
    clocks = complaints.ask(GetCaseClocks, roles=LEADER, case_no=case_no, at=at)["clocks"]
    return next(one for one in clocks if one["clock"] == name)


@pytest.mark.rule("CMP-07", "CMP-08", "CMP-10", "CMP-19", "CMP-51")
def test_a_complaint_takes_all_its_steps_and_no_shortcut(complaints, opened, act, case):
    assert opened()["state"] == "received"
    for shortcut in (CloseCase, ReopenCase):
        with pytest.raises(TransitionRefused):
            act(shortcut)
    with pytest.raises(ApologyRequired):
        act(AcceptCase)
    assert (case()["state"], case()["owner"], case()["version"]) == ("received", None, 1)
    accepted = act(AcceptCase, apologised_at="2025-05-06T10:05", at="2025-05-06T10:05")
    assert (accepted["state"], accepted["owner"], accepted["queue"]) == ("accepted", "E17", None)
    assert accepted["first_responded_at"].startswith("2025-05-06T10:05")
    act(InvestigateCase, wanted="refund", at="2025-05-06T10:20")
    with pytest.raises(CauseAndWishRequired):
        act(ProposeSolution, solution="退運費")
    act(InvestigateCase, real_cause="late delivery", at="2025-05-06T11:00")
    assert act(ProposeSolution, solution="退運費", at="2025-05-06T11:10")["state"] == "proposal"
    assert complaints.said(CaseHandled, count=0) == []
    assert act(RecordResponse, response="accepted", at="2025-05-06T11:30")["state"] == "resolved"
    with pytest.raises(TransitionRefused):
        act(CloseCase)
    assert act(RevisitCase, satisfied=True, at="2025-05-08T09:30")["state"] == "follow_up"
    closed = act(CloseCase, at="2025-05-08T09:40")
    assert (closed["state"], closed["closed_on"], closed["satisfied"]) == ("closed", "2025-05-08", True)
    assert [step["what"] for step in closed["steps"]] == [
        "opened", "accepted", "investigating", "investigating", "proposal", "accepted", "revisited", "closed",
    ]  # fmt: skip
    (told,) = complaints.said(CaseClosed)
    assert (told["days_open"], told["outcome"], told["handled_on"]) == (2, "satisfied", "2025-05-06")
    (ended,) = complaints.said(ComplaintClosed)
    assert (ended["complaint_no"], ended["disputes_billing"]) == ("C5", False)
    (done,) = complaints.said(CaseHandled)
    assert (done["handled_on"], done["handled_by"], done["in_time"]) == ("2025-05-06", "E17", True)
    with pytest.raises(TransitionRefused):
        act(AssessSeverity, severity="major")


@pytest.mark.rule("CMP-20")
def test_a_rejected_proposal_goes_higher_at_the_same_time(complaints, opened, act):
    opened()
    act(AcceptCase, apologised_at="2025-05-06T10:05")
    act(InvestigateCase, real_cause="late delivery", wanted="refund")
    act(ProposeSolution, solution="道歉")
    with pytest.raises(EscalationRequired):
        act(RecordResponse, response="rejected")
    assert complaints.said(CaseEscalated, count=0) == []
    escalated = act(RecordResponse, response="rejected", escalate_to="customer_service_supervisor")
    assert (escalated["state"], escalated["escalations"][0]["reason"]) == ("escalated", "proposal_rejected")
    (told,) = complaints.said(CaseEscalated)
    assert (told["to_role"], told["because"]) == ("customer_service_supervisor", ["CMP-20"])
    assert act(ProposeSolution, solution="退運費")["state"] == "proposal"


@pytest.mark.rule("CMP-07")
def test_a_customer_who_is_not_content_has_the_complaint_taken_up_again(opened, act):
    opened()
    act(AcceptCase, apologised_at="2025-05-06T10:05")
    act(InvestigateCase, real_cause="late delivery", wanted="refund")
    act(ProposeSolution, solution="道歉")
    act(RecordResponse, response="accepted")
    act(RevisitCase, satisfied=False)
    reopened = act(ReopenCase)
    assert (reopened["state"], reopened["solved_on"], reopened["revisited_on"]) == ("investigating", None, None)


@pytest.mark.rule("CMP-01")
def test_a_complaint_names_the_edition_in_force_when_it_came(complaints, opened):
    for since in ("2025-01-01", "2025-05-07"):
        complaints.ask(
            PublishComplaintProcedure, roles=("customer_service_manager",), by="E01", title="規範", text="…", effective_from=since
        )
    assert opened()["procedure_edition"] == 1
    assert opened("C6", received_at="2025-05-07T09:00")["procedure_edition"] == 2
    assert [item["procedure_edition"] for item in complaints.said(ComplaintFiled, count=2)] == [1, 2]


@pytest.mark.rule("CMP-04")
def test_an_emergency_goes_straight_to_the_supervisor(opened):
    emergency = opened(priority="emergency")
    assert (emergency["owner"], emergency["queue"]) == ("E05", None)
    assert emergency["solution_due_at"].startswith("2025-05-06T15:00")  # 240 open minutes, less an hour of lunch


@pytest.mark.rule("CMP-49")
def test_a_complaint_waits_in_the_reception_centre_and_an_inquiry_in_the_group(complaints, opened):
    assert opened()["queue"] == "complaint_reception_centre"
    assert opened("Q1", kind="inquiry", text="如何開票")["queue"] == "customer_service_group"
    listed = complaints.ask(ListCases, roles=LEADER, queue="complaint_reception_centre", state="open")["items"]
    assert [one["case_no"] for one in listed] == ["C5"]


@pytest.mark.rule("CMP-06")
def test_a_customer_nobody_can_speak_with_goes_to_the_supervisor(complaints, opened, act):
    opened()
    escalated = act(EscalateCase, reason="difficult_customer", at="2025-05-06T11:00")
    assert (escalated["owner"], escalated["escalations"][0]["to_role"]) == ("E05", "customer_service_supervisor")
    (told,) = complaints.said(CaseEscalated)
    assert (told["reason"], told["to_role"], told["because"]) == (
        "difficult_customer",
        "customer_service_supervisor",
        ["CMP-06", "supervisor_role"],
    )


@pytest.mark.rule("CMP-11")
def test_the_graver_a_complaint_the_higher_it_is_reported(complaints, opened, act):
    opened(severity="minor")
    assert complaints.said(CaseEscalated, count=0) == []
    opened("C6", severity="critical", text="別的事情")
    (told,) = complaints.said(CaseEscalated)
    assert (told["case_no"], told["to_role"], told["reason"]) == ("C6", "customer_service_manager", "severity_critical")
    graver = act(AssessSeverity, severity="major")
    assert graver["solution_due_at"] < "2025-05-09"
    assert [item["to_role"] for item in complaints.said(CaseEscalated, count=2)][1] == "customer_service_supervisor"


@pytest.mark.rule("CMP-27", "CMP-32")
def test_a_grumble_is_recorded_with_words_and_channel(complaints, opened, case):
    with pytest.raises(TextMissing):
        opened("G1", kind="grumble", text=" ")
    with pytest.raises(ChannelNotAllowed):
        opened("G1", kind="grumble", channel="telegram")
    with pytest.raises(NotFound):
        case("G1")
    assert complaints.said(CaseOpened, count=0) == []
    assert opened("G1", kind="grumble", channel="letter", text="排隊太久")["kind"] == "grumble"
    (told,) = complaints.said(CaseOpened)
    assert (told["channel"], told["kind"]) == ("letter", "grumble")
    assert "text" not in told
    assert complaints.said(ComplaintFiled, count=0) == []


@pytest.mark.rule("CMP-15", "CMP-16")
def test_an_inquiry_is_verified_then_answered(complaints, opened, act, case):
    opened("Q1", kind="inquiry", text="invoice missing")
    with pytest.raises(NotVerified):
        act(AnswerCase, "Q1", answer="已寄出")
    act(VerifyCase, "Q1", at="2025-05-06T10:03")
    with pytest.raises(TextMissing):
        act(AnswerCase, "Q1", answer="")
    assert case("Q1")["state"] == "verified"
    answered = act(AnswerCase, "Q1", answer="已寄出", at="2025-05-06T10:08")
    assert (answered["state"], answered["answer"], answered["closed_on"]) == ("closed", "已寄出", "2025-05-06")
    (told,) = complaints.said(CaseClosed)
    assert (told["outcome"], told["kind"]) == ("answered", "inquiry")
    assert complaints.said(ComplaintClosed, count=0) == []


@pytest.mark.rule("CMP-25")
def test_a_referred_question_stays_open_until_its_answer_is_relayed(opened, act):
    opened("Q1", kind="inquiry", text="如何年結")
    act(VerifyCase, "Q1", at="2025-05-06T10:00")
    act(ReferCase, "Q1", to_staff_no="E18", at="2025-05-06T10:00")
    with pytest.raises(TransitionRefused):
        act(RelayAnswer, "Q1")
    answered = act(AnswerReferral, "Q1", answer="先備份", at="2025-05-06T11:00", by="E18")
    assert (answered["state"], answered["closed_on"]) == ("referral_answered", None)
    assert act(RelayAnswer, "Q1", at="2025-05-06T11:05")["state"] == "closed"


@pytest.mark.rule("CMP-17", "CMP-18", "CMP-19")
def test_what_cannot_be_answered_at_once_becomes_a_case_file(complaints, opened, act):
    opened("Q1", kind="inquiry", text="發票遺失")
    act(VerifyCase, "Q1", at="2025-05-06T10:00")
    told = {"happened_at": "2025-05-05T16:00", "place": "門店", "person": "李先生", "event": "發票遺失", "responsible": "E18"}
    with pytest.raises(ContactMissing):
        act(OpenCaseFile, "Q1", **told)
    assert act(OpenCaseFile, "Q1", contact={"email": "li@example.cn"}, **told, at="2025-05-06T10:01")["state"] == "case_file"
    act(ObtainSolution, "Q1", solution="補開", at="2025-05-06T10:05", by="E18")
    assert act(ContactCustomer, "Q1", at="2025-05-06T10:20")["state"] == "contacted"
    reasons = complaints.ask(WhyCase, roles=LEADER, case_no="Q1")["decisions"]
    assert next(one for one in reasons if one["name"] == "contacted")["outcome"] == 15
    assert act(RecordResponse, "Q1", response="accepted", at="2025-05-06T10:21")["state"] == "resolved"


@pytest.mark.rule("CMP-18")
def test_a_solution_nobody_passes_on_is_overdue_after_the_next_working_day(complaints, opened, act):
    opened("Q1", kind="inquiry", text="發票遺失")
    act(VerifyCase, "Q1", at="2025-05-06T10:00")
    told = {"happened_at": "2025-05-05T16:00", "place": "門店", "person": "李先生", "event": "發票遺失", "responsible": "E18"}
    act(OpenCaseFile, "Q1", contact={"phone": "139"}, **told, at="2025-05-06T10:01")
    act(ObtainSolution, "Q1", solution="補開", at="2025-05-06T10:05")
    run_due(complaints, "2025-05-07")
    assert complaints.said(CaseOverdue, count=0) == []
    run_due(complaints, "2025-05-08")
    (late,) = complaints.said(CaseOverdue)
    assert (late["term"], late["due_at"], late["because"]) == ("contact", "2025-05-07T18:00+08:00", ["CMP-18"])


@pytest.mark.rule("CMP-05")
def test_a_case_nobody_follows_up_is_stale_after_two_working_days_and_escalates_by_levels(complaints, opened, act):
    opened("C5", received_at="2025-09-29T10:00")
    act(AcceptCase, apologised_at="2025-09-29T10:05", at="2025-09-29T10:05")
    run_due(complaints, "2025-10-09")
    assert complaints.said(CaseOverdue, count=0) == []  # eight days off: 2 open days have not passed
    run_due(complaints, "2025-10-10")
    (stale,) = complaints.said(CaseOverdue)
    assert (stale["term"], stale["due_at"], stale["to_role"], stale["owner"]) == (
        "stale", "2025-10-09T18:00+08:00", "customer_service_supervisor", "E17",
    )  # fmt: skip
    (listed,) = complaints.ask(ListCases, roles=LEADER, state="overdue")["items"]
    assert listed["case_no"] == "C5"
    run_due(complaints, "2025-10-11")
    (first,) = complaints.said(CaseEscalated)
    assert (first["level"], first["to_role"], first["escalated_at"]) == (1, "customer_service_supervisor", "2025-10-10T17:00+08:00")
    passed = complaints.ask(ListPassedTerms, roles=LEADER, at="2025-10-11T13:00")["terms"]
    assert [(one["term"], one["due_at"], one["to_role"]) for one in passed] == [
        ("solution", "2025-10-11T12:00+08:00", "customer_service_manager"),
    ]  # fmt: skip
    run_due(complaints, "2025-10-12")
    _, second = complaints.said(CaseEscalated, count=2)
    assert (second["level"], second["to_role"], second["escalated_at"]) == (2, "customer_service_manager", "2025-10-11T12:00+08:00")
    assert len(complaints.said(CaseOverdue, count=3)) == 3
    run_due(complaints, "2025-10-20")
    assert len(complaints.said(CaseOverdue, count=0)) == 3


@pytest.mark.rule("CMP-05")
def test_the_clock_stands_still_while_the_next_word_is_the_customers(complaints, opened, act):
    opened()
    act(AcceptCase, apologised_at="2025-05-06T10:05", at="2025-05-06T10:10")
    assert clock(complaints, "solution", "2025-05-06T11:00")["elapsed_minutes"] == 60
    paused = act(PauseCase, at="2025-05-06T11:00", note="等客戶寄回樣品")
    assert (paused["paused"], paused["solution_due_at"]) == (True, None)
    held = clock(complaints, "solution", "2025-05-09T11:00")
    assert (held["state"], held["elapsed_minutes"], held["due_at"]) == ("paused", 60, None)
    with pytest.raises(TransitionRefused):
        act(PauseCase)
    resumed = act(ResumeCase, at="2025-05-09T11:00")
    assert (resumed["paused"], resumed["solution_due_at"]) == (False, "2025-05-14T17:00+08:00")
    run_due(complaints, "2025-05-13")
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


@pytest.mark.rule("CMP-26")
def test_who_heard_it_first_keeps_it_until_a_department_accepts(complaints, opened, act):
    opened()
    with pytest.raises(DepartmentNotAsked):
        act(AnswerForDepartment, accepted=True)
    act(AskDepartment, department="logistics")
    refused = act(AnswerForDepartment, accepted=False, by="E18")
    assert (refused["owner"], refused["department"], refused["department_refusals"]) == ("E17", None, 1)
    assert complaints.said(CaseEscalated, count=0) == []
    act(AskDepartment, department="warehouse")
    act(AnswerForDepartment, accepted=False, by="E18")
    (told,) = complaints.said(CaseEscalated)
    assert (told["reason"], told["because"]) == ("departments_refused", ["CMP-26", "department_refusals"])
    act(AskDepartment, department="warehouse")
    assert act(AnswerForDepartment, accepted=True, by="E18")["owner"] == "E18"


@pytest.mark.rule("CMP-08")
def test_a_remedy_is_granted_by_a_leader(opened, act):
    opened()
    granted = act(GrantRemedy, remedy="refund", amount="20", roles=LEADER, by="E05", at="2025-05-06T12:00")
    assert granted["remedies"] == [
        {"kind": "refund", "detail": None, "amount": "20", "granted_by": "E05", "granted_on": "2025-05-06"},
    ]  # fmt: skip


@pytest.mark.rule("CMP-05")
def test_an_assigned_case_has_its_owner_at_once(complaints, opened, act):
    opened()
    assert act(AssignCase, owner="E18")["owner"] == "E18"
    mine = complaints.ask(ListCases, roles=LEADER, owner="E18", kind="complaint", state="open")["items"]
    assert [one["case_no"] for one in mine] == ["C5"]
    assert complaints.ask(ListCases, roles=LEADER, owner="E17")["items"] == []


def test_the_same_number_is_not_opened_twice(complaints, opened):
    opened()
    with pytest.raises(AlreadyExists):
        complaints.ask(OpenCase, roles=("phone_agent",), case_no="C5", kind="inquiry", channel="call", text="另一件事")
