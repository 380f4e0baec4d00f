"""Sheets, readings, earlier consumption and slips of a generated month, with the edges of every check (format 2)."""

from datetime import date, timedelta
from decimal import Decimal

from oracles.gas_month.draft import READERS, TAKERS
from oracles.gas_month.readings import Reading, judged
from oracles.gas_month.registers import Registers, registers
from oracles.tables import after_working_days, day, moment, rows
from oracles.writing import Draft

FAULTS = (  # what makes a reading one to refuse; two at once show the order of the checks
    {"reader": "S01"}, {"reader": "nobody"}, {"kind": "estimated"}, {"kind": "missed", "base_reading": ""}, {"base_reading": "abc"},
    {"base_reading": "-5"}, {"base_reading": ""}, {"kind": "special"}, {"kind": ""}, {"base_reading": "1,234"}, {"base_reading": "0"},
    {"cumulative": "x1"}, {"remaining": "-0.5"}, {"cumulative": ""}, {"remaining": "", "base_reading": "abc"},
    {"reader": "L01", "kind": "estimated"}, {"kind": "estimated", "base_reading": ""}, {"kind": "missed", "cumulative": "y"},
)  # fmt: skip
SLIP_FAULTS = (
    {"entered_by": "R01"}, {"entered_by": "nobody"}, {"entered_volume": "0.7"}, {"volume": "0.7"}, {"volume": "0.7", "entered_by": "F01"},
    {"volume": "0.7", "entered_volume": "0.7"}, {"entered_by": "S01", "entered_volume": "0.7"},
)  # fmt: skip


def readings(draft: Draft) -> None:
    """Most meters are read once; some are missed, some are read wrongly first, some twice."""
    for reader in (*READERS, "S01"):
        for count in (1, 2):
            returned = draft.last + timedelta(2) if draft.often(0.75) else ""
            pages = draft.chance.randint(0, 4) if returned else ""
            sheet = {"sheet_no": f"{reader}-{count}", "reader": reader, "issued_on": draft.first, "returned_on": returned, "pages": pages}
            draft.tables["sheets"].append(sheet)
    kinds = {row["customer_no"]: row["kind"] for row in reversed(draft.tables["customers"])}
    for meter in list(draft.tables["meters"]):
        _of_meter(draft, meter, kinds.get(meter["customer_no"], "residential"))
    draft.tables["readings"].append(_row(draft, {"meter_no": "5555555"}, on=draft.first, base=Decimal(5)))
    draft.settle("readings")


def _of_meter(draft: Draft, meter: dict, kind: str) -> None:
    found = draft.tables["readings"]
    base = next(Decimal(row["base_reading"]) for row in draft.tables["opening_readings"] if row["meter_no"] == meter["meter_no"])
    consumed = Decimal(0) if draft.often(0.08) else _consumed(draft, kind)
    _history(draft, meter, consumed)
    good = _row(draft, meter, on=_read_on(draft, meter, kind), base=base + consumed, full=kind == "commercial")
    missed = {**good, "kind": "missed", "base_reading": "", "cumulative": "", "remaining": "", "missed_reason": "nobody_home"}
    if draft.often(0.1):
        found += [{**missed, "missed_reason": draft.chance.choice(("meter_blocked", "other"))}] * draft.chance.randint(0, 2)
        return
    if draft.often(0.1):
        found.append({**missed, "read_at": draft.at(draft.first)})
    if draft.often(0.25):
        outside = draft.chance.choice((draft.last + timedelta(1), draft.first - timedelta(1)))
        found.append({**good, **draft.chance.choice((*FAULTS, {"read_at": draft.at(outside)}))})
        if draft.often(0.3):
            return
    found.append(good)
    if draft.often(0.06):
        found.append(draft.chance.choice((missed, {**good, "read_at": draft.at(draft.last)})))


def _consumed(draft: Draft, kind: str) -> Decimal:
    """Never so little that an invoice comes to 0.00: of such a one the format does not say whether it is open."""
    if kind == "residential":
        return Decimal(draft.chance.randint(1, 90))
    return Decimal(draft.chance.randint(100, 30_000)) / draft.chance.choice((1, 10, 100, 1000))


def _read_on(draft: Draft, meter: dict, kind: str) -> date:
    """Residents any day; the others about the windows' edges; sometimes the day of the gas-on and the day before."""
    windows, chance = draft.policies["reading_window"], draft.chance
    gas_on = day(meter["gas_on_on"])
    if gas_on and draft.first <= gas_on <= draft.last:
        return max(draft.first, gas_on - timedelta(chance.choice((0, 0, 1))))
    if kind == "residential":
        return draft.first + timedelta(chance.randint(0, draft.last.day - 1))
    edges = [window[0] - out for window in windows.values() for out in (0, 0, 1)] + [
        window[1] + out for window in windows.values() for out in (0, 1)
    ]
    return draft.first.replace(day=min(max(1, chance.choice(edges)), draft.last.day))


