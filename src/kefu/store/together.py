"""Records that are written together: the new rows of an import inserted, those that were there changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import eventlet
from pymongo import UpdateOne
from pymongo.collection import Collection as Documents
from pymongo.errors import BulkWriteError

from kefu.store import writing
from kefu.store.announced import ROWS, Announced
from kefu.store.once import OnceMore, operation_of
from kefu.store.records import Collection, Draft

if TYPE_CHECKING:
    from kefu.host import Host

AT_A_STRETCH = 10
DUPLICATE = 11000


def insert(host: Host, documents: Documents[dict[str, Any]], collection: Collection, drafts: Iterable[Draft]) -> list[Draft]:
    """Announce and insert new records; returns the drafts whose key exists: what stands there has said its own.

    While the store takes one lot of them the next is made ready, and decided when the drafts come one by one.
    """
    clashing: list[Draft] = []
    under_way = None
    for lot in _lots(drafts):
        made = [_made(collection, draft) for draft in _giving_way(lot)]
        if under_way is not None:
            clashing += under_way.wait()
        under_way = eventlet.spawn(_insert, host, documents, lot, made)
    return clashing + under_way.wait() if under_way is not None else clashing


def new(drafts: Iterable[Draft], known: list[Draft]) -> Iterator[Draft]:
    """The drafts of new records; those of existing ones are put among the known."""
    for draft in drafts:
        if draft.record.exists:
            known.append(draft)
        else:
            yield draft


def _lots(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    left = iter(_giving_way(drafts))
    while lot := list(islice(left, ROWS)):
        yield lot


def _giving_way(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, with a moment now and then for whoever has heard from the store meanwhile."""
    for number, draft in enumerate(drafts):
        if number % AT_A_STRETCH == 0:
            eventlet.sleep(0)
        yield draft


def _made(collection: Collection, draft: Draft) -> tuple[Announced, dict[str, Any]]:
    """What the draft says, and the document it becomes."""
    announced = Announced(draft.record.identity, draft.row.operation, writing.outgoing_of(collection, draft))
    return announced, writing.new_document(collection, draft, operation={"key": draft.row.operation})


def _insert(
    host: Host, documents: Documents[dict[str, Any]], lot: Sequence[Draft], made: Sequence[tuple[Announced, dict[str, Any]]]
) -> list[Draft]:
    announcement = host.announcements.announce(documents.name, [announced for announced, _ in made])
    clashing = [lot[place] for place in _put_in(documents, [document for _, document in made])]
    unwritten = {draft.record.identity for draft in clashing}
    host.outbox.say(announcement, [row for row in announcement.rows if row.identity not in unwritten])
    return clashing


def _put_in(documents: Documents[dict[str, Any]], made: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the documents; the places of those whose key exists."""
    try:
        documents.insert_many(made, ordered=False)
    except BulkWriteError as failure:
        return [error["index"] for error in failure.details["writeErrors"]]
    return []


def update(host: Host, documents: Documents[dict[str, Any]], collection: Collection, drafts: Sequence[Draft]) -> None:
    """Update existing records; what those say that were still as they had been read leaves at once."""
    pairs = [(draft, writing.outgoing_of(collection, draft)) for draft in drafts]
    updates = [
        UpdateOne(writing.guarded(draft.record), writing.update(draft, operation=operation_of(draft.row), outgoing=out))
        for draft, out in pairs
    ]
    met = _written(documents, updates) < len(updates)
    left = _left(documents, [draft.record.identity for draft in drafts]) if met else {out.id for _, out in pairs}
    for draft, out in pairs:
        if out.id in left:
            host.outbox.soon(documents, draft.record.identity, out)
    if met:
        raise OnceMore


def _written(documents: Documents[dict[str, Any]], updates: Sequence[UpdateOne]) -> int:
    """Write the updates; how many were, those left out that met others: a newer version, or a name that is taken."""
    try:
        return documents.bulk_write(updates, ordered=False).modified_count
    except BulkWriteError as failure:
        if any(error["code"] != DUPLICATE for error in failure.details["writeErrors"]):
            raise
        return int(failure.details["nModified"])


def _left(documents: Documents[dict[str, Any]], identities: Sequence[str]) -> set[str]:
    """What a write that met others left in those records that it did reach: their rows are not written again."""
    reached = documents.find({"_id": {"$in": list(identities)}}, {"outbox.id": 1})
    return {entry["id"] for document in reached for entry in document.get("outbox", ())}
