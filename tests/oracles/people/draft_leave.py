"""Leave, sickness and compensatory rest of a generated month: each request is good, or deviates in one thing (format: leave_requests)."""

from datetime import date, datetime, timedelta

from oracles.people.casts import SHIFT, Team
from oracles.people.draft_days import call, punched
from oracles.people.leave import month_later
from oracles.people.office import clock
from oracles.people.requests import chain_of, is_long
from oracles.tables import Row

MINUTE, DAY = timedelta(minutes=1), timedelta(1)
REFUSED = ("self", "wrong role", "unknown type", "unknown staff", "no handover")
FAILING = ("missing", "rejected", "order", "late", "filed at the start", "short notice")
GOOD = ("good", "just in time", "no document")
SICK = (
    "good",
    "no call",
    "late call",
    "call at the limit",
    "call at the start",
    "call to nobody above",
    "papers late",
    "a paper missing",
    "no request",
)
PART = ("good", "missing", "late", "no certificate")
TYPES = {
    "emall": ("personal", "annual", "marriage", "maternity", "bereavement"),
    "gas_penalty": ("personal", "annual"),
    "jinyang": ("personal", "annual"),
}


def leave(team: Team) -> None:
    """Bereavement leave is short in jinyang, where nothing says whether HR must approve a long one: it is not drawn there at all."""
    for person in team.workers:
        for _ in range(team.chance.choice((1, 2))):
            story = team.chance.choice((_planned, _planned, _sick, _part) if team.kind != "gas_penalty" else (_planned, _sick_like_any))
            story(team, person)
    if team.kind == "emall":
        _rest(team)


def _numbered(team: Team, row: dict) -> None:
    team.add("leave_requests", **{"request_no": f"L{len(team.draft.tables['leave_requests']):03d}", **row})


def _planned(team: Team, person: str, type_: str = "") -> None:
    claimed = team.claim(person, team.chance.choice((1, 1, 2, 3, 4)))
    if not claimed:
        return
    how = team.chance.choice((*GOOD * 3, *FAILING, *REFUSED))
    row = {"staff_no": person, "type": type_ or team.chance.choice(TYPES[team.kind]), "from_date": claimed[0], "to_date": claimed[-1]}
    start = clock(claimed[0], SHIFT[team.kind][0])
    row["applied_at"] = _iso(start) if how == "filed at the start" else f"{_applied(team, row, short=how == 'short notice')}T00:01"
    row |= _approvals(team, row, start, how) | _besides(team, row, how)
    row |= {"unknown type": {"type": "paternity"}, "unknown staff": {"staff_no": "X999"}}.get(how, {})
    _numbered(team, row)
    if how in FAILING and team.draft.often(0.3):
        for on in claimed:
            punched(team, person, on)


def _sick_like_any(team: Team, person: str) -> None:
    _planned(team, person, "sick")


def _text(row: dict) -> Row:
    return Row(0, {name: str(value) for name, value in row.items()})


def _applied(team: Team, row: dict, *, short: bool) -> date:
    """The last day on which the notice is kept, or the day after it."""
    first, office = row["from_date"], team.office
    if team.kind != "emall":
        return first - DAY
    if row["type"] == "marriage":
        kept = max(on for on in (first - DAY * back for back in range(27, 36)) if month_later(on, 1) <= first)
    elif is_long(office, _text(row)):
        kept = first - DAY * office.policy("POL-03.2", "days")
    else:
        kept = first - DAY * (office.policy("POL-03.1", "days") if row["type"] == "personal" else 1)
    return min(kept + DAY if short else kept, first - DAY)


def _approvals(team: Team, row: dict, start: datetime, how: str) -> dict:
    """Every step a minute after the one before, the last a minute before the start where it is just in time."""
    person, office = row["staff_no"], team.office
    chain, _ = chain_of(office, _text(row))
    role = office.role(person)
    chain = chain[chain.index(role) + 1 :] if role in chain else chain
    applied = datetime.fromisoformat(row["applied_at"])
    times = [applied + MINUTE * (step + 1) for step in range(len(chain))]
    if times and how in {"late", "just in time"}:
        times[-1] = start if how == "late" else start - MINUTE
    if how == "order" and len(times) > 1:
        times[-2:] = reversed(times[-2:])
    steps = [[team.holder(role, person), "approved", _iso(at)] for role, at in zip(chain, times, strict=True)]
    return _numbered_steps(_deviating(team, person, steps, how) if steps else [])


def _deviating(team: Team, person: str, steps: list[list[str]], how: str) -> list[list[str]]:
    if how == "missing":
        steps[-1][1:] = ["", ""]
    elif how == "rejected":
        steps[-1][1] = "rejected"
    elif how in {"self", "wrong role"}:
        steps[0][0] = person if how == "self" else next(other for other in team.workers[-3:] if other != person)
    return steps


