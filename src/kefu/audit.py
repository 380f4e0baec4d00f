"""An append-only trail of every change and every confidential read, each entry chained to the one before by its hash.

The entries of changes travel in the outbox of the document they describe and are appended before it is emptied, so that none
is lost; entries of reads and refusals are appended before the answer leaves. Nobody updates or deletes here.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventlet.semaphore import Semaphore
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

GENESIS = "0" * 64
REMEMBERED_EVERY = 100
AT_ONCE = 500


def chained(previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry that follows one with the hash ``previous``."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous.encode() + text.encode()).hexdigest()


class AuditTrail:
    """The trail of one service; several replicas may append to it."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._entries = database["audit"]
        self._head = database["audit_head"]
        self._sequence, self._hash = 0, GENESIS
        self._appending = Semaphore(1)

    def open(self) -> None:
        """Find the end of the trail."""
        self._entries.create_index([("entry.id", 1)], unique=True)
        self._entries.create_index([("entry.subject", 1)])
        self._catch_up()

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Append entries that have an ``id``; those already there are left out."""
        pending = [dict(entry) for entry in entries]
        with self._appending:
            while pending:
                links = list(self._link(pending))
                try:
                    self._entries.insert_many(links, ordered=True)
                    written = len(links)
                except BulkWriteError as failure:
                    written = failure.details["nInserted"]
                if written:
                    before = self._sequence
                    self._sequence, self._hash = links[written - 1]["_id"], links[written - 1]["hash"]
                    if self._sequence // REMEMBERED_EVERY > before // REMEMBERED_EVERY:
                        self._remember()
                pending = pending[written:]
                if pending:
                    self._catch_up()
                    pending = self._missing(pending)

    def record(self, *, by: str, what: str, subject: str, organisation: str, at: str, **more: Any) -> None:
        """Append one entry at once: a read of something confidential, or a refused trespass."""
        self.append([{"id": uuid.uuid4().hex, "by": by, "what": what, "subject": subject, "organisation": organisation, "at": at, **more}])

    def holds(self, entry: str) -> bool:
        """Whether an entry with that id was appended."""
        return self._entries.find_one({"entry.id": entry}, {"_id": 1}) is not None

    def entries(self, *, after: int = 0, limit: int = 100, subject: str | None = None) -> list[dict[str, Any]]:
        """Entries in order, from the one after a number; of one subject when given."""
        condition: dict[str, Any] = {"entry.subject": subject} if subject else {"_id": {"$in": list(range(after + 1, after + limit + 1))}}
        found = sorted(self._entries.find(condition), key=lambda link: link["_id"])
        wanted = [link for link in found if link["_id"] > after][:limit]
        return [{"seq": link["_id"], "hash": link["hash"], "previous": link["previous"], **link["entry"]} for link in wanted]

    def broken_at(self) -> int | None:
        """The number of the first entry whose hash does not follow, or None while the chain holds."""
        previous, number = GENESIS, 0
        while True:
            batch = sorted(
                self._entries.find({"_id": {"$in": list(range(number + 1, number + AT_ONCE + 1))}}), key=lambda link: link["_id"]
            )
            for link in batch:
                number += 1
                if link["_id"] != number or link["previous"] != previous or link["hash"] != chained(previous, link["entry"]):
                    return number
                previous = link["hash"]
            if len(batch) < AT_ONCE:
                return None

    def _link(self, entries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        previous = self._hash
        for number, entry in enumerate(entries, start=self._sequence + 1):
            current = chained(previous, entry)
            yield {"_id": number, "previous": previous, "hash": current, "entry": entry}
            previous = current

    def _missing(self, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        ids = [entry["id"] for entry in entries]
        known = {link["entry"]["id"] for link in self._entries.find({"entry.id": {"$in": ids}})}
        return [entry for entry in entries if entry["id"] not in known]

    def _remember(self) -> None:
        """Note how far the trail goes: where a process that starts begins to look for its end."""
        self._head.update_one({"_id": "head", "seq": {"$lt": self._sequence}}, {"$set": {"seq": self._sequence, "hash": self._hash}})

    def _catch_up(self) -> None:
        head = self._head.find_one({"_id": "head"})
        if head is None:
            try:
                self._head.insert_one({"_id": "head", "seq": 0, "hash": GENESIS})
            except DuplicateKeyError:
                head = self._head.find_one({"_id": "head"})
        if head is not None and head["seq"] > self._sequence:
            self._sequence, self._hash = head["seq"], head["hash"]
        while True:
            following = self._entries.find_one({"_id": self._sequence + 1})
            if following is None:
                return
            self._sequence, self._hash = following["_id"], following["hash"]
