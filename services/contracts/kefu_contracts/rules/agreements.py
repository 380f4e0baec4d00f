"""A service contract from the agreement to the new service period (CON-03, CON-09, CON-13..17, CON-42, CON-48)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.figures import percent_text
from kefu.law import Citation, Decision, Law, decide
from kefu_messages.contracts import (
    ContractEnded,
    ContractStepDone,
    ContractStepMissing,
    NotYourUnit,
    PeriodReversed,
    RenewalUnpaid,
    RenewsNothing,
)
from kefu_messages.errors import SelfApproval


@dataclass(frozen=True)
class Agreement:
    """What is known of a service contract; money in yuan, ``payment_due_on`` and ``paid_on`` as billing tells them."""

    contract_no: str = ""
    drafted_on: date = date(2013, 1, 1)
    drafted_by: str = ""
    period_from: date | None = None
    period_to: date | None = None
    amount: Decimal | None = None
    agreed_on: date | None = None
    signed_by: str | None = None
    signed_on: date | None = None
    sealed: bool = False
    sent_on: date | None = None
    return_due_on: date | None = None
    pay_due_on: date | None = None
    returned_on: date | None = None
    customer_signed_on: date | None = None
    address_confirmed: bool = False
    contact: str | None = None
    invoice_mailed_on: date | None = None
    payment_due_on: date | None = None
    paid_on: date | None = None
    updated_on: date | None = None
    terminated_on: date | None = None


@dataclass(frozen=True)
class Step:
    """A step of a renewal and whether it is done."""

    step: str
    done: bool


def may_sign_for_unit(customer_no: str, *, specialist: str | None, staff_no: str, leads: bool, law: Law) -> Decision[bool]:
    """A specialist handles the agreements of the assigned units, a leader all (CON-03; doc 4 l.276); raises ``not_your_unit``."""
    if not leads and specialist != staff_no:
        raise NotYourUnit(customer_no=customer_no, action="service contract")
    return decide(True, law.clause("CON-03"), customer_no=customer_no, specialist=specialist, staff_no=staff_no)


def may_renew(contract_no: str, *, customer_no: str, renews: str, of: str | None, law: Law) -> Decision[str]:
    """A renewal follows another contract of the same customer that there is (CON-48; doc 5.4 l.463); raises ``renews_nothing``.

    ``of`` is the customer of the contract that is renewed, None where there is no such contract.
    """
    if renews == contract_no or of != customer_no:
        raise RenewsNothing(renews=renews, customer_no=customer_no)
    return decide(renews, law.clause("CON-48"), contract_no=contract_no, customer_no=customer_no)


def terms_agreed(agreement: Agreement, *, period_from: date, period_to: date, amount: Decimal, law: Law) -> Decision[bool]:
    """Service dates and amount are filled in after the agreement, and stand once we have signed (CON-13; doc 4 l.298)."""
    _running(agreement)
    if period_to < period_from:
        raise PeriodReversed(first=period_from.isoformat(), last=period_to.isoformat())
    if agreement.signed_on or agreement.sent_on:
        raise ContractStepMissing(missing="new draft")
    return decide(True, law.clause("CON-13"), period_from=period_from, period_to=period_to, amount=amount)


def may_sign(agreement: Agreement, *, signed_on: date | None = None, law: Law) -> Decision[bool]:
    """Our representative signs what is filled in, and not again after it was sent (CON-13, CON-14; doc 4 l.298)."""
    _running(agreement)
    _in_order(_has(agreement.agreed_on, missing="agreed"), signed_on)
    if agreement.sent_on:
        raise ContractStepMissing(missing="new draft")
    return decide(True, law.clause("CON-13"), law.clause("CON-14"), agreed_on=agreement.agreed_on)


def may_send(agreement: Agreement, *, sent_on: date, law: Law) -> Decision[bool]:
    """A contract is sent once it bears signature, signing date and seal (CON-14; doc 4 l.298).

    Raises ``contract_step_missing``, and ``period_reversed`` for a day before the signing.
    """
    _running(agreement)
    needed = law.value("before_sending", on=agreement.drafted_on)
    there = {"signature": bool(agreement.signed_by), "signing_date": agreement.signed_on is not None, "seal": agreement.sealed}
    missing = [name for name in needed.value if not there[name]]
    _has(agreement.agreed_on, missing="agreed")
    if missing:
        raise ContractStepMissing(missing=", ".join(missing))
    if agreement.signed_on is not None and sent_on < agreement.signed_on:
        raise PeriodReversed(first=agreement.signed_on.isoformat(), last=sent_on.isoformat())
    return decide(True, law.clause("CON-14"), needed, **there, sent_on=sent_on)


def dates_agreed(agreement: Agreement, *, return_due_on: date, pay_due_on: date, law: Law) -> Decision[bool]:
    """Return and payment day are agreed with the customer, none of them before the agreement (CON-15; doc 4 l.299)."""
    _running(agreement)
    agreed_on = _has(agreement.agreed_on, missing="agreed")
    for day in (return_due_on, pay_due_on):
        if day < agreed_on:
            raise PeriodReversed(first=agreed_on.isoformat(), last=day.isoformat())
    return decide(True, law.clause("CON-15"), return_due_on=return_due_on, pay_due_on=pay_due_on)


def return_overdue(agreement: Agreement, *, on: date, law: Law) -> Decision[bool]:
    """Whether the contract should have come back by the end of the day (CON-15; doc 4 l.299)."""
    due, back = agreement.return_due_on, agreement.returned_on
    late = due is not None and on > due and (back is None or back > on) and not _ended(agreement, on)
    return decide(late, law.clause("CON-15"), return_due_on=due, returned_on=back, on=on)


def may_return(agreement: Agreement, *, returned_on: date, customer_signed_on: date, law: Law) -> Decision[bool]:
    """What was sent comes back signed by the customer, once: both sides are bound (CON-15, CON-17; doc 4 l.299, l.301)."""
    _running(agreement)
    _not_yet(agreement.returned_on)
    sent_on = _has(agreement.sent_on, missing="sent")
    _in_order(agreement.agreed_on, customer_signed_on)
    if returned_on < sent_on or returned_on < customer_signed_on:
        raise PeriodReversed(first=max(sent_on, customer_signed_on).isoformat(), last=returned_on.isoformat())
    return decide(True, law.clause("CON-15"), sent_on=sent_on, returned_on=returned_on, customer_signed_on=customer_signed_on)


def invoice_step(agreement: Agreement, *, law: Law) -> Decision[bool]:
    """The invoice's step is done once it was mailed to a confirmed address and contact (CON-16; doc 4 l.300)."""
    done = agreement.address_confirmed and bool(agreement.contact) and agreement.invoice_mailed_on is not None
    facts = {"address_confirmed": agreement.address_confirmed, "contact": agreement.contact}
    return decide(done, law.clause("CON-16"), **facts, invoice_mailed_on=agreement.invoice_mailed_on)


