"""A gas month in the making: its organisation, its registers, and what the other drafts draw from (format 2)."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from oracles.gas_month.registers import MONEY_ROLES
from oracles.writing import Draft, Hand, days

COLUMNS = {
    "staff": "staff_no name role phone joined_on",
    "customers": "customer_no name kind area contact phone address opened_on status",
    "meters": "meter_no customer_no meter_type position inlet installed_on life_years state gas_on_on",
    "tariffs": "tariff_no source customer_kind price valid_from valid_to title",
    "opening_readings": "meter_no read_on kind base_reading cumulative remaining",
    "consumption_history": "meter_no month volume",
    "sheets": "sheet_no reader issued_on returned_on pages",
    "readings": "meter_no read_at reader sheet_no page kind base_reading cumulative remaining missed_reason anomaly appointment_at"
    " entered_on",
    "slips": "slip_no meter_no customer_no issued_by issued_on volume delivered_on signature signatory signed_on entry_code_checked"
    " entered_on entered_by entered_volume",
    "payments": "receipt_no paid_at customer_no slip_no method amount tendered terminal_ref authenticity_checked cashier reversal_of"
    " apology praise",
    "dunning_actions": "action_no action_at customer_no action channel staff_no approved_by note",
    "cashups": "cashier business_date opened_at closed_at counted_cash counted_card handover_note team_leader_remark",
}
STAFF = {
    "R01": "meter_reader", "R02": "meter_reader", "Z1": "cashier", "C01": "charging_clerk", "K01": "card_clerk", "S01": "counter_clerk",
    "L01": "business_centre_team_leader", "H01": "department_head", "F01": "finance",
}  # fmt: skip
READERS = ("R01", "R02")
TAKERS = tuple(number for number, role in STAFF.items() if role in MONEY_ROLES)
WEEKS_AFTER = timedelta(20)  # money and dunning go on after the month


def begun(folder: Path, chance: Random, *, period: str, identifier: str) -> Draft:
    first = date.fromisoformat(f"{period}-01")
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    until = last + WEEKS_AFTER
    organisation = {
        "id": identifier,
        "name": "燃氣公司（生成）",
        "timezone": chance.choice(("Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin")),
        "currency": "CNY",
        "rules": "document 2",
        "period": period,
        "data_until": until,
        "report_dates": [chance.choice((last, last - timedelta(5))), last + timedelta(9), until],
        "holidays": sorted(chance.sample(days(first, until), 3)),
        "policies": _policies(chance, last.day),
    }
    return Draft(folder, chance, organisation, COLUMNS, Hand.drawn(chance), first=first, last=last, until=until)


def _policies(chance: Random, month_days: int) -> dict:
    begin, draw = chance.randint(5, month_days - 4), chance.choice
    return {
        "reading_targets": {"commercial": draw((100, 90)), "outdoor_residential": draw((98, 75)), "indoor_residential": draw((70, 62.5))},
        "reading_window": {"commercial": [begin, begin + 1], "visit": [begin - 2, begin + 3]},
        "entry_limit_working_days": draw((0, 1, 2)),
        "appointment_tolerance_minutes": draw((0, 15, 30)),
        "anomaly_pct": draw((12.5, 25, 50, 100)),
        "payment_days": draw((4, 7, 10)),
        "kpi_payment_days": draw((0, 2, 3)),
        "recovery_target": draw((50, 95, 97.5)),
        "accuracy_target": draw((85.5, 100)),
        "notice_channels": draw((["phone", "letter"], ["sms"])),
        "handover_after_days": draw((1, 2, 3)),
        "shutoff_after_days": draw((2, 4, 7)),
        "shutoff_approver_role": draw(("department_head", "business_centre_team_leader")),
        "dunning_limit_working_days": draw((0, 1, 3)),
    }


def registers(draft: Draft, customers: int) -> None:
    about = {"phone": "139", "joined_on": draft.first - timedelta(3000)}
    draft.tables["staff"] = [{"staff_no": number, "name": f"員工{number}", "role": role, **about} for number, role in STAFF.items()]
    draft.tables["tariffs"] = list(_tariffs(draft))
    for number in range(1, customers + 1):
        _customer(draft, f"K{number:04d}")
    _refused_registers(draft)


def _tariffs(draft: Draft):
    """Every day has the authority's price: of a day without one the format says nothing. It changes within the month."""
    change = draft.first + timedelta(draft.chance.randint(3, 25))
    for kind, price in (("residential", "2.505"), ("commercial", "4.1"), ("public_welfare", "3.005")):
        old, new = f"A-{kind}-1", f"A-{kind}-2"
        authority = {"source": "price_authority", "customer_kind": kind}
        before = {"valid_from": draft.first - timedelta(900), "valid_to": change - timedelta(1)}
        yield {**authority, "tariff_no": old, "price": price, **before}
        yield {**authority, "tariff_no": new, "price": str(Decimal(price) + Decimal("0.115")), "valid_from": change}
    company = {"source": "company", "valid_from": change - timedelta(2)}
    yield {**company, "tariff_no": "B-higher", "customer_kind": "public_welfare", "price": "3.2"}
    yield {**company, "tariff_no": "B-equal", "customer_kind": "residential", "price": "2.505"}
    yield {**company, "tariff_no": "B-lower", "customer_kind": "commercial", "price": "4.0995", "valid_to": change + timedelta(5)}


