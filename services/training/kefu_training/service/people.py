"""Who holds which post on a day, as the register has told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


def holders_on(records: Iterable[Mapping[str, Any]], *, day: date) -> dict[str, tuple[str, ...]]:
    """The posts of everybody serving on the day, by number."""
    return {record["staff_no"]: posts for record in records if (posts := _posts(record, day))}


def _posts(record: Mapping[str, Any], day: date) -> tuple[str, ...]:
    if record["joined_on"] > day or (record.get("left_on") is not None and record["left_on"] < day):
        return ()
    held = [post["roles"] for post in sorted(record["posts"], key=lambda post: str(post["since"])) if str(post["since"]) <= day.isoformat()]
    return tuple(held[-1]) if held else ()
