"""``python -m kefu.local HOME``: the supervisor of the instance in that folder; ``kefu up`` starts it.

It holds ``run/supervisor.lock`` while it lives. SIGTERM stops the services, then the servers. With ``--attached`` it also stops when
its standard input ends, so that an instance never outlives the test that started it. What a supervisor that was killed has left
running is ended first.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

from kefu.local.plan import read_plan
from kefu.local.state import PAUSE, end_leftovers, hold
from kefu.local.supervisor import Supervisor

ALREADY_RUNNING = 3


def _hold_patiently(home: Path) -> IO[str] | None:
    for _ in range(10):  # somebody who only asks whether we run holds it for a moment
        lock = hold(home)
        if lock:
            return lock
        time.sleep(PAUSE)
    return None


def _stop_with_starter(supervisor: Supervisor) -> None:
    sys.stdin.read()  # ends when the starter does
    supervisor.stop()


def main(arguments: list[str]) -> int:
    """Run until told to stop; 3 when the instance has a supervisor already."""
    home = Path(arguments[0])
    lock = _hold_patiently(home)
    if lock is None:
        return ALREADY_RUNNING
    plan = read_plan(home)
    if plan is None:
        raise SystemExit(f"{home} holds no plan: start it with `kefu up`")
    end_leftovers(home)
    supervisor = Supervisor(plan)
    signal.signal(signal.SIGTERM, supervisor.stop)
    signal.signal(signal.SIGINT, supervisor.stop)
    if "--attached" in arguments:
        threading.Thread(target=_stop_with_starter, args=(supervisor,), daemon=True).start()
    supervisor.run()
    lock.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
