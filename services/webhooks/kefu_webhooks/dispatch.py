"""Reads what the services say from the stream and brings it to the webhooks: one replica at a time, in order per subject.

Reading makes one delivery per event and webhook, named by its place in the stream, so that reading twice makes it once. Sending takes the
oldest waiting delivery of each subject; while one is waiting for its next try, the later ones of its subject wait behind it and
those of other subjects go on. A webhook whose events are being read again sends nothing until that is done.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import eventlet
from eventlet.greenpool import GreenPool
from nameko.extensions import DependencyProvider
from pymongo.errors import DuplicateKeyError, PyMongoError

from kefu import clock
from kefu.bus import BrokerUnavailable
from kefu.rpc import encode
from kefu.service import Ask, attempts
from kefu.stream import FIRST, PLACES, READER, Entry, Place, Stream
from kefu_messages.errors import KefuError
from kefu_messages.webhooks import ACTIVE, DELIVERED, FAILED, PAUSED, WAITING, WebhookPaused
from kefu_webhooks import rules
from kefu_webhooks.sending import NotTaken, allowed_networks, send
from kefu_webhooks.store import DELIVERIES, WEBHOOKS, delivery_no

_log = logging.getLogger(__name__)
TURN = timedelta(seconds=15)
PAUSE, AT_ONCE, LOOK_AHEAD, LANES = 0.5, 200, 500, 8
ATTEMPTS_KEPT = 20
LATE = timedelta(hours=1)  # how far the reader may have been behind when a webhook was paused


class Dispatcher(DependencyProvider):  # type: ignore[misc]
    """The green threads that read and send while this replica has the turn."""

    def setup(self) -> None:
        """Find the collections."""
        host = self.container.host
        self._webhooks, self._deliveries, self._places = (host.database[name] for name in (WEBHOOKS.name, DELIVERIES.name, PLACES))
        self._me = uuid.uuid4().hex
        self._stopping = False
        self._allowed = allowed_networks()

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
        sender = eventlet.spawn(self._send_while_ours)
        try:
            while self._have_the_turn():
                entries = stream.take(most=AT_ONCE, seconds=PAUSE)
                if entries:
                    self._keep(entries, replaying=False)
                    self._places.update_one({"_id": READER}, {"$set": {"next": entries[-1].offset + 1}}, upsert=True)
                self._replay()
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
        return Stream(self.container.host.config.amqp_uri, name=name, since=since, shift=int(found.get("shift", 0)))

    def _place(self) -> Place:
        found = self._places.find_one({"_id": READER})
        return int(found["next"]) if found else FIRST

    # -- reading

    def _keep(self, entries: Sequence[Entry], *, replaying: bool, only: str | None = None) -> None:
        """Make the deliveries of these events; in a replay those that were delivered wait again."""
        webhooks = self._active({entry.envelope["organisation"] for entry in entries})
        for entry in entries:
            for webhook in webhooks.get(entry.envelope["organisation"], ()):
                if only in {None, webhook["_id"]} and _is_wanted(webhook, entry.envelope, replaying=replaying):
                    self._wait(webhook, entry, again=replaying)

    def _active(self, organisations: set[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for webhook in self._webhooks.find({"organisation": {"$in": sorted(organisations)}, "state": ACTIVE}):
            found.setdefault(webhook["organisation"], []).append(webhook)
        return found

    def _wait(self, webhook: Mapping[str, Any], entry: Entry, *, again: bool) -> None:
        key, now = delivery_no(entry.offset, webhook_no=webhook["webhook_no"]), datetime.now(UTC)
        fresh = {"state": WAITING, "due": now, "tries": 0, "first_tried_at": None, "settled_on": None}
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
        for webhook in self._webhooks.find({"state": ACTIVE, "replaying_since": {"$gt": datetime(2000, 1, 1, tzinfo=UTC)}}):
            if isinstance(place, int):
                self._read_again(webhook, until=place)
            self._webhooks.update_one(
                {"_id": webhook["_id"], "replaying_since": webhook["replaying_since"]},
                {"$set": {"replaying_since": None}, "$inc": {"version": 1}},
            )

    def _read_again(self, webhook: Mapping[str, Any], *, until: int) -> None:
        since = webhook["replaying_since"]
        stream = self._stream("webhooks reads again", since=since - LATE)
        try:
            while self._have_the_turn():
                entries = stream.take(most=AT_ONCE, seconds=2)
                earlier = [entry for entry in entries if entry.offset < until]
                # said before the pause and read during it: kept now, unless it was kept already
                self._keep([entry for entry in earlier if _said_at(entry.envelope) < since], replaying=False, only=webhook["_id"])
                self._keep([entry for entry in earlier if _said_at(entry.envelope) >= since], replaying=True, only=webhook["_id"])
                if not entries or entries[-1].offset >= until - 1:
                    return
        finally:
            stream.close()

    # -- sending

    def _send_while_ours(self) -> None:
        while True:
            try:
                busy = sum(self._send_due(webhook) for webhook in self._webhooks.find({"state": ACTIVE, "replaying_since": None}))
            except PyMongoError as away:
                _log.warning("webhooks wait for the store", extra={"error": str(away)[:300]})
                busy = 0
            eventlet.sleep(0.05 if busy else PAUSE)

    def _send_due(self, webhook: Mapping[str, Any]) -> int:
        pool = GreenPool(LANES)
        sent = list(self._heads(webhook))
        for delivery in sent:
            pool.spawn_n(self._deliver, webhook, delivery)
        pool.waitall()
        return len(sent)

    def _heads(self, webhook: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The oldest waiting delivery of each subject, if it is due."""
        condition = {"organisation": webhook["organisation"], "webhook_no": webhook["webhook_no"], "state": WAITING}
        index = next(index for index in DELIVERIES.indexes if index.fields == ("webhook_no", "state", "delivery_no"))
        seen, now = set(), datetime.now(UTC)
        for delivery in self._deliveries.find(condition).hint(index.keys).limit(LOOK_AHEAD):
            lane = (delivery["event_type"].split(".")[1], delivery["event_subject"])
            if lane not in seen and delivery["due"].replace(tzinfo=UTC) <= now:
                yield delivery
            seen.add(lane)

    def _deliver(self, webhook: Mapping[str, Any], delivery: Mapping[str, Any]) -> None:
        started, moment = time.monotonic(), datetime.now(UTC)
        status, error = None, None
        try:
            body = delivery["body"].encode()
            status = send(webhook["url"], body, headers=_headers(webhook, delivery, body, moment), allowed=self._allowed)
        except NotTaken as failure:
            status, error = failure.status, str(failure)
        attempt = {"at": moment, "status": status, "error": error, "milliseconds": round((time.monotonic() - started) * 1000)}
        try:
            self._note(webhook, delivery, attempt)
        except (PyMongoError, KefuError) as away:  # it is sent again: the receiver knows it by its id
            _log.warning("a delivery could not be noted", extra={"error": str(away)[:300]})

    def _note(self, webhook: Mapping[str, Any], delivery: Mapping[str, Any], attempt: Mapping[str, Any]) -> None:
        now, tries = attempt["at"], delivery["tries"] + 1
        first = (delivery["first_tried_at"] or now).replace(tzinfo=UTC)
        due = rules.next_try(tries, first_tried_at=first, now=now) if attempt["error"] else None
        state = WAITING if due else FAILED if attempt["error"] else DELIVERED
        changes = {
            "state": state,
            "due": due or now,
            "tries": tries,
            "first_tried_at": first,
            "settled_on": None if due else f"{now:%Y-%m-%d}",
        }
        push = {"attempts": {"$each": [dict(attempt)], "$slice": -ATTEMPTS_KEPT}}
        guard = {"_id": delivery["_id"], "version": delivery["version"]}  # sent again meanwhile by somebody's wish: that wins
        noted = self._deliveries.update_one(guard, {"$set": changes, "$push": push, "$inc": {"version": 1}})
        if noted.modified_count and state == FAILED:
            said_at = _said_at(json.loads(delivery["body"]))
            self._pause(webhook, delivery, since=said_at, reason=f"not taken for three days: {attempt['error']}"[:500])

    def _pause(self, webhook: Mapping[str, Any], delivery: Mapping[str, Any], *, since: datetime, reason: str) -> None:
        """Send it nothing from that event on, and say so, as when somebody pauses it."""
        _log.error("a webhook is paused", extra={"webhook": webhook["_id"], "reason": reason})
        host, organisation, key = self.container.host, webhook["organisation"], webhook["webhook_no"]
        shelf = next(shelf for shelf in host.shelves if shelf.collection is WEBHOOKS)
        now = clock.now(host.adopted.zone(organisation))
        asked = host.admission.schedule("pause", organisation, now.date())
        operation = f"{organisation}/pause/{delivery['delivery_no']}/{delivery['version']}"

        def pause(ask: Ask) -> None:
            record = shelf.require(organisation, key)
            if record["state"] == ACTIVE:
                changes = {"state": PAUSED, "reason": reason, "paused_at": since}
                shelf.save(record, ask, changes=changes, events=[WebhookPaused.of(webhook_no=key, reason=reason)])

        attempts(pause, replace(asked, operation=operation, now=now))


def _is_wanted(webhook: Mapping[str, Any], envelope: Mapping[str, Any], *, replaying: bool) -> bool:
    new = replaying or _said_at(envelope) >= webhook["registered_at"].replace(tzinfo=UTC)
    return new and rules.wanted(envelope["type"], patterns=webhook["events"])


def _said_at(envelope: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(envelope["time"])


def _headers(webhook: Mapping[str, Any], delivery: Mapping[str, Any], body: bytes, now: datetime) -> dict[str, str]:
    """As Standard Webhooks names them; two signatures while an old secret still counts."""
    timestamp, secrets = int(now.timestamp()), [webhook["secret"]]
    if webhook["secret_before"] and webhook["secret_before_until"].replace(tzinfo=UTC) > now:
        secrets.append(webhook["secret_before"])
    signed = " ".join(rules.signature(body, secret=secret, event_id=delivery["event_id"], timestamp=timestamp) for secret in secrets)
    return {
        "Content-Type": "application/cloudevents+json", "User-Agent": "Kefu-Webhooks/1", "webhook-id": delivery["event_id"],
        "webhook-timestamp": str(timestamp), "webhook-signature": signed, "Kefu-Delivery": delivery["delivery_no"],
    }  # fmt: skip
