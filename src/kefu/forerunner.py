"""Becomes services: ``python -m kefu.forerunner 3`` has loaded what all of them need, and forks one at each request on that socket.

A request is a datagram of JSON: ``service``, ``log`` and the whole ``environment``; the answer is the process id; the first of all
answers says that it is ready. What it has forked lives on by itself, in a session of its own, and only there is the service's own code
loaded. It ends when the socket is closed.
"""

import ctypes
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from os import read, write  # as they are before the runner patches them: nothing here may wait in a hub
from typing import Any, Never

from eventlet import hubs

from kefu import runner
from kefu_messages import messages

LARGEST_REQUEST = 1024 * 1024
NAME_THE_PROCESS = 15  # PR_SET_NAME
BROKEN = 1


def main(arguments: list[str]) -> None:
    """Answer requests on the socket of that number until it is closed."""
    requests = int(arguments[0])
    os.set_blocking(requests, True)
    list(messages())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system itself forgets those that have ended
    gc.collect()
    gc.freeze()  # pages that nobody looks through stay common to all
    write(requests, b"ready")
    while request := read(requests, LARGEST_REQUEST):
        child = os.fork()
        if child == 0:
            _become(json.loads(request), requests)
        write(requests, str(child).encode())


def _become(wanted: Mapping[str, Any], requests: int) -> Never:
    """Be the service, as if it had been started alone."""
    try:
        os.setsid()
        os.close(requests)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _redirect(wanted["log"])
        os.environ.clear()
        os.environ.update(wanted["environment"])
        _name(f"kefu:{wanted['service']}")
        hubs.use_hub()  # the one before belongs to the parent
        runner.main([wanted["service"]])
    except BaseException:  # noqa: BLE001 - nobody else would tell
        traceback.print_exc()
    os._exit(BROKEN)


def _redirect(log: str) -> None:
    """Read from nothing, write into the log."""
    nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    for taken, descriptor in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(taken, descriptor)
    os.close(nothing)
    os.close(file)


def _name(name: str) -> None:
    """Be told from the others in a list of processes."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(NAME_THE_PROCESS, name.encode()[:15], 0, 0, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
