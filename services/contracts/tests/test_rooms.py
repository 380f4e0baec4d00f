"""Periods and reminders, plans, partners, areas, projects and forms on a real bus and store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kefu import clock
from kefu_messages.contracts import (
    AreaContractChanged,
    AreasUncovered,
    AreaTaken,
    CompletePlanItem,
    ContractPlanDecided,
    ContractPlanOverdue,
    ContractPlanSummarised,
    DecideContractPlan,
    DepartmentReportOverdue,
    DepartmentReportSubmitted,
    ExpiryAnswered,
    ExpiryNoticeDue,
    FileForm,
    FormFiled,
    GetAreaCoverage,
    GetContractPlan,
    GetImplementationDocuments,
    GetPartner,
    GetPartnerFigures,
    GetProjectFigures,
    GetServicePeriod,
    HandInForm,
    ListFilings,
    ListReferrals,
    ListServiceCustomers,
    MaintainedProjectChanged,
    NotReviewedByManager,
    PartnerChanged,
    PerformanceNoteMissing,
    PrepareContractPlan,
    RecordExpiryAnswer,
    RecordExpiryReminder,
    RecordPartnerSaving,
    RecordReferral,
    RecordSalesContract,
    RedivideAreas,
    ReferralRecorded,
    ReferralWithoutResponsible,
    RegisterPartner,
    RenewAreaContract,
    ReviewForm,
    SamePersonTwice,
    ServiceLapsed,
    ServiceRestored,
    SignAreaContract,
    SignPartnerContract,
    SubmitDepartmentReport,
    TakeOverProject,
    TerminatePartnerContract,
    TerminateProject,
    WhyAreaContract,
    WhyServicePeriod,
)
from kefu_messages.customers import FeedbackCallBackDue, GetSoftwareCustomer
from kefu_messages.errors import NotAllowed, SelfApproval
from kefu_messages.fieldwork import OrderHandled

SPECIALIST, MANAGER, DIRECTOR, REVISITOR = ("service_specialist",), ("service_manager",), ("service_director",), ("revisit_specialist",)


def sold(place, until):
    place.ask(
        RecordSalesContract, roles=SPECIALIST, by="S1", customer_no="U7", contract_no="XS-1", signed_on="2026-01-01",
        valid_from="2026-01-01", valid_to=until,
    )  # fmt: skip


@pytest.mark.rule("CON-10", "CON-11", "CON-12")
def test_a_customer_is_reminded_a_month_ahead_and_answers(unit, run_due):
    sold(unit, "2027-06-30")
    run_due("2027-05-29")
    assert unit.said(ExpiryNoticeDue, count=0) == []
    run_due("2027-05-30")
    run_due("2027-05-31")
    told = unit.said(ExpiryNoticeDue)
    assert [(one["due_on"], one["letter_title"], one["specialist"]) for one in told] == [("2027-05-30", "金蝶軟件售后服務到期通知函", "S1")]
    remind = {"customer_no": "U7", "reminded_on": "2027-05-30"}
    with clock.stopped_at(datetime(2027, 6, 1, 10, tzinfo=UTC)):
        with pytest.raises(NotAllowed):
            unit.ask(RecordExpiryReminder, roles=SPECIALIST, by="S1", **remind)
        assert unit.ask(RecordExpiryReminder, roles=REVISITOR, by="V1", **remind)["reminder"] == "incomplete"
        letter = {"letter_sent_on": "2027-05-31", "letter_copy": "TZ-31"}
        assert unit.ask(RecordExpiryReminder, roles=REVISITOR, by="V1", **remind, **letter)["reminder"] == "complete"
        answer = {"customer_no": "U7", "answered_on": "2027-06-01", "answer": "renew", "text": "同意續簽一年"}
        shown = unit.ask(RecordExpiryAnswer, roles=REVISITOR, by="V1", **answer)
        assert shown["reminders"][0] == {
            "covered_until": "2027-06-30", "reminded_on": "2027-05-30", "letter_sent_on": "2027-05-31", "letter_channel": "fax",
            "letter_copy": "TZ-31", "sender": "V1", "answer": "renew", "answered_on": "2027-06-01", "text": "同意續簽一年",
        }  # fmt: skip
    assert unit.said(ExpiryAnswered)[0]["opportunity"] is True
    unit.settle()
    kept = unit.ask(GetSoftwareCustomer, roles=SPECIALIST, by="S1", customer_no="U7")["expiry_answers"]
    assert kept == [{"answered_on": "2027-06-01", "answer": "renew", "text": "同意續簽一年"}]


@pytest.mark.rule("CON-04", "CON-05")
def test_a_service_lapses_the_day_after_its_end(unit, run_due):
    unit.say(OrderHandled, **{**OrderHandled.example, "kind": "software_installation", "customer_no": "U7", "handled_on": "2026-01-10"})
    sold(unit, "2027-01-31")
    assert unit.said(ServiceRestored)[0]["covered_until"] == "2027-01-31"
    run_due("2027-02-01")
    run_due("2027-02-02")
    assert [told["lapsed_on"] for told in unit.said(ServiceLapsed)] == ["2027-02-01"]
    assert [one["customer_no"] for one in unit.ask(ListServiceCustomers, roles=MANAGER, standing="lapsed")["items"]] == ["U7"]
    assert unit.said(ExpiryNoticeDue, count=0) == []  # nobody asked in January; in February there is nothing to announce
    shown = unit.ask(GetServicePeriod, roles=MANAGER, customer_no="U7", as_of="2027-01-31")
    assert (shown["starts_on"], shown["standing"]) == ("2026-01-10", "in_service")
    assert "CON-05" in str(unit.ask(WhyServicePeriod, roles=MANAGER, customer_no="U7"))


@pytest.mark.rule("CON-01", "CON-02")
def test_the_manager_prepares_the_director_decides_and_the_month_is_summed_up(place, run_due):
    items = [{"item_no": str(number), "customer_no": f"U{number}", "specialist": "S1"} for number in range(3)]
    place.ask(PrepareContractPlan, roles=MANAGER, by="M1", month="2026-06", prepared_on="2026-06-02", items=items)
    with pytest.raises(SelfApproval):
        place.ask(DecideContractPlan, roles=DIRECTOR, by="M1", month="2026-06", decided_on="2026-06-03")
    assert place.said(ContractPlanDecided, count=0) == []
    assert place.ask(DecideContractPlan, roles=DIRECTOR, by="D1", month="2026-06", decided_on="2026-06-05")["late"] is False
    run_due("2026-06-06")
    assert place.said(ContractPlanOverdue, count=0) == []
    place.ask(CompletePlanItem, roles=SPECIALIST, by="S1", month="2026-06", item_no="0", contract_no="C-7", done_on="2026-06-20")
    run_due("2026-07-01")
    told = place.said(ContractPlanSummarised, count=2)  # the item was entered after the month's end, and the month was closed
    assert {(one["month"], one["planned"], one["completed"], one["percent"]) for one in told} == {("2026-06", 3, 1, "33.3")}
    shown = place.ask(GetContractPlan, roles=MANAGER, month="2026-06", as_of="2026-06-19")
    assert (shown["completed"], shown["percent"]) == (0, "0.0")
    run_due("2026-07-06")
    run_due("2026-07-07")
    assert [one["month"] for one in place.said(ContractPlanOverdue)] == ["2026-07"]


@pytest.mark.rule("CON-28", "REP-12")
def test_the_directors_report_is_due_on_the_fifth(place, run_due):
    report = {"month": "2026-05", "submitted_on": "2026-06-02", "summary": "續約 10 份"}
    with pytest.raises(NotAllowed):
        place.ask(SubmitDepartmentReport, roles=MANAGER, by="M1", **report)
    assert place.ask(SubmitDepartmentReport, roles=DIRECTOR, by="D1", **report)["late"] is False
    assert place.said(DepartmentReportSubmitted)[0]["due_on"] == "2026-06-05"
    for day in ("2026-06-06", "2026-07-05", "2026-07-06"):
        run_due(day)
    assert [one["month"] for one in place.said(DepartmentReportOverdue)] == ["2026-06"]


@pytest.mark.rule("CON-43", "CON-44", "OTH-06", "OTH-07")
def test_partners_are_bound_renewed_and_sent_cars(place):
    place.organisation = "insurer"
    for number in ("P1", "P2"):
        place.ask(RegisterPartner, roles=MANAGER, partner_no=number, name=number, kind="repair_shop")
        term = {"signed_on": "2025-07-01", "starts_on": "2025-07-01", "ends_on": "2026-09-30"}
        place.ask(SignPartnerContract, roles=MANAGER, partner_no=number, contract_no=f"L-{number}", **term)
    place.ask(RecordPartnerSaving, roles=MANAGER, partner_no="P1", month="2026-03", amount="12000.00")
    figures = {"kind": "repair_shop", "as_of": "2026-08-01", "due_from": "2026-09-01", "due_to": "2026-09-30"}
    found = place.ask(GetPartnerFigures, roles=MANAGER, **figures)
    assert (found["active"], found["expiring"], found["renewal_percent"]) == (2, ["P1", "P2"], "0.0")
    term = {"signed_on": "2026-09-10", "starts_on": "2026-10-01", "ends_on": "2027-09-30"}
    place.ask(SignPartnerContract, roles=MANAGER, partner_no="P1", contract_no="M-1", **term)
    assert place.ask(GetPartnerFigures, roles=MANAGER, **figures)["renewal_percent"] == "50.0"
    assert place.ask(GetPartnerFigures, roles=MANAGER, kind="repair_shop", as_of="2026-08-01")["savings"] == "12000.00"
    place.ask(TerminatePartnerContract, roles=MANAGER, partner_no="P2", contract_no="L-P2", terminated_on="2026-07-31")
    assert place.ask(GetPartner, roles=MANAGER, partner_no="P2", as_of="2026-08-01")["state"] == "terminated"
    assert len(place.said(PartnerChanged, count=6)) == 6
    car = {"referral_no": "SX-1", "partner_no": "P1", "dealer": "通達車行", "vehicle": "A1", "referred_on": "2026-03-04"}
    with pytest.raises(ReferralWithoutResponsible) as refusal:
        place.ask(RecordReferral, roles=SPECIALIST, **car)
    assert refusal.value.status == 422
    assert place.said(ReferralRecorded, count=0) == []
    place.ask(RecordReferral, roles=SPECIALIST, **car, responsible="E12")
    assert [one["responsible"] for one in place.ask(ListReferrals, roles=MANAGER, partner_no="P1")["items"]] == ["E12"]


@pytest.mark.rule("CON-45", "CON-46")
def test_areas_have_one_cleaner_and_are_divided_anew(place, run_due):
    place.organisation = "shenpu_property"
    leader = {"roles": ("property_manager",)}
    first = {"contract_no": "PQ-1", "staff_no": "C1", "stairwells": ["L01", "L02"], "outer_areas": ["東門"], "starts_on": "2025-03-01"}
    assert place.ask(SignAreaContract, **leader, **first)["ends_on"] == "2026-03-31"
    second = {"contract_no": "PQ-2", "staff_no": "C2", "stairwells": ["L02"], "starts_on": "2026-01-01"}
    with pytest.raises(AreaTaken, match="L02"):
        place.ask(SignAreaContract, **leader, **second)
    assert len(place.said(AreaContractChanged)) == 1
    place.ask(RedivideAreas, **leader, redivision_no="HF-26", divided_on="2026-03-20", areas=["L01", "L02", "東門"])
    renewal = {
        "renews": "PQ-1", "contract_no": "PQ-3", "staff_no": "C1", "stairwells": ["L01"], "starts_on": "2026-04-01",
        "redivision_no": "HF-26",
    }  # fmt: skip
    with pytest.raises(PerformanceNoteMissing):
        place.ask(RenewAreaContract, **leader, **renewal)
    renewed = place.ask(RenewAreaContract, **leader, **renewal, performance_note="抽查合格")
    assert (renewed["ends_on"], renewed["renews"]) == ("2027-03-31", "PQ-1")
    assert place.ask(GetAreaCoverage, **leader, as_of="2026-03-31")["uncovered"] == []
    assert place.ask(GetAreaCoverage, **leader, as_of="2026-04-01")["uncovered"] == ["L02", "東門"]
    for day in ("2026-03-31", "2026-04-01", "2026-04-02"):
        run_due(day)
    assert [(one["areas"], one["uncovered_from"]) for one in place.said(AreasUncovered)] == [(["L02", "東門"], "2026-04-01")]
    assert "CON-46" in str(place.ask(WhyAreaContract, **leader, contract_no="PQ-3"))


@pytest.mark.rule("CON-49", "CON-50")
def test_projects_taken_over_have_a_pair(place):
    place.organisation = "boiler"
    leader = {"roles": ("project_leader",)}
    for number, pair in (("WZ", ["G1", "G2"]), ("SN", ["G1"]), ("NC", ["G3", "G2"])):
        place.ask(
            TakeOverProject, **leader, project_no=number, name=number, line="medical_waste", taken_over_on="2026-05-01", engineers=pair
        )
    with pytest.raises(SamePersonTwice):
        place.ask(TakeOverProject, **leader, project_no="XX", name="XX", line="boiler", taken_over_on="2026-05-01", engineers=["G1", "G1"])
    figures = place.ask(GetProjectFigures, **leader, line="medical_waste", as_of="2026-11-01")
    assert (figures["active"], figures["pair_incomplete"]) == (3, ["SN"])
    place.ask(TerminateProject, **leader, project_no="NC", terminated_on="2026-10-01", reason="到期")
    assert place.ask(GetProjectFigures, **leader, line="medical_waste", as_of="2026-11-01")["active"] == 2
    assert len(place.said(MaintainedProjectChanged, count=4)) == 4


@pytest.mark.rule("CON-24", "CON-25", "CON-26", "CON-27", "CON-41", "CUS-48")
def test_forms_are_handed_in_reviewed_and_filed(place):
    def hand_in(number, form, **more):
        filed = {"filing_no": number, "form": form, "document_no": f"D-{number}", "staff_no": "S1", "handed_in_on": "2026-05-06"}
        return place.ask(HandInForm, roles=SPECIALIST, by="S1", **filed, **more)

    clerk = {"roles": ("admin_hr",), "filed_on": "2026-05-07", "file_no": "DA-12"}
    hand_in("F1", "travel_application")
    with pytest.raises(NotReviewedByManager):
        place.ask(FileForm, filing_no="F1", **clerk)
    with pytest.raises(SelfApproval):
        place.ask(ReviewForm, roles=MANAGER, by="S1", filing_no="F1", reviewed_on="2026-05-06")
    place.ask(ReviewForm, roles=MANAGER, by="M1", filing_no="F1", reviewed_on="2026-05-06")
    assert place.ask(FileForm, filing_no="F1", **clerk)["state"] == "filed"
    hand_in("F2", "program_change_form", confirmed_on="2026-05-06")
    assert place.ask(FileForm, filing_no="F2", **clerk)["file_no"] == "DA-12"
    assert len(place.said(FormFiled, count=2)) == 2
    assert hand_in("F3", "data_removal_application")["not_filed"] is True
    for number, form in (("F4", "implementation_sheet"), ("F5", "acceptance_sheet")):
        hand_in(number, form, implementation_no="SS-3")
    missing = place.ask(GetImplementationDocuments, roles=MANAGER, implementation_no="SS-3")
    assert (missing["missing"], missing["complete"]) == (["go_live_plan"], False)
    assert hand_in("F6", "feedback_form", customer_no="U7")["goes_to"] == "customer_relations"
    assert [(one["form_no"], one["due_on"]) for one in place.said(FeedbackCallBackDue)] == [("D-F6", "2026-05-07")]
    listed = place.ask(ListFilings, roles=MANAGER, state="handed_in")["items"]
    assert [(one["filing_no"], one["not_filed"]) for one in listed if one["not_filed"]] == [("F3", True)]
