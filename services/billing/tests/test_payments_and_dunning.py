"""Receipts, allocation and the dunning case, in small histories of one account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kefu.calendar import Calendar
from kefu.law import load
from kefu_billing import rules
from kefu_billing.rules.facts import Account, Allocation, Hold, Invoice, Receipt, Step, Tariff
from kefu_billing.rules.payments import Payment
from kefu_billing.rules.tills import CashUp, inside_own_cash_up
from kefu_messages.billing import (
    AlreadyReversed,
    ApprovalMissing,
    AuthenticityNotChecked,
    DunningOnHold,
    ExceedsOpenAmount,
    InvalidAmount,
    MethodNotAllowed,
    NoOpenCharge,
    NotOverdue,
    ReferenceMissing,
    ReversalAmountDiffers,
    ReversalTargetUnknown,
    RoleNotAllowed,
    TenderedTooLow,
    TooEarly,
    WrongOrder,
)

ZONE = ZoneInfo("Asia/Shanghai")
LAW = load(Path(rules.__file__).parents[1] / "law.yaml").of("shihua_gas")
CASHIER, READER, CLERK = frozenset({"charging_clerk"}), frozenset({"meter_reader"}), frozenset({"counter_clerk"})
HEAD = frozenset({"department_head"})
WORKDAYS = Calendar.listed([])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def invoice(number: str, amount: str, *, due: str | None = "2025-03-28", charged: str = "2025-03-21", **more: str) -> Invoice:
    day = date.fromisoformat(charged)
    facts = {"kind": "commercial", "month": "2025-03", "volume": Decimal(10), "tariff_no": "T1", "price": Decimal(1)}
    due_on = date.fromisoformat(due) if due else None
    return Invoice(number, amount=Decimal(amount), charged_on=day, priced_on=day, due_on=due_on, term_from=day, **{**facts, **more})


def cash(number: str, amount: str, when: str, **more: object) -> Payment:
    money = Decimal(amount)
    return Payment(number, at(when), "cash", money, "C01", **{"tendered": abs(money), "authenticity_checked": True, **more})


def pay(account: Account, payment: Payment) -> Account:
    verdict = rules.judge_payment(payment, account=account, customer_no="K1", seen=False, cashier_roles=CASHIER, law=LAW)
    return replace(account, receipts=(*account.receipts, verdict.outcome))


def dun(account: Account, action: str, when: str, **more: object) -> Account:
    named = {
        "channel": "phone" if action == "notice" else "",
        "staff_no": "R01",
        **{key: more[key] for key in more if key in ("channel", "approved_by")},
    }
    step = Step(f"{action} {when}", at(when), action, **named)
    held = {"staff_roles": more.get("roles", CLERK if action == "handover" else READER), "approver_roles": more.get("approver", HEAD)}
    rules.judge_step(step, account=account, customer_no="K1", law=LAW, **held)
    return replace(account, steps=(*account.steps, step))


@pytest.fixture
def account() -> Account:
    return Account("K1", kind="commercial", invoices=(invoice("A", "100"),))


@pytest.fixture
def served(account: Account) -> Account:
    account = dun(account, "notice", "2025-03-29T10:00")
    account = dun(account, "handover", "2025-04-01T10:00")
    return dun(account, "dunning_notice", "2025-04-02T10:00")


@pytest.mark.rule("BIL-09")
def test_the_oldest_due_date_is_settled_first_and_none_last() -> None:
    """Due date, then opening day, then meter; an invoice without due date comes last."""
    invoices = (invoice("undelivered", "10", due=None), invoice("late", "10", due="2025-04-02"), invoice("early", "10", due="2025-03-28"))
    account = pay(Account("K1", kind="commercial", invoices=invoices), cash("R1", "25", "2025-03-22T10:00"))
    settled = [(part.invoice_no, part.amount) for part in account.receipts[0].allocations]
    assert settled == [("early", Decimal(10)), ("late", Decimal(10)), ("undelivered", Decimal(5))]


@pytest.mark.rule("BIL-09")
def test_a_payment_may_be_partial_but_not_more_than_is_open(account: Account) -> None:
    """Partial payments add up; one fen more than is open is refused."""
    account = pay(account, cash("R1", "60", "2025-03-22T10:00"))
    assert rules.open_amount(account, until=date(2025, 3, 22)) == 40
    with pytest.raises(ExceedsOpenAmount):
        pay(account, cash("R2", "40.01", "2025-03-22T10:01"))
    account = pay(account, cash("R2", "40", "2025-03-22T10:01"))
    with pytest.raises(NoOpenCharge):
        pay(account, cash("R3", "0.01", "2025-03-22T10:02"))


@pytest.mark.rule("BIL-09")
def test_nothing_is_open_before_the_invoice_is_opened(account: Account) -> None:
    """The day before the opening day nothing can be paid; on it, everything."""
    with pytest.raises(NoOpenCharge):
        pay(account, cash("R1", "10", "2025-03-20T23:59"))
    assert pay(account, cash("R1", "10", "2025-03-21T00:00")).receipts


@pytest.mark.rule("BIL-09")
def test_yesterdays_paper_does_not_pay_what_has_been_paid_since(account: Account) -> None:
    """A payment entered late settles only what is still open after the later ones."""
    account = pay(account, cash("R1", "80", "2025-03-25T10:00"))
    with pytest.raises(ExceedsOpenAmount):
        pay(account, cash("R0", "21", "2025-03-24T10:00"))
    assert rules.open_amount(pay(account, cash("R0", "20", "2025-03-24T10:00")), until=date(2025, 3, 25)) == 0


@pytest.mark.rule("BIL-09")
@pytest.mark.parametrize("amount", ["0", "-5", "1.001"])
def test_an_amount_is_positive_with_two_places(account: Account, amount: str) -> None:
    """Zero, negative and three places are no amounts."""
    with pytest.raises(InvalidAmount):
        pay(account, cash("R1", amount, "2025-03-22T10:00"))


@pytest.mark.rule("BIL-09")
def test_notes_are_checked(account: Account) -> None:
    """Cash without the confirmation is refused."""
    with pytest.raises(AuthenticityNotChecked):
        pay(account, cash("R1", "10", "2025-03-22T10:00", authenticity_checked=False))


@pytest.mark.rule("BIL-13")
def test_a_card_needs_the_terminals_reference(account: Account) -> None:
    """Card without reference is refused, an unknown method too; with it the card needs no tendered money."""
    card = Payment("R1", at("2025-03-22T10:00"), "card", Decimal(10), "C01")
    with pytest.raises(ReferenceMissing):
        pay(account, card)
    with pytest.raises(MethodNotAllowed):
        pay(account, replace(card, method="cheque", terminal_ref="UP1"))
    assert pay(account, replace(card, terminal_ref="UP1")).receipts[0].method == "card"


@pytest.mark.rule("BIL-15")
def test_tendered_and_change_are_kept(account: Account) -> None:
    """What is called out adds up: tendered less amount is the change; too little tendered is refused."""
    with pytest.raises(TenderedTooLow):
        pay(account, cash("R1", "77.81", "2025-03-22T10:00", tendered=Decimal("77.80")))
    account = pay(account, cash("R1", "77.81", "2025-03-22T10:00", tendered=Decimal(100)))
    assert rules.change_given(account.receipts[0]) == Decimal("22.19")


@pytest.mark.rule("BIL-16")
def test_a_wrong_receipt_is_reversed_and_booked_correctly(account: Account) -> None:
    """100 instead of 10: reversed with an apology, then 10; the allocation of the first is undone."""
    account = pay(account, cash("R1", "100", "2025-03-22T10:00"))
    account = pay(account, cash("R2", "-100", "2025-03-22T10:05", reversal_of="R1", apology=True))
    assert account.receipts[1].allocations == (Allocation("A", Decimal(-100)),)
    assert rules.warnings(account.receipts[1]) == []
    account = pay(account, cash("R3", "10", "2025-03-22T10:06"))
    assert rules.open_amount(account, until=date(2025, 3, 22)) == 90


@pytest.mark.rule("BIL-16")
def test_a_reversal_is_whole_once_and_of_a_receipt(account: Account) -> None:
    """Not in part, not twice, not of a reversal, not of a stranger's receipt; without apology it is accepted with a warning."""
    account = pay(account, cash("R1", "50", "2025-03-22T10:00"))
    with pytest.raises(ReversalAmountDiffers):
        pay(account, cash("R2", "-49.99", "2025-03-22T10:05", reversal_of="R1"))
    with pytest.raises(ReversalTargetUnknown):
        pay(account, cash("R2", "-50", "2025-03-22T10:05", reversal_of="R9"))
    account = pay(account, cash("R2", "-50", "2025-03-22T10:05", reversal_of="R1"))
    assert rules.warnings(account.receipts[1]) == ["apology_missing"]
    with pytest.raises(AlreadyReversed):
        pay(account, cash("R3", "-50", "2025-03-22T10:06", reversal_of="R1"))
    with pytest.raises(ReversalTargetUnknown):
        pay(account, cash("R3", "-50", "2025-03-22T10:06", reversal_of="R2"))


