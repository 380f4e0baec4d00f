"""Finds what a crash left unsent: in the outboxes of documents, and in the announcements of imported rows."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kefu.store.announced import LONG_AGO, Announced, Announcement
from kefu.store.outgoing import Outgoing

if TYPE_CHECKING:
    from kefu.host import Host
    from kefu.store import BoundShelf

AT_ONCE = 200


def sweep(host: Host, *, older_than: timedelta) -> int:
    """Queue what was written so long ago and never sent; returns how much that was."""
    limit = datetime.now(UTC) - older_than
    announced = [item for item in host.announcements.left(limit, limit=AT_ONCE) if item.identity not in host.outbox]
    return sum(_sweep(host, shelf, limit) for shelf in host.shelves) + sum(_announced(host, announcement) for announcement in announced)


def left(host: Host, sent: Container[str]) -> int:
    """How many documents hold something besides what is known to be sent (at most 1,000 a collection are looked at)."""
    holding = [
        document
        for shelf in host.shelves
        for document in shelf.documents.find({"outbox.at": {"$gt": LONG_AGO}}, {"outbox.id": 1}).limit(1000)
        if any(entry["id"] not in sent for entry in document["outbox"])
    ]
    announced = host.announcements.documents.find({"at": {"$gt": LONG_AGO}}, {"_id": 1}).limit(1000)
    return len(holding) + sum(document["_id"] not in sent for document in announced)


def _sweep(host: Host, shelf: BoundShelf, limit: datetime) -> int:
    found = [
        (document["_id"], Outgoing.of(entry))
        for document in shelf.documents.find({"outbox.at": {"$gt": LONG_AGO, "$lt": limit}}, {"outbox": 1}).limit(AT_ONCE)
        for entry in document["outbox"]
        if entry["id"] not in host.outbox
    ]
    on_trail = _on_trail(host, [entry.id for _, entry in found])
    for identity, entry in found:
        if entry.id in on_trail:
            host.outbox.gone(shelf.documents, identity, entry.id)
        else:
            host.outbox.soon(shelf.documents, identity, entry)
    return len(found) - len(on_trail)


def _announced(host: Host, announcement: Announcement) -> int:
    """Send what the stored rows say; rows that are not there may still come, until the announcement is given up."""
    shelf = next((shelf for shelf in host.shelves if shelf.collection.name == announcement.collection), None)
    stored = _stored(shelf, announcement.rows) if shelf else set()
    on_trail = _on_trail(host, [row.entry.id for row in announcement.rows])
    unsent = [row for row in announcement.rows if row.operation in stored and row.entry.id not in on_trail]
    if announcement.expired or all(row.operation in stored or row.entry.id in on_trail for row in announcement.rows):
        host.outbox.say(announcement, unsent)
    else:
        host.outbox.say_some(unsent)
    return len(unsent)


def _stored(shelf: BoundShelf, rows: Sequence[Announced]) -> set[str]:
    """The operations of the rows that are stored."""
    wanted = {"_id": {"$in": [row.identity for row in rows]}}
    held: dict[str, Any] = {document["_id"]: document.get("heard", ()) for document in shelf.documents.find(wanted, {"heard": 1})}
    return {row.operation for row in rows if row.operation in held.get(row.identity, ())}


def _on_trail(host: Host, entries: Sequence[str]) -> set[str]:
    return host.audit.holding(entries) if entries else set()
