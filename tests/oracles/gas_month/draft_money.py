"""Payments, dunning steps and cash-ups of a generated month, with the edges of every check (format 2)."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from oracles.gas_month import month
from oracles.gas_month.draft import READERS, TAKERS
from oracles.tables import day, moment
from oracles.writing import Draft, days

CENT = Decimal("0.01")
FAULTS = (
    {"cashier": "R01"}, {"cashier": "nobody"}, {"cashier": ""}, {"method": "card", "terminal_ref": ""},
    {"method": "cash", "authenticity_checked": "no"}, {"method": "cash", "authenticity_checked": "yes", "tendered": "0.01"},
    {"method": "cash", "authenticity_checked": "", "tendered": "0.01"}, {"method": "wechat"}, {"method": ""}, {"customer_no": "NOPE"},
    {"customer_no": "NOPE", "amount": "0"}, {"amount": "abc"}, {"amount": "0.00"}, {"amount": "-3"}, {"amount": "12.345"}, {"amount": ""},
    {"slip_no": "JS-NONE"}, {"reversal_of": "SJ-NONE", "amount": "-1"}, {"reversal_of": "SJ-NONE", "amount": "5"},
)  # fmt: skip


def payments(draft: Draft) -> None:
    """Every invoice has a story of its own."""
    draft.save()
    invoices = month.figures(draft.folder)["invoices"]
    posted = {row["slip_no"]: day(row["entered_on"]) for row in reversed(draft.tables["slips"]) if row["entered_on"]}
    of_customers = defaultdict(list)
    for invoice in invoices:
        invoice["opened_on"] = posted[invoice["slip_no"]] if invoice["slip_no"] else day(invoice["charge_date"])
        of_customers[invoice["customer_no"]].append(invoice)
    for invoice in invoices:
        _story(draft, invoice, of_customers[invoice["customer_no"]])
    draft.settle("payments")


def _story(draft: Draft, invoice: dict, siblings: list[dict]) -> None:
    chance, amount = draft.chance, Decimal(invoice["amount"])
    at = draft.at(_paid_on(draft, invoice))
    whole = _payment(draft, invoice, at, amount)
    stories = {
        "never": [],
        "whole": [whole],
        "too early": [{**whole, "paid_at": draft.at(invoice["opened_on"] - timedelta(1))}],
        "in parts": [_payment(draft, invoice, at, amount - 3 * CENT), _payment(draft, invoice, _after(at, 1), 3 * CENT)],
        "a part": [_payment(draft, invoice, at, max(CENT, amount / 3))],
        "too much": [_payment(draft, invoice, at, amount + CENT), _payment(draft, invoice, _after(at, 1), amount)],
        "a cent less": [_payment(draft, invoice, at, amount - CENT), _payment(draft, invoice, _after(at, 3), 2 * CENT)],
        "twice": [whole, {**_payment(draft, invoice, _after(at, 2), amount), **chance.choice(({}, {"receipt_no": whole["receipt_no"]}))}],
        "wrong at first": [{**whole, **chance.choice(FAULTS)}, {**_payment(draft, invoice, _after(at, chance.randint(0, 2)), amount)}],
        "another's slip": [{**whole, "slip_no": "JS0001"}],
        "reversed": _reversed(draft, invoice, siblings),
    }
    found = chance.choice([*stories.values(), stories["whole"], stories["never"], stories["reversed"], stories["wrong at first"]])
    draft.tables["payments"] += [row for row in found if moment(row["paid_at"]).date() <= draft.until]


def _paid_on(draft: Draft, invoice: dict) -> date:
    """About the opening, the internal term, the due date and the earliest hand-over."""
    opened, policies = invoice["opened_on"], draft.policies
    due = day(invoice["due_on"]) or opened
    notified = due - timedelta(policies["payment_days"]) if invoice["due_on"] else opened
    internal, handover = notified + timedelta(policies["kpi_payment_days"]), due + timedelta(policies["handover_after_days"])
    later = [due + timedelta(draft.chance.randint(1, 15)) for _ in range(4)]
    drawn = draft.chance.choice((opened, internal, internal + timedelta(1), due, due + timedelta(1), handover + timedelta(2), *later))
    return max(opened, drawn)


def _reversed(draft: Draft, invoice: dict, siblings: list[dict]) -> list[dict]:
    """A payment in full is taken back before anything is due, later only a part, and only of a single invoice.

    What a reversal reopens after its due date was overdue neither before nor ever since: from which day it counts, the format does not say.
    """
    chance, amount = draft.chance, Decimal(invoice["amount"])
    dues = [day(sibling["due_on"]) for sibling in siblings if sibling["due_on"]]
    if all(invoice["opened_on"] <= due for due in dues):
        on, part = min([*dues, invoice["opened_on"] + timedelta(3)]), amount
    elif len(siblings) == 1:
        on, part = _paid_on(draft, invoice), max(CENT, amount / 4)
    else:
        return []
    paid = _payment(draft, invoice, draft.at(on, 9, chance.randint(0, 59)), part)
    again = {"tendered": "", "authenticity_checked": "", "praise": ""}
    back = {**paid, **again, "amount": f"-{paid['amount']}", "reversal_of": paid["receipt_no"], "apology": chance.choice(("yes", "no", ""))}
    wrong = ({"amount": "-0.01"}, {"amount": paid["amount"]}, {"customer_no": "K0001"}, {"terminal_ref": ""}, {"cashier": "L01"})
    tried = [
        {**back, **chance.choice(wrong), "receipt_no": f"{paid['receipt_no']}X", "paid_at": _after(paid["paid_at"], chance.choice((0, 1)))},
        {**back, "receipt_no": f"{paid['receipt_no']}R", "paid_at": _after(paid["paid_at"], chance.choice((0, 2)))},
        {**back, "receipt_no": f"{paid['receipt_no']}S", "paid_at": _after(paid["paid_at"], 3)},
        {**back, "receipt_no": f"{paid['receipt_no']}T", "reversal_of": f"{paid['receipt_no']}R", "paid_at": _after(paid["paid_at"], 4)},
    ]
    return [paid, *chance.sample(tried, chance.randint(1, 4))]


def _payment(draft: Draft, invoice: dict, at: str, amount: Decimal) -> dict:
    chance, number = draft.chance, draft.chance.randrange(10**8)
    method, amount = chance.choice(("cash", "card")), amount.quantize(CENT)
    tendered = amount + chance.choice((Decimal(0), CENT, Decimal("20.5")))
    cash = {"tendered": str(tendered), "authenticity_checked": "yes"}
    return {
        "receipt_no": f"SJ{number:08d}", "paid_at": at, "customer_no": invoice["customer_no"], "method": method, "amount": str(amount),
        "slip_no": chance.choice(("", invoice["slip_no"] or "")), **(cash if method == "cash" else {"terminal_ref": f"UP{number}"}),
        "cashier": chance.choice(TAKERS), "praise": chance.choice(("", "", "no", "yes")),
    }  # fmt: skip


def _after(at: str, minutes: int) -> str:
    return (moment(at) + timedelta(minutes=minutes)).isoformat()[:16]


def dunning_actions(draft: Draft) -> None:
    """Every customer's steps, some on the last day before they may be taken, some on the first; some at the minute of a payment."""
    draft.save()
    dues = defaultdict(list)
    for invoice in month.figures(draft.folder)["invoices"]:
        if invoice["due_on"]:
            dues[invoice["customer_no"]].append(day(invoice["due_on"]))
    for customer_no, found in dues.items():
        if draft.often(0.85):
            _steps(draft, customer_no, min(found))
    for row in draft.chance.sample(draft.tables["payments"], min(4, len(draft.tables["payments"]))):
        _act(draft, row["customer_no"], row["paid_at"], "notice")
    draft.tables["dunning_actions"] = [row for row in draft.tables["dunning_actions"] if day(row["action_at"][:10]) <= draft.until]
    draft.settle("dunning_actions")


