"""An instance of its own with two replicas of the echo service, and a load whose every command is known."""

import os
import signal
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import eventlet
import pytest

PLUGIN = Path(__file__).parents[1] / "plugin"
if str(PLUGIN) not in sys.path:
    sys.path.insert(0, str(PLUGIN))

import kefu_echo  # noqa: E402, F401 - so that its errors are known by their codes

from kefu.audit import AuditTrail, links_of  # noqa: E402
from kefu.bus import Link  # noqa: E402
from kefu.identity import LocalIssuer  # noqa: E402
from kefu.local import Instance  # noqa: E402
from kefu.rpc import Caller  # noqa: E402
from kefu_messages.errors import KefuError, ServiceUnavailable  # noqa: E402

SECONDS_TO_RECOVER, SECONDS_TO_SETTLE = 120, 300


def _until(condition: Any, *, seconds: float, every: float = 0.1) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        eventlet.sleep(every)
    return found


@pytest.fixture
def until():
    return _until


@dataclass
class Load:
    """Callers who count, each on counters of its own, and send every command until it is acknowledged."""

    caller: Caller
    token: str
    deadline: float = 3.0
    acknowledged: dict[str, int] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    unavailable: int = 0
    other: list[str] = field(default_factory=list)
    calm: Any = None
    _running: bool = True
    _threads: list[Any] = field(default_factory=list)

    def begin(self, callers: int, *, pause: float = 0.02) -> None:
        """Let so many callers count until :meth:`end`."""
        self._running = True
        self._threads = [eventlet.spawn(self._count, f"c{number}-{time.monotonic_ns()}", pause) for number in range(callers)]

    def end(self) -> None:
        """No further command; those under way are sent until they are acknowledged."""
        self._running = False
        for thread in self._threads:
            thread.wait()

    def _count(self, counter: str, pause: float) -> None:
        number = 0
        while self._running:
            number += 1
            self._send(counter, f"{counter}-{number}")
            self.acknowledged[counter] = number
            eventlet.sleep(pause)

    def _send(self, counter: str, key: str) -> None:
        while True:
            started = time.monotonic()
            try:
                self.ask("count", {"counter_no": counter}, key=key, key_given=True)
            except ServiceUnavailable:
                self.unavailable += 1
            except KefuError as failure:
                self.other.append(failure.code)
            else:
                return
            finally:
                self.answers.append(time.monotonic() - started)
            eventlet.sleep(0.2)

    def ask(self, verb: str, body: dict[str, Any] | None = None, **context: Any) -> Any:
        return self.caller.call("echo", verb, body or {}, context={"token": self.token, **context}, deadline_seconds=self.deadline)


@dataclass
class Department:
    """The running instance."""

    instance: Instance
    load: Load

    def kill(self, name: str, signum: int = signal.SIGKILL) -> bool:
        pid = self.instance.pid(name)
        if pid:
            os.kill(pid, signum)
        return pid is not None

    def recovered(self, seconds: float = SECONDS_TO_RECOVER) -> float:
        """How long it took until everything was ready again, by itself."""
        started = time.monotonic()
        _until(lambda: not self.instance.unready(), seconds=seconds)
        return time.monotonic() - started

    def settled(self) -> dict[str, Any]:
        """What the store holds in the end, once everything is sent and heard."""
        with self.instance.databases(tz_aware=True) as client:
            database = client[self.instance.database("echo")]

            def counted() -> tuple[dict[str, int], dict[str, int]]:
                mine = {"counter_no": {"$in": list(self.load.acknowledged)}}
                totals = {document["counter_no"]: document["total"] for document in database["echo"].find(mine)}
                times = {document["counter_no"]: document["times"] for document in database["effects"].find(mine)}
                return totals, times

            def sent_and_heard() -> bool:
                totals, times = counted()
                return totals == times and not list(database["echo"].find({"outbox.at": {"$exists": True}}, {"_id": 1}))

            _until(sent_and_heard, seconds=SECONDS_TO_SETTLE, every=1)
            totals, times = counted()
            trail = AuditTrail(database)
            subjects = {f"echo/{counter}" for counter in self.load.acknowledged}
            entries = [link["entry"] for page in database["audit"].find() for link in links_of(page)]
            operations = [entry["operation"] for entry in entries if entry["what"] == "count" and entry["subject"] in subjects]
            return {"totals": totals, "times": times, "operations": operations, "broken_at": trail.broken_at()}

    def nothing_lost_or_doubled(self) -> dict[str, int]:
        """Every acknowledged command took effect once, in the record, in what others heard, and in the audit trail."""
        found = self.settled()
        assert found["totals"] == self.load.acknowledged
        assert found["times"] == self.load.acknowledged
        assert len(found["operations"]) == len(set(found["operations"])) == sum(self.load.acknowledged.values())
        assert found["broken_at"] is None
        return {"commands": len(found["operations"]), "unavailable": self.load.unavailable}


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """Two replicas of the echo service, a broker and a store that keep their data, all restarted by their supervisor."""
    home = tmp_path_factory.mktemp("faults")
    environment = {
        "PYTHONPATH": os.pathsep.join([str(PLUGIN), str(PLUGIN / "installed"), os.environ.get("PYTHONPATH", "")]),
        "KEFU_SCHEDULER": "off",
        "KEFU_ECHO_JOURNAL": str(home / "journal"),
        "KEFU_RETRY_DELAYS_MS": "200,500,1000",
    }
    with Instance(home, services=("echo",), servers=("broker", "store"), replicas=2, environment=environment) as instance:
        yield instance.wait_ready(240)


@pytest.fixture
def department(instance):
    """The instance, with a load that has not begun."""
    instance.wait_ready(240)
    token = LocalIssuer(instance.home).token(staff_no="C01", organisation="shihua_gas", roles=["cashier"], valid_for=timedelta(hours=12))
    link = Link(instance.amqp_uri(), name="load")
    caller = Caller(link, service="load")
    link.start()
    assert link.wait_open(60)
    yield Department(instance, Load(caller, token))
    link.stop()
