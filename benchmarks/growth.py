"""A keyed command's latency while the register grows from a thousand customers to a hundred thousand."""

from __future__ import annotations

import random
from statistics import median
from typing import Any

from benchmarks.department import PATTERN, Department, customers, running, timed
from benchmarks.report import spread


def measure(*, quick: bool) -> dict[str, Any]:
    """At each size the same commands on random customers, beside bare updates of the same collection."""
    sizes, rounds, each = ((1_000, 5_000), 3, 15) if quick else ((1_000, 10_000, 100_000), 5, 40)
    with running() as department:
        department.client.send("/customers:import", customers(int(PATTERN), 1))
        department.settle()
        found: dict[int, list[dict[str, float]]] = {}
        there = 0
        for size in sizes:
            department.lay_in("customers", range(there, size))
            there = size
            _round(department, size, each)  # warm
            found[size] = [_round(department, size, each) for _ in range(rounds)]
            print(f"{size}: command {median(run['command'] for run in found[size]):.1f} ms", flush=True)
    first = median(run["command"] for run in found[sizes[0]])
    return {
        "what": "a keyed command (PATCH /customers/{customer_no}) as the register grows",
        "rounds": {str(size): runs for size, runs in found.items()},
        "table": [
            {
                "customers": size,
                "command ms": spread([run["command"] for run in runs]),
                "bare update ms": spread([run["update"] for run in runs]),
                "command / update": spread([run["command"] / run["update"] for run in runs], digits=1),
                "x the first": round(median(run["command"] for run in runs) / first, 2),
            }
            for size, runs in found.items()
        ],
        "notes": ["one customer is imported; the others are laid into the store as copies of it with names, phones and keys of their own"],
    }


def _round(department: Department, size: int, each: int) -> dict[str, float]:
    chosen = [f"B{random.randrange(size):07}" for _ in range(each)]
    command = timed(lambda n: department.client.ask("PATCH", f"/customers/{chosen[n]}", {"contact": f"聯{random.random()}"}), each)
    department.settle()
    with department.store() as store:
        documents = store[department.instance.database("customers")]["customers"]
        update = timed(
            lambda n: documents.update_one({"_id": f"{department.organisation}/{chosen[n]}"}, {"$set": {"touched": random.random()}}), each
        )
    return {"command": median(command), "update": median(update)}
