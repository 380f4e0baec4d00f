"""What each event of another service adds to the facts that reports are made of: one fact, named by what it is about.

The same fact told again replaces what was told before (the newest telling wins), so that reports depend on the set of facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kefu_messages import Event
from kefu_messages.attendance import StaffChanged, StaffRegistered
from kefu_messages.billing import (
    OpeningArrearsRegistered,
    PaymentNoticeIssued,
    PropertyDiscountGranted,
    PropertyFeeCharged,
    PropertyFeeReceived,
    SalesDaySummarised,
)
from kefu_messages.billing.receipts import PaymentReceived, ReceiptReversed
from kefu_messages.complaints import (
    CaseClosed,
    CaseHandled,
    CaseOpened,
    CaseOverdue,
    CaseRevisited,
    PraiseReceived,
    ServiceStatisticsVerified,
)
from kefu_messages.contracts import (
    ContractPlanSummarised,
    DepartmentReportSubmitted,
    FraudFound,
    MaintainedProjectChanged,
    PartnerChanged,
    ReferralRecorded,
    ServiceContractSigned,
    ServiceContractTerminated,
)
from kefu_messages.customers import (
    CallBackMade,
    ComplexRegistered,
    CustomerChanged,
    CustomerRegistered,
    HouseholdVisited,
    OwnerSurveyed,
    QuestionnaireAnswered,
    ResidentCardIssued,
    RevisitReportSubmitted,
    UnitChanged,
    UnitRegistered,
    VisitFindingRecorded,
    VisitFindingTreated,
)
from kefu_messages.fieldwork import AccidentRecorded, AssetRegistered, OrderHandled, StaffingRecorded, VacantUnitInspected
from kefu_messages.metering import MeterActivated, MeterInstalled
from kefu_messages.training import SessionAttended

EVER = 0


@dataclass(frozen=True)
class Telling:
    """How an event becomes a fact: its kind, what its number is made of, its day's field, the fields that are kept.

    ``apart`` are fields that tell apart, where they are given, what agrees in number.
    """

    kind: str
    number: tuple[str, ...]
    day: str | None
    keep: tuple[str, ...]
    when: Callable[[Mapping[str, Any]], bool] = lambda _: True
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One fact: ``year`` is that of its day, 0 for what holds at any time."""

    key: str
    kind: str
    year: int
    content: Mapping[str, Any]


