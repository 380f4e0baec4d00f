"""The look-out for due work of one service: of days, and of the minute.

Days are looked for once a minute, in a green thread of their own since a day's work may take long; what is looked after every minute
is looked after when a minute begins.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import eventlet

from kefu import clock
from kefu_messages.errors import AheadOfTime

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
MINUTE = 60.0


class DueWork:
    """Runs the scheduled methods of a service, for every organisation that it knows."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def run(self, organisation: str, as_of: date, *, at: datetime | None = None) -> list[dict[str, str]]:
        """Run what is due by the end of the day, and what is due by the moment (else by that end, or now on the day itself).

        Raises ``validation_failed`` for a day or moment ahead, whose work would be done, and used up, before its time; what is
        driven by hand alone (``KEFU_SCHEDULER=off``) may be driven ahead.
        """
        now = clock.now(self._host.adopted.zone(organisation))
        if self._host.config.scheduler:
            _refuse_ahead(as_of, at, now)
        ran = self._run_days(organisation, as_of)
        self._run_minute(organisation, at or (now if as_of == now.date() else self._host.admission.end_of(as_of, organisation)))
        return ran

    def look_every_day(self) -> None:
        """Run each day's work once the day has begun; never ends."""
        while True:
            self._for_each(lambda organisation, now: self._run_days(organisation, now.date()))
            self._host.schedules.looked_at = time.monotonic()
            eventlet.sleep(MINUTE)

    def look_every_minute(self) -> None:
        """Run each minute's work as it begins; never ends."""
        while True:
            self._for_each(self._run_minute)
            eventlet.sleep(MINUTE - time.time() % MINUTE)

    def _for_each(self, run: Callable[[str, datetime], object]) -> None:
        for organisation in self._host.organisations():
            try:
                run(organisation, clock.now(self._host.adopted.zone(organisation)))
            except Exception:  # noqa: BLE001 - one organisation's failure must not stop the others
                _log.exception("a schedule failed", extra={"organisation": organisation})

    def _run_days(self, organisation: str, as_of: date) -> list[dict[str, str]]:
        return self._host.schedules.run_due(organisation, as_of, partial(self._act, organisation, until=as_of))

    def _run_minute(self, organisation: str, moment: datetime) -> None:
        self._host.schedules.run_minute(organisation, moment, lambda method, at: self._act(organisation, method, at.date(), at))

    def _act(self, organisation: str, method: str, day: date, at: datetime | None = None, *, until: date | None = None) -> None:
        entrypoint = next(item for item in self._host.container.entrypoints if item.method_name == method and hasattr(item, "rhythm"))
        self._host.answering.in_worker(entrypoint, self._host.admission.schedule(method, organisation, day, at=at, until=until))


def _refuse_ahead(as_of: date, at: datetime | None, now: datetime) -> None:
    ahead = {} if at is None or at <= now else {"at": "Later than now."}
    if as_of > now.date():
        ahead["as_of"] = "Later than today."
    if ahead:
        raise AheadOfTime(fields=ahead)
