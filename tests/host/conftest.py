"""A running echo service in this process, on the test's own virtual host and database."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import eventlet
import pymongo
import pytest

PLUGIN = Path(__file__).parents[1] / "plugin"
if str(PLUGIN) not in sys.path:
    sys.path.insert(0, str(PLUGIN))

from kefu_cable import Cable  # noqa: E402
from kefu_echo import Echo  # noqa: E402

from kefu.bus import Link  # noqa: E402
from kefu.config import Config  # noqa: E402
from kefu.container import Container  # noqa: E402
from kefu.identity import LocalIssuer  # noqa: E402
from kefu.rpc import Caller  # noqa: E402


def until(condition: Any, *, seconds: float = 60, every: float = 0.02) -> Any:
    """What the condition yields once it is true; fails the test after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        eventlet.sleep(every)
    return found


@pytest.fixture(name="until")
def _until() -> Any:
    return until


@dataclass
class Asking:
    """Somebody who asks services; ``token`` is a cashier's and administrator's of shihua_gas unless another is given."""

    caller: Caller
    link: Link
    token: str
    service: str = "echo"

    def __call__(
        self, verb: str, body: dict[str, Any] | None = None, *, deadline: float = 5, service: str | None = None, **context: Any
    ) -> Any:
        return self.caller.call(
            service or self.service, verb, body or {}, context={"token": self.token, **context}, deadline_seconds=deadline
        )


@dataclass
class Running:
    """A service that runs in this process, and somebody who asks it."""

    container: Container
    ask: Asking
    replicas: list["Running"] = field(default_factory=list)
    stopped: bool = False

    def __call__(self, verb: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.ask(verb, body, **more)

    @property
    def host(self) -> Any:
        return self.container.host

    @property
    def database(self) -> Any:
        return self.container.host.database

    def settle(self, seconds: float = 60) -> None:
        """Wait until everything is sent and heard, by all replicas."""

        def idle() -> bool:
            backlogs = [each.host.answering.backlog() for each in self.replicas if not each.stopped]
            return not any(backlog[what] for backlog in backlogs for what in ("outbox", "queued", "running"))

        until(lambda: idle() and idle(), seconds=seconds)

    def stop(self) -> None:
        if not self.stopped:
            self.stopped = True
            self.container.stop()


@pytest.fixture(scope="session")
def issuer(tmp_path_factory) -> LocalIssuer:
    return LocalIssuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="session")
def token(issuer) -> str:
    return issuer.token(staff_no="C01", organisation="shihua_gas", roles=["cashier", "system_administrator"], valid_for=timedelta(hours=1))


@pytest.fixture
def asking(cable, amqp_uri, token):
    """``asking(uri)``: somebody who asks services at that broker."""
    links = []

    def connect(uri: str | None = None) -> Asking:
        link = Link(uri or amqp_uri, name="a test")
        caller = Caller(link, service="tester")
        link.start()
        assert link.wait_open(60)
        links.append(link)
        return Asking(caller, link, token)

    yield connect
    for link in links:
        link.stop()


@pytest.fixture
def start(cable, amqp_uri, mongo_uri, database, issuer, asking):
    """``start(service, **settings)``: the service in this process; another call is another replica."""
    started = []

    def run(service: type[Any] = Echo, **settings: Any) -> Running:
        config = Config(
            **{
                "amqp_uri": amqp_uri,
                "mongo_uri": mongo_uri,
                "database": database,
                "token_keys": str(issuer.jwks_path),
                "scheduler": False,
                "retry_delays": (50, 100, 200),
                "stop_deadline": 5,
                **settings,
            }
        )
        service.__module__ = Echo.__module__  # a test's own variety of it lives under the same law
        container = Container(service, config)
        container.start()
        running = Running(container, started[0].ask if started else asking(), started)
        started.append(running)
        return running

    yield run
    for running in reversed(started):
        running.stop()


@pytest.fixture
def echo(start) -> Running:
    return start()


@pytest.fixture
def documents(mongo_uri, database):
    """The test's database, beside any service."""
    with pymongo.MongoClient(mongo_uri, w="majority", journal=True, tz_aware=True) as client:
        yield client[database]


@pytest.fixture
def cable():
    """``cable(uri)``: a wire to that server that can be cut and frozen."""
    cables = []

    def lay(uri: str) -> Cable:
        cables.append(Cable(uri))
        return cables[-1]

    yield lay
    for laid in cables:
        laid.remove()


@pytest.fixture
def at_once():
    """``at_once(n, act)``: n green threads that act at the same time; returns what each returned or raised."""

    def run(number: int, act: Any) -> list[Any]:
        def one(index: int) -> Any:
            try:
                return act(index)
            except Exception as failure:  # noqa: BLE001 - the test looks at it
                return failure

        pool = eventlet.GreenPool(number)
        return list(pool.imap(one, range(number)))

    return run


@pytest.fixture
def process(amqp_uri, mongo_uri, database, issuer, tmp_path):
    """``process(*arguments, **environment)``: a Python process with the settings of a service; killed at the test's end."""
    started = []

    def run(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        settings = {
            "AMQP_URI": amqp_uri,
            "MONGO_URI": mongo_uri,
            "KEFU_MONGO_DATABASE": database,
            "KEFU_TOKEN_KEYS": str(issuer.jwks_path),
            "KEFU_SCHEDULER": "off",
            "KEFU_RETRY_DELAYS_MS": "50,100,200",
            "KEFU_ECHO_JOURNAL": str(tmp_path / "journal"),
            "PYTHONPATH": os.pathsep.join([str(PLUGIN), str(PLUGIN / "installed"), os.environ.get("PYTHONPATH", "")]),
        }
        log = (tmp_path / f"process{len(started)}.log").open("wb")
        running = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **settings, **environment}, stdout=log, stderr=log)
        running.log = tmp_path / f"process{len(started)}.log"
        started.append(running)
        return running

    yield run
    for running in started:
        if running.poll() is None:
            running.kill()
            running.wait()
