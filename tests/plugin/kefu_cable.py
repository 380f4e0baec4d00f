"""A wire between a client and a server that a test can cut, freeze and mend."""

from __future__ import annotations

import socket
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

import eventlet
from eventlet.event import Event


class Cable:
    """Passes bytes on to the server of ``uri``; :attr:`uri` is the same address through the cable."""

    def __init__(self, uri: str) -> None:
        self._end = urlsplit(uri)
        self._listener = eventlet.listen(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._cut = False
        self._thawed: Event | None = None
        self._accepting = eventlet.spawn(self._accept)

    @property
    def uri(self) -> str:
        account = self._end.netloc.rpartition("@")[0]
        return urlunsplit(self._end._replace(netloc=f"{account}@127.0.0.1:{self._port}" if account else f"127.0.0.1:{self._port}"))

    def cut(self) -> None:
        """Every connection breaks, and new ones break at once."""
        self._cut = True
        self._break()

    def mend(self) -> None:
        """New connections work again."""
        self._cut = False

    def freeze(self) -> None:
        """Nothing passes any more, but nothing breaks: what a stopped server looks like."""
        self._thawed = Event()

    def thaw(self) -> None:
        """What was held passes on."""
        thawed, self._thawed = self._thawed, None
        if thawed:
            thawed.send()

    def remove(self) -> None:
        self._accepting.kill()
        self._listener.close()
        self.thaw()
        self._break()

    def _break(self) -> None:
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)  # its reader ends; closing under it would upset the hub
        self._pairs.clear()

    def _accept(self) -> None:
        while True:
            near, _ = self._listener.accept()
            if self._cut:
                near.close()
                continue
            far = socket.create_connection((self._end.hostname, self._end.port))
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pairs.append((near, far))
            eventlet.spawn_n(self._pass_on, near, far)
            eventlet.spawn_n(self._pass_on, far, near)

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError, EOFError):
            while received := source.recv(65536):
                if self._thawed:
                    self._thawed.wait()
                sink.sendall(received)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
