"""Contacts, feedback, suggestions and the evaluation of agents on a real bus and store."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.complaints import ComplaintConfirmed, ComplaintFiled
from kefu_messages.customers import (
    AnswerSuggestion,
    AnswerTwice,
    CaseClosedBeforeReceipt,
    ComplaintCaseNoted,
    ContactLogged,
    ContactTypeUnknown,
    GetAgentEvaluation,
    GetSatisfactionReport,
    ImprovementSuggested,
    ListContacts,
    ListFeedback,
    ListSuggestions,
    LogContact,
    NoteComplaintCase,
    OrderNumberMissing,
    OthersEvaluation,
    OwnRecording,
    RecordCustomerVisit,
    RecordingReviewed,
    RegisterCustomer,
    ReviewRecording,
    SubmitQuestionnaire,
    SuggestImprovement,
)
from kefu_messages.errors import NotAllowed, NotFound, StateConflict

SPECIALIST, SUPERVISOR = ("customer_service_specialist",), ("customer_service_supervisor",)


@pytest.fixture
def customers(shared):
    shared.organisation = "emall"
    shared.start(Customers)
    for number in ("K1", "K2", "K3"):
        shared.ask(RegisterCustomer, roles=SPECIALIST, customer_no=number, name=number, kind="commercial", opened_on="2024-01-01")
    return shared


def log(customers, contact_no, **more):
    facts = {"contact_no": contact_no, "customer_no": "K1", "contact_type": "care", "contacted_at": "2025-05-04T10:20", "outcome": "已聯絡"}
    return customers.ask(LogContact, roles=SPECIALIST, by="A1", **{**facts, **more})


def answer(customers, customer_no, **more):
    facts = {"customer_no": customer_no, "answered_on": "2025-05-06", "satisfied": True, "agent": "A1", **more}
    return customers.ask(SubmitQuestionnaire, roles=SPECIALIST, by="A1", **facts)


@pytest.mark.rule("CUS-10")
def test_contacts_are_logged_by_type_time_and_agent(customers):
    with pytest.raises(ContactTypeUnknown):
        log(customers, "L1", contact_type="sales_visit")
    with pytest.raises(OrderNumberMissing):
        log(customers, "L1", contact_type="order_enquiry")
    assert customers.said(ContactLogged, count=0) == []
    log(customers, "L1", contact_type="order_enquiry", order_no="E1001")
    (item,) = customers.ask(ListContacts, roles=SPECIALIST, customer_no="K1")["items"]
    assert (item["contact_type"], item["order_no"], item["agent"], item["contacted_at"]) == (
        "order_enquiry",
        "E1001",
        "A1",
        "2025-05-04T10:20:00+08:00",
    )


@pytest.mark.rule("CUS-11")
def test_what_a_customer_said_anywhere_is_found_with_the_customer(customers):
    log(customers, "L1", feedback="wants faster delivery")
    log(customers, "L2", customer_no="K2", feedback="另一客戶")
    visit = {"visit_no": "V1", "customer_no": "K1", "kind": "routine", "visited_on": "2025-05-02", "feedback": "希望當面"}
    customers.ask(RecordCustomerVisit, roles=SPECIALIST, by="A1", **visit)
    answer(customers, "K1", suggestion="延長時間")
    said = customers.ask(ListFeedback, roles=SPECIALIST, customer_no="K1")["feedback"]
    assert [(item["source"], item["text"]) for item in said] == [
        ("visit", "希望當面"), ("contact", "wants faster delivery"), ("satisfaction_answer", "延長時間"),
    ]  # fmt: skip


@pytest.mark.rule("CUS-03")
def test_a_suggestion_is_stored_with_author_and_day_and_answered_once(customers):
    stored = customers.ask(
        SuggestImprovement, roles=SPECIALIST, by="A1", suggestion_no="J1", text="增加短信提醒", suggested_on="2025-03-05"
    )
    assert (stored["author"], stored["suggested_on"], stored["state"]) == ("A1", "2025-03-05", "submitted")
    with pytest.raises(NotAllowed):
        customers.ask(AnswerSuggestion, roles=SPECIALIST, suggestion_no="J1", state="adopted", answer="好")
    customers.ask(AnswerSuggestion, roles=SUPERVISOR, suggestion_no="J1", state="adopted", answer="下月上線")
    with pytest.raises(StateConflict):
        customers.ask(AnswerSuggestion, roles=SUPERVISOR, suggestion_no="J1", state="declined", answer="不")
    assert customers.ask(ListSuggestions, roles=SPECIALIST, state="submitted")["items"] == []


@pytest.mark.rule("CUS-32")
def test_a_questionnaires_suggestion_joins_the_list(customers):
    answer(customers, "K1", suggestion="延長服務時間")
    answer(customers, "K2")
    (told,) = customers.said(ImprovementSuggested)
    assert (told["author"], told["by_customer"]) == ("K1", True)
    assert [item["text"] for item in customers.ask(ListSuggestions, roles=SUPERVISOR)["items"]] == ["延長服務時間"]


@pytest.mark.rule("CUS-29")
def test_satisfaction_is_satisfied_of_answered_and_nobody_answers_twice_a_month(customers):
    answer(customers, "K1")
    answer(customers, "K2", satisfied=False)
    answer(customers, "K3", answered_on="2025-06-01", satisfied=False)
    with pytest.raises(AnswerTwice):
        answer(customers, "K1", answered_on="2025-05-31")
    with pytest.raises(NotFound):
        answer(customers, "K9")
    report = customers.ask(GetSatisfactionReport, roles=SUPERVISOR, period="2025-05")
    assert report["overall"] == {"answered": 2, "satisfied": 1, "satisfaction_percent": "50"}


@pytest.mark.rule("CUS-30", "CUS-32")
def test_a_reviewed_recording_counts_in_the_agents_own_evaluation(customers):
    body = {"recording_no": "R77", "agent": "A1", "recorded_on": "2025-05-02", "reviewed_on": "2025-05-10", "score": 85, "consent": True}
    with pytest.raises(OwnRecording):
        customers.ask(ReviewRecording, roles=SUPERVISOR, by="A1", **body)
    assert customers.said(RecordingReviewed, count=0) == []
    customers.ask(ReviewRecording, roles=SUPERVISOR, by="S1", **body)
    shown = customers.ask(GetAgentEvaluation, roles=SPECIALIST, by="A1", agent="A1", period="2025-05")
    assert (shown["recordings_reviewed"], shown["recording_score_mean"]) == (1, "85")
    with pytest.raises(OthersEvaluation):
        customers.ask(GetAgentEvaluation, roles=SPECIALIST, by="A2", agent="A1", period="2025-05")


@pytest.mark.rule("CUS-31")
def test_complaints_of_an_agent_are_counted_by_cause_and_outcome_against_the_contacts(customers):
    for number in range(4):
        log(customers, f"L{number}")
    case = {"customer_no": "K1", "agent": "A1", "cause": "delay", "received_on": "2025-05-03"}
    with pytest.raises(CaseClosedBeforeReceipt):
        customers.ask(NoteComplaintCase, roles=SUPERVISOR, complaint_no="T1", closed_on="2025-05-02", **case)
    assert customers.said(ComplaintCaseNoted, count=0) == []
    customers.ask(NoteComplaintCase, roles=SUPERVISOR, complaint_no="T1", **case)
    customers.ask(NoteComplaintCase, roles=SUPERVISOR, complaint_no="T1", closed_on="2025-05-05", result="justified", **case)
    customers.ask(NoteComplaintCase, roles=SUPERVISOR, complaint_no="T2", **{**case, "cause": "attitude"})
    customers.ask(NoteComplaintCase, roles=SUPERVISOR, complaint_no="T3", **{**case, "agent": "A2"})
    report = customers.ask(GetSatisfactionReport, roles=SUPERVISOR, period="2025-05")
    figures = {agent["agent"]: agent["complaints"] for agent in report["agents"]}
    assert figures["A1"] == {
        "complaints": 2, "contacts": 4, "complaint_rate_percent": "50", "causes": {"attitude": 1, "delay": 1},
        "outcomes": {"justified": 1, "open": 1},
    }  # fmt: skip
    assert (figures["A2"]["complaints"], figures["A2"]["complaint_rate_percent"]) == (1, None)


@pytest.mark.rule("CUS-31")
def test_a_complaint_filed_elsewhere_enters_the_months_analysis_by_itself(customers):
    filed = {**ComplaintFiled.example, "complaint_no": "K7", "received_on": "2025-05-03", "staff_no": "A1", "cause": "skill"}
    customers.say(ComplaintFiled, **filed)
    customers.say(ComplaintFiled, **{**filed, "complaint_no": "K8", "staff_no": None})
    confirmed = {**ComplaintConfirmed.example, "complaint_no": "K7", "staff_no": "A1", "cause": "attitude", "received_on": "2025-05-03"}
    customers.say(ComplaintConfirmed, **confirmed)
    report = customers.ask(GetSatisfactionReport, roles=SUPERVISOR, period="2025-05")
    (agent,) = report["agents"]
    assert (agent["agent"], agent["complaints"]["causes"], agent["complaints"]["outcomes"]) == ("A1", {"attitude": 1}, {"confirmed": 1})