@pytest.mark.rule("BIL-12")
def test_a_card_sale_is_receipt_and_credit_at_once() -> None:
    """50 m3 at 2.58 are 129.00, paid, and on the card; a reversal takes them off again."""
    tariff = Tariff("T1", "price_authority", "residential", Decimal("2.58"), date(2025, 3, 16))
    sale = Payment("R1", at("2025-03-22T10:00"), "card", None, "C01", terminal_ref="UP1", started_at=at("2025-03-22T09:56"))
    account = Account("K1", kind="residential")
    named = {"customer_no": "K1", "volume": Decimal(50), "seen": False, "cashier_roles": CASHIER, "tariffs": [tariff]}
    sold = rules.top_up(sale, account=account, law=LAW, **named).outcome
    account = replace(account, invoices=(sold.invoice,), receipts=(sold.receipt,))
    assert sold.receipt.amount == Decimal("129.00")
    assert (rules.open_amount(account, until=date(2025, 3, 22)), rules.card_credit(account, until=date(2025, 3, 22))) == (0, 50)
    assert rules.service_minutes(account.receipts) == 4
    account = pay(account, replace(sale, receipt_no="R2", amount=Decimal(-129), reversal_of="R1"))
    assert rules.card_credit(account, until=date(2025, 3, 22)) == 0


