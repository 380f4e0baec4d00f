"""What fieldwork carries out at meters: gas turned on, tested and checked, and gas shut off (MET-20; FLD-03, BIL-26)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, on
from kefu_messages import Happening
from kefu_messages.errors import StateConflict
from kefu_messages.fieldwork import GasShutOff, GasTurnedOn
from kefu_messages.metering import InvalidValue, MeterActivated
from kefu_metering import facts, rules
from kefu_metering.service.meters import changed
from kefu_metering.store import METERS


class GasOrders:
    """A meter has gas from the day on which it was turned on, and none from the day after it was shut off."""

    meters = Shelf(METERS)

    @on(GasTurnedOn)
    def activate_meters(self, ask: Ask) -> None:
        """The gas flows: from this day the meters are read (MET-20; doc 5.3 l.425)."""
        on = ask["turned_on_on"]

        def activated(meter: Record) -> Decision[Any]:
            gas, since = facts.gas_of(meter), meter["installed_on"]
            return rules.activated(gas, state=meter["state"], on=on, installed_on=since, law=ask.law)

        for meter, gas in self._meters_that_may(ask, activated):
            told = {"meter_no": meter.key, "customer_no": meter["customer_no"], "customer_kind": meter["customer_kind"], "gas_on_on": on}
            self._turn(ask, meter, gas, state="gas_on", day=on, events=[MeterActivated.of(**told, because=gas.clauses)])

    @on(GasShutOff)
    def stop_meters(self, ask: Ask) -> None:
        """The gas was shut off for arrears: the meters stand still (MET-20, BIL-26)."""
        on = ask["shut_off_on"]

        def stopped(meter: Record) -> Decision[Any]:
            return rules.stopped(facts.gas_of(meter), state=meter["state"], on=on, law=ask.law)

        for meter, gas in self._meters_that_may(ask, stopped):
            self._turn(ask, meter, gas, state="stopped", day=on, events=[], stop_reason=f"shut-off {ask['order_no']}")

    def _meters_that_may(self, ask: Ask, decide: Callable[[Record], Decision[Any]]) -> list[tuple[Record, Decision[Any]]]:
        """The meters of the event that can take the step; one that already has, or was removed meanwhile, stays as it is."""
        found = []
        for meter in self.meters.get_many(ask.organisation, ask["meter_nos"]).values():
            try:
                found.append((meter, decide(meter)))
            except (StateConflict, InvalidValue):
                continue
        return found

    def _turn(self, ask: Ask, meter: Record, gas: Decision[Any], *, state: str, day: Any, events: list[Happening], **more: Any) -> None:
        changes = {**facts.gas_fields(gas.outcome, state=state), **more}
        said = [*events, changed({**meter, **changes}, on=day, what=["state"])]
        self.meters.save(meter, ask, changes=changes, decisions={"gas": gas}, events=said)
