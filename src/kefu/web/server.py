"""A WSGI server of its own for a nameko service: own port, own green threads, so that no slow command holds up the door."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Callable
from typing import Any

import eventlet
from eventlet import wsgi

from kefu.language import chosen
from kefu.web.problems import problem
from kefu_messages.errors import AddressTooLong, HeadersTooLarge, MalformedRequest

_log = logging.getLogger(__name__)
AT_ONCE = 500
IDLE_SECONDS = 65
LONGEST_URL = 8_192
BACKLOG = 512
HEARD_OUT_SECONDS, HEARD_OUT_PIECES = 1.0, 64
REFUSED = {b"HTTP/1.0 414": AddressTooLong(), b"HTTP/1.0 400 Header": HeadersTooLarge(), b"HTTP/1.0 431": HeadersTooLarge()}


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

    wfile: Any

    def setup(self) -> None:
        super().setup()
        self.wfile = _Refusing(self.wfile)

    def handle_one_request(self) -> None:
        super().handle_one_request()
        if self.wfile.refused:
            self._hear_out()

    def _hear_out(self) -> None:
        """Read what the caller is still sending, for a moment: a closed ear would lose him the answer."""
        with contextlib.suppress(OSError), eventlet.Timeout(HEARD_OUT_SECONDS, False):
            self.connection.shutdown(socket.SHUT_WR)
            for _ in range(HEARD_OUT_PIECES):
                if not self.connection.recv(LONGEST_URL):
                    return

    def send_error(self, code: int, _message: str | None = None, _explain: str | None = None) -> None:
        """What is no HTTP at all: the library would answer it in HTML."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.0 %d" % code)

    def log_message(self, _format: str, *_arguments: Any) -> None:
        _log.debug("a malformed request")


class _Refusing:
    """The way back to the caller, on which the library's bare refusals become problem documents like any other."""

    def __init__(self, file: Any) -> None:
        self._file, self.refused = file, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, refusal: bytes) -> None:
        """The library writes only refusals here; what is answered goes line by line elsewhere."""
        self.refused = True
        error = next((error for start, error in REFUSED.items() if refusal.startswith(start)), MalformedRequest(detail="HTTP"))
        answer = problem(error, language=chosen(None))
        told = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        self._file.write(f"HTTP/1.1 {answer.status}\r\nConnection: close\r\n{told}\r\n".encode() + answer.get_data())
        self._file.flush()


class _Quiet:
    """Takes eventlet's own words about connections, which we only want when something is wrong."""

    def write(self, text: str) -> None:
        _log.debug("%s", text.rstrip())

    debug = info = error = write
