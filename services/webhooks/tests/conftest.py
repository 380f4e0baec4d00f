"""A server outside, and a department whose webhooks may reach it."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import eventlet
import pytest
from eventlet import wsgi

from kefu_customers.service import Customers
from kefu_webhooks import dispatch, outgoing, rules
from kefu_webhooks.service import Webhooks


@dataclass
class Receiver:
    """A server outside; ``answer`` tells the status for an event, or ``hang`` or a Location."""

    port: int = 0
    got: list[tuple[dict, dict]] = field(default_factory=list)
    answer: object = staticmethod(lambda _event: 200)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/kefu?board=1"

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        event = json.loads(body)
        status = self.answer(event)
        if status == "hang":
            eventlet.sleep(60)
        headers = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
        if isinstance(status, str):
            start_response("302 Found", [("Location", status)])
            return [b""]
        start_response(f"{status} X", [])
        if status == 200:
            self.got.append(({**headers, "body": body}, event))
        return [b"ok"]

    def subjects(self) -> list[str]:
        return [event["subject"] for _, event in self.got]


@pytest.fixture
def receivers():
    """As many receivers as a test wants."""
    running = []

    def another():
        receiver = Receiver()
        socket = eventlet.listen(("127.0.0.1", 0))
        receiver.port = socket.getsockname()[1]
        running.append((eventlet.spawn(wsgi.server, socket, receiver, log_output=False), socket))
        return receiver

    yield another
    for thread, socket in running:
        thread.kill()
        socket.close()


@pytest.fixture
def receiver(receivers):
    return receivers()


@pytest.fixture
def department(running, monkeypatch):
    monkeypatch.setenv("KEFU_WEBHOOK_ALLOW", "127.0.0.0/8")
    monkeypatch.setattr(rules, "WAITS", (timedelta(milliseconds=300),))
    monkeypatch.setattr(dispatch, "PAUSE", 0.1)
    monkeypatch.setattr(outgoing, "PAUSE", 0.1)
    return running.start(Webhooks, Customers)
