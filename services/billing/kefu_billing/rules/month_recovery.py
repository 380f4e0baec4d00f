"""The month's slips, terms, recovery and dunning (BIL-17..BIL-28)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.figures import percent_text, plain, reaches, whole_or_text
from kefu_billing.rules.balances import received_on, settled_on
from kefu_billing.rules.dunning import CANCELLED, STAGES, case_at, first_step, next_step_from
from kefu_billing.rules.facts import ZERO, Account, Invoice
from kefu_billing.rules.invoices import RESIDENTIAL, payment_due
from kefu_billing.rules.month import Month, days_after, mean, yuan
from kefu_billing.rules.slips import without_checklist

SLIP_ERRORS = frozenset({"slip_without_reading", "slip_volume_differs", "entered_volume_differs", "unknown_meter"})
READ_RATES = ("MET-05", "MET-06", "MET-07")
READ_FIGURES = ("due", "read", "rate_percent", "pass")
KINDS = (RESIDENTIAL, "commercial", "public_welfare")


def findings(month: Month) -> dict[str, Any]:
    """The figures of this room, per rule."""
    return {
        "BIL-17": signatures(month),
        "BIL-18": postings(month),
        "BIL-19": slip_terms(month),
        "BIL-20": resident_terms(month),
        "BIL-21": {"recovery": {str(day): recovery(month, day=day) for day in month.dates}, "paid_within_3_days": paid_early(month)},
        "BIL-22": deliveries(month),
        "BIL-23": report(month),
        "BIL-24": stages(month),
        "BIL-25": {"handovers": steps(month, action="handover")},
        "BIL-26": {"dunning_notices": steps(month, action="dunning_notice"), "shutoffs": steps(month, action="shutoff")},
        "BIL-27": {"not_dunned_in_time": {str(day): not_dunned(month, day=day) for day in month.dates}},
        "BIL-28": efficiency(month),
    }


def signatures(month: Month) -> dict[str, Any]:
    """Submitted slips by signature (BIL-17)."""
    return {
        "slips": len(month.slips),
        "signed": sum(item.signature == "signed" for item in month.slips),
        "refused_signature": [item.slip_no for item in month.slips if item.signature == "refused"],
        "pending": [item.slip_no for item in month.slips if item.signature == "pending"],
    }


def postings(month: Month) -> dict[str, Any]:
    """Refused postings, and slips nobody has posted (BIL-18)."""
    waiting = [item for item in month.slips if item.entered_on is None and item.refused_entry is None and item.refused is None]
    return {
        "refused_entries": [item.slip_no for item in month.slips if item.refused_entry],
        "not_entered": [item.slip_no for item in waiting],
    }


def slip_terms(month: Month) -> list[dict[str, Any]]:
    """Due date of every slip; none before delivery (BIL-19)."""
    due = [(item, payment_due(item.delivered_on, law=month.law).outcome) for item in month.slips]
    return [{"slip_no": item.slip_no, "delivered_on": _day(item.delivered_on), "due_on": _day(day)} for item, day in due]


def resident_terms(month: Month) -> list[dict[str, Any]]:
    """Due date of every resident's invoice (BIL-20)."""
    return [
        {"customer_no": account.customer_no, "meter_no": item.meter_no, "due_on": _day(item.due_on)}
        for account, item in month.invoices
        if item.kind == RESIDENTIAL
    ]


def recovery(month: Month, *, day: date) -> dict[str, Any]:
    """Received over receivable of the month's invoices at the end of a day, compared unrounded (BIL-21; doc 2 §6 l.207)."""
    charged = [(account, item) for account, item in month.invoices if item.charged_on <= day]
    receivable = sum((item.amount for _, item in charged), ZERO)
    received = sum((received_on(account, item, until=day) for account, item in charged), ZERO)
    target = month.law.value("recovery_target", on=month.first).value
    return {
        "receivable": yuan(receivable),
        "received": yuan(received),
        "rate_percent": percent_text(received, whole=receivable, places=4),
        "target_percent": whole_or_text(target),
        "pass": reaches(received, whole=receivable, target=target),
    }


def paid_early(month: Month) -> dict[str, Any]:
    """What was paid within the internal term from delivery or reading (BIL-21)."""
    days = month.law.value("kpi_payment_days", on=month.first).value
    early = [
        (item, received_on(account, item, until=min(days_after(item.term_from, days), month.closing)))
        for account, item in month.invoices
        if item.term_from is not None
    ]
    full = sum(received >= item.amount for item, received in early)
    receivable = sum((item.amount for item, _ in early), ZERO)
    received = sum((part for _, part in early), ZERO)
    return {
        "invoices": len(early),
        "fully_paid": full,
        "invoice_rate_percent": percent_text(full, whole=len(early)),
        "receivable": yuan(receivable),
        "received": yuan(received),
        "amount_rate_percent": percent_text(received, whole=receivable),
    }


