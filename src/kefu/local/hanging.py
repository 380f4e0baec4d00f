"""Ends a server that runs but answers nobody: the supervisor starts it again, and what it had acknowledged is there.

The embedded store was once seen to hang for ever, all its threads waiting for each other, while it still greeted whoever came.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from kefu.local.process import Process

LOOK_EVERY, PATIENCE = 10.0, 60.0


class Hanging:
    """Looks now and then whether each process does its work, told by its own question, and ends what has not for so many seconds."""

    def __init__(self, works: Mapping[str, Callable[[], bool]], *, every: float = LOOK_EVERY, patience: float = PATIENCE) -> None:
        self._works, self._every, self._patience = works, every, patience
        self._worked: dict[tuple[str, int], float] = {}

    def watch(self, processes: list[Process], stopping: threading.Event) -> threading.Thread:
        """Look after those of the processes that have a question, in the background, until all is stopped."""
        watched = [process for process in processes if process.name in self._works]
        thread = threading.Thread(target=self._watch, args=(watched, stopping), name="hanging", daemon=True)
        thread.start()
        return thread

    def _watch(self, processes: list[Process], stopping: threading.Event) -> None:
        while not stopping.wait(self._every):
            for process in processes:
                self._look_at(process)

    def _look_at(self, process: Process) -> None:
        pid = process.pid
        if pid is None or not process.was_ready:
            return
        worked = self._worked.setdefault((process.name, pid), time.monotonic())
        if self._works[process.name]():
            self._worked[process.name, pid] = time.monotonic()
        elif time.monotonic() - worked > self._patience:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
