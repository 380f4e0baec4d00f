"""What contracts bring in, mailed invoices and dated price lists (BIL-31..BIL-33, BIL-43)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_billing.rules.balances import CENT
from kefu_billing.rules.facts import ZERO
from kefu_messages.billing import AddressNotConfirmed, DuplicateReceipt, ExceedsOpenAmount, InvalidAmount
from kefu_messages.errors import ValueNotInForce


@dataclass(frozen=True)
class ContractPayment:
    """A payment on a contract, in yuan."""

    receipt_no: str
    paid_on: date
    amount: Decimal


@dataclass(frozen=True)
class Contract:
    """A signed contract and what was paid on it, in yuan."""

    contract_no: str
    amount: Decimal
    signed_by_us_on: date
    signed_by_customer_on: date
    payments: tuple[ContractPayment, ...] = ()

    @property
    def signed_on(self) -> date:
        """The later of both signatures: a faxed contract comes back signed."""
        return max(self.signed_by_us_on, self.signed_by_customer_on)

    def paid(self, *, until: date) -> Decimal:
        """What was paid by the end of the day."""
        return sum((item.amount for item in self.payments if item.paid_on <= until), ZERO)


def contract_due(contract: Contract, *, law: Law) -> Decision[date]:
    """The last day on which the whole sum arrives in time (BIL-33; doc 4 l.301)."""
    days = law.value("contract_payment_days", on=contract.signed_on)
    due = contract.signed_on + timedelta(days=int(days.value))
    return decide(due, days, law.clause("BIL-33"), signed_on=contract.signed_on)


def contract_overdue_days(contract: Contract, *, on: date, law: Law) -> Decision[int]:
    """How many days the contract is overdue on a day, or was when it was paid in full; 0 in time (BIL-33)."""
    due = contract_due(contract, law=law)
    late = max((min(on, _settled(contract, on) or on) - due.outcome).days, 0)
    return decide(late, *due.because, due_on=due.outcome, paid=contract.paid(until=on), on=on)


def _settled(contract: Contract, on: date) -> date | None:
    """The day on which the last yuan arrived."""
    days = sorted({item.paid_on for item in contract.payments if item.paid_on <= on})
    return next((day for day in days if contract.paid(until=day) >= contract.amount), None)


def final_payment(contract: Contract, *, on: date, law: Law) -> Decision[Decimal]:
    """The rest that sales and specialist collect together (BIL-31; doc 4 l.277)."""
    paid = contract.paid(until=on)
    return decide(contract.amount - paid, law.clause("BIL-31"), amount=contract.amount, paid=paid)


def judge_contract_payment(payment: ContractPayment, *, contract: Contract, seen: bool, law: Law) -> Decision[ContractPayment]:
    """A payment on a contract: positive, new, and not more than is open (BIL-31, BIL-33)."""
    if payment.amount <= 0 or payment.amount != payment.amount.quantize(CENT):
        raise InvalidAmount(amount=str(payment.amount))
    if seen or any(item.receipt_no == payment.receipt_no for item in contract.payments):
        raise DuplicateReceipt(receipt_no=payment.receipt_no)
    rest = contract.amount - sum((item.amount for item in contract.payments), ZERO)
    if payment.amount > rest:
        raise ExceedsOpenAmount(amount=str(payment.amount), open=str(rest))
    return decide(payment, law.clause("BIL-31"), open=rest)


def mailable(*, address_confirmed: bool, contact_confirmed: bool, law: Law) -> Decision[bool]:
    """An invoice is mailed only to a confirmed address and contact (BIL-32; doc 4 l.300)."""
    if not (address_confirmed and contact_confirmed):
        raise AddressNotConfirmed(state="unconfirmed")
    return decide(True, law.clause("BIL-32"), address_confirmed=True, contact_confirmed=True)


@dataclass(frozen=True)
class PriceList:
    """A version of the price list and its first day."""

    price_list: str
    valid_from: date


def price_list_of(signed_on: date, *, lists: Sequence[PriceList], law: Law) -> Decision[str]:
    """The version in force at signing, which the contract keeps (BIL-43; doc 5.4 l.470)."""
    valid = [item for item in lists if item.valid_from <= signed_on]
    if not valid:
        raise ValueNotInForce(value="price_list", organisation=law.organisation, day=signed_on.isoformat())
    kept = max(valid, key=lambda item: (item.valid_from, item.price_list))
    return decide(kept.price_list, law.clause("BIL-43"), signed_on=signed_on, valid_from=kept.valid_from)
