"""A keyed command's latency while the register grows from a thousand customers to a hundred thousand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from statistics import median
from typing import Any

from benchmarks.department import Department, customers, running, timed
from benchmarks.report import spread

KNOWN = 200


def measure(*, quick: bool) -> dict[str, Any]:
    """At each size the same commands on random customers, beside bare updates of the same collection."""
    sizes, rounds, each = ((1_000, 5_000), 3, 15) if quick else ((1_000, 10_000, 100_000), 5, 40)
    with running() as department:
        department.client.send("/customers:import", customers(0, KNOWN))
        department.settle()
        found: dict[int, list[dict[str, float]]] = {}
        there = KNOWN
        for size in sizes:
            _fill(department, there, size)
            there = size
            _round(department, size, each)  # warm
            found[size] = [_round(department, size, each) for _ in range(rounds)]
            print(f"{size}: command {median(run['command'] for run in found[size]):.1f} ms", flush=True)
    first = median(run["command"] for run in found[sizes[0]])
    return {
        "what": "a keyed command (PATCH /customers/{customer_no}) as the register grows", "rounds": {str(size): runs for size, runs in found.items()},
        "table": [{"customers": size, "command ms": spread([run["command"] for run in runs]), "bare update ms": spread([run["update"] for run in runs]),
                   "x the first": round(median(run["command"] for run in runs) / first, 2)} for size, runs in found.items()],
        "notes": [f"the first {KNOWN} customers are imported; the others are laid into the store as copies with names and keys of their own"],
    }


def _round(department: Department, size: int, each: int) -> dict[str, float]:
    chosen = [f"B{random.randrange(size):07}" for _ in range(each)]  # noqa: S311
    command = timed(lambda n: department.client.ask("PATCH", f"/customers/{chosen[n]}", {"contact": f"聯{random.random()}"}), each)  # noqa: S311
    department.settle()
    with department.store() as store:
        documents = store[department.instance.database("customers")]["customers"]
        update = timed(lambda n: documents.update_one({"_id": f"{department.organisation}/{chosen[n]}"}, {"$set": {"touched": random.random()}}), each)  # noqa: S311
    return {"command": median(command), "update": median(update)}


def _fill(department: Department, first: int, size: int) -> None:
    with department.store() as store:
        documents = store[department.instance.database("customers")]["customers"]
        pattern = documents.find_one({"_id": f"{department.organisation}/B0000000"})
        for start in range(first, size, 2_000):
            documents.insert_many([_copy(pattern, number) for number in range(start, min(start + 2_000, size))], ordered=False)


def _copy(pattern: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The document of the first customer, as that of the customer with the number: every mention of its number, name and phone changed."""
    marks = {"B0000000": f"B{number:07}", "客戶0": f"客戶{number}", "13900000000": f"139{number:08}", "南門街0號": f"南門街{number}號"}

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            for old, new in marks.items():
                value = value.replace(old, new)
            return value
        if isinstance(value, dict):
            return {name: renamed(item) for name, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, list) else value

    return {**renamed(dict(pattern)), "outbox": []}
