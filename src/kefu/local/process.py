"""One program that is kept running: started, watched, restarted with growing pauses, stopped within its time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kefu.local.forked import Forked

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
SETTLED_AFTER = 30.0
LARGEST_LOG = 20 * 1024 * 1024


@dataclass
class Process:
    """A program by name, how to start it (asked anew each time), and how long it may take to stop.

    ``needs`` says whether what it depends on is there; ``ready`` whether it does its work; ``fork`` makes the process from one that
    has loaded most of it, given environment and log, or returns None.
    """

    name: str
    command: Sequence[str]
    environment: Callable[[], Mapping[str, str]]
    log: Path
    seconds_to_stop: float = 30.0
    needs: Callable[[], bool] = lambda: True
    ready: Callable[[], bool] = lambda: True
    fork: Callable[[Mapping[str, str], Path], Forked | None] = lambda _environment, _log: None
    was_ready: bool = False
    starts: int = 0
    _running: subprocess.Popen[bytes] | Forked | None = None
    _started_at: float = 0.0
    _next_start: float = 0.0
    _pause: float = FIRST_PAUSE
    _killed_at: float = field(default=float("inf"))

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._running.pid if self._running else None

    def look_after(self) -> bool:
        """Start it when it is due, note when it has died or got ready; returns whether anything changed."""
        if self._running is None:
            return time.monotonic() >= self._next_start and self.needs() and self._start()
        if self._running.poll() is not None:
            return self._has_died()
        if not self.was_ready and self.ready():
            self.was_ready = True
            return True
        return False

    def _start(self) -> bool:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        environment = dict(self.environment())
        self._running = self.fork(environment, self.log) or self._start_alone(environment)
        self._started_at = time.monotonic()
        self.starts += 1
        return True

    def _start_alone(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def _has_died(self) -> bool:
        self._kill_group()  # what it may have left behind would hold its ports
        lived = time.monotonic() - self._started_at
        self._pause = FIRST_PAUSE if lived > SETTLED_AFTER else min(self._pause * 2, LONGEST_PAUSE)
        self._next_start = time.monotonic() + self._pause
        self._running, self.was_ready = None, False
        return True

    def ask_to_stop(self) -> None:
        """Send SIGTERM; :meth:`has_stopped` follows it up."""
        if self._running and self._running.poll() is None:
            self._killed_at = time.monotonic() + self.seconds_to_stop
            self._running.send_signal(signal.SIGTERM)
            self._running.send_signal(signal.SIGCONT)  # a frozen one could not hear it

    def has_stopped(self) -> bool:
        """Whether it is gone; kills it when its time to stop is over."""
        if self._running is None:
            return True
        if self._running.poll() is None:
            if time.monotonic() > self._killed_at:
                self._kill_group()
            return False
        self._kill_group()
        self._running = None
        return True

    def _kill_group(self) -> None:
        if self._running:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._running.pid, signal.SIGKILL)
