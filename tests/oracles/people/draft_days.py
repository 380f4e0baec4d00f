"""Shifts, swaps, punches and calls of a generated month, with the edges of lateness (format: shifts, shift_swaps, punches)."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from oracles.people.casts import SHIFT, Team
from oracles.people.office import clock
from oracles.writing import days

EDGES = (1, 59, 60, 600, 29 * 60 + 59, 30 * 60, 60 * 60, 180 * 60 + 59, 181 * 60)  # seconds late, or early
NEVER = "never"
SWAPS = ("in force", "at the start", "undecided", "undecided and worked", "rejected", "self", "wrong role", "short", "unknown staff")


def shifts(team: Team) -> None:
    """Everybody's working days, rest days too; in a few cases at a customer's; duty on public holidays, or not."""
    start, end = SHIFT[team.kind]
    for person in team.workers:
        for on in days(team.draft.first, team.draft.last):
            works = team.office.is_working_day(on)
            times = {"start": start, "end": end, "place": "office"} if works else {}
            shift(team, person, on, kind="work" if works else "rest", **times)
    team.add("shifts", shift_id="SH-X", staff_no="X999", date=team.draft.last, kind="work", start=start, end=end, place="office")


def number(person: str, on: date) -> str:
    return f"SH{on:%y%m%d}-{person}"


def shift(team: Team, person: str, on: date, **about: str) -> None:
    planner = {"rostered_by": "J004"} if team.kind == "jinyang" else {}
    team.add("shifts", shift_id=number(person, on), staff_no=person, date=on, **planner, **about)


def swaps(team: Team) -> None:
    """Two people, each at rest on the other's day; by each way a swap ends they work the others' days, or their own."""
    for count, how in enumerate([*team.chance.sample(SWAPS, 6), "in force"]):
        pair = team.chance.sample(team.workers[-8:], 2)
        both = sorted(set(team.free[pair[0]]) & set(team.free[pair[1]]))
        if len(both) >= 2:
            first, second = team.chance.choice(list(pairwise(both)))
            _swap(team, f"W{count:02d}", pair, (first, second), how)


def _swap(team: Team, swap_no: str, pair: list[str], on: tuple[date, date], how: str) -> None:
    start = clock(on[0], SHIFT[team.kind][0])
    approver = {"emall": "E002", "gas_penalty": "G001", "jinyang": "J002"}[team.kind]
    decided = {"decision": "approved", "decided_by": approver, "decided_at": _iso(start - timedelta(minutes=1))}
    decided |= {
        "at the start": {"decided_at": _iso(start)},
        "undecided": {"decision": "", "decided_by": "", "decided_at": ""},
        "undecided and worked": {"decision": "", "decided_by": "", "decided_at": ""},
        "rejected": {"decision": "rejected"},
        "self": {"decided_by": pair[0]},
        "wrong role": {"decided_by": team.workers[-1] if team.workers[-1] not in pair else team.workers[-9]},
    }.get(how, {})
    own = {"staff_a": pair[0], "shift_a": number(pair[0], on[0]), "staff_b": pair[1], "shift_b": number(pair[1], on[1])}
    own |= {"staff_b": "X999"} if how == "unknown staff" else {}
    notice = _days_before(team, on[0], short=how == "short")
    team.add("shift_swaps", swap_no=swap_no, applied_at=f"{notice}T00:00", **own, **decided)
    _rest(team, pair[0], on[1])
    _rest(team, pair[1], on[0])
    short = how == "short" and team.kind == "gas_penalty"
    swapped = how in {"in force", "undecided and worked"} or (how == "short" and not short)
    for person, own_day, other_day in ((pair[0], *on), (pair[1], *reversed(on))):
        team.free[person] = [each for each in team.free[person] if each not in on]
        punched(team, person, other_day if swapped else own_day)


def _days_before(team: Team, on: date, *, short: bool) -> date:
    """The application day from which exactly the working days needed lie before the shift, or one fewer."""
    needed = max(1, team.office.policy("POL-05.2", "working_days_notice")) - short
    while needed:
        on -= timedelta(1)
        needed -= team.office.is_working_day(on)
    return on


def _rest(team: Team, person: str, on: date) -> None:
    row = next(row for row in team.draft.tables["shifts"] if row["shift_id"] == number(person, on))
    row.update({"kind": "rest", "start": "", "end": "", "place": ""})


def _iso(at: datetime) -> str:
    return at.isoformat()[:16]


def punched(team: Team, person: str, on: date, *, late: int = 0, early: int = 0, without: str = "") -> None:
    """In well before the start and out after the end, or so many seconds late and early; sometimes several times."""
    start, end = (clock(on, time) for time in SHIFT[team.kind])
    before, after = team.chance.randint(20 * 60, 40 * 60), team.chance.randint(60, 1800)
    times = {"in": start + timedelta(seconds=late or -before), "out": end - timedelta(seconds=early or -after)}
    for direction, at in times.items():
        if direction != without:
            punch(team, person, at, direction)
            if team.draft.often(0.05):
                punch(team, person, at + timedelta(hours=1) * (1 if direction == "in" else -1), direction)


def punch(team: Team, person: str, at: datetime, direction: str) -> None:
    punch_id = f"P{len(team.draft.tables['punches']):05d}"
    team.add("punches", punch_id=punch_id, staff_no=person, punched_at=at.isoformat(), direction=direction)


def rest_of_the_days(team: Team) -> None:
    """What no other story tells of: mostly ordinary days, some late, early, without a punch, or absent days in a row."""
    for person in team.workers:
        if team.chance.choice((False, False, True)):
            team.claim(person, team.chance.randint(1, 4))  # absent: nobody tells anything of these days
        for on in team.free[person]:
            if not _odd_day(team, person, on):
                punched(team, person, on)
    for row in team.chance.sample(team.draft.tables["punches"], 2):
        team.draft.tables["punches"].append({**row, "punched_at": f"{team.draft.last}T12:00:00"})
    team.add("punches", punch_id="P-X", staff_no="X999", punched_at=f"{team.draft.last}T12:00:00", direction="in")


def _odd_day(team: Team, person: str, on: date) -> bool:
    """True where the day is not an ordinary one, and told of."""
    chance = team.chance
    if team.draft.often(0.75):
        return False
    how = chance.choice(("late", "late", "early", "both", "no in", "no out", "absent", "site"))
    if how == "absent":
        return True
    if how == "site":
        next(row for row in team.draft.tables["shifts"] if row["shift_id"] == number(person, on))["place"] = "customer_site"
        return team.draft.often(0.5)
    late = chance.choice(EDGES) if how in {"late", "both"} else 0
    early = chance.choice(EDGES) if how in {"early", "both"} else 0
    punched(team, person, on, late=late, early=early, without=how.removeprefix("no ") if how.startswith("no ") else "")
    if late and team.kind == "jinyang":
        _called_late(team, person, on)
    return True


def _called_late(team: Team, person: str, on: date) -> None:
    """Before the start, at it, after it, or not at all; a call comes before the person does."""
    start = clock(on, SHIFT[team.kind][0])
    offset = team.chance.choice((timedelta(minutes=-1), timedelta(0), timedelta(minutes=10), None))
    if offset is not None:
        call(team, person, on, start + offset, reason="late")


def call(team: Team, person: str, on: date, at: datetime, *, reason: str, to: str | None = None) -> None:
    notice_no = f"N{len(team.draft.tables['phone_notices']):03d}"
    taken_by = to or team.office.staff[person]["reports_to"]
    team.add(
        "phone_notices", notice_no=notice_no, staff_no=person, for_date=on, called_at=at.isoformat(), called_to=taken_by, reason=reason
    )


def duty(team: Team) -> None:
    """On each public holiday of the roster nobody, somebody, or somebody whom the wrong person planned (jinyang)."""
    start, end = SHIFT[team.kind]
    for on in sorted(team.office.holidays):
        planner = team.chance.choice(("J004", "J002", NEVER))
        if planner != NEVER and team.kind == "jinyang" and not team.office.is_working_day(on):
            person = team.chance.choice(team.workers)
            row = next(row for row in team.draft.tables["shifts"] if row["shift_id"] == number(person, on))
            row.update({"kind": "holiday_duty", "start": start, "end": end, "place": "office", "rostered_by": planner})
            if planner == "J004":
                punched(team, person, on)
