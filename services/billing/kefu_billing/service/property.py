"""Property fees: units, charges, payments, discounts, notices, promotions (BIL-34..BIL-42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command, on, query
from kefu_billing import rules
from kefu_billing.rules.facts import ZERO
from kefu_billing.rules.property import Promotion
from kefu_billing.rules.property_year import PropertyYearFacts, arrears_units, findings
from kefu_billing.rules.units import Arrears, Charge, Discount, Move, Notice, OwnerPayment, Unit, balance_of, paid_through
from kefu_billing.service.books import decision_name, given, happened_by_now, needed, said, told
from kefu_billing.store import PROMOTIONS, TARGETS, UNITS, changed, read, unit_of
from kefu_messages import Happening
from kefu_messages.billing import (
    AnnouncePromotion,
    ChargePropertyFee,
    GetPropertyYear,
    GetUnitAccount,
    GrantDiscount,
    IssuePaymentNotice,
    OpeningArrearsRegistered,
    PaymentNoticeIssued,
    PropertyDiscountGranted,
    PropertyFeeCharged,
    PropertyFeeReceived,
    RecordPropertyPayment,
    RegisterOpeningArrears,
    SetCollectionTarget,
    UsePromotion,
    WhyUnitAccount,
)
from kefu_messages.customers import UnitChanged, UnitRegistered
from kefu_messages.errors import AlreadyExists, StateConflict, UnknownUnit


class Property:
    """One account per unit."""

    units = Shelf(UNITS)
    promotions = Shelf(PROMOTIONS)
    targets = Shelf(TARGETS)

    @on(UnitRegistered)
    def know_unit(self, ask: Ask) -> None:
        """Open the unit's account."""
        record, unit = self._unit(ask)
        since = ask.get("occupied_since") if ask.get("occupancy") else None
        moves = unit.moves or (() if since is None else (Move(since, occupied=True),))
        names = ("unit_type", "ownership", "handed_over_on", "occupancy", "chargeable", "monthly_fee", "fee_paid_through")
        after = replace(unit, moves=moves, **{name: ask.get(name) for name in names})
        self._keep_unit(ask, record, unit, after, more={"known": True})

    @on(UnitChanged)
    def follow_unit(self, ask: Ask) -> None:
        """Take over hand-over, moves and ownership, each from its day."""
        record, unit = self._unit(ask)
        moved = {"moved_in": True, "moved_out": False}.get(ask["what"])
        moves = unit.moves if moved is None else (*unit.moves, Move(ask["on"], occupied=moved))
        after = replace(unit, moves=moves, ownership=ask["ownership"], handed_over_on=ask.get("handed_over_on") or unit.handed_over_on)
        self._keep_unit(ask, record, unit, after)

    @command(ChargePropertyFee)
    def charge_property_fee(self, ask: Ask) -> Any:
        """Charge a unit for a period, by kind of fee (BIL-39)."""
        needed(ask, ("charge_no", "unit_no", "fee_type", "fee_year", "issued_on"))
        happened_by_now(ask, "issued_on")
        record, unit = self._unit(ask)
        asked = given(ask, Charge, amount=ask.get("amount") or ZERO)
        verdict = rules.judge_charge(asked, law=ask.law, **self._judged(ask, record, unit, f"charge/{asked.charge_no}"))
        event = {"charge_no": asked.charge_no, "fee_year": asked.fee_year, "issued_on": asked.issued_on}
        told_more = PropertyFeeCharged.of(
            unit_no=unit.unit_no, fee_type=asked.fee_type, amount=verdict.outcome.amount, because=verdict.clauses, **event
        )
        return self._add(ask, record, unit, "charges", verdict, number=asked.charge_no, claim=f"charge/{asked.charge_no}", event=told_more)

    @command(RecordPropertyPayment)
    def record_property_payment(self, ask: Ask) -> Any:
        """Take an owner's payment (BIL-39)."""
        needed(ask, ("receipt_no", "unit_no", "fee_type", "paid_on"))
        happened_by_now(ask, "paid_on")
        record, unit = self._unit(ask)
        asked = given(ask, OwnerPayment, amount=ask.get("amount") or ZERO)
        verdict = rules.judge_owner_payment(asked, law=ask.law, **self._judged(ask, record, unit, f"receipt/{asked.receipt_no}"))
        named = {"receipt_no": asked.receipt_no, "paid_on": asked.paid_on, "channel": asked.channel, "fee_type": asked.fee_type}
        event = PropertyFeeReceived.of(unit_no=unit.unit_no, amount=verdict.outcome.amount, because=verdict.clauses, **named)
        return self._add(ask, record, unit, "payments", verdict, number=asked.receipt_no, claim=f"receipt/{asked.receipt_no}", event=event)

    @command(GrantDiscount)
    def grant_discount(self, ask: Ask) -> Any:
        """Grant what the unit is entitled to (BIL-36, BIL-37)."""
        needed(ask, ("discount_no", "unit_no", "granted_on"))
        happened_by_now(ask, "granted_on")
        record, unit = self._unit(ask)
        asked = given(ask, Discount, amount=ask.get("amount") or ZERO, kind=ask.get("kind") or "")
        verdict = rules.judge_discount(asked, law=ask.law, **self._judged(ask, record, unit, f"discount/{asked.discount_no}"))
        granted = verdict.outcome
        named = {name: getattr(granted, name) for name in ("discount_no", "kind", "amount", "granted_on", "paid_through")}
        event = PropertyDiscountGranted.of(unit_no=unit.unit_no, because=verdict.clauses, **named)
        claim = f"discount/{asked.discount_no}"
        return self._add(ask, record, unit, "discounts", verdict, number=asked.discount_no, claim=claim, event=event)

    @command(RegisterOpeningArrears)
    def register_opening_arrears(self, ask: Ask) -> Any:
        """What a unit owed at the start of a year, once per kind and year."""
        needed(ask, ("unit_no", "fee_type", "fee_year"))
        record, unit = self._unit(ask)
        asked = given(ask, Arrears, amount=ask.get("amount") or ZERO)
        known = unit if record.get("known") else None
        verdict = rules.judge_arrears(asked, unit=known, unit_no=unit.unit_no, amount=ask.get("amount"), law=ask.law)
        number = f"{unit.unit_no}/{asked.fee_type}/{asked.fee_year}"
        if any((item.fee_type, item.fee_year) == (asked.fee_type, asked.fee_year) for item in unit.opening):
            raise StateConflict(state="registered")
        named = {"fee_type": asked.fee_type, "fee_year": asked.fee_year, "amount": verdict.outcome.amount}
        event = OpeningArrearsRegistered.of(unit_no=unit.unit_no, because=verdict.clauses, **named)
        return self._add(ask, record, unit, "opening", verdict, number=number, claim=f"opening/{number}", event=event)

    @command(IssuePaymentNotice)
    def issue_payment_notice(self, ask: Ask) -> Any:
        """A notice or reminder with channel and result (BIL-34, BIL-35)."""
        happened_by_now(ask, "issued_on")
        record, unit = self._unit(ask)
        notice = given(ask, Notice)
        verdict = rules.judge_notice(notice, unit=unit if record.get("known") else None, unit_no=unit.unit_no, law=ask.law)
        claim = f"notice/{notice.notice_no}"
        if self.units.claimed(ask.organisation, claim) is not None:
            raise AlreadyExists(kind="notice", key=notice.notice_no)
        named = {name: getattr(notice, name) for name in ("notice_no", "issued_on", "channel", "delivery_state", "result")}
        event = PaymentNoticeIssued.of(unit_no=unit.unit_no, because=verdict.clauses, **named)
        return self._add(ask, record, unit, "notices", verdict, number=notice.notice_no, claim=claim, event=event)

    def _judged(self, ask: Ask, record: Record, unit: Unit, claim: str) -> dict[str, Any]:
        """What every judgement of a row needs to know besides the row."""
        seen = self.units.claimed(ask.organisation, claim) is not None
        return {"unit": unit if record.get("known") else None, "unit_no": unit.unit_no, "seen": seen, "amount": ask.get("amount")}

    def _add(
        self, ask: Ask, record: Record, unit: Unit, name: str, verdict: Decision[Any], *, number: str, claim: str, event: Happening
    ) -> Any:
        added: dict[str, Any] = {name: (*getattr(unit, name), verdict.outcome)}
        after = replace(unit, **added)
        decisions = {decision_name(name, number): verdict}
        reply = {"number": number.replace("/", " "), "state": "accepted"}
        changes = changed(unit, after=after)
        return self.units.save(record, ask, changes=changes, events=[event], decisions=decisions, claims=[claim], reply=reply)

    @command(AnnouncePromotion)
    def announce_promotion(self, ask: Ask) -> Any:
        """A promotion with its dates (BIL-41)."""
        record = self.promotions.new(ask.organisation, ask["promotion_no"])
        if record.exists:
            raise AlreadyExists(kind="promotion", key=ask["promotion_no"])
        content = {name: ask[name] for name in ("kind", "credit", "valid_from", "valid_to")}
        return self.promotions.save(record, ask, changes=content, reply={"number": record.key, "state": "announced"})

    @command(UsePromotion)
    def use_promotion(self, ask: Ask) -> Any:
        """Credit a promotion to a unit, with its reference (BIL-41)."""
        happened_by_now(ask, "used_on")
        promotion = read(self.promotions.require(ask.organisation, ask["promotion_no"]), Promotion, zone=None)
        record, unit = self._unit(ask)
        if not record.get("known"):
            raise UnknownUnit(unit_no=unit.unit_no)
        verdict = rules.use_promotion(promotion, unit=unit, used_on=ask["used_on"], law=ask.law)
        after = replace(unit, credits=(*unit.credits, verdict.outcome))
        named = {"kind": promotion.kind, "amount": promotion.credit, "granted_on": ask["used_on"], "paid_through": None}
        event = PropertyDiscountGranted.of(discount_no=promotion.promotion_no, unit_no=unit.unit_no, because=verdict.clauses, **named)
        decisions = {decision_name("credit", promotion.promotion_no): verdict}
        reply = unit_reply(after, on=ask["used_on"])
        return self.units.save(record, ask, changes=changed(unit, after=after), events=[event], decisions=decisions, reply=reply)

    @command(SetCollectionTarget)
    def set_collection_target(self, ask: Ask) -> Any:
        """The company's target for a year, in yuan (BIL-42)."""
        record = self.targets.new(ask.organisation, str(ask["year"]))
        return self.targets.save(record, ask, changes={"amount": ask["amount"]}, reply={"number": record.key, "state": "set"})

    @query(GetUnitAccount)
    def get_unit_account(self, ask: Ask) -> dict[str, Any]:
        """The unit's account at the end of a day."""
        record = self.units.require(ask.organisation, ask["unit_no"])
        unit = unit_of(record, unit_no=record.key, zone=None)
        return {**unit_reply(unit, on=ask.get("as_of") or ask.today), "version": record.version}

    @query(WhyUnitAccount)
    def why_unit_account(self, ask: Ask) -> dict[str, Any]:
        """Why the unit was charged and discounted."""
        record = self.units.require(ask.organisation, ask["unit_no"])
        return told(self.units.why(record, language=ask.language))

    @query(GetPropertyYear)
    def get_property_year(self, ask: Ask) -> dict[str, Any]:
        """The year's property fees as of the cut-off (BIL-34..BIL-42)."""
        year = ask["year"]
        cut_off = ask.get("cut_off") or date(year, 12, 31)
        target = self.targets.get(ask.organisation, str(year))
        units = [unit_of(record, unit_no=record.key, zone=None) for record in self.units.every(ask.organisation)]
        amount: Decimal | None = None if target is None else target["amount"]
        facts = PropertyYearFacts(year, cut_off, units, ask.law, amount)
        return {"year": year, "cut_off": cut_off, "findings": findings(facts), "arrears_units": arrears_units(facts)}

    def _unit(self, ask: Ask) -> tuple[Record, Unit]:
        record = self.units.new(ask.organisation, ask["unit_no"])
        return record, unit_of(record, unit_no=record.key, zone=None)

    def _keep_unit(self, ask: Ask, record: Record, before: Unit, after: Unit, *, more: dict[str, Any] | None = None) -> None:
        self.units.save(record, ask, changes={**changed(before, after=after), **(more or {})}, reply={})


def unit_reply(unit: Unit, *, on: date) -> dict[str, Any]:
    """A unit's account at the end of a day."""
    return {
        "unit_no": unit.unit_no,
        "balance": balance_of(unit, year=on.year, until=on),
        "paid_through": paid_through(unit, until=on),
        **{name: [said(item) for item in getattr(unit, name)] for name in ("charges", "payments", "discounts", "notices", "credits")},
    }