@pytest.mark.rule("BIL-14")
def test_the_clerk_does_not_collect_inside_the_own_cash_up() -> None:
    """Cash-up 16:50 to 17:10: a payment of the same clerk at 17:00 is inside, of the card clerk not, at 17:10 no longer."""
    cash_up = CashUp("C01", date(2025, 3, 22), at("2025-03-22T16:50"), at("2025-03-22T17:10"), Decimal(0), Decimal(0))

    def taken(when: str, cashier: str) -> bool:
        return inside_own_cash_up(Receipt("R1", at(when), "cash", Decimal(1), cashier), cash_ups=[cash_up])

    assert (taken("2025-03-22T16:49", "C01"), taken("2025-03-22T16:50", "C01"), taken("2025-03-22T17:09", "C01")) == (False, True, True)
    assert (taken("2025-03-22T17:10", "C01"), taken("2025-03-22T17:00", "K01")) == (False, False)


@pytest.mark.rule("BIL-10")
def test_a_day_closes_only_with_note_and_explained_difference() -> None:
    """Missing without a cash-up, open without note or remark, closed with both, by the cashier's own receipts only."""
    receipts = [
        Receipt("R1", at("2025-03-22T10:00"), "cash", Decimal(10), "C01"),
        Receipt("R2", at("2025-03-22T10:00"), "cash", Decimal(7), "C02"),
    ]
    written = CashUp("C01", date(2025, 3, 22), at("2025-03-22T16:50"), at("2025-03-22T17:10"), Decimal(9), Decimal(0))

    def state(cash_up: CashUp | None) -> tuple[str, tuple[str, ...]]:
        till = rules.reconcile(cash_up, cashier="C01", day=date(2025, 3, 22), receipts=receipts, law=LAW).outcome
        return till.state, till.reasons

    assert state(None) == ("missing", ("cash_up_missing",))
    assert state(written) == ("open", ("handover_note_missing", "difference_without_remark"))
    assert state(replace(written, handover_note="交接")) == ("open", ("difference_without_remark",))
    assert state(replace(written, handover_note="交接", team_leader_remark="找零差錯")) == ("closed_with_remark", ())
    assert state(replace(written, handover_note="交接", counted_cash=Decimal(10))) == ("closed", ())


