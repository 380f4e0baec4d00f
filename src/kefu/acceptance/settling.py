"""Waiting until the platform has nothing under way: no event unsent, unread or being handled, in any service."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

PAUSE = 0.1
UNDER_WAY = ("outbox", "queued", "running")


class NeverSettled(Exception):
    """Something is still under way after the time allowed; the message names the service."""


class Backlogs(Protocol):
    """Where backlogs are read."""

    def get(self, path: str, **query: str) -> Any:
        """The answer to a GET."""


def settle(gateway: Backlogs, *, services: Sequence[str], seconds: float = 300.0, pause: float = PAUSE) -> None:
    """Wait until two consecutive looks see no backlog anywhere and no service has handled anything in between.

    Raises :class:`NeverSettled`.
    """
    end = time.monotonic() + seconds
    before: dict[str, Any] | None = None
    while True:
        backlogs = _look(gateway, services)
        busy = {service: backlog for service, backlog in backlogs.items() if any(backlog.get(part) for part in UNDER_WAY)}
        handled = {service: backlog.get("handled") for service, backlog in backlogs.items()}
        if not busy and handled == before:
            return
        if time.monotonic() > end:
            waiting = ", ".join(f"{service} {backlog}" for service, backlog in busy.items()) or "events keep coming"
            raise NeverSettled(f"not settled after {seconds:.0f} s: {waiting}")
        before = None if busy else handled
        time.sleep(pause)


def _look(gateway: Backlogs, services: Sequence[str]) -> dict[str, Any]:
    """The backlog of every service, all asked at once."""
    with ThreadPoolExecutor(max_workers=max(len(services), 1)) as pool:
        return dict(zip(services, pool.map(lambda service: gateway.get(f"/services/{service}/backlog"), services), strict=True))
