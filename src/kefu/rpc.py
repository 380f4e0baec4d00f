"""Asking another service and being asked, over the bus, with a deadline on both sides.

A request is JSON ``{"verb", "body", "context"}``; the answer ``{"result"}`` or ``{"error": {"code", "params"}}``. Requests and
answers are transient and unconfirmed: the answer is the confirmation, and a request that gets none by its deadline is answered
503 and may be sent again, since every command is once-only by its key. A request that arrives after its deadline is not run.

* garbage on the request queue is rejected, which parks it (``rpc.<service>.parked``);
* a request is acknowledged after it has been answered: a service that dies hands it to its successor.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import eventlet
from amqp import Message
from eventlet.event import Event

from kefu import topology, tracing
from kefu.bus import BrokerUnavailable, Link
from kefu_messages.errors import KefuError, ServiceUnavailable, from_message

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
PATIENCE = 5.0  # with whoever does not say how long he waits
LONGEST_WITHOUT_BROKER = 10.0  # whoever may wait long for an answer is told soon that nobody can be asked
JSON = "application/json"
LARGEST_BODY = 16 * 1024 * 1024
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Garbage(Exception):
    """A message that is not what its queue is for."""


def encode(value: Any) -> bytes:
    """JSON as it goes over the bus."""
    return _COMPACT.encode(value).encode()


def decode(message: Message) -> dict[str, Any]:
    """The JSON object in a message; raises :class:`Garbage` for anything else, however malformed."""
    properties = message.properties
    if properties.get("content_type") not in (JSON, "application/cloudevents+json"):
        raise Garbage(f"content type {properties.get('content_type')!r}")
    if "compression" in (properties.get("application_headers") or {}):
        raise Garbage("compressed")
    if properties.get("content_encoding") not in (None, "utf-8", "binary"):
        raise Garbage(f"content encoding {properties.get('content_encoding')!r}")
    body = message.body
    if len(body) > LARGEST_BODY:
        raise Garbage(f"{len(body)} bytes")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as failure:
        raise Garbage(f"not JSON: {failure}") from None
    if not isinstance(value, dict):
        raise Garbage("not a JSON object")
    return value


class Caller:
    """Asks services; one per process, shared by all its green threads."""

    def __init__(self, link: Link, *, service: str) -> None:
        self._link = link
        self._queue = f"reply.{service}.{uuid.uuid4().hex}"
        self._waiting: dict[str, tuple[str, Event]] = {}
        self._signed = link.user == service  # on a broker where each service has a user of its own
        link.on_open(self._listen)
        link.on_lost(self._give_up)

    def call(self, service: str, verb: str, body: Mapping[str, Any], *, context: Mapping[str, Any], deadline_seconds: float) -> Any:
        """What the service answers; raises its error, or ``ServiceUnavailable`` when there's none by the deadline."""
        with tracing.span(f"ask {service}.{verb}", kind="client", parent=context.get("traceparent")) as traceparent:
            return self._call(service, verb, body, context={**context, "traceparent": traceparent}, deadline_seconds=deadline_seconds)

    def _call(self, service: str, verb: str, body: Mapping[str, Any], *, context: Mapping[str, Any], deadline_seconds: float) -> Any:
        end = time.monotonic() + deadline_seconds
        if not self._link.wait_open(min(deadline_seconds, LONGEST_WITHOUT_BROKER)):
            raise ServiceUnavailable(service=service)
        correlation, answered = secrets.token_hex(12), Event()  # nobody but who was asked can know it
        self._waiting[correlation] = service, answered
        request = encode({"verb": verb, "body": body, "context": {**context, "deadline": time.time() + deadline_seconds}})
        try:
            self._link.send(
                request,
                exchange=topology.RPC,
                key=f"{service}.{verb}",
                seconds=max(end - time.monotonic(), 0.001),
                confirm=False,
                mandatory=True,
                persistent=False,
                content_type=JSON,
                correlation_id=correlation,
                message_id=correlation,
                reply_to=self._queue,
                on_return=lambda: self._answer(correlation, {"error": ServiceUnavailable(service=service).as_message()}),
            )
            return self._await(answered, service=service, end=end)
        except BrokerUnavailable:
            raise ServiceUnavailable(service=service) from None
        finally:
            self._waiting.pop(correlation, None)
            self._link.forget_return(correlation)

    def _await(self, answered: Event, *, service: str, end: float) -> Any:
        answer = None
        with eventlet.Timeout(max(end - time.monotonic(), 0.001), False):
            answer = answered.wait()
        if answer is None:
            raise ServiceUnavailable(service=service)
        if "error" in answer:
            raise from_message(answer["error"])
        return answer.get("result")

    def _listen(self) -> None:
        topology.declare_answers(self._link)
        channel = self._link.channel()
        channel.queue_declare(self._queue, exclusive=True, auto_delete=True)
        channel.queue_bind(self._queue, topology.ANSWERS, self._queue)
        channel.basic_consume(self._queue, no_ack=True, callback=self._receive, consumer_tag=f"kefu.{self._queue}")

    def _receive(self, message: Message) -> None:
        correlation = str(message.properties.get("correlation_id"))
        try:
            if self._is_of_the_asked(correlation, message):
                self._answer(correlation, decode(message))
        except Garbage as failure:
            _log.warning("garbage among the answers", extra={"error": str(failure)})

    def _is_of_the_asked(self, correlation: str, message: Message) -> bool:
        """Whether the broker vouches for who answers; what answers by the former exchange did not yet say who it is."""
        asked, _ = self._waiting.get(correlation, ("", None))
        if not (asked and self._signed):
            return bool(asked)
        user = message.properties.get("user_id")
        vouched = user == asked or (user is None and message.delivery_info.get("exchange") == topology.FORMER_ANSWERS)
        if not vouched:
            _log.error("an answer of somebody else", extra={"asked": asked, "answered": user})
        return vouched

    def _give_up(self) -> None:
        """The queue of answers is gone with its connection: nobody needs to wait for his deadline."""
        lost = {"error": ServiceUnavailable(service="broker").as_message()}
        for correlation in list(self._waiting):
            self._answer(correlation, lost)

    def _answer(self, correlation: str, answer: dict[str, Any]) -> None:
        _, waiting = self._waiting.pop(correlation, (None, None))
        if waiting is not None:
            waiting.send(answer)


