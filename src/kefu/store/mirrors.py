"""Local copies of other services' records: what is told at the same time is written together, and the newest telling wins."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from pymongo import UpdateOne
from pymongo.collection import Collection as Documents
from pymongo.errors import AutoReconnect, BulkWriteError

from kefu import tracing
from kefu.store.records import Collection, identity_of

AT_ONCE = 100


@dataclass(frozen=True)
class Told:
    """What an event tells of a record: the fields, and which telling it is."""

    organisation: str
    key: str
    sequence: int
    fields: Mapping[str, Any]

    @property
    def identity(self) -> str:
        """The copy's ``_id``."""
        return identity_of(self.organisation, self.key)


class Mirrors:
    """The copies of one collection; whoever comes while others are being written waits and goes with the next lot."""

    def __init__(self, collection: Collection, documents: Documents[dict[str, Any]]) -> None:
        self._collection, self._documents = collection, documents
        self._waiting: list[tuple[Told, Signal]] = []
        self._writing = False

    def write(self, told: Told) -> None:
        """Keep what is told unless something newer is known; returns when it is stored."""
        stored, began = Signal(), time.monotonic()
        self._waiting.append((told, stored))
        if not self._writing:
            self._writing = True
            eventlet.spawn_n(self._write_all)
        failure = stored.wait()
        tracing.note("store copy", seconds=time.monotonic() - began, outcome="done" if failure is None else "failed")
        if failure is not None:
            raise failure

    def _write_all(self) -> None:
        try:
            while self._waiting:
                lot, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                failure = self._outcome([told for told, _ in lot])
                one_by_one = failure is not None and not isinstance(failure, AutoReconnect)  # a faulty one must not stop the good ones
                for told, stored in lot:
                    stored.send(self._outcome([told]) if one_by_one else failure)
        finally:
            self._writing = False

    def _outcome(self, lot: Sequence[Told]) -> Exception | None:
        try:
            self._store(lot)
        except Exception as failure:  # noqa: BLE001 - it is raised where it is waited for
            return failure
        return None

    def _store(self, lot: Sequence[Told]) -> None:
        """Change the copies that are older, make those that are not there; in the order of their tellings where one is told of twice."""
        lot = sorted(lot, key=lambda told: told.sequence)
        if len(lot) == 1:
            done = self._documents.update_one(*_newer(lot[0])).matched_count
        else:
            done = self._documents.bulk_write([UpdateOne(*_newer(told)) for told in lot]).matched_count
        if done == len(lot):
            return
        there = {document["_id"] for document in self._documents.find({"_id": {"$in": [told.identity for told in lot]}}, {"_id": 1})}
        missing = [told for told in lot if told.identity not in there]
        new = {told.identity: told for told in reversed(missing)}  # the oldest telling of each
        if new:
            self._insert(list(new.values()))
        for told in missing:
            if new[told.identity] is not told:
                self._documents.update_one(*_newer(told))

    def _insert(self, lot: Sequence[Told]) -> None:
        """Make the copies; where somebody else was faster, change his if it is older."""
        documents = [
            {"_id": told.identity, "organisation": told.organisation, self._collection.key: told.key, "version": 1, **_content(told)}
            for told in lot
        ]
        try:
            self._documents.insert_many(documents, ordered=False)
        except BulkWriteError as failure:
            if any(error["code"] != 11000 for error in failure.details["writeErrors"]):  # noqa: PLR2004 - the code of a duplicate key
                raise
            for error in failure.details["writeErrors"]:
                self._documents.update_one(*_newer(lot[error["index"]]))


def _content(told: Told) -> dict[str, Any]:
    return {**told.fields, "sequence": told.sequence}


def _newer(told: Told) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"_id": told.identity, "sequence": {"$lt": told.sequence}}, {"$set": _content(told), "$inc": {"version": 1}}
