"""Who serves when, in which post, as the register has told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kefu.calendar import first_day, last_day

NOBODY: frozenset[str] = frozenset()


def serving(records: Iterable[Mapping[str, Any]], *, day: date, outside: Iterable[str] = NOBODY) -> list[str]:
    """Those employed on the day, without the holders of the posts left outside."""
    left_out = set(outside)
    return [record["staff_no"] for record in records if _employed(record, day, day) and not left_out & set(_roles(record, day))]


def serving_in(records: Iterable[Mapping[str, Any]], *, month: str) -> list[str]:
    """Those employed on any day of the month."""
    return [record["staff_no"] for record in records if _employed(record, first_day(month), last_day(month))]


def not_serving_in(records: Iterable[Mapping[str, Any]], *, month: str) -> set[str]:
    """Those of the register who are not employed on any day of the month."""
    return {record["staff_no"] for record in records if not serves_in(record, month=month)}


def serves_in(record: Mapping[str, Any] | None, *, month: str) -> bool:
    """Whether the person is employed on any day of the month, as far as the register has told."""
    return record is None or _employed(record, first_day(month), last_day(month))


def _employed(record: Mapping[str, Any], first: date, last: date) -> bool:
    return bool(record["joined_on"] <= last and (record["left_on"] is None or record["left_on"] >= first))


def _roles(record: Mapping[str, Any], day: date) -> list[str]:
    held = [post["roles"] for post in sorted(record["posts"], key=lambda post: str(post["since"])) if post["since"] <= day.isoformat()]
    return list(held[-1]) if held else []
