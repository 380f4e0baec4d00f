"""Research, development plans, events and mailings on a real bus and store."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.customers import (
    AlreadyAnswered,
    AnswerCampaign,
    CampaignAnswered,
    CampaignStarted,
    CampaignWithoutTarget,
    ChangeCustomer,
    CustomerEventPlanned,
    GetCampaign,
    GetDevelopmentPlan,
    GetGradeAMailing,
    GradeCustomer,
    IssueMailing,
    ListCampaignAnswers,
    MailingIssued,
    NotInCampaign,
    NotInvited,
    NotPlanned,
    OnlyGradeAInvited,
    PlanCustomerEvent,
    RecordAttendance,
    RegisterCustomer,
    SetDevelopmentPlan,
    StartCampaign,
)
from kefu_messages.errors import NotAllowed

SPECIALIST, SUPERVISOR = ("customer_service_specialist",), ("customer_service_supervisor",)


@pytest.fixture
def customers(shared):
    shared.organisation = "emall"
    shared.start(Customers)
    for number, facts in {
        "K1": {"address": "甲路1號"}, "K2": {}, "K3": {"address": "丙路3號"}, "K4": {"status": "potential"},
    }.items():  # fmt: skip
        shared.ask(RegisterCustomer, roles=SPECIALIST, customer_no=number, name=number, kind="commercial", opened_on="2024-01-01", **facts)
    for number, found in {"K1": True, "K2": True, "K3": False}.items():
        body = {"brand_reach": found, "second_development": True, "reason": "訪談", "graded_on": "2025-01-01"}
        shared.ask(GradeCustomer, roles=SUPERVISOR, customer_no=number, **body)
    return shared


@pytest.mark.rule("CUS-02")
def test_a_campaign_asks_its_categories_and_counts_the_answers(customers):
    body = {"campaign_no": "D1", "title": "需求", "begins_on": "2025-03-01", "ends_on": "2025-03-31"}
    with pytest.raises(CampaignWithoutTarget):
        customers.ask(StartCampaign, roles=SUPERVISOR, **body)
    assert customers.said(CampaignStarted, count=0) == []
    assert customers.ask(StartCampaign, roles=SUPERVISOR, grades=["A", "B"], **body)["targeted"] == 3
    answer = {"campaign_no": "D1", "answered_on": "2025-03-05", "answers": ["上門"]}
    customers.ask(AnswerCampaign, roles=SPECIALIST, customer_no="K1", **answer)
    with pytest.raises(AlreadyAnswered):
        customers.ask(AnswerCampaign, roles=SPECIALIST, customer_no="K1", **answer)
    with pytest.raises(NotInCampaign):
        customers.ask(AnswerCampaign, roles=SPECIALIST, customer_no="K4", **answer)
    shown = customers.ask(GetCampaign, roles=SPECIALIST, campaign_no="D1")
    assert (shown["targeted"], shown["answered"], shown["response_rate_percent"]) == (3, 1, "33.33")
    rates = {row["category"]: row["response_rate_percent"] for row in shown["categories"]}
    assert (rates["grade:A"], rates["grade:B"]) == ("50", "0")
    assert [item["customer_no"] for item in customers.ask(ListCampaignAnswers, roles=SPECIALIST, campaign_no="D1")["items"]] == ["K1"]
    assert len(customers.said(CampaignAnswered, count=0)) == 1


@pytest.mark.rule("CUS-07")
def test_a_plan_is_converted_as_its_customers_become_existing(customers):
    plan = {"plan_no": "2025-Q1", "title": "一季度"}
    with pytest.raises(NotAllowed):
        customers.ask(SetDevelopmentPlan, roles=SPECIALIST, targets=["K4"], **plan)
    with pytest.raises(NotPlanned):
        customers.ask(SetDevelopmentPlan, roles=SUPERVISOR, targets=["K1", "K4"], **plan)
    assert customers.ask(SetDevelopmentPlan, roles=SUPERVISOR, targets=["K4"], **plan)["conversion_percent"] == "0"
    customers.ask(ChangeCustomer, roles=SPECIALIST, customer_no="K4", status="existing")
    shown = customers.ask(GetDevelopmentPlan, roles=SPECIALIST, plan_no="2025-Q1")
    assert (shown["target_count"], shown["converted"], shown["conversion_percent"]) == (1, 1, "100")


@pytest.mark.rule("CUS-27")
def test_an_event_counts_those_invited_who_came(customers):
    body = {"event_no": "H1", "title": "講座", "kind": "knowledge_lecture", "held_on": "2025-04-12"}
    customers.ask(PlanCustomerEvent, roles=SUPERVISOR, invited=["K1", "K2", "K3"], **body)
    with pytest.raises(NotInvited):
        customers.ask(RecordAttendance, roles=SPECIALIST, event_no="H1", attended=["K4"])
    shown = customers.ask(RecordAttendance, roles=SPECIALIST, event_no="H1", attended=["K1", "K3"])
    assert (shown["invited_count"], shown["attended_count"], shown["attendance_percent"]) == (3, 2, "66.67")


@pytest.mark.rule("CUS-28")
def test_study_tours_and_the_magazine_are_for_grade_a(customers):
    tour = {"event_no": "H1", "title": "考察", "kind": "study_tour", "held_on": "2025-04-12"}
    with pytest.raises(OnlyGradeAInvited):
        customers.ask(PlanCustomerEvent, roles=SUPERVISOR, invited=["K1", "K3"], **tour)
    assert customers.said(CustomerEventPlanned, count=0) == []
    issue = {"issue_no": "N1", "kind": "house_magazine", "title": "五月號", "issued_on": "2025-05-05"}
    customers.ask(IssueMailing, roles=SPECIALIST, **issue)
    listed = customers.ask(GetGradeAMailing, roles=SPECIALIST, issue_no="N1")
    assert listed["recipients"] == [{"customer_no": "K1", "name": "K1", "address": "甲路1號"}]
    assert listed["without_address"] == ["K2"]
    (told,) = customers.said(MailingIssued)
    assert (told["recipients"], told["without_address"]) == (1, 1)
