"""The catalogue: which reports there are, who may read them, and that nobody edits their figures (REP-08 to REP-10, BIL-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_messages.errors import NotAllowed
from kefu_messages.reporting import ReportNotEditable


@dataclass(frozen=True)
class Kind:
    """A kind of report: its rhythm, rule and the event that brings its figures."""

    kind: str
    rhythm: str
    rule: str
    source: str


CATALOGUE = {
    kind.kind: kind
    for kind in (
        Kind("daily_reading_report", "daily", "REP-08", "metering.daily_reading_report_filed"),
        Kind("reading_analysis", "monthly", "REP-08", "metering.reading_month_consolidated"),
        Kind("sales_summary", "daily", "REP-09", "billing.sales_day_summarised"),
        Kind("collection_report", "monthly", "REP-10", "billing.collection_month_reported"),
    )
}
REVENUE = frozenset({"sales_summary", "collection_report"})


def may_read(kind: str, *, roles: frozenset[str], on: date, law: Law) -> Decision[bool]:
    """Whether somebody with the roles may read the kind of report; revenue only those it concerns (BIL-11)."""
    readers = law.value("revenue_readers", on=on)
    allowed = kind not in REVENUE or bool(roles & set(readers.value))
    if not allowed:
        raise NotAllowed(action=f"read {kind}")
    return decide(allowed, law.clause("BIL-11"), readers, kind=kind)


def parts_agree(kind: str, *, figures: Mapping[str, Any]) -> bool:
    """Whether the parts of the figures add up: a day's sales are its cash and card (REP-09), due is read and missed (REP-08)."""
    if kind == "sales_summary":
        return Decimal(figures["cash"]) + Decimal(figures["card"]) == Decimal(figures["amount"])
    if kind == "daily_reading_report":
        return all(each["read"] + each["missed"] == each["due"] for each in figures["readers"])
    return True


def amended(kind: str, *, period: str, figures: Mapping[str, Any] | None, remark: str | None, law: Law) -> Decision[str | None]:
    """The remark noted beside a report; a figure typed by hand is refused (REP-09; doc 2 l.155)."""
    if figures is not None:
        raise ReportNotEditable(kind=kind, period=period)
    return decide(remark, law.clause(CATALOGUE[kind].rule), kind=kind, period=period)
