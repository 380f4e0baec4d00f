"""What is entered on a unit's account, one by one or as the rows of a file: charges, payments, discounts, arrears, notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from kefu.law import Decision
from kefu.repeats import nth, told_apart
from kefu.rows import import_changes
from kefu.service import Ask, Batch, Draft, Record, Shelf, command, importer
from kefu_billing import rules
from kefu_billing.rules.facts import ZERO
from kefu_billing.rules.units import Arrears, Charge, Discount, Notice, OwnerPayment, Unit
from kefu_billing.service.books import decision_name, given, happened_by_now, needed
from kefu_billing.store import UNITS, changed, unit_of
from kefu_messages import Happening
from kefu_messages.billing import (
    ChargePropertyFee,
    GrantDiscount,
    IssuePaymentNotice,
    OpeningArrearsRegistered,
    PaymentNoticeIssued,
    PropertyDiscountGranted,
    PropertyFeeCharged,
    PropertyFeeReceived,
    RecordPropertyPayment,
    RegisterOpeningArrears,
)
from kefu_messages.errors import AlreadyExists, StateConflict

Entering = Callable[[Ask, Record, bool], Draft]
NUMBERED = {
    ChargePropertyFee: ("charge", ("charge_no",)),
    RecordPropertyPayment: ("receipt", ("receipt_no",)),
    GrantDiscount: ("discount", ("discount_no",)),
    RegisterOpeningArrears: ("opening", ("unit_no", "fee_type", "fee_year")),
    IssuePaymentNotice: ("notice", ("notice_no",)),
}
OF_A_FILE = {"notice": ("unit_no", "issued_on")}  # whose numbers may begin again


class PropertyRows:
    """Entries on the accounts of units."""

    units = Shelf(UNITS)

    @command(ChargePropertyFee)
    def charge_property_fee(self, ask: Ask) -> Any:
        """Charge a unit for a period, by kind of fee (BIL-39)."""
        return self._enter_on_unit(ask, charged)

    @importer(ChargePropertyFee)
    def import_charges(self, batch: Batch) -> None:
        """The charges of a file."""
        import_changes(batch, self.units, key="unit_no", number=claim_of, drafted=charged)

    @command(RecordPropertyPayment)
    def record_property_payment(self, ask: Ask) -> Any:
        """Take an owner's payment (BIL-39)."""
        return self._enter_on_unit(ask, paid)

    @importer(RecordPropertyPayment)
    def import_property_payments(self, batch: Batch) -> None:
        """The payments of a file."""
        import_changes(batch, self.units, key="unit_no", number=claim_of, drafted=paid)

    @command(GrantDiscount)
    def grant_discount(self, ask: Ask) -> Any:
        """Grant what the unit is entitled to (BIL-36, BIL-37)."""
        return self._enter_on_unit(ask, granted)

    @importer(GrantDiscount)
    def import_discounts(self, batch: Batch) -> None:
        """The discounts of a file, each against the charges and payments that are there."""
        import_changes(batch, self.units, key="unit_no", number=claim_of, drafted=granted)

    @command(RegisterOpeningArrears)
    def register_opening_arrears(self, ask: Ask) -> Any:
        """What a unit owed at the start of a year, once per kind and year."""
        return self._enter_on_unit(ask, owed)

    @importer(RegisterOpeningArrears)
    def import_opening_arrears(self, batch: Batch) -> None:
        """The arrears of a file."""
        import_changes(batch, self.units, key="unit_no", number=claim_of, drafted=owed)

    @command(IssuePaymentNotice)
    def issue_payment_notice(self, ask: Ask) -> Any:
        """A notice or reminder with channel and result (BIL-34, BIL-35)."""
        return self._enter_on_unit(ask, noticed)

    @importer(IssuePaymentNotice)
    def import_payment_notices(self, batch: Batch) -> None:
        """The notices of a file."""
        import_changes(batch, self.units, key="unit_no", number=claim_of, drafted=noticed)

    def _enter_on_unit(self, ask: Ask, drafted: Entering) -> Any:
        """Enter what a single command says."""
        needed(ask, ("unit_no",))
        claim = claim_of(ask)
        record = self.units.new(ask.organisation, ask["unit_no"])
        draft = drafted(ask, record, claim is not None and self.units.claimed(ask.organisation, claim) is not None)
        reply = {"number": draft.claims[0].partition("/")[2].replace("/", " "), "state": "accepted"}
        return self.units.save(
            record, ask, changes=draft.changes, events=draft.events, decisions=draft.decisions, claims=draft.claims, reply=reply
        )


def claim_of(ask: Ask) -> str | None:
    """The name that only one entry may hold; None of a row that lacks it."""
    kind, names = NUMBERED[ask.message]
    parts = [ask.get(name) for name in (names if ask.row is None else (*names, *OF_A_FILE.get(kind, ())))]
    return None if None in parts else told_apart("/".join([kind, *map(str, parts)]), ask)


