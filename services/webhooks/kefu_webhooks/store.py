"""What webhooks stores: the webhooks, one document per event and webhook, and how far the stream has been read."""

from __future__ import annotations

from kefu.store import Collection, Index

WEBHOOKS = Collection(
    "webhooks",
    key="webhook_no",
    indexes=[Index("webhook_no"), Index("state", "webhook_no")],
    nobody="addresses of subscribers",
    secret={"secret", "secret_before"},
)
DELIVERIES = Collection(
    "deliveries",
    key="delivery_no",
    indexes=[
        Index("delivery_no"),
        Index("webhook_no", "state", "delivery_no"),
        Index("state", "settled_on"),
        Index("webhook_no", "state", "due"),
        Index("webhook_no", "state", "tries", "due"),
        Index("webhook_no", "event_subject", "state", "delivery_no"),
    ],
    nobody="sealed copies of what other services said and hold, until they are delivered and their time is over",
)


def delivery_no(offset: int, *, webhook_no: str) -> str:
    """The key of one event's delivery to one webhook; grows with the stream."""
    return f"{offset:012d}.{webhook_no}"
