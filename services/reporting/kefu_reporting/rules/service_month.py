"""The month and the week of a service department (document 4): plan, meetings, specialists, quality (REP-14 to REP-20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.calendar import Calendar
from kefu.figures import mean, percent_text, plain
from kefu.law import Decision, Law, decide


def plan_completed(completed: int, *, planned: int, law: Law) -> Decision[dict[str, Any]]:
    """Service contracts completed of those planned for the month (REP-14; doc 4 l.258)."""
    outcome = {"planned": planned, "completed": completed, "percent": percent_text(completed, whole=planned, places=1)}
    return decide(outcome, law.clause("REP-14"), planned=planned, completed=completed)


def meeting_kept(day: date, *, held: bool, calendar: Calendar, law: Law) -> Decision[str]:
    """Whether the week's quality meeting was held; on a holiday it is skipped, otherwise its absence is a gap (REP-15; doc 4 l.260)."""
    weekday = law.value("quality_meeting_weekday", on=day)
    state = "held" if held else "gap" if calendar.working_day(day) else "skipped"
    return decide(state, law.clause("REP-15"), weekday, day=day, held=held)


def software_use(services: int, *, using: int, customers: int, law: Law) -> Decision[dict[str, Any]]:
    """A specialist's month: services, and customers of the area that use the software (REP-16; doc 4 l.278)."""
    outcome = {"services": services, "using": using, "customers": customers, "percent": percent_text(using, whole=customers, places=0)}
    return decide(outcome, law.clause("REP-16"), services=services, using=using, customers=customers)


def revisits(forms: int, *, made: int, on_time: int, law: Law) -> Decision[dict[str, Any]]:
    """Feedback forms called back about, and those on the next day, both of all forms (REP-17; doc 4 l.323)."""
    outcome = {
        "forms": forms, "made": made, "on_time": on_time, "made_percent": percent_text(made, whole=forms, places=1),
        "on_time_percent": percent_text(on_time, whole=forms, places=1),
    }  # fmt: skip
    return decide(outcome, law.clause("REP-17"), forms=forms, made=made, on_time=on_time)


def software_rating(scores: Sequence[int], *, law: Law) -> Decision[dict[str, Any]]:
    """The mean of the customers' ratings; without any there are no data, not 0 (REP-18; doc 4 l.263)."""
    found = mean(scores, places=1)
    return decide({"ratings": len(scores), "mean": "no_data" if found is None else str(found)}, law.clause("REP-18"), ratings=len(scores))


def work_quality(scores: Mapping[str, Decimal], *, on: date, law: Law) -> Decision[dict[str, Any]]:
    """The mean of the members' quality scores, and who is below the floor (REP-19; doc 4 l.265, l.267)."""
    floor = law.value("quality_floor", on=on)
    below = sorted(member for member, score in scores.items() if score < Decimal(floor.value))
    found = mean(list(scores.values()), places=1)
    outcome = {
        "members": {member: plain(score) for member, score in sorted(scores.items())}, "mean": None if found is None else str(found),
        "below_floor": below,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-19"), floor, members=len(scores))


def quality_checks(checks: Mapping[str, str], *, plan_state: str | None, law: Law) -> Decision[dict[str, Any]]:
    """Checks of processes with what they found, and the state of the year's work plan (REP-20; doc 4 l.254-256)."""
    return decide({"checks": dict(sorted(checks.items())), "work_plan": plan_state}, law.clause("REP-20"), checks=len(checks))
