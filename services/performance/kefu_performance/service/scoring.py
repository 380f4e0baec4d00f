"""Keeping facts in their newest state, and scores in step with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kefu.service import Ask, Record
from kefu.store import BoundShelf
from kefu_messages import Happening
from kefu_messages.performance import ScoreChanged
from kefu_performance import rules
from kefu_performance.rules.facts import Fact
from kefu_performance.rules.score import Change
from kefu_performance.service.people import serves_in
from kefu_performance.store import fact_of, lines_of, plain_number, staff_month_of, stored_line


@dataclass(frozen=True)
class Told:
    """What an event tells of a record: whom it concerns, in which month it counts (None: it only changes what was told before)."""

    source: str
    name: str
    staff_no: str
    month: str | None
    content: Mapping[str, Any]


def remember(facts: BoundShelf, ask: Ask, told_now: Told) -> list[str]:
    """Keep what the event tells, unless a newer one of its name is known; every place (person:month) the record has ever touched.

    Every name has a number of its own: reversed before effective, or after it, comes to the same.
    """
    record = facts.new(ask.organisation, told_now.source)
    told = dict(record.get("told", {}))
    known = told.get(told_now.name)
    if known is not None and int(known["sequence"]) >= ask.sequence:
        return list(record["places"])
    told[told_now.name] = {**_plain(told_now.content), "sequence": ask.sequence, "staff_no": told_now.staff_no}
    people = sorted({*record.get("people", ()), told_now.staff_no})
    months = sorted({*record.get("months", ()), *filter(None, [told_now.month])})
    places = [staff_month_of(staff_no, month) for staff_no in people for month in months]
    changes = {"told": told, "people": people, "months": months, "places": places, "staff_no": Fact(told_now.source, told).staff_no}
    facts.save(record, ask, changes=changes)
    return places


@dataclass(frozen=True)
class Known:
    """What scores are kept in, and what they are made of."""

    scores: BoundShelf
    facts: BoundShelf
    holders: BoundShelf


def score_again(known: Known, ask: Ask, *, places: Iterable[str], cause: str) -> None:
    """Add up those persons' months anew; what has changed is written and told with the record that caused it.

    A score's document is read before the facts, so that whoever writes later has seen what was there earlier.
    """
    for place in sorted(set(places)):
        staff_no, _, month = place.rpartition(":")
        record = known.scores.new(ask.organisation, place)
        if record.get("emptied"):
            continue  # its causes are destroyed: what it came to stays
        found = [fact for item in known.facts.find(ask.organisation, places=place) if (fact := fact_of(item)).staff_no == staff_no]
        served = serves_in(known.holders.get(ask.organisation, staff_no), month=month)
        verdict = rules.monthly_score(tuple(found), month=month, served=served, law=ask.law)
        change = rules.score_change(lines_of(record.get("lines", ())), after=verdict.outcome.lines)
        score, basis = plain_number(verdict.outcome.score), rules.score_basis(month, served=served, law=ask.law)
        same = record.exists and not change.removed and not change.added and record.get("score") == score
        if same and record.get("basis") == basis:
            continue
        events = [] if same else [_changed(record, staff_no, month, change=change, after=score, cause=cause)]
        lines = [stored_line(line) for line in verdict.outcome.lines]
        summary = {"base": plain_number(verdict.outcome.base), "score": score, "basis": basis}
        changes = {"staff_no": staff_no, "month": month, **summary, "lines": lines}
        known.scores.save(record, ask, changes=changes, decisions={"score": verdict}, events=events)


def _changed(record: Record, staff_no: str, month: str, *, change: Change, after: str | None, cause: str) -> Happening:
    return ScoreChanged.of(
        staff_month=record.key, staff_no=staff_no, month=month, before=record.get("score"), after=after, cause=cause,
        removed=[stored_line(line) for line in change.removed], added=[stored_line(line) for line in change.added],
        because=sorted({rule for line in (*change.removed, *change.added) for rule in line.because}),
    )  # fmt: skip


def _plain(content: Any) -> Any:
    """An event's content as the store keeps it: days, moments and decimals as text."""
    if isinstance(content, Mapping):
        return {str(name): _plain(item) for name, item in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(item) for item in content]
    if isinstance(content, date | datetime):
        return content.isoformat()
    return str(content) if isinstance(content, Decimal) else content
