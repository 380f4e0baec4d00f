"""Property fees: units, charges, payments, discounts, notices, promotions (BIL-34..BIL-42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.service import Ask, Record, Shelf, command, on, query
from kefu_billing import rules
from kefu_billing.rules.property import Promotion
from kefu_billing.rules.property_year import PropertyYearFacts, arrears_units, findings
from kefu_billing.rules.units import Move, Unit, balance_of, paid_through
from kefu_billing.service.books import decision_name, happened_by_now, said, told
from kefu_billing.service.property_rows import PropertyRows, unit_in
from kefu_billing.store import PROMOTIONS, TARGETS, changed, read, unit_of
from kefu_messages.billing import (
    AnnouncePromotion,
    GetPropertyYear,
    GetUnitAccount,
    PropertyDiscountGranted,
    SetCollectionTarget,
    UsePromotion,
    WhyUnitAccount,
)
from kefu_messages.customers import UnitChanged, UnitRegistered
from kefu_messages.errors import AlreadyExists, UnknownUnit


class Property(PropertyRows):
    """One account per unit."""

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
        return record, unit_in(record)

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
