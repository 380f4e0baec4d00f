"""Items of the staff's checklist: how each is judged, and what it may lead to (CHK-01..CHK-81)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from kefu.law import Decision, Law
from kefu_discipline.rules.settings import decided, setting
from kefu_messages.discipline import ObservationMissing, UnknownChecklistItem

Given = TypeVar("Given")
EACH, RECOMMENDED, FLAGGED = "each", "recommended", "flag_above"


@dataclass(frozen=True)
class ChecklistItem:
    """One item: ``judged`` says how, ``limit`` or ``parts`` what is looked for, ``leads`` the violations that findings propose."""

    item: str
    section: str
    title: str
    judged: str = "observed"
    limit: Decimal | None = None
    parts: tuple[str, ...] = ()
    parts_needed: int | None = None
    leads: tuple[str, ...] = ()
    severity: str = "ordinary"
    assumption: bool = False


@dataclass(frozen=True)
class Finding:
    """What an inspection found: ``noted`` is a recommendation or a flag, no finding."""

    item: str
    result: str
    findings: int
    missing: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    severity: str = "ordinary"


def checklist(*, on: date, law: Law, language: str = "zh-Hant") -> tuple[ChecklistItem, ...]:
    """The items of the staff's checklist that bind the organisation on the day."""
    return tuple(_item(item, written, law, language) for item, written in (setting(law, "staff_checklist", on=on).value or {}).items())


def inspect(
    item: str, *, on: date, law: Law, met: bool | None = None, value: Decimal | None = None, seen: Sequence[str] | None = None
) -> Decision[Finding]:
    """Judge what was observed of an item; what is not met is one finding, never a fine (CHK-01..CHK-81).

    Raises ``unknown_checklist_item`` for an item that does not bind the organisation, ``observation_missing`` without what it needs.
    """
    found = next((each for each in checklist(on=on, law=law) if each.item == item), None)
    if found is None:
        raise UnknownChecklistItem(item=item, because=[item])
    fits, missing = _fits(found, met=met, value=value, seen=seen)
    result = "met" if fits else "noted" if found.judged in {RECOMMENDED, FLAGGED} else "not_met"
    findings = (len(missing) if found.judged == EACH else 1) if result == "not_met" else 0
    outcome = Finding(item, result, findings, missing, _leads(found, missing) if findings else (), found.severity)
    return decided(outcome, [item], setting(law, "staff_checklist", on=on), law=law, met=met, value=value, seen=seen)


def _leads(item: ChecklistItem, missing: Sequence[str]) -> tuple[str, ...]:
    """The violations proposed: where each part is judged by itself, those of the missing ones."""
    if item.judged != EACH:
        return item.leads
    return tuple(code for part, code in zip(item.parts, item.leads, strict=False) if part in missing)


def _fits(item: ChecklistItem, *, met: bool | None, value: Decimal | None, seen: Sequence[str] | None) -> tuple[bool, tuple[str, ...]]:
    if item.judged in {"observed", RECOMMENDED}:
        return bool(_given(met, item, "met")), ()
    if item.judged in {"parts", EACH}:
        heard = set(_given(seen, item, "seen"))
        missing = tuple(part for part in item.parts if part not in heard)
        needed = len(item.parts) if item.parts_needed is None else item.parts_needed
        return len(item.parts) - len(missing) >= needed, missing
    measured, limit = _given(value, item, "value"), item.limit or Decimal(0)
    return met is not False and (measured >= limit if item.judged == "at_least" else measured <= limit), ()


def _given(value: Given | None, item: ChecklistItem, needed: str) -> Given:
    if value is None:
        raise ObservationMissing(item=item.item, needed=needed, because=[item.item])
    return value


def _item(item: str, written: Mapping[str, Any], law: Law, language: str) -> ChecklistItem:
    clause = law.book.clauses[item]
    limit = written.get("limit")
    return ChecklistItem(
        item=item, section=str(written["section"]), title=clause.titled(language),
        judged=str(written.get("judged", "observed")), limit=None if limit is None else Decimal(str(limit)),
        parts=tuple(written.get("parts", ())), parts_needed=written.get("parts_needed"), leads=tuple(written.get("leads", ())),
        severity=str(written.get("severity", "ordinary")), assumption=clause.assumption,
    )  # fmt: skip
