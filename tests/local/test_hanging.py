"""A server that runs and answers nobody is ended, so that its supervisor starts it again."""

import os
import signal
import sys
import threading
import time

import pytest

from kefu.local import store
from kefu.local.hanging import Hanging
from kefu.local.ports import free_port
from kefu.local.process import Process

SLEEPING = [sys.executable, "-c", "import time; time.sleep(600)"]
PATIENCE = 0.4


@pytest.fixture
def process(tmp_path):
    process = Process("store", SLEEPING, lambda: os.environ, tmp_path / "log", seconds_to_stop=0)
    process.look_after()
    process.look_after()
    yield process
    process.ask_to_stop()
    while not process.has_stopped():
        time.sleep(0.01)


@pytest.fixture
def watching(process):
    stopping = threading.Event()
    threads = []

    def watch(works):
        threads.append(Hanging({"store": works}, every=0.05, patience=PATIENCE).watch([process], stopping))

    yield watch
    stopping.set()
    for thread in threads:
        thread.join()


def _until(enough, seconds=20.0):
    end = time.monotonic() + seconds
    while not enough() and time.monotonic() < end:
        time.sleep(0.02)
    return enough()


def test_what_answers_nobody_is_ended_and_started_again(process, watching):
    hanging = process.pid
    watching(lambda: process.pid != hanging)

    def started_again():
        process.look_after()
        return process.pid not in {None, hanging}

    assert _until(started_again)
    assert process.starts == 2


def test_what_answers_now_and_then_is_left_alone(process, watching):
    asked = []
    watching(lambda: asked.append(None) or len(asked) % 3 == 0)
    assert _until(lambda: len(asked) * 0.05 > 4 * PATIENCE)
    process.look_after()
    assert (process.starts, process.pid is None) == (1, False)


def test_a_frozen_store_does_not_work_and_one_that_refuses_somebody_does(instance):
    port = instance.plan.ports["store"]
    assert store.works(instance.mongo_uri())
    assert store.works(f"mongodb://nobody:wrong@127.0.0.1:{port}/?directConnection=true")
    assert not store.works(f"mongodb://127.0.0.1:{free_port()}/?directConnection=true")
    pid = instance.pid("store")
    os.kill(pid, signal.SIGSTOP)
    try:
        assert not store.works(instance.mongo_uri())
    finally:
        os.kill(pid, signal.SIGCONT)
