"""What a caller over HTTP sees of a broker that stands still: a refusal in time that says when to come again, then all is well."""

import json
import os
import signal
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.fault
DEADLINE = 10.0
SLACK = 1.5


@pytest.fixture(scope="module")
def department(founded, instance):
    """A gas company with one customer."""
    instance.wait_ready(240)
    gas = founded("frozen_gas")
    gas.customer("K1", kind="residential", meter_no="M1")
    return gas


@pytest.fixture
def frozen_broker(instance):
    """The broker, standing still for the length of the test."""
    pid = instance.pid("broker")
    os.kill(pid, signal.SIGSTOP)
    yield lambda: os.kill(pid, signal.SIGCONT)
    os.kill(pid, signal.SIGCONT)


def _changes(department):
    return [entry["by"] for entry in department.by("A01").everything("/services/metering/audit") if entry["what"] == "change_meter"]


def _readyz(instance, name):
    try:
        with urllib.request.urlopen(f"{instance.ops_url(name)}/readyz", timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as answer:
        return answer.code, json.loads(answer.read())


def test_callers_hear_503_by_their_deadline_and_all_is_well_again_within_seconds(department, instance, frozen_broker, at_once, until):
    head, engineer = department.by("H01", "customer_service_supervisor"), department.by("E01")
    starts = {name: process.starts for name, process in instance.running.items()}
    asks = [
        lambda: head.get("/customers/K1"),
        lambda: head.get("/accounts/K1/dunning"),
        lambda: engineer.post("/meters/M1:change", key="frozen-1", position="indoor"),
        lambda: head.get("/customers/K1/overview"),
    ]
    for answer in at_once(asks):
        assert (answer.status, answer.code) == (503, "service_unavailable"), answer.body
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.seconds < DEADLINE + SLACK
    for service in ("customers", "billing.2", "gateway"):
        status, said = _readyz(instance, service)
        assert (status, said["broker"], said["store"]) == (503, False, True), service

    frozen_broker()
    until(lambda: not instance.unready(), seconds=20)
    assert until(lambda: head.get("/customers/K1").status == 200, seconds=10)
    again = engineer.post("/meters/M1:change", key="frozen-1", position="indoor")
    assert (again.status, again["position"]) == (200, "indoor")
    assert until(lambda: _changes(department) == ["E01"], seconds=10)
    assert {name: process.starts for name, process in instance.running.items()} == starts