@pytest.mark.rule("BIL-24")
def test_the_first_notice_comes_when_something_is_overdue(account: Account) -> None:
    """On the due date nothing is overdue; the day after, the reader notifies by telephone or letter."""
    with pytest.raises(NotOverdue):
        dun(account, "notice", "2025-03-28T10:00")
    with pytest.raises(RoleNotAllowed):
        dun(account, "notice", "2025-03-29T10:00", roles=CLERK)
    case = rules.case_at(dun(account, "notice", "2025-03-29T10:00"), until=date(2025, 3, 29))
    assert (case.stage, case.since) == ("notified", date(2025, 3, 29))
    assert rules.next_step_from(case, law=LAW).outcome == date(2025, 4, 1)


@pytest.mark.rule("BIL-25")
def test_the_hand_over_waits_three_days_which_a_second_notice_does_not_restart(account: Account) -> None:
    """Notified 03-29: handed over from 04-01, by a clerk, whatever is notified in between."""
    account = dun(account, "notice", "2025-03-29T10:00")
    account = dun(account, "notice", "2025-03-31T10:00", channel="letter")
    with pytest.raises(TooEarly):
        dun(account, "handover", "2025-03-31T23:59")
    with pytest.raises(RoleNotAllowed):
        dun(account, "handover", "2025-04-01T10:00", roles=READER)
    assert rules.case_at(dun(account, "handover", "2025-04-01T00:00"), until=date(2025, 4, 1)).stage == "handed_over"


@pytest.mark.rule("BIL-25")
def test_a_payment_before_the_hand_over_ends_the_case(account: Account) -> None:
    """Paid on 04-01 at the same minute: payments come first, nothing is left to hand over."""
    account = pay(dun(account, "notice", "2025-03-29T10:00"), cash("R1", "100", "2025-04-01T10:00"))
    with pytest.raises(NotOverdue):
        dun(account, "handover", "2025-04-01T10:00")
    case = rules.case_at(account, until=date(2025, 4, 1))
    assert (case.stage, case.since) == ("cancelled", date(2025, 4, 1))
    assert rules.case_at(account, until=date(2025, 3, 31)).stage == "notified"


@pytest.mark.rule("BIL-25")
def test_a_partial_payment_changes_nothing_and_a_reversal_starts_anew(account: Account) -> None:
    """The stage stands while one fen is overdue; a case that has ended does not come back to its old stage."""
    account = pay(dun(account, "notice", "2025-03-29T10:00"), cash("R1", "99.99", "2025-03-30T10:00"))
    assert rules.case_at(account, until=date(2025, 3, 30)).stage == "notified"
    account = pay(account, cash("R2", "0.01", "2025-03-31T10:00"))
    account = pay(account, cash("R3", "-0.01", "2025-04-01T10:00", reversal_of="R2", apology=True))
    assert rules.case_at(account, until=date(2025, 4, 1)).stage == "overdue"


@pytest.mark.rule("BIL-25")
def test_a_payment_taken_back_within_its_minute_had_ended_the_case(account: Account) -> None:
    account = dun(account, "notice", "2025-03-29T10:00")
    account = pay(account, cash("R1", "100.00", "2025-03-30T12:00"))
    account = pay(account, cash("R2", "-100.00", "2025-03-30T12:00", reversal_of="R1", apology=True))
    assert rules.case_at(account, until=date(2025, 3, 30)).stage == "overdue"
    account = pay(account, cash("R3", "100.00", "2025-03-31T12:00"))
    case = rules.case_at(account, until=date(2025, 3, 31))
    assert (case.stage, case.since) == ("cancelled", date(2025, 3, 30))


@pytest.mark.rule("BIL-26")
def test_the_steps_come_in_order(account: Account, served: Account) -> None:
    """No shut-off while notified, no hand-over before a notice; after the notice was served the shut-off follows."""
    with pytest.raises(WrongOrder) as refusal:
        dun(dun(account, "notice", "2025-03-29T10:00"), "shutoff", "2025-04-15T10:00", approved_by="H01")
    assert refusal.value.status == 409
    with pytest.raises(WrongOrder):
        dun(account, "handover", "2025-04-01T10:00")
    assert rules.case_at(dun(served, "shutoff", "2025-04-09T10:00", approved_by="H01"), until=date(2025, 4, 9)).stage == "shut_off"


