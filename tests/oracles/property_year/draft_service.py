"""Notices, repairs, visits, surveys, inspections, cards, assets and staff of a generated year, with the edges of every check."""

from datetime import date

from oracles.property_year.draft import DAY, dated, unit, within
from oracles.property_year.judged import FINDINGS, REPAIRS
from oracles.property_year.service import HANDLING
from oracles.writing import Draft

ROWS = 40
YES_OR_NO = ("yes", "no", "")


def service(draft: Draft) -> None:
    for made in (_notices, _repairs, _visits, _findings, _surveys, _inspections, _cards, _assets, _staffing):
        made(draft)
    for file in ("notices", "repairs", "visits", "visit_findings", "surveys", "inspections", "cards"):
        draft.settle(file)


def _unit_no(draft: Draft) -> str:
    return "ZZ-9" if draft.often(0.06) else draft.chance.choice(draft.tables["units"])["unit_no"]


def _twice(draft: Draft, file: str) -> None:
    """Numbers of which nothing says that they may stand there once: every such row counts."""
    draft.tables[file] += [dict(row) for row in draft.chance.sample(draft.tables[file], 3)]


def _once(draft: Draft, file: str, key: str, on: str) -> None:
    """A number twice, the later line with the earlier day; a refused one, then good."""
    found = draft.tables[file]
    for row in draft.chance.sample(found, 3):
        found += [{**row, on: draft.first}, {**row, key: f"R{row[key]}", "unit_no": "ZZ-9"}, {**row, key: f"R{row[key]}"}]


def _notices(draft: Draft) -> None:
    channels = draft.policies["notice_channels"]
    for number in range(ROWS):
        draft.tables["notices"].append(
            {
                "notice_no": f"T{number:03d}",
                "unit_no": _unit_no(draft),
                "issued_on": dated(draft),
                "channel": draft.chance.choice([*channels * 4, "courier", "fax"]),
                "delivery_state": draft.chance.choice(("sent", "sent", "address_unknown")),
            }
        )
    _twice(draft, "notices")


def _repairs(draft: Draft) -> None:
    """Common parts too; handled before, on and after the day of the report and the cut-off; none revisited after the cut-off."""
    for number in range(ROWS):
        reported, category = dated(draft), draft.chance.choice((*REPAIRS * 4, "noise"))
        handled = draft.chance.choice((reported, reported + DAY, reported - DAY, draft.last, draft.last + DAY, None, None))
        revisited = draft.often(0.5) and handled and reported <= handled < draft.last - DAY
        draft.tables["repairs"].append(
            {
                "ticket_no": f"W{number:03d}",
                "reported_on": reported,
                "unit_no": draft.chance.choice(("", _unit_no(draft))),
                "location": "樓道",
                "category": category,
                "handling": draft.chance.choice(HANDLING) if category == "civil" else "",
                "description": "漏水,待修",
                "channel": draft.chance.choice(("phone", "visit", "wechat")),
                "handled_on": handled or "",
                "revisited_on": handled + DAY if revisited else "",
            }
        )
    _once(draft, "repairs", "ticket_no", "reported_on")


def _about_moving_in(draft: Draft) -> tuple[str, date]:
    """A unit, and a day about the one since which it is occupied."""
    row = draft.chance.choice(draft.tables["units"])
    on = row["occupied_since"] + DAY * draft.chance.choice((-1, 0, 1)) if row["occupied_since"] and draft.often(0.6) else dated(draft)
    return (row["unit_no"] if draft.often(0.95) else "ZZ-9"), on


def _visits(draft: Draft) -> None:
    for number in range(ROWS):
        unit_no, on = _about_moving_in(draft)
        draft.tables["visits"].append({"visit_no": f"V{number:03d}", "unit_no": unit_no, "visited_on": on, "steward": "張春"})
    for number, row in enumerate(row for row in draft.tables["units"] if unit(row).occupied(draft.first)):
        draft.tables["visits"].append({"visit_no": f"VO{number:03d}", "unit_no": row["unit_no"], "visited_on": within(draft)})
    _once(draft, "visits", "visit_no", "visited_on")


def _findings(draft: Draft) -> None:
    """Of accepted, refused and unknown visits; a ticket is named where the treatment is one."""
    visits = [row["visit_no"] for row in draft.tables["visits"]]
    for number in range(ROWS):
        treatment = draft.chance.choice(("ticket", "no_action", ""))
        draft.tables["visit_findings"].append(
            {
                "finding_no": f"F{number:03d}",
                "visit_no": "NOPE" if draft.often(0.1) else draft.chance.choice(visits),
                "category": draft.chance.choice((*FINDINGS * 4, "noise")),
                "description": "陌生人",
                "treatment": treatment,
                "ticket_no": draft.chance.choice(draft.tables["repairs"])["ticket_no"] if treatment == "ticket" else "",
            }
        )
    _twice(draft, "visit_findings")


def _surveys(draft: Draft) -> None:
    channels = draft.policies["survey_channels"]
    for number in range(ROWS):
        draft.tables["surveys"].append(
            {
                "survey_no": f"S{number:03d}",
                "unit_no": _unit_no(draft),
                "channel": draft.chance.choice([*channels * 6, "fax", ""]),
                "answered_on": dated(draft),
                "satisfied": draft.chance.choice(("yes", "yes", "yes", "no", "")),
            }
        )
    _twice(draft, "surveys")


def _inspections(draft: Draft) -> None:
    for number in range(ROWS):
        unit_no, on = _about_moving_in(draft)
        found = {name: draft.chance.choice(YES_OR_NO) for name in ("defect", "not_cleaned", "cable_stolen")}
        about = {"inspection_no": f"I{number:03d}", "unit_no": unit_no, "inspected_on": on, "inspector": "孫玉勇"}
        draft.tables["inspections"].append({**about, **found})
    _once(draft, "inspections", "inspection_no", "inspected_on")


def _cards(draft: Draft) -> None:
    for number in range(ROWS):
        about = {"card_no": f"K{number:03d}", "unit_no": _unit_no(draft), "replaced_on": dated(draft)}
        why = {"holder_type": draft.chance.choice(("owner", "tenant")), "reason": draft.chance.choice(("gate_upgrade", "lost"))}
        draft.tables["cards"].append({**about, **why})
    _once(draft, "cards", "card_no", "replaced_on")


def _assets(draft: Draft) -> None:
    """All installed in the year: whether older lamps are reported, the format does not say."""
    for number in range(12):
        kind, state = draft.chance.choice(("street_lamp", "charging_station")), draft.chance.choice(("working",) * 4 + ("removed",))
        building = draft.chance.choice(("V01", "A02", "B03", "D04"))
        where = {"asset_no": f"L{number:02d}", "kind": kind, "building": building, "installed_on": within(draft)}
        draft.tables["assets"].append({**where, "state": state})


def _staffing(draft: Draft) -> None:
    year = draft.first.year
    for team in ("stairwell_cleaning", "outer_cleaning", "greening"):
        edges = draft.chance.choice((draft.first, draft.first - DAY)), draft.chance.choice((draft.last, draft.last + DAY))
        changes = {date(year - 2, 1, 1), *edges}
        for valid_from in sorted(changes):
            draft.tables["staffing"].append({"team": team, "valid_from": valid_from, "headcount": draft.chance.randint(1, 13)})
