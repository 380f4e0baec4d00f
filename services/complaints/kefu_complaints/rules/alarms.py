"""What of an open case is reported once its time has passed: response, solution, follow-up, contact … (CMP-05, 18, 41, 55)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from kefu import clock
from kefu.law import Decision, Law, decide
from kefu_complaints.rules.clocks import Clock, Level, Pause, clock_at, levels_of, term_ends, working_day_ends
from kefu_complaints.rules.opening import supervisor


@dataclass(frozen=True)
class CaseTimes:
    """The moments of a case that its terms depend on; ``limits`` were fixed when it came in and survive a change of the law."""

    kind: str
    received_at: datetime
    limits: dict[str, int] = field(default_factory=dict)
    first_responded_at: datetime | None = None
    solved_at: datetime | None = None
    ended: bool = False
    pauses: tuple[Pause, ...] = ()
    followed_up_at: datetime | None = None
    solution_at: datetime | None = None
    contacted_at: datetime | None = None
    assigned_at: datetime | None = None
    feedback_due_on: date | None = None


@dataclass(frozen=True, order=True)
class Alarm:
    """Something that is to be reported at a moment unless it is done before; ``level`` counts the steps of escalation."""

    at: datetime
    term: str
    level: int
    to_role: str
    rule: str

    @property
    def name(self) -> str:
        """What distinguishes it from the same term with another end."""
        return f"{self.term}:{self.level}@{self.at.isoformat(timespec='minutes')}"


def limits_of(kind: str, *, severity: str | None, priority: str, on: date, law: Law) -> Decision[dict[str, int]]:
    """The open minutes a case of that kind and severity may wait for its first response and its solution (CMP-05; doc 1 l.28)."""
    response, solution = law.value("first_response_minutes", on=on), law.value("solution_minutes", on=on)
    row = "emergency" if priority == "emergency" else kind if kind in response.value else severity or "minor"
    limits = {"first_response": int(response.value[row]), "solution": int(solution.value[row])}
    return decide(limits, law.clause("CMP-05"), response, solution, kind=kind, severity=severity, priority=priority)


def clocks_of(times: CaseTimes, *, as_of: datetime, law: Law, zone: str = clock.DEFAULT_ZONE) -> Decision[dict[str, Clock]]:
    """How the terms of a case stand at a moment (CMP-05, CMP-18, CMP-41)."""
    on = times.received_at.date()
    cited = law.value("escalation_levels", on=on)
    clocks = {
        name: clock_at(
            start, limit_minutes=limit, as_of=as_of, stopped_at=stop, pauses=times.pauses, levels=levels, law=law, zone=zone
        ).outcome
        for name, start, limit, stop, levels in _terms(times, levels_of(cited.value), law)
    }  # fmt: skip
    return decide(clocks, law.clause("CMP-05"), cited, law.value("service_hours", on=on), as_of=as_of)


def alarms_of(times: CaseTimes, *, law: Law, zone: str = clock.DEFAULT_ZONE) -> tuple[Alarm, ...]:
    """Every alarm a case will raise if nothing more happens, in order of time; none for an ended one."""
    if times.ended:
        return ()
    return tuple(sorted((*_term_alarms(times, law, zone), *_day_alarms(times, law, zone))))


def due_moment(times: CaseTimes, term: str, *, law: Law, zone: str = clock.DEFAULT_ZONE) -> datetime | None:
    """When the first response or the solution is due; None without a clock or while a pause holds it."""
    if term not in times.limits:
        return None
    return term_ends(times.received_at, limit_minutes=times.limits[term], pauses=times.pauses, law=law, zone=zone).outcome


def _terms(times: CaseTimes, levels: tuple[Level, ...], law: Law) -> Iterator[tuple[str, datetime, int, datetime | None, Sequence[Level]]]:
    stops = {"first_response": times.first_responded_at, "solution": times.solved_at}
    for name in times.limits:
        yield name, times.received_at, times.limits[name], stops[name], levels if name == "solution" else levels[:1]
    if times.kind == "revisit_issue":
        limit = law.value("assignment_minutes", on=times.received_at.date())
        manager = supervisor("CMP-41", on=times.received_at.date(), law=law).outcome
        yield "assignment", times.received_at, int(limit.value), times.assigned_at, (Level(1, manager, 0),)


def _term_alarms(times: CaseTimes, law: Law, zone: str) -> Iterator[Alarm]:
    levels = levels_of(law.value("escalation_levels", on=times.received_at.date()).value)
    for name, start, limit, stop, own in _terms(times, levels, law):
        if stop is not None:
            continue
        for level in own:
            ends = term_ends(start, limit_minutes=limit + level.after_minutes, pauses=times.pauses, law=law, zone=zone).outcome
            if ends is not None:
                yield Alarm(ends, name, level.level, level.to_role, "CMP-41" if name == "assignment" else "CMP-05")


def _day_alarms(times: CaseTimes, law: Law, zone: str) -> Iterator[Alarm]:
    role = supervisor("CMP-05", on=times.received_at.date(), law=law).outcome
    if times.limits and not any(pause.until is None for pause in times.pauses):
        days = int(law.value("stale_after_working_days", on=times.received_at.date()).value)
        since = max([times.followed_up_at or times.received_at, *(pause.until for pause in times.pauses if pause.until)])
        yield Alarm(working_day_ends(since, days=days, law=law, zone=zone).outcome, "stale", 1, role, "CMP-05")
    if times.solution_at is not None and times.contacted_at is None:
        yield Alarm(contact_due(times.solution_at, law=law, zone=zone).outcome, "contact", 1, role, "CMP-18")
    if times.feedback_due_on is not None and times.solved_at is None:
        ends = datetime.combine(times.feedback_due_on + timedelta(days=1), time(), clock.zone(zone))
        yield Alarm(ends, "feedback", 1, role, "CMP-55")


def contact_due(solution_at: datetime, *, law: Law, zone: str = clock.DEFAULT_ZONE) -> Decision[datetime]:
    """Until when the customer is told of a solution: the close of the next working day (CMP-18; doc 1 l.45)."""
    days = law.value("contact_after_working_days", on=solution_at.date())
    ends = working_day_ends(solution_at, days=int(days.value), law=law, zone=zone).outcome
    return decide(ends, law.clause("CMP-18"), days, solution_at=solution_at)


def feedback_due(reported_on: date, *, law: Law) -> Decision[date]:
    """The last day for feedback on omitted works (CMP-55; doc 5.2 l.403)."""
    days = law.value("omitted_works_feedback_days", on=reported_on)
    return decide(reported_on + timedelta(days=int(days.value)), law.clause("CMP-55"), days, reported_on=reported_on)