def _numbered_steps(steps: list[list[str]]) -> dict:
    names = ("approver{}", "decision{}", "decided{}_at")
    return {name.format(step): cell for step, cells in enumerate(steps, 1) for name, cell in zip(names, cells, strict=True)}


def _besides(team: Team, row: dict, how: str) -> dict:
    """Documents, hand-over and the report back."""
    document = {"document_on": row["from_date"] + DAY * 20} if team.kind == "emall" and how != "no document" else {}
    if team.kind != "jinyang":
        return document
    back = {"reported_back_on": row["to_date"] + DAY} if team.draft.often(0.6) else {}
    return {"handover_to": "" if how == "no handover" else team.workers[0], **back}


def _iso(at: datetime) -> str:
    return at.isoformat()[:16]


def _sick(team: Team, person: str) -> None:
    """Whole days; in jinyang a call or an approval before the start is enough."""
    claimed = team.claim(person, team.chance.choice((1, 1, 2)))
    if not claimed:
        return
    how = team.chance.choice((*SICK, "good", "approved"))
    _sick_call(team, person, claimed[0], how)
    if how == "no request":
        return
    row = {"staff_no": person, "type": "sick", "from_date": claimed[0], "to_date": claimed[-1]}
    start = clock(claimed[0], SHIFT[team.kind][0])
    row["applied_at"] = _iso(start - timedelta(hours=1))
    if team.kind == "jinyang" and how == "approved":
        row |= _approvals(team, row, start, "good")
    papers = ["certificate_on", "medical_record_on", "sick_slip_on"]
    following = next((on for on in team.office_days() if on > claimed[-1]), claimed[-1] + DAY)
    row |= dict.fromkeys(papers, following)
    if how in {"papers late", "a paper missing"}:
        row[team.chance.choice(papers)] = following + DAY if how == "papers late" else ""
    if team.kind == "jinyang" and team.draft.often(0.6):
        row["reported_back_on"] = following
    _numbered(team, row)


def _sick_call(team: Team, person: str, on: date, how: str) -> None:
    start, above = clock(on, SHIFT[team.kind][0]), team.office.staff[person]["reports_to"]
    limit = timedelta(minutes=team.office.policy("POL-03.4", "minutes_before_start", 60))
    at = {"late call": start - limit + MINUTE, "call at the limit": start - limit, "call at the start": start}.get(
        how, start - limit - MINUTE
    )
    to = team.workers[-1] if how == "call to nobody above" and team.kind == "emall" else team.chance.choice((above, team.staff[1]))
    if how not in {"no call", "approved"}:
        call(team, person, on, at, reason="sick", to=to)


def _part(team: Team, person: str) -> None:
    """The last three hours sick, or the first two for oneself; punched as if it were granted. In emall only."""
    claimed = team.claim(person, 1)
    if not claimed or team.kind != "emall":
        for on in claimed:
            punched(team, person, on)
        return
    on, how, sick = claimed[0], team.chance.choice(PART), team.draft.often(0.6)
    times = ("15:00", "18:00") if sick else ("09:00", "11:00")
    row = {
        "staff_no": person,
        "type": "sick" if sick else "personal",
        "from_date": on,
        "to_date": on,
        "from_time": times[0],
        "to_time": times[1],
    }
    start = clock(on, times[0])
    applied = start - MINUTE * 30 if sick else clock(on - DAY * team.office.policy("POL-03.1", "days"), "10:00")
    row["applied_at"] = _iso(applied)
    row |= _approvals(team, row, start, how)
    following = next((later for later in team.office_days() if later > on), on + DAY)
    row["certificate_on"] = "" if how == "no certificate" else following
    _numbered(team, row)
    seconds = team.chance.choice((0, 1, 61))
    punched(team, person, on, **({"early": 3 * 3600 + seconds} if sick else {"late": 2 * 3600 + seconds}))


def _rest(team: Team) -> None:
    """Approved, by oneself, by nobody, or against lateness."""
    for count, person in enumerate(team.chance.sample(team.workers, 5)):
        claimed = team.claim(person, 1)
        if not claimed:
            continue
        above = team.office.staff[person]["reports_to"]
        use = team.chance.choice(("rest_day", "rest_day", "rest_day", "offset_lateness", "offset_early_leave"))
        approved_by = team.chance.choice((above, above, person, "")) if use == "rest_day" else above
        about = {"staff_no": "X999" if team.draft.often(0.1) else person, "earned_on": claimed[0] - DAY * 9, "hours": 8}
        team.add("compensatory_rest", request_no=f"C{count:02d}", **about, use=use, use_date=claimed[0], approved_by=approved_by)
