"""Services forked from a process that has loaded what all of them need (``kefu.forerunner``): a tenth of what a start costs alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from select import select

from kefu.local.born import born, lives

SECONDS_TO_FORK = 30.0


@dataclass(frozen=True)
class Forked:
    """A process that is no child of ours, with as much of ``subprocess.Popen`` as is needed to look after it."""

    pid: int
    birth: str | None

    def poll(self) -> int | None:
        """None while it lives; how it ended is not known."""
        return None if self.birth and lives(self.pid, self.birth) else 0

    def send_signal(self, number: int) -> None:
        """Send it the signal if it lives."""
        with suppress(ProcessLookupError):
            if self.poll() is None:
                os.kill(self.pid, number)


class Forerunner:
    """The process that forks; without it, and wherever it fails, services are started alone."""

    def __init__(self, *, log: Path, environment: Mapping[str, str]) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.settimeout(SECONDS_TO_FORK)
        self._has_loaded = False
        log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "kefu.forerunner", str(theirs.fileno())]
        with theirs, log.open("ab") as out:
            self._process = subprocess.Popen(
                command, env={**os.environ, **environment}, pass_fds=[theirs.fileno()], start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip

    @property
    def is_ready(self) -> bool:
        """Whether it has loaded everything, or never will."""
        if not self._has_loaded:
            self._has_loaded = self._process.poll() is not None or bool(select([self._ours], [], [], 0)[0] and self._ours.recv(64))
        return self._has_loaded

    def fork(self, service: str, *, environment: Mapping[str, str], log: Path) -> Forked | None:
        """The service's process; None when it cannot be had this way."""
        try:
            self._ours.send(json.dumps({"service": service, "environment": dict(environment), "log": str(log)}).encode())
            pid = int(self._ours.recv(64))
        except (OSError, ValueError):
            self.close()
            return None
        return Forked(pid, born(pid))

    def close(self) -> None:
        """Let it end; what it has forked lives on."""
        self._ours.close()
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
