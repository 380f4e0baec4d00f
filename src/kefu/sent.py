"""What has been sent and still lies in the documents that said it; it is taken out in quiet moments, many documents at a time.

Nobody waits for that and nothing depends on it: a sent entry is on the trail, so whoever finds one left behind knows it for what it is.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from contextlib import suppress
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

_log = logging.getLogger(__name__)
AT_ONCE, MOST = 50, 2_000
LOOK_EVERY, QUIET, PAUSE = 0.03, 0.06, 1.0


class Sent:
    """The sent entries of one process that are not yet taken out, by their ids."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[Collection[dict[str, Any]], str | None]] = OrderedDict()
        self._disturbed = 0.0
        self._work = Signal()

    def __contains__(self, entry: object) -> bool:
        return entry in self._entries

    def add(self, documents: Collection[dict[str, Any]], identity: str, entry: str) -> None:
        """Take the entry out of the document one day soon."""
        self._add(entry, documents, identity)

    def add_whole(self, documents: Collection[dict[str, Any]], identity: str) -> None:
        """Remove the document one day soon: all it was for has been sent."""
        self._add(identity, documents, None)

    def _add(self, name: str, documents: Collection[dict[str, Any]], identity: str | None) -> None:
        self._entries[name] = documents, identity
        if not self._work.ready():
            self._work.send()

    def somebody_is_at_work(self) -> None:
        """Let him go first, as long as there is not too much to take out."""
        self._disturbed = time.monotonic()

    def tidy_for_ever(self) -> None:
        """Take out a few at a time whenever it is quiet, or when there are too many."""
        while True:
            if not self._entries:
                self._work = Signal()
                self._work.wait()
            eventlet.sleep(LOOK_EVERY)
            if self._entries and (len(self._entries) > MOST or time.monotonic() - self._disturbed > QUIET):
                self._take_out_or_wait()

    def tidy_up(self) -> None:
        """Take out all that the store lets us."""
        with suppress(PyMongoError):
            while self._entries:
                self._take_out()

    def _take_out_or_wait(self) -> None:
        try:
            self._take_out()
        except PyMongoError as failure:
            _log.warning("sent entries wait for the store", extra={"error": str(failure)[:300]})
            eventlet.sleep(PAUSE)

    def _take_out(self) -> None:
        place = next(iter(self._entries.values()))
        chosen = [name for name, item in self._entries.items() if (item[0], item[1] is None) == (place[0], place[1] is None)][:AT_ONCE]
        documents, identity = place
        if identity is None:
            documents.delete_many({"_id": {"$in": chosen}})
        else:
            identities = sorted({str(self._entries[entry][1]) for entry in chosen})
            documents.update_many({"_id": {"$in": identities}}, {"$pull": {"outbox": {"id": {"$in": chosen}}}})
        for name in chosen:
            self._entries.pop(name, None)
