"""What was sent to a webhook, what waits and what was not taken."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields
from kefu_messages.webhooks.webhooks import ADMINISTRATORS, DELIVERED, FAILED, WAITING, Webhook, WebhookNotActive


class Attempt(Schema):
    """One try to send."""

    at = fields.Instant()
    status = fields.Integer(allow_none=True, metadata={"description": "the HTTP status of the answer, none when there was none"})
    error = fields.Text(allow_none=True)
    milliseconds = fields.Integer()


class Delivery(Schema):
    """One event on its way to one webhook."""

    delivery_no = fields.Identifier()
    webhook_no = fields.Identifier()
    event_id = fields.String()
    event_type = fields.String()
    event_subject = fields.String()
    state = fields.Choice(WAITING, DELIVERED, FAILED)
    due = fields.Instant(metadata={"description": "when it is tried next"})
    tries = fields.Integer()
    attempts = fields.List(fields.Nested(Attempt), metadata={"description": "the newest twenty"})
    version = fields.Integer()


class ResendFailedDeliveries(Command):
    """Send everything again that the webhook did not take and its log still holds."""

    route = POST("/webhooks/{webhook_no}:resend-failed")
    roles = ADMINISTRATORS
    reply = Webhook
    errors = (WebhookNotActive,)
    example = {"webhook_no": "board"}
    webhook_no = fields.Identifier(required=True)


class ResendDelivery(Command):
    """Send one event again, now."""

    route = POST("/webhook-deliveries/{delivery_no}:resend")
    roles = ADMINISTRATORS
    reply = Delivery
    errors = (WebhookNotActive,)
    example = {"delivery_no": "000000000017.board"}
    delivery_no = fields.Identifier(required=True)


class ListDeliveries(Query):
    """What was sent to a webhook and what waits or failed, oldest first."""

    route = GET("/webhooks/{webhook_no}/deliveries")
    paged = True
    roles = ADMINISTRATORS
    reply = Delivery
    example = {"webhook_no": "board", "state": "failed"}
    webhook_no = fields.Identifier(required=True)
    state = fields.Choice(WAITING, DELIVERED, FAILED, load_default=DELIVERED)
