"""Where the files of a deployment are, what services there are, and a small department that runs."""

import http.client
import json
import os
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import eventlet
import pytest

from kefu.identity import LocalIssuer
from kefu.local import Instance

ROOT = Path(__file__).parents[2]
SERVICES = tuple(sorted(path.parent.name for path in (ROOT / "services").glob("*/pyproject.toml")))
LIVE = ("attendance", "billing", "complaints", "customers", "gateway", "metering")
STAFF = {
    "A01": "system_administrator", "H01": "department_head", "C02": "cashier", "F01": "finance", "G01": "customer_service_supervisor",
    "L01": "business_centre_team_leader", "E01": "engineer", "R01": "meter_reader",
}  # fmt: skip
ORGANISATION = "watched_gas"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def services() -> tuple[str, ...]:
    return SERVICES


def _until(look: Any, *, seconds: float = 90.0, every: float = 0.2) -> Any:
    """What is seen once it is true; an ``AssertionError`` in it counts as not yet, until the time is over."""
    end = time.monotonic() + seconds
    while True:
        try:
            seen = look()
            assert seen, "it did not happen in time"
        except AssertionError:
            if time.monotonic() > end:
                raise
        else:
            return seen
        eventlet.sleep(every)


@pytest.fixture(scope="session")
def until():
    return _until


@dataclass
class Department:
    """The organisation whose people speak to the running instance over HTTP."""

    instance: Instance
    issuer: LocalIssuer
    organisation: str = ORGANISATION

    def token(self, staff_no: str, *, issuer: LocalIssuer | None = None) -> str:
        """The token of a member of staff."""
        return (issuer or self.issuer).token(staff_no=staff_no, organisation=self.organisation, roles=[STAFF[staff_no]])

    def ask(self, staff_no: str, method: str, path: str, body: Any = None, *, token: str = "", **headers: str) -> tuple[int, Any]:
        """Status and body of the answer to one request."""
        sent = {"Authorization": f"Bearer {token or self.token(staff_no)}", "Content-Type": "application/json", **headers}
        content = body if body is None or isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        with closing(http.client.HTTPConnection(urlsplit(self.instance.gateway_url).netloc, timeout=60)) as connection:
            connection.request(method, path, content, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        return answer.status, json.loads(text) if text and "json" in (answer.headers["Content-Type"] or "") else text

    def done(self, staff_no: str, path: str, *, key: str = "", **body: Any) -> Any:
        """The reply to a POST that must succeed."""
        status, reply = self.ask(staff_no, "POST", path, body, **({"Idempotency-Key": key} if key else {}))
        assert status in {200, 201}, (path, status, reply)
        return reply

    def seen(self, staff_no: str, path: str) -> Any:
        """The reply to a GET that must succeed."""
        status, reply = self.ask(staff_no, "GET", path)
        assert status == 200, (path, status, reply)
        return reply

    def register(self) -> "Department":
        """Enter the organisation and its staff."""
        self.done("A01", "/organisations", organisation=self.organisation, name="受監測的燃氣公司")
        rows = "staff_no,name,role,joined_on\n" + "".join(f"{no},{no},{role},2020-01-01\n" for no, role in STAFF.items())
        csv = {"Content-Type": "text/csv", "Accept": "application/json"}
        status, reply = self.ask("A01", "POST", "/staff:import", rows.encode(), **csv)
        assert status == 200, reply
        assert reply["summary"]["accepted"] == len(STAFF), reply
        return self


@pytest.fixture(scope="session")
def live(tmp_path_factory):
    """A department that runs with a user for each service, and RabbitMQ's own figures."""
    if "KEFU_LIVE_HOME" in os.environ:  # one that runs already, for writing tests quickly
        running = Instance(Path(os.environ["KEFU_LIVE_HOME"]))
        yield Department(running, LocalIssuer(running.home), f"{ORGANISATION}{time.time_ns() // 10**9 % 10**6}").register()
        return
    environment = {"KEFU_SCHEDULER": "off", "KEFU_RETRY_DELAYS_MS": "200,200,200", "KEFU_DEADLINE": "3"}
    home = tmp_path_factory.mktemp("live")
    with Instance(home, services=LIVE, management=True, environment=environment) as running:
        running.wait_ready(240)
        yield Department(running, LocalIssuer(home)).register()
