"""Real servers for tests: a private broker and store, started once a session when first wanted, on free ports.

=============  ========  =====================================================================
``broker``     session   the RabbitMQ node; ``broker.new_vhost()`` makes another virtual host
``store``      session   the embedded store; ``store.uri``
``amqp_uri``   test      the address of a fresh virtual host of ``broker``
``mongo_uri``  test      the address of ``store``
``database``   test      the name of a fresh database of ``store``, dropped afterwards
=============  ========  =====================================================================

``KEFU_TEST_SERVERS=DIR`` keeps the servers of that folder running from one session to the next. ``KEFU_TEST_MONGO_URI`` points
the tests at another store, a real MongoDB included.
"""

from __future__ import annotations

import base64
import json
import os
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pymongo
import pytest

from kefu.local import Instance
from kefu.local.plan import OPERATOR
from kefu.local.ports import LOCALHOST

KEPT, KINDS = "KEFU_TEST_SERVERS", ("broker", "store")
SECONDS_TO_START = 240
EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


@dataclass(frozen=True)
class Broker:
    """A private RabbitMQ node; its user may do anything."""

    instance: Instance

    @property
    def uri(self) -> str:
        """The address of its first virtual host."""
        return self.instance.amqp_uri()

    def new_vhost(self) -> str:
        """The name of a fresh virtual host."""
        name = f"test-{uuid.uuid4().hex[:12]}"
        self.manage("PUT", f"vhosts/{name}")
        self.manage("PUT", f"permissions/{name}/{OPERATOR}", EVERYTHING)
        return name

    def uri_of(self, vhost: str) -> str:
        """The address of a virtual host."""
        return f"{self.uri.rpartition('/')[0]}/{quote(vhost, safe='')}"

    def manage(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask RabbitMQ's HTTP API; returns the answer's JSON, None when it is empty."""
        plan = self.instance.plan
        account = base64.b64encode(f"{OPERATOR}:{plan.passwords[OPERATOR]}".encode()).decode()
        request = urllib.request.Request(
            f"http://{LOCALHOST}:{plan.ports['management']}/api/{path}", method=method, data=json.dumps(body or {}).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Basic {account}"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None


@dataclass(frozen=True)
class Store:
    """A server that speaks MongoDB's protocol."""

    uri: str


def server(kind: str, folder: Path) -> Instance:
    """The private broker or store of tests, in its place in a folder; a context manager that starts and stops it."""
    return Instance(folder / kind, services=(), servers=(kind,), auth=False, durable=False, management=kind == "broker")


def _server(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    kept = os.environ.get(KEPT)
    instance = server(kind, Path(kept) if kept else tmp_path_factory.mktemp("servers"))
    instance.start(detached=bool(kept))
    try:
        yield instance.wait_ready(SECONDS_TO_START)
    finally:
        if not kept:
            instance.stop()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A private RabbitMQ node."""
    for instance in _server("broker", tmp_path_factory):
        yield Broker(instance)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A private store that promises nothing."""
    elsewhere = os.environ.get("KEFU_TEST_MONGO_URI")
    if elsewhere:
        yield Store(elsewhere)
        return
    for instance in _server("store", tmp_path_factory):
        yield Store(instance.mongo_uri())


@pytest.fixture
def amqp_uri(broker: Broker) -> Iterator[str]:
    """The address of a virtual host of the test's own."""
    vhost = broker.new_vhost()
    yield broker.uri_of(vhost)
    broker.manage("DELETE", f"vhosts/{vhost}")


@pytest.fixture
def mongo_uri(store: Store) -> str:
    """The address of the store."""
    return store.uri


@pytest.fixture
def database(store: Store) -> Iterator[str]:
    """The name of a database of the test's own."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield name
    with pymongo.MongoClient[dict[str, Any]](store.uri) as client:
        client.drop_database(name)
