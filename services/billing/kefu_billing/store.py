"""What billing stores: one account document per customer, one per unit, and what belongs to neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import cattrs

from kefu.store import Collection, Index
from kefu_billing.rules.balances import open_amount
from kefu_billing.rules.facts import Account
from kefu_billing.rules.units import Unit

ACCOUNTS = Collection(
    "billing",
    key="customer_no",
    indexes=[
        Index("customer_no"),
        Index("open", "customer_no"),
        Index("months"),
        Index("receipt_days"),
        Index("uncharged"),
        Index("meters"),
    ],
    claims=True,
    people={"approvals.approved_by", "receipts.cashier", "slips.entered_by", "slips.issued_by", "steps.approved_by", "steps.staff_no"},
)
UNITS = Collection(
    "property_accounts",
    key="unit_no",
    indexes=[Index("unit_no")],
    claims=True,
    people={"receipts.cashier", "steps.approved_by", "steps.staff_no"},
)
TARIFFS = Collection(
    "tariffs",
    key="tariff_no",
    indexes=[Index("tariff_no"), Index("customer_kind", "tariff_no")],
    days={"valid_from", "valid_to"},
    nobody="prices by kind of customer",
)
CASHUPS = Collection(
    "cashups",
    key="till",
    indexes=[Index("business_date")],
    days={"business_date"},
    people={"audit_remarks.by", "received_by"},
    whose={"cashier"},
)
REGISTER = Collection(
    "refusals", key="entry", indexes=[Index("kind", "on"), Index("kind", "month")], people={"slip.entered_by", "slip.issued_by", "staff_no"}
)
SALES_DAYS = Collection("sales_days", key="day", commands=True, nobody="a day's sums")
MONTHS = Collection("collection_months", key="period", people={"submitted_by"})
CHECKLISTS = Collection("security_checklists", key="check", indexes=[Index("checked_on")], people={"by"})
CONTRACTS = Collection(
    "contract_receivables",
    key="contract_no",
    indexes=[Index("contract_no"), Index("assisting_specialist"), Index("paid_up")],
    claims=True,
    days={"signed_by_us_on", "signed_by_customer_on"},
    people={"assisting_specialist", "mailings.by", "sales_person"},
)
PRICE_LISTS = Collection("price_lists", key="price_list", indexes=[Index("price_list")], days={"valid_from"}, nobody="published prices")
PROMOTIONS = Collection("promotions", key="promotion_no", days={"valid_from", "valid_to"}, nobody="credits that are offered")
TARGETS = Collection("collection_targets", key="year", nobody="a year's target")

Facts = TypeVar("Facts")
OF_THE_KEY = {"customer_no", "unit_no", "contract_no"}


@lru_cache
def _reader(zone: tzinfo | None) -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(Decimal, lambda value, _: value if isinstance(value, Decimal) else Decimal(str(value)))
    converter.register_structure_hook(date, lambda value, _: value if isinstance(value, date) else date.fromisoformat(value))
    converter.register_structure_hook(datetime, lambda value, _: _local(value, zone))
    converter.register_structure_hook(Any, lambda value, _: value)
    return converter


def _local(value: datetime | str, zone: tzinfo | None) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.astimezone(zone)


def read(document: Mapping[str, Any], into: type[Facts], *, zone: tzinfo | None) -> Facts:
    """A stored document as the facts that rules decide about; moments in the organisation's zone."""
    known = {item.name for item in fields(into)}  # type: ignore[arg-type]
    return _reader(zone).structure({name: value for name, value in document.items() if name in known}, into)


def account_of(document: Mapping[str, Any], *, customer_no: str, zone: tzinfo | None) -> Account:
    """The customer's account; an empty document is an account of nobody yet."""
    return read({**document, "customer_no": customer_no}, Account, zone=zone)


def unit_of(document: Mapping[str, Any], *, unit_no: str, zone: tzinfo | None) -> Unit:
    """The unit's account."""
    return read({**document, "unit_no": unit_no}, Unit, zone=zone)


def changed(before: Any, *, after: Any) -> dict[str, Any]:
    """The fields in which the facts differ, as a document keeps them."""
    names = (item.name for item in fields(after) if item.name not in OF_THE_KEY)
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}


def account_changes(before: Account, *, after: Account) -> dict[str, Any]:
    """What a write changes of an account, with what its indexes need: months and days with activity, and whether anything is open."""
    indexed = {"months": active_months(after), "receipt_days": receipt_days(after), "open": open_amount(after, until=date.max) > 0}
    return {**changed(before, after=after), **indexed}


def receipt_days(account: Account) -> list[str]:
    """Every day on which the account has receipts."""
    return sorted({item.paid_at.date().isoformat() for item in account.receipts})


def active_months(account: Account) -> list[str]:
    """Every month in which something happened on the account."""
    months = {item.month for item in account.readings} | {item.month for item in account.invoices} | {item.month for item in account.slips}
    moments = [item.paid_at for item in account.receipts] + [item.at for item in account.steps]
    return sorted(months | {f"{moment:%Y-%m}" for moment in moments} | {f"{item.charged_on:%Y-%m}" for item in account.invoices})
