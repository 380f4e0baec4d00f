"""The search for viruses: a ClamAV daemon at ``KEFU_CLAMD`` (host:port) is sent every file by INSTREAM; without one nothing is searched."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from struct import pack

from kefu_messages.documents import AttachmentInfected
from kefu_messages.errors import ServiceUnavailable

SECONDS, AT_ONCE, LONGEST_ANSWER = 8.0, 64 * 1024, 4096
CLEAN, FOUND = "OK", " FOUND"


def searched(content: bytes) -> bool:
    """Whether the content was searched, and nothing found.

    Raises ``attachment_infected``, and ``service_unavailable`` when the daemon does not answer or cannot tell: then nothing is kept.
    """
    address = os.environ.get("KEFU_CLAMD", "")
    if not address:
        return False
    try:
        verdict = _answer(address, content)
    except (OSError, ValueError):
        raise ServiceUnavailable(service="clamd") from None
    if verdict.endswith(FOUND):
        raise AttachmentInfected(found=verdict.removesuffix(FOUND))
    if verdict != CLEAN:
        raise ServiceUnavailable(service="clamd")
    return True


def _answer(address: str, content: bytes) -> str:
    """What the daemon says of the content: ``OK``, ``<name> FOUND``, or what went wrong."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        connection.sendall(b"zINSTREAM\0")
        for piece in _pieces(content):
            connection.sendall(pack("!L", len(piece)) + piece)
        connection.sendall(pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (more := connection.recv(LONGEST_ANSWER)):
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace").removeprefix("stream: ")


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + AT_ONCE] for start in range(0, len(content), AT_ONCE))
