"""The only place that reads the clock: what time and day it is where an organisation is.

``KEFU_CLOCK_AHEAD`` sets the clock of a process ahead by so many days, for replays of days that are still to come; tokens, leases and
what is written down for the record go by the machine's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kefu_messages.errors import ContentInvalid

DEFAULT_ZONE = "Asia/Shanghai"
AHEAD = "KEFU_CLOCK_AHEAD"
_stopped: list[datetime] = []  # of the whole process: whoever serves a test runs in another green thread


class UnknownZone(ContentInvalid):
    """The name is no time zone of the IANA database."""

    code = "unknown_zone"
    text = {"zh-Hant": "沒有名為「{zone}」的時區", "en": "There is no time zone '{zone}'"}


@lru_cache
def zone(name: str = DEFAULT_ZONE) -> ZoneInfo:
    """The time zone of that name; raises :class:`UnknownZone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(zone=name) from None


def now(where: str = DEFAULT_ZONE) -> datetime:
    """The present moment, aware, in the zone."""
    return (_stopped[-1] if _stopped else datetime.now(UTC) + ahead()).astimezone(zone(where))


@lru_cache
def ahead() -> timedelta:
    """By how much this process's clock is set ahead."""
    return timedelta(days=int(os.environ.get(AHEAD, "0")))


def today(where: str = DEFAULT_ZONE) -> date:
    """The day that it is in the zone: at 16:00 UTC Shanghai already has the next one."""
    return now(where).date()


def localise(moment: datetime, where: str = DEFAULT_ZONE) -> datetime:
    """The moment in the zone; one written without an offset is the zone's local time."""
    return moment.replace(tzinfo=zone(where)) if moment.tzinfo is None else moment.astimezone(zone(where))


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Within the block it is that (aware) moment for everything in the process: for tests of what somebody does on a day."""
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset is no moment")
    _stopped.append(moment)
    try:
        yield
    finally:
        _stopped.pop()
