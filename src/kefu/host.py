"""One service's share of the platform: its bus, store, law, clock, identity, outbox, audit trail and figures, put together."""

from __future__ import annotations

import inspect
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import eventlet
from amqp import Message
from eventlet.event import Event as Signal
from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, DuplicateKeyError, ExecutionTimeout, PyMongoError

from kefu import clock, law, topology
from kefu.adopted import Adopted
from kefu.audit import AuditTrail
from kefu.bus import BrokerUnavailable, Link
from kefu.config import Config
from kefu.events import Hearing
from kefu.identity import Identity, Verifier, authorise, service_identity
from kefu.imports import Imports
from kefu.metrics import Metrics
from kefu.outbox import Outbox
from kefu.queues import QueueCounts
from kefu.rpc import Answerer, Caller
from kefu.schedules import Schedules
from kefu.service import Ask, MessageEntrypoint, checked
from kefu.store import AlreadyDone, BoundShelf, Page, digest, raise_first_answer
from kefu_messages import Command, Event, Query, platform
from kefu_messages.errors import (
    KefuError,
    MalformedRequest,
    NotAllowed,
    NotFound,
    ServiceUnavailable,
    WrongOrganisation,
)

if TYPE_CHECKING:
    from kefu.container import Container

_log = logging.getLogger(__name__)
ANY_ORGANISATION = "*"
LARGEST_PAGE = 1000
KEYS_KEPT_FOR = 7 * 24 * 3600
Reply = Callable[[Any, BaseException | None], None]


