"""Runs one service in this process: ``python -m kefu.runner metering``.

Exit codes: 0 stopped by SIGTERM or SIGINT with everything finished; 3 no such service; 4 not started by the deadline (the broker or
the store is away, or a queue exists with other arguments); 5 not stopped by the deadline. A supervisor starts it again.
"""

import eventlet

eventlet.monkey_patch()  # before anything imports a socket: pymongo must find the green ones

import gc  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from eventlet.event import Event  # noqa: E402

from kefu import registry, tracing  # noqa: E402
from kefu.config import Config  # noqa: E402
from kefu.container import Container  # noqa: E402
from kefu.health import OpsServer  # noqa: E402
from kefu.logs import configure  # noqa: E402

_log = logging.getLogger(__name__)
GARBAGE_EVERY = 10_000  # objects; Python's 700 means a look at every batch of rows
NO_SUCH_SERVICE, NOT_STARTED, NOT_STOPPED = 3, 4, 5


def run(name: str) -> int:
    """Run the service until it's told to stop; returns the exit code."""
    config = Config()
    configure(name)
    tracing.configure(name)
    try:
        service = registry.load(name)
    except registry.UnknownService as failure:
        _log.error("%s", failure)
        return NO_SUCH_SERVICE
    told_to_stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None if told_to_stop.ready() else told_to_stop.send())
    container = Container(service, config)
    ops = OpsServer(container.host)
    ops.start()
    if not _start(container, config.start_deadline):
        return NOT_STARTED
    gc.collect()
    gc.freeze()  # what is there now stays: classes, schemas, law; no need to look through it again and again
    gc.set_threshold(GARBAGE_EVERY, 20, 20)
    ops.started = True
    _log.info("ready", extra={"ops_port": ops.port})
    told_to_stop.wait()
    return _stop(container, ops, config.stop_deadline + 4)


def _start(container: Container, seconds: float) -> bool:
    try:
        with eventlet.Timeout(seconds):
            container.start()
    except (Exception, eventlet.Timeout):  # noqa: BLE001 - the exit code tells the supervisor
        _log.exception("the service did not start")
        return False
    return True


def _stop(container: Container, ops: OpsServer, seconds: float) -> int:
    _log.info("stopping")
    try:
        with eventlet.Timeout(seconds):
            container.stop()
            ops.stop()
    except (Exception, eventlet.Timeout):  # noqa: BLE001 - the exit code tells the supervisor
        _log.exception("the service did not stop in time")
        return NOT_STOPPED
    _log.info("stopped")
    return 0


def main(arguments: list[str]) -> Any:
    """The process: its one argument is the service's name (or ``KEFU_SERVICE``)."""
    name = arguments[0] if arguments else os.environ.get("KEFU_SERVICE", "")
    code = run(name)
    logging.shutdown()
    os._exit(code)  # green threads of libraries would keep the interpreter waiting


if __name__ == "__main__":
    main(sys.argv[1:])
