"""Each person's months: late and early leave, absence, leave, other events (format: staff_months; readings 1 to 6, 11, 17 and 18)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from oracles.people.leave import Leave, Part
from oracles.people.office import EMALL, GAS, JINYANG, Office, minutes, plain
from oracles.people.roster import Shift
from oracles.people.sessions import Sessions

WHOLE, HALF = Decimal(1), Decimal("0.5")


@dataclass
class Absence:
    """Absences of one day add up to at most 1 day."""

    days: Decimal = Decimal(0)
    sources: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)

    def add(self, days: Decimal, source: str, because: list[str]) -> None:
        self.days = min(WHOLE, self.days + days)
        self.sources += [source] if source not in self.sources else []
        self.because += [rule for rule in because if rule not in self.because]


@dataclass
class Attendance:
    """By person and day; ``leave_days`` and ``leave_hours`` of the scheduled days only."""

    leave: Leave
    late_early: dict[str, list[tuple[datetime, dict]]] = field(default_factory=lambda: defaultdict(list))
    absences: dict[tuple[str, date], Absence] = field(default_factory=lambda: defaultdict(Absence))
    taken: dict[tuple[str, date], list[tuple[str, int, Decimal, list[str]]]] = field(default_factory=lambda: defaultdict(list))
    events: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @property
    def office(self) -> Office:
        return self.leave.roster.office

    def event(self, person: str, on: date, kind: str, *because: str, **more) -> None:
        self.events[person].append({"date": on.isoformat(), "kind": kind, **more, "because": list(because)})


def attendance(leave: Leave, sessions: Sessions, unreachable: list[tuple[str, date, str]]) -> Attendance:
    found = Attendance(leave)
    for (person, on), shift in sorted(leave.roster.scheduled.items()):
        if on <= found.office.until:
            _judge(found, person, shift)
    for person, on, days, source, because in sessions.absences:
        found.absences[person, on].add(days, source, because)
    for person, event in sessions.events:
        found.events[person].append(event)
    for person, on in leave.late_notices:
        found.event(person, on, "late_notice", "ATT-13")
    for person, on, source in unreachable:
        found.event(person, on, "unreachable", "ATT-48", "ATT-56", source=source)
    return found


def _judge(found: Attendance, person: str, shift: Shift) -> None:
    key = person, shift.on
    if key in found.leave.days:
        type_, because = found.leave.days[key]
        found.taken[key].append((type_, 1, Decimal(0), because))
        return
    parts = found.leave.parts[key]
    found.taken[key] += [(part.type, 0, part.hours, part.because) for part in parts]
    punched = found.leave.roster.punches[key]
    if shift.place == "customer_site":  # no sign-in at the company is needed
        return
    if punched["in"] or punched["out"]:
        _in(found, person, shift, min(punched["in"], default=None), parts)
        _out(found, person, shift, max(punched["out"], default=None), parts)
    elif not found.leave.covers(person, shift.start, shift.end):
        _no_show(found, person, shift)


def _no_show(found: Attendance, person: str, shift: Shift) -> None:
    key, office = (person, shift.on), found.office
    calls, failed = found.leave.roster.calls[key], found.leave.failed.get(key)
    if key in found.leave.pending:
        found.event(person, shift.on, "leave_pending_document", "ATT-23")
        return
    if office.kind == EMALL:
        above = office.superiors(person)
        sick = any(reason == "sick" and at < shift.start and taken_by in above for at, reason, taken_by in calls)
        because = failed or (["ATT-14", "ATT-55"] if sick else ["ATT-18"])
    elif office.kind == JINYANG:
        because = ["ATT-43"] if failed or calls else ["ATT-42"]
    else:
        because = ["ATT-34", "DIS-66"]
    found.absences[key].add(WHOLE, "no_show", because)


def _in(found: Attendance, person: str, shift: Shift, at: datetime | None, parts: list[Part]) -> None:
    """Granted leave from the start of the shift moves the start."""
    start = max([shift.start, *(part.ends for part in parts if part.begins <= shift.start)])
    if at is None:
        if found.office.kind != JINYANG:
            found.event(person, shift.on, "missing_in", "ATT-05" if found.office.kind == EMALL else "ATT-32")
    elif at > start and found.office.kind == JINYANG:
        _late_with_call(found, person, shift, at, late=minutes(at - start))
    elif at > start:
        _late_or_early(found, person, at, "late", minutes(at - start))
    elif found.office.kind == GAS and start == shift.start:
        _on_post(found, person, shift, at)


def _out(found: Attendance, person: str, shift: Shift, at: datetime | None, parts: list[Part]) -> None:
    """Granted leave up to the end of the shift moves the end."""
    end = min([shift.end, *(part.begins for part in parts if part.ends >= shift.end)])
    if at is None:
        if found.office.kind != JINYANG:
            found.event(person, shift.on, "missing_out", "ATT-54" if found.office.kind == EMALL else "ATT-32")
    elif at < end and found.office.policy("POL-01.1", "early_leave"):
        _late_or_early(found, person, at, "early_leave", minutes(end - at))


def _late_or_early(found: Attendance, person: str, at: datetime, kind: str, late: int) -> None:
    """30 to 180 minutes are half a day of absence, 181 and more a day, where there is such a rule (POL-01.5)."""
    from_minutes = found.office.policy("POL-01.5", "absence_from_minutes")
    if from_minutes is not None and late >= from_minutes:
        days = HALF if late <= found.office.policy("POL-01.5", "half_day_up_to_minutes") else WHOLE
        found.absences[person, at.date()].add(days, f"{kind}_30_minutes_or_more", ["ATT-08"])
    else:
        found.late_early[person].append((at, {"date": at.date().isoformat(), "kind": kind, "minutes": late}))


def _late_with_call(found: Attendance, person: str, shift: Shift, at: datetime, *, late: int) -> None:
    """Jinyang: a call before the start excuses whatever the delay; a later one is lateness; none is absence."""
    calls = [called for called, _, _ in found.leave.roster.calls[person, shift.on]]
    if not calls:
        days = HALF if late <= found.office.policy("POL-01.5", "half_day_up_to_minutes") else WHOLE
        found.absences[person, shift.on].add(days, "no_call", ["ATT-42"])
    elif min(calls) < shift.start:
        found.event(person, shift.on, "late_excused", "ATT-42", minutes=late)
    else:
        found.late_early[person].append((at, {"date": shift.on.isoformat(), "kind": "late", "minutes": late}))


def _on_post(found: Attendance, person: str, shift: Shift, at: datetime) -> None:
    """Gas: clerks must be on post 10 minutes before the start; not when they are late."""
    post = shift.start - timedelta(minutes=found.office.policy("POL-01.6", "minutes"))
    if found.office.role(person) in found.office.policy("POL-01.6", "roles") and at > post:
        found.event(person, shift.on, "preparation_late", "ATT-39", minutes=minutes(at - post))


def months(found: Attendance) -> dict:
    """Of all staff, also of those without shifts."""
    return {person: {month: _month(found, person, month) for month in found.office.months} for person in found.office.staff}


def _month(found: Attendance, person: str, month: str) -> dict:
    office = found.office
    events = _counted(office, [event for _, event in sorted(found.late_early[person], key=_at) if event["date"][:7] == month])
    extra = office.policy("POL-01.4", "points", 0) if len(events) >= office.policy("POL-01.4", "at_events", len(events) + 1) else 0
    points = sum(event["points"] for event in events) + extra
    absences = {on: absence for (who, on), absence in sorted(found.absences.items()) if who == person and on.isoformat()[:7] == month}
    base = office.of(emall=["ATT-54"], gas=["ATT-32"], jinyang=["ATT-41"])
    of_events = {rule for event in events for rule in event["because"]} if office.kind == EMALL else set()
    return {
        "late_early": events,
        "late_early_count": len(events),
        "free_used": sum(event["free"] for event in events),
        "extra_points": extra,
        "points": points,
        "absences": [
            {"date": on.isoformat(), "days": plain(absence.days), "sources": absence.sources, "because": absence.because}
            for on, absence in absences.items()
        ],
        "absence_days": plain(sum((absence.days for absence in absences.values()), Decimal(0))),
        "leave": _taken(found, person, month),
        "other_events": sorted((event for event in found.events[person] if event["date"][:7] == month), key=_by_day),
        "because": sorted({*base, *of_events, *(["ATT-10", "DIS-51"] if extra else [])}),
        "performance_score": office.policy("POL-08.5", "base_score") - points if office.kind == EMALL else None,
    }


def _by_day(event: dict) -> tuple[str, str, str]:
    """Of one day by kind: the format says nothing of their order."""
    return event["date"], event["kind"], event.get("source", "")


def _at(event: tuple[datetime, dict]) -> datetime:
    return event[0]


def _counted(office: Office, events: list[dict]) -> list[dict]:
    """Late and early leave are counted together, in order of time; the first of the month are free."""
    free, points = office.policy("POL-01.2", "free_events", 0), office.policy("POL-01.3", "points", 0)
    return [
        {**event, "free": place < free, "points": 0 if place < free else points, "because": _why(office, event["kind"], free=place < free)}
        for place, event in enumerate(events)
    ]


def _why(office: Office, kind: str, *, free: bool) -> list[str]:
    if office.kind == EMALL:
        return ["ATT-05" if kind == "late" else "ATT-54", *(["ATT-06"] if free else ["ATT-07", "DIS-50"])]
    if office.kind == JINYANG:
        return ["ATT-41", "ATT-42"]
    return ["ATT-32"] if kind == "late" else ["ATT-32", "ATT-57"]


def _taken(found: Attendance, person: str, month: str) -> dict:
    """Per type the scheduled days, and the hours of part-days; the union of the requests' rules."""
    leave: dict[str, dict] = {}
    for (who, on), items in found.taken.items():
        if who == person and on.isoformat()[:7] == month:
            for type_, days, hours, because in items:
                of_type = leave.setdefault(type_, {"days": 0, "hours": Decimal(0), "because": set()})
                of_type["days"] += days
                of_type["hours"] += hours
                of_type["because"] |= set(because)
    return {type_: {**of, "hours": plain(of["hours"]), "because": sorted(of["because"])} for type_, of in leave.items()}
