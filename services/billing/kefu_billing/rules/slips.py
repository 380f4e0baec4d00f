"""Settlement slips: issued from a reading, delivered, signed, and posted by a cashier (BIL-17..BIL-19, BIL-22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kefu.calendar import months_after
from kefu.law import Decision, Law, decide
from kefu_billing.rules.facts import Account, Slip
from kefu_billing.rules.invoices import RESIDENTIAL
from kefu_messages.billing import (
    DuplicateSlip,
    EnteredByWrongRole,
    EnteredVolumeDiffers,
    NoSlipForResidents,
    SlipVolumeDiffers,
    SlipWithoutReading,
)
from kefu_messages.errors import StateConflict, UnknownMeter


def of_month(slip: Slip, *, account: Account | None) -> Slip:
    """The slip with the month it settles: that of its issue, or the one before that was read and not settled (BIL-17; doc 2 l.208)."""
    before = months_after(slip.month, -1)
    if account is None or account.reading(slip.meter_no, slip.month) or not account.reading(slip.meter_no, before):
        return slip
    settled = any((item.meter_no, item.month) == (slip.meter_no, before) and not item.refused for item in account.slips)
    return slip if settled else replace(slip, reading_month=before)


def judge_slip(slip: Slip, *, account: Account | None, seen: bool, entered_by_roles: frozenset[str], law: Law) -> Decision[Slip]:
    """A submitted slip that may stand, posting included (BIL-17, BIL-18); refusals in the order of the data format.

    ``seen`` is whether the number was submitted before, ``entered_by_roles`` the posts of who entered it.
    """
    if seen:
        raise DuplicateSlip(slip_no=slip.slip_no)
    found = judge_issue(slip, account=account, law=law)
    if slip.volume is None:
        raise SlipVolumeDiffers(volume="", expected=str(found.outcome.volume))
    if slip.entered_on is not None or slip.entered_volume is not None:
        found = judge_posting(slip, held=entered_by_roles, law=law)
    return decide(slip, law.clause("BIL-17"), *found.because[:2], slip_no=slip.slip_no, volume=slip.volume)


def judge_issue(slip: Slip, *, account: Account | None, law: Law) -> Decision[Slip]:
    """The slip that follows from the month's accepted reading; without a volume it takes the reading's (BIL-17)."""
    if account is None or slip.meter_no not in account.meters:
        raise UnknownMeter(meter_no=slip.meter_no)
    reading = account.reading(slip.meter_no, slip.month)
    if reading is None:
        raise SlipWithoutReading(meter_no=slip.meter_no, month=slip.month)
    if slip.volume is not None and slip.volume != reading.volume:
        raise SlipVolumeDiffers(volume=str(slip.volume), expected=str(reading.volume))
    if account.kind == RESIDENTIAL:
        raise NoSlipForResidents
    return decide(replace(slip, volume=reading.volume), law.clause("BIL-17"), volume=reading.volume, read_on=reading.read_on)


def judge_posting(slip: Slip, *, held: frozenset[str], law: Law) -> Decision[Slip]:
    """The posting of a slip: by a charging post, never the reader, and of the slip's own volume (BIL-18; doc 2 l.208)."""
    posts = law.value("money_roles", on=slip.entered_on or slip.known_on)
    if not held & set(posts.value):
        raise EnteredByWrongRole(entered_by=slip.entered_by)
    if slip.entered_volume != slip.volume:
        raise EnteredVolumeDiffers(entered=str(slip.entered_volume), volume=str(slip.volume))
    return decide(slip, posts, law.clause("BIL-18"), entered_by=slip.entered_by, held=sorted(held), volume=slip.volume)


def deliver(slip: Slip, *, delivered_on: date, entry_code_checked: bool, law: Law) -> Decision[Slip]:
    """The slip as delivered: once, and not before it was issued (BIL-19, BIL-22; doc 2 l.206)."""
    if slip.delivered_on is not None or (slip.issued_on is not None and delivered_on < slip.issued_on):
        raise StateConflict(state=state_of(slip))
    delivered = replace(slip, delivered_on=delivered_on, entry_code_checked=entry_code_checked)
    return decide(delivered, law.clause("BIL-22"), delivered_on=delivered_on, entry_code_checked=entry_code_checked)


def sign(slip: Slip, *, signature: str, signatory: str, witness: str, signed_on: date, law: Law) -> Decision[Slip]:
    """The slip as signed or refused, with signatory and day; a signature needs its name (BIL-17; doc 2 l.208)."""
    backdated = slip.issued_on is not None and signed_on < slip.issued_on
    if slip.signature != "pending" or (signature == "signed" and not signatory) or backdated:
        raise StateConflict(state=state_of(slip))
    signed = replace(slip, signature=signature, signatory=signatory, witness=witness, signed_on=signed_on)
    return decide(signed, law.clause("BIL-17"), signature=signature, signatory=signatory)


def post(slip: Slip, *, entered_on: date, entered_by: str, entered_volume: Decimal, held: frozenset[str], law: Law) -> Decision[Slip]:
    """The slip as entered in the charging system, once (BIL-18; doc 2 l.208)."""
    if slip.entered_on is not None:
        raise StateConflict(state=state_of(slip))
    entered = replace(slip, entered_on=entered_on, entered_by=entered_by, entered_volume=entered_volume)
    return judge_posting(entered, held=held, law=law)


def state_of(slip: Slip) -> str:
    """How far the slip has come: issued, delivered, signed, refused or entered."""
    if slip.entered_on is not None:
        return "entered"
    if slip.signature != "pending":
        return slip.signature
    return "delivered" if slip.delivered_on else "issued"


def without_checklist(slips: Sequence[Slip]) -> list[Slip]:
    """Deliveries that do not confirm the home-entry checklist: saved, and a finding (BIL-22; doc 2 l.206)."""
    return [slip for slip in slips if slip.delivered_on is not None and not slip.entry_code_checked]
