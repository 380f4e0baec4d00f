"""Services running inside the test, on real servers: started by the test, asked over the bus, overheard.

::

    def test_a_slip_is_issued(running):
        running.start(Billing)
        running.say(StaffRegistered, staff_no="R01", …)              # what another service would say
        reply = running.ask(IssueSlip, roles=["meter_reader"], by="R01", slip_no="JS1", …)
        assert running.said(SlipIssued) == [{"slip_no": "JS1", …}]    # waits for it
        with pytest.raises(NotFound):
            running.ask(GetSlip, roles=["cashier"], slip_no="none")
        assert running.said(SlipIssued, count=0) == []                # after everything has settled

``shared`` is the same on services that stay for the next test (half a second less each): its organisations are the test's own.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import eventlet
import pytest

from kefu import topology
from kefu.bus import Link
from kefu.config import Config
from kefu.container import Container
from kefu.identity import LocalIssuer
from kefu.repeats import Repeats
from kefu.rpc import Caller
from kefu.testing.servers import Broker, Store
from kefu_messages import Command, Event, Query
from kefu_messages import roles as posts

SECONDS = 40.0
PAUSE = 0.05
CLOUD_EVENT = "application/cloudevents+json"


class Running:
    """The services a test has started and its own place on their bus; ``organisation`` is whom it speaks for."""

    _together = False

    def __init__(self, *, amqp_uri: str, mongo_uri: str, database: str, home: Path, organisation: str = "demo") -> None:
        self.organisation = organisation
        self._amqp_uri, self._mongo_uri, self._database = amqp_uri, mongo_uri, database
        self._issuer = LocalIssuer(home)
        self._containers: dict[str, Container] = {}
        self._link: Link | None = None
        self._heard: list[dict[str, Any]] = []
        self._sequence = 0

    def start(self, *services: type[Any]) -> Running:
        """Start the services, all at once; then overhear everything they say."""
        for service in services:
            config = Config(
                amqp_uri=self._amqp_uri,
                mongo_uri=self._mongo_uri,
                database=f"{self._database}_{service.name}",
                token_keys=str(self._issuer.jwks_path),
                scheduler=False,
                retry_delays=(50, 100),
                service_token=self._issuer.service_token(service.name, "*"),
            )
            container = Container(service, config)
            container.start()
            self._containers[service.name] = container
        self._link = Link(self._amqp_uri, name="test")
        self._caller = Caller(self._link, service="test")
        self._link.on_open(self._overhear)
        self._link.start()
        assert self._link.wait_open(SECONDS)
        return self

    def stop(self) -> None:
        """Stop what was started and drop its databases."""
        if self._link is not None:
            self._link.stop()
        for container in self._containers.values():
            container.host.client.drop_database(container.host.database.name)
            container.stop()

    def token(self, *, roles: Iterable[str], staff_no: str = "T01") -> str:
        """A token of the test's organisation."""
        return self._issuer.token(staff_no=staff_no, organisation=self.organisation, roles=roles)

    def ask(
        self, message: type[Command | Query], *, roles: Iterable[str], by: str = "T01", key: str | None = None, language: str = "en",
        if_match: int | None = None, **body: Any,
    ) -> Any:  # fmt: skip
        """What the service that owns the message answers; raises its refusal."""
        context = {"token": self.token(roles=roles, staff_no=by), "language": language, "if_match": if_match}
        if key:
            context |= {"key": key, "key_given": True}
        return self._caller.call(message.service, message.verb(), body, context=context, deadline_seconds=SECONDS)

    def looks(self, message: type[Command | Query]) -> list[dict[str, Any]]:
        """What the organisation's audit trail holds of that message, in order, what was refused too."""
        entries = self._containers[message.service].host.audit.entries(limit=100_000)
        names = {message.verb(), f"refused:{message.verb()}"}
        return [entry for entry in entries if entry["what"] in names and entry["organisation"] == self.organisation]

    def figures(self, service: str, *, on: date) -> dict[tuple[str, ...], Any]:
        """What the service lets Prometheus show at the end of a day: values by the metric's name and the labels' values."""
        host = self._containers[service].host
        asks = [(teller, host.admission.schedule(teller.method_name, self.organisation, on)) for teller in host.tellers]
        told = [figure for teller, ask in asks for figure in host.answering.in_worker(teller, ask)]
        return {(figure.name, *figure.labels.values()): figure.value for figure in told}

    def send(
        self, message: type[Command], rows: Sequence[Mapping[str, str]], *, roles: Iterable[str], by: str = "T01", first_line: int = 2
    ) -> list[dict[str, Any]]:
        """The outcomes of imported rows, in their order."""
        repeats = Repeats(message)
        body = {"rows": [{"line": first_line + number, "raw": dict(row), **repeats.place(row)} for number, row in enumerate(rows)]}
        context = {"token": self.token(roles=roles, staff_no=by)}
        return list(self._caller.call(message.service, f"{message.verb()}__import", body, context=context, deadline_seconds=SECONDS))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Say several things, and wait once until all have been heard."""
        self._together = True
        try:
            yield
        finally:
            self._together = False
        self.settle()

    def say(self, event: type[Event], *, sequence: int | None = None, id: str | None = None, **data: Any) -> None:  # noqa: A002 - CloudEvents
        """Say what another service would say, once and in order, and wait until it has been heard."""
        self._sequence += 1
        happening = event.of(**data)
        envelope = {
            "specversion": "1.0", "id": id or uuid.uuid4().hex, "source": f"/kefu/{event.service}", "type": event.type(),
            "subject": happening.subject, "time": datetime.now(UTC).isoformat(), "organisation": self.organisation,
            "sequence": self._sequence if sequence is None else sequence, "data": happening.data,
        }  # fmt: skip
        assert self._link is not None
        self._link.publish(
            json.dumps(envelope).encode(),
            exchange=topology.events_exchange(event.service),
            key=event.verb(),
            seconds=SECONDS,
            content_type=CLOUD_EVENT,
        )
        if not self._together:
            self.settle()

    def said(self, event: type[Event], *, count: int = 1) -> list[dict[str, Any]]:
        """The data of the events of that kind said so far; waits for as many as ``count``, with 0 until all is settled."""
        if count == 0:
            self.settle()
        found: list[dict[str, Any]] = self.until(lambda: self._said(event), lambda found: len(found) >= count)
        assert len(found) >= count, f"{event.type()} was said {len(found)} times, not {count}"
        return found

    def until(self, look: Callable[[], Any], enough: Callable[[Any], bool], *, seconds: float = SECONDS) -> Any:
        """What is seen once it is enough, or after so many seconds whatever is seen."""
        end = time.monotonic() + seconds
        while not enough(seen := look()) and time.monotonic() < end:
            eventlet.sleep(PAUSE)
        return seen

    def settle(self) -> None:
        """Wait until no service has anything to send, to hear or to do.

        That is looked at inside them, and then once more over the bus: behind whatever the broker has for them.
        """
        before = None
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            backlogs = [_seen(container) if before is None else self._told(service) for service, container in self._containers.items()]
            idle = not any(backlog[part] for backlog in backlogs for part in ("outbox", "queued", "running"))
            handled = [backlog["handled"] for backlog in backlogs]
            if idle and handled == before:
                return
            before = handled if idle else None
            eventlet.sleep(PAUSE if idle else PAUSE / 5)  # what is only on its way to a service is heard within a pause
        raise TimeoutError(f"not settled: {backlogs}")

    def dependency(self, service: str, kind: type[Any]) -> Any:
        """A started service's extension of that kind, as its handlers see it."""
        found = next(item for item in self._containers[service].extensions if isinstance(item, kind))
        return found.get_dependency(None)

    def _told(self, service: str) -> dict[str, int]:
        context = {"token": self.token(roles=[posts.SYSTEM_ADMINISTRATOR])}
        return dict(self._caller.call(service, "get_backlog", {}, context=context, deadline_seconds=SECONDS))

    def _said(self, event: type[Event]) -> list[dict[str, Any]]:
        return [envelope["data"] for envelope in self._heard if envelope["type"] == event.type()]

    def _overhear(self) -> None:
        assert self._link is not None
        channel = self._link.channel()
        queue = f"overheard.{uuid.uuid4().hex}"
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        for service in self._containers:
            channel.queue_bind(queue, topology.events_exchange(service), "#")
        self._link.consume(queue, lambda message: self._heard.append(json.loads(message.body)), prefetch=1000, no_ack=True)


