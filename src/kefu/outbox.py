"""Sends what a write has left in its document: events to the bus, the audit entry to the trail; then has it taken out.

The handler's own process does it soon after the write; a sweep finds what a crash left. Nothing is lost, something may be sent
twice: an event keeps its id, and whoever hears it records that id with its effect. What is on the trail has been sent.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import eventlet
from eventlet.event import Event as Signal
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from kefu import topology
from kefu.sent import Sent
from kefu.store.announced import Announced, Announcement
from kefu.store.outgoing import Outgoing
from kefu.sweep import left, sweep

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
AT_ONCE, FEWEST = 200, 10
MOST_WAITING, LONGEST_WAIT_FOR_ROOM = 1_000, 20.0
QUIET, LONGEST_GATHERING = 0.03, 0.25  # the answer goes first; in a busy time what is written together leaves together
SWEEP_EVERY, LEFT_BEHIND = 5.0, timedelta(seconds=10)
SWEEP_SELDOM, AFTER_TROUBLE = 15.0, 30.0  # seconds: every look costs a question a collection, and in good times there is nothing to find
CLOUDEVENT = "application/cloudevents+json"


@dataclass(frozen=True)
class _Pending:
    entry: Outgoing
    sent: Callable[[], None]


class Outbox:
    """The outbox of one process: a queue of entries in the order of their writes, and the sweep."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._waiting: deque[_Pending] = deque()
        self._sending: list[_Pending] = []
        self._known: set[str] = set()
        self._announced: set[str] = set()
        self._sent = Sent()
        self._work = Signal()
        self._threads: list[Any] = []
        self._stopping = False
        self._watchful_until = 0.0

    @property
    def depth(self) -> int:
        """How many entries of this process are not yet sent."""
        return len(self._known)

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest entry of this process has waited to be sent; 0 when there is none."""
        waiting = self._sending or self._waiting
        return max((datetime.now(UTC) - waiting[0].entry.at).total_seconds(), 0.0) if waiting else 0.0

    def __contains__(self, name: str) -> bool:
        """Whether the entry or the announcement of that id is being dealt with here."""
        return name in self._known or name in self._announced or name in self._sent

    def start(self) -> None:
        """Send, tidy up and sweep in the background; often at first, since a process that begins may follow one that has died."""
        self._be_watchful()
        self._host.metrics.outbox_depth.set_function(lambda: self.depth)
        self._host.metrics.outbox_oldest.set_function(lambda: self.oldest_seconds)
        self._threads = [eventlet.spawn(act) for act in (self._send_for_ever, self._sent.tidy_for_ever, self._sweep_for_ever)]

    def stop(self, seconds: float) -> None:
        """Send what is waiting, for so many seconds at most; the sweep of a successor finds the rest."""
        self._stopping = True
        with eventlet.Timeout(seconds, False):
            while self._known and self._host.speaking.connected:
                eventlet.sleep(0.02)
            self._sent.tidy_up()
        for thread in self._threads:
            thread.kill()

    def make_room(self, seconds: float = LONGEST_WAIT_FOR_ROOM) -> None:
        """Wait until not too much is waiting: who writes by the thousand writes no faster than can be sent, in bounded memory."""
        end = time.monotonic() + seconds
        while len(self._known) > MOST_WAITING and time.monotonic() < end:
            eventlet.sleep(0.02)

    def soon(self, documents: Collection[dict[str, Any]], identity: str, entry: Outgoing) -> None:
        """Send the entry that was just written into the document."""
        self._queue(entry, partial(self.gone, documents, identity, entry.id))

    def gone(self, documents: Collection[dict[str, Any]], identity: str, entry: str) -> None:
        """The entry has been sent: have it taken out of the document."""
        self._sent.add(documents, identity, entry)

    def say(self, announcement: Announcement, rows: Sequence[Announced]) -> None:
        """Send what these of the announced rows say, all that will ever be stored of them; then have the announcement removed."""
        self._announced.add(announcement.identity)
        missing = {row.entry.id for row in rows} - self._known

        def sent(entry: str | None) -> None:
            missing.discard(entry or "")
            if not missing:
                self._sent.add_whole(self._host.announcements.documents, announcement.identity)
                self._announced.discard(announcement.identity)

        if not missing:
            sent(None)
        for row in rows:
            self._queue(row.entry, partial(sent, row.entry.id))

    def say_some(self, rows: Sequence[Announced]) -> None:
        """Send what these rows say while others of their announcement are still missing: it stays."""
        for row in rows:
            self._queue(row.entry, lambda: None)

    def left(self) -> int:
        """How many documents of the service hold something unsent, whichever process wrote it (at most 1,000 a collection)."""
        return left(self._host, self._sent)

    def sweep(self, older_than: timedelta | None = None) -> int:
        """Queue what was written a while ago and never sent; returns how much that was."""
        return sweep(self._host, older_than=LEFT_BEHIND if older_than is None else older_than)

    def _queue(self, entry: Outgoing, sent: Callable[[], None]) -> None:
        self._sent.somebody_is_at_work()
        if entry.id in self._known:
            return
        self._known.add(entry.id)
        self._waiting.append(_Pending(entry, sent))
        if not self._work.ready():
            self._work.send()

    def _send_for_ever(self) -> None:
        at_once = AT_ONCE
        while True:
            self._gather(at_once)
            batch = self._sending = [self._waiting.popleft() for _ in range(min(at_once, len(self._waiting)))]
            try:
                self._send([pending.entry for pending in batch])
            except Exception as failure:  # noqa: BLE001 - whatever it is, what is waiting must not be forgotten
                _log.warning("the outbox waits", extra={"error": str(failure)[:300], "entries": len(batch)})
                self._be_watchful()
                self._waiting.extendleft(reversed(batch))
                at_once = max(len(batch) // 4, FEWEST)  # a slow store must not time out on the same lot for ever
                eventlet.sleep(0.5)
                continue
            at_once, self._sending = min(at_once * 2, AT_ONCE), []
            for pending in batch:
                pending.sent()
                self._known.discard(pending.entry.id)

    def _gather(self, enough: int) -> None:
        """Wait for something to send, and for what follows on its heels."""
        if not self._waiting:
            self._work = Signal()
            self._work.wait()
        end = time.monotonic() + LONGEST_GATHERING
        while (before := len(self._waiting)) < enough and time.monotonic() < end and not self._stopping:
            eventlet.sleep(QUIET)
            if len(self._waiting) == before:
                return

    def _send(self, entries: Sequence[Outgoing]) -> None:
        link = self._host.speaking
        how = {"exchange": topology.events_exchange(self._host.service), "mandatory": True, "content_type": CLOUDEVENT}
        said = [(event.body.encode(), {**how, "key": event.key, "message_id": event.id}) for entry in entries for event in entry.events]
        under_way = link.send_all(said, seconds=10) if said else []
        for waiting in under_way:
            link.settle(waiting, seconds=10)
        if under_way:
            self._host.metrics.published.inc(len(under_way))
        self._host.audit.append([{"id": entry.id, **entry.audit} for entry in entries])

    def _be_watchful(self) -> None:
        """Sweep often for a while."""
        self._watchful_until = time.monotonic() + AFTER_TROUBLE

    def _sweep_for_ever(self) -> None:
        while not self._stopping:
            eventlet.sleep(SWEEP_EVERY if time.monotonic() < self._watchful_until else SWEEP_SELDOM)
            try:
                if not self._host.speaking.connected or (len(self._waiting) < AT_ONCE and self.sweep()):
                    self._be_watchful()
            except PyMongoError as failure:
                _log.warning("the sweep waits for the store", extra={"error": str(failure)[:300]})
                self._be_watchful()
