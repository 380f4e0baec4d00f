"""A property year in the making: its organisation and its units (format 3)."""

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from random import Random

from oracles.property_year.units import Unit
from oracles.tables import Row
from oracles.writing import Draft, Hand, around

COLUMNS = {
    "units": "unit_no type area building owner phone ownership handover_due_on handed_over_on occupancy occupied_since chargeable"
    " monthly_fee fee_paid_through",
    "opening_arrears": "unit_no fee_type fee_year amount",
    "charges": "charge_no unit_no fee_type fee_year period_from period_to months monthly_fee amount issued_on",
    "payments": "receipt_no paid_on unit_no fee_type channel amount payer note",
    "discounts": "discount_no kind unit_no charge_no receipt_no months amount granted_on",
    "notices": "notice_no unit_no issued_on channel delivery_state result",
    "repairs": "ticket_no reported_on unit_no location category handling description channel handled_on revisited_on",
    "visits": "visit_no unit_no visited_on steward result",
    "visit_findings": "finding_no visit_no category description treatment ticket_no",
    "surveys": "survey_no unit_no channel answered_on satisfied remark",
    "inspections": "inspection_no unit_no inspected_on inspector defect not_cleaned cable_stolen",
    "cards": "card_no unit_no holder_type reason replaced_on",
    "assets": "asset_no kind building installed_on state",
    "staffing": "team valid_from headcount stairwells_per_person areas",
}
FIGURES = (
    "handover_year", "handover_total", "move_in", "collection_amount", "collection_households", "collection_overall",
    "repairs_water_electric", "repairs_civil", "repairs_intelligent", "repairs_lift", "repairs_total", "satisfaction_area",
    "satisfaction_total", "share",
)  # fmt: skip
BONUSES = ((12, 2, 3), (12, 1, 1), (6, 1, 0))
DAY = timedelta(1)


def begun(folder: Path, chance: Random, *, year: int, cut_off: date, identifier: str) -> Draft:
    organisation = {
        "id": identifier,
        "name": "物業（生成）",
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "rules": "document 5.2",
        "year": year,
        "cut_off": cut_off,
        "policies": {
            "vacancy_discount_percent": chance.choice((50, 40, 30)),
            "vacancy_discount_types": chance.choice((["residence", "shop"], ["shop"], ["residence"])),
            "bonus": dict(zip(("pay_months", "free_months", "window_months"), chance.choice(BONUSES), strict=True)),
            "notice_channels": chance.choice((["phone", "sms", "courier"], ["courier", "letter", "wechat"])),
            "survey_channels": chance.choice((["home_visit", "phone"], ["phone"])),
            "target_occupied_percent": chance.choice((96, 80, 87.5)),
        },
        "rounding": {name: {"method": chance.choice(("half_up", "truncate")), "decimals": chance.choice((0, 1, 2))} for name in FIGURES},
    }
    return Draft(folder, chance, organisation, COLUMNS, Hand.drawn(chance), first=date(year, 1, 1), last=cut_off, until=cut_off)


def dated(draft: Draft) -> date:
    """A day of the year, or one about its edges: what is dated outside is accepted and not counted."""
    edges = (draft.first - DAY, draft.first, draft.last, draft.last + DAY, draft.first.replace(month=2, day=28) + DAY)
    return around(draft.chance, draft.first - timedelta(20), draft.last + timedelta(20), edges=edges)


def within(draft: Draft) -> date:
    return around(draft.chance, draft.first, draft.last, edges=(draft.first, draft.last))


def units(draft: Draft, count: int) -> None:
    for number in range(count):
        draft.tables["units"].append(_unit(draft, number))


def unit(row: dict) -> Unit:
    """What a drafted row will be read as."""
    return Unit(Row(0, {name: str(value) for name, value in row.items()}))


def _unit(draft: Draft, number: int) -> dict:
    """Handed over long ago, about a month's first day, about the cut-off, or not; let or not; occupied about those days or not."""
    chance = draft.chance
    type_, area = chance.choice(("residence",) * 6 + ("shop", "shop", "parking")), chance.choice(("villa", "AC", "B", "DC"))
    due, handed_over = _hand_over(draft)
    ownership = chance.choice(("leaseback", "unsold_let", "owner", "unsold") if handed_over in {None, draft.last + DAY} else ("owner",))
    occupancy, since = _occupancy(draft, type_, handed_over)
    ready = bool(handed_over and handed_over <= draft.last) or ownership in {"leaseback", "unsold_let"}
    paid_through = chance.choice(((-1, 12, 31), (-1, 9, 30), (-1, 11, 30), (0, 2, 28), (-1, 12, 30), (0, 5, 10)))
    return {
        "unit_no": f"{area[0].upper()}{number // 8 + 1:02d}-{number % 8 + 101}", "type": type_, "area": area,
        "building": f"{area[0].upper()}{number // 8 + 1:02d}", "owner": "李四", "phone": "13800000000", "ownership": ownership,
        "handover_due_on": due or "", "handed_over_on": handed_over or "", "occupancy": occupancy, "occupied_since": since or "",
        "chargeable": "yes" if ready and draft.often(0.9) else chance.choice(("no", "")),
        "monthly_fee": f"{chance.randint(300, 3000)}.{chance.randint(0, 9)}0",
        "fee_paid_through": _month_end(draft.first.year + paid_through[0], paid_through[1], paid_through[2]),
    }  # fmt: skip


def _month_end(year: int, month: int, on: int) -> date:
    """The end of February where the 28th is drawn."""
    return date(year, month, monthrange(year, month)[1] if on == 28 else on)


def _hand_over(draft: Draft) -> tuple[date | None, date | None]:
    """Never due between the cut-off and the year's end: the format does not say whether that is due in the year."""
    chance, first, last = draft.chance, draft.first, draft.last
    begins = first.replace(month=chance.randint(1, last.month))
    before = first - timedelta(chance.randint(30, 900))
    about = begins + DAY * chance.choice((-1, 0, 1))
    return chance.choice(
        (
            (before, before + timedelta(20)),
            (before, before + timedelta(25)),
            (about, about),
            (first - DAY, about),
            (first, first - DAY),
            (last, last),
            (last, last + DAY),
            (before, None),
            (None, None),
            (date(first.year + 1, 2, 1), None),
        )
    )


def _occupancy(draft: Draft, type_: str, handed_over: date | None) -> tuple[str, date | None]:
    """Parking spaces are never occupied."""
    if type_ == "parking" or draft.often(0.35):
        return "", None
    begins = draft.first.replace(month=draft.chance.randint(1, draft.last.month))
    since = draft.chance.choice((begins - DAY, begins, begins + DAY, draft.last, draft.last + DAY, draft.first - timedelta(100), None))
    occupancy = "shop" if type_ == "shop" else draft.chance.choice(("decorated", "undecorated", "under_decoration"))
    return occupancy, max(since, handed_over) if since and handed_over else since