class Host:
    """What a container and its extensions share; reached as ``container.host``."""

    def __init__(self, service_cls: type[Any], container: Container, config: Config) -> None:
        self.service: str = service_cls.name
        self.container, self.config = container, config
        self.metrics = Metrics(self.service)
        self.client: MongoClient[dict[str, Any]] = MongoClient(
            config.mongo_uri, w="majority", journal=True, tz_aware=True, serverSelectionTimeoutMS=3000, socketTimeoutMS=8000,
            connectTimeoutMS=3000, maxPoolSize=config.workers, appname=f"kefu-{self.service}", connect=False)
        self.database = self.client[config.database or f"kefu_{self.service}"]
        self.shelves: list[BoundShelf] = []
        self.listening = Link(config.amqp_uri, name=f"{self.service} listens", heartbeat=config.heartbeat)
        self.speaking = Link(config.amqp_uri, name=f"{self.service} speaks", heartbeat=config.heartbeat)
        self.caller = Caller(self.speaking, service=self.service)
        self.audit = AuditTrail(self.database)
        self._keys = self.database["keys"]
        self.outbox = Outbox(self)
        self.schedules = Schedules(self.database)
        self.verifier = Verifier(config.token_keys, issuer=config.token_issuer, audience=config.token_audience)
        self._answerer = Answerer(self)
        self._hearing = Hearing(self)
        self._book = law_book(service_cls)
        self.adopted = Adopted(self, self._book)
        self.imports = Imports(self)
        self._verbs: dict[tuple[str, str], MessageEntrypoint] = {}
        self._built_ins = {message.verb(): message for message in platform.built_ins(self.service)}
        self._queues = QueueCounts(config.amqp_uri)
        self._asking = threading.local()
        self._answering = 0
        self._threads: list[Any] = []

    # -- being put together

    def add_shelf(self, shelf: BoundShelf) -> None:
        """Know one of the service's collections."""
        self.shelves.append(shelf)

    def serve(self, entrypoint: MessageEntrypoint) -> None:
        """Answer a message by the entrypoint's method."""
        self._verbs[entrypoint.message.verb(), "importer" if entrypoint.kind == "importer" else "message"] = entrypoint

    def hear(self, event: type[Event], listener: Any) -> None:
        """Have events of the kind handed to an entrypoint or a function of an :class:`Ask`."""
        self._hearing.add(event, listener)

    # -- life

    def open(self) -> None:
        """Find the store; raises pymongo's errors when it's not there."""
        self.client.admin.command("ping")
        self.audit.open()

    def start(self) -> None:
        """Create the indexes, connect to the bus, and take work; raises when the broker isn't there by the start deadline."""
        for shelf in self.shelves:
            shelf.create_indexes()
        self.imports.create_indexes()
        self._keys.create_index([("at", 1)], expireAfterSeconds=KEYS_KEPT_FOR)
        for link in (self.speaking, self.listening):
            link.start()
            if not link.wait_open(self.config.start_deadline):
                raise ServiceUnavailable(service="broker")
        self.outbox.start()
        self._threads = [eventlet.spawn(self._watch_the_loop)]
        if self.config.scheduler:
            self._threads.append(eventlet.spawn(self._run_schedules))

    def stop_taking(self) -> None:
        """Take no further request or event; those taken are finished."""
        self._answerer.stop()
        self._hearing.stop()
        for thread in self._threads:
            thread.kill()
        with eventlet.Timeout(self.config.stop_deadline, False):
            while self._hearing.running or self._answering:
                eventlet.sleep(0.02)

    def close(self) -> None:
        """Send what is left in the outbox, then let go of everything."""
        self.outbox.stop(seconds=5)
        self.listening.stop()
        self.speaking.stop()
        self.client.close()

    def ready(self) -> dict[str, bool]:
        """What the service needs and whether it has it."""
        return {"broker": self._broker_answers(), "store": self._store_answers()}

    # -- asks

    def answer(self, verb: str, body: Mapping[str, Any], context: dict[str, Any], reply: Reply) -> None:
        """Have a request answered in a green thread of its own; ``reply`` is called once, with a result or an error."""
        self._answering += 1
        eventlet.spawn_n(self._answer, verb, body, context, reply)

    def asking(self, ask: Ask) -> Any:
        """Within the block the store knows which operation it works for."""
        return self._asking_context(ask)

    def current_ask(self) -> Ask | None:
        """The ask that the running green thread works for."""
        return getattr(self._asking, "ask", None)

    def ask_of_event(self, event: type[Event], envelope: Mapping[str, Any]) -> Ask:
        """An event as it is handed to its handlers: in the name of the service, of the event's organisation."""
        organisation = str(envelope["organisation"])
        zone = self.adopted.zone(organisation)
        moment = clock.localise(datetime.fromisoformat(envelope["time"]), zone)
        return Ask(
            message=event, data=checked(event, envelope["data"], zone), organisation=organisation,
            identity=service_identity(self.service, organisation), operation=str(envelope["id"]), digest="",
            law=self.adopted.law(organisation), calendar=self.adopted.calendar(organisation), now=moment, today=moment.date(),
            host=self, event_time=moment, sequence=envelope["sequence"],
            context={"correlation": envelope.get("correlationid"), "traceparent": envelope.get("traceparent")})

    def ask_of_schedule(self, method: str, organisation: str, day: date) -> Ask:
        """A scheduled day as it is handed to its method: the very end of the day, in the name of the service."""
        zone = self.adopted.zone(organisation)
        return Ask(
            message=Scheduled, data={}, organisation=organisation, identity=service_identity(self.service, organisation),
            operation=f"{organisation}/schedule/{method}/{day}", digest="", law=self.adopted.law(organisation),
            calendar=self.adopted.calendar(organisation), host=self, today=day,
            now=datetime.combine(day, time_of_day(23, 59, 59), clock.zone(zone)))

    def ask_of_request(self, message: type[Any], body: Mapping[str, Any], context: Mapping[str, Any]) -> Ask:
        """A request as it is handed to its method, once it is known to be allowed and valid."""
        identity = self._identify(message, context)
        organisation = identity.organisation
        zone = self.adopted.zone(organisation)
        now = clock.now(zone)
        return Ask(
            message=message, data=checked(message, body, zone), organisation=organisation, identity=identity,
            operation=f"{organisation}/{context.get('key') or uuid.uuid4().hex}", digest=digest([message.verb(), body]),
            law=self.adopted.law(organisation), calendar=self.adopted.calendar(organisation), now=now, today=now.date(), host=self,
            language=str(context.get("language") or "zh-Hant"), if_match=context.get("if_match"), cursor=context.get("cursor"),
            limit=_page_size(context.get("limit")), context=context)

    def explain(self, name: str, decision: Mapping[str, Any], *, language: str) -> dict[str, Any]:
        """A stored decision with the titles of its clauses in the reader's language."""
        book = self._book
        cited = []
        for citation in decision["because"]:
            source = book.values.get(citation["id"]) or book.clauses.get(citation["id"])
            titles = source.title if source else {}
            cited.append({**citation, "title": titles.get(language) or titles.get("zh-Hant", citation["id"])})
        return {"name": name, "outcome": decision["outcome"], "facts": decision["facts"], "law": decision["law"],
                "at": decision["at"].isoformat() if decision.get("at") else None, "because": cited}

    def run_due(self, organisation: str, as_of: date) -> list[dict[str, str]]:
        """Run the service's schedules that are due for the organisation by the end of the day."""
        return self.schedules.run_due(organisation, as_of, partial(self._run_scheduled, organisation))

    def call(self, message: type[Command | Query], ask: Ask, **fields: Any) -> Any:
        """Ask another service in the name of who asks this one, within the time that is left."""
        token = ask.context.get("token") or self.config.service_token
        left = float(ask.context.get("deadline") or time.time() + self.config.deadline) - time.time()
        if left <= 0:
            raise ServiceUnavailable(service=message.service)
        context = {"token": token, "organisation": ask.organisation, "language": ask.language, "key": f"{ask.operation}>{message.verb()}",
                   "correlation": ask.context.get("correlation") or ask.operation, "traceparent": ask.context.get("traceparent")}
        return self.caller.call(message.service, message.verb(), message().dump(fields), context=context, deadline_seconds=min(left, self.config.deadline))

    def listening_publish(self, body: bytes, *, exchange: str, key: str, headers: dict[str, Any], message: Message) -> None:
        """Send a heard message on to one of the service's own waiting rooms, and wait until the broker has it."""
        kept = {name: message.properties[name] for name in ("content_type", "message_id", "correlation_id") if name in message.properties}
        self.speaking.publish(body, exchange=exchange, key=key, seconds=10, headers=headers, **kept)

    def in_worker(self, entrypoint: Any, argument: Any) -> Any:
        """Call an entrypoint's method in a nameko worker and wait for what it returns or raises."""
        finished = Signal()

        def finish(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            finished.send((result, exc_info[1] if exc_info else None))
            return result, exc_info

        self.container.spawn_worker(entrypoint, (argument,), {}, context_data={}, handle_result=finish)
        result, failure = finished.wait()
        if failure is not None:
            raise failure
        return result

    # -- inside

    def _answer(self, verb: str, body: Mapping[str, Any], context: dict[str, Any], reply: Reply) -> None:
        started, result, failure, outcome = time.monotonic(), None, None, "done"
        self.metrics.running.inc()
        try:
            result = self._result(verb, body, context)
        except KefuError as refusal:
            failure, outcome = refusal, refusal.code
        except (ConnectionFailure, ExecutionTimeout) as away:
            _log.warning("the store is away", extra={"error": str(away)[:300]})
            failure, outcome = ServiceUnavailable(service="store"), "service_unavailable"
        except Exception as fault:
            _log.exception("a handler failed", extra={"verb": verb})
            failure, outcome = fault, "error"
        finally:
            self.metrics.running.dec()
        label = verb if self._known(verb) else "unknown"
        self.metrics.answered.labels(verb=label, outcome=outcome).observe(time.monotonic() - started)
        try:
            reply(result, failure)
        finally:
            self._answering -= 1

    def _known(self, verb: str) -> bool:
        return (verb.removesuffix("__import"), "message") in self._verbs or verb in self._built_ins

    def _result(self, verb: str, body: Mapping[str, Any], context: dict[str, Any]) -> Any:
        if verb.endswith("__import"):
            return self._import(verb.removesuffix("__import"), body, context)
        entrypoint = self._verbs.get((verb, "message"))
        message = entrypoint.message if entrypoint else self._built_ins.get(verb)
        if message is None:
            raise NotFound(kind="verb", key=verb)
        ask = self.ask_of_request(message, body, context)
        if entrypoint is None:
            return ask.dump(getattr(self, f"_{verb}")(ask))
        before = self._answered_before(ask) if issubclass(message, Command) and context.get("key_given") else None
        return before if before is not None else self.in_worker(entrypoint, ask)

    def _import(self, verb: str, body: Mapping[str, Any], context: dict[str, Any]) -> Any:
        command = self._verbs.get((verb, "message"))
        together = self._verbs.get((verb, "importer"))
        entrypoint = command or together
        if entrypoint is None or entrypoint.message.bulk is None:
            raise NotFound(kind="import", key=verb)
        identity = self._identify(entrypoint.message, context)
        return self.imports.run(entrypoint.message, body.get("rows"), identity=identity, context=context, command=command, together=together)

    def _identify(self, message: type[Any], context: Mapping[str, Any]) -> Identity:
        identity = self.verifier.verify(str(context.get("token") or ""))
        if identity.organisation == ANY_ORGANISATION:
            if identity.service is None or not context.get("organisation"):
                raise WrongOrganisation()
            identity = service_identity(identity.service, str(context["organisation"]))
        if identity.service is not None and issubclass(message, Query):
            return identity
        try:
            authorise(message, identity)
        except NotAllowed:
            self._trespass(message, identity)
            raise
        return identity

    def _trespass(self, message: type[Any], identity: Identity) -> None:
        try:
            self.audit.record(by=identity.staff_no, what=f"refused:{message.verb()}", subject=f"{self.service}/{message.verb()}",
                              organisation=identity.organisation, at=datetime.now(UTC).isoformat())
        except PyMongoError:
            _log.exception("a refused trespass could not be written down")

    def _answered_before(self, ask: Ask) -> Mapping[str, Any] | None:
        """The first answer to the caller's key, on whichever record it took effect; None when the key is new.

        A key is noted before it is worked for, so that a new one need not be looked for on every shelf.
        """
        try:
            self._keys.insert_one({"_id": ask.operation, "at": ask.recorded_at})
        except DuplicateKeyError:
            pass
        else:
            return None
        for shelf in self.shelves:
            operation = shelf.operation(ask.operation) if shelf.collection.commands else None
            if operation is not None:
                try:
                    raise_first_answer(operation, ask)
                except AlreadyDone as done:
                    return done.reply or {}
        return None

    @contextmanager
    def _asking_context(self, ask: Ask) -> Iterator[None]:
        before = self.current_ask()
        self._asking.ask = ask
        try:
            yield
        finally:
            self._asking.ask = before

    # -- the messages that every service answers

    def _run_due(self, ask: Ask) -> dict[str, Any]:
        return {"ran": self.run_due(ask.organisation, ask.get("as_of") or ask.today)}

    def _get_backlog(self, _ask: Ask) -> dict[str, int]:
        queued = self._queues.waiting(self._hearing.queues)
        return {"outbox": self.outbox.depth, "queued": queued, "running": self._hearing.running, "handled": self._hearing.handled}

    def _list_audit(self, ask: Ask) -> Any:
        entries = self.audit.entries(after=ask.after, limit=ask.limit)
        mine = [entry for entry in entries if entry["organisation"] == ask.organisation]
        return Page(mine, next=str(entries[-1]["seq"]) if len(entries) == ask.limit else None)

    def _list_law(self, ask: Ask) -> dict[str, Any]:
        return {"values": law.as_table(self.adopted.law(ask.organisation), on=ask.today, language=ask.language)}

    def _run_scheduled(self, organisation: str, method: str, day: date) -> None:
        entrypoint = next(item for item in self.container.entrypoints if item.method_name == method and hasattr(item, "rhythm"))
        self.in_worker(entrypoint, self.ask_of_schedule(method, organisation, day))

    def _run_schedules(self) -> None:
        while True:
            for organisation in self._organisations():
                try:
                    self.run_due(organisation, clock.today(self.adopted.zone(organisation)))
                except Exception:
                    _log.exception("a schedule failed", extra={"organisation": organisation})
            self.schedules.looked_at = time.monotonic()
            eventlet.sleep(60)

    def _organisations(self) -> list[str]:
        try:
            return self.adopted.organisations()
        except PyMongoError:
            return []

    def _watch_the_loop(self) -> None:
        while True:
            before = time.monotonic()
            eventlet.sleep(0.5)
            self.metrics.hub_lag.set(max(time.monotonic() - before - 0.5, 0))
            self.metrics.scheduler_lag.set(time.monotonic() - self.schedules.looked_at)

    def _broker_answers(self) -> bool:
        """A frozen broker keeps its connections: only one that confirms is there."""
        if not (self.listening.connected and self.speaking.connected):
            return False
        try:
            self.speaking.publish(b"", exchange=topology.REPLIES, key="nobody", seconds=2, persistent=False)
        except BrokerUnavailable:
            return False
        return True

    def _store_answers(self) -> bool:
        with eventlet.Timeout(2, False):
            try:
                self.client.admin.command("ping")
            except PyMongoError:
                return False
            return True
        return False


def _page_size(wanted: Any) -> int:
    if wanted is None:
        return 50
    if not isinstance(wanted, int) or not 1 <= wanted <= LARGEST_PAGE:
        raise MalformedRequest(detail="limit")
    return wanted


class Scheduled(Event):
    """Not an event of a contract: what a scheduled method is asked."""

    service = "platform"
    subject = "day"


def law_book(service_cls: type[Any]) -> law.LawBook:
    """The law in the service's package: ``law.yaml`` and every file of ``law/``; an empty book when there is neither."""
    package = Path(inspect.getfile(service_cls)).parent
    while package.name in {"service"}:
        package = package.parent
    return law.of_package(package)