def payment_state(agreement: Agreement, *, on: date, law: Law) -> Decision[str]:
    """None until both sides have signed, then pending, paid or overdue by what billing tells (CON-17; doc 4 l.301)."""
    due, paid = agreement.payment_due_on, agreement.paid_on
    state = "pending" if due is not None else "none"
    if due is not None and on > due:
        state = "overdue"
    if paid is not None and paid <= on:
        state = "paid"
    return decide(state, law.clause("CON-17"), payment_due_on=due, paid_on=paid, on=on)


def may_update_period(agreement: Agreement, *, updated_on: date | None = None, law: Law) -> Decision[bool]:
    """The new period comes into force once the contract is back and paid (CON-09; doc 4 l.302); raises ``renewal_unpaid``."""
    _running(agreement)
    _not_yet(agreement.updated_on)
    _in_order(_has(agreement.returned_on, missing="returned"), updated_on)
    if agreement.paid_on is None and agreement.amount:
        raise RenewalUnpaid(contract_no=agreement.contract_no)
    return decide(True, law.clause("CON-09"), law.clause("CON-08"), paid_on=agreement.paid_on, amount=agreement.amount)


def may_terminate(agreement: Agreement, *, law: Law) -> Decision[bool]:
    """A contract ends once (CON-50; doc 5.4 l.464); raises ``contract_ended``."""
    _running(agreement)
    return decide(True, law.clause("CON-50"), contract_no=agreement.contract_no)


