"""The cashier's day: book against money, hand-over, security, and who may see the totals (BIL-03..BIL-06, BIL-10, BIL-11, BIL-14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_billing.rules.facts import ZERO, Receipt
from kefu_messages.billing import CashUpNotClosed, ReceiverNotFinance, RevenueNotDisclosed
from kefu_messages.errors import SelfApproval, UnknownStaff


@dataclass(frozen=True)
class CashUp:
    """What a cashier wrote down at close of business; money in yuan, none where nothing was counted."""

    cashier: str
    business_date: date
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    counted_cash: Decimal = ZERO
    counted_card: Decimal = ZERO
    handover_note: str = ""
    team_leader_remark: str = ""
    reopened: str = ""

    @property
    def counted(self) -> Decimal:
        """Cash and card slips together."""
        return self.counted_cash + self.counted_card


@dataclass(frozen=True)
class Till:
    """A cashier's day as reconciled; ``counted`` and ``difference`` (counted less booked) are None without a cash-up."""

    cashier: str
    business_date: date
    receipts: int
    book_cash: Decimal
    book_card: Decimal
    counted: Decimal | None
    difference: Decimal | None
    state: str
    reasons: tuple[str, ...] = ()

    @property
    def book(self) -> Decimal:
        """Cash and card as booked, reversals included."""
        return self.book_cash + self.book_card


def reconcile(cash_up: CashUp | None, *, cashier: str, day: date, receipts: Sequence[Receipt], law: Law) -> Decision[Till]:
    """Book against counted money: closed only with a hand-over note and, on a difference, the leader's remark (BIL-10; doc 2 l.162)."""
    own = [item for item in receipts if item.cashier == cashier and item.paid_at.date() == day]
    cash = sum((item.amount for item in own if item.method == "cash"), ZERO)
    card = sum((item.amount for item in own if item.method != "cash"), ZERO)
    counted = None if cash_up is None else cash_up.counted
    difference = None if counted is None else counted - cash - card
    state, reasons = _state(cash_up, difference)
    till = Till(cashier, day, len(own), cash, card, counted, difference, state, reasons)
    return decide(till, law.clause("BIL-10"), book=cash + card, counted=counted, difference=difference, receipts=len(own))


def _state(cash_up: CashUp | None, difference: Decimal | None) -> tuple[str, tuple[str, ...]]:
    if cash_up is None:
        return "missing", ("cash_up_missing",)
    if cash_up.reopened:
        return "open", ("reopened",)
    reasons = () if cash_up.handover_note else ("handover_note_missing",)
    if difference and not cash_up.team_leader_remark:
        reasons = (*reasons, "difference_without_remark")
    if reasons:
        return "open", reasons
    return ("closed_with_remark" if difference else "closed"), ()


def shortage(till: Till, *, law: Law) -> Decision[str | None]:
    """The severity of a shortage nobody has explained: serious from the amount on that suggests misuse (BIL-05; doc 2 l.153)."""
    limit = law.value("misappropriation_amount", on=till.business_date)
    short = -(till.difference or ZERO)
    unexplained = short > 0 and "difference_without_remark" in till.reasons
    severity = ("serious" if short >= limit.value else "notice") if unexplained else None
    return decide(severity, limit, law.clause("BIL-05"), difference=till.difference, reasons=list(till.reasons))


def inside_own_cash_up(receipt: Receipt, *, cash_ups: Iterable[CashUp]) -> bool:
    """Whether a cashier took money while doing the own cash-up, when a card clerk should (BIL-14; doc 2 l.185)."""
    return any(
        item.cashier == receipt.cashier
        and item.business_date == receipt.paid_at.date()
        and item.opened_at is not None
        and item.closed_at is not None
        and item.opened_at <= receipt.paid_at < item.closed_at
        for item in cash_ups
    )


@dataclass(frozen=True)
class HandOver:
    """Money and vouchers as finance received them."""

    state: str
    difference: Decimal
    missing_vouchers: int
    late: bool


def not_closed(till: Till) -> CashUpNotClosed:
    """The refusal of what only a closed day allows, with what keeps it open."""
    reasons = ", ".join(till.reasons)
    return CashUpNotClosed(cashier=till.cashier, business_date=till.business_date.isoformat(), reasons=reasons, state=till.state)


def hand_over(till: Till, *, money: Decimal, vouchers: int, handed_over_at: datetime, law: Law) -> Decision[HandOver]:
    """Whether what reached finance equals the book, and in time (BIL-04; doc 2 l.153); only of a closed day."""
    if till.state not in ("closed", "closed_with_remark"):
        raise not_closed(till)
    days = law.value("handover_deadline_days", on=till.business_date)
    late = handed_over_at.date() > till.business_date + timedelta(days=int(days.value))
    difference, missing = money - till.book, till.receipts - vouchers
    state = "balanced" if difference == 0 and missing == 0 else "unbalanced"
    return decide(HandOver(state, difference, missing, late), days, law.clause("BIL-04"), book=till.book, money=money, vouchers=vouchers)


def may_receive(staff_no: str, *, cashier: str, known: bool, held: frozenset[str], on: date, law: Law) -> Decision[str]:
    """Who signs for the money: somebody of the finance department, never the cashier himself (BIL-04; doc 2 l.153)."""
    posts = law.value("money_receiver_roles", on=on)
    if staff_no == cashier:
        raise SelfApproval(staff_no=staff_no)
    if not known:
        raise UnknownStaff(staff_no=staff_no)
    if not held & set(posts.value):
        raise ReceiverNotFinance(staff_no=staff_no)
    return decide(staff_no, posts, law.clause("BIL-04"), cashier=cashier, held=sorted(held))


def hand_over_state(till: Till, *, handed_over: str | None, on: date, law: Law) -> Decision[str | None]:
    """What a day's hand-over amounts to: as received, or overdue once its deadline has passed (BIL-04); None before."""
    days = law.value("handover_deadline_days", on=till.business_date)
    overdue = handed_over is None and on > till.business_date + timedelta(days=int(days.value))
    return decide("overdue" if overdue else handed_over, days, law.clause("BIL-04"), business_date=till.business_date, on=on)


def security_findings(ticked: Sequence[str], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The security items of a cashier's place that were not ticked (BIL-06; doc 2 l.154)."""
    items = law.value("security_items", on=on)
    return decide(tuple(item for item in items.value if item not in ticked), items, law.clause("BIL-06"), ticked=list(ticked))


def disclosed(cashiers: Sequence[str], *, staff_no: str, roles: frozenset[str], on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The cashiers whose totals somebody may see: leaders and finance all, a cashier the own (BIL-11; doc 2 l.162)."""
    leaders, posts = law.value("revenue_roles", on=on), law.value("money_roles", on=on)
    held = roles
    if held & set(leaders.value):
        return decide(tuple(cashiers), leaders, law.clause("BIL-11"), roles=sorted(held))
    if held & set(posts.value):
        return decide(tuple(item for item in cashiers if item == staff_no), posts, law.clause("BIL-11"), roles=sorted(held))
    raise RevenueNotDisclosed(action="revenue")
