"""The values an organisation has adopted in place of the book's, and its time zone: told by ``attendance``, kept locally."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kefu import clock
from kefu.calendar import Calendar, calendar_of, national, succession
from kefu.law import Entry, Law, LawBook, exact, misfit
from kefu.store import Collection
from kefu_messages.attendance import OrganisationRegistered, PolicyAdopted
from kefu_messages.attendance.adoptable import all_adoptable

if TYPE_CHECKING:
    from kefu.host import Host
    from kefu.service import Ask

_log = logging.getLogger(__name__)
KNOWN_FOR = 2.0
BOOK_OF = "book_of"


@dataclass
class _Organisation:
    """What is known of an organisation, until when, and what follows from it; made once for each change."""

    document: Mapping[str, Any]
    book: LawBook
    until: float = 0.0

    @cached_property
    def law(self) -> Law:
        adopted = {name: _entries(listed) for name, listed in self.document.get("values", {}).items()}
        like = adopted[BOOK_OF][-1].value if BOOK_OF in adopted else all_adoptable().regulations.get(self.document.get("rules") or "")
        usable = {name: [entry for entry in listed if self._usable(name, entry)] for name, listed in adopted.items()}
        return self.book.of(self.document["_id"], like=like).with_adopted({name: listed for name, listed in usable.items() if listed})

    def _usable(self, name: str, entry: Entry) -> bool:
        """Whether the service's rules can work with what was adopted; what they cannot, as it was adopted once, is left out."""
        value = self.book.values.get(name)
        found = misfit(entry.value, value.takes) if value else None
        if found:
            _log.error("%s has adopted %s since %s, which takes %s: left out", self.document["_id"], name, entry.since, found[1])
        return found is None

    @cached_property
    def calendar(self) -> Calendar:
        listed = _entries(self.document.get("values", {}).get("holidays", {}))
        return succession([(date.min, national()), *((entry.since, calendar_of(entry.value)) for entry in listed)])


class Adopted:
    """What one service knows of the organisations it works for; what others tell is forgotten after two seconds."""

    COLLECTION = Collection("organisations", key="organisation_id", commands=False)

    def __init__(self, host: Host, book: LawBook) -> None:
        self._host, self._book = host, book
        self._known: dict[str, _Organisation] = {}
        self._documents = host.database[self.COLLECTION.name]
        host.hearing.add(OrganisationRegistered, self._registered)
        host.hearing.add(PolicyAdopted, self._adopted)

    def organisations(self) -> list[str]:
        """The organisations the service has heard of."""
        return sorted(document["_id"] for document in self._documents.find({}, {"_id": 1}))

    def law(self, organisation: str) -> Law:
        """The law as it applies to the organisation; one that is not in the book works by that of ``book_of``, or of its regulation."""
        return self._of(organisation).law

    def work_like(self, organisation: str, other: str) -> None:
        """Let the organisation work by the book of the other one, as if it had adopted that."""
        self._set(organisation, {f"values.{BOOK_OF}.1970-01-01": {"content": json.dumps(other), "reference": other}})

    def zone(self, organisation: str) -> str:
        """The organisation's time zone."""
        return str(self._of(organisation).document.get("timezone", clock.DEFAULT_ZONE))

    def name(self, organisation: str) -> str:
        """The organisation's name as registered; its identifier before it is."""
        return str(self._of(organisation).document.get("name", organisation))

    def calendar(self, organisation: str) -> Calendar:
        """The national calendar, and from their days on the lists of holidays that the organisation has adopted."""
        return self._of(organisation).calendar

    def _of(self, organisation: str) -> _Organisation:
        known = self._known.get(organisation)
        if known and known.until > time.monotonic():
            return known
        document = self._documents.find_one({"_id": organisation}) or {"_id": organisation}
        if known is None or known.document != document:
            known = _Organisation(document, self._book)
        known.until = time.monotonic() + KNOWN_FOR
        self._known[organisation] = known
        return known

    def _registered(self, ask: Ask) -> None:
        self._set(ask["organisation"], {"timezone": ask["timezone"], "name": ask["name"], "rules": ask.get("rules")})

    def _adopted(self, ask: Ask) -> None:
        entry = {"content": ask["content"], "reference": ask["reference"]}
        self._set(ask["organisation"], {f"values.{ask['value']}.{ask['since'].isoformat()}": entry})

    def _set(self, organisation: str, values: Mapping[str, Any]) -> None:
        self._documents.update_one({"_id": organisation}, {"$set": dict(values)}, upsert=True)
        self._known.pop(organisation, None)


def _entries(listed: Mapping[str, Mapping[str, str]]) -> list[Entry]:
    return [
        Entry(since=date.fromisoformat(day), value=exact(json.loads(item["content"])), reference=item["reference"])
        for day, item in sorted(listed.items())
    ]
