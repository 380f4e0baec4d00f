"""Names of exchanges and queues, and their declaration; every name begins with the service that owns it.

| name | kind | what |
|---|---|---|
| ``kefu.rpc`` | topic exchange | requests, routing key ``<service>.<verb>`` |
| ``kefu.answers`` | topic exchange | answers, routing key = the caller's own queue; nobody else may bind that key |
| ``<service>.events`` | topic exchange | what the service says, routing key = event name |
| ``kefu.events`` | stream | everything that was ever said, for late subscribers and rebuilds |
| ``rpc.<service>`` | queue | requests to the service |
| ``reply.<service>.<id>`` | exclusive queue | answers to one process |
| ``evt.<service>.<source>.<event>`` | quorum queue | what the service hears |
| ``<queue>.parked`` | queue | what it could not handle, with the error in its headers |
| ``<service>.retry``, ``<service>.delay.<ms>`` | exchanges and queues | waiting rooms between two tries |
| ``kefu.administered`` | exchange | its being there says that an administrator binds the stream, and no service has the right to |
| ``kefu.replies`` | direct exchange | where versions before this one answered: only on a broker that had them |

Queue arguments are immutable: to change one, give the queue a new name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from amqp.exceptions import NotFound as AmqpNotFound

from kefu_messages import Event

if TYPE_CHECKING:
    from kefu.bus import Link

RPC, ANSWERS, STREAM, ADMINISTERED = "kefu.rpc", "kefu.answers", "kefu.events", "kefu.administered"
FORMER_ANSWERS = "kefu.replies"
DELIVERIES_BEFORE_PARKING = 20
STREAM_BYTES = 20 * 1024**3
STREAM_ARGUMENTS = {"x-queue-type": "stream", "x-max-length-bytes": STREAM_BYTES}


def rpc_queue(service: str) -> str:
    """Where requests to the service wait."""
    return f"rpc.{service}"


def event_queue(service: str, event: type[Event]) -> str:
    """Where one kind of event waits for the service."""
    return f"evt.{service}.{event.service}.{event.verb()}"


def events_exchange(service: str) -> str:
    """Where the service says what has happened."""
    return f"{service}.events"


def retry_exchange(service: str) -> str:
    """Where an event that the service has heard comes back to it from."""
    return f"{service}.retry"


def is_said_by(envelope: Mapping[str, Any], exchange: str) -> bool:
    """Whether the event bears the name of the service whose exchange it came through: only that service may publish there."""
    service = exchange.removesuffix(".events")
    named = str(envelope.get("type")).startswith(f"kefu.{service}.") and envelope.get("source") == f"/kefu/{service}"
    return named and exchange == events_exchange(service)


def declare_service(link: Link, service: str, *, delays: tuple[int, ...]) -> None:
    """The exchanges a service needs before it can speak, and the waiting rooms of its retries."""
    declare_answers(link)
    if not _is_there(link, ADMINISTERED):
        _keep_in_stream(link, service)
    elif _shared_exchange(link, events_exchange(service), "topic"):
        _keep_in_stream(link, service)  # the administrator does not know this service: it may say nothing that nobody keeps
    channel = link.channel()
    channel.exchange_declare(retry_exchange(service), "direct", durable=True, auto_delete=False)
    channel.exchange_declare(f"{service}.parked", "direct", durable=True, auto_delete=False)
    for delay in delays:
        name = f"{service}.delay.{delay}"
        channel.exchange_declare(name, "fanout", durable=True, auto_delete=False)
        channel.queue_declare(
            name, durable=True, auto_delete=False, arguments={"x-message-ttl": delay, "x-dead-letter-exchange": retry_exchange(service)}
        )
        channel.queue_bind(name, name, "")


def declare_answers(link: Link) -> None:
    """Where answers go; also what a process needs that only asks."""
    _shared_exchange(link, RPC, "topic")
    _shared_exchange(link, ANSWERS, "topic")


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
    if _shared_exchange(link, events_exchange(event.service), "topic"):
        _keep_in_stream(link, event.service)
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
    channel.queue_bind(queue, retry_exchange(service), queue)
    channel.close()
    return queue


def _declare_parked(channel: Any, service: str, queue: str) -> None:
    channel.queue_declare(f"{queue}.parked", durable=True, auto_delete=False, arguments={})
    channel.queue_bind(f"{queue}.parked", f"{service}.parked", queue)


def _keep_in_stream(link: Link, service: str) -> None:
    """Have everything kept that the service says, before it can say anything; on a broker where a service may bind that."""
    _shared_exchange(link, events_exchange(service), "topic")
    channel = link.channel()
    try:
        channel.queue_declare(STREAM, passive=True)
    except AmqpNotFound:
        channel = link.channel()
        channel.queue_declare(STREAM, durable=True, auto_delete=False, arguments=STREAM_ARGUMENTS)
    channel.queue_bind(STREAM, events_exchange(service), "#")
    channel.close()


def _shared_exchange(link: Link, name: str, kind: str) -> bool:
    """Make sure of an exchange that the service may not own: only where it is missing is the right to declare it needed.

    Whether it was missing.
    """
    if _is_there(link, name):
        return False
    channel = link.channel()
    channel.exchange_declare(name, kind, durable=True, auto_delete=False)
    channel.close()
    return True


def _is_there(link: Link, exchange: str) -> bool:
    channel = link.channel()
    try:
        channel.exchange_declare(exchange, "topic", passive=True)
    except AmqpNotFound:
        return False
    channel.close()
    return True
