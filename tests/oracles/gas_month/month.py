"""The whole month: readings and slips of a day before its money, then payments and dunning steps in the order of their time."""

from collections import defaultdict
from pathlib import Path

from oracles.gas_month import invoices, readings, receipts
from oracles.gas_month.dunning import Dunning
from oracles.gas_month.registers import KINDS, Registers, registers
from oracles.gas_month.till import Till
from oracles.tables import Row, by_line, counted, moment, refusal, rows


def figures(folder: Path) -> dict:
    """What ``expected.json`` must say of the folder."""
    known = registers(folder)
    read = readings.judged(known, rows(folder, "readings"))
    slips = invoices.judged(known, read, rows(folder, "slips"))
    raised = invoices.raised(known, read, slips)
    taken, refused = _replayed(known, raised, payments=rows(folder, "payments"), actions=rows(folder, "dunning_actions"))
    refused = {**known.refused, "readings": by_line(read.refused), "slips": slips.refused, **refused}
    reported = {
        "CUS-14": _incomplete(known),
        "CUS-68": {kind: sum(row["kind"] == kind for row in known.customers.values()) for kind in KINDS},
        **readings.reports(known, read, sheets=rows(folder, "sheets"), entered=rows(folder, "readings")),
        **invoices.reports(known, read, slips, raised),
        **receipts.reports(taken, raised, rows(folder, "cashups")),
        **taken.dunning.reports(),
    }
    reported["BIL-23"] |= _monthly(known, reported)
    return {
        "organisation": known.organisation["id"],
        "period": known.organisation["period"],
        "report_dates": [on.isoformat() for on in known.report_dates],
        "refused": refused,
        "refused_counts": counted(refused),
        "invoices": invoices.listed(raised),
        "rules": reported,
    }


def _replayed(known: Registers, raised: list, *, payments: list[Row], actions: list[Row]) -> tuple[Till, dict[str, list[dict]]]:
    """At the same minute payments come first, then file order; every report date is looked at when its day is over."""
    of_customers = defaultdict(list)
    for invoice in raised:
        of_customers[invoice.customer_no].append(invoice)
    dunning = Dunning(known, dict(of_customers))
    taken, looks = Till(known, dunning), list(known.report_dates)
    refused = {"payments": [], "dunning_actions": []}
    events = [*((row["paid_at"], 0, row) for row in payments), *((row["action_at"], 1, row) for row in actions)]
    for at, is_step, row in sorted(events, key=lambda event: (event[0], event[1], event[2].line)):
        while looks and looks[0] < moment(at).date():
            dunning.look(looks.pop(0))
        reason = dunning.act(row) if is_step else taken.take(row)
        if reason and is_step:
            refused["dunning_actions"].append(refusal(row, "action_no", reason))
        elif reason:
            refused["payments"].append(refusal(row, "receipt_no", reason))
    for on in looks:
        dunning.look(on)
    return taken, {file: by_line(found) for file, found in refused.items()}


def _incomplete(known: Registers) -> dict:
    """An empty contact, phone or address makes the record incomplete."""
    found = []
    for customer_no, row in sorted(known.customers.items()):
        missing = [name for name in ("contact", "phone", "address") if not row[name]]
        if missing:
            found.append({"customer_no": customer_no, "missing": missing})
    return {"customers": len(known.customers), "incomplete": found}


def _monthly(known: Registers, reported: dict) -> dict:
    """BIL-23: the read rates, and the recovery of the closing date."""
    shown = ("due", "read", "rate_percent", "pass")
    return {
        "reading": {rule: {name: reported[rule][name] for name in shown} for rule in ("MET-05", "MET-06", "MET-07")},
        "recovery": reported["BIL-21"]["recovery"][known.report_dates[-1].isoformat()],
    }
