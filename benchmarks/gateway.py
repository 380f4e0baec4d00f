"""A full command through the gateway (HTTP, RPC, store, event), beside our echo and bare keyed updates of the store."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import mean, median
from typing import Any

from benchmarks.department import ROOT, Department, customers, running, timed
from benchmarks.report import spread
from pymongo.collection import Collection

from kefu.identity import LocalIssuer

KNOWN, UPDATED = 500, 60
PAUSE = 0.1


def measure(*, quick: bool) -> dict[str, Any]:
    """Rounds of commands, echoes and bare updates, one after the other, by one caller."""
    rounds, each = (3, 20) if quick else (9, 60)
    with running("echo") as department:
        department.client.send("/customers:import", customers(0, KNOWN))
        department.settle()
        echo = _echo(department)
        try:
            found = [_round(department, echo, each) for _ in range(rounds)]
        finally:
            echo.kill()
            echo.wait()
    ratios = {
        "command / (echo + 2 updates)": [run["command"] / (run["echo"] + 2 * run["update"]) for run in found],
        "the same, calm": [run["command, calm"] / (run["echo, calm"] + 2 * run["update, calm"]) for run in found],
        "calm command / (echo + 2 updates) of a busy time": [run["command, calm"] / (run["echo"] + 2 * run["update"]) for run in found],
    }
    rows = [{"what": name, "ms (p50 of a round)": spread([run[name] for run in found])} for name in found[0]]
    return {
        "what": "a full command through the gateway, by one caller",
        "rounds": found,
        "ratio": {name: spread(each) for name, each in ratios.items()},
        "table": [*rows, *({"what": name, "ms (p50 of a round)": spread(each)} for name, each in ratios.items())],
        "notes": [
            "command: PATCH /customers/{customer_no}. It is answered when it is stored, its event and its audit entry inside the write;",
            "sending the event, the trail, and what others do with it run beside and after; the mean shows what they cost the next command",
            "query: GET /customers/{customer_no}",
            "update: update_one by _id of one field in the service's own collection with its indexes, w=majority, j",
            "update, plain: the same on a document of the same size in a collection without indexes",
            "one after the other without a pause, or calm: each kind ten a second, so that nothing of the one before is under way;",
            "a machine that has slept is slower at everything, hence a baseline of its own",
        ],
    }


def _round(department: Department, echo: subprocess.Popen[str], each: int) -> dict[str, float]:
    def change(_number: int) -> None:
        department.client.ask("PATCH", f"/customers/B{random.randrange(KNOWN):07}", {"contact": f"聯{random.random()}"})

    def read(_number: int) -> None:
        department.client.ask("GET", f"/customers/B{random.randrange(KNOWN):07}")

    with department.store() as store:
        database = store[department.instance.database("customers")]
        own, plain = (
            _updating(department, database["customers"]),
            _updating(department, database["bench"], copied_from=database["customers"]),
        )
        command = timed(change, each)
        department.settle()
        query = timed(read, each)
        found = {
            "command": median(command), "command, mean": mean(command), "query": median(query), "echo": _echoed(echo, seconds=1),
            "update": median(timed(own, each)), "update, plain": median(timed(plain, each)),
            "command, calm": median(calmly(change, each // 2)), "echo, calm": _echoed(echo, seconds=PAUSE * each / 2, pause=PAUSE),
            "update, calm": median(calmly(own, each // 2)),
        }  # fmt: skip
    department.settle()
    print(", ".join(f"{name} {value:.1f} ms" for name, value in found.items()), flush=True)
    return found


def calmly(act: Callable[[int], None], times: int) -> list[float]:
    """Milliseconds that each took, with a pause before it."""

    def one(number: int) -> float:
        time.sleep(PAUSE)
        return timed(lambda _: act(number), 1)[0]

    return [one(number) for number in range(times)]


def _echoed(echo: subprocess.Popen[str], *, seconds: float, pause: float = 0) -> float:
    echo.stdin.write(json.dumps({"callers": 1, "seconds": seconds, "pause": pause}) + "\n")
    echo.stdin.flush()
    return float(json.loads(echo.stdout.readline())["p50_ms"])


Documents = Collection[dict[str, Any]]


def _updating(department: Department, documents: Documents, *, copied_from: Documents | None = None) -> Callable[[int], None]:
    """A bare keyed update of one of the first customers; in a collection of copies when they are copied first."""
    chosen = [f"{department.organisation}/B{number:07}" for number in range(UPDATED)]
    for document in copied_from.find({"_id": {"$in": chosen}}) if copied_from is not None else ():
        documents.replace_one({"_id": document["_id"]}, document, upsert=True)
    return lambda number: documents.update_one({"_id": chosen[number % UPDATED]}, {"$set": {"contact": f"聯{random.random()}"}})


def _echo(department: Department) -> subprocess.Popen[str]:
    instance = department.instance
    token = LocalIssuer(instance.home).token(
        staff_no="C01", organisation=department.organisation, roles=["cashier"], valid_for=timedelta(hours=12)
    )
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "contracts"), str(ROOT / "tests/plugin"), os.environ.get("PYTHONPATH", "")])
    caller = subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks/peers/ours.py"), "caller"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "AMQP_URI": instance.amqp_uri(), "BENCH_TOKEN": token, "PYTHONPATH": path},
    )
    if caller.stdout.readline().strip() != "ready":
        raise SystemExit("the echo's caller did not start")
    return caller
