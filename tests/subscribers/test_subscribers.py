"""The example subscribers of docs/examples, as an outsider runs them: late, killed in the middle, on the rights of a subscriber."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pika
import pytest

from kefu.local.broker import rights_of_subscriber
from kefu_customers.service import Customers
from kefu_messages import roles
from kefu_messages.customers import ChangeCustomer, CustomerChanged, CustomerRegistered, RegisterCustomer

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
CLERK = [roles.CUSTOMER_SERVICE_SUPERVISOR]
FORGED = {
    "id": "f1", "organisation": "demo", "source": "/kefu/billing", "type": "kefu.billing.invoice_raised.v1", "subject": "K1", "sequence": 1,
    "time": "2026-01-01T00:00:00+00:00", "data": {},
}  # fmt: skip


@dataclass
class Subscriber:
    """An outside system's account on the broker and the program that runs with it."""

    name: str
    amqp: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self, *command: object, **environment: str) -> None:
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [str(part) for part in command], cwd=self.folder, env={**os.environ, **environment}, stdout=log, stderr=log
        )

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


@pytest.fixture
def subscriber(broker, amqp_uri, tmp_path):
    name, password = f"sub-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    vhost = urlsplit(amqp_uri).path[1:]
    broker.manage("PUT", f"users/{name}", {"password": password, "tags": ""})
    broker.manage("PUT", f"permissions/{vhost}/{name}", rights_of_subscriber(name))
    outside = Subscriber(name, amqp_uri.replace(urlsplit(amqp_uri).netloc.rpartition("@")[0], f"{name}:{password}"), tmp_path)
    yield outside
    outside.kill()
    broker.manage("DELETE", f"users/{name}")


def register(running, *numbers: int) -> None:
    for number in numbers:
        running.ask(
            RegisterCustomer, roles=CLERK, customer_no=f"K{number:03}", name=f"客戶{number}", kind="residential", address=f"{number}號",
            opened_on="2024-01-02", confirmed_distinct=True,
        )  # fmt: skip


def rename(running, *numbers: int) -> None:
    for number in numbers:
        running.ask(ChangeCustomer, roles=CLERK, customer_no=f"K{number:03}", name=f"新名{number}")


def kept(file: Path, columns: str, table: str, order: str = "rowid") -> list[tuple]:
    if not file.exists():
        return []
    with closing(sqlite3.connect(file, timeout=10)) as database:
        try:
            return database.execute(f"SELECT {columns} FROM {table} ORDER BY {order}").fetchall()  # noqa: S608 - the test's own words
        except sqlite3.OperationalError:
            return []


def events(running, *kinds) -> list[str]:
    return sorted(found["customer_no"] for kind in kinds for found in running.said(kind, count=0))


@pytest.mark.slow
def test_a_late_subscriber_that_is_killed_has_every_event_once_and_in_order(running, subscriber, amqp_uri):
    running.start(Customers)
    file = subscriber.folder / "board.db"
    program = [sys.executable, EXAMPLES / "python/subscriber.py", "--amqp", subscriber.amqp, "--file", file, "--source", "customers"]
    register(running, *range(1, 21))
    running.settle()
    subscriber.start(*program)  # late: twenty customers are there already
    assert running.until(lambda: len(kept(file, "id", "events")), lambda count: count >= 5, seconds=90) >= 5
    subscriber.kill()
    rename(running, 1, 2, 3)
    with closing(pika.BlockingConnection(pika.URLParameters(amqp_uri))) as connection:
        channel = connection.channel()
        channel.basic_publish("", "kefu.events", b"{not json")
        channel.basic_publish("customers.events", "invoice_raised", json.dumps(FORGED).encode())
    register(running, *range(21, 31))
    running.settle()
    subscriber.start(*program)
    said = events(running, CustomerRegistered, CustomerChanged)
    assert len(said) == 33
    assert running.until(lambda: len(kept(file, "id", "events")), lambda count: count >= len(said), seconds=90) == len(said), (
        subscriber.log()
    )
    subscriber.kill()
    rows = kept(file, "subject, sequence, type, data", "events")
    assert sorted(subject for subject, *_ in rows) == said
    for subject in said:
        sequences = [sequence for each, sequence, *_ in rows if each == subject]
        assert sequences == sorted(set(sequences))
    newest = dict(kept(file, "subject, sequence", "newest", "subject"))
    assert newest["K001"] > next(sequence for subject, sequence, *_ in rows if subject == "K001")
    assert subscriber.log().count("passed over") == 2
    assert not kept(file, "id", "events WHERE source = 'billing'")


