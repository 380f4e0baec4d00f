"""One whole Kefu with two replicas of every service, spoken to over HTTP only; each file works for organisations of its own.

``KEFU_JOURNEY_HOME`` names the folder of an instance that runs already, for writing tests quickly.
"""

import http.client
import json
import os
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import eventlet
import pytest

from kefu.identity import LocalIssuer
from kefu.local import Instance

SECONDS = 120.0
STAFF = {
    "R01": "meter_reader", "R02": "meter_reader", "C01": "charging_clerk", "C02": "cashier", "S01": "counter_clerk",
    "L01": "business_centre_team_leader", "H01": "department_head", "F01": "finance", "E01": "engineer", "P01": "hr",
    "A01": "system_administrator", "V01": "customer_service_manager", "G01": "customer_service_supervisor",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers by lower-case name, and the body as JSON when it is that."""

    status: int
    headers: Mapping[str, str]
    body: Any
    seconds: float = 0.0

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def code(self) -> str | None:
        """The refusal's code."""
        return self.body.get("code") if isinstance(self.body, dict) else None


@dataclass(frozen=True)
class Person:
    """Somebody with a token, or without one, who asks the gateway at an address."""

    address: str
    token: str | None

    def ask(self, method: str, path: str, body: Any = None, *, timeout: float = 60.0, **headers: str) -> Answer:
        """The answer to one request; ``If_Match`` names the header If-Match."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        content = body if body is None or isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        started = time.monotonic()
        with closing(http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=timeout)) as connection:
            connection.request(method, quote(path, safe="/:?=&%,"), content, {"Accept-Language": "en", **sent})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")  # a file may come
        kept = {name.lower(): value for name, value in answer.getheaders()}
        read = json.loads(text) if text and "json" in kept.get("content-type", "") and "ndjson" not in kept["content-type"] else text
        return Answer(answer.status, kept, read, time.monotonic() - started)

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, **query: str) -> Answer:
        """The answer to a GET."""
        return self.ask("GET", path + (f"?{urlencode(query)}" if query else ""), **(headers or {}))

    def post(self, path: str, *, key: str | None = None, **body: Any) -> Answer:
        """The answer to a POST."""
        return self.ask("POST", path, body, **({"Idempotency_Key": key} if key else {}))

    def done(self, path: str, *, key: str | None = None, **body: Any) -> Any:
        """The reply to a POST that must succeed."""
        answer = self.post(path, key=key, **body)
        assert answer.status in {200, 201}, (path, answer.status, answer.body)
        return answer.body

    def seen(self, path: str, **query: str) -> Any:
        """The reply to a GET that must succeed."""
        answer = self.get(path, **query)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.body

    def everything(self, path: str, **query: str) -> list[Any]:
        """The items of all pages."""
        page = self.seen(path, limit="200", **query)
        items = list(page["items"])
        while page["next"]:
            page = self.seen(path, limit="200", cursor=page["next"], **query)
            items += page["items"]
        return items


def _until(look: Any, *, seconds: float = SECONDS, every: float = 0.1) -> Any:
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


@pytest.fixture
def until():
    return _until


def _at_once(acts: list[Any]) -> list[Any]:
    """What every act returns, all of them under way together."""
    return [thread.wait() for thread in [eventlet.spawn(act) for act in acts]]


@pytest.fixture
def at_once():
    return _at_once


@dataclass
class Department:
    """An organisation of the instance with its staff."""

    instance: Instance
    issuer: LocalIssuer
    organisation: str
    staff: Mapping[str, str] = field(default_factory=lambda: STAFF)

    def by(self, staff_no: str, *more: str) -> Person:
        """A member of staff with the role of the register, and more."""
        return self.holding(self.staff[staff_no], *more, staff_no=staff_no)

    def holding(self, *roles: str, staff_no: str = "X01") -> Person:
        """Anybody with the roles."""
        return Person(self.instance.gateway_url, self.issuer.token(staff_no=staff_no, organisation=self.organisation, roles=roles))

    def bearing(self, token: str | None) -> Person:
        """Whoever bears the token."""
        return Person(self.instance.gateway_url, token)

    def register(self, *, policies: Mapping[str, Any] | None = None) -> "Department":
        """Enter organisation, policies and staff, and wait until every service that asks knows them."""
        administrator = self.by("A01")
        administrator.done("/organisations", organisation=self.organisation, name=f"旅程 {self.organisation}")
        for value, content in (policies or {}).items():
            administrator.done("/policies", value=value, since="2013-01-01", content=content, reference="test")
        rows = "staff_no,name,role,joined_on\n" + "".join(f"{no},{no},{role},2020-01-01\n" for no, role in self.staff.items())
        answer = administrator.ask("POST", "/staff:import", rows.encode(), Content_Type="text/csv", Accept="application/json")
        assert answer.status == 200, answer.body
        assert answer["summary"]["accepted"] == len(self.staff), answer.body
        return self

    def customer(self, customer_no: str, *, kind: str, meter_no: str, register: str = "1000") -> None:
        """A customer with a meter that has gas and an opening reading."""
        self.by("G01").done(
            "/customers", customer_no=customer_no, name=f"客戶{customer_no}", kind=kind, opened_on="2019-05-06", confirmed_distinct=True,
            address=f"{customer_no}號", phone="", contact="",
        )  # fmt: skip
        meter = {"meter_no": meter_no, "customer_no": customer_no, "meter_type": "G25", "position": "outdoor", "inlet": "left"}
        clerk = self.by("E01")
        _until(lambda: clerk.done("/meters", **meter, installed_on="2019-05-06", life_years=10))
        clerk.done(f"/meters/{meter_no}:activate", gas_on_on="2019-05-10")
        clerk.done("/opening-readings", meter_no=meter_no, read_on="2025-02-22", kind="regular", base_reading=register, cumulative=register,
                   remaining="10")  # fmt: skip

    def sells_gas(self) -> "Department":
        """Publish a commercial price and open the reading month."""
        tariff = {"source": "price_authority", "customer_kind": "commercial", "price": "3.31", "valid_from": "2025-01-01"}
        self.by("F01").done("/tariffs", tariff_no="T1", **tariff)
        self.by("L01").done("/reading-months", period="2025-03", opened_on="2025-03-01")
        return self

    def billed(self, number: int) -> str:
        """Take a commercial customer as far as an invoice over 860 m3 at 3.31, due on the 29th of March."""
        customer_no, meter_no, slip_no, sheet_no = (f"{letter}{number}" for letter in "KMJB")
        self.customer(customer_no, kind="commercial", meter_no=meter_no)
        _until(lambda: self.by("L01").done("/reading-sheets", sheet_no=sheet_no, reader="R01", issued_on="2025-03-01"))
        reader, clerk = self.by("R01"), self.by("C01")
        reader.done(
            "/readings", meter_no=meter_no, read_at="2025-03-22T09:00", reader="R01", sheet_no=sheet_no, page=1, base_reading="1860",
            cumulative="1860", remaining="88", entered_on="2025-03-22",
        )  # fmt: skip
        slip = {"slip_no": slip_no, "meter_no": meter_no, "customer_no": customer_no, "issued_on": "2025-03-22", "volume": "860"}
        _until(lambda: reader.done("/slips", **slip))
        reader.done(f"/slips/{slip_no}:deliver", delivered_on="2025-03-22", entry_code_checked=True)
        reader.done(f"/slips/{slip_no}:sign", signature="signed", signatory="嚴桂", signed_on="2025-03-22")
        clerk.done(f"/slips/{slip_no}:post", entered_on="2025-03-23", entered_volume="860")
        return customer_no


@pytest.fixture(scope="session")
def instance(tmp_path_factory):
    """The running instance: private broker and store with a user for each service, two replicas of every service."""
    if "KEFU_JOURNEY_HOME" in os.environ:
        yield Instance(Path(os.environ["KEFU_JOURNEY_HOME"]))
        return
    environment = {"KEFU_SCHEDULER": "off", "KEFU_RETRY_DELAYS_MS": "200,500,1000", "KEFU_HTTP_RATE": "1000", "KEFU_HTTP_BURST": "5000"}
    with Instance(tmp_path_factory.mktemp("journeys"), replicas=2, environment=environment) as running:
        yield running.wait_ready(240)


@pytest.fixture(scope="session")
def issuer(instance):
    return LocalIssuer(instance.home)


@pytest.fixture(scope="session")
def founded(instance, issuer):
    """Registers organisations; the number of the run makes their names unique."""
    run = f"{time.time_ns() // 1_000_000 % 10**9}" if "KEFU_JOURNEY_HOME" in os.environ else ""

    def found(name: str, *, register: bool = True, **named: Any) -> Department:
        department = Department(instance, issuer, f"{name}{run}")
        return department.register(**named) if register else department

    return found


@pytest.fixture(autouse=True)
def _all_is_well(instance):
    """Every test finds everything at work."""
    instance.wait_ready(240)
