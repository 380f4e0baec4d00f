"""A full command through the gateway (HTTP, RPC, store, event), beside our echo and bare keyed updates of the store."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import timedelta
from statistics import median
from typing import Any

from benchmarks.department import ROOT, Department, customers, running, timed
from benchmarks.report import spread

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
    ratios = [run["command"] / (run["echo"] + 2 * run["update"]) for run in found]
    rows = [{"what": name, "ms (p50 of a round)": spread([run[name] for run in found])} for name in ("command", "query", "echo", "update")]
    return {
        "what": "a full command through the gateway, by one caller",
        "rounds": found,
        "ratio": spread(ratios),
        "table": [*rows, {"what": "command / (echo + 2 updates)", "ms (p50 of a round)": spread(ratios)}],
        "notes": [
            "command: PATCH /customers/{customer_no}, answered when it is stored, its event and audit entry inside the write",
            "query: GET /customers/{customer_no}",
            "update: update_one by _id, w=majority, j, on a document of the same size",
            "the event, the audit trail and the hearing of the event by others run beside the commands",
        ],
    }


def _round(department: Department, echo: subprocess.Popen[str], each: int) -> dict[str, float]:
    chosen = [f"B{random.randrange(KNOWN):07}" for _ in range(each)]
    change = timed(lambda n: department.client.ask("PATCH", f"/customers/{chosen[n]}", {"contact": f"聯{random.random()}"}), each)
    department.settle()
    read = timed(lambda n: department.client.ask("GET", f"/customers/{chosen[n]}"), each)
    echo.stdin.write(json.dumps({"callers": 1, "seconds": 1}) + "\n")
    echo.stdin.flush()
    echoed = json.loads(echo.stdout.readline())["p50_ms"]
    with department.store() as store:
        documents = store[department.instance.database("customers")]["bench"]
        pattern = (
            store[department.instance.database("customers")]["customers"].find_one({"_id": f"{department.organisation}/B0000000"}) or {}
        )
        for number in chosen:
            documents.replace_one({"_id": number}, {**pattern, "_id": number}, upsert=True)
        update = timed(lambda n: documents.update_one({"_id": chosen[n]}, {"$set": {"contact": f"聯{random.random()}"}}), each)
        documents.drop()
    found = {"command": median(change), "query": median(read), "echo": echoed, "update": median(update)}
    print(", ".join(f"{name} {value:.1f} ms" for name, value in found.items()), flush=True)
    return found


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
