"""A whole Kefu on this machine, in a folder of its own: private broker and store, every service, a supervisor.

Instances in different folders live side by side. One that was started ``detached`` outlives its starter (`make up`); any other
stops when its starter ends, however that happens (tests, `kefu acceptance`)::

    with Instance(tmp_path, services=("customers", "gateway")) as instance:
        instance.wait_ready(60)
        requests.get(f"{instance.gateway_url}/customers", ...)
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kefu import registry
from kefu.local.databases import Databases
from kefu.local.plan import (
    GATEWAY,
    OPERATOR,
    RUNNER,
    SERVERS,
    Plan,
    database_of,
    read_plan,
    write_next_plan,
)  # fmt: skip
from kefu.local.ports import LOCALHOST
from kefu.local.state import end_leftovers, hold, state_path

PAUSE = 0.1
SECONDS_TO_STOP = 75.0


class NotReady(Exception):
    """Something of the instance does not work in time; the message says what, with the end of its log."""


@dataclass(frozen=True)
class Running:
    """One process of a running instance; ``starts`` counts how often it was started."""

    pid: int
    ready: bool
    starts: int


class Instance:
    """The Kefu in the folder ``home``; settings matter to :meth:`start` only."""

    def __init__(
        self, home: Path, *, services: Sequence[str] | None = None, replicas: int = 1, servers: Sequence[str] = SERVERS,
        auth: bool = True, durable: bool = True, management: bool = False, gateway_port: int | None = None,
        runner: Sequence[str] = RUNNER,
        amqp_uri: str | None = None, mongo_uri: str | None = None, environment: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.home = Path(home).absolute()
        self._gateway_port = gateway_port
        self._attached: subprocess.Popen[bytes] | None = None
        self._wanted = Plan(
            home=str(self.home), services=tuple(registry.services() if services is None else services), replicas=replicas,
            servers=tuple(servers), auth=auth, durable=durable, management=management, runner=tuple(runner), external_amqp=amqp_uri,
            external_mongo=mongo_uri, environment=dict(environment or {}),
        )  # fmt: skip

    @property
    def plan(self) -> Plan:
        """The plan it was last started by; raises :class:`NotReady` when it never was."""
        plan = read_plan(self.home)
        if plan is None:
            raise NotReady(f"nothing was ever started in {self.home}")
        return plan

    def start(self, *, detached: bool = False) -> Self:
        """Start what is not running; a second start finds the first one. Returns at once: see :meth:`wait_ready`."""
        while self.is_running:
            if not self._state().get("stopping"):
                return self
            time.sleep(PAUSE)
        end_leftovers(self.home)
        write_next_plan(self._wanted, gateway_port=self._gateway_port)
        log = self.home / "log" / "supervisor.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        arguments = [sys.executable, "-m", "kefu.local", str(self.home), *([] if detached else ["--attached"])]
        with log.open("ab") as out:
            supervisor = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL if detached else subprocess.PIPE, stdout=out, stderr=out, start_new_session=True
            )
        self._attached = None if detached else supervisor
        self._await_supervisor(supervisor)
        return self

    def _await_supervisor(self, supervisor: subprocess.Popen[bytes]) -> None:
        while not self._state_of(supervisor.pid):
            if supervisor.poll() is not None:
                raise NotReady(f"the supervisor ended with {supervisor.returncode}:\n{self.log_end('supervisor')}")
            time.sleep(PAUSE)

    def stop(self) -> None:
        """Stop everything, services first; whatever does not stop in time is killed."""
        pid = self._state().get("supervisor")
        if pid and self.is_running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            until = time.monotonic() + SECONDS_TO_STOP
            while self.is_running and time.monotonic() < until:
                self._reap()
                time.sleep(PAUSE)
            if self.is_running:
                os.kill(pid, signal.SIGKILL)
        self._reap()
        end_leftovers(self.home)

    def _reap(self) -> None:
        if self._attached and self._attached.poll() is not None:
            if self._attached.stdin:
                self._attached.stdin.close()
            self._attached = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def is_running(self) -> bool:
        """Whether its supervisor lives."""
        if not self.home.exists():
            return False
        lock = hold(self.home)
        if lock is None:
            return True
        lock.close()
        return False

    @property
    def running(self) -> dict[str, Running]:
        """Every process that runs now, by name: ``broker``, ``store``, services, ``<service>.2`` for a second replica."""
        listed = self._state().get("processes", {}) if self.is_running else {}
        return {name: Running(each["pid"], each["ready"], each["starts"]) for name, each in listed.items() if each["pid"]}

    def starts(self, name: str) -> int:
        """How often a process was started, also while it waits to be started again."""
        return int(self._state().get("processes", {}).get(name, {}).get("starts", 0))

    @property
    def supervisor_pid(self) -> int:
        """The process id of the supervisor, 0 when none runs."""
        return int(self._state().get("supervisor", 0)) if self.is_running else 0

    def pid(self, name: str) -> int | None:
        """The process id of a service, ``broker`` or ``store``; None while it does not run."""
        found = self.running.get(name)
        return found.pid if found else None

    def restart(self, name: str, *, signum: int = signal.SIGTERM) -> None:
        """End one process by the signal; its supervisor starts it again."""
        pid = self.pid(name)
        if pid:
            os.kill(pid, signum)

    @property
    def gateway_url(self) -> str:
        """Where the HTTP API is."""
        return f"http://{LOCALHOST}:{self.plan.ports[f'{GATEWAY}.http']}"

    def ops_url(self, name: str) -> str:
        """Where a service process shows its health and metrics."""
        return f"http://{LOCALHOST}:{self.plan.ports[name]}"

    def amqp_uri(self, user: str = OPERATOR) -> str:
        """The broker's address for a service, or for the operator who may do anything."""
        return self.plan.amqp_uri(user)

    def mongo_uri(self, user: str = OPERATOR, *, of: str | None = None) -> str:
        """The store's address for a service, or for the operator who may do anything, ``of`` the service whose database he wants."""
        return self.plan.mongo_uri(user, of=of)

    def databases(self, **options: Any) -> Databases:
        """Every service's database by its name, for the operator; closed after its ``with`` block."""
        return Databases(self.plan, **options)

    def database(self, service: str) -> str:
        """The name of the service's database."""
        return database_of(service)

    def unready(self) -> list[str]:
        """What does not do its work yet, servers first."""
        running = self.running
        servers = [name for name in self.plan.private_servers if not (name in running and running[name].ready)]
        return servers + [name for name in self.plan.processes if name not in running or not _is_ready(self.ops_url(name))]

    def wait_ready(self, seconds: float = 120, *, told: Callable[[list[str]], object] = lambda _: None) -> Self:
        """Wait until everything works, telling what is waited for whenever that changes.

        Raises :class:`NotReady` after so many seconds, or when the supervisor ends.
        """
        until = time.monotonic() + seconds
        before: list[str] = []
        while missing := self.unready():
            if missing != before:
                told(missing)
                before = missing
            if not self.is_running:
                raise NotReady(f"it was stopped, or its supervisor ended:\n{self.log_end('supervisor')}")
            if time.monotonic() > until:
                ends = "\n".join(f"--- {name}\n{self.log_end(name)}" for name in missing[:3])
                raise NotReady(f"not ready after {seconds:.0f} s: {', '.join(missing)}\n{ends}")
            time.sleep(2 * PAUSE)
        return self

    def log_end(self, name: str, *, characters: int = 2000) -> str:
        """The last lines a process has logged."""
        try:
            return (self.home / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-characters:]
        except FileNotFoundError:
            return "(no log)"

    def _state_of(self, supervisor: int) -> bool:
        return bool(self._state().get("supervisor") == supervisor)

    def _state(self) -> dict[str, Any]:
        try:
            return dict(json.loads(state_path(self.home).read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return {}


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=3) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (urllib.error.URLError, OSError):
        return False
