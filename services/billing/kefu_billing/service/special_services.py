"""Paid special services become receivables of the unit (BIL-39, FLD-39; doc 5.2 l.413)."""

from __future__ import annotations

from dataclasses import replace

from kefu.service import Ask, Shelf, on
from kefu_billing import rules
from kefu_billing.rules.units import Charge
from kefu_billing.service.books import decision_name
from kefu_billing.store import UNITS, changed, unit_of
from kefu_messages.billing import PropertyFeeCharged
from kefu_messages.fieldwork import SpecialServiceCharged

FEE_TYPE = "special_service"


class SpecialServices:
    """Charges the unit for what fieldwork rendered to it; other fee kinds stay outside the figures of property fees."""

    units = Shelf(UNITS)

    @on(SpecialServiceCharged)
    def charge_special_service(self, ask: Ask) -> None:
        """A service was rendered at its price: the unit owes it (FLD-39)."""
        number, claim = ask["order_no"], f"charge/{ask['order_no']}"
        if not ask.get("unit_no") or ask["amount"] <= 0 or self.units.claimed(ask.organisation, claim) is not None:
            return
        record = self.units.new(ask.organisation, ask["unit_no"])
        unit = unit_of(record, unit_no=record.key, zone=None)
        charge = Charge(number, FEE_TYPE, ask["rendered_on"].year, ask["amount"], ask["rendered_on"])
        verdict = rules.judge_charge(charge, unit=unit, unit_no=unit.unit_no, seen=False, amount=ask["amount"], law=ask.law)
        after = replace(unit, charges=(*unit.charges, verdict.outcome))
        told = {"charge_no": number, "fee_type": FEE_TYPE, "fee_year": charge.fee_year, "issued_on": charge.issued_on}
        event = PropertyFeeCharged.of(unit_no=unit.unit_no, amount=charge.amount, because=[*verdict.clauses, "FLD-39"], **told)
        decisions = {decision_name("charges", number): verdict}
        self.units.save(record, ask, changes=changed(unit, after=after), events=[event], decisions=decisions, claims=[claim])
