"""Sends what a write has left in its document: events to the bus, the audit entry to the trail, then empties the outbox.

The handler's own process does it right after the write; a sweep finds what a crash left. Nothing is lost, something may be
sent twice: an event keeps its id, and whoever hears it records that id with its effect.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import eventlet
from eventlet.event import Event as Signal
from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from kefu import topology
from kefu.rpc import encode

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
AT_ONCE, FEWEST = 200, 10
MOST_WAITING, LONGEST_WAIT_FOR_ROOM = 1_000, 20.0
GATHER, BUSY = 0.05, 0.2  # one write an hour leaves at once; in a busy time what is written together leaves together
SWEEP_EVERY, LEFT_BEHIND = 3.0, timedelta(seconds=10)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # a range with one end makes the embedded store read every document without an entry
CLOUDEVENT = "application/cloudevents+json"


@dataclass(frozen=True)
class _Pending:
    documents: Collection[dict[str, Any]]
    identity: str
    entry: Mapping[str, Any]


class Outbox:
    """The outbox of one process: a queue of entries in the order of their writes, and the sweep."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._waiting: deque[_Pending] = deque()
        self._known: set[str] = set()
        self._work = Signal()
        self._threads: list[Any] = []
        self._stopping = False

    @property
    def depth(self) -> int:
        """How many entries of this process are not yet sent."""
        return len(self._known)

    def start(self) -> None:
        """Send and sweep in the background."""
        self._threads = [eventlet.spawn(self._send_for_ever), eventlet.spawn(self._sweep_for_ever)]

    def stop(self, seconds: float) -> None:
        """Send what is waiting, for so many seconds at most; the sweep of a successor finds the rest."""
        self._stopping = True
        with eventlet.Timeout(seconds, False):
            while self._known and self._host.speaking.connected:
                eventlet.sleep(0.02)
        for thread in self._threads:
            thread.kill()

    def make_room(self, seconds: float = LONGEST_WAIT_FOR_ROOM) -> None:
        """Wait until not too much is waiting: who writes by the thousand writes no faster than can be sent, in bounded memory."""
        end = time.monotonic() + seconds
        while len(self._known) > MOST_WAITING and time.monotonic() < end:
            eventlet.sleep(0.02)

    def soon(self, documents: Collection[dict[str, Any]], identity: str, entry: Mapping[str, Any]) -> None:
        """Send the entry that was just written into the document."""
        if entry["id"] in self._known:
            return
        self._known.add(entry["id"])
        self._waiting.append(_Pending(documents, identity, entry))
        if not self._work.ready():
            self._work.send()

    def left(self) -> int:
        """How many documents of the service hold something unsent, whichever process wrote it (at most 1,000 a collection)."""
        return sum(
            len(list(shelf.documents.find({"outbox.at": {"$gt": LONG_AGO}}, {"_id": 1}).limit(1000)))
            for shelf in self._host.shelves
        )

    def sweep(self, older_than: timedelta | None = None) -> int:
        """Queue what was written a while ago and never sent; returns how much that was."""
        limit, found = datetime.now(UTC) - (LEFT_BEHIND if older_than is None else older_than), 0
        for shelf in self._host.shelves:
            for document in shelf.documents.find({"outbox.at": {"$gt": LONG_AGO, "$lt": limit}}, {"outbox": 1}).limit(AT_ONCE):
                for entry in document["outbox"]:
                    if entry["id"] not in self._known:
                        found += 1
                        self.soon(shelf.documents, document["_id"], entry)
        return found

    def _send_for_ever(self) -> None:
        at_once, sent_at = AT_ONCE, 0.0
        while True:
            if not self._waiting:
                self._work = Signal()
                self._work.wait()
                if time.monotonic() - sent_at < BUSY:
                    eventlet.sleep(GATHER)
            batch = [self._waiting.popleft() for _ in range(min(at_once, len(self._waiting)))]
            try:
                self._send(batch)
            except Exception as failure:  # noqa: BLE001 - whatever it is, what is waiting must not be forgotten
                _log.warning("the outbox waits", extra={"error": str(failure)[:300], "entries": len(batch)})
                self._waiting.extendleft(reversed(batch))
                at_once = max(len(batch) // 4, FEWEST)  # a slow store must not time out on the same lot for ever
                eventlet.sleep(0.5)
                continue
            at_once, sent_at = min(at_once * 2, AT_ONCE), time.monotonic()
            for pending in batch:
                self._known.discard(pending.entry["id"])

    def _send(self, batch: Sequence[_Pending]) -> None:
        link = self._host.speaking
        exchange = topology.events_exchange(self._host.service)
        under_way = []
        for pending in batch:
            for envelope in pending.entry["events"]:
                verb = envelope["type"].split(".")[2]
                under_way.append(
                    link.send(
                        encode(envelope),
                        exchange=exchange,
                        key=verb,
                        seconds=10,
                        mandatory=True,
                        content_type=CLOUDEVENT,
                        message_id=envelope["id"],
                    )
                )
        for waiting in under_way:
            link.settle(waiting, seconds=10)
        if under_way:
            self._host.metrics.published.inc(len(under_way))
        self._host.audit.append([{"id": pending.entry["id"], **pending.entry["audit"]} for pending in batch])
        self._empty(batch)

    def _empty(self, batch: Sequence[_Pending]) -> None:
        by_documents: dict[str, list[_Pending]] = {}
        for pending in batch:
            by_documents.setdefault(pending.documents.name, []).append(pending)
        for together in by_documents.values():
            if len(together) == 1:
                together[0].documents.update_one({"_id": together[0].identity}, {"$pull": {"outbox": {"id": together[0].entry["id"]}}})
                continue
            together[0].documents.bulk_write(
                [UpdateOne({"_id": pending.identity}, {"$pull": {"outbox": {"id": pending.entry["id"]}}}) for pending in together],
                ordered=False,
            )

    def _sweep_for_ever(self) -> None:
        while not self._stopping:
            eventlet.sleep(SWEEP_EVERY)
            try:
                if self._host.speaking.connected and len(self._waiting) < AT_ONCE:
                    self.sweep()
                self._host.metrics.outbox_depth.set(len(self._known))
            except PyMongoError as failure:
                _log.warning("the sweep waits for the store", extra={"error": str(failure)[:300]})
