"""One JSON line per request, without tokens and without personal data: the route as it is written in the contract, not the path."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_log = logging.getLogger("kefu.access")
Observe = Callable[[str, str, int, float], None]


@dataclass
class Access:
    """What is known of a request while it is answered."""

    method: str
    request_id: str
    trace: str
    route: str = "none"
    organisation: str = ""
    status: int = 0
    code: str = ""
    sent: int = 0
    since: float = field(default_factory=time.monotonic)

    def written(self) -> str:
        """The line of the log."""
        told: dict[str, Any] = {
            "method": self.method,
            "route": self.route,
            "status": self.status,
            "code": self.code,
            "organisation": self.organisation,
            "milliseconds": round((time.monotonic() - self.since) * 1000, 1),
            "bytes": self.sent,
            "request_id": self.request_id,
            "trace": self.trace.split("-")[1],
        }
        return json.dumps({name: value for name, value in told.items() if value != ""}, ensure_ascii=False)


class Logged:
    """An answer's content that writes the access line once it has been sent or given up."""

    def __init__(self, content: Iterable[bytes], access: Access, observe: Observe | None) -> None:
        self._content, self._access, self._observe, self._closed = content, access, observe, False

    def __iter__(self) -> Iterator[bytes]:
        for part in self._content:
            self._access.sent += len(part)
            yield part

    def close(self) -> None:
        """End the content and write the line."""
        if self._closed:
            return
        self._closed = True
        end = getattr(self._content, "close", None)
        if end is not None:
            end()
        _log.info("%s", self._access.written())
        if self._observe is not None:
            self._observe(self._access.method, self._access.route, self._access.status, time.monotonic() - self._access.since)