def _steps(draft: Draft, customer_no: str, due: date) -> None:
    chance, noticed = draft.chance, due + timedelta(draft.chance.choice((0, 1, 1, 2, 3)))
    if draft.often(0.15):
        _act(draft, customer_no, draft.at(noticed), chance.choice(("handover", "dunning_notice", "shutoff", "letter", "")))
    if draft.often(0.15):
        wrong = chance.choice(({"channel": "fax"}, {"channel": ""}, {"staff_no": "S01"}, {"staff_no": "nobody"}, {"customer_no": "NOPE"}))
        _act(draft, customer_no, draft.at(noticed), "notice", **wrong)
    for on in {noticed, max(noticed, due + timedelta(1))} | ({noticed + timedelta(1)} if draft.often(0.2) else set()):
        _act(draft, customer_no, draft.at(on), "notice")
    handed = max(noticed, due + timedelta(1)) + timedelta(draft.policies["handover_after_days"] + chance.choice((-1, 0, 0, 1)))
    _act(draft, customer_no, draft.at(handed), "handover", **chance.choice(({}, {}, {"staff_no": "C01"}, {"staff_no": "R01"})))
    served = handed + timedelta(chance.choice((0, 1, 2)))
    _act(draft, customer_no, draft.at(served, 23, 58), "dunning_notice")
    off = served + timedelta(draft.policies["shutoff_after_days"] + chance.choice((-1, 0, 0)))
    _act(
        draft,
        customer_no,
        draft.at(off),
        "shutoff",
        **chance.choice(({}, {}, {"approved_by": ""}, {"approved_by": "R01"}, {"staff_no": "C01"})),
    )
    _act(draft, customer_no, draft.at(off + timedelta(1)), chance.choice(("shutoff", "notice")))


