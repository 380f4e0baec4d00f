"""Complaints step by step, routed, escalated, handed over, on a real bus and store (CMP-01, 04, 06..11, 19, 20, 26, 49)."""

import pytest

from kefu_messages import platform
from kefu_messages.complaints import (
    AcceptCase,
    AnswerForDepartment,
    ApologyRequired,
    AskDepartment,
    AssessSeverity,
    AssignCase,
    CaseClosed,
    CaseEscalated,
    CaseHandled,
    CauseAndWishRequired,
    CloseCase,
    ComplaintClosed,
    ComplaintFiled,
    DatesOutOfOrder,
    DepartmentNotAsked,
    EscalateCase,
    EscalationRequired,
    GrantRemedy,
    InvestigateCase,
    ListCases,
    MergeCase,
    OpenCase,
    ProposeSolution,
    PublishComplaintProcedure,
    RecordResponse,
    ReopenCase,
    RevisitCase,
    TextMissing,
    TransitionRefused,
)
from kefu_messages.errors import AlreadyExists, SelfApproval, UnknownCode, ValidationFailed

LEADER = ("customer_service_supervisor",)
RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")


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


def test_the_same_number_is_not_opened_twice(complaints, opened):
    opened()
    with pytest.raises(AlreadyExists):
        complaints.ask(OpenCase, roles=("phone_agent",), case_no="C5", kind="inquiry", channel="call", text="另一件事")


@pytest.mark.rule("CMP-07")
def test_the_steps_of_a_case_never_run_backwards(opened, act, case):
    opened()
    with pytest.raises(ValidationFailed):
        act(AcceptCase, apologised_at="2099-01-01T00:00", at="2025-05-07T10:00")
    act(AcceptCase, apologised_at="2025-05-07T10:00", at="2025-05-07T10:00")
    found = {"real_cause": "late delivery", "wanted": "refund"}
    with pytest.raises(DatesOutOfOrder):
        act(InvestigateCase, **found, at="2025-05-07T09:59")
    act(InvestigateCase, **found, at="2025-05-07T10:00")
    act(ProposeSolution, solution="退運費", at="2025-05-07T10:30")
    with pytest.raises(DatesOutOfOrder):
        act(RecordResponse, response="accepted", at="2025-05-06T10:07")
    assert (case()["state"], case()["solved_on"]) == ("proposal", None)


@pytest.mark.rule("CMP-11", "CMP-24", "CMP-51")
def test_nobody_handles_what_customers_say_of_himself(complaints, opened, act, case):
    about = {"by": "E17", "staff_no": "E18", "severity": "major"}
    with complaints.on("2025-05-06"):
        opened("K3", **about)
        opened("K4", **{**about, "kind": "praise"})
        opened("K6", **about)
    opened("K5", by="E17")
    own = {"case_no": "K3", "by": "E18"}
    acts = (
        (AssignCase, {"owner": "E18"}), (AssessSeverity, {"severity": "minor"}), (MergeCase, {"into_case_no": "K4"}),
        (AcceptCase, {"apologised_at": "2025-05-06T10:05"}),
    )  # fmt: skip
    for message, more in acts:
        with pytest.raises(SelfApproval):
            act(message, **own, **more)
    with pytest.raises(SelfApproval):
        act(AssignCase, case_no="K3", owner="E18")
    for other in ("K4", "K5"):  # of another kind; about nobody
        with pytest.raises(TransitionRefused):
            act(MergeCase, case_no="K3", into_case_no=other)
    assert (case("K3")["state"], case("K3")["severity"], case("K3")["owner"]) == ("received", "major", None)
    assert act(MergeCase, case_no="K3", into_case_no="K6")["state"] == "merged"


@pytest.mark.rule("CMP-20", "CMP-51")
def test_a_case_goes_to_a_post_that_exists_and_ends_discontent_with_a_word_only(opened, act):
    opened()
    act(AcceptCase, apologised_at="2025-05-06T10:05")
    act(InvestigateCase, real_cause="late delivery", wanted="refund")
    act(ProposeSolution, solution="道歉")
    with pytest.raises(UnknownCode):
        act(RecordResponse, response="rejected", escalate_to="man_in_the_moon")
    act(RecordResponse, response="accepted")
    act(RevisitCase, satisfied=False)
    with pytest.raises(TextMissing):
        act(CloseCase)
    assert act(CloseCase, note="客戶另行協商")["state"] == "closed"
