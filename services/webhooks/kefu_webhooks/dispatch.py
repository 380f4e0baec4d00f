"""Reads what the services say from the stream and brings it to the webhooks: one replica at a time, in order per subject.

Reading makes one delivery per event and webhook, named by its place in the stream, so that reading twice makes it once; ``outgoing``
sends them. A webhook whose events are being read again sends nothing until that is done.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from pymongo.errors import DuplicateKeyError, PyMongoError

from kefu.bus import BrokerUnavailable
from kefu.rpc import encode
from kefu.stream import FIRST, PLACES, READER, Entry, Place, Stream
from kefu_messages.webhooks import ACTIVE, FAILED, PAUSED, REMOVED, WAITING
from kefu_webhooks import rules
from kefu_webhooks.outgoing import Outgoing
from kefu_webhooks.store import DELIVERIES, WEBHOOKS, delivery_no

_log = logging.getLogger(__name__)
TURN = timedelta(seconds=15)
PAUSE, AT_ONCE = 0.5, 200
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LATE = timedelta(hours=1)  # how far the clocks of services may differ
SILENCE = 60.0  # seconds in which the broker has nothing of what is read again: then another connection


class Dispatcher(DependencyProvider):  # type: ignore[misc]
    """The green threads that read and send while this replica has the turn."""

    def setup(self) -> None:
        """Find the collections."""
        host = self.container.host
        self._webhooks, self._deliveries, self._places = (host.database[name] for name in (WEBHOOKS.name, DELIVERIES.name, PLACES))
        self._me = uuid.uuid4().hex
        self._stopping = False
        self._outgoing = Outgoing(host)

    def start(self) -> None:
        """Begin."""
        self._thread = eventlet.spawn(self._run)

    def stop(self) -> None:
        """End; what is on its way is sent again by the next one who has the turn."""
        self._stopping = True
        self._thread.kill()

    def _run(self) -> None:
        while not self._stopping:
            try:
                if self._have_the_turn():
                    self._work()
            except (PyMongoError, BrokerUnavailable) as away:
                _log.warning("webhooks wait", extra={"error": str(away)[:300]})
            except Exception:  # noqa: BLE001 - whatever it is, the next turn begins anew
                _log.exception("webhooks stumble")
            eventlet.sleep(PAUSE)

    def _work(self) -> None:
        """Read and send as long as the turn is ours."""
        stream = self._stream("webhooks reads", since=self._place())
        sender = eventlet.spawn(self._outgoing.run)
        try:
            while self._have_the_turn():
                entries = stream.take(most=AT_ONCE, seconds=PAUSE)
                if entries:
                    self._keep(entries, replaying=False)
                if stream.reached is not None:
                    self._places.update_one({"_id": READER}, {"$set": {"next": stream.reached}}, upsert=True)
                self._replay()
                self._send_failed_again()
                self._forget_removed()
        finally:
            sender.kill()
            stream.close()

    def _have_the_turn(self) -> bool:
        now = datetime.now(UTC)
        content = {"$set": {"holder": self._me, "until": now + TURN}}
        if self._places.update_one({"_id": "turn", "holder": self._me}, content).matched_count:
            return True
        if self._places.update_one({"_id": "turn", "until": {"$lt": now}}, content).matched_count:
            return True
        try:
            self._places.insert_one({"_id": "turn", **content["$set"]})
        except DuplicateKeyError:
            return False
        return True

    def _stream(self, name: str, *, since: Place) -> Stream:
        found = self._places.find_one({"_id": READER}) or {}
        host = self.container.host
        return Stream(host.config.amqp_uri, name=name, since=since, shift=int(found.get("shift", 0)), metrics=host.metrics)

    def _place(self) -> Place:
        found = self._places.find_one({"_id": READER})
        return int(found["next"]) if found else FIRST

    # -- reading

    def _keep(self, entries: Sequence[Entry], *, replaying: bool, only: str | None = None) -> None:
        """Make the deliveries of these events; in a replay those that were delivered wait again."""
        webhooks = self._takers({entry.envelope["organisation"] for entry in entries})
        for entry in entries:
            for webhook in webhooks.get(entry.envelope["organisation"], ()):
                if only in {None, webhook["_id"]} and _is_wanted(webhook, entry.envelope, replaying=replaying):
                    self._wait(webhook, entry, again=replaying)

    def _takers(self, organisations: set[str]) -> dict[str, list[dict[str, Any]]]:
        """The webhooks by organisation; those that are paused too, for what was said before and is read only now."""
        found: dict[str, list[dict[str, Any]]] = {}
        for webhook in self._webhooks.find({"organisation": {"$in": sorted(organisations)}, "state": {"$in": [ACTIVE, PAUSED]}}):
            found.setdefault(webhook["organisation"], []).append(webhook)
        return found

    def _wait(self, webhook: Mapping[str, Any], entry: Entry, *, again: bool) -> None:
        key, fresh = delivery_no(entry.offset, webhook_no=webhook["webhook_no"]), _fresh()
        document = {
            "_id": f"{webhook['organisation']}/{key}", "organisation": webhook["organisation"], "delivery_no": key, "version": 1,
            "webhook_no": webhook["webhook_no"], "event_id": entry.envelope["id"], "event_type": entry.envelope["type"],
            "event_subject": str(entry.envelope["subject"]), "body": encode(entry.envelope).decode(), "attempts": [], **fresh,
        }  # fmt: skip
        try:
            self._deliveries.insert_one(document)
        except DuplicateKeyError:
            if again:
                self._deliveries.update_one({"_id": document["_id"]}, {"$set": fresh, "$inc": {"version": 1}})

    def _replay(self) -> None:
        """Read again for every webhook that asked for it, up to where the reader is."""
        place = self._place()
        for webhook in self._webhooks.find({"state": ACTIVE, "replaying_since": {"$gt": LONG_AGO}}):
            if not isinstance(place, int) or self._read_again(webhook, until=place):
                asked = {"_id": webhook["_id"], "replaying_since": webhook["replaying_since"]}
                self._webhooks.update_one(asked, {"$set": {"replaying_since": None}, "$inc": {"version": 1}})

    def _read_again(self, webhook: Mapping[str, Any], *, until: int) -> bool:
        """Whether all of it was read: not when the turn is another's; raises :class:`BrokerUnavailable` when nothing comes any more."""
        since, heard_at = webhook["replaying_since"], time.monotonic()
        stream = self._stream("webhooks reads again", since=since - LATE)
        try:
            while self._have_the_turn():
                entries = stream.take(most=AT_ONCE, seconds=2)
                earlier = [entry for entry in entries if entry.offset < until]
                # said before the pause and read during it: kept now, unless it was kept already
                self._keep([entry for entry in earlier if _said_at(entry.envelope) < since], replaying=False, only=webhook["_id"])
                self._keep([entry for entry in earlier if _said_at(entry.envelope) >= since], replaying=True, only=webhook["_id"])
                if entries:
                    heard_at = time.monotonic()
                if (stream.reached or stream.begins_at) >= until:
                    return True
                if time.monotonic() - heard_at > SILENCE:
                    raise BrokerUnavailable("nothing comes of what is read again")
            return False
        finally:
            stream.close()

    # -- what somebody has asked for

    def _send_failed_again(self) -> None:
        """Let what failed wait again, for every webhook that asked for it."""
        for webhook in self._webhooks.find({"state": ACTIVE, "resending_since": {"$gt": LONG_AGO}}):
            failed = {"organisation": webhook["organisation"], "webhook_no": webhook["webhook_no"], "state": FAILED}
            self._deliveries.update_many(failed, {"$set": _fresh(), "$inc": {"version": 1}})
            asked = {"_id": webhook["_id"], "resending_since": webhook["resending_since"]}
            self._webhooks.update_one(asked, {"$set": {"resending_since": None}, "$inc": {"version": 1}})

    def _forget_removed(self) -> None:
        """Take the log of removed webhooks away."""
        for webhook in self._webhooks.find({"state": REMOVED, "log_removed": False}):
            self._deliveries.delete_many({"organisation": webhook["organisation"], "webhook_no": webhook["webhook_no"]})
            self._webhooks.update_one({"_id": webhook["_id"], "state": REMOVED}, {"$set": {"log_removed": True}, "$inc": {"version": 1}})


def _fresh() -> dict[str, Any]:
    """A delivery that was never tried."""
    return {"state": WAITING, "due": datetime.now(UTC), "tries": 0, "first_tried_at": None, "settled_on": None}


def _is_wanted(webhook: Mapping[str, Any], envelope: Mapping[str, Any], *, replaying: bool) -> bool:
    said_at = _said_at(envelope)
    if webhook["state"] == PAUSED and said_at >= webhook["paused_at"].replace(tzinfo=UTC):
        return False
    new = replaying or said_at >= webhook["registered_at"].replace(tzinfo=UTC)
    return new and rules.wanted(envelope["type"], patterns=webhook["events"])


def _said_at(envelope: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(envelope["time"])
