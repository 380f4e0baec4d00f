"""Software customers and call-backs on a real bus and store (CUS-44..54)."""

import pytest

from kefu_customers.service import Customers
from kefu_messages import platform
from kefu_messages.complaints import CaseHandled
from kefu_messages.customers import (
    AssignSoftwareCustomer,
    AwaitComplaintRevisit,
    CallBackBeforeReceipt,
    CallBackEscalated,
    CallBackIncomplete,
    CallBackMade,
    ComplaintRevisited,
    ContactTypeUnknown,
    CorrectCallBack,
    FeedbackCallBackDue,
    GetCallBack,
    GetRevisitReport,
    GetSoftwareCustomer,
    GetSpecialistFeedback,
    HandleIncomplete,
    ListCallBacks,
    ListChatHandles,
    ListContacts,
    ListFunctionTests,
    ListRequirements,
    ListSoftwareCustomers,
    LogContact,
    OwnCallBack,
    PromoteRequirement,
    ReceiveFeedbackForm,
    RecordCallBack,
    RecordChatHandle,
    RecordFunctionTest,
    RecordRequirement,
    RecordSoftwareRevisit,
    RegisterCustomer,
    RequirementPromoted,
    RevisitReportOverdue,
    RevisitReportSubmitted,
    SubmitRevisitReport,
)
from kefu_messages.errors import NotAllowed, NotFound, StateConflict

SPECIALIST, REVISITOR, MANAGER = ("service_specialist",), ("revisit_specialist",), ("service_manager",)
SAID = {"attitude": 5, "technical_level": 4, "result": 4, "satisfied": True}


@pytest.fixture
def customers(shared):
    shared.organisation = "jinyang"
    return shared.start(Customers)


def form(customers, number="FK-1", received_on="2025-03-04", specialist="E2"):
    told = {"form_no": number, "customer_no": "U7", "specialist": specialist, "received_on": received_on}
    return customers.ask(ReceiveFeedbackForm, roles=REVISITOR, by="V1", **told)


def call_back(customers, number="form-FK-1", made_on="2025-03-05", by="V1", **more):
    return customers.ask(RecordCallBack, roles=REVISITOR, by=by, call_back_no=number, made_on=made_on, **{**SAID, **more})


@pytest.mark.rule("CUS-44")
def test_a_unit_without_software_contact_is_a_finding_of_its_specialist(customers):
    assigned = {"customer_no": "U7", "specialist": "E2", "products": ["payroll"], "state_of_use": "常用", "assigned_on": "2025-03-01"}
    assert customers.ask(AssignSoftwareCustomer, roles=MANAGER, **assigned)["findings"] == ["software_contact"]
    (unit,) = customers.ask(ListSoftwareCustomers, roles=SPECIALIST, specialist="E2")["items"]
    assert (unit["customer_no"], unit["next_revisit_due_on"], unit["revisit_overdue"]) == ("U7", "2025-03-31", True)
    customers.ask(AssignSoftwareCustomer, roles=SPECIALIST, **assigned, software_contact="李會計")
    customers.ask(RecordSoftwareRevisit, roles=SPECIALIST, customer_no="U7", revisited_on="2025-03-20", outcome="正常")
    unit = customers.ask(GetSoftwareCustomer, roles=SPECIALIST, customer_no="U7")
    assert (unit["findings"], unit["last_revisit_on"], unit["next_revisit_due_on"]) == ([], "2025-03-20", "2025-04-19")


@pytest.mark.rule("CUS-45")
def test_a_requirement_becomes_a_program_change_once(customers):
    told = {"requirement_no": "XQ-1", "customer_no": "U7", "text": "匯出為 xls", "recorded_on": "2025-03-04"}
    customers.ask(RecordRequirement, roles=SPECIALIST, by="E2", **told)
    promoting = {"requirement_no": "XQ-1", "change_request_no": "PC-3", "promoted_on": "2025-03-06"}
    assert customers.ask(PromoteRequirement, roles=SPECIALIST, **promoting)["state"] == "promoted"
    with pytest.raises(StateConflict):
        customers.ask(PromoteRequirement, roles=SPECIALIST, **promoting)
    (said,) = customers.said(RequirementPromoted)
    assert (said["change_request_no"], said["text"]) == ("PC-3", "匯出為 xls")
    (listed,) = customers.ask(ListRequirements, roles=SPECIALIST, customer_no="U7")["items"]
    assert listed["recorded_by"] == "E2"
    customers.ask(RecordFunctionTest, roles=SPECIALIST, by="E2", test_no="G1", product="payroll", tested_on="2025-03-05", passed=True)
    assert [test["test_no"] for test in customers.ask(ListFunctionTests, roles=SPECIALIST, product="payroll")["items"]] == ["G1"]


