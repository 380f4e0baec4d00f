"""What the rows of an import will have said, written down before the rows are: one document for many rows.

A row carries nothing to be sent, so that nothing has to be taken out of it again. The announcement of a row counts once the row holds
its operation: whoever finds an announcement left behind by a crash sends what its stored rows say. It is removed when all of it is sent;
one that waits for rows which were never stored is given up after a day.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from kefu.store.outgoing import Outgoing, as_text
from kefu.store.values import CODECS

ROWS = 100
GIVEN_UP_AFTER = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NAME = "announced"


@dataclass(frozen=True)
class Announced:
    """What one row says once it is stored: its document, its operation, and the entry to send."""

    identity: str
    operation: str
    entry: Outgoing


@dataclass(frozen=True)
class Announcement:
    """What some rows of one collection say; ``expired`` when rows that are still missing will not come any more."""

    identity: str
    collection: str
    rows: Sequence[Announced]
    expired: bool = False


class Announcements:
    """The announcements of one service."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self.documents = database[NAME].with_options(codec_options=CODECS)

    def create_indexes(self) -> None:
        """Create what the sweep's query needs."""
        self.documents.create_index([("at", 1)])

    def announce(self, collection: str, rows: Sequence[Announced]) -> Announcement:
        """Write down what the rows will say, before they are stored."""
        announcement = Announcement(uuid.uuid4().hex, collection, rows)
        self.documents.insert_one(_document(announcement, datetime.now(UTC)))
        return announcement

    def left(self, before: datetime, *, limit: int) -> Iterator[Announcement]:
        """Announcements from before the moment, whoever made them."""
        for document in self.documents.find({"at": {"$gt": LONG_AGO, "$lt": before}}).limit(limit):
            rows = [Announced(row["identity"], row["operation"], Outgoing.of(row["entry"])) for row in _rows(document)]
            yield Announcement(document["_id"], document["collection"], rows, expired=document["at"] < before - GIVEN_UP_AFTER)


def _document(announcement: Announcement, at: datetime) -> dict[str, Any]:
    rows = [
        {"identity": row.identity, "operation": row.operation, "entry": {**row.entry.as_document(), "at": row.entry.at.isoformat()}}
        for row in announcement.rows
    ]
    return {"_id": announcement.identity, "collection": announcement.collection, "at": at, "rows": as_text(rows)}


def _rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a stored announcement, also of one from before they were text."""
    rows = document["rows"]
    return list(json.loads(rows) if isinstance(rows, str) else rows)
