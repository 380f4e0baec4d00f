"""Addresses outside, to which events are sent: registered, changed, paused, resumed, read again, removed."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, PATCH, POST, Command, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, StateConflict

ADMINISTRATORS = frozenset({roles.SYSTEM_ADMINISTRATOR})
PATTERN = r"^(\*|[a-z_]{1,40}\.(\*|[a-z0-9_]{1,60}))\Z"
ACTIVE, PAUSED, REMOVED = "active", "paused", "removed"
WAITING, DELIVERED, FAILED = "waiting", "delivered", "failed"


class AddressNotAllowed(ContentInvalid):
    code = "address_not_allowed"
    text = {
        "zh-Hant": "不得送往 {host}:須為 https,且不得為內部位址",
        "zh-Hans": "不得送往 {host}:须为 https,且不得为内部地址",
        "en": "Nothing is sent to {host}: it must be https and no address of a private network",
    }


class WebhookNotActive(StateConflict):
    code = "webhook_not_active"
    text = {"zh-Hant": "此訂閱已暫停", "zh-Hans": "此订阅已暂停", "en": "The webhook is paused"}


class Webhook(Schema):
    """A webhook; its secret is shown only when it is made."""

    webhook_no = fields.Identifier()
    url = fields.Text(longest=2000)
    events = fields.List(fields.String(), metadata={"description": "`service.event`, `service.*` or `*`"})
    description = fields.Text()
    state = fields.Choice(ACTIVE, PAUSED, REMOVED)
    reason = fields.Text(allow_none=True, metadata={"description": "why it is paused or was removed"})
    paused_at = fields.Instant(allow_none=True)
    replaying_since = fields.Instant(allow_none=True, metadata={"description": "events since then are being sent again"})
    resending_since = fields.Instant(allow_none=True, metadata={"description": "what failed is being sent again"})
    registered_at = fields.Instant()
    removed_at = fields.Instant(allow_none=True)
    version = fields.Integer()


class WebhookWithSecret(Webhook):
    """A webhook with the secret that signs what is sent: keep it, it is not shown again."""

    secret = fields.String(metadata={"description": "whsec_ and 32 bytes in base64"})


class RegisterWebhook(Command):
    """Have the organisation's events sent to an address; the answer holds the secret that signs them."""

    route = POST("/webhooks")
    roles = ADMINISTRATORS
    reply = WebhookWithSecret
    errors = (AddressNotAllowed, AlreadyExists)
    status = 201
    example = {"webhook_no": "board", "url": "https://board.example.org/kefu", "events": ["billing.*", "customers.customer_registered"]}
    webhook_no = fields.Identifier(required=True)
    url = fields.Text(required=True, longest=2000)
    events = fields.List(
        fields.String(validate=validate.Regexp(PATTERN)), required=True, validate=validate.Length(min=1, max=200),
        metadata={"description": "`service.event`, `service.*` or `*`"},
    )  # fmt: skip
    description = fields.Text(load_default="")


class ChangeWebhook(Command):
    """Change its address, events or description."""

    route = PATCH("/webhooks/{webhook_no}")
    roles = ADMINISTRATORS
    reply = Webhook
    errors = (AddressNotAllowed, StateConflict)
    example = {"webhook_no": "board", "events": ["*"]}
    webhook_no = fields.Identifier(required=True)
    url = fields.Text(longest=2000)
    events = fields.List(fields.String(validate=validate.Regexp(PATTERN)), validate=validate.Length(min=1, max=200))
    description = fields.Text()


class RotateWebhookSecret(Command):
    """Make a new secret; for a day what is sent carries the signatures of both."""

    route = POST("/webhooks/{webhook_no}:rotate")
    roles = ADMINISTRATORS
    reply = WebhookWithSecret
    errors = (StateConflict,)
    example = {"webhook_no": "board"}
    webhook_no = fields.Identifier(required=True)


class PauseWebhook(Command):
    """Send nothing until it is resumed."""

    route = POST("/webhooks/{webhook_no}:pause")
    roles = ADMINISTRATORS
    reply = Webhook
    errors = (WebhookNotActive,)
    example = {"webhook_no": "board", "reason": "the board moves"}
    webhook_no = fields.Identifier(required=True)
    reason = fields.Text(load_default="")


class ResumeWebhook(Command):
    """Send again: first everything since it was paused."""

    route = POST("/webhooks/{webhook_no}:resume")
    roles = ADMINISTRATORS
    reply = Webhook
    errors = (StateConflict,)
    example = {"webhook_no": "board"}
    webhook_no = fields.Identifier(required=True)


class ReplayWebhook(Command):
    """Send every event again that was said since a moment, in order."""

    route = POST("/webhooks/{webhook_no}:replay")
    roles = ADMINISTRATORS
    reply = Webhook
    errors = (WebhookNotActive,)
    example = {"webhook_no": "board", "since": "2025-03-22T00:00:00+08:00"}
    webhook_no = fields.Identifier(required=True)
    since = fields.Instant(required=True)


class RemoveWebhook(Command):
    """Send it nothing any more; its secret and its log are taken away, and its number is free again."""

    route = POST("/webhooks/{webhook_no}:remove")
    roles = ADMINISTRATORS
    reply = Webhook
    errors = (StateConflict,)
    example = {"webhook_no": "board", "reason": "the board is no more"}
    webhook_no = fields.Identifier(required=True)
    reason = fields.Text(required=True)


class GetWebhook(Query):
    """A webhook."""

    route = GET("/webhooks/{webhook_no}")
    roles = ADMINISTRATORS
    reply = Webhook
    example = {"webhook_no": "board"}
    webhook_no = fields.Identifier(required=True)


class ListWebhooks(Query):
    """The organisation's webhooks."""

    route = GET("/webhooks")
    paged = True
    roles = ADMINISTRATORS
    reply = Webhook
    example = {}
    state = fields.Choice(ACTIVE, PAUSED, REMOVED)