@pytest.mark.rule("CUS-46")
def test_guidance_in_using_a_product_is_in_the_contact_history(customers):
    told = {**RegisterCustomer.example, "customer_no": "U7", "name": "燃氣公司"}
    customers.ask(RegisterCustomer, roles=sorted(RegisterCustomer.roles), **told)
    logged = {
        "contact_no": "ZD-1",
        "customer_no": "U7",
        "contacted_at": "2025-03-04T10:00",
        "outcome": "payroll 模塊操作指引",
        "minutes": 30,
    }
    with pytest.raises(ContactTypeUnknown):
        customers.ask(LogContact, roles=SPECIALIST, by="E2", contact_type="sales_visit", **logged)
    customers.ask(LogContact, roles=SPECIALIST, by="E2", contact_type="guidance", **logged)
    (contact,) = customers.ask(ListContacts, roles=SPECIALIST, customer_no="U7")["items"]
    assert (contact["contact_type"], contact["minutes"], contact["agent"]) == ("guidance", 30, "E2")


@pytest.mark.rule("CUS-47")
def test_a_handle_without_department_is_not_stored(customers):
    handle = {"handle": "123456", "customer_no": "U7", "unit": "Gas Co", "contact_name": "Li"}
    with pytest.raises(HandleIncomplete) as refusal:
        customers.ask(RecordChatHandle, roles=SPECIALIST, **handle, department="")
    assert "department required" in refusal.value.sentence("en")
    assert customers.ask(ListChatHandles, roles=SPECIALIST, customer_no="U7")["items"] == []
    customers.ask(RecordChatHandle, roles=SPECIALIST, **handle, department="財務科")
    (stored,) = customers.ask(ListChatHandles, roles=SPECIALIST, customer_no="U7")["items"]
    assert (stored["handle"], stored["department"]) == ("123456", "財務科")


@pytest.mark.rule("CUS-48", "CUS-49")
def test_a_form_of_tuesday_called_back_on_thursday_is_a_day_late(customers):
    assert form(customers)["due_on"] == "2025-03-05"
    assert customers.said(FeedbackCallBackDue)[0]["due_on"] == "2025-03-05"
    with pytest.raises(CallBackIncomplete):
        customers.ask(
            RecordCallBack,
            roles=REVISITOR,
            by="V1",
            call_back_no="form-FK-1",
            made_on="2025-03-06",
            attitude=5,
            technical_level=5,
            satisfied=True,
        )
    assert [one["call_back_no"] for one in customers.ask(ListCallBacks, roles=MANAGER, state="due")["items"]] == ["form-FK-1"]
    assert customers.said(CallBackMade, count=0) == []
    assert call_back(customers, made_on="2025-03-06")["days_late"] == 1
    assert customers.said(CallBackMade)[0]["days_late"] == 1
    with pytest.raises(StateConflict):
        call_back(customers)


@pytest.mark.rule("CUS-50")
def test_a_handled_complaint_waits_for_its_revisit_and_is_said_to_be_revisited(customers):
    handled = {"complaint_no": "TS-7", "customer_no": "U7", "specialist": "E2", "resolved_on": "2025-04-10"}
    waiting = customers.ask(AwaitComplaintRevisit, roles=REVISITOR, by="V1", **handled)
    assert (waiting["call_back_no"], waiting["state"], waiting["due_on"]) == ("complaint-TS-7", "due", None)
    with pytest.raises(StateConflict):
        customers.ask(AwaitComplaintRevisit, roles=REVISITOR, by="V1", **handled)
    with pytest.raises(CallBackBeforeReceipt):
        call_back(customers, "complaint-TS-7", made_on="2025-04-09")
    assert customers.said(ComplaintRevisited, count=0) == []
    assert call_back(customers, "complaint-TS-7", made_on="2025-04-12")["days_late"] == 0
    (said,) = customers.said(ComplaintRevisited)
    assert (said["complaint_no"], said["satisfied"], said["revisited_on"], said["because"]) == ("TS-7", True, "2025-04-12", ["CUS-50"])
    assert customers.ask(GetRevisitReport, roles=MANAGER, month="2025-04")["forms"] == 0
    assert customers.ask(AwaitComplaintRevisit, roles=REVISITOR, by="V1", **{**handled, "resolved_on": "2025-04-20"})["state"] == "due"


@pytest.mark.rule("CUS-50")
def test_a_complaint_handled_elsewhere_is_revisited_by_another(customers):
    told = {
        **CaseHandled.example,
        "case_no": "C5",
        "kind": "complaint",
        "customer_no": "U7",
        "handled_on": "2025-04-10",
        "handled_by": "E2",
    }
    customers.say(CaseHandled, **told)
    customers.say(CaseHandled, **{**told, "case_no": "W1", "kind": "repair"})
    waiting = customers.ask(ListCallBacks, roles=REVISITOR, state="due")["items"]
    assert [(one["call_back_no"], one["specialist"], one["received_on"]) for one in waiting] == [("complaint-C5", "E2", "2025-04-10")]
    call_back(customers, "complaint-C5", made_on="2025-04-12")
    (said,) = customers.said(ComplaintRevisited)
    assert (said["complaint_no"], said["satisfied"]) == ("C5", True)


