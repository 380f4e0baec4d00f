"""The nameko service: webhooks and the log of what was sent; the dispatcher does the sending."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kefu.service import Ask, Figure, Page, Record, Shelf, command, figures, query, schedule
from kefu_messages.errors import AlreadyExists, StateConflict
from kefu_messages.webhooks import (
    ACTIVE,
    DELIVERED,
    FAILED,
    PAUSED,
    REMOVED,
    WAITING,
    ChangeWebhook,
    GetWebhook,
    ListDeliveries,
    ListWebhooks,
    PauseWebhook,
    RegisterWebhook,
    RemoveWebhook,
    ReplayWebhook,
    ResendDelivery,
    ResendFailedDeliveries,
    ResumeWebhook,
    RotateWebhookSecret,
    WebhookNotActive,
    WebhookPaused,
    WebhookRegistered,
    WebhookRemoved,
    WebhookResumed,
)
from kefu_webhooks import rules
from kefu_webhooks.dispatch import Dispatcher
from kefu_webhooks.sending import allowed_networks, checked_address
from kefu_webhooks.store import DELIVERIES, WEBHOOKS

CHANGEABLE = ("url", "events", "description")
HIDDEN = {"secret", "secret_before", "secret_before_until"}


class Webhooks:
    """Addresses outside, to which events are sent."""

    name = "webhooks"
    webhooks = Shelf(WEBHOOKS)
    deliveries = Shelf(DELIVERIES)
    dispatcher = Dispatcher()

    @command(RegisterWebhook)
    def register_webhook(self, ask: Ask) -> dict[str, Any]:
        """Enter an address that may be reached, and show its secret once."""
        record = self.webhooks.new(ask.organisation, ask["webhook_no"])
        if record.exists and not record.get("log_removed"):
            raise AlreadyExists(kind="webhook", key=record.key)
        checked_address(ask["url"], allowed=allowed_networks())
        secret = rules.secret_of(secrets.token_bytes(32))
        changes = {
            **{name: ask[name] for name in CHANGEABLE}, "state": ACTIVE, "reason": None, "paused_at": None, "replaying_since": None,
            "resending_since": None, "removed_at": None, "log_removed": None, "registered_at": ask.now, "secret": secret,
            "secret_before": None, "secret_before_until": None,
        }  # fmt: skip
        said = WebhookRegistered.of(webhook_no=record.key, url=ask["url"], events=ask["events"])
        return self.webhooks.save(record, ask, changes=changes, events=[said], reply={"webhook_no": record.key, **changes})

    @command(ChangeWebhook)
    def change_webhook(self, ask: Ask) -> dict[str, Any]:
        """Change what is sent and where to."""
        record = self._standing(ask)
        changes = {name: ask[name] for name in CHANGEABLE if name in ask.data}
        if "url" in changes:
            checked_address(changes["url"], allowed=allowed_networks())
        return self.webhooks.save(record, ask, changes=changes, reply=_shown(record, changes))

    @command(RotateWebhookSecret)
    def rotate_webhook_secret(self, ask: Ask) -> dict[str, Any]:
        """A new secret; the old one signs too for a day."""
        record = self._standing(ask)
        changes = {
            "secret": rules.secret_of(secrets.token_bytes(32)), "secret_before": record["secret"],
            "secret_before_until": ask.now + rules.BOTH_SECRETS_FOR,
        }  # fmt: skip
        return self.webhooks.save(record, ask, changes=changes, reply={**_shown(record, {}), "secret": changes["secret"]})

    @command(PauseWebhook)
    def pause_webhook(self, ask: Ask) -> dict[str, Any]:
        """Send nothing for a while."""
        record = self._active(ask, ask["webhook_no"])
        changes = {"state": PAUSED, "reason": ask["reason"] or "", "paused_at": ask.now}
        said = WebhookPaused.of(webhook_no=record.key, reason=changes["reason"])
        return self.webhooks.save(record, ask, changes=changes, events=[said], reply=_shown(record, changes))

    @command(ResumeWebhook)
    def resume_webhook(self, ask: Ask) -> dict[str, Any]:
        """Send again, from where it was paused."""
        record = self.webhooks.require(ask.organisation, ask["webhook_no"])
        if record["state"] != PAUSED:
            raise StateConflict(state=record["state"])
        since = min(filter(None, (record["paused_at"], record["replaying_since"])))
        changes = {"state": ACTIVE, "reason": None, "paused_at": None, "replaying_since": since}
        said = WebhookResumed.of(webhook_no=record.key, since=since)
        return self.webhooks.save(record, ask, changes=changes, events=[said], reply=_shown(record, changes))

    @command(ReplayWebhook)
    def replay_webhook(self, ask: Ask) -> dict[str, Any]:
        """Send everything again since a moment."""
        record = self._active(ask, ask["webhook_no"])
        changes = {"replaying_since": min(filter(None, (ask["since"], record["replaying_since"])))}
        return self.webhooks.save(record, ask, changes=changes, reply=_shown(record, changes))

    @command(RemoveWebhook)
    def remove_webhook(self, ask: Ask) -> dict[str, Any]:
        """Send it nothing any more: its secrets and its log go, that it was there stays."""
        record = self._standing(ask)
        gone = dict.fromkeys(("secret", "secret_before", "secret_before_until", "paused_at", "replaying_since", "resending_since"))
        changes = {**gone, "state": REMOVED, "reason": ask["reason"], "removed_at": ask.now, "log_removed": False}
        said = WebhookRemoved.of(webhook_no=record.key, reason=ask["reason"])
        return self.webhooks.save(record, ask, changes=changes, events=[said], reply=_shown(record, changes))

    @command(ResendFailedDeliveries)
    def resend_failed_deliveries(self, ask: Ask) -> dict[str, Any]:
        """Send everything again that was not taken."""
        record = self._active(ask, ask["webhook_no"])
        changes = {"resending_since": ask.now}
        return self.webhooks.save(record, ask, changes=changes, reply=_shown(record, changes))

    @command(ResendDelivery)
    def resend_delivery(self, ask: Ask) -> dict[str, Any]:
        """Send one event again."""
        record = self.deliveries.require(ask.organisation, ask["delivery_no"])
        self._active(ask, record["webhook_no"])
        changes = {"state": WAITING, "due": ask.now, "tries": 0, "first_tried_at": None, "settled_on": None}
        return self.deliveries.save(record, ask, changes=changes)

    @query(GetWebhook)
    def get_webhook(self, ask: Ask) -> dict[str, Any]:
        """One webhook, its secret left out."""
        record = self.webhooks.require(ask.organisation, ask["webhook_no"])
        return {**_shown(record, {}), "version": record.version}

    @query(ListWebhooks)
    def list_webhooks(self, ask: Ask) -> Page:
        """All webhooks, or those in a state, their secrets left out."""
        return self.webhooks.page(ask, equals={"state": ask.get("state")}, order="webhook_no")

    @query(ListDeliveries)
    def list_deliveries(self, ask: Ask) -> Page:
        """The log of one webhook by state."""
        return self.deliveries.page(ask, equals={"webhook_no": ask["webhook_no"], "state": ask["state"]}, order="delivery_no")

    @schedule("daily")
    def forget_what_is_settled(self, ask: Ask) -> None:
        """The log keeps what was delivered, and what was not taken, for the days of the law."""
        for state in (DELIVERED, FAILED):
            first = rules.kept_since(state, today=ask.today, law=ask.law).outcome
            settled = {"$gte": "2000-01-01", "$lt": first.isoformat()}
            self.deliveries.documents.delete_many({"organisation": ask.organisation, "state": state, "settled_on": settled})

    @figures
    def show_how_many_are_paused(self, ask: Ask) -> list[Figure]:
        """So that somebody is told of those that pause by themselves."""
        return [Figure("kefu_webhooks_paused", len(self.webhooks.find(ask.organisation, state=PAUSED)))]

    def _standing(self, ask: Ask) -> Record:
        record = self.webhooks.require(ask.organisation, ask["webhook_no"])
        if record["state"] == REMOVED:
            raise StateConflict(state=REMOVED)
        return record

    def _active(self, ask: Ask, webhook_no: str) -> Record:
        record = self.webhooks.require(ask.organisation, webhook_no)
        if record["state"] != ACTIVE:
            raise WebhookNotActive(state=record["state"])
        return record


def _shown(record: Mapping[str, Any], changes: Mapping[str, datetime | Any]) -> dict[str, Any]:
    return {name: value for name, value in {"webhook_no": getattr(record, "key", None), **record, **changes}.items() if name not in HIDDEN}
