"""Why a closed month came out as it did: by the facts, posts and law that it was closed with (ATT-02; doc 1 l.106).

What is known otherwise now stands beside that, with the adjustments that came of it, and never in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kefu.calendar import last_day
from kefu.law import Decision, decide
from kefu.service import Ask, Record
from kefu.store.writing import as_document
from kefu_attendance.rules.month import day_decision
from kefu_attendance.rules.results import Month
from kefu_attendance.service.judging import DAY, Standing, day_name, live
from kefu_attendance.staff_month import as_closed, figures_of

Told = Sequence[dict[str, Any]]
MONTH = "month"
LISTS = ("late_early", "absences", "other_events")


def open_reasons(told: Told) -> dict[str, Any]:
    """The reasons of a month that is open: there is one judgement."""
    return {"decisions": sorted(told, key=_name), "closed": False, "adjustments": [], "judged_now": []}


def month_reasons(ask: Ask, record: Record, told: Told, *, standing: Standing) -> dict[str, Any]:
    """The month's decision and those of its days with findings as they were closed, and those that would be others now."""
    verdict = _as_it_was(ask, record, standing=standing)
    figures = record.get("closed_figures") or figures_of(verdict.outcome)
    law, found = standing.law or ask.law, {MONTH: decide(figures, *verdict.because, as_of=verdict.facts["as_of"])}
    days = {day_name(day.date): day_decision(day, law=law) for day in verdict.outcome.days}
    kept = {item["name"] for item in told}
    found |= {name: item for name, item in days.items() if item.outcome.because or name in kept}
    others = [item for item in told if item["name"] != MONTH and not item["name"].startswith(DAY)]
    listed = list(record.get("adjustments") or ())
    return _both(ask, told, found, others=others, adjustments=listed)


def day_reasons(ask: Ask, record: Record, told: Told, *, standing: Standing) -> dict[str, Any]:
    """The day as it was closed, none where nothing was known of it, and as it would be judged now where that differs."""
    day, law = ask["date"], standing.law or ask.law
    last = last_day(record["month"])
    verdict = _as_it_was(ask, record, standing=standing)
    found = {day_name(item.date): day_decision(item, law=law) for item in verdict.outcome.days if item.date == day}
    now = told or explained_day(ask, record, day, standing=standing, as_of=last)
    touched = [item for item in record.get("adjustments") or () if _touches(item["differences"], day)]
    return _both(ask, now, found, others=(), adjustments=touched)


def explained_day(ask: Ask, record: Mapping[str, Any], day: date, *, standing: Standing, as_of: date) -> list[dict[str, Any]]:
    """The day as these facts decide it, in the reader's language."""
    verdict = live(record, ask, staff_no=record["staff_no"], month=record["month"], standing=standing, as_of=as_of)
    law = standing.law or ask.law
    return [_explained(ask, day_name(day), day_decision(item, law=law)) for item in verdict.outcome.days if item.date == day]


def known_then(record: Mapping[str, Any], standing: Standing) -> tuple[dict[str, Any], Standing]:
    """The facts and posts that a closed month was closed with."""
    posts = record.get("closed_posts")
    return as_closed(record), standing if posts is None else replace(standing, posts=tuple(posts))


def _as_it_was(ask: Ask, record: Record, *, standing: Standing) -> Decision[Month]:
    document, then = known_then(record, standing)
    month = record["month"]
    return live(document, ask, staff_no=record["staff_no"], month=month, standing=then, as_of=last_day(month))


def _both(
    ask: Ask, told: Told, found: Mapping[str, Decision[Any]], *, others: Iterable[dict[str, Any]], adjustments: Told
) -> dict[str, Any]:
    """What was closed, from what is stored where that is the same, and what is stored otherwise."""
    stored, closed = {item["name"]: item for item in told}, {name: _explained(ask, name, item) for name, item in found.items()}
    same = {name for name, item in closed.items() if name in stored and stored[name]["outcome"] == item["outcome"]}
    shown = [_same_facts(stored[name], item) if name in same else item for name, item in closed.items()]
    changed = [item for name, item in stored.items() if (name == MONTH or name.startswith(DAY)) and name not in same]
    decisions, now = sorted([*shown, *others], key=_name), sorted(changed, key=_name)
    return {"decisions": decisions, "closed": True, "adjustments": adjustments, "judged_now": now}


def _same_facts(stored: dict[str, Any], closed: dict[str, Any]) -> dict[str, Any]:
    """The stored decision, which says when it was taken and by which law, unless facts have come since that change nothing."""
    return stored if stored["facts"] == closed["facts"] else closed


def _touches(found: Mapping[str, Sequence[Any]], day: date) -> bool:
    """Whether the figures that differ tell of the day."""
    return any(
        [item for item in before if item["date"] == day.isoformat()] != [item for item in after if item["date"] == day.isoformat()]
        for before, after in (found[name] for name in LISTS if name in found)
    )


def _explained(ask: Ask, name: str, decision: Decision[Any]) -> dict[str, Any]:
    return ask.host.explain(name, as_document(decision, ask), language=ask.language)


def _name(item: Mapping[str, Any]) -> str:
    return str(item["name"])