@pytest.mark.rule("CUS-50")
def test_a_feedback_form_is_not_said_to_be_a_revisited_complaint(customers):
    form(customers)
    call_back(customers)
    assert len(customers.said(CallBackMade)) == 1
    assert customers.said(ComplaintRevisited, count=0) == []


@pytest.mark.rule("CUS-51")
def test_nobody_records_or_corrects_a_call_back_about_the_own_service(customers):
    form(customers)
    with pytest.raises(OwnCallBack):
        call_back(customers, by="E2")
    with pytest.raises(NotAllowed):
        customers.ask(CorrectCallBack, roles=SPECIALIST, by="E2", **{**CorrectCallBack.example, "call_back_no": "form-FK-1"})
    call_back(customers)
    correction = {"call_back_no": "form-FK-1", "rating": "attitude", "value": 3, "reason": "客戶更正", "corrected_on": "2025-03-06"}
    with pytest.raises(OwnCallBack):
        customers.ask(CorrectCallBack, roles=REVISITOR, by="E2", **correction)
    corrected = customers.ask(CorrectCallBack, roles=REVISITOR, by="V1", **correction)
    assert (corrected["attitude"], corrected["corrections"][0]["from"], corrected["corrections"][0]["by"]) == (3, 5, "V1")
    feedback = customers.ask(GetSpecialistFeedback, roles=MANAGER, specialist="E2", month="2025-03")
    assert (feedback["call_backs"], feedback["attitude"]) == (1, {"answers": 1, "mean": "3"})
    with pytest.raises(NotAllowed):
        customers.ask(GetSpecialistFeedback, roles=SPECIALIST, by="E2", specialist="E2", month="2025-03")


@pytest.mark.rule("CUS-52")
def test_a_question_and_an_old_problem_go_to_the_service_manager(customers):
    form(customers)
    assert call_back(customers, customer_question="如何年結?", old_problem="報表仍錯")["escalations"] == [
        "customer_question",
        "old_problem",
    ]
    said = customers.said(CallBackEscalated, count=2)
    assert [(one["kind"], one["text"], one["to_role"]) for one in said] == [
        ("customer_question", "如何年結?", "service_manager"), ("old_problem", "報表仍錯", "service_manager"),
    ]  # fmt: skip


@pytest.mark.rule("CUS-53", "CUS-54")
def test_the_months_report_counts_forms_call_backs_and_those_in_time(customers):
    for number, made_on, software in (("A", "2025-03-05", 4), ("B", "2025-03-06", 5), ("C", None, None)):
        form(customers, number)
        if made_on:
            call_back(customers, f"form-{number}", made_on=made_on, software=software, satisfied=number == "A")
    form(customers, "D", received_on="2025-04-01")
    so_far = customers.ask(GetRevisitReport, roles=MANAGER, month="2025-03")
    assert (so_far["submitted_on"], so_far["overdue"], so_far["due_on"]) == (None, True, "2025-03-31")
    report = customers.ask(SubmitRevisitReport, roles=REVISITOR, by="V1", month="2025-03", submitted_on="2025-04-01")
    assert (report["forms"], report["made"], report["on_time"], report["done_percent"], report["on_time_percent"]) == (
        3,
        2,
        1,
        "66.67",
        "33.33",
    )
    assert (report["satisfied_percent"], report["software"], report["overdue"]) == ("50", {"answers": 2, "mean": "4.5"}, False)
    assert customers.said(RevisitReportSubmitted)[0]["late"] is True
    with pytest.raises(StateConflict):
        customers.ask(SubmitRevisitReport, roles=REVISITOR, month="2025-03", submitted_on="2025-04-02")
    call_back(customers, "form-C", made_on="2025-04-02")
    assert customers.ask(GetRevisitReport, roles=MANAGER, month="2025-03")["made"] == 2


@pytest.mark.rule("CUS-53")
def test_a_report_not_submitted_by_month_end_is_said_once_to_be_overdue(customers):
    form(customers)
    run_due(customers, "2025-03-30")
    assert customers.said(RevisitReportOverdue, count=0) == []
    run_due(customers, "2025-03-31")
    (said,) = customers.said(RevisitReportOverdue)
    assert (said["month"], said["to_role"]) == ("2025-03", "service_manager")
    run_due(customers, "2025-04-01")
    customers.settle()
    assert len(customers.said(RevisitReportOverdue)) == 1


@pytest.mark.rule("CUS-48")
def test_an_unknown_call_back_is_not_found_and_a_form_is_received_once(customers):
    with pytest.raises(NotFound):
        customers.ask(GetCallBack, roles=MANAGER, call_back_no="form-none")
    form(customers)
    with pytest.raises(StateConflict):
        form(customers)


def run_due(customers, day):
    message = next(item for item in platform.built_ins("customers") if item.verb() == "run_due")
    customers.ask(message, roles=("system_administrator",), as_of=day)
