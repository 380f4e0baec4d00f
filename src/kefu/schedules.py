"""Work that is due on certain days or looked after every minute: once per organisation, however many replicas there are.

A day is taken by inserting its lease document; who dies in the middle leaves a lease that expires, and the day is done again,
which is harmless since every handler is once-only by its operation. Days that were missed are caught up with, in order. What is looked
after every minute finds by itself what the minutes before have missed, so of those only one at a time is held.
"""

from __future__ import annotations

import calendar
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

_log = logging.getLogger(__name__)
LEASE, LEASE_OF_A_MINUTE = timedelta(minutes=10), timedelta(minutes=2)
MINUTELY = "minutely"
FURTHEST_BACK = 400


@dataclass(frozen=True)
class Rhythm:
    """``daily``, ``monthly:<day>`` (a day past the month's end is its last) or ``yearly:<MM-DD>``."""

    text: str

    def falls_on(self, day: date) -> bool:
        """Whether the work is due on the day."""
        kind, _, when = self.text.partition(":")
        if kind == "daily":
            return True
        if kind == "monthly":
            return day.day == min(int(when), calendar.monthrange(day.year, day.month)[1])
        if kind == "yearly":
            return f"{day:%m-%d}" == when
        raise ValueError(f"no such rhythm: {self.text}")


class Schedules:
    """The scheduled methods of one service, and the leases of their days."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._leases = database["schedules"]
        self._methods: dict[str, Rhythm] = {}
        self._minutely: list[str] = []
        self.looked_at = time.monotonic()

    def add(self, method: str, rhythm: str) -> None:
        """Call the method in that rhythm: of days, or ``minutely``."""
        if rhythm == MINUTELY:
            self._minutely.append(method)
            return
        Rhythm(rhythm).falls_on(date(2025, 1, 1))
        self._methods[method] = Rhythm(rhythm)

    def run_due(self, organisation: str, as_of: date, run: Callable[[str, date], None]) -> list[dict[str, str]]:
        """Run what is due for the organisation up to the end of the day, and tell what was run.

        A day that another replica is at work on holds up the later days of its method: should that replica die, its day is
        still the next one.
        """
        ran, held = [], set()
        for day, method in sorted(self._due(organisation, as_of)):
            if method in held:
                continue
            outcome = self._take(organisation, method, day, run)
            if outcome == "ran":
                ran.append({"name": method, "day": day.isoformat()})
            elif outcome == "running":
                held.add(method)
        return ran

    def run_minute(self, organisation: str, moment: datetime, run: Callable[[str, datetime], None]) -> None:
        """Run what is looked after every minute as of the moment, save what another replica is looking after."""
        for method in self._minutely:
            lease = f"{organisation}/{method}/{MINUTELY}"
            if self._held(lease):
                continue
            try:
                run(method, moment)
            finally:
                self._leases.update_one({"_id": lease}, {"$set": {"until": datetime.now(UTC)}})

    def _held(self, lease: str) -> bool:
        """Whether another replica has the lease; else it is taken."""
        now = datetime.now(UTC)
        until = now + LEASE_OF_A_MINUTE
        if self._leases.update_one({"_id": lease, "until": {"$lte": now}}, {"$set": {"until": until}}).matched_count:
            return False
        try:
            self._leases.insert_one({"_id": lease, "until": until})
        except DuplicateKeyError:
            return True
        return False

    def _due(self, organisation: str, as_of: date) -> Iterator[tuple[date, str]]:
        for method, rhythm in self._methods.items():
            mark = self._leases.find_one({"_id": f"{organisation}/{method}"})
            since = date.fromisoformat(mark["day"]) + timedelta(days=1) if mark else as_of
            since = max(since, as_of - timedelta(days=FURTHEST_BACK))
            days = (since + timedelta(days=number) for number in range((as_of - since).days + 1))
            yield from ((day, method) for day in days if rhythm.falls_on(day))

    def _take(self, organisation: str, method: str, day: date, run: Callable[[str, date], None]) -> str:
        """``ran``, or ``done`` or ``running`` by another."""
        lease = f"{organisation}/{method}/{day}"
        now = datetime.now(UTC)
        try:
            self._leases.insert_one({"_id": lease, "state": "running", "until": now + LEASE})
        except DuplicateKeyError:
            taken = self._leases.update_one({"_id": lease, "state": "running", "until": {"$lt": now}}, {"$set": {"until": now + LEASE}})
            if not taken.modified_count:
                return self._state(organisation, method, day)
        try:
            run(method, day)
        except Exception:
            self._leases.update_one({"_id": lease}, {"$set": {"until": now}})
            raise
        self._leases.update_one({"_id": lease}, {"$set": {"state": "done"}})
        self._mark(organisation, method, day)
        return "ran"

    def _state(self, organisation: str, method: str, day: date) -> str:
        lease = self._leases.find_one({"_id": f"{organisation}/{method}/{day}"})
        if lease is None or lease["state"] != "done":
            return "running"
        self._mark(organisation, method, day)  # whoever did it may have died before he could
        return "done"

    def _mark(self, organisation: str, method: str, day: date) -> None:
        moved = self._leases.update_one(
            {"_id": f"{organisation}/{method}", "day": {"$lt": day.isoformat()}}, {"$set": {"day": day.isoformat()}}
        )
        if not moved.matched_count:
            try:
                self._leases.insert_one({"_id": f"{organisation}/{method}", "day": day.isoformat()})
            except DuplicateKeyError:
                return
