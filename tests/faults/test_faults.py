"""What happens to a running department when its processes are killed or frozen: nothing is lost, doubled, or hangs.

``KEFU_FAULT_ROUNDS`` sets the number of kills (a few in CI, hundreds by hand; figures of a long run are in docs/faults.md).
"""

import json
import os
import random
import signal
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import eventlet
import pytest

ROUNDS = int(os.environ.get("KEFU_FAULT_ROUNDS", "4"))
SEED = int(os.environ.get("KEFU_FAULT_SEED", "0")) or time.time_ns() % 100_000
VICTIMS = {"echo": 3, "echo.2": 3, "broker": 2, "store": 2}
CALLERS = 4
SLACK = 1.5

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(300 + 60 * ROUNDS)]


def test_no_kill_of_service_broker_or_store_loses_or_doubles_a_command(department):
    chance, killed, recoveries = random.Random(SEED), Counter(), []
    department.load.begin(CALLERS)
    order = list(VICTIMS) + chance.choices(list(VICTIMS), weights=list(VICTIMS.values()), k=max(ROUNDS - len(VICTIMS), 0))
    for victim in order[:ROUNDS]:
        eventlet.sleep(chance.uniform(0.3, 2))
        killed[victim] += department.kill(victim)
        if chance.random() < 0.6:
            recoveries.append(department.recovered())
    recoveries.append(department.recovered())
    eventlet.sleep(1)
    department.load.end()
    kept = department.nothing_lost_or_doubled()
    assert kept["commands"] > 5 * ROUNDS, "there was no load to speak of"
    assert department.load.other == []
    assert max(department.load.answers) < department.load.deadline + SLACK
    _report(
        "kills",
        rounds=ROUNDS,
        seed=SEED,
        killed=dict(killed),
        **kept,
        longest_answer=round(max(department.load.answers), 2),
        recovery_seconds=[round(min(recoveries), 1), round(sorted(recoveries)[len(recoveries) // 2], 1), round(max(recoveries), 1)],
    )


@pytest.mark.parametrize("server", ["broker", "store"])
def test_while_a_server_is_frozen_callers_hear_503_by_their_deadline_and_readyz_says_so(department, until, server):
    department.load.begin(CALLERS)
    until(lambda: department.load.answers, seconds=60)
    starts = {name: process.starts for name, process in department.instance.running.items()}
    department.kill(server, signal.SIGSTOP)
    before = department.load.unavailable
    try:
        eventlet.sleep(4)
        assert department.load.unavailable > before
        assert _readyz(department, "echo") == (503, {"started": True, "broker": server != "broker", "store": server != "store"})
        assert _get(f"{department.instance.ops_url('echo')}/livez")[0] == 200
    finally:
        department.kill(server, signal.SIGCONT)
    department.recovered(60)
    eventlet.sleep(1)
    department.load.end()
    department.nothing_lost_or_doubled()
    assert max(department.load.answers) < department.load.deadline + SLACK
    assert {name: process.starts for name, process in department.instance.running.items()} == starts


def test_a_rolling_restart_under_load_is_not_noticed_by_callers(department, until):
    department.load.deadline = 10
    department.load.begin(CALLERS)
    until(lambda: department.load.answers, seconds=60)
    for replica in ("echo", "echo.2"):
        pid = department.instance.pid(replica)
        started = time.monotonic()
        department.kill(replica, signal.SIGTERM)
        until(lambda pid=pid: not Path(f"/proc/{pid}").exists(), seconds=30)
        assert time.monotonic() - started < 30
        department.recovered(60)
    department.load.end()
    assert department.nothing_lost_or_doubled()["unavailable"] == 0


def _readyz(department, name):
    status, text = _get(f"{department.instance.ops_url(name)}/readyz")
    return status, json.loads(text)


def _get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def _report(name, **figures):
    """Print, and append to the file of ``KEFU_FAULT_REPORT``."""
    line = json.dumps({"test": name, **figures})
    print(line)
    if "KEFU_FAULT_REPORT" in os.environ:
        with Path(os.environ["KEFU_FAULT_REPORT"]).open("a", encoding="utf-8") as report:
            report.write(f"{line}\n")
