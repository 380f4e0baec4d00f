"""What is handed in by a day: when it is due, how late it came, how complete a period is (REP-01 to REP-07, REP-12, REP-16, REP-84)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kefu.figures import percent_text
from kefu.law import Decision, Law, decide
from kefu_messages.reporting import PeriodNotOver
from kefu_reporting.rules.periods import period_of


@dataclass(frozen=True)
class Duty:
    """Who owes a kind of paper, how often, and until how many days after the period (None: there is no such day)."""

    kind: str
    rule: str
    rhythm: str
    due_days: int | None
    roles: frozenset[str]
    each: bool


@dataclass(frozen=True)
class Filed:
    """A paper as it stands to its day; ``days_late`` is None where there is none."""

    kind: str
    period: str
    by: str
    submitted_on: date
    due_on: date | None
    days_late: int | None


@dataclass(frozen=True)
class Owed:
    """A paper of a kind and period that was due on a day and, where it came, when."""

    kind: str
    period: str
    due_on: date
    submitted_on: date | None = None


def duty(kind: str, *, on: date, law: Law) -> Duty:
    """The duty of a kind of paper as the organisation has it (REP-84)."""
    return _duty(kind, law.value("paper_duties", on=on).value[kind])


def duties(*, on: date, law: Law) -> list[Duty]:
    """All duties of the organisation (REP-84)."""
    return [_duty(kind, written) for kind, written in sorted(law.value("paper_duties", on=on).value.items())]


def paper_due(kind: str, *, period: str, on: date, law: Law) -> Decision[date | None]:
    """The last day on which a paper of the period is in time (REP-01 to REP-07, REP-12); raises ``period_invalid``."""
    owed = duty(kind, on=on, law=law)
    span = period_of(period, kind=kind, rhythms=(owed.rhythm,) if owed.rhythm != "any" else ())
    due = None if owed.due_days is None else span.last + timedelta(days=owed.due_days)
    return decide(due, law.clause(owed.rule), law.value("paper_duties", on=on), kind=kind, period=period, last_day=span.last)


def handed_in(kind: str, *, period: str, by: str, submitted_on: date, law: Law) -> Decision[Filed]:
    """A paper with the days it came late, 0 when it is in time (REP-01, REP-84); raises ``period_not_begun``."""
    span = period_of(period, kind=kind)
    if submitted_on < span.first:
        raise PeriodNotOver(period=period)
    due = paper_due(kind, period=period, on=submitted_on, law=law)
    late = None if due.outcome is None else max((submitted_on - due.outcome).days, 0)
    return decide(Filed(kind, period, by, submitted_on, due.outcome, late), *due.because, law.clause("REP-84"), **due.facts)


def completeness(expected: Sequence[str], *, filed: Sequence[str], kind: str, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Who of those expected has handed in, in percent, and who has not (REP-04, REP-06)."""
    missing = sorted(set(expected) - set(filed))
    came = len(set(expected)) - len(missing)
    outcome = {
        "expected": len(set(expected)), "filed": came, "missing": missing,
        "percent": percent_text(came, whole=len(set(expected)), places=1),
    }  # fmt: skip
    return decide(outcome, law.clause(duty(kind, on=on, law=law).rule), expected=len(set(expected)), filed=came)


def overdue_days(kind: str, *, period: str, as_of: date, law: Law) -> Decision[int]:
    """For how many days a paper that has not come is overdue, 0 while there is time (REP-01, REP-03, REP-07)."""
    due = paper_due(kind, period=period, on=as_of, law=law)
    days = 0 if due.outcome is None else max((as_of - due.outcome).days, 0)
    return decide(days, *due.because, due_on=due.outcome, as_of=as_of)


def punctuality(owed: Sequence[Owed], *, as_of: date, law: Law) -> Decision[dict[str, Any]]:
    """Of the papers due by the day: on time, late and missing, and each with its lateness (REP-84; doc 5.2 l.412).

    A paper may come until its due day ends (REP-01): one that has not come is left out on that day, and late by a day on the next.
    """
    due = (item for item in owed if item.due_on < as_of or (item.due_on == as_of and _came(item, as_of)))
    rows = [_row(item, as_of) for item in sorted(due, key=lambda item: (item.due_on, item.kind, item.period))]
    in_time = sum(row["days_late"] == 0 for row in rows)
    outcome = {
        "due": len(rows), "on_time": in_time, "late": len(rows) - in_time, "missing": sum(row["submitted_on"] is None for row in rows),
        "percent": percent_text(in_time, whole=len(rows), places=1), "papers": rows,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-84"), due=len(rows), on_time=in_time)


def suggestions(states: Mapping[str, str], *, law: Law) -> Decision[dict[str, Any]]:
    """The suggestions of a period by what became of them: new, accepted or rejected (REP-05)."""
    counted = {state: sum(found == state for found in states.values()) for state in ("new", "accepted", "rejected")}
    return decide({"suggestions": dict(sorted(states.items())), **counted}, law.clause("REP-05"), suggestions=len(states))


def _came(item: Owed, as_of: date) -> date | None:
    """The day on which the paper came, None while it has not by the day."""
    return item.submitted_on if item.submitted_on is not None and item.submitted_on <= as_of else None


def _row(item: Owed, as_of: date) -> dict[str, Any]:
    came = _came(item, as_of)
    return {
        "kind": item.kind, "period": item.period, "due_on": item.due_on.isoformat(), "submitted_on": came.isoformat() if came else None,
        "days_late": max(((came or as_of) - item.due_on).days, 0),
    }  # fmt: skip


def _duty(kind: str, written: Mapping[str, Any]) -> Duty:
    days = written.get("due_days")
    whole = None if days is None else int(Decimal(days))
    return Duty(kind, written["rule"], written["rhythm"], whole, frozenset(written["roles"]), bool(written.get("each")))