def _seen(container: Container) -> dict[str, int]:
    """What the service itself knows it has under way: a thousandth of what the whole answer costs, and it is looked at often."""
    outbox, hearing = container.host.outbox, container.host.hearing
    return {"outbox": outbox.depth, "queued": 0, "running": hearing.running, "handled": hearing.handled}


class Kept:
    """The services that were started last, kept for the next test that wants the same ones."""

    def __init__(self, broker: Broker, store: Store, *, home: Path) -> None:
        self._broker, self._store, self._home = broker, store, home
        self._running: Running | None = None
        self._services: tuple[type[Any], ...] = ()
        self._vhost = ""

    def of(self, services: tuple[type[Any], ...]) -> Running:
        """These services, running."""
        if self._running is None or services != self._services:
            self.close()
            self._vhost, database = self._broker.new_vhost(), f"kept_{uuid.uuid4().hex[:8]}"
            uri = self._broker.uri_of(self._vhost)
            fresh = Running(amqp_uri=uri, mongo_uri=self._store.uri, database=database, home=self._home)
            self._running, self._services = fresh.start(*services), services
        return self._running

    def close(self) -> None:
        """Stop what runs."""
        if self._running is not None:
            self._running.stop()
            self._broker.manage("DELETE", f"vhosts/{self._vhost}")
        self._running = None


