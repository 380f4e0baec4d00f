"""Contracts and partners that were due for renewal in a year, as contracts tells of them and as they were entered (REP-63, REP-72)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from kefu_reporting import rules
from kefu_reporting.rules import Due, Renewals

if TYPE_CHECKING:
    from kefu_reporting.service.compiling import Gathered

MAINTENANCE, REPAIR_SHOP, RENEWED = "maintenance", "repair_shop", "renewed"


def contracts(found: Gathered) -> Renewals:
    """Maintenance contracts whose period ended in the year, followed by another that both had signed by the cut-off (CON-48)."""
    signed = {number: each for number, each in found.told.of("service_contract") if _signed_on(each) <= f"{found.cut_off}"}
    ended = {number: str(each["terminated_on"]) for number, each in found.told.of("contract_end")}
    followed = {each["renews"] for each in signed.values() if each.get("renews")}
    ran_out = {no: each for no, each in signed.items() if each["kind"] == MAINTENANCE and _in(found, each.get("period_to"))}
    early = {number for number, each in ran_out.items() if number in ended and ended[number] <= str(each["period_to"])}
    told = [Due(no, no in followed, (each.get("customer_no") or "",)) for no, each in ran_out.items() if no not in early]
    entered = [(name, renewed) for name, renewed in _entered(found, "contract_due") if name not in early]
    return rules.renewals_counted(told, entered=entered, ended_early=len(early))


def partners(found: Gathered) -> Renewals:
    """Repair shops whose contract ran out in the year, followed by a later one that was signed by the cut-off (CON-44)."""
    told = []
    for number, partner in found.told.of("partner"):
        running = [each for each in partner["contracts"] if not each.get("terminated_on")]
        ends = [str(each["ends_on"]) for each in running if _in(found, each["ends_on"])]
        if partner["kind"] == REPAIR_SHOP and ends:
            told.append(Due(number, _followed(running, max(ends), found.cut_off), (partner.get("name") or "",)))
    return rules.renewals_counted(told, entered=_entered(found, "partner"))


def _followed(contracts_of: list[Mapping[str, Any]], end: str, cut_off: date) -> bool:
    return any(str(each["ends_on"]) > end and str(each.get("signed_on") or end) <= f"{cut_off}" for each in contracts_of)


def _entered(found: Gathered, kind: str) -> list[tuple[str, bool]]:
    entries = found.entered.of(kind, found.period.first.year)
    return [(entry.name or entry.entry_no, entry.state == RENEWED) for entry in entries if entry.on <= found.cut_off]


def _signed_on(contract: Mapping[str, Any]) -> str:
    """The day from which both were bound; what was told before it was kept had our own signature's only."""
    return str(contract.get("returned_on") or contract["signed_by_us_on"])


def _in(found: Gathered, day: date | str | None) -> bool:
    return day is not None and found.period.holds(date.fromisoformat(str(day)[:10]), until=found.cut_off)
