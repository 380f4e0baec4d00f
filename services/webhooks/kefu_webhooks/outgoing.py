"""Brings what waits to the webhooks: each by a green thread of its own, the oldest of every subject first.

While a delivery waits for its next try, the later ones of its subject are put off until it is taken. So what is due is at most a few
steps away, however much is stuck. A webhook that hangs keeps no other from being served, and at most half of its own lanes.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import eventlet
from eventlet.greenpool import GreenPool
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from kefu import clock
from kefu.service import Ask, attempts
from kefu_messages.errors import KefuError
from kefu_messages.webhooks import ACTIVE, DELIVERED, FAILED, PAUSED, WAITING, WebhookPaused
from kefu_webhooks import rules
from kefu_webhooks.sending import NotTaken, allowed_networks, send
from kefu_webhooks.store import DELIVERIES, WEBHOOKS

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
PAUSE, BUSY, LOOK_AHEAD, LANES = 0.5, 0.05, 100, 8
RETRIES_AT_ONCE = LANES // 2
ATTEMPTS_KEPT = 20
BEHIND = timedelta(hours=1)
BY_DUE, BY_TRIES, BY_SUBJECT = (
    next(index.keys for index in DELIVERIES.indexes if index.fields == ("webhook_no", *fields))
    for fields in (("state", "due"), ("state", "tries", "due"), ("event_subject", "state", "delivery_no"))
)


class Outgoing:
    """What is on its way to the webhooks of one process."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._webhooks: Collection[dict[str, Any]] = host.database[WEBHOOKS.name]
        self._deliveries: Collection[dict[str, Any]] = host.database[DELIVERIES.name]
        self._allowed = allowed_networks()
        self._under_way: dict[str, Lanes] = {}

    def run(self) -> None:
        """Send as long as nobody ends it."""
        while True:
            busy = 0
            try:
                for webhook in self._webhooks.find({"state": ACTIVE, "replaying_since": None}):
                    busy += self._send_due(webhook)
            except PyMongoError as away:
                _log.warning("webhooks wait for the store", extra={"error": str(away)[:300]})
            eventlet.sleep(BUSY if busy else PAUSE)

    def _send_due(self, webhook: Mapping[str, Any]) -> int:
        """Begin to send what is due, as far as the webhook's lanes are free; how much that is."""
        lanes = self._under_way.setdefault(webhook["_id"], Lanes())
        mine = {"organisation": webhook["organisation"], "webhook_no": webhook["webhook_no"], "state": WAITING}
        if not lanes.ready and lanes.free():
            lanes.ready.extend(self._due(mine, datetime.now(UTC)))
        begun = 0
        while lanes.ready and lanes.free():
            delivery = self._head(mine, lanes.ready.popleft(), lanes)
            if delivery is not None and lanes.take(delivery):
                lanes.pool.spawn_n(self._deliver, webhook, delivery, lanes)
                begun += 1
        return begun

    def _head(self, mine: Mapping[str, Any], delivery: Mapping[str, Any], lanes: Lanes) -> dict[str, Any] | None:
        """The oldest that waits of the delivery's subject, if it is due; what is behind one that is not is put off."""
        if lane_of(delivery) in lanes.taken:
            return None
        found = self._deliveries.find({**mine, **_lane(delivery)}).sort(BY_SUBJECT).hint(BY_SUBJECT).limit(1)
        oldest = next(iter(found), None)
        if oldest is None or _aware(oldest["due"]) <= datetime.now(UTC):
            return oldest
        if oldest["_id"] != delivery["_id"]:
            self._put_off(oldest, _aware(oldest["due"]))
        return None

    def _due(self, mine: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
        """Some of what is due, one of each subject: what was never tried and what was in turn, so that neither hides the other."""
        due = {"due": {"$lte": now}}
        never = self._deliveries.find({**mine, "tries": 0, **due}).sort(BY_TRIES).hint(BY_TRIES).limit(LOOK_AHEAD)
        either = self._deliveries.find({**mine, **due}).sort(BY_DUE).hint(BY_DUE).limit(LOOK_AHEAD)
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for delivery in [each for pair in zip_longest(never, either) for each in pair if each is not None]:
            found.setdefault(lane_of(delivery), delivery)
        return list(found.values())

    def _put_off(self, delivery: Mapping[str, Any], until: datetime) -> None:
        """Let the later ones of its subject wait longer than it does: they are due when it has been taken."""
        later = until + BEHIND
        self._deliveries.update_many({**_behind(delivery), "due": {"$lt": later}}, {"$set": {"due": later}})

    def _deliver(self, webhook: Mapping[str, Any], delivery: Mapping[str, Any], lanes: Lanes) -> None:
        started, moment = time.monotonic(), datetime.now(UTC)
        status, error = None, None
        try:
            body = delivery["body"].encode()
            status = send(webhook["url"], body, headers=headers(webhook, delivery, body, moment), allowed=self._allowed)
        except NotTaken as failure:
            status, error = failure.status, str(failure)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the lane must be left and the webhook paused in time
            _log.exception("a delivery failed", extra={"webhook": webhook["_id"]})
            error = f"{type(failure).__name__}: {failure}"[:300]
        attempt = {"at": moment, "status": status, "error": error, "milliseconds": round((time.monotonic() - started) * 1000)}
        try:
            self._note(webhook, delivery, attempt)
        except (PyMongoError, KefuError) as away:  # it is sent again: the receiver knows it by its id
            _log.warning("a delivery could not be noted", extra={"error": str(away)[:300]})
        finally:
            lanes.leave(delivery)

    def _note(self, webhook: Mapping[str, Any], delivery: Mapping[str, Any], attempt: Mapping[str, Any]) -> None:
        now, tries = attempt["at"], delivery["tries"] + 1
        first = _aware(delivery["first_tried_at"] or now)
        due = rules.next_try(tries, first_tried_at=first, now=now) if attempt["error"] else None
        state = WAITING if due else FAILED if attempt["error"] else DELIVERED
        settled_on = None if due else f"{now:%Y-%m-%d}"
        changes = {"state": state, "due": due or now, "tries": tries, "first_tried_at": first, "settled_on": settled_on}
        push = {"attempts": {"$each": [dict(attempt)], "$slice": -ATTEMPTS_KEPT}}
        if state != WAITING and delivery["attempts"]:  # what was put off behind it is due now; first, lest a crash forgets it
            self._deliveries.update_many({**_behind(delivery), "due": {"$gt": now}}, {"$set": {"due": now}})
        guard = {"_id": delivery["_id"], "version": delivery["version"]}  # sent again meanwhile by somebody's wish: that wins
        noted = self._deliveries.update_one(guard, {"$set": changes, "$push": push, "$inc": {"version": 1}})
        if not noted.modified_count:
            return
        if due:
            self._put_off(delivery, due)
        if state == FAILED:
            said_at = datetime.fromisoformat(json.loads(delivery["body"])["time"])
            self._pause(webhook, delivery, since=said_at, reason=f"not taken for three days: {attempt['error']}"[:500])

    def _pause(self, webhook: Mapping[str, Any], delivery: Mapping[str, Any], *, since: datetime, reason: str) -> None:
        """Send it nothing from that event on, and say so, as when somebody pauses it."""
        _log.error("a webhook is paused", extra={"webhook": webhook["_id"], "reason": reason})
        host, organisation, key = self._host, webhook["organisation"], webhook["webhook_no"]
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


class Lanes:
    """The deliveries that are on their way to one webhook: one of each subject, and not all of them tries that failed before."""

    def __init__(self) -> None:
        self.pool = GreenPool(LANES)
        self.ready: deque[Mapping[str, Any]] = deque()
        self.taken: dict[tuple[str, str], bool] = {}

    def free(self) -> bool:
        """Whether another may go."""
        return len(self.taken) < LANES

    def take(self, delivery: Mapping[str, Any]) -> bool:
        """Take a lane for the delivery, unless too many go again already."""
        again = delivery["tries"] > 0
        if again and sum(self.taken.values()) >= RETRIES_AT_ONCE:
            return False
        self.taken[lane_of(delivery)] = again
        return True

    def leave(self, delivery: Mapping[str, Any]) -> None:
        """Leave the lane to others."""
        self.taken.pop(lane_of(delivery), None)


def lane_of(delivery: Mapping[str, Any]) -> tuple[str, str]:
    """Whose events keep their order: the service's and its subject's."""
    return delivery["event_type"].split(".")[1], delivery["event_subject"]


def headers(webhook: Mapping[str, Any], delivery: Mapping[str, Any], body: bytes, now: datetime) -> dict[str, str]:
    """As Standard Webhooks names them; two signatures while an old secret still counts."""
    timestamp, secrets = int(now.timestamp()), [webhook["secret"]]
    if webhook["secret_before"] and _aware(webhook["secret_before_until"]) > now:
        secrets.append(webhook["secret_before"])
    signed = " ".join(rules.signature(body, secret=secret, event_id=delivery["event_id"], timestamp=timestamp) for secret in secrets)
    return {
        "Content-Type": "application/cloudevents+json", "User-Agent": "Kefu-Webhooks/1", "webhook-id": delivery["event_id"],
        "webhook-timestamp": str(timestamp), "webhook-signature": signed, "Kefu-Delivery": delivery["delivery_no"],
    }  # fmt: skip


def _behind(delivery: Mapping[str, Any]) -> dict[str, Any]:
    """The waiting deliveries of the same subject that were said later."""
    mine = {"organisation": delivery["organisation"], "webhook_no": delivery["webhook_no"], "state": WAITING}
    return {**mine, **_lane(delivery), "delivery_no": {"$gt": delivery["delivery_no"]}}


def _lane(delivery: Mapping[str, Any]) -> dict[str, Any]:
    """The condition that a delivery is of the same service and subject."""
    service = f"kefu.{delivery['event_type'].split('.')[1]}"
    return {"event_subject": delivery["event_subject"], "event_type": {"$gte": f"{service}.", "$lt": f"{service}/"}}


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
