"""A WSGI server of its own for a nameko service: own port, own green threads, so that no slow command holds up the door."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Callable
from typing import Any

import eventlet
from eventlet import wsgi

_log = logging.getLogger(__name__)
AT_ONCE = 500
IDLE_SECONDS = 65
LONGEST_URL = 8_192
BACKLOG = 512


class WebServer:
    """Serves a WSGI application until it is stopped; what is being answered then is finished within the time given."""

    def __init__(self, application: Callable[..., Any], *, bind: str, port: int) -> None:
        self._application, self._address = application, (bind, port)
        self._pool = eventlet.GreenPool(AT_ONCE)
        self._socket: Any = None
        self._thread: Any = None

    @property
    def port(self) -> int:
        """The port it listens on, also when it was left to the system."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Listen; raises ``OSError`` when the port is taken."""
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        self._socket = eventlet.listen(self._address, family=family, backlog=BACKLOG)
        self._thread = eventlet.spawn(self._serve)

    def stop(self, *, seconds: float) -> None:
        """Take no new connection, finish what is being answered, for so many seconds at most."""
        if self._thread is None:
            return
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.kill()
        with eventlet.Timeout(seconds, False):
            self._pool.waitall()
        for thread in list(self._pool.coroutines_running):
            thread.kill()

    def _serve(self) -> None:
        with contextlib.suppress(OSError, eventlet.greenlet.GreenletExit):
            wsgi.server(
                self._socket,
                self._application,
                protocol=_Protocol,
                custom_pool=self._pool,
                log=_Quiet(),
                log_output=False,
                debug=False,
                keepalive=True,
                socket_timeout=IDLE_SECONDS,
                url_length_limit=LONGEST_URL,
                minimum_chunk_size=0,
            )


class _Protocol(wsgi.HttpProtocol):  # type: ignore[misc]
    """Writes nothing of its own about malformed requests: they may hold anything."""

    def log_message(self, _format: str, *_arguments: Any) -> None:
        _log.debug("a malformed request")


class _Quiet:
    """Takes eventlet's own words about connections, which we only want when something is wrong."""

    def write(self, text: str) -> None:
        _log.debug("%s", text.rstrip())

    debug = info = error = write
