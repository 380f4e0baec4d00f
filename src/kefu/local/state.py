"""What an instance leaves in its folder while it runs: the lock its supervisor holds and the list of its processes."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from kefu.local.born import born

PAUSE = 0.1


def lock_path(home: Path) -> Path:
    """The file that a living supervisor holds."""
    return home / "run" / "supervisor.lock"


def state_path(home: Path) -> Path:
    """Where a supervisor says what runs."""
    return home / "run" / "state.json"


def hold(home: Path) -> IO[str] | None:
    """The lock of the instance's supervisor, None when another process holds it."""
    lock_path(home).parent.mkdir(parents=True, exist_ok=True)
    file = lock_path(home).open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def end_leftovers(home: Path) -> None:
    """End what a killed supervisor left running: it is known by process id and time of birth."""
    with suppress(FileNotFoundError, ValueError):
        recorded = json.loads(state_path(home).read_text(encoding="utf-8"))["processes"].values()
        left = [process["pid"] for process in recorded if process["born"] and born(process["pid"]) == process["born"]]
        for signum, seconds in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
            for pid in left:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signum)
            until = time.monotonic() + seconds
            while any(born(pid) for pid in left) and time.monotonic() < until:
                time.sleep(PAUSE)