def _act(draft: Draft, debtor: str, at: str, action: str, **other: str) -> None:
    approver = "H01" if draft.policies["shutoff_approver_role"] == "department_head" else "L01"
    row = {
        "action_no": f"CJ{len(draft.tables['dunning_actions']):05d}", "action_at": at, "customer_no": debtor, "action": action,
        "channel": draft.policies["notice_channels"][0] if action == "notice" else "", "note": "電話、沒人接,改信函",
        "staff_no": "S01" if action == "handover" else draft.chance.choice(READERS), "approved_by": approver if action == "shutoff" else "",
    }  # fmt: skip
    draft.tables["dunning_actions"].append({**row, **other})


def cash_ups(draft: Draft) -> None:
    """Of nearly every till of the month; counted right or wrong, with note and remark or without; one of a day without receipts."""
    draft.save()
    chance = draft.chance
    tills = month.figures(draft.folder)["rules"]["BIL-10"]
    for till in tills:
        if draft.often(0.92):
            off = chance.choice((Decimal(0),) * 4 + (CENT, -CENT, Decimal(-50)))
            _cash_up(draft, till["cashier"], day(till["date"]), cash=Decimal(till["book_cash"]) + off, card=till["book_card"])
    quiet = set(map(str, days(draft.first, draft.until))) - {till["date"] for till in tills}
    _cash_up(draft, "C01", day(min(quiet)), cash=Decimal(0), card="0")
    draft.settle("cashups")


def _cash_up(draft: Draft, cashier: str, on: date, *, cash: Decimal, card: str) -> None:
    chance, (opened, closed) = draft.chance, draft.chance.choice(((9, 10), (16, 17)))
    row = {
        "cashier": cashier, "business_date": on, "opened_at": draft.at(on, opened, 50), "closed_at": draft.at(on, closed, 10),
        "counted_cash": str(cash), "counted_card": card, "handover_note": chance.choice(("無異常", "無異常", "")),
        "team_leader_remark": chance.choice(("", "差額已查,找零有誤")),
    }  # fmt: skip
    draft.tables["cashups"].append(row)
