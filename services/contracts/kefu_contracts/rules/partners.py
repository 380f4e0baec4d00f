"""Partners' contracts, renewals and savings; dealers' referrals (CON-43, CON-44, OTH-06, OTH-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.calendar import add_months, month_of
from kefu.law import Decision, Law, decide
from kefu_contracts.rules.agreements import Renewal, rate_of
from kefu_messages.contracts import ContractEnded, PeriodReversed, ReferralWithoutResponsible, UnknownPartner
from kefu_messages.errors import AlreadyExists, UnknownReference


@dataclass(frozen=True)
class Alliance:
    """An alliance contract; it counts to its last day, or to the day before it was terminated."""

    contract_no: str
    starts_on: date
    ends_on: date
    signed_on: date | None = None
    terminated_on: date | None = None

    def runs(self, on: date) -> bool:
        """Whether it is in force on the day."""
        return self.starts_on <= on <= self.ends_on and (self.terminated_on is None or on < self.terminated_on)


@dataclass(frozen=True)
class Saving:
    """What a partner saved in a month, yuan."""

    month: str
    amount: Decimal


@dataclass(frozen=True)
class Ally:
    """A partner with its contracts and savings."""

    partner_no: str
    contracts: tuple[Alliance, ...] = ()
    savings: tuple[Saving, ...] = ()


def alliance_signed(alliance: Alliance, *, known: Sequence[Alliance], law: Law) -> Decision[bool]:
    """A contract with dates that follow each other, under a number of its own (CON-43; doc 5.1 l.361)."""
    if alliance.ends_on < alliance.starts_on:
        raise PeriodReversed(first=alliance.starts_on.isoformat(), last=alliance.ends_on.isoformat())
    if any(one.contract_no == alliance.contract_no for one in known):
        raise AlreadyExists(kind="contract", key=alliance.contract_no)
    return decide(True, law.clause("CON-43"), law.clause("CON-44"), starts_on=alliance.starts_on, ends_on=alliance.ends_on)


def alliance_ended(contract_no: str, *, known: Sequence[Alliance], law: Law) -> Decision[bool]:
    """A contract is terminated once (CON-43); raises ``unknown_reference``, ``contract_ended``."""
    found = next((one for one in known if one.contract_no == contract_no), None)
    if found is None:
        raise UnknownReference(kind="contract", key=contract_no)
    if found.terminated_on is not None:
        raise ContractEnded(ended_on=found.terminated_on.isoformat())
    return decide(True, law.clause("CON-43"), contract_no=contract_no)


def partner_state(ally: Ally, *, on: date, law: Law) -> Decision[str]:
    """Whether a partner's contract is in force on the day (CON-43; doc 5.1 l.361)."""
    begun = [one for one in ally.contracts if one.starts_on <= on]
    last = max(begun, key=lambda one: (one.ends_on, one.contract_no), default=None)
    state = "registered" if last is None else "terminated" if last.terminated_on and last.terminated_on <= on else "expired"
    if any(one.runs(on) for one in ally.contracts):
        state = "active"
    return decide(state, law.clause("CON-43"), on=on, contracts=len(ally.contracts))


def active_partners(allies: Sequence[Ally], *, on: date, law: Law) -> Decision[int]:
    """How many partners are active on the day (CON-43; doc 5.1 l.361)."""
    active = sum(partner_state(ally, on=on, law=law).outcome == "active" for ally in allies)
    return decide(active, law.clause("CON-43"), on=on, registered=len(allies))


def expiring_partners(allies: Sequence[Ally], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The partners whose contract in force ends within the months of the law and has no successor (OTH-06; doc 5.1 l.361)."""
    months = law.value("partner_expiry_months", on=on)
    until = add_months(on, int(months.value))
    found = [ally.partner_no for ally in allies if _ends_within(ally, on, until) and not _later(ally, until)]
    return decide(tuple(sorted(found)), law.clause("OTH-06"), months, on=on, until=until)


def partner_renewals(allies: Sequence[Ally], *, first: date, last: date, law: Law) -> Decision[Renewal]:
    """Of the partners whose contract ran out in the span, those with a contract that follows it (CON-44; doc 5.1 l.361)."""
    due = {ally.partner_no: max(ends) for ally in allies if (ends := _ends(ally, first, last))}
    renewed = [ally.partner_no for ally in allies if ally.partner_no in due and _later(ally, due[ally.partner_no])]
    return rate_of(list(due), renewed=renewed, clause=law.clause("CON-44"))


def savings(allies: Sequence[Ally], *, first: date, last: date, law: Law) -> Decision[Decimal]:
    """What partners saved in the months of the span, yuan (OTH-06; doc 5.1 l.361)."""
    months = month_of(first), month_of(last)
    total = sum((one.amount for ally in allies for one in ally.savings if months[0] <= one.month <= months[1]), Decimal(0))
    return decide(total, law.clause("OTH-06"), first=first, last=last)


def referral_taken(responsible: str | None, *, partner_no: str, partner_known: bool, law: Law) -> Decision[bool]:
    """A referral has a responsible person and goes to a partner of the registry (OTH-07; doc 5.1 l.363)."""
    if not responsible:
        raise ReferralWithoutResponsible
    if not partner_known:
        raise UnknownPartner(partner_no=partner_no)
    return decide(True, law.clause("OTH-07"), responsible=responsible, partner_no=partner_no)


def _ends_within(ally: Ally, on: date, until: date) -> bool:
    return any(one.runs(on) and one.ends_on <= until for one in ally.contracts)


def _ends(ally: Ally, first: date, last: date) -> list[date]:
    return [one.ends_on for one in ally.contracts if first <= one.ends_on <= last and one.terminated_on is None]


def _later(ally: Ally, day: date) -> bool:
    return any(one.ends_on > day and one.terminated_on is None for one in ally.contracts)