def contract_state(agreement: Agreement, *, law: Law) -> Decision[str]:
    """How far a contract is: the last step of its papers (CON-13..15, CON-09)."""
    reached = {
        "terminated": agreement.terminated_on, "concluded": agreement.updated_on, "returned": agreement.returned_on,
        "sent": agreement.sent_on, "signed": agreement.signed_by, "agreed": agreement.agreed_on,
    }  # fmt: skip
    state = next((name for name, fact in reached.items() if fact), "drafted")
    return decide(state, law.clause("CON-13"), law.clause("CON-09"), **reached)


def renewal_steps(agreement: Agreement, *, on: date, law: Law) -> Decision[tuple[Step, ...]]:
    """The steps of a renewal in the order of the law, each done or not (CON-09, CON-13..17; doc 4 l.296-302)."""
    named = law.value("renewal_steps", on=agreement.drafted_on)
    done = {
        "agreed": agreement.agreed_on is not None,
        "signed": bool(agreement.signed_by) and agreement.signed_on is not None and agreement.sealed,
        "sent": agreement.sent_on is not None,
        "dates_agreed": agreement.return_due_on is not None and agreement.pay_due_on is not None,
        "invoice_mailed": invoice_step(agreement, law=law).outcome,
        "paid": payment_state(agreement, on=on, law=law).outcome == "paid",
        "updated": agreement.updated_on is not None,
    }
    return decide(tuple(Step(name, done[name]) for name in named.value), named, on=on)


def review_warnings(archive_version: int | None, *, drafted_by: str, reviewed_by: str, law: Law) -> Decision[tuple[str, ...]]:
    """A review names the version of the archive it consulted, or a warning stays; nobody reviews the own draft (CON-42; doc 1 l.89)."""
    if drafted_by == reviewed_by:
        raise SelfApproval(staff_no=reviewed_by)
    warnings = () if archive_version is not None else ("review_without_archive",)
    return decide(warnings, law.clause("CON-42"), archive_version=archive_version, reviewed_by=reviewed_by)


@dataclass(frozen=True)
class Renewal:
    """Contracts that ran out in a span, those that were followed, and the rate in percent with one place."""

    due: int
    renewed: int
    percent: str | None
    not_renewed: tuple[str, ...] = ()


def renewal_rate(due: Sequence[str], *, renewed: Sequence[str], law: Law) -> Decision[Renewal]:
    """The contracts renewed among those due, in percent with one place (CON-48; doc 5.4 l.463)."""
    return rate_of(due, renewed=renewed, clause=law.clause("CON-48"))


def rate_of(due: Sequence[str], *, renewed: Sequence[str], clause: Citation) -> Decision[Renewal]:
    """What a clause on renewal counts: each due one once, renewed ones only where they were due."""
    wanted = sorted(set(due))
    followed = set(renewed) & set(wanted)
    percent = percent_text(len(followed), whole=len(wanted), places=1)
    left = tuple(one for one in wanted if one not in followed)
    return decide(Renewal(len(wanted), len(followed), percent, left), clause, due=len(wanted), renewed=len(followed))


def _running(agreement: Agreement) -> None:
    if agreement.terminated_on is not None:
        raise ContractEnded(ended_on=agreement.terminated_on.isoformat())


def _not_yet(done_on: date | None) -> None:
    if done_on is not None:
        raise ContractStepDone(done_on=done_on.isoformat())


def _in_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise PeriodReversed(first=first.isoformat(), last=last.isoformat())


def _ended(agreement: Agreement, on: date) -> bool:
    return agreement.terminated_on is not None and agreement.terminated_on <= on


def _has(day: date | None, *, missing: str) -> date:
    if day is None:
        raise ContractStepMissing(missing=missing)
    return day
