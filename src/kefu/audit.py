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
from pymongo.errors import DuplicateKeyError

GENESIS = "0" * 64
REMEMBERED_EVERY = 100
ON_A_PAGE = 200
FORMER_UNIQUE, FORMER = "entry.id_1", "entry.subject_1"
LONGEST_GAP = 10_000
SUBJECTS_AT_ONCE = 50
_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def chained(previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry that follows one with the hash ``previous``."""
    return hashlib.sha256(previous.encode() + _SORTED.encode(entry).encode()).hexdigest()


class AuditTrail:
    """The trail of one service; several replicas may append to it.

    Entries that are appended together lie on one page: a document with their links, ``_id`` the number of its first entry.
    """

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._pages = database["audit"]
        self._head = database["audit_head"]
        self._sequence, self._hash = 0, GENESIS
        self._appending = Semaphore(1)

    def open(self) -> None:
        """Find the end of the trail."""
        self._turn_former_into_pages()
        self._pages.create_index([("links.entry.id", 1)], unique=True)
        self._pages.create_index([("links.entry.subject", 1)])
        self._pages.create_index([("links.entry.shown", 1)], sparse=True)
        self._catch_up()

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Append entries that have an ``id``, each once; those already there are left out."""
        pending = list({entry["id"]: dict(entry) for entry in entries}.values())
        with self._appending:
            while pending:
                links = list(self._link(pending[:ON_A_PAGE]))
                try:
                    self._pages.insert_one({"_id": self._sequence + 1, "links": links})
                except DuplicateKeyError:
                    self._catch_up()
                    known = self.holding([entry["id"] for entry in pending])
                    pending = [entry for entry in pending if entry["id"] not in known]
                else:
                    self._move_on(self._sequence + len(links), links[-1]["hash"])
                    pending = pending[ON_A_PAGE:]

    def record(self, *, by: str, what: str, subject: str, organisation: str, at: str, **more: Any) -> None:
        """Append one entry at once: a read of something confidential, or a refused trespass."""
        self.append([{"id": uuid.uuid4().hex, "by": by, "what": what, "subject": subject, "organisation": organisation, "at": at, **more}])

    def holds(self, entry: str) -> bool:
        """Whether an entry with that id was appended."""
        return self._pages.find_one({"links.entry.id": entry}, {"_id": 1}) is not None

    def holding(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids whose entries were appended."""
        pages = self._pages.find({"links.entry.id": {"$in": list(ids)}}, {"links.entry.id": 1})
        return {link["entry"]["id"] for page in pages for link in page["links"]} & set(ids)

    def entries(self, *, after: int = 0, limit: int = 100, subject: str | None = None) -> list[dict[str, Any]]:
        """Entries in order, from the one after a number; of one subject when given."""
        condition = {"links.entry.subject": subject} if subject else {"_id": {"$gt": after - ON_A_PAGE, "$lte": after + limit}}
        pages = sorted(self._pages.find(condition), key=lambda page: page["_id"])
        numbered = [(number, link) for page in pages for number, link in enumerate(page["links"], start=page["_id"])]
        wanted = [found for found in numbered if found[0] > after and subject in {None, found[1]["entry"]["subject"]}]
        return [
            {"seq": number, "hash": link["hash"], "previous": link["previous"], **link["entry"]} for number, link in wanted[:limit]
        ]  # fmt: skip

    def about(self, organisation: str, person: str, *, subjects: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Every entry that showed the person to somebody, and those of the subjects, in order."""
        pages = {page["_id"]: page for page in self._pages.find({"links.entry.shown": person})}
        for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
            lot = list(subjects[start : start + SUBJECTS_AT_ONCE])
            pages |= {page["_id"]: page for page in self._pages.find({"links.entry.subject": {"$in": lot}})}
        wanted = set(subjects)
        for first in sorted(pages):
            for number, link in enumerate(pages[first]["links"], start=first):
                entry = link["entry"]
                if entry["organisation"] == organisation and (person in entry.get("shown", ()) or entry["subject"] in wanted):
                    yield {"seq": number, **entry}

    def broken_at(self) -> int | None:
        """The number of the first entry whose hash does not follow, or None while the chain holds."""
        previous, number = GENESIS, 0
        while page := self._page_from(number + 1):
            if page["_id"] != number + 1:
                return number + 1
            for link in page["links"]:
                number += 1
                if link["previous"] != previous or link["hash"] != chained(previous, link["entry"]):
                    return number
                previous = link["hash"]
        return None

    def _turn_former_into_pages(self) -> None:
        """Make pages of one entry each of a trail from before there were pages; the chain stays as it is."""
        indexes = self._pages.index_information()
        if FORMER_UNIQUE in indexes:
            self._pages.drop_index(FORMER_UNIQUE)
        if FORMER in indexes:
            for link in self._pages.find({"entry.id": {"$gt": ""}}):
                page = {"links": [{name: link[name] for name in ("previous", "hash", "entry")}]}
                self._pages.update_one({"_id": link["_id"]}, {"$set": page, "$unset": dict.fromkeys(page["links"][0], "")})
            self._pages.drop_index(FORMER)

    def _page_from(self, number: int) -> dict[str, Any] | None:
        """The page that begins with that entry, or the next one where it is missing."""
        page = self._pages.find_one({"_id": number})
        if page is not None:
            return page
        later = self._pages.find({"_id": {"$gt": number, "$lte": number + LONGEST_GAP}})
        return min(later, key=lambda page: page["_id"], default=None)

    def _link(self, entries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        previous = self._hash
        for entry in entries:
            current = chained(previous, entry)
            yield {"previous": previous, "hash": current, "entry": entry}
            previous = current

    def _move_on(self, sequence: int, last: str) -> None:
        """Go on from there; now and then note how far the trail goes, where a process that starts begins to look for its end."""
        before, self._sequence, self._hash = self._sequence, sequence, last
        if sequence // REMEMBERED_EVERY > before // REMEMBERED_EVERY:
            self._head.update_one({"_id": "head", "seq": {"$lt": sequence}}, {"$set": {"seq": sequence, "hash": last}})

    def _catch_up(self) -> None:
        head = self._head.find_one({"_id": "head"})
        if head is None:
            try:
                self._head.insert_one({"_id": "head", "seq": 0, "hash": GENESIS})
            except DuplicateKeyError:
                head = self._head.find_one({"_id": "head"})
        if head is not None and head["seq"] > self._sequence:
            self._sequence, self._hash = head["seq"], head["hash"]
        while page := self._pages.find_one({"_id": self._sequence + 1}):
            self._sequence, self._hash = self._sequence + len(page["links"]), page["links"][-1]["hash"]