def charged(ask: Ask, record: Record, seen: bool) -> Draft:  # noqa: FBT001 - what the import passes on
    """A charge of the unit (BIL-39)."""
    needed(ask, ("charge_no", "fee_type", "fee_year"))
    happened_by_now(ask, "issued_on")
    unit = unit_in(record)
    asked = given(ask, Charge, amount=ask.get("amount") or ZERO)
    verdict = rules.judge_charge(asked, law=ask.law, seen=seen, **_judged(ask, record, unit))
    named = {"charge_no": asked.charge_no, "fee_year": asked.fee_year, "issued_on": asked.issued_on, "fee_type": asked.fee_type}
    event = PropertyFeeCharged.of(unit_no=unit.unit_no, amount=verdict.outcome.amount, because=verdict.clauses, **named)
    return _entry(ask, record, unit, event, charges=verdict)


def paid(ask: Ask, record: Record, seen: bool) -> Draft:  # noqa: FBT001
    """A payment of the unit's owner (BIL-39)."""
    needed(ask, ("receipt_no", "fee_type", "paid_on"))
    happened_by_now(ask, "paid_on")
    unit = unit_in(record)
    asked = given(ask, OwnerPayment, amount=ask.get("amount") or ZERO)
    verdict = rules.judge_owner_payment(asked, law=ask.law, seen=seen, **_judged(ask, record, unit))
    named = {"receipt_no": asked.receipt_no, "paid_on": asked.paid_on, "channel": asked.channel, "fee_type": asked.fee_type}
    event = PropertyFeeReceived.of(unit_no=unit.unit_no, amount=verdict.outcome.amount, because=verdict.clauses, **named)
    return _entry(ask, record, unit, event, payments=verdict)


def granted(ask: Ask, record: Record, seen: bool) -> Draft:  # noqa: FBT001
    """What the unit is entitled to (BIL-36, BIL-37)."""
    needed(ask, ("discount_no", "granted_on"))
    happened_by_now(ask, "granted_on")
    unit = unit_in(record)
    asked = given(ask, Discount, amount=ask.get("amount") or ZERO, kind=ask.get("kind") or "")
    verdict = rules.judge_discount(asked, law=ask.law, seen=seen, **_judged(ask, record, unit))
    named = {name: getattr(verdict.outcome, name) for name in ("discount_no", "kind", "amount", "granted_on", "paid_through")}
    event = PropertyDiscountGranted.of(unit_no=unit.unit_no, because=verdict.clauses, **named)
    return _entry(ask, record, unit, event, discounts=verdict)


def owed(ask: Ask, record: Record, seen: bool) -> Draft:  # noqa: FBT001
    """What the unit owed at the start of a year; of a file every row counts (BIL-39, REP-27)."""
    needed(ask, ("fee_type", "fee_year"))
    unit = unit_in(record)
    asked = given(ask, Arrears, amount=ask.get("amount") or ZERO)
    verdict = rules.judge_arrears(asked, law=ask.law, **_judged(ask, record, unit))
    if seen or sum(item.same_debt(asked) for item in unit.opening) >= nth(ask):
        raise StateConflict(state="registered")
    named = {**asdict(verdict.outcome), "nth": place(ask)}
    event = OpeningArrearsRegistered.of(unit_no=unit.unit_no, because=verdict.clauses, **named)
    return _entry(ask, record, unit, event, opening=verdict)


def noticed(ask: Ask, record: Record, seen: bool) -> Draft:  # noqa: FBT001
    """A notice to the unit (BIL-34, BIL-35)."""
    needed(ask, ("notice_no", "issued_on"))
    happened_by_now(ask, "issued_on")
    unit = unit_in(record)
    notice = given(ask, Notice)
    verdict = rules.judge_notice(notice, unit=unit if record.get("known") else None, unit_no=ask.get("unit_no") or "", law=ask.law)
    if seen:
        raise AlreadyExists(kind="notice", key=notice.notice_no)
    named = {name: getattr(notice, name) for name in ("notice_no", "issued_on", "channel", "delivery_state", "result")}
    event = PaymentNoticeIssued.of(unit_no=unit.unit_no, because=verdict.clauses, nth=place(ask), **named)
    return _entry(ask, record, unit, event, notices=verdict)


def place(ask: Ask) -> int | None:
    """The row's place among those that agree in what names them, as it is told; None of the first."""
    return nth(ask) if nth(ask) > 1 else None


def unit_in(record: Record) -> Unit:
    """The unit of a record."""
    return unit_of(record, unit_no=record.key, zone=None)


def _judged(ask: Ask, record: Record, unit: Unit) -> dict[str, Any]:
    """What a judgement of a row needs to know besides the row."""
    return {"unit": unit if record.get("known") else None, "unit_no": ask.get("unit_no") or "", "amount": ask.get("amount")}


def _entry(ask: Ask, record: Record, unit: Unit, event: Happening, **decided: Decision[Any]) -> Draft:
    (name, verdict), claim = *decided.items(), str(claim_of(ask))
    added: dict[str, Any] = {name: (*getattr(unit, name), verdict.outcome)}
    decisions = {decision_name(name, claim.partition("/")[2]): verdict}
    return Draft(record, ask, changed(unit, after=replace(unit, **added)), [event], decisions, [claim])