@pytest.mark.rule("BIL-26")
def test_a_shut_off_waits_seven_days_and_needs_the_head(served: Account) -> None:
    """Served 04-02: not before 04-09, and never without the department head's approval."""
    with pytest.raises(TooEarly):
        dun(served, "shutoff", "2025-04-08T23:59", approved_by="H01")
    with pytest.raises(ApprovalMissing):
        dun(served, "shutoff", "2025-04-09T00:00", approver=READER)


@pytest.mark.rule("BIL-26")
def test_no_gas_is_shut_off_while_a_hold_stands(served: Account) -> None:
    """An open complaint and a promise up to its day stop the shut-off; released or broken they no longer do."""
    complaint = Hold("TS1", "complaint", date(2025, 4, 3))
    with pytest.raises(DunningOnHold):
        dun(replace(served, holds=(complaint,)), "shutoff", "2025-04-09T10:00")
    released = replace(complaint, released_on=date(2025, 4, 9))
    assert dun(replace(served, holds=(released,)), "shutoff", "2025-04-09T10:00").steps[-1].action == "shutoff"
    promise = Hold("CN1", "promise", date(2025, 4, 3), until=date(2025, 4, 9))
    with pytest.raises(DunningOnHold):
        dun(replace(served, holds=(promise,)), "shutoff", "2025-04-09T10:00")
    assert dun(replace(served, holds=(promise,)), "shutoff", "2025-04-10T10:00").steps[-1].action == "shutoff"


@pytest.mark.rule("BIL-27")
def test_overdue_without_a_step_is_late_from_the_limit_day(account: Account) -> None:
    """Overdue since Saturday 03-29: one working day later is Monday 03-31."""
    found = [rules.first_step(account, on=day, calendar=WORKDAYS, law=LAW).outcome for day in (date(2025, 3, 30), date(2025, 3, 31))]
    assert [(item.overdue_since, item.limit, item.late) for item in found] == [
        (date(2025, 3, 29), date(2025, 3, 31), False),
        (date(2025, 3, 29), date(2025, 3, 31), True),
    ]
    assert rules.first_step(dun(account, "notice", "2025-03-31T08:00"), on=date(2025, 3, 31), calendar=WORKDAYS, law=LAW).outcome is None


def stands(account: Account, day: str) -> tuple[str | None, date | None]:
    """Stage and first day of the case at the end of a day."""
    case = rules.case_at(account, until=date.fromisoformat(day))
    return case.stage, case.since


@pytest.mark.rule("BIL-24", "BIL-27")
def test_a_slip_posted_after_its_due_date_is_overdue_from_its_posting() -> None:
    """Due 03-28, posted Thursday 04-03: not open before, so overdue since 04-03, and late from Friday 04-04."""
    account = Account("K1", kind="commercial", invoices=(invoice("A", "100", charged="2025-04-03"),))
    assert stands(account, "2025-04-02") == (None, None)
    assert stands(account, "2025-04-03") == ("overdue", date(2025, 4, 3))
    found = [rules.first_step(account, on=date(2025, 4, day), calendar=WORKDAYS, law=LAW).outcome for day in (3, 4)]
    assert [(item.limit, item.late) for item in found] == [(date(2025, 4, 4), False), (date(2025, 4, 4), True)]
    on_the_day_after = Account("K1", kind="commercial", invoices=(invoice("A", "100", charged="2025-03-29"),))
    assert stands(on_the_day_after, "2025-03-29") == ("overdue", date(2025, 3, 29))


@pytest.mark.rule("BIL-24", "BIL-27")
def test_a_case_goes_on_while_anything_is_overdue_and_keeps_its_first_day() -> None:
    """Overdue since 03-29; the first invoice is paid on 04-05, when the second (due 04-04) is overdue: still since 03-29."""
    account = Account("K1", kind="commercial", invoices=(invoice("A", "100"), invoice("B", "50", due="2025-04-04")))
    account = pay(account, cash("R1", "100", "2025-04-05T10:00"))
    assert stands(account, "2025-04-05") == ("overdue", date(2025, 3, 29))
    first = rules.first_step(account, on=date(2025, 4, 5), calendar=WORKDAYS, law=LAW).outcome
    assert (first.overdue_since, first.limit) == (date(2025, 3, 29), date(2025, 3, 31))


