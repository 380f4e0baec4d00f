"""What a write makes of a staff-month: the new facts, the month judged from all of them, and what is said of the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kefu.calendar import last_day
from kefu.law import Decision, Law, decide
from kefu.service import Ask, Record
from kefu.store.values import digest, plain
from kefu_attendance.rules.facts import MonthFacts
from kefu_attendance.rules.month import day_decision, judge_month
from kefu_attendance.rules.regimes import by_regulation
from kefu_attendance.rules.results import Day, Month
from kefu_attendance.staff_month import (
    Entries,
    days_of,
    differences,
    facts_of,
    figures_of,
    key_of,
    later_outs,
    merged,
    next_unjudged,
    until_closed,
    written,
)
from kefu_messages import Happening
from kefu_messages.attendance import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    AttendanceAdjusted,
    AttendanceMonthChanged,
    StaffUnreachable,
    StaffUnreachableWithdrawn,
)

Figures = Mapping[str, Any]
DAY = "day_"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """What else bears on a staff-month: the person's posts, and whether the month is closed.

    Corrections of a closed month are listed elsewhere, and judged by the ``law`` under which it was closed.
    """

    posts: tuple[Mapping[str, Any], ...] = ()
    closed: bool = False
    listed_in: str = ""
    law: Law | None = None


def held(person: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], ...]:
    """The posts of a person of the register, and none from the day after the last of service."""
    if person is None:
        return ()
    left_on = person.get("left_on")
    gone = () if left_on is None else ({"since": (left_on + ONE_DAY).isoformat(), "roles": ()},)
    return (*(person.get("posts") or ()), *gone)


@dataclass
class Written:
    """What a save of the staff-month is given."""

    changes: dict[str, Any]
    events: list[Happening] = field(default_factory=list)
    decisions: dict[str, Decision[Any]] = field(default_factory=dict)


def judged(
    record: Record, ask: Ask, *, staff_no: str, month: str, entries: Entries, standing: Standing, until: date | None = None
) -> Written:
    """The staff-month with further entries; judged as far as it was, and as far as ``until`` when that is later."""
    as_of, zone = _as_of(record, month=month, until=until, closed=standing.closed), ask.now.tzinfo
    outs = later_outs(entries.get("punches") or {}, known=record.get("outs") or {}, zone=zone)
    write = Written(written({**entries, **({"outs": outs} if outs else {})}, exists=record.exists))
    if as_of is None and record.exists and entries.keys() == {"punches"}:
        return write  # nothing is judged yet, and a punch is no reason to judge a day
    law, facts = standing.law or ask.law, _facts(merged(record, entries), ask, staff_no=staff_no, month=month, standing=standing)
    _set(write, record, staff_no=staff_no, month=month, unjudged_from=next_unjudged(facts, until=as_of))
    if as_of is None:
        return write
    verdict = judge_month(facts, as_of=as_of, law=law)
    figures, before = figures_of(verdict.outcome), record.get("figures")
    _set(write, record, judged_until=as_of.isoformat(), judged_by=law_in_force(ask), figures=figures, days=days_of(verdict.outcome))
    if standing.closed:
        _keep_what_was(write, record, entries=entries, standing=standing)
        _adjust(write, record, ask, figures=figures, standing=standing, facts=facts)
    elif figures != before:
        write.events.append(_changed(facts, figures=figures, as_of=as_of))
    write.events += _said(facts, before=before or {}, after=figures, law=law)
    _decide(write, record, law=law, verdict=verdict, figures=figures)
    return write


def law_in_force(ask: Ask) -> str:
    """A fingerprint of the book and of all the organisation has adopted: another one means that months are to be judged again."""
    adopted = {name: [[entry.since, entry.value] for entry in entries] for name, entries in ask.law.adopted.items()}
    return digest(plain([ask.law.version, adopted]))


def live(record: Mapping[str, Any] | None, ask: Ask, *, staff_no: str, month: str, standing: Standing, as_of: date) -> Decision[Month]:
    """The month as its facts have it now, as of the end of a day; nothing is written."""
    facts = _facts(record or {}, ask, staff_no=staff_no, month=month, standing=standing)
    return judge_month(facts, as_of=as_of, law=standing.law or ask.law)


def _facts(document: Mapping[str, Any], ask: Ask, *, staff_no: str, month: str, standing: Standing) -> MonthFacts:
    return facts_of(document, staff_no=staff_no, month=month, posts=standing.posts, zone=ask.now.tzinfo)


def _as_of(record: Record, *, month: str, until: date | None, closed: bool) -> date | None:
    last = last_day(month)
    known = record.get("judged_until")
    days = [*([date.fromisoformat(known)] if known else []), *([until] if until else []), *([last] if closed else [])]
    return min(max(days), last) if days else None


def _set(write: Written, record: Record, **content: Any) -> None:
    write.changes.update({name: value for name, value in content.items() if record.get(name) != value})


def _changed(facts: MonthFacts, *, figures: Figures, as_of: date) -> Happening:
    return AttendanceMonthChanged.of(as_of=as_of, **_of_the_month(facts), **figures)


def _of_the_month(facts: MonthFacts) -> dict[str, Any]:
    return {"staff_month": key_of(facts.staff_no, facts.month), "staff_no": facts.staff_no, "month": facts.month}


def _keep_what_was(write: Written, record: Record, *, entries: Entries, standing: Standing) -> None:
    """Keep by which facts and posts the month was closed, so that its reasons stay those that it was closed for."""
    former = {kind: items for kind, items in until_closed(record, entries).items() if items}
    if former and not record.exists:
        write.changes["as_closed"] = former
    else:
        write.changes.update({f"as_closed.{kind}.{name}": item for kind, items in former.items() for name, item in items.items()})
    if record.get("closed_posts") is None:
        write.changes["closed_posts"] = [{"since": str(post["since"]), "roles": list(post["roles"])} for post in standing.posts]


def _adjust(write: Written, record: Record, ask: Ask, *, figures: Figures, standing: Standing, facts: MonthFacts) -> None:
    """A closed month keeps its figures; what is known otherwise now is an adjustment of the next open month."""
    base, known = record.get("closed_figures"), record.get("figures")
    if base is None:
        base = known = _as_it_was(record, ask, facts=facts, standing=standing)
        write.changes["closed_figures"] = base
        if base != record.get("figures"):
            write.events.append(_changed(facts, figures=base, as_of=last_day(facts.month)))
    found = differences(known or base, figures)
    if not found:
        return
    entry = {"listed_in": standing.listed_in, "found_on": ask.today.isoformat(), "differences": found, "because": list(figures["because"])}
    listed = [*(record.get("adjustments") or ()), entry]
    write.changes.update({"adjustments": listed, "adjusted_in": sorted({item["listed_in"] for item in listed})})
    write.events.append(AttendanceAdjusted.of(**_of_the_month(facts), **{**entry, "found_on": ask.today}))


def _as_it_was(record: Record, ask: Ask, *, facts: MonthFacts, standing: Standing) -> dict[str, Any]:
    last = last_day(facts.month)
    return figures_of(live(record, ask, staff_no=facts.staff_no, month=facts.month, standing=standing, as_of=last).outcome)


def _said(facts: MonthFacts, *, before: Figures, after: Figures, law: Law) -> Iterable[Happening]:
    """What has become absence or an unanswered call, and what no longer is."""
    was, now = ({item["date"]: item for item in figures.get("absences", ())} for figures in (before, after))
    for day in sorted(was.keys() | now.keys()):
        if was.get(day) != now.get(day):
            yield _absence(facts.staff_no, day=day, item=now.get(day), law=law)
    missed = {item.attempt_no: item for item in facts.attempts}
    lost, found = (
        {item["source"]: item for item in figures.get("other_events", ()) if item["kind"] == "unreachable"} for figures in (before, after)
    )
    for number in sorted(lost.keys() ^ found.keys()):
        item = found.get(number) or lost[number]
        common = {"attempt_no": number, "staff_no": facts.staff_no, "date": date.fromisoformat(item["date"]), "because": item["because"]}
        if number in found:
            yield StaffUnreachable.of(attempted_at=missed[number].attempted_at, **common)
        else:
            yield StaffUnreachableWithdrawn.of(**common)


def _absence(staff_no: str, *, day: str, item: Mapping[str, Any] | None, law: Law) -> Happening:
    asked = by_regulation(law, "self_criticism_required", on=date.fromisoformat(day))
    common = {"absence": key_of(staff_no, day), "staff_no": staff_no, "date": date.fromisoformat(day)}
    if item is None:
        return AbsenceWithdrawn.of(because=["ATT-01"], **common)
    return AbsenceRecorded.of(
        days=item["days"], sources=item["sources"], self_criticism_required=asked, because=[*item["because"]], **common
    )


def _decide(write: Written, record: Record, *, law: Law, verdict: Decision[Month], figures: Figures) -> None:
    """Keep the month's decision and those of its days with findings, where they are new or others than before."""
    if record.get("figures") != figures:
        write.decisions["month"] = decide(figures, *verdict.because, as_of=verdict.facts["as_of"])
    for day in verdict.outcome.days:
        name = day_name(day.date)
        if day.because or name in record.decisions:
            found = day_decision(day, law=law)
            if plain(found.outcome) != record.decisions.get(name, {}).get("outcome"):
                write.decisions[name] = found
    judged_days = {day_name(day.date) for day in verdict.outcome.days}
    for name in {name for name in record.decisions if name.startswith(DAY)} - judged_days:
        empty = Day(date.fromisoformat(name.removeprefix(DAY)))
        if plain(day_decision(empty, law=law).outcome) != record.decisions[name]["outcome"]:
            write.decisions[name] = day_decision(empty, law=law)


def day_name(day: date) -> str:
    """The name under which the decision of a day is stored."""
    return f"{DAY}{day.isoformat()}"
