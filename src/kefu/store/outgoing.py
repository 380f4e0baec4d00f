"""What leaves with a write: its events as they will be sent, and its entry for the audit trail.

In a document most of it is text, made once: a store reads and writes a whole document at every change, part by part.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_text(value: Any) -> str:
    """JSON values as compact text."""
    return _COMPACT.encode(value)


@dataclass(frozen=True)
class Said:
    """An event as it is sent: its id, the key by which it finds its listeners, and the envelope."""

    id: str
    key: str
    body: str

    @classmethod
    def of(cls, envelope: Mapping[str, Any]) -> Self:
        """The envelope, ready to be sent."""
        return cls(envelope["id"], envelope["type"].split(".")[2], as_text(envelope))


@dataclass(frozen=True)
class Outgoing:
    """What one write says."""

    id: str
    at: datetime
    events: tuple[Said, ...]
    audit: Mapping[str, Any]

    def as_document(self) -> dict[str, Any]:
        """As it lies in a document until it has been sent."""
        return {"id": self.id, "at": self.at, "events": [asdict(said) for said in self.events], "audit": as_text(self.audit)}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """As it was found in a document or within a text, also from before it was text."""
        audit, at = document["audit"], document["at"]
        events = tuple(Said(**event) if "body" in event else Said.of(event) for event in document["events"])
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        return cls(document["id"], moment, events, json.loads(audit) if isinstance(audit, str) else audit)
