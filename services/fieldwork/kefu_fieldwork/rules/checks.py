"""Items of the checklists of areas, hall and equipment, and the levels on which they are checked (FLD-15..20, FLD-26; CHK-06..71)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from kefu.law import Decision, Law, decide
from kefu_messages.errors import UnknownCode
from kefu_messages.fieldwork.checks import ObservationIncomplete
from kefu_messages.fieldwork.findings import ResponsibleMissing
from kefu_messages.fieldwork.shared import PostNotEntitled

Given = TypeVar("Given")
OWNER, EACH, PARTS = "owner", "each", "parts"


@dataclass(frozen=True)
class AreaItem:
    """One item: ``judged`` says how, ``limit`` or ``parts`` what is looked for; ``due_days`` None means the general term."""

    item: str
    section: str
    judged: str = "observed"
    limit: Decimal | None = None
    parts: tuple[str, ...] = ()
    responsible: str = OWNER
    due_days: int | None = None


@dataclass(frozen=True)
class Observation:
    """What was seen of an item at a place."""

    item: str
    met: bool | None = None
    value: Decimal | None = None
    seen: tuple[str, ...] | None = None
    place: str | None = None
    owner: str | None = None


@dataclass(frozen=True)
class Observed:
    """What it amounts to: so many findings, each for ``responsible`` to put right by ``due_on``."""

    item: str
    met: bool
    findings: int
    missing: tuple[str, ...] = ()
    responsible: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Levels:
    """How far the ordered levels were reached without a gap, the daily ones that lack, and whether there were enough checks."""

    level: int
    missing_daily: tuple[str, ...]
    checks: int
    enough: bool


def area_items(*, on: date, law: Law) -> tuple[AreaItem, ...]:
    """The items of the checklists of areas that bind the organisation on the day."""
    return tuple(_item(name, written) for name, written in law.value("area_checklist", on=on).value.items())


def observed(seen: Observation, *, on: date, law: Law) -> Decision[Observed]:
    """Judge what was seen of an item: findings, who answers for them and by when (CHK-06..71, CHK-56, FLD-13..18, FLD-26).

    Raises ``unknown_code`` for an item that does not bind, ``observation_incomplete`` without what it needs, ``responsible_missing``
    where the owner of the zone, seat or till is not named.
    """
    item = next((one for one in area_items(on=on, law=law) if one.item == seen.item), None)
    if item is None:
        raise UnknownCode(value=seen.item, because=[seen.item])
    met, missing = _judged(item, seen)
    clause, terms = law.clause(item.item), law.value("correction_days", on=on)
    cited = [clause, law.value("area_checklist", on=on)]
    if met:
        return decide(Observed(item.item, True, 0), *cited, met=seen.met, value=seen.value, seen=seen.seen)
    if item.responsible == OWNER and not seen.owner:
        raise ResponsibleMissing(because=[item.item])
    responsible = seen.owner if item.responsible == OWNER else item.responsible
    days = int(terms.value["other"]) if item.due_days is None else item.due_days
    outcome = Observed(item.item, False, len(missing) if item.judged == EACH else 1, missing, responsible, on + timedelta(days=days))
    if item.responsible in law.value("hall_responsible", on=on).value:
        cited += [law.clause("CHK-56"), law.value("hall_responsible", on=on)]
    return decide(outcome, *cited, terms, met=seen.met, value=seen.value, seen=seen.seen, place=seen.place)


def checked_by(level: str, *, roles: Sequence[str], on: date, law: Law) -> Decision[str]:
    """The level on which somebody may check, where the law names its posts (FLD-18, FLD-19); raises ``post_not_entitled``."""
    posts = law.value("level_posts", on=on)
    entitled = posts.value.get(level)
    if entitled is not None and not set(entitled) & set(roles):
        raise PostNotEntitled(entitled=", ".join(entitled), because=["FLD-18"])
    return decide(level, posts, level=level)


def hygiene_levels(levels: Sequence[str], *, on: date, law: Law) -> Decision[Levels]:
    """Which levels checked an area on a day: how far they reach, which daily ones lack (FLD-18, FLD-20; doc 5.2 l.398, l.414)."""
    order, daily, times = (law.value(name, on=on) for name in ("check_levels", "daily_check_levels", "checks_per_day"))
    reached = next((number for number, level in enumerate(order.value) if level not in levels), len(order.value))
    missing = tuple(level for level in daily.value if level not in levels)
    outcome = Levels(reached, missing, len(levels), len(levels) >= times.value)
    return decide(outcome, law.clause("FLD-18"), law.clause("FLD-20"), order, daily, times, on=on, checks=len(levels))


def spot_checks_missing(days: Sequence[date], *, month_end: date, law: Law) -> Decision[int]:
    """How many of the month's unscheduled checks of the group's administration lack (FLD-19; doc 5.2 l.399)."""
    required = law.value("spot_checks_per_month", on=month_end)
    made = sum((day.year, day.month) == (month_end.year, month_end.month) for day in days)
    return decide(max(0, int(required.value) - made), law.clause("FLD-19"), required, made=made, month_end=month_end)


def closing_check_missing(*, checked: bool, worked: bool, on: date, law: Law) -> Decision[bool]:
    """Whether nobody looked on a working evening that computers and monitors are off (CHK-35; doc 1 l.83)."""
    daily = law.value("closing_check_daily", on=on)
    return decide(bool(daily.value) and worked and not checked, law.clause("CHK-35"), daily, checked=checked, worked=worked, on=on)


def left_unclosed(ticked: Sequence[str], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """What a clerk who leaves has not ticked (CHK-55; doc 2 l.183); raises ``unknown_code``."""
    ticks = law.value("closing_ticks", on=on)
    stranger = next((tick for tick in ticked if tick not in ticks.value), None)
    if stranger is not None:
        raise UnknownCode(value=stranger, because=["CHK-55"])
    missing = tuple(tick for tick in ticks.value if tick not in ticked)
    return decide(missing, law.clause("CHK-55"), ticks, ticked=list(ticked), on=on)


def _judged(item: AreaItem, seen: Observation) -> tuple[bool, tuple[str, ...]]:
    if item.judged in {PARTS, EACH}:
        there = set(_given(seen.seen, item, "seen"))
        stranger = next((part for part in sorted(there) if part not in item.parts), None)
        if stranger is not None:
            raise UnknownCode(value=stranger, because=[item.item])
        missing = tuple(part for part in item.parts if part not in there)
        return not missing, missing
    if item.judged == "observed":
        return _given(seen.met, item, "met"), ()
    value, limit = _given(seen.value, item, "value"), item.limit or Decimal(0)
    return (value >= limit if item.judged == "at_least" else value <= limit), ()


def _given(value: Given | None, item: AreaItem, needed: str) -> Given:
    if value is None:
        raise ObservationIncomplete(item=item.item, needed=needed, because=[item.item])
    return value


def _item(name: str, written: Mapping[str, Any]) -> AreaItem:
    limit, days = written.get("limit"), written.get("due_days")
    return AreaItem(
        item=name, section=str(written["section"]), judged=str(written.get("judged", "observed")),
        limit=None if limit is None else Decimal(str(limit)), parts=tuple(written.get("parts", ())),
        responsible=str(written.get("responsible", OWNER)), due_days=None if days is None else int(days),
    )  # fmt: skip
