"""How a request is answered: by a method of the service in a nameko worker, by an import, or by what every service answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import eventlet
from eventlet.event import Event as Signal
from pymongo.errors import ConnectionFailure, ExecutionTimeout

from kefu import law, topology, tracing
from kefu.ask import Ask
from kefu.held import held
from kefu.held_customers import held_of_customer
from kefu.queues import QueueCounts
from kefu.service import MessageEntrypoint
from kefu.store import AlreadyDone, Page, raise_first_answer
from kefu_messages import Command, platform
from kefu_messages.errors import KefuError, NotFound, ServiceUnavailable

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
IMPORT = "__import"
Reply = Callable[[Any, BaseException | None], None]


class Answering:
    """Everything the service answers, by its verb."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._methods: dict[str, MessageEntrypoint] = {}
        self._importers: dict[str, MessageEntrypoint] = {}
        self._built_ins = {message.verb(): message for message in platform.built_ins(host.service)}
        self._queues = QueueCounts(host.config.amqp_uri)
        self.under_way = 0

    def add(self, entrypoint: MessageEntrypoint) -> None:
        """Answer a message, or take its imports, by the entrypoint's method."""
        methods = self._importers if entrypoint.kind == "importer" else self._methods
        methods[entrypoint.message.verb()] = entrypoint

    def answer(self, verb: str, body: Mapping[str, Any], context: dict[str, Any], reply: Reply) -> None:
        """Have a request answered in a green thread of its own; ``reply`` is called once, with a result or an error."""
        self.under_way += 1
        eventlet.spawn_n(self._answer, verb, body, context, reply)

    def in_worker(self, entrypoint: Any, argument: Any) -> Any:
        """Call an entrypoint's method in a nameko worker and wait for what it returns or raises."""
        finished = Signal()

        def finish(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            finished.send((result, exc_info[1] if exc_info else None))
            return result, exc_info

        self._host.container.spawn_worker(entrypoint, (argument,), {}, context_data={}, handle_result=finish)
        result, failure = finished.wait()
        if failure is not None:
            raise failure
        return result

    def _answer(self, verb: str, body: Mapping[str, Any], context: dict[str, Any], reply: Reply) -> None:
        started, metrics = time.monotonic(), self._host.metrics
        label = verb if self._known(verb) else "unknown"
        with (
            metrics.running.track_inprogress(),
            tracing.span(f"{self._host.service}.{label}", kind="server", parent=context.get("traceparent")) as traceparent,
        ):
            result, failure, outcome = self._outcome(verb, body, {**context, "traceparent": traceparent})
        metrics.answered.labels(verb=label, outcome=outcome).observe(time.monotonic() - started)
        try:
            reply(result, failure)
        finally:
            self.under_way -= 1

    def _outcome(self, verb: str, body: Mapping[str, Any], context: dict[str, Any]) -> tuple[Any, BaseException | None, str]:
        try:
            return self._result(verb, body, context), None, "done"
        except KefuError as refusal:
            return None, refusal, refusal.code
        except (ConnectionFailure, ExecutionTimeout) as away:
            _log.warning("the store is away", extra={"error": str(away)[:300]})
            return None, ServiceUnavailable(service="store"), ServiceUnavailable.code
        except Exception as fault:  # noqa: BLE001 - whatever a handler raises, its caller gets an answer
            _log.exception("a handler failed", extra={"verb": verb})
            return None, fault, "error"

    def _known(self, verb: str) -> bool:
        return verb.removesuffix(IMPORT) in self._methods or verb in self._built_ins

    def _result(self, verb: str, body: Mapping[str, Any], context: dict[str, Any]) -> Any:
        if verb.endswith(IMPORT):
            return self._import(verb.removesuffix(IMPORT), body, context)
        entrypoint = self._methods.get(verb)
        message = entrypoint.message if entrypoint else self._built_ins.get(verb)
        if message is None:
            raise NotFound(kind="verb", key=verb)
        ask = self._host.admission.request(message, body, context)
        if entrypoint is None:
            return ask.dump(getattr(self, f"_{verb}")(ask))
        before = self._answered_before(ask) if issubclass(message, Command) and context.get("key_given") else None
        return before if before is not None else self._answered(entrypoint, ask)

    def _answered(self, entrypoint: MessageEntrypoint, ask: Ask) -> Any:
        """The method's answer; a read that it refuses is on the audit trail."""
        try:
            return self.in_worker(entrypoint, ask)
        except KefuError as refusal:
            self._host.admission.note_refused(ask, refusal)
            raise

    def _import(self, verb: str, body: Mapping[str, Any], context: dict[str, Any]) -> Any:
        entrypoint = self._methods.get(verb) or self._importers.get(verb)
        if entrypoint is None or entrypoint.message.bulk is None:
            raise NotFound(kind="import", key=verb)
        identity = self._host.admission.identify(entrypoint.message, context, importing=True)
        return self._host.imports.run(
            entrypoint.message, body.get("rows"), identity=identity, context=context, command=self._methods.get(verb),
            together=self._importers.get(verb),
        )  # fmt: skip

    def _answered_before(self, ask: Ask) -> Mapping[str, Any] | None:
        """The first answer to a key that was used for the same request before, on whichever record it took effect."""
        if self._host.keys.first_use(ask.operation, ask.digest):
            return None
        for shelf in self._host.shelves:
            operation = shelf.operation(ask.operation) if shelf.collection.commands else None
            if operation is not None:
                try:
                    raise_first_answer(operation, ask)
                except AlreadyDone as done:
                    return done.reply or {}
        return None

    # -- the messages that every service answers

    def _run_due(self, ask: Ask) -> dict[str, Any]:
        at = ask.get("at")
        return {"ran": self._host.run_due(ask.organisation, ask.get("as_of") or (at or ask.now).date(), at)}

    def _get_backlog(self, _ask: Ask) -> dict[str, int]:
        return self.backlog()

    def backlog(self) -> dict[str, int]:
        """What there is to send and to hear, what is being handled, and how much has been; raises ``ServiceUnavailable``."""
        hearing = self._host.hearing
        queued = self._queues.waiting(hearing.queues)
        return {"outbox": self._host.outbox.depth, "queued": queued, "running": hearing.running, "handled": hearing.handled}

    def _get_held(self, ask: Ask) -> dict[str, Any]:
        queues = [topology.rpc_queue(self._host.service), *self._host.hearing.queues]
        return held(self._host, ask, parked=lambda: self._queues.peek([f"{queue}.parked" for queue in queues]))

    def _get_held_of_customer(self, ask: Ask) -> dict[str, Any]:
        return held_of_customer(self._host, ask)

    def _list_audit(self, ask: Ask) -> Page:
        entries = self._host.audit.entries(after=ask.after, limit=ask.limit)
        mine = [entry for entry in entries if entry["organisation"] == ask.organisation]
        return Page(mine, next=str(entries[-1]["seq"]) if len(entries) == ask.limit else None)

    def _list_law(self, ask: Ask) -> dict[str, Any]:
        return {"values": law.as_table(ask.law, on=ask.today, language=ask.language)}
