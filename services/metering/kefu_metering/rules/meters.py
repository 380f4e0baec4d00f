"""Meters: what must be known of one, when it has gas, to which class it belongs (MET-02, MET-05 to MET-07, MET-20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kefu.calendar import add_months
from kefu.law import Decision, Law, decide
from kefu_messages.errors import StateConflict, UnknownCustomer
from kefu_messages.metering import DuplicateMeter, InvalidInlet, InvalidValue

INLETS = ("left", "right")
RESIDENTIAL = "residential"


@dataclass(frozen=True)
class GasPeriod:
    """Days on which a meter had gas, both ends included; None is open."""

    since: date | None
    until: date | None = None


@dataclass(frozen=True)
class Plate:
    """What a reader has to know of a meter; an empty ``inlet`` or ``customer_no`` is a missing one."""

    meter_no: str
    customer_no: str
    inlet: str
    installed_on: date | None
    state: str = "installed"
    gas_on_on: date | None = None


def register_meter(plate: Plate, *, known: bool, customer_known: bool, undated: bool = False, law: Law) -> Decision[tuple[GasPeriod, ...]]:
    """The days a newly registered meter has gas; refuses a number in use, a stranger, a wrong inlet (MET-02; doc 2 l.143).

    One with gas of which an old register does not say since when (``undated``) has it at all times. Raises ``duplicate_meter``,
    ``unknown_customer``, ``invalid_inlet``, ``invalid_value`` in this order.
    """
    if known:
        raise DuplicateMeter(meter_no=plate.meter_no)
    if not customer_known:
        raise UnknownCustomer(customer_no=plate.customer_no)
    if plate.inlet not in INLETS:
        raise InvalidInlet(inlet=plate.inlet)
    if plate.state == "gas_on" and plate.gas_on_on is None and not undated:
        raise InvalidValue(field="gas_on_on")
    gas = (GasPeriod(plate.gas_on_on),) if plate.state == "gas_on" else ()
    return decide(gas, law.clause("MET-02"), meter_no=plate.meter_no, installed_on=plate.installed_on, state=plate.state)


def life_ends_on(installed_on: date | None, *, life_years: int | None, law: Law) -> Decision[date | None]:
    """The last day of a meter's permitted service (MET-02; doc 2 l.143); None where its beginning or length is not known."""
    if installed_on is None or life_years is None:
        return decide(None, law.clause("MET-02"), installed_on=installed_on, life_years=life_years)
    last = add_months(installed_on, 12 * life_years) - timedelta(days=1)
    return decide(last, law.clause("MET-02"), installed_on=installed_on, life_years=life_years)


def activated(gas: tuple[GasPeriod, ...], *, state: str, on: date, installed_on: date | None, law: Law) -> Decision[tuple[GasPeriod, ...]]:
    """The days with gas once it is turned on at an installed or stopped meter (MET-20; doc 5.3 l.425).

    Raises ``state_conflict`` for any other state, ``invalid_value`` before the installation or the last stop.
    """
    if state not in ("installed", "stopped"):
        raise StateConflict(state=state)
    earliest = gas[-1].until if gas and gas[-1].until else installed_on
    if earliest is not None and on < earliest:
        raise InvalidValue(field="gas_on_on")
    return decide((*gas, GasPeriod(on)), law.clause("MET-20"), gas_on_on=on, state=state)


def stopped(gas: tuple[GasPeriod, ...], *, state: str, on: date, law: Law) -> Decision[tuple[GasPeriod, ...]]:
    """The days with gas once it is turned off; on the last day itself there still was gas (MET-20).

    Raises ``state_conflict`` when there is no gas, ``invalid_value`` before it was turned on.
    """
    if state != "gas_on" or not gas:
        raise StateConflict(state=state)
    last = gas[-1]
    if last.since is not None and on < last.since:
        raise InvalidValue(field="stopped_on")
    return decide((*gas[:-1], GasPeriod(last.since, on)), law.clause("MET-20"), stopped_on=on)


def gas_at(day: date, *, gas: tuple[GasPeriod, ...]) -> bool:
    """Whether there was gas on the day (MET-20)."""
    return any((p.since is None or p.since <= day) and (p.until is None or day <= p.until) for p in gas)


def due_at(month_end: date, *, gas: tuple[GasPeriod, ...]) -> bool:
    """Whether a meter is due in the month: it has gas when the month ends (MET-05 to MET-07)."""
    return any((p.since is None or p.since <= month_end) and (p.until is None or month_end < p.until) for p in gas)


def reading_class(customer_kind: str, *, position: str | None) -> str | None:
    """The class whose target applies: commercial and public welfare together, residents by position (MET-05 to MET-07).

    None of a resident's meter whose position nobody says.
    """
    if customer_kind != RESIDENTIAL:
        return "commercial"
    return f"{position}_residential" if position else None