class Answerer:
    """Takes requests from the service's queue and has them answered by the host, each in a worker."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._channel: Any = None
        host.listening.on_open(self._consume)

    def stop(self) -> None:
        """Take no further request."""
        if self._channel is not None:
            self._host.listening.cancel(self._channel, topology.rpc_queue(self._host.service))

    def _consume(self) -> None:
        link, service = self._host.listening, self._host.service
        topology.declare_service(link, service, delays=self._host.config.retry_delays)
        queue = topology.declare_rpc_queue(link.channel(), service)
        self._host.metrics.parked.labels(queue=queue)  # it begins at nought: the first one parked is an increase
        generation = link.generation
        self._channel = link.consume(queue, lambda message: self._take(message, generation), prefetch=self._host.config.workers)

    def _take(self, message: Message, generation: int) -> None:
        try:
            request = decode(message)
            verb, body, context = request["verb"], request["body"], request["context"]
            _check_request(verb, body, context)
        except (Garbage, KeyError) as failure:
            _log.warning("parked a request that is none", extra={"error": str(failure)})
            self._host.metrics.parked.labels(queue=topology.rpc_queue(self._host.service)).inc()
            eventlet.spawn_n(self._host.listening.settle_delivery, message, generation=generation, accept=False)
            return
        by = _awaited_until(context)
        if by < time.time():
            eventlet.spawn_n(self._host.listening.settle_delivery, message, generation=generation, accept=True)
            return
        if message.delivery_info.get("redelivered"):
            context["redelivered"] = True

        def answer(result: Any, error: BaseException | None) -> None:
            sent = self._reply(message, _encoded_answer(result, error), seconds=max(by - time.time(), 1))
            again = not sent and time.time() < by
            self._host.listening.settle_delivery(message, generation=generation, accept=not again, requeue=again)

        self._host.answering.answer(verb, body, context, answer)

    def _reply(self, message: Message, answer: bytes, *, seconds: float) -> bool:
        """Whether the answer could be sent while the asker waits for it; if not, the request is taken again, which does nothing twice."""
        properties = message.properties
        if not properties.get("reply_to"):
            return True
        correlation = str(properties.get("correlation_id", ""))
        how: dict[str, Any] = {"confirm": False, "persistent": False, "content_type": JSON, "correlation_id": correlation}
        if self._host.speaking.user == self._host.service:
            how["user_id"] = self._host.service  # the broker takes it from nobody else
        try:
            self._host.speaking.send(answer, exchange=topology.ANSWERS, key=str(properties["reply_to"]), seconds=seconds, **how)
        except BrokerUnavailable as failure:
            _log.error("an answer could not be sent", extra={"error": str(failure)})
            return False
        return True


def _awaited_until(context: dict[str, Any]) -> float:
    """Until when the asker waits."""
    deadline = context.get("deadline")
    return float(deadline) if isinstance(deadline, int | float) else time.time() + PATIENCE


def _check_request(verb: Any, body: Any, context: Any) -> None:
    if not (isinstance(verb, str) and isinstance(body, dict) and isinstance(context, dict)):
        raise Garbage("not a request")


def _encoded_answer(result: Any, error: BaseException | None) -> bytes:
    """The answer as it is sent; a result that is no JSON is the service's fault, and its caller is told so at once."""
    try:
        return encode({"result": result} if error is None else {"error": _as_message(error)})
    except (TypeError, ValueError):
        _log.exception("a handler's result is no JSON")
        return encode({"error": _as_message(KefuError())})


def _as_message(error: BaseException) -> dict[str, Any]:
    if isinstance(error, KefuError):
        return error.as_message()
    return {"code": "error", "params": {}}