def _customer(draft: Draft, number: str) -> None:
    kind = draft.chance.choice(("residential",) * 6 + ("commercial",) * 3 + ("public_welfare",) * 2)
    row = {
        "customer_no": number, "name": draft.chance.choice(("張記麵館", '李、"老"店', "王,五")), "kind": kind, "area": "東",
        "contact": "張三", "phone": "0731-88", "address": "中山路,甲座", "opened_on": draft.first - timedelta(3000), "status": "existing",
    }  # fmt: skip
    if draft.often(0.15):
        row |= dict.fromkeys(draft.chance.sample(("contact", "phone", "address"), draft.chance.randint(1, 3)), "")
    draft.tables["customers"].append(row)
    for _ in range(draft.chance.choice((1, 1, 1, 1, 2, 3))):
        _meter(draft, row)


def _meter(draft: Draft, customer: dict) -> None:
    """A gas meter is always given the day of its gas-on; the edges of that day are drawn often."""
    first, last, chance = draft.first, draft.last, draft.chance
    long_ago = first - timedelta(chance.randint(60, 900))
    odd = (
        ("stopped", long_ago),
        ("removed", long_ago),
        ("installed", ""),
        ("gas_on", last),
        ("gas_on", last + timedelta(1)),
        ("gas_on", first),
    )
    state, gas_on_on = chance.choice(odd) if draft.often(0.12) else ("gas_on", long_ago)
    row = {
        "meter_no": str(7_000_000 + 13 * len(draft.tables["meters"])), "customer_no": customer["customer_no"], "meter_type": "G2.5",
        "position": chance.choice(("indoor", "outdoor")), "inlet": chance.choice(("left", "right")),
        "installed_on": first - timedelta(2000), "life_years": "10", "state": state, "gas_on_on": gas_on_on,
    }  # fmt: skip
    draft.tables["meters"].append(row)
    base = Decimal(chance.randint(0, 90_000)) / (1 if customer["kind"] == "residential" else chance.choice((1, 10, 1000)))
    _opening(draft, row, customer["kind"], base)


def _opening(draft: Draft, meter: dict, kind: str, base: Decimal) -> None:
    first, chance = draft.first, draft.chance
    quarter = first.replace(month=(first.month - 1) // 3 * 3 + 1)
    days_before = (quarter, quarter - timedelta(1), first - timedelta(1))
    read_on = min(chance.choice(days_before), first - timedelta(1))
    given = {"base_reading": str(base), **({"cumulative": str(base), "remaining": "7"} if kind == "commercial" else {})}
    how = "regular" if draft.often(0.8) else "installation"
    draft.tables["opening_readings"].append({"meter_no": meter["meter_no"], "read_on": read_on, "kind": how, **given})


def _refused_registers(draft: Draft) -> None:
    """Rows that are refused for one or several reasons, and good rows with the number of a refused one."""
    customers, meters = draft.tables["customers"], draft.tables["meters"]
    customer, meter = dict(customers[0]), dict(meters[0])
    customers += [
        {**customer, "name": "重複", "kind": "industrial"},
        {**customer, "customer_no": "X01", "kind": "Residential"},
        {**customer, "customer_no": "X02", "kind": ""},
        {**customer, "customer_no": "X02", "kind": "commercial"},
    ]
    meters += [
        {**meter, "inlet": "up"},
        {**meter, "meter_no": "8800001", "inlet": ""},
        {**meter, "meter_no": "8800002", "inlet": "up"},
        {**meter, "meter_no": "8800002", "inlet": "left"},
        {**meter, "meter_no": "8800003", "customer_no": "X01", "inlet": "up"},
    ]
    opening = {"read_on": draft.first - timedelta(3), "kind": "regular", "base_reading": "100.5"}
    draft.tables["opening_readings"] += [{**opening, "meter_no": number} for number in ("8800001", "8800002", "8800003")]
