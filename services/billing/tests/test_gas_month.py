"""The sample month of the gas company, through the rules alone: accounts as plain facts, no store, no bus."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from kefu.calendar import Calendar
from kefu.law import Entry, Law, exact, load
from kefu_billing import rules
from kefu_billing.rules import month_money, month_recovery
from kefu_billing.rules.dunning import judge_step
from kefu_billing.rules.facts import Account, Reading, Slip, Step, Tariff
from kefu_billing.rules.invoices import invoice_of_reading, invoice_of_slip
from kefu_billing.rules.month import Month
from kefu_billing.rules.payments import Payment, judge_payment
from kefu_billing.rules.slips import judge_slip
from kefu_billing.rules.tills import CashUp
from kefu_messages.errors import KefuError

FOLDER = Path(__file__).parents[3] / "tests" / "acceptance" / "shihua_2025-03"
ZONE = ZoneInfo("Asia/Shanghai")
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
ORGANISATION = yaml.safe_load((FOLDER / "organisation.yaml").read_text(encoding="utf-8"))
PERIOD = ORGANISATION["period"]
DATES = tuple(ORGANISATION["report_dates"])
MONEY = tuple(rule for rule in EXPECTED["rules"] if rule.startswith("BIL"))
ENTRY_CODES = ("entered_by_wrong_role", "entered_volume_differs")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def refused_lines(name: str) -> set[int]:
    return {item["line"] for item in EXPECTED["refused"].get(name, ())}


def accepted(name: str) -> list[dict[str, str]]:
    return [row for line, row in enumerate(rows(name), start=2) if line not in refused_lines(name)]


def the_law() -> Law:
    book = load(Path(rules.__file__).parents[1] / "law.yaml")
    adopted = {name: [Entry(date(2013, 1, 1), exact(value), "organisation.yaml")] for name, value in ORGANISATION["policies"].items()}
    return book.of(ORGANISATION["id"]).with_adopted(adopted)


class Books:
    """Plays the service: applies every row to the accounts in the order of the rules."""

    def __init__(self) -> None:
        self.law = the_law()
        self.posts = {row["staff_no"]: row["role"] for row in rows("staff")}
        self.accounts = {row["customer_no"]: Account(row["customer_no"], kind=row["kind"]) for row in accepted("customers")}
        self.owner = {row["meter_no"]: row["customer_no"] for row in accepted("meters")}
        for meter_no, customer_no in self.owner.items():
            self.put(customer_no, meters=(*self.accounts[customer_no].meters, meter_no))
        self.tariffs = [tariff(row) for row in rows("tariffs")]
        self.refused: dict[str, list[dict[str, Any]]] = {"slips": [], "payments": [], "dunning_actions": []}
        self.refused_slips: list[Slip] = []
        self.seen_slips: set[str] = set()
        self.seen_receipts: set[str] = set()

    def held(self, staff_no: str) -> frozenset[str]:
        return frozenset({self.posts[staff_no]} if staff_no in self.posts else ())

    def put(self, customer_no: str, **changes: Any) -> None:
        self.accounts[customer_no] = replace(self.accounts[customer_no], **changes)

    def refuse(self, name: str, line: int, key: str, error: KefuError) -> None:
        self.refused[name].append({"line": line, "key": key, "reason": error.code})

    def read(self) -> None:
        previous = {row["meter_no"]: Decimal(row["base_reading"]) for row in rows("opening_readings")}
        history: dict[str, list[tuple[str, Decimal]]] = {}
        for row in rows("consumption_history"):
            history.setdefault(row["meter_no"], []).append((row["month"], Decimal(row["volume"])))
        for row in accepted("readings"):
            if row["kind"] == "missed":
                continue
            meter_no, account = row["meter_no"], self.accounts[self.owner[row["meter_no"]]]
            recent = tuple(volume for _, volume in sorted(history.get(meter_no, ()))[-3:])
            read_on = moment(row["read_at"]).date()
            reading = Reading(meter_no, PERIOD, read_on, Decimal(row["base_reading"]) - previous[meter_no], recent)
            raised = invoice_of_reading(account, reading=reading, kind=account.kind, tariffs=self.tariffs, law=self.law).outcome
            self.put(
                account.customer_no,
                readings=(*account.readings, reading),
                invoices=account.invoices if raised is None else (*account.invoices, raised),
            )

    def submit(self) -> None:
        for line, row in enumerate(rows("slips"), start=2):
            slip, account = slip_of(row), self.accounts.get(row["customer_no"])
            held = self.held(row["entered_by"])
            try:
                judge_slip(slip, account=account, seen=slip.slip_no in self.seen_slips, entered_by_roles=held, law=self.law)
            except KefuError as error:
                self.refuse("slips", line, slip.slip_no, error)
                self.keep_refused(slip, error)
            else:
                raised = invoice_of_slip(account, slip=slip, kind=account.kind, tariffs=self.tariffs, law=self.law).outcome
                added = () if raised is None else (raised,)
                self.put(account.customer_no, slips=(*account.slips, slip), invoices=(*account.invoices, *added))
            self.seen_slips.add(slip.slip_no)

    def keep_refused(self, slip: Slip, error: KefuError) -> None:
        if error.code == "duplicate_slip":
            return
        unposted = replace(slip, entered_on=None, entered_by="", entered_volume=None)
        entry = error.code in ENTRY_CODES
        self.refused_slips.append(replace(unposted, refused_entry=error.code if entry else None, refused=None if entry else error.code))

    def money(self) -> None:
        paid = [(moment(row["paid_at"]), 0, line, row) for line, row in enumerate(rows("payments"), start=2)]
        dunned = [(moment(row["action_at"]), 1, line, row) for line, row in enumerate(rows("dunning_actions"), start=2)]
        for _, is_step, line, row in sorted(paid + dunned, key=lambda item: item[:3]):
            (self.dun if is_step else self.pay)(line, row)

    def pay(self, line: int, row: dict[str, str]) -> None:
        payment, account = payment_of(row), self.accounts.get(row["customer_no"])
        try:
            receipt = judge_payment(
                payment,
                account=account,
                customer_no=row["customer_no"],
                seen=payment.receipt_no in self.seen_receipts,
                cashier_roles=self.held(payment.cashier),
                law=self.law,
            ).outcome
        except KefuError as error:
            self.refuse("payments", line, payment.receipt_no, error)
            return
        self.seen_receipts.add(receipt.receipt_no)
        self.put(account.customer_no, receipts=(*account.receipts, receipt))

    def dun(self, line: int, row: dict[str, str]) -> None:
        step, account = step_of(row), self.accounts.get(row["customer_no"])
        try:
            judge_step(
                step,
                account=account,
                customer_no=row["customer_no"],
                staff_roles=self.held(step.staff_no),
                approver_roles=self.held(step.approved_by),
                law=self.law,
            )
        except KefuError as error:
            self.refuse("dunning_actions", line, step.action_no, error)
            return
        self.put(account.customer_no, steps=(*account.steps, step))

    def month(self) -> Month:
        reasons = Counter(item["reason"] for item in self.refused["payments"])
        return Month(
            period=PERIOD,
            dates=DATES,
            accounts=list(self.accounts.values()),
            cash_ups=[cash_up(row) for row in rows("cashups")],
            law=self.law,
            calendar=Calendar.listed(ORGANISATION["holidays"]),
            refused_slips=self.refused_slips,
            unchecked_cash=reasons["authenticity_not_checked"],
            card_clerks=frozenset(staff_no for staff_no, post in self.posts.items() if post == "card_clerk"),
            readings=EXPECTED["rules"],
        )


def tariff(row: dict[str, str]) -> Tariff:
    return Tariff(
        row["tariff_no"],
        row["source"],
        row["customer_kind"],
        Decimal(row["price"]),
        day(row["valid_from"]),
        day(row["valid_to"]),
        row["title"],
    )


def slip_of(row: dict[str, str]) -> Slip:
    return Slip(
        slip_no=row["slip_no"],
        meter_no=row["meter_no"],
        customer_no=row["customer_no"],
        issued_by=row["issued_by"],
        issued_on=day(row["issued_on"]),
        volume=number(row["volume"]),
        delivered_on=day(row["delivered_on"]),
        entry_code_checked=row["entry_code_checked"] == "yes",
        signature=row["signature"],
        signatory=row["signatory"],
        signed_on=day(row["signed_on"]),
        entered_on=day(row["entered_on"]),
        entered_by=row["entered_by"],
        entered_volume=number(row["entered_volume"]),
    )


def payment_of(row: dict[str, str]) -> Payment:
    return Payment(
        receipt_no=row["receipt_no"],
        paid_at=moment(row["paid_at"]),
        method=row["method"],
        amount=number(row["amount"]),
        cashier=row["cashier"],
        slip_no=row["slip_no"],
        tendered=number(row["tendered"]),
        terminal_ref=row["terminal_ref"],
        authenticity_checked=row["authenticity_checked"] == "yes",
        reversal_of=row["reversal_of"],
        apology=row["apology"] == "yes",
        praise=row["praise"] == "yes",
    )


def step_of(row: dict[str, str]) -> Step:
    return Step(row["action_no"], moment(row["action_at"]), row["action"], row["staff_no"], row["channel"], row["approved_by"], row["note"])


def cash_up(row: dict[str, str]) -> CashUp:
    return CashUp(
        row["cashier"],
        day(row["business_date"]),
        moment(row["opened_at"]),
        moment(row["closed_at"]),
        Decimal(row["counted_cash"]),
        Decimal(row["counted_card"]),
        row["handover_note"],
        row["team_leader_remark"],
    )


@pytest.fixture(scope="module")
def books() -> Books:
    books = Books()
    books.read()
    books.submit()
    books.money()
    return books


@pytest.fixture(scope="module")
def findings(books: Books) -> dict[str, Any]:
    month = books.month()
    return {**month_money.findings(month), **month_recovery.findings(month)}


@pytest.mark.parametrize("name", ["slips", "payments", "dunning_actions"])
def test_every_refusal_has_its_line_and_reason(books: Books, name: str) -> None:
    """The rows that the sample refuses are refused, for the same reason, and no others."""
    assert sorted(books.refused[name], key=lambda item: item["line"]) == EXPECTED["refused"][name]


def test_every_invoice_is_as_expected(books: Books) -> None:
    """Tariff, amount, charge date and due date of every invoice."""
    assert month_recovery.invoice_rows(books.month()) == EXPECTED["invoices"]


@pytest.mark.parametrize("rule", [pytest.param(rule, marks=pytest.mark.rule(rule)) for rule in MONEY])
def test_figures_are_as_expected(findings: dict[str, Any], rule: str) -> None:
    """Every figure of the rule equals the sample's."""
    assert json.loads(json.dumps(findings[rule])) == EXPECTED["rules"][rule]