def deliveries(month: Month) -> dict[str, Any]:
    """Slip deliveries, and those without the home-entry checklist (BIL-22)."""
    delivered = [item for item in month.slips if item.delivered_on is not None]
    return {"deliveries": len(delivered), "without_checklist": [item.slip_no for item in without_checklist(delivered)]}


def report(month: Month) -> dict[str, Any]:
    """The monthly reading-and-collection report; its accuracy counts slips (BIL-23; doc 2 §6 l.209)."""
    wrong = [item.slip_no for item in month.slips if (item.refused or item.refused_entry) in SLIP_ERRORS]
    submitted = len(month.slips)
    target = month.law.value("accuracy_target", on=month.first).value
    return {
        "reading": {rule: {name: month.readings[rule][name] for name in READ_FIGURES} for rule in READ_RATES if rule in month.readings},
        "consumption": {kind: _sums([item for _, item in month.invoices if item.kind == kind]) for kind in KINDS},
        "total": _sums([item for _, item in month.invoices]),
        "slips_submitted": submitted,
        "slips_wrong": wrong,
        "accuracy_percent": percent_text(submitted - len(wrong), whole=submitted),
        "accuracy_pass": reaches(submitted - len(wrong), whole=submitted, target=target),
        "recovery": recovery(month, day=month.closing),
    }


def stages(month: Month) -> dict[str, Any]:
    """The dunning stage per customer and the counts per stage at each report date (BIL-24)."""
    listed = {str(day): [row for account in _accounts(month) if (row := _stage(month, account, day))] for day in month.dates}
    counts = {day: {stage: Counter(row["stage"] for row in rows)[stage] for stage in STAGES} for day, rows in listed.items()}
    return {"stages": listed, "counts": counts}


def _stage(month: Month, account: Account, day: date) -> dict[str, Any] | None:
    case = case_at(account, until=day)
    if case.stage is None or (case.stage == CANCELLED and case.since is not None and case.since < month.first):
        return None
    return {
        "customer_no": account.customer_no,
        "stage": case.stage,
        "since": _day(case.since),
        "overdue_amount": yuan(case.overdue),
        "next_step_from": _day(next_step_from(case, law=month.law).outcome),
    }


def steps(month: Month, *, action: str) -> list[dict[str, Any]]:
    """The accepted steps of one kind, in the order of their time, and of their file within the same minute (BIL-25, BIL-26)."""
    found = [
        (item.at, item.line or 0, item.action_no, account.customer_no)
        for account in month.accounts
        for item in account.steps
        if item.action == action and month.within(item.at.date())
    ]
    return [
        {"action_no": action_no, "customer_no": customer_no, "on": _day(at.date()), "action": action}
        for at, _line, action_no, customer_no in sorted(found)
    ]


def not_dunned(month: Month, *, day: date) -> list[dict[str, Any]]:
    """Customers overdue without any step although the limit day has been reached (BIL-27)."""
    rows = []
    for account in _accounts(month):
        found = first_step(account, on=day, calendar=month.calendar, law=month.law).outcome
        if found is not None and found.late:
            rows.append({"customer_no": account.customer_no, "overdue_since": _day(found.overdue_since), "limit": _day(found.limit)})
    return rows


def efficiency(month: Month) -> dict[str, Any]:
    """Mean days from delivery or reading to full payment (BIL-28; doc 2 §6 l.205)."""
    days = [(item, _days_to_pay(month, account, item)) for account, item in month.invoices]
    paid = [(item, count) for item, count in days if count is not None]
    return {"slips": _mean([count for item, count in paid if item.slip_no]), "all_invoices": _mean([count for _, count in paid])}


def _days_to_pay(month: Month, account: Account, invoice: Invoice) -> int | None:
    settled = settled_on(account, invoice, until=month.closing)
    return None if settled is None or invoice.term_from is None else (settled - invoice.term_from).days


def _mean(days: Sequence[int]) -> dict[str, Any]:
    return {"paid": len(days), "days_sum": sum(days), "mean_days": mean(sum(days), count=len(days))}


def _sums(items: Sequence[Invoice]) -> dict[str, Any]:
    volume = sum((item.volume for item in items), Decimal(0))
    return {"invoices": len(items), "volume": plain(volume), "amount": yuan(sum((item.amount for item in items), ZERO))}


def _accounts(month: Month) -> list[Account]:
    return sorted(month.accounts, key=lambda account: account.customer_no)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def invoice_rows(month: Month) -> list[dict[str, Any]]:
    """The month's invoices as the report lists them."""
    return [
        {
            "customer_no": account.customer_no,
            "meter_no": item.meter_no,
            "kind": item.kind,
            "slip_no": item.slip_no,
            "volume": plain(item.volume),
            "tariff_no": item.tariff_no,
            "price": plain(item.price),
            "amount": yuan(item.amount),
            "charge_date": _day(item.priced_on),
            "due_on": _day(item.due_on),
        }
        for account, item in month.invoices
    ]
