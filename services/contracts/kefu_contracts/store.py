"""What contracts stores: contracts and the money billing tells of them, customers in service, serials, partners, areas, forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import cattrs

from kefu.store import Collection, Index

CONTRACTS = Collection(
    "contracts",
    key="contract_no",
    indexes=[
        Index("contract_no"),
        Index("customer_no", "contract_no"),
        Index("specialist", "contract_no"),
        Index("state", "contract_no"),
        Index("kind", "period_to"),
        Index("renews"),
        Index("awaited_by"),
    ],
    days={
        "drafted_on", "period_from", "period_to", "agreed_on", "signed_on", "sent_on", "return_due_on", "pay_due_on", "returned_on",
        "customer_signed_on", "updated_on", "terminated_on", "awaited_by", "paid_on",
    },
    people={"drafted_by", "reviews.by", "signed_by", "specialist"},
)  # fmt: skip
MONEY = Collection(
    "contract_money", key="contract_no", days={"payment_due_on", "paid_on", "invoice_mailed_on"}, nobody="invoices by contract"
)
SERVED = Collection(
    "service_customers",
    key="customer_no",
    indexes=[
        Index("customer_no"),
        Index("standing", "customer_no"),
        Index("specialist", "customer_no"),
        Index("notice_due_on"),
        Index("turns_on"),
    ],
    days={"installed_on", "first_installed_on", "covered_until", "notice_due_on", "turns_on"},
    people={"reminders.sender", "specialist"},
)
SERIALS = Collection(
    "serials",
    key="serial_no",
    indexes=[Index("serial_no"), Index("customer_no", "serial_no"), Index("update_open", "serial_no")],
    days={"issued_on", "valid_from", "valid_to"},
    nobody="serial numbers of customers",
)
PLANS = Collection(
    "contract_plans", key="month", days={"prepared_on", "decided_on"}, people={"decided_by", "items.specialist", "prepared_by"}
)
REPORTS = Collection("department_reports", key="month", days={"submitted_on", "due_on"}, people={"submitted_by"})
TEMPLATES = Collection(
    "contract_templates", key="template_no", indexes=[Index("kind", "template_no")], days={"valid_from"}, nobody="versions of templates"
)
PROJECTS = Collection(
    "maintained_projects",
    key="project_no",
    indexes=[Index("line", "project_no")],
    days={"taken_over_on", "terminated_on"},
    people={"engineers"},
)
PARTNERS = Collection("partners", key="partner_no", indexes=[Index("kind", "partner_no")], nobody="firms, their contracts and savings")
FRAUD_CASES = Collection("fraud_cases", key="case_no", indexes=[Index("month")], days={"found_on"}, people={"recorded_by"})
QUOTATIONS = Collection("quotations", key="quotation_no", days={"quoted_on"}, nobody="what a repair was quoted at")
REFERRALS = Collection(
    "referrals",
    key="referral_no",
    indexes=[Index("partner_no", "referral_no"), Index("state", "referral_no")],
    days={"referred_on", "arrived_on"},
    people={"responsible"},
)
LEASES = Collection(
    "area_contracts",
    key="contract_no",
    indexes=[Index("contract_no"), Index("staff_no", "contract_no"), Index("areas"), Index("last_day")],
    claims=True,
    days={"starts_on", "ends_on", "ended_on", "last_day"},
)
REDIVISIONS = Collection(
    "area_redivisions", key="redivision_no", indexes=[Index("divided_on")], days={"divided_on"}, nobody="how areas were divided"
)
FILINGS = Collection(
    "filings",
    key="filing_no",
    indexes=[Index("filing_no"), Index("state", "filing_no"), Index("implementation_no", "filing_no"), Index("staff_no", "filing_no")],
    days={"handed_in_on", "confirmed_on", "reviewed_on", "filed_on"},
    people={"reviewed_by"},
)

Facts = TypeVar("Facts")


@lru_cache
def _reader() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(Decimal, lambda value, _: value if isinstance(value, Decimal) else Decimal(str(value)))
    converter.register_structure_hook(date, lambda value, _: value if isinstance(value, date) else date.fromisoformat(value))
    return converter


def read(document: Mapping[str, Any], into: type[Facts], **more: Any) -> Facts:
    """A stored document as the facts that rules decide about; ``more`` names what stands elsewhere."""
    known = {item.name for item in fields(into)}  # type: ignore[arg-type]
    held = {name: value for name, value in {**document, **more}.items() if name in known}
    return _reader().structure(held, into)
