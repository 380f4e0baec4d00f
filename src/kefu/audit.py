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
REMEMBERED_EVERY = 1_000
ON_A_PAGE = 200
FORMER = ("entry", "links.entry")  # where entries lay before a page's links were text: one on a page, then several
LONGEST_GAP = 10_000
SUBJECTS_AT_ONCE = 50
_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def chained(previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry that follows one with the hash ``previous``."""
    return _hashed(previous, _SORTED.encode(entry))


def page_of(first: int, links: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The document of links that begin with that number: text, and beside it what is searched."""
    return _page(first, _SORTED.encode(links), [link["entry"] for link in links])


def links_of(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The links on a page, ``{previous, hash, entry}`` each."""
    return list(json.loads(page["links"]))


class AuditTrail:
    """The trail of one service; several replicas may append to it.

    Entries that are appended together lie on one page: a document with their links as text, ``_id`` the number of its first entry.
    """

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._pages = database["audit"]
        self._head = database["audit_head"]
        self._sequence, self._hash = 0, GENESIS
        self._appending = Semaphore(1)

    def open(self) -> None:
        """Find the end of the trail."""
        self._pages.create_index([("ids", 1)], unique=True, sparse=True)
        self._pages.create_index([("subjects", 1)], sparse=True)
        self._pages.create_index([("shown", 1)], sparse=True)
        self._turn_former_into_text()
        self._catch_up()

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Append entries that have an ``id``, each once; those already there are left out."""
        pending = list({entry["id"]: dict(entry) for entry in entries}.values())
        with self._appending:
            while pending:
                entries = pending[:ON_A_PAGE]
                links, last = self._link(entries)
                try:
                    self._pages.insert_one(_page(self._sequence + 1, links, entries))
                except DuplicateKeyError:
                    self._catch_up()
                    known = self.holding([entry["id"] for entry in pending])
                    pending = [entry for entry in pending if entry["id"] not in known]
                else:
                    self._move_on(self._sequence + len(entries), last)
                    pending = pending[ON_A_PAGE:]

    def record(self, *, by: str, what: str, subject: str, organisation: str, at: str, **more: Any) -> None:
        """Append one entry at once: a read of something confidential, or a refused trespass."""
        self.append([{"id": uuid.uuid4().hex, "by": by, "what": what, "subject": subject, "organisation": organisation, "at": at, **more}])

    def holds(self, entry: str) -> bool:
        """Whether an entry with that id was appended."""
        return self._pages.find_one({"ids": entry}, {"_id": 1}) is not None

    def holding(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids whose entries were appended."""
        pages = self._pages.find({"ids": {"$in": list(ids)}}, {"ids": 1})
        return {identity for page in pages for identity in page["ids"]} & set(ids)

    def entries(self, *, after: int = 0, limit: int = 100, subject: str | None = None) -> list[dict[str, Any]]:
        """Entries in order, from the one after a number; of one subject when given."""
        condition = {"subjects": subject} if subject else {"_id": {"$gt": after - ON_A_PAGE, "$lte": after + limit}}
        pages = sorted(self._pages.find(condition), key=lambda page: page["_id"])
        numbered = [(number, link) for page in pages for number, link in enumerate(links_of(page), start=page["_id"])]
        wanted = [found for found in numbered if found[0] > after and subject in {None, found[1]["entry"]["subject"]}]
        return [
            {"seq": number, "hash": link["hash"], "previous": link["previous"], **link["entry"]} for number, link in wanted[:limit]
        ]  # fmt: skip

    def about(self, organisation: str, person: str, *, subjects: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Every entry that showed the person to somebody, and those of the subjects, in order."""
        pages = {page["_id"]: page for page in self._pages.find({"shown": person})}
        for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
            lot = list(subjects[start : start + SUBJECTS_AT_ONCE])
            pages |= {page["_id"]: page for page in self._pages.find({"subjects": {"$in": lot}})}
        wanted = set(subjects)
        for first in sorted(pages):
            for number, link in enumerate(links_of(pages[first]), start=first):
                entry = link["entry"]
                if entry["organisation"] == organisation and (person in entry.get("shown", ()) or entry["subject"] in wanted):
                    yield {"seq": number, **entry}

    def broken_at(self) -> int | None:
        """The number of the first entry whose hash does not follow, or None while the chain holds."""
        previous, number = GENESIS, 0
        while page := self._page_from(number + 1):
            if page["_id"] != number + 1 or (links := _readable(page)) is None:
                return number + 1
            for link in links:
                number += 1
                if link["previous"] != previous or link["hash"] != chained(previous, link["entry"]):
                    return number
                previous = link["hash"]
            if page != page_of(page["_id"], links):
                return int(page["_id"])
        return None

    def _turn_former_into_text(self) -> None:
        """Make text of the links of pages from before they were, in one or the other way; the chain stays as it is."""
        for place in FORMER:
            indexes = [name for name in self._pages.index_information() if name.startswith(f"{place}.")]
            if f"{place}.id_1" in indexes:
                self._pages.drop_index(f"{place}.id_1")  # it would hold text pages for doubles of nothing
            if f"{place}.subject_1" in indexes:
                for page in self._pages.find({f"{place}.subject": {"$gt": ""}}):
                    links = page.get("links") or [{name: page[name] for name in ("previous", "hash", "entry")}]
                    self._pages.replace_one({"_id": page["_id"]}, page_of(page["_id"], links))
            for name in {f"{place}.subject_1", f"{place}.shown_1"} & set(indexes):
                self._pages.drop_index(name)

    def _page_from(self, number: int) -> dict[str, Any] | None:
        """The page that begins with that entry, or the next one where it is missing."""
        page = self._pages.find_one({"_id": number})
        if page is not None:
            return page
        later = self._pages.find({"_id": {"$gt": number, "$lte": number + LONGEST_GAP}})
        return min(later, key=lambda page: page["_id"], default=None)

    def _link(self, entries: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
        """The links of these entries as text, and the hash of the last."""
        previous, links = self._hash, []
        for entry in entries:
            text = _SORTED.encode(entry)
            current = _hashed(previous, text)
            links.append(f'{{"entry":{text},"hash":"{current}","previous":"{previous}"}}')
            previous = current
        return f"[{','.join(links)}]", previous

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
            self._sequence, self._hash = self._sequence + len(page["ids"]), links_of(page)[-1]["hash"]


def _readable(page: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The links on a page; None when somebody has made something else of them."""
    try:
        links = links_of(page)
        return (
            links
            if all(link.keys() == {"previous", "hash", "entry"} and {"id", "subject"} <= link["entry"].keys() for link in links)
            else None
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _hashed(previous: str, entry: str) -> str:
    return hashlib.sha256(previous.encode() + entry.encode()).hexdigest()


def _page(first: int, links: str, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    shown = sorted({person for entry in entries for person in entry.get("shown", ())})
    return {
        "_id": first, "ids": [entry["id"] for entry in entries], "subjects": sorted({entry["subject"] for entry in entries}),
        **({"shown": shown} if shown else {}), "links": links,
    }  # fmt: skip
