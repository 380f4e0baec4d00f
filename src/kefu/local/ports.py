"""Ports for private servers: free now, and outside the range from which systems take ports for outgoing connections.

``KEFU_PORTS`` names another range. Whose instances have a range of their own finds its ports free again after a restart.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterable

LOCALHOST = "127.0.0.1"
LOWEST, HIGHEST = (int(port) for port in os.environ.get("KEFU_PORTS", "20000-31999").split("-"))


class NoFreePort(Exception):
    """Every port that was tried is taken."""


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of this machine now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return not answers(port)


def answers(port: int, *, within: float = 0.2) -> bool:
    """Whether something accepts connections on the port, asked for at most ``within`` seconds."""
    try:
        with socket.create_connection((LOCALHOST, port), timeout=within):
            return True
    except OSError:
        return False


def free_port(*, besides: Iterable[int] = (), preferred: int | None = None) -> int:
    """A free port, the preferred one if it is; raises :class:`NoFreePort` after a thousand tries."""
    taken = set(besides)
    if preferred and preferred not in taken and is_free(preferred):
        return preferred
    for _ in range(1000):
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311 - not a secret
        if port not in taken and is_free(port):
            return port
    raise NoFreePort(f"no free port between {LOWEST} and {HIGHEST}")
