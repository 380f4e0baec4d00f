"""Account and card numbers of a meter, and the one active card (CUS-43; doc 2 l.160)."""

from __future__ import annotations

from dataclasses import dataclass

from kefu.law import Decision, Law, decide
from kefu_messages.customers.gas_accounts import ActiveCardExists, MeterOfAnotherCustomer, NoActiveCard
from kefu_messages.errors import UnknownMeter


@dataclass(frozen=True)
class AccountNumbers:
    """The numbers an account opening yields."""

    account_no: str
    card_no: str


def account_opened(
    customer_no: str, *, meter_no: str, meter_owner: str | None, active_card: str | None, cards_before: int, law: Law
) -> Decision[AccountNumbers]:
    """Account and first card of a meter of this customer without an active card (CUS-43; doc 2 l.160).

    The numbers follow from the meter's, so that no two tills can give out the same one.
    """
    if meter_owner is None:
        raise UnknownMeter(meter_no=meter_no)
    if meter_owner != customer_no:
        raise MeterOfAnotherCustomer(meter_no=meter_no)
    card = card_issued(meter_no, active_card=active_card, cards_before=cards_before, law=law).outcome
    return decide(AccountNumbers(f"A-{meter_no}", card), law.clause("CUS-43"), meter_no=meter_no, customer_no=customer_no)


def card_issued(meter_no: str, *, active_card: str | None, cards_before: int, law: Law) -> Decision[str]:
    """The number of the next card of a meter, which must have no active one (CUS-43; doc 2 l.160)."""
    if active_card is not None:
        raise ActiveCardExists(meter_no=meter_no, card_no=active_card)
    return decide(f"C-{meter_no}-{cards_before + 1}", law.clause("CUS-43"), meter_no=meter_no, cards_before=cards_before)


def card_ended(meter_no: str, *, active_card: str | None, law: Law) -> Decision[str]:
    """The card that ends: the active one (CUS-43; doc 2 l.160)."""
    if active_card is None:
        raise NoActiveCard(meter_no=meter_no)
    return decide(active_card, law.clause("CUS-43"), meter_no=meter_no)
