"""One service's share of the platform: its bus, store, law, identity, outbox, audit trail and figures, put together."""

from __future__ import annotations

import inspect
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import eventlet
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from kefu import clock, law, topology, tracing
from kefu.admission import Admission
from kefu.adopted import Adopted
from kefu.answering import Answering
from kefu.ask import Ask
from kefu.audit import AuditTrail
from kefu.bus import BrokerUnavailable, Link
from kefu.config import Config
from kefu.due import DueWork
from kefu.events import Hearing
from kefu.imports import Imports
from kefu.keys import Keys
from kefu.language import in_language
from kefu.metrics import Metrics
from kefu.outbox import Outbox
from kefu.rpc import Answerer, Caller
from kefu.schedules import Schedules
from kefu.store import BoundShelf, Record
from kefu.store.announced import Announcements
from kefu.watching import Figure, StoreTimes
from kefu_messages import Command, Query
from kefu_messages.errors import ServiceUnavailable

if TYPE_CHECKING:
    from kefu.container import Container

_log = logging.getLogger(__name__)
ASK_FOR_FIGURES_EVERY = 60.0
REST_PER_WORK = 20  # figures of a large register are had more seldom, never at the cost of requests


class Host:
    """What a container and its extensions share; reached as ``container.host``."""

    def __init__(self, service_cls: type[Any], container: Container, config: Config) -> None:
        self.service: str = service_cls.name
        self.container, self.config = container, config
        self.metrics = Metrics(self.service, schedules=config.scheduler, token=config.service_token)
        self.client: MongoClient[dict[str, Any]] = MongoClient(
            config.mongo_uri, w="majority", journal=True, tz_aware=True, serverSelectionTimeoutMS=3000, socketTimeoutMS=8000,
            connectTimeoutMS=3000, maxPoolSize=config.workers, appname=f"kefu-{self.service}", connect=False,
            event_listeners=[StoreTimes(self.metrics.store)],
        )  # fmt: skip
        self.database = self.client[config.database or f"kefu_{self.service}"]
        self.shelves: list[BoundShelf] = []
        self.tellers: list[Any] = []
        self.listening = Link(config.amqp_uri, name=f"{self.service} listens", heartbeat=config.heartbeat)
        self.speaking = Link(config.amqp_uri, name=f"{self.service} speaks", heartbeat=config.heartbeat)
        self.caller = Caller(self.speaking, service=self.service)
        self.audit = AuditTrail(self.database)
        self.announcements = Announcements(self.database)
        self.outbox = Outbox(self)
        self.keys = Keys(self.database)
        self.schedules = Schedules(self.database)
        self.due = DueWork(self)
        self.admission = Admission(self)
        self.answering = Answering(self)
        self.answerer = Answerer(self)
        self.hearing = Hearing(self)
        self.book = law_book(service_cls)
        self.adopted = Adopted(self, self.book)
        self.imports = Imports(self)
        self._asking = threading.local()
        self._threads: list[Any] = []

    def add_shelf(self, shelf: BoundShelf) -> None:
        """Know one of the service's collections."""
        self.shelves.append(shelf)

    # -- life

    def open(self) -> None:
        """Find the store; raises pymongo's errors when it is not there."""
        self.client.admin.command("ping")
        self.audit.open()

    def start(self) -> None:
        """Create the indexes, connect to the bus, and take work; raises when the broker is not there by the start deadline."""
        for create_indexes in (
            *(shelf.create_indexes for shelf in self.shelves),
            self.imports.create_indexes,
            self.keys.create_indexes,
            self.announcements.create_indexes,
        ):
            create_indexes()
        for link in (self.speaking, self.listening):
            link.start()
            if not link.wait_open(self.config.start_deadline):
                raise ServiceUnavailable(service="broker")
        self.outbox.start()
        self._threads = [eventlet.spawn(self._watch_the_loop), eventlet.spawn(self._ask_for_figures)]
        if self.config.scheduler:
            self._threads += [eventlet.spawn(self.due.look_every_day), eventlet.spawn(self.due.look_every_minute)]

    def stop_taking(self) -> None:
        """Take no further request or event; those taken are finished."""
        self.answerer.stop()
        self.hearing.stop()
        for thread in self._threads:
            thread.kill()
        with eventlet.Timeout(self.config.stop_deadline, False):
            while self.hearing.running or self.answering.under_way:
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

    # -- for handlers and extensions

    def was_applied(self, record: Record, operation: str) -> bool:
        """Whether the record has taken the operation, however long ago: what it has forgotten is on the trail, or on its way there."""
        if record.operation(operation) is not None:
            return True
        entry = record.entry_of(operation)
        return record.forgets and (record.has_unsent(entry) or self.audit.holds(entry))

    @contextmanager
    def asking(self, ask: Ask) -> Iterator[None]:
        """Within the block the store knows which operation it works for."""
        before = self.current_ask()
        self._asking.ask = ask
        try:
            with tracing.within(ask.context.get("traceparent")):
                yield
        finally:
            self._asking.ask = before

    def current_ask(self) -> Ask | None:
        """The ask that the running green thread works for."""
        return getattr(self._asking, "ask", None)

    def explain(self, name: str, decision: Mapping[str, Any], *, language: str) -> dict[str, Any]:
        """A stored decision with the titles of its clauses in the reader's language."""
        cited = []
        for citation in decision["because"]:
            source = self.book.values.get(citation["id"]) or self.book.clauses.get(citation["id"])
            cited.append({**citation, "title": in_language(source.title, language) if source else citation["id"]})
        at = decision["at"].isoformat() if decision.get("at") else None
        return {
            "name": name,
            "outcome": decision["outcome"],
            "facts": decision["facts"],
            "law": decision["law"],
            "at": at,
            "because": cited,
        }

    def call(self, message: type[Command | Query], ask: Ask, **fields: Any) -> Any:
        """Ask another service in the name of who asks this one, within the time that is left."""
        left = float(ask.context.get("deadline") or time.time() + self.config.deadline) - time.time()
        if left <= 0:
            raise ServiceUnavailable(service=message.service)
        context = {
            "token": ask.context.get("token") or self.config.service_token, "organisation": ask.organisation, "language": ask.language,
            "key": f"{ask.operation}>{message.verb()}", "correlation": ask.context.get("correlation") or ask.operation,
            "traceparent": ask.context.get("traceparent"),
        }  # fmt: skip
        seconds = min(left, self.config.deadline)
        return self.caller.call(message.service, message.verb(), message().dump(fields), context=context, deadline_seconds=seconds)

    def run_due(self, organisation: str, as_of: date, at: datetime | None = None) -> list[dict[str, str]]:
        """Run the service's schedules that are due for the organisation by the end of the day, or by the moment."""
        return self.due.run(organisation, as_of, at=at)

    def organisations(self) -> list[str]:
        """The organisations that the service knows; none while the store is away."""
        try:
            return self.adopted.organisations()
        except PyMongoError:
            return []

    # -- inside

    def _ask_for_figures(self) -> None:
        while self.tellers:
            began = time.monotonic()
            for organisation in self.organisations():
                for teller in self.tellers:
                    try:
                        self.metrics.department.tell(organisation, teller.method_name, self._told_by(teller, organisation))
                    except Exception:  # noqa: BLE001 - a figure that cannot be had must not stop the others
                        _log.exception("figures could not be had", extra={"organisation": organisation})
            eventlet.sleep(max(ASK_FOR_FIGURES_EVERY, (time.monotonic() - began) * REST_PER_WORK))

    def _told_by(self, teller: Any, organisation: str) -> list[Figure]:
        today = clock.today(self.adopted.zone(organisation))
        return list(self.answering.in_worker(teller, self.admission.schedule(teller.method_name, organisation, today)))

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
            self.speaking.publish(b"", exchange=topology.ANSWERS, key="nobody", seconds=2, persistent=False)
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


def law_book(service_cls: type[Any]) -> law.LawBook:
    """The law in the service's package: ``law.yaml`` and every file of ``law/``; an empty book when there is neither."""
    package = Path(inspect.getfile(service_cls)).parent
    while package.name == "service":
        package = package.parent
    return law.of_package(package)
