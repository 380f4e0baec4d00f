"""A service that was forked is as much its own process as one that was started alone."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from kefu.local.born import born
from kefu.local.forked import Forerunner

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every service is started alone")
NOWHERE = {"AMQP_URI": "amqp://nobody:nothing@127.0.0.1:1/", "MONGO_URI": "mongodb://127.0.0.1:1/", "KEFU_OPS_PORT": "0"}


def until(said, seconds=120):
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


@pytest.fixture
def forerunner(tmp_path):
    one = Forerunner(log=tmp_path / "forerunner.log", environment={})
    until(lambda: one.is_ready)
    yield one
    one.close()


@pytest.fixture
def waiting(forerunner, tmp_path):
    """A service that waits for a store which is not there."""
    forked = forerunner.fork("webhooks", environment={**NOWHERE, "KEFU_START_DEADLINE": "200"}, log=tmp_path / "webhooks.log")
    until(lambda: os.getsid(forked.pid) == forked.pid)
    yield forked
    forked.send_signal(signal.SIGKILL)


def test_it_has_a_session_and_a_name_of_its_own_and_nothing_of_its_parent_open(waiting, tmp_path):
    until(lambda: Path(f"/proc/{waiting.pid}/comm").read_text("utf-8") == "kefu:webhooks\n")
    opened = [str(Path(f"/proc/{waiting.pid}/fd/{number}").readlink()) for number in range(3)]
    assert opened == ["/dev/null", str(tmp_path / "webhooks.log"), str(tmp_path / "webhooks.log")]


def test_it_has_the_environment_it_was_given_and_tells_its_log_how_it_ended(forerunner, tmp_path):
    forked = forerunner.fork("nobody", environment={**NOWHERE, "KEFU_LOG_LEVEL": "ERROR"}, log=tmp_path / "nobody.log")
    until(lambda: forked.poll() is not None)
    assert "no service 'nobody' is installed" in (tmp_path / "nobody.log").read_text("utf-8")
    assert (tmp_path / "forerunner.log").read_text("utf-8") == ""


def test_it_is_known_to_have_ended_when_it_was_killed_and_leaves_nothing_behind(waiting):
    assert waiting.poll() is None
    waiting.send_signal(signal.SIGKILL)
    until(lambda: waiting.poll() is not None)
    until(lambda: born(waiting.pid) != waiting.birth)


def test_it_outlives_its_forerunner_and_whoever_has_none_is_started_alone(forerunner, waiting, tmp_path):
    forerunner.close()
    assert waiting.poll() is None
    assert forerunner.fork("webhooks", environment=NOWHERE, log=tmp_path / "other.log") is None


def test_a_forerunner_that_has_died_is_not_waited_for(tmp_path):
    one = Forerunner(log=tmp_path / "forerunner.log", environment={"PYTHONPATH": str(tmp_path), "PYTHONHOME": str(tmp_path)})
    until(lambda: one.is_ready)
    assert one.fork("webhooks", environment=NOWHERE, log=tmp_path / "webhooks.log") is None