@pytest.mark.rule("BIL-24")
def test_a_case_ends_when_nothing_is_overdue_and_a_later_one_begins_anew() -> None:
    """The first is paid on 04-04, the last day of the second: nothing is overdue then, and another case begins on 04-05."""
    account = Account("K1", kind="commercial", invoices=(invoice("A", "100"), invoice("B", "50", due="2025-04-04")))
    account = pay(account, cash("R1", "100", "2025-04-04T10:00"))
    assert stands(account, "2025-04-04") == (None, None)
    assert stands(account, "2025-04-05") == ("overdue", date(2025, 4, 5))


@pytest.mark.rule("BIL-24")
def test_a_case_of_an_invoice_cancelled_on_the_day_another_is_overdue_goes_on() -> None:
    """The first is cancelled on 04-05, on which the second becomes overdue: no moment without arrears; a day earlier there is one."""
    second = invoice("B", "50", due="2025-04-04")

    def cancelled(day: int) -> Account:
        return Account("K1", kind="commercial", invoices=(replace(invoice("A", "100"), cancelled_on=date(2025, 4, day)), second))

    assert stands(cancelled(5), "2025-04-05") == ("overdue", date(2025, 3, 29))
    assert stands(cancelled(4), "2025-04-04") == (None, None)
    assert stands(cancelled(4), "2025-04-05") == ("overdue", date(2025, 4, 5))


@pytest.mark.rule("BIL-24")
def test_what_a_reversal_reopens_has_been_overdue_since_its_first_day(account: Account) -> None:
    """Paid on the due date, undone on 04-03: nothing is overdue before, and from then on it is since 03-29; recorded in any order."""
    account = pay(account, cash("R1", "100", "2025-03-28T10:00"))
    account = pay(account, cash("R2", "-100", "2025-04-03T10:00", reversal_of="R1"))
    assert stands(account, "2025-04-02") == (None, None)
    assert stands(account, "2025-04-03") == ("overdue", date(2025, 3, 29))
    assert stands(replace(account, receipts=account.receipts[::-1]), "2025-04-03") == ("overdue", date(2025, 3, 29))


@pytest.mark.rule("BIL-25")
def test_a_later_case_paid_before_any_step_leaves_the_one_that_ended(account: Account) -> None:
    """Notified and paid on 03-30; another invoice is overdue from 04-05 and paid on 04-06 before any step: cancelled on 03-30."""
    account = pay(dun(account, "notice", "2025-03-29T10:00"), cash("R1", "100", "2025-03-30T10:00"))
    account = replace(account, invoices=(*account.invoices, invoice("B", "50", due="2025-04-04", charged="2025-04-01")))
    assert stands(account, "2025-04-05") == ("overdue", date(2025, 4, 5))
    assert stands(pay(account, cash("R2", "50", "2025-04-06T10:00")), "2025-04-06") == ("cancelled", date(2025, 3, 30))


@pytest.mark.rule("BIL-25")
def test_a_step_taken_before_it_was_known_that_all_was_paid_is_of_a_case_that_has_ended(account: Account) -> None:
    """Notified on 03-29; the receipt of the due date is recorded only then."""
    paid = Receipt("R1", at("2025-03-28T10:00"), "cash", Decimal(100), "C01", (Allocation("A", Decimal(100)),))
    account = replace(dun(account, "notice", "2025-03-29T10:00"), receipts=(paid,))
    assert stands(account, "2025-03-29") == ("cancelled", date(2025, 3, 29))


@pytest.mark.rule("BIL-19")
def test_an_undelivered_slips_invoice_is_receivable_and_never_overdue() -> None:
    """Without due date nothing is overdue, however late; delivered afterwards its term runs."""
    account = Account("K1", kind="commercial", invoices=(invoice("A", "100", due=None),))
    assert rules.open_amount(account, until=date(2026, 1, 1)) == 100
    assert rules.overdue_amount(account, until=date(2026, 1, 1)) == 0
    assert rules.delivered_later(account.invoices[0], delivered_on=date(2025, 4, 1), law=LAW).outcome.due_on == date(2025, 4, 8)
