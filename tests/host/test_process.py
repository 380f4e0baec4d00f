"""A service as a process: it says how it is however busy it is, and stops without doing anything twice."""

import json
import signal
import time
import urllib.error
import urllib.request

import eventlet
import pytest

from kefu.local.ports import free_port

READY = '"message": "ready"'


@pytest.fixture
def service(process, until):
    """``service(**environment)``: an echo service in a process; ``.get(path)`` asks its own port."""

    def run(**environment):
        port = free_port()
        running = process("-m", "kefu.runner", "echo", KEFU_OPS_PORT=str(port), **environment)
        running.get = lambda path, timeout=5, **more: _get(f"http://127.0.0.1:{port}{path}", timeout, **more)
        until(lambda: READY in running.log.read_text() or running.poll() is not None, seconds=90)
        return running

    return run


def _get(url, timeout, **more):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **more), timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def test_it_says_how_it_is_while_all_fifty_workers_are_busy(service, asking, tmp_path, until):
    running, ask = service(), asking()
    pool = eventlet.GreenPool(60)
    calls = [pool.spawn(ask, "linger", {"counter_no": str(number), "milliseconds": 2500}, deadline=60) for number in range(55)]
    until(lambda: (tmp_path / "journal").exists() and len((tmp_path / "journal").read_text().split()) >= 50)
    for path in ("/livez", "/readyz", "/metrics"):
        started = time.monotonic()
        status, text = running.get(path)
        assert (status, time.monotonic() - started < 1) == (200, True), text
    assert "kefu_running 5" in text
    assert {call.wait()["total"] for call in calls} == {1}


def test_what_it_logs_is_changed_while_it_runs(service):
    running = service()
    status, text = running.get("/loglevel", method="PUT", data=b"debug")
    assert (status, json.loads(text)) == (200, {"level": "DEBUG", "until_back_seconds": 900})
    running.get("/livez")
    assert running.get("/loglevel", method="PUT", data=b"LOUD")[0] == 400
    assert running.get("/loglevel")[0] == 404


def test_it_is_not_ready_while_its_broker_or_store_is_away_and_ready_again_by_itself(service, cable, amqp_uri, mongo_uri, until):
    broker, store = cable(amqp_uri), cable(mongo_uri)
    running = service(AMQP_URI=broker.uri, MONGO_URI=store.uri)
    assert running.get("/readyz") == (200, json.dumps({"started": True, "broker": True, "store": True}))
    broker.cut()
    until(lambda: running.get("/readyz") == (503, json.dumps({"started": True, "broker": False, "store": True})))
    broker.mend()
    until(lambda: running.get("/readyz")[0] == 200)
    broker.freeze()
    until(lambda: running.get("/readyz") == (503, json.dumps({"started": True, "broker": False, "store": True})))
    broker.thaw()
    until(lambda: running.get("/readyz")[0] == 200, seconds=90)
    store.cut()
    until(lambda: running.get("/readyz", timeout=10) == (503, json.dumps({"started": True, "broker": True, "store": False})))
    assert running.get("/livez") == (200, json.dumps({"alive": True}))
    store.mend()
    until(lambda: running.get("/readyz", timeout=10)[0] == 200)
    assert running.poll() is None


def test_sigterm_under_load_lets_nothing_run_twice_and_ends_in_time(service, asking, tmp_path, until):
    first, ask = service(), asking()
    pool = eventlet.GreenPool(40)
    calls = [
        pool.spawn(ask, "linger", {"counter_no": f"c{number}", "milliseconds": 1000 + 50 * number}, deadline=25) for number in range(30)
    ]
    until(lambda: (tmp_path / "journal").exists() and len((tmp_path / "journal").read_text().split()) >= 15)
    started = time.monotonic()
    first.send_signal(signal.SIGTERM)
    second = service()
    answers = [call.wait() for call in calls]
    assert first.wait(30) == 0
    assert time.monotonic() - started < 30
    assert [answer["total"] for answer in answers] == [1] * 30
    executed = (tmp_path / "journal").read_text().split()
    assert sorted(executed) == sorted(f"c{number}" for number in range(30))
    assert second.poll() is None


def test_a_stopped_service_has_sent_what_it_wrote(service, asking, documents, until):
    first, ask = service(), asking()
    pool = eventlet.GreenPool(20)
    calls = [pool.spawn(ask, "count", {"counter_no": str(number)}, deadline=60) for number in range(20)]
    until(lambda: documents["echo"].find_one())
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0
    assert documents["echo"].find_one({"outbox.at": {"$exists": True}}) is None
    service()
    assert [call.wait()["total"] for call in calls] == [1] * 20


@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        (["nothing"], {}, 3),
        (["echo"], {"MONGO_URI": "mongodb://127.0.0.1:9/?directConnection=true"}, 4),
        (["echo"], {"AMQP_URI": "amqp://guest:guest@127.0.0.1:9//", "KEFU_START_DEADLINE": "2"}, 4),
    ],
)
def test_a_service_that_cannot_start_ends_with_its_code(process, arguments, environment, code):
    assert process("-m", "kefu.runner", *arguments, **environment).wait(30) == code