CASE = ("kind", "channel", "category", "handling", "area", "unit_no", "received_on")
TELLINGS: dict[type[Event], tuple[Telling, ...]] = {
    UnitRegistered: (
        Telling("unit", ("unit_no",), None, (
            "unit_type", "area", "building", "ownership", "handover_due_on", "handed_over_on", "occupancy", "occupied_since", "chargeable",
        )),
    ),
    UnitChanged: (Telling("unit_change", ("unit_no", "what", "on"), None, (
        "unit_no", "what", "on", "ownership", "handed_over_on", "occupancy",
    )),),
    PropertyFeeCharged: (Telling("charge", ("charge_no",), "fee_year", ("unit_no", "fee_type", "fee_year", "amount", "issued_on")),),
    PropertyFeeReceived: (Telling("fee_payment", ("receipt_no",), "paid_on", ("unit_no", "fee_type", "amount", "paid_on", "channel")),),
    PropertyDiscountGranted: (Telling("discount", ("discount_no", "unit_no"), "granted_on", (
        "unit_no", "kind", "amount", "granted_on", "paid_through",
    )),),
    OpeningArrearsRegistered: (Telling("opening", ("unit_no", "fee_type", "fee_year"), None, (
        "unit_no", "fee_type", "fee_year", "amount", "at_start_of",
    ), apart=("at_start_of", "nth")),),
    PaymentNoticeIssued: (Telling("notice", ("notice_no", "unit_no", "issued_on"), "issued_on", (
        "unit_no", "issued_on", "channel", "delivery_state",
    ), apart=("nth",)),),
    CaseOpened: (Telling("case", ("case_no",), "received_on", CASE),),
    CaseHandled: (Telling("case_handled", ("case_no",), "received_on", (*CASE, "handled_on", "in_time")),),
    CaseRevisited: (Telling("case_revisited", ("case_no",), "received_on", (*CASE, "revisited_on", "satisfied")),),
    CaseClosed: (Telling("case_closed", ("case_no",), "received_on", ("closed_on", "outcome")),),
    CaseOverdue: (Telling("case_overdue", ("case_no", "term"), None, ("case_no", "term", "due_at")),),
    PraiseReceived: (Telling("praise", ("case_no",), "received_on", ("received_on", "staff_no")),),
    HouseholdVisited: (Telling("visit", ("visit_no",), "visited_on", ("unit_no", "visited_on")),),
    VisitFindingRecorded: (Telling("finding", ("finding_no",), "visited_on", ("visited_on", "category", "treatment", "written_no")),),
    VisitFindingTreated: (Telling("finding_treated", ("finding_no",), None, ("treatment",)),),
    OwnerSurveyed: (Telling("survey", ("survey_no",), "answered_on", ("area", "answered_on", "satisfied")),),
    QuestionnaireAnswered: (Telling("questionnaire", ("answer_no",), "answered_on", ("answered_on", "satisfied")),),
    ResidentCardIssued: (Telling("card", ("card_no",), "replaced_on", ("unit_no", "holder_type", "reason", "replaced_on")),),
    VacantUnitInspected: (Telling("inspection", ("inspection_no",), "inspected_on", (
        "unit_no", "inspected_on", "defect", "not_cleaned", "cable_stolen",
    )),),
    AssetRegistered: (Telling("asset", ("asset_no",), None, ("kind", "building", "installed_on", "state", "changed_on")),),
    StaffingRecorded: (Telling("staffing", ("staffing_no",), None, ("team", "valid_from", "headcount")),),
    AccidentRecorded: (Telling("accident", ("accident_no",), None, ("happened_on", "severity", "counts")),),
    OrderHandled: (Telling("order_handled", ("order_no",), "handled_on", ("kind", "category", "line", "area", "handled_on")),),
    CustomerRegistered: (Telling("customer", ("customer_no",), None, ("kind", "opened_on", "wall_hung_boiler")),),
    CustomerChanged: (Telling("customer", ("customer_no",), None, ("kind", "opened_on", "wall_hung_boiler")),),
    ComplexRegistered: (Telling("complex", ("complex_no",), "opened_on", ("boiler", "opened_on")),),
    MeterInstalled: (Telling("meter", ("meter_no",), "installed_on", ("customer_kind", "installed_on", "gas_on_on")),),
    MeterActivated: (Telling("gas_on", ("meter_no",), "gas_on_on", ("customer_kind", "gas_on_on")),),
    RevisitReportSubmitted: (Telling("revisit_report", ("month",), None, (
        "month", "forms", "made", "on_time", "software_mean", "submitted_on", "late",
    )),),
    CallBackMade: (Telling("call_back", ("call_back_no",), "made_on", ("made_on", "days_late", "satisfied")),),
    ContractPlanSummarised: (Telling("contract_plan", ("month",), None, ("planned", "completed")),),
    DepartmentReportSubmitted: (Telling("department_report", ("month",), None, ("submitted_on", "due_on")),),
    ServiceContractSigned: (Telling("service_contract", ("contract_no",), None, (
        "kind", "line", "customer_no", "renews", "period_to", "amount", "signed_by_us_on", "returned_on",
    )),),
    ServiceContractTerminated: (Telling("contract_end", ("contract_no",), None, ("terminated_on",)),),
    PartnerChanged: (Telling("partner", ("partner_no",), None, ("kind", "name", "contracts")),),
    FraudFound: (Telling("fraud", ("case_no",), "found_on", ("kind", "found_on")),),
    ReferralRecorded: (Telling("referral", ("referral_no",), "referred_on", ("partner_no", "referred_on")),),
    MaintainedProjectChanged: (Telling("project", ("project_no",), None, ("line", "taken_over_on")),),
    ServiceStatisticsVerified: (Telling("statistics", ("month",), None, ("month", "services", "cases", "handled", "verified_on")),),
    SessionAttended: (Telling("attended", ("participation",), "date", ("event_no", "kind", "date", "attendance"),
                              when=lambda told: told["kind"] == "meeting"),),
    StaffRegistered: (Telling("staff", ("staff_no",), None, ("posts", "joined_on", "left_on")),),
    StaffChanged: (Telling("staff", ("staff_no",), None, ("posts", "joined_on", "left_on")),),
    PaymentReceived: (Telling("payment", ("receipt_no",), "paid_at", ("paid_at", "amount", "method")),),
    ReceiptReversed: (Telling("reversal", ("receipt_no",), "reversed_at", ("reversed_at", "amount")),),
    SalesDaySummarised: (Telling("sales_day", ("date",), "date", ("date", "receipts", "volume", "amount")),),
}  # fmt: skip


def facts_of(event: type[Event], told: Mapping[str, Any]) -> list[Fact]:
    """The facts an event tells of; ``told`` are its fields."""
    return [_fact(telling, told) for telling in TELLINGS[event] if telling.when(told)]


def _fact(telling: Telling, told: Mapping[str, Any]) -> Fact:
    apart = [f"{name}={told[name]}" for name in telling.apart if told.get(name) is not None]
    number = "~".join([*(str(_kept(told[name])) for name in telling.number), *apart])
    day = told.get(telling.day) if telling.day else None
    year = day if isinstance(day, int) else day.year if isinstance(day, date) else EVER
    return Fact(f"{telling.kind}:{number}", telling.kind, year, {name: _kept(told.get(name)) for name in telling.keep})


def _kept(value: Any) -> Any:
    """Moments count by their day in the organisation's time."""
    return value.date() if isinstance(value, datetime) else value
