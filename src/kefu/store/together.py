"""Records that are written together: the new rows of an import inserted, those that were there changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import eventlet
from pymongo import UpdateOne
from pymongo.collection import Collection as Documents
from pymongo.errors import BulkWriteError

from kefu.store import writing
from kefu.store.announced import ROWS, Announced, Announcement
from kefu.store.once import OnceMore, operation_of
from kefu.store.records import Collection, Draft

if TYPE_CHECKING:
    from kefu.host import Host


def insert(host: Host, documents: Documents[dict[str, Any]], collection: Collection, drafts: Sequence[Draft]) -> list[Draft]:
    """Announce and insert new records; returns the drafts whose key exists: what stands there has said its own.

    While the store takes one lot of them the next is made ready.
    """
    clashing: list[Draft] = []
    under_way = None
    for start in range(0, len(drafts), ROWS):
        lot = drafts[start : start + ROWS]
        rows = [Announced(draft.record.identity, draft.row.operation, writing.outgoing_of(collection, draft)) for draft in lot]
        made = [writing.new_document(collection, draft, operation={"key": draft.row.operation}) for draft in lot]
        if under_way is not None:
            clashing += under_way.wait()
        under_way = eventlet.spawn(_insert, host, documents, host.announcements.announce(collection.name, rows), made, lot)
        eventlet.sleep(0)
    return clashing + under_way.wait() if under_way is not None else clashing


def _insert(
    host: Host, documents: Documents[dict[str, Any]], announcement: Announcement, made: Sequence[dict[str, Any]], lot: Sequence[Draft]
) -> list[Draft]:
    try:
        documents.insert_many(made, ordered=False)
    except BulkWriteError as failure:
        clashing = [lot[error["index"]] for error in failure.details["writeErrors"]]
    else:
        clashing = []
    unwritten = {draft.record.identity for draft in clashing}
    host.outbox.say(announcement, [row for row in announcement.rows if row.identity not in unwritten])
    return clashing


def update(host: Host, documents: Documents[dict[str, Any]], collection: Collection, drafts: Sequence[Draft]) -> None:
    """Update existing records; what those say that were still as they had been read leaves at once."""
    pairs = [(draft, writing.outgoing_of(collection, draft)) for draft in drafts]
    updates = [
        UpdateOne(writing.guarded(draft.record), writing.update(draft, operation=operation_of(draft.row), outgoing=out))
        for draft, out in pairs
    ]
    met = documents.bulk_write(updates, ordered=False).modified_count < len(updates)
    left = _left(documents, [draft.record.identity for draft in drafts]) if met else {out["id"] for _, out in pairs}
    for draft, out in pairs:
        if out["id"] in left:
            host.outbox.soon(documents, draft.record.identity, out)
    if met:
        raise OnceMore


def _left(documents: Documents[dict[str, Any]], identities: Sequence[str]) -> set[str]:
    """What a write that met others left in those records that it did reach: their rows are not written again."""
    reached = documents.find({"_id": {"$in": list(identities)}}, {"outbox.id": 1})
    return {entry["id"] for document in reached for entry in document.get("outbox", ())}
