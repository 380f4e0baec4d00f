"""A full command through the gateway (HTTP, RPC, store, event), beside our echo and bare keyed updates of the store."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from statistics import median
from typing import Any

from benchmarks.department import ROOT, Department, customers, running, timed
from benchmarks.report import spread
from pymongo.collection import Collection

from kefu.identity import LocalIssuer

KNOWN = 500


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
    ratios = {name: [run[name] / (run["echo"] + 2 * run["update"]) for run in found] for name in ("command", "command, calm")}
    rows = [{"what": name, "ms (p50 of a round)": spread([run[name] for run in found])} for name in found[0]]
    return {
        "what": "a full command through the gateway, by one caller",
        "rounds": found,
        "ratio": {name: spread(each) for name, each in ratios.items()},
        "table": [*rows, *({"what": f"{name} / (echo + 2 updates)", "ms (p50 of a round)": spread(each)} for name, each in ratios.items())],
        "notes": [
            "command: PATCH /customers/{customer_no}, one after the other; calm: ten a second. It is answered when it is stored,",
            "its event and its audit entry inside the write; sending the event, the trail, and what others do with it run beside",
            "query: GET /customers/{customer_no}",
            "update: update_one by _id of one field in the service's own collection with its indexes, w=majority, j",
            "update, plain: the same on a document of the same size in a collection without indexes",
        ],
    }


def _round(department: Department, echo: subprocess.Popen[str], each: int) -> dict[str, float]:
    def change(_number: int) -> None:
        department.client.ask("PATCH", f"/customers/B{random.randrange(KNOWN):07}", {"contact": f"聯{random.random()}"})

    def read(_number: int) -> None:
        department.client.ask("GET", f"/customers/B{random.randrange(KNOWN):07}")

    def calmly() -> float:
        time.sleep(0.1)
        return timed(change, 1)[0]

    command = timed(change, each)
    department.settle()
    calm = [calmly() for _ in range(each // 2)]
    department.settle()
    query = timed(read, each)
    echo.stdin.write(json.dumps({"callers": 1, "seconds": 1}) + "\n")
    echo.stdin.flush()
    echoed = json.loads(echo.stdout.readline())["p50_ms"]
    own, plain = _bare_updates(department, each)
    found = {"command": command, "command, calm": calm, "query": query, "echo": [echoed], "update": own, "update, plain": plain}
    medians = {name: median(taken) for name, taken in found.items()}
    print(", ".join(f"{name} {value:.1f} ms" for name, value in medians.items()), flush=True)
    return medians


def _bare_updates(department: Department, each: int) -> tuple[list[float], list[float]]:
    with department.store() as store:
        database = store[department.instance.database("customers")]
        own, plain = database["customers"], database["bench"]
        chosen = [f"{department.organisation}/B{number:07}" for number in range(each)]
        for document in own.find({"_id": {"$in": chosen}}):
            plain.replace_one({"_id": document["_id"]}, document, upsert=True)

        def update(documents: Collection[dict[str, Any]]) -> list[float]:
            return timed(lambda n: documents.update_one({"_id": chosen[n]}, {"$set": {"contact": f"聯{random.random()}"}}), each)

        return update(own), update(plain)


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
