"""Why owners do not pay, whom a letter could not reach, who got a card (CUS-58..60; doc 5.2 l.380, l.386)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.customers.residents import ArrearsReasonUnknown, DuplicateCard
from kefu_messages.errors import UnknownUnit


@dataclass(frozen=True)
class ArrearsContactFacts:
    """A contact about arrears as the analysis counts it."""

    unit_no: str
    reason: str


@dataclass(frozen=True)
class ReasonGroup:
    """The contacts that gave one reason, and their units."""

    reason: str
    contacts: int
    units: tuple[str, ...]


@dataclass(frozen=True)
class MailingOutcome:
    """Owners a mailing was meant for, and what became of their letters."""

    targeted: int
    sent: int
    address_unknown: int
    address_unknown_percent: Decimal | None


@dataclass(frozen=True)
class LetterFacts:
    """A letter that could not be sent, and when the unit's address was repaired."""

    unit_no: str
    dispatched_on: date
    address_repaired_on: date | None = None


@dataclass(frozen=True)
class CardFacts:
    """A card as the year's figures count it."""

    unit_no: str
    holder_type: str | None
    reason: str | None


@dataclass(frozen=True)
class CardCount:
    """Households and cards, tenants among them, and cards per reason."""

    households: int
    cards: int
    tenant_households: int
    tenant_cards: int
    by_reason: dict[str, int]


def unit_known(unit_no: str, *, known: bool, law: Law) -> Decision[bool]:
    """What concerns a unit concerns a registered one (CUS-57)."""
    if not known:
        raise UnknownUnit(unit_no=unit_no)
    return decide(True, law.clause("CUS-57"), unit_no=unit_no)


def arrears_reason(reason: str, *, contacted_on: date, law: Law) -> Decision[str]:
    """The reason a customer gives for not paying, one of the organisation's list (CUS-58; doc 5.2 l.380)."""
    reasons = law.value("arrears_reasons", on=contacted_on)
    if reason not in reasons.value:
        raise ArrearsReasonUnknown(reason=reason)
    return decide(reason, law.clause("CUS-58"), reasons, reason=reason)


def arrears_by_reason(contacts: Sequence[ArrearsContactFacts], *, law: Law) -> Decision[tuple[ReasonGroup, ...]]:
    """Contacts grouped by reason, the most frequent first (CUS-58; doc 5.2 l.380)."""
    listed = list(contacts)
    counted = Counter(one.reason for one in listed)
    groups = (
        ReasonGroup(reason, count, tuple(sorted({one.unit_no for one in listed if one.reason == reason})))
        for reason, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    )
    return decide(tuple(groups), law.clause("CUS-58"), contacts=len(listed))


def mailing_outcome(sent: int, *, address_unknown: int, law: Law) -> Decision[MailingOutcome]:
    """Targeted are all letters; those without an address were not sent (CUS-59; doc 5.2 l.386)."""
    targeted = sent + address_unknown
    outcome = MailingOutcome(targeted, sent, address_unknown, percent(address_unknown, whole=targeted, places=1))
    return decide(outcome, law.clause("CUS-59"), sent=sent, address_unknown=address_unknown)


def addresses_to_repair(unreachable: Sequence[LetterFacts], *, law: Law) -> Decision[tuple[str, ...]]:
    """Units whose letter found no address, unless it was repaired since (CUS-59; doc 5.2 l.386)."""
    units = {one.unit_no for one in unreachable if one.address_repaired_on is None or one.address_repaired_on < one.dispatched_on}
    return decide(tuple(sorted(units)), law.clause("CUS-59"))


def card_issuable(card_no: str, *, seen: bool, unit_no: str, known: bool, law: Law) -> Decision[bool]:
    """A resident card is issued once, to a household of a registered unit (CUS-60; doc 5.2 l.386)."""
    if seen:
        raise DuplicateCard(card_no=card_no)
    if not known:
        raise UnknownUnit(unit_no=unit_no)
    return decide(True, law.clause("CUS-60"), card_no=card_no, unit_no=unit_no)


def cards_counted(cards: Sequence[CardFacts], *, law: Law) -> Decision[CardCount]:
    """One household however many cards it got (CUS-60; doc 5.2 l.386)."""
    listed = list(cards)
    tenants = [one for one in listed if one.holder_type == "tenant"]
    count = CardCount(
        households=len({one.unit_no for one in listed}), cards=len(listed),
        tenant_households=len({one.unit_no for one in tenants}), tenant_cards=len(tenants),
        by_reason=dict(sorted(Counter(one.reason for one in listed if one.reason).items())),
    )  # fmt: skip
    return decide(count, law.clause("CUS-60"), cards=len(listed))
