"""Whether the service lives and is ready, and its figures, on a port and green threads of their own.

``/livez`` answers while the event loop turns; ``/readyz`` when the service has started and has its broker and store, else 503 with
what is missing; ``/metrics`` in Prometheus' format. They answer however busy the workers are. ``PUT /loglevel`` with ``DEBUG`` (or another
level) as its body changes what the process logs, for a quarter of an hour; then it logs as it was told at its start.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import eventlet
from eventlet import wsgi
from eventlet.greenpool import GreenPool
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kefu.logs import configured_level

if TYPE_CHECKING:
    from kefu.host import Host

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LEVEL_KEPT_FOR = 900
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class OpsServer:
    """The HTTP server for whoever operates the service."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.started = False
        self._socket: Any = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._socket.getsockname()[1]) if self._socket else 0

    def start(self) -> None:
        """Listen."""
        config = self._host.config
        self._socket = eventlet.listen((config.bind, config.ops_port), reuse_addr=True)
        silent = logging.getLogger("kefu.health.access")
        silent.setLevel(logging.WARNING)
        eventlet.spawn_n(wsgi.server, self._socket, self._serve, custom_pool=GreenPool(20), log=silent, log_output=False)

    def stop(self) -> None:
        """Listen no longer."""
        self._socket.close()

    def _serve(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest(self._host.metrics.registry)]
        if path == "/livez":
            return _answer(start_response, "200 OK", {"alive": True})
        if path == "/readyz":
            state = {"started": self.started, **self._host.ready()}
            return _answer(start_response, "200 OK" if all(state.values()) else "503 Service Unavailable", state)
        if path == "/loglevel" and environ["REQUEST_METHOD"] == "PUT":
            return _set_level(environ["wsgi.input"].read(20).decode("ascii", "replace").strip().upper(), start_response)
        return _answer(start_response, "404 Not Found", {"error": "not found"})


def _set_level(level: str, start_response: StartResponse) -> list[bytes]:
    if level not in LEVELS:
        return _answer(start_response, "400 Bad Request", {"error": f"one of {', '.join(LEVELS)}"})
    root, told = logging.getLogger(), configured_level()
    root.setLevel(level)
    if level != told:
        eventlet.spawn_after(LEVEL_KEPT_FOR, root.setLevel, told)
    return _answer(start_response, "200 OK", {"level": level, "until_back_seconds": LEVEL_KEPT_FOR if level != told else 0})


def _answer(start_response: StartResponse, status: str, body: dict[str, Any]) -> list[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]
