"""An instance keeps its processes running, keeps its data, and lives beside others."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pymongo
import pytest

from kefu.local import Instance, NotReady
from kefu.local.plan import plan_path, read_plan

RUNNER = (sys.executable, str(Path(__file__).with_name("answering_runner.py")))


def until(said, seconds=120):
    """Poll until it is so."""
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def served(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def test_every_service_runs_with_its_own_settings(instance):
    assert served(instance.ops_url("billing")) == "billing"
    assert served(instance.ops_url("metering")) == "metering"
    assert set(instance.running) == {"epmd", "broker", "store", "store.2", "billing", "gateway", "metering"}


@pytest.mark.fault
@pytest.mark.parametrize("name", ["billing", "broker", "store", "store.2", "epmd"])
def test_what_is_killed_comes_back(instance, name):
    killed, starts = instance.pid(name), instance.running[name].starts
    instance.restart(name, signum=signal.SIGKILL)
    until(lambda: instance.pid(name) not in {None, killed})
    instance.wait_ready(180)
    assert instance.running[name].starts == starts + 1


@pytest.mark.fault
def test_the_store_keeps_what_it_acknowledged_when_killed(instance):
    with pymongo.MongoClient(instance.mongo_uri("billing")) as client:
        client[instance.database("billing")].kept.insert_one({"_id": "acknowledged"})
        store = instance.plan.store_of("billing")
        killed = instance.pid(store)
        instance.restart(store, signum=signal.SIGKILL)
        until(lambda: instance.pid(store) not in {None, killed})
        instance.wait_ready(180)
        assert client[instance.database("billing")].kept.find_one({"_id": "acknowledged"})


def test_a_second_start_finds_the_first(instance):
    before = {name: process.pid for name, process in instance.running.items()}
    Instance(instance.home, services=("billing",)).start(detached=True)
    assert {name: process.pid for name, process in instance.running.items()} == before


def test_passwords_are_readable_by_their_owner_only(instance):
    assert plan_path(instance.home).stat().st_mode & 0o077 == 0
    assert (instance.home / "broker/definitions.json").stat().st_mode & 0o077 == 0
    for path in instance.home.glob("log/*.log"):
        text = path.read_text(errors="replace")
        assert not any(password in text for password in instance.plan.passwords.values())


def test_replicas_have_names_and_ports_of_their_own(tmp_path):
    with Instance(tmp_path, services=("billing",), servers=(), replicas=2, runner=RUNNER) as pair:
        pair.wait_ready(180)
        assert set(pair.running) == {"billing", "billing.2"}
        assert pair.ops_url("billing") != pair.ops_url("billing.2")
        assert served(pair.ops_url("billing.2")) == "billing"


def test_a_service_that_cannot_start_is_tried_again_and_named(tmp_path):
    settings = {"KEFU_TEST_DIES": "billing"}
    with Instance(tmp_path, services=("billing", "metering"), servers=(), runner=RUNNER, environment=settings) as lame:
        with pytest.raises(NotReady, match=r"(?s)billing.*dying as told"):
            lame.wait_ready(3)
        assert served(lame.ops_url("metering")) == "metering"
        assert (tmp_path / "log/billing.log").read_text().count("dying as told") in range(2, 8)  # pauses grow


def test_ports_and_passwords_outlive_a_restart(tmp_path):
    first = Instance(tmp_path, services=("billing",), servers=(), runner=RUNNER)
    with first:
        first.wait_ready(180)
        before = read_plan(tmp_path)
    with Instance(tmp_path, services=("billing", "metering"), servers=(), runner=RUNNER) as second:
        second.wait_ready(180)
        after = read_plan(tmp_path)
    assert after.ports["billing"] == before.ports["billing"]
    assert after.passwords["billing"] == before.passwords["billing"]
    assert "metering" in after.passwords


def test_a_stopped_instance_leaves_nothing_running(tmp_path):
    instance = Instance(tmp_path, services=("billing",), servers=(), runner=RUNNER)
    instance.start().wait_ready(180)
    pid = instance.pid("billing")
    instance.stop()
    assert not instance.is_running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.fault
def test_an_instance_ends_with_the_process_that_started_it(tmp_path):
    program = f"""
import os
from pathlib import Path
from kefu.local import Instance
Instance(Path({str(tmp_path)!r}), services=("billing",), servers=(), runner={RUNNER!r}).start().wait_ready(180)
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", program], check=False, timeout=240)
    until(lambda: not Instance(tmp_path, services=()).is_running)


@pytest.mark.fault
def test_what_a_killed_supervisor_left_is_ended_by_the_next(tmp_path):
    instance = Instance(tmp_path, services=("billing",), servers=(), runner=RUNNER)
    instance.start(detached=True).wait_ready(180)
    orphan = instance.pid("billing")
    os.kill(instance.supervisor_pid, signal.SIGKILL)
    until(lambda: not instance.is_running)
    os.kill(orphan, 0)
    try:
        instance.start(detached=True).wait_ready(180)
        assert instance.pid("billing") != orphan
        with pytest.raises(ProcessLookupError):
            os.kill(orphan, 0)
    finally:
        instance.stop()