class Guest(Running):
    """A test on services that outlive it; an organisation it names is its own, and works by the book of that name."""

    def __init__(self, kept: Kept) -> None:
        self._kept, self._mark, self._named = kept, uuid.uuid4().hex[:8], "demo"
        self._containers, self._sequence = {}, 0

    @property
    def organisation(self) -> str:
        """The name with the test's own mark."""
        return f"{self._named}.{self._mark}"

    @organisation.setter
    def organisation(self, name: str) -> None:
        self._named = name
        self._adopt()

    def start(self, *services: type[Any]) -> Running:
        """Be a guest of these services."""
        host = self._kept.of(services)
        self._containers, self._link, self._caller = host._containers, host._link, host._caller  # noqa: SLF001 - it stands for its host
        self._issuer, self._heard = host._issuer, host._heard  # noqa: SLF001
        self._adopt()
        return self

    def stop(self) -> None:
        """Leave; the services stay."""

    def _adopt(self) -> None:
        for container in self._containers.values():
            container.host.adopted.work_like(self.organisation, self._named)

    def _said(self, event: type[Event]) -> list[dict[str, Any]]:
        own = [envelope for envelope in self._heard if envelope["organisation"].endswith(self._mark)]
        return [envelope["data"] for envelope in own if envelope["type"] == event.type()]


@pytest.fixture(scope="session")
def kept_services(broker: Broker, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """What ``shared`` keeps running from test to test."""
    kept = Kept(broker, store, home=tmp_path_factory.mktemp("issuer"))
    yield kept
    kept.close()


@pytest.fixture
def shared(kept_services: Kept) -> Guest:
    """Nothing started yet; services that the test before has started are used again, by organisations of the test's own."""
    return Guest(kept_services)


@pytest.fixture
def running(amqp_uri: str, mongo_uri: str, database: str, tmp_path: Path) -> Iterator[Running]:
    """Nothing started yet; whatever the test starts is stopped after it."""
    inside = Running(amqp_uri=amqp_uri, mongo_uri=mongo_uri, database=database, home=tmp_path)
    yield inside
    inside.stop()
