"""Keeps an instance running: its private servers and one process per service, as its plan says."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

from kefu.identity import LocalIssuer
from kefu.local import broker, store
from kefu.local.born import born
from kefu.local.forked import Forerunner
from kefu.local.hanging import Hanging
from kefu.local.plan import GATEWAY, RUNNER, Plan, database_of, read_plan, write_private
from kefu.local.process import Process
from kefu.local.state import PAUSE, state_path

LIFE_OF_A_SERVICE_TOKEN = timedelta(days=365)


class Supervisor:
    """The processes of one instance and the loop that looks after them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stopping = threading.Event()
        self._forerunner = self._start_forerunner() if plan.runner == RUNNER and plan.services else None
        self._servers = [*self._broker_processes(), *self._store_processes()]
        issuer = LocalIssuer(plan.folder)
        self._services = [self._service_process(name, service, issuer) for name, service in plan.processes.items()]

    def stop(self, *_: object) -> None:
        """Begin to stop; safe in a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Look after everything until told to stop, then stop it in order."""
        everything = [*self._servers, *self._services]
        self._write_state()
        Hanging({name: partial(store.works, self._plan.mongo_uri_at(name)) for name in self._plan.stores}).watch(
            self._servers, self._stopping
        )
        while not self._stopping.wait(PAUSE):
            if sum(process.look_after() for process in everything):  # not any(): every one has its turn
                self._write_state()
        self._write_state()
        self._end(self._services)
        if self._forerunner:
            self._forerunner.close()
        self._end([process for process in self._servers if process.name != "epmd"])
        self._end(self._servers)
        self._write_state()

    def _end(self, processes: list[Process]) -> None:
        for process in processes:
            process.ask_to_stop()
        while sum(process.has_stopped() for process in processes) < len(processes):
            time.sleep(PAUSE / 2)

    def _write_state(self) -> None:
        listed = {
            process.name: {
                "pid": process.pid,
                "born": born(process.pid) if process.pid else None,
                "ready": process.was_ready,
                "starts": process.starts,
            }
            for process in (*self._servers, *self._services)
        }
        state = {"supervisor": os.getpid(), "stopping": self._stopping.is_set(), "processes": listed}
        write_private(state_path(self._plan.folder), json.dumps(state, indent=1))

    def _broker_processes(self) -> list[Process]:
        if "broker" not in self._plan.private_servers:
            return []
        ports = self._plan.ports
        node = Process(
            "broker", [str(broker.executable())], lambda: broker.environment(self._plan), self._log("broker"),
            seconds_to_stop=20 if self._plan.durable else 0, ready=lambda: broker.is_ready(ports["broker"]),
        )  # fmt: skip
        mapper = broker.epmd()
        if not mapper:
            return [node]
        command = [mapper, "-port", str(ports["epmd"]), "-address", "127.0.0.1"]
        return [Process("epmd", command, lambda: os.environ, self._log("epmd"), seconds_to_stop=1), node]

    def _store_processes(self) -> list[Process]:
        plan = self._plan
        names = [name for name in plan.stores if name in plan.private_servers]
        if not names:
            return []
        command = store.install(plan.folder)
        if plan.auth and plan.durable:
            with ThreadPoolExecutor(len(names)) as side_by_side:
                list(side_by_side.map(partial(store.add_users, plan, command), names))
        return [self._store_process(command, name) for name in names]

    def _store_process(self, command: Path, name: str) -> Process:
        plan = self._plan
        port, folder, auth = plan.ports[name], plan.folder / name, plan.auth and plan.durable
        cache = store.CACHE // len(plan.stores)
        arguments = store.arguments(command, port=port, folder=folder, durable=plan.durable, auth=auth, cache=cache)
        seconds = 10 if plan.durable else 0
        return Process(name, arguments, lambda: os.environ, self._log(name), seconds_to_stop=seconds, ready=lambda: store.is_ready(port))

    def _start_forerunner(self) -> Forerunner | None:
        if sys.platform != "linux":  # elsewhere what has been loaded may not survive a fork
            return None
        return Forerunner(log=self._log("forerunner"), environment={"PYTHONUNBUFFERED": "1", **self._plan.environment})

    def _service_process(self, name: str, service: str, issuer: LocalIssuer) -> Process:
        forerunner = self._forerunner
        return Process(
            name, [*self._plan.runner, service], lambda: self._environment(name, service, issuer), self._log(name),
            needs=lambda: all(server.was_ready for server in self._servers) and (forerunner is None or forerunner.is_ready),
            fork=lambda environment, log: forerunner.fork(service, environment=environment, log=log) if forerunner else None,
        )  # fmt: skip

    def _environment(self, name: str, service: str, issuer: LocalIssuer) -> Mapping[str, str]:
        plan = read_plan(self._plan.folder) or self._plan  # a password may have been changed since
        return {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "KEFU_SERVICE": service,
            "KEFU_HOME": plan.home,
            "AMQP_URI": plan.amqp_uri(service),
            "MONGO_URI": plan.mongo_uri(service),
            "KEFU_MONGO_DATABASE": database_of(service),
            "KEFU_OPS_PORT": str(plan.ports[name]),
            "KEFU_TOKEN_KEYS": str(issuer.jwks_path),
            "KEFU_SERVICE_TOKEN": issuer.service_token(service, "*", valid_for=LIFE_OF_A_SERVICE_TOKEN),
            **({"KEFU_HTTP_PORT": str(plan.ports[f"{name}.http"])} if service == GATEWAY else {}),
            **plan.environment,
        }

    def _log(self, name: str) -> Path:
        return self._plan.folder / "log" / f"{name}.log"
