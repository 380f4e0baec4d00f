"""What is said of webhooks."""

from __future__ import annotations

from kefu_messages import Event, fields


class WebhookRegistered(Event):
    """Events are sent to a new address."""

    subject = "webhook_no"
    version = 1
    example = {"webhook_no": "board", "url": "https://board.example.org/kefu", "events": ["billing.*"]}
    webhook_no = fields.Identifier(required=True)
    url = fields.Text(required=True, longest=2000)
    events = fields.List(fields.String(), required=True)


class WebhookRemoved(Event):
    """Nothing is sent to an address any more."""

    subject = "webhook_no"
    version = 1
    example = {"webhook_no": "board", "reason": "the board is no more"}
    webhook_no = fields.Identifier(required=True)
    reason = fields.Text(required=True)


class WebhookPaused(Event):
    """A webhook is paused: by somebody, or because an event was not taken for three days."""

    subject = "webhook_no"
    version = 1
    example = {"webhook_no": "board", "reason": "the board moves"}
    webhook_no = fields.Identifier(required=True)
    reason = fields.Text(required=True)


class WebhookResumed(Event):
    """A webhook receives events again, first those since it was paused."""

    subject = "webhook_no"
    version = 1
    example = {"webhook_no": "board", "since": "2025-03-22T09:00:00+08:00"}
    webhook_no = fields.Identifier(required=True)
    since = fields.Instant(required=True, allow_none=True)
