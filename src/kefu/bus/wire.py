"""Reading and writing in larger pieces than the AMQP library does by itself: each piece is a system call and wakes somebody up.

The library offers no other way in than its transport's own attributes; its version is locked.
"""

# ruff: noqa: SLF001

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

READ_AT_ONCE = 16 * 1024


def read_ahead(transport: Any) -> None:
    """Take what has come at once, where each frame is asked for in three pieces; the transport keeps what was not asked for yet."""
    receive = transport._quick_recv
    transport._quick_recv = lambda _wanted: receive(READ_AT_ONCE)


@contextmanager
def in_one_piece(transport: Any) -> Iterator[None]:
    """What is written within the block leaves at its end, together; nothing leaves of a block that fails."""
    write, pieces = transport._write, list[bytes]()
    transport._write = lambda piece: pieces.append(bytes(piece))
    try:
        yield
    finally:
        transport._write = write
    transport.write(b"".join(pieces))