@pytest.mark.slow
def test_a_subscriber_whose_stream_was_lost_reads_the_new_one_from_its_beginning(running, subscriber):
    running.start(Customers)
    file = subscriber.folder / "board.db"
    program = [sys.executable, EXAMPLES / "python/subscriber.py", "--amqp", subscriber.amqp, "--file", file, "--source", "customers"]
    register(running, 1, 2)
    running.settle()
    subscriber.start(*program)
    assert running.until(lambda: len(kept(file, "id", "events")), lambda count: count >= 2, seconds=90) == 2
    subscriber.kill()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE progress SET next = 100000")  # as far as it had come in the stream that was lost
    register(running, 3)
    running.settle()
    subscriber.start(*program)
    assert running.until(lambda: len(kept(file, "id", "events")), lambda count: count >= 3, seconds=90) == 3, subscriber.log()
    assert "from its beginning" in subscriber.log()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("npm"), reason="Node is not installed")
def test_the_subscriber_in_node_keeps_the_newest_state_over_a_kill_and_parks_garbage(running, subscriber, broker, amqp_uri):
    running.start(Customers)
    for name in ("package.json", "package-lock.json", "subscriber.mjs"):
        shutil.copy(EXAMPLES / "node" / name, subscriber.folder)
    installed = subprocess.run(
        [shutil.which("npm"), "ci", "--no-audit", "--no-fund", "--silent"],
        cwd=subscriber.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stderr
    file = subscriber.folder / "board.json"
    settings = {"AMQP_URI": subscriber.amqp, "NAME": subscriber.name, "FILE": str(file), "BINDINGS": "customers:#"}

    def subjects() -> dict:
        return (
            {key.rpartition("/")[2]: state for key, state in json.loads(file.read_text("utf-8"))["subjects"].items()}
            if file.exists()
            else {}
        )

    subscriber.start("node", "subscriber.mjs", **settings)
    assert running.until(lambda: "reading" in subscriber.log(), bool, seconds=90)
    register(running, 1, 2, 3)
    assert running.until(lambda: len(subjects()), lambda count: count == 3, seconds=90) == 3, subscriber.log()
    subscriber.kill()
    rename(running, 2)
    register(running, 4)
    with closing(pika.BlockingConnection(pika.URLParameters(amqp_uri))) as connection:
        connection.channel().basic_publish("customers.events", "customer_changed", b"{not json")
    subscriber.start("node", "subscriber.mjs", **settings)
    assert running.until(lambda: len(subjects()), lambda count: count == 4, seconds=90) == 4, subscriber.log()
    assert running.until(lambda: subjects()["K002"]["type"], lambda kind: "customer_changed" in kind, seconds=90) == CustomerChanged.type()
    with closing(pika.BlockingConnection(pika.URLParameters(amqp_uri))) as connection:
        channel = connection.channel()
        method, _, body = running.until(
            lambda: channel.basic_get(f"{subscriber.name}.parked", auto_ack=True), lambda got: got[0] is not None
        )
    assert method is not None
    assert body == b"{not json"


TRESPASSES = {
    "speak for a service": lambda channel: channel.basic_publish("customers.events", "customer_changed", b"{}"),
    "send a request": lambda channel: channel.basic_publish("kefu.rpc", "customers.get_customer", b"{}"),
    "take a service's requests": lambda channel: channel.basic_get("rpc.customers"),
    "reach a queue directly": lambda channel: channel.basic_publish("", "rpc.customers", b"{}"),
}


@pytest.mark.parametrize("trespass", TRESPASSES)
def test_a_subscriber_may_hear_everything_and_say_nothing(running, subscriber, trespass):
    running.start(Customers)
    with closing(pika.BlockingConnection(pika.URLParameters(subscriber.amqp))) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
            TRESPASSES[trespass](channel)
