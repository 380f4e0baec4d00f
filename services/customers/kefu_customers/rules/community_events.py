"""Whom an event of the community is for, and whether it is held as the year's plan says (OTH-11; doc 5.2 l.387)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.customers.community_events import EventNotThatDay, TooYoungForEvent
from kefu_messages.errors import ValidationFailed


@dataclass(frozen=True)
class Planned:
    """The least age of participants, and whether month and length are the plan's; None where nothing is said."""

    youngest: int | None
    as_usual: bool | None


def community_event(kind: str, *, starts_on: date, ends_on: date, law: Law) -> Decision[Planned]:
    """An event's audience and its place in the year; raises ``validation_failed`` when it ends before it starts (OTH-11)."""
    if ends_on < starts_on:
        raise ValidationFailed(fields={"ends_on": ["Before starts_on."]})
    audiences, plan = law.value("community_audiences", on=starts_on), law.value("community_plan", on=starts_on)
    usual = plan.value.get(kind)
    days = (ends_on - starts_on).days + 1
    as_usual = None if usual is None else (starts_on.month == usual["month"] and days == usual["days"])
    return decide(Planned(audiences.value.get(kind), as_usual), audiences, plan, law.clause("OTH-11"), kind=kind, days=days)


def age_on(born_on: date, *, on: date) -> int:
    """Full years of age on the day; the birthday counts, one of the 29th of February on the 1st of March of other years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def admitted(born_on: date | None, *, on: date, youngest: int | None, starts_on: date, ends_on: date, law: Law) -> Decision[int | None]:
    """The age of somebody who may take part on the day (OTH-11).

    Raises ``event_not_that_day``, ``validation_failed`` where the age matters and is not known, ``too_young_for_event``.
    """
    if not starts_on <= on <= ends_on:
        raise EventNotThatDay(starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
    if youngest is not None and born_on is None:
        raise ValidationFailed(fields={"born_on": ["Missing data for required field."]})
    age = None if born_on is None else age_on(born_on, on=on)
    if youngest is not None and age is not None and age < youngest:
        raise TooYoungForEvent(youngest=youngest, age=age)
    return decide(age, law.clause("OTH-11"), law.value("community_audiences", on=on), age=age)
