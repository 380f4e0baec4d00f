"""A department to measure: its own servers, services and gateway, an organisation, and synthetic customers and meters."""

from __future__ import annotations

import http.client
import json
import os
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from kefu.acceptance.gas import enter_organisation
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.settling import settle
from kefu.local import Instance
from kefu.local.databases import Databases

ROOT = Path(__file__).parents[1]
SERVICES = ("attendance", "customers", "metering", "gateway")
HOSTS_OWN = {"announced", "audit", "audit_head", "idempotency_keys", "schedules", "refused_rows", "organisations", "directory"}
PATTERN = "7654321"  # the number of the customer and the meter that all laid-in ones are copies of
ORGANISATION = ROOT / "tests/acceptance/shihua_2025-03/organisation.yaml"


class Client:
    """One HTTP connection to the gateway that stays open."""

    def __init__(self, address: str, token: str) -> None:
        parts = urllib.parse.urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=300)
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON; stops the benchmark when it is refused."""
        content = None if body is None else json.dumps(body).encode()
        return json.loads(self._send(method, path, content, {"Content-Type": "application/json"}))

    def send(self, path: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """Import rows as CSV; how many were accepted and refused."""
        names = list(rows[0])
        text = "\n".join([",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]) + "\n"
        answered = self._send("POST", path, text.encode(), {"Content-Type": "text/csv; charset=utf-8", "Accept": "application/x-ndjson"})
        lines = [json.loads(line) for line in answered.decode().splitlines()]
        refused = [line for line in lines[:-1] if line["state"] == "refused"]
        if refused:
            raise SystemExit(f"{len(refused)} rows refused, the first: {refused[0]}")
        return {"accepted": len(lines) - 1}

    def _send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> bytes:
        try:
            answer = self._once(method, path, content, headers)
        except (http.client.RemoteDisconnected, ConnectionError):  # the gateway closes what has been idle
            self._connection.close()
            answer = self._once(method, path, content, headers)
        text = answer.read()
        if answer.status >= 300:  # noqa: PLR2004
            raise SystemExit(f"{method} {path}: {answer.status} {text.decode()[:500]}")
        return text

    def _once(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        self._connection.request(method, path, body=content, headers={**self._headers, **headers})
        return self._connection.getresponse()


class Department:
    """What is measured."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        organisation = yaml.safe_load(ORGANISATION.read_text(encoding="utf-8"))
        self.organisation = organisation["id"]
        token = operator_token(instance.home, self.organisation)
        self.client = Client(instance.gateway_url, token())
        self._gateway = Gateway(instance.gateway_url, token=token)
        enter_organisation(self._gateway, organisation)
        self.settle()
        staff = [{"staff_no": "R01", "name": "高靜秀", "role": "meter_reader", "phone": "13800000001", "joined_on": "2020-01-01"}]
        self.client.send("/staff:import", staff)
        self.settle()

    def settle(self) -> None:
        """Wait until all is sent and heard."""
        settle(self._gateway, services=[service for service in SERVICES if service != "gateway"])

    def store(self) -> Databases:
        """The store itself, to measure a bare update and to lay in documents."""
        return self.instance.databases(w="majority", journal=True)

    def lay_in(self, service: str, numbers: range) -> None:
        """Give the service copies of all it knows of the pattern's customer and meter, for every number: no import is as fast."""
        with self.store() as store:
            database = store[self.instance.database(service)]
            for name in set(database.list_collection_names()) - HOSTS_OWN:
                found = [document for document in database[name].find() if PATTERN in str(document["_id"])]
                for start in range(numbers.start, numbers.stop, 1_000):
                    copies = [
                        _renamed(document, f"{number:07}")
                        for document in found
                        for number in range(start, min(start + 1_000, numbers.stop))
                    ]
                    if copies:
                        database[name].insert_many(copies, ordered=False)

    def resident(self, service: str) -> int:
        """The most memory the service ever had, in MB."""
        status = Path(f"/proc/{self.instance.pid(service)}/status").read_text(encoding="utf-8")
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


def _renamed(value: Any, number: str) -> Any:
    if isinstance(value, str):
        return value.replace(PATTERN, number)
    if isinstance(value, dict):
        return {name: [] if name == "outbox" else _renamed(item, number) for name, item in value.items()}
    return [_renamed(item, number) for item in value] if isinstance(value, list) else value


def customers(first: int, number: int) -> list[dict[str, Any]]:
    """Rows of so many customers."""
    return [
        {
            "customer_no": f"B{n:07}",
            "name": f"客戶{n}",
            "kind": "residential",
            "area": "東區",
            "contact": f"客戶{n}",
            "phone": f"139{n:08}",
            "address": f"南門街{n}號",
            "opened_on": "2018-01-01",
            "status": "existing",
        }
        for n in range(first, first + number)
    ]


def meters(first: int, number: int) -> list[dict[str, Any]]:
    """Rows of a meter for each of them."""
    return [
        {
            "meter_no": f"{n:07}",
            "customer_no": f"B{n:07}",
            "meter_type": "G4",
            "position": "outdoor",
            "inlet": "right",
            "installed_on": "2020-01-01",
            "life_years": 10,
            "state": "gas_on",
            "gas_on_on": "2020-01-10",
        }
        for n in range(first, first + number)
    ]


@contextmanager
def running(*services: str, **environment: str) -> Iterator[Department]:
    """A department in a folder of its own, stopped afterwards."""
    plugin = ROOT / "tests/plugin"
    path = os.pathsep.join([str(plugin), str(plugin / "installed"), os.environ.get("PYTHONPATH", "")])
    settings = {"KEFU_SCHEDULER": "off", "KEFU_HTTP_RATE": "1000000", "KEFU_HTTP_BURST": "1000000", "PYTHONPATH": path, **environment}
    with tempfile.TemporaryDirectory() as folder, Instance(Path(folder), services=(*SERVICES, *services), environment=settings) as instance:
        yield Department(instance.wait_ready(240))


def timed(act: Any, times: int) -> list[float]:
    """Milliseconds that each of so many took."""
    taken = []
    for number in range(times):
        started = time.monotonic()
        act(number)
        taken.append((time.monotonic() - started) * 1000)
    return taken