def _row(draft: Draft, meter: dict, *, on: date, base: Decimal, full: bool = False) -> dict:
    reader, chance, read_at = draft.chance.choice(READERS), draft.chance, draft.at(on)
    limit = after_working_days(on, draft.policies["entry_limit_working_days"], draft.organisation["holidays"])
    late = draft.policies["appointment_tolerance_minutes"] + chance.choice((-1, 0, 1, 60))
    appointment = (moment(read_at) - timedelta(minutes=late)).isoformat()[:16] if draft.often(0.3) else ""
    return {
        "meter_no": meter["meter_no"], "read_at": read_at, "reader": reader, "sheet_no": f"{reader}-{chance.randint(1, 2)}",
        "page": chance.randint(1, 3), "kind": "regular", "base_reading": str(base), "cumulative": str(base) if full else "",
        "remaining": "12" if full else "", "anomaly": chance.choice(("fast", "slow", "dead", "other")) if draft.often(0.06) else "",
        "appointment_at": appointment, "entered_on": chance.choice((limit, limit, max(on, limit - timedelta(1)), limit + timedelta(1))),
    }  # fmt: skip


def _history(draft: Draft, meter: dict, consumed: Decimal) -> None:
    """Months whose mean differs from the consumption by exactly the allowed share, by a little more, or by anything."""
    share = 100 + Decimal(str(draft.policies["anomaly_pct"]))
    same = draft.chance.choice((consumed * 100 / share, consumed * 100 / share - Decimal("0.001"), consumed * 2, Decimal(0)))
    for back in range(1, draft.chance.choice((0, 2, 3, 3, 3, 5)) + 1):
        month = (draft.first - timedelta(28 * back)).strftime("%Y-%m")
        if any(row["month"] == month and row["meter_no"] == meter["meter_no"] for row in draft.tables["consumption_history"]):
            continue
        volume = max(Decimal(0), same.quantize(Decimal("0.001")))
        draft.tables["consumption_history"].append({"meter_no": meter["meter_no"], "month": month, "volume": format(volume, "f")})


def slips(draft: Draft) -> None:
    """One for nearly every accepted reading that needs one; no meter has two good ones: the format does not say what the second is."""
    draft.save()
    known = registers(draft.folder)
    read = judged(known, rows(draft.folder, "readings"))
    for reading in read.of_meters.values():
        if reading.meter.kind != "residential" and draft.often(0.93):
            _of_reading(draft, reading)
    _without_reading(draft, known, read.of_meters)
    draft.settle("slips")


def _of_reading(draft: Draft, reading: Reading) -> None:
    good, chance, found = _slip(draft, reading), draft.chance, draft.tables["slips"]
    if draft.often(0.2):
        found.append({**good, **chance.choice(SLIP_FAULTS)})
        if draft.often(0.6):
            found.append({**good, "slip_no": f"{good['slip_no']}B"})
        return
    found.append({**good, **_unfinished(draft)})
    if draft.often(0.08):
        found.append({**found[-1], "signature": "refused"})


def _unfinished(draft: Draft) -> dict:
    undelivered = {"delivered_on": "", "signature": "pending", "signatory": "", "signed_on": ""}
    unposted = {"entered_on": "", "entered_by": "", "entered_volume": ""}
    refused = {"signature": "refused", "signatory": "", "signed_on": ""}
    late = {"entered_on": draft.until - timedelta(draft.chance.randint(0, 5))}
    return draft.chance.choice(({},) * 12 + (undelivered, unposted, {**undelivered, **unposted}, refused, late))


def _slip(draft: Draft, reading: Reading) -> dict:
    chance, on = draft.chance, reading.on
    delivered, entered = on + timedelta(chance.choice((0, 0, 1, 4))), on + timedelta(chance.choice((0, 1, 2)))
    return {
        "slip_no": f"JS{len(draft.tables['slips']):04d}", "meter_no": reading.meter.number, "customer_no": reading.meter.row["customer_no"],
        "issued_by": reading.row["reader"], "issued_on": on, "volume": format(reading.volume, "f"), "delivered_on": delivered,
        "signature": "signed", "signatory": "周杰", "signed_on": delivered, "entry_code_checked": "yes" if draft.often(0.9) else "no",
        "entered_on": entered, "entered_by": chance.choice(TAKERS), "entered_volume": format(reading.volume, "f"),
    }  # fmt: skip


def _without_reading(draft: Draft, known: Registers, read: dict) -> None:
    template = {
        "issued_by": "R01", "issued_on": draft.last, "volume": "12", "delivered_on": draft.last, "signature": "signed", "signatory": "周",
        "signed_on": draft.last, "entry_code_checked": "yes", "entered_on": draft.last, "entered_by": "C01", "entered_volume": "12",
    }  # fmt: skip
    customer = draft.tables["customers"][0]["customer_no"]
    draft.tables["slips"] += [
        {**template, "slip_no": "JSU1", "meter_no": "5555555", "customer_no": customer, "entered_by": "R01"},
        {**template, "slip_no": "JSU1", "meter_no": "5555555", "customer_no": customer},
    ]
    unread = [meter for meter in known.meters.values() if meter.kind != "residential" and meter.number not in read]
    for count, meter in enumerate(unread[:3]):
        of_meter = {"meter_no": meter.number, "customer_no": meter.row["customer_no"]}
        draft.tables["slips"].append({**template, "slip_no": f"JSN{count}", **of_meter})
