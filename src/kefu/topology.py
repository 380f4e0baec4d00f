"""Names of exchanges and queues, and their declaration; every name begins with the service that owns it.

| name | kind | what |
|---|---|---|
| ``kefu.rpc`` | topic exchange | requests, routing key ``<service>.<verb>`` |
| ``kefu.replies`` | direct exchange | replies, routing key = the caller's own queue |
| ``<service>.events`` | topic exchange | what the service says, routing key = event name |
| ``kefu.events`` | stream | everything that was ever said, for late subscribers and rebuilds |
| ``rpc.<service>`` | queue | requests to the service |
| ``reply.<service>.<id>`` | exclusive queue | answers to one process |
| ``evt.<service>.<source>.<event>`` | quorum queue | what the service hears |
| ``<queue>.parked`` | queue | what it could not handle, with the error in its headers |
| ``<service>.retry``, ``<service>.delay.<ms>`` | exchanges and queues | waiting rooms between two tries |

Queue arguments are immutable: to change one, give the queue a new name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amqp.exceptions import NotFound as AmqpNotFound

from kefu_messages import Event

if TYPE_CHECKING:
    from kefu.bus import Link

RPC, REPLIES, STREAM = "kefu.rpc", "kefu.replies", "kefu.events"
DELIVERIES_BEFORE_PARKING = 20
STREAM_BYTES = 20 * 1024**3


def rpc_queue(service: str) -> str:
    """Where requests to the service wait."""
    return f"rpc.{service}"


def event_queue(service: str, event: type[Event]) -> str:
    """Where one kind of event waits for the service."""
    return f"evt.{service}.{event.service}.{event.verb()}"


def events_exchange(service: str) -> str:
    """Where the service says what has happened."""
    return f"{service}.events"


def declare_service(link: Link, service: str, *, delays: tuple[int, ...]) -> None:
    """The exchanges a service needs before it can speak, and the waiting rooms of its retries."""
    declare_replies(link)
    _shared_exchange(link, events_exchange(service), "topic")
    channel = _shared_queue(link, STREAM, {"x-queue-type": "stream", "x-max-length-bytes": STREAM_BYTES})
    channel.queue_bind(STREAM, events_exchange(service), "#")
    channel.exchange_declare(f"{service}.retry", "direct", durable=True, auto_delete=False)
    channel.exchange_declare(f"{service}.parked", "direct", durable=True, auto_delete=False)
    for delay in delays:
        name = f"{service}.delay.{delay}"
        channel.exchange_declare(name, "fanout", durable=True, auto_delete=False)
        channel.queue_declare(
            name, durable=True, auto_delete=False, arguments={"x-message-ttl": delay, "x-dead-letter-exchange": f"{service}.retry"}
        )
        channel.queue_bind(name, name, "")


def declare_replies(link: Link) -> None:
    """Where answers go; also what a process needs that only asks."""
    _shared_exchange(link, RPC, "topic")
    _shared_exchange(link, REPLIES, "direct")


def declare_rpc_queue(channel: Any, service: str) -> str:
    """The queue of requests to the service; returns its name."""
    queue = rpc_queue(service)
    _declare_parked(channel, service, queue)
    channel.queue_declare(
        queue,
        durable=True,
        auto_delete=False,
        arguments={"x-dead-letter-exchange": f"{service}.parked", "x-dead-letter-routing-key": queue},
    )
    channel.queue_bind(queue, RPC, f"{service}.*")
    return queue


def declare_event_queue(link: Link, service: str, event: type[Event]) -> str:
    """The queue of one kind of event for the service, bound to its source; returns its name."""
    queue = event_queue(service, event)
    _shared_exchange(link, events_exchange(event.service), "topic")
    channel = link.channel()
    _declare_parked(channel, service, queue)
    channel.queue_declare(
        queue,
        durable=True,
        auto_delete=False,
        arguments={
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERIES_BEFORE_PARKING,
            "x-dead-letter-exchange": f"{service}.parked",
            "x-dead-letter-routing-key": queue,
        },
    )
    channel.queue_bind(queue, events_exchange(event.service), event.verb())
    channel.queue_bind(queue, f"{service}.retry", queue)
    channel.close()
    return queue


def _declare_parked(channel: Any, service: str, queue: str) -> None:
    channel.queue_declare(f"{queue}.parked", durable=True, auto_delete=False, arguments={})
    channel.queue_bind(f"{queue}.parked", f"{service}.parked", queue)


def _shared_exchange(link: Link, name: str, kind: str) -> None:
    """Make sure of an exchange that the service may not own: only where it is missing is the right to declare it needed."""
    try:
        link.channel().exchange_declare(name, kind, passive=True)
    except AmqpNotFound:
        link.channel().exchange_declare(name, kind, durable=True, auto_delete=False)


def _shared_queue(link: Link, name: str, arguments: dict[str, Any]) -> Any:
    """Make sure of a queue likewise; returns an open channel."""
    channel = link.channel()
    try:
        channel.queue_declare(name, passive=True)
    except AmqpNotFound:
        channel = link.channel()
        channel.queue_declare(name, durable=True, auto_delete=False, arguments=arguments)
    return channel
