"""A page of a ticket list, a filter, a search and one ticket while their number grows, beside a bare keyed read in the same run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from benchmarks.department import Department, running, timed
from benchmarks.report import spread

from kefu.newest import position

PATTERN = "T7654321"
NEWEST = datetime.now(UTC) - timedelta(minutes=5)
YEARS = 3
ASKED = {
    "newest of all": "/cases?limit=20",
    "open complaints": "/cases?kind=complaint&state=open&limit=20",
    "overdue (none)": "/cases?state=overdue&limit=20",
    "search by words": "/case-search?words=%E7%99%BC%E7%A5%A8&limit=20",
}


def measure(*, quick: bool) -> dict[str, Any]:
    """At each size the same requests through the gateway, and keyed reads of the same collection without it."""
    sizes, rounds, each = ((1_000, 5_000), 3, 10) if quick else ((1_000, 10_000, 100_000), 5, 30)
    with running("complaints") as department:
        told = {"kind": "complaint", "channel": "call", "text": "發票一直沒有收到", "received_at": NEWEST.isoformat(), "severity": "minor"}
        department.client.ask("POST", "/cases", {"case_no": PATTERN, **told})
        department.settle()
        found: dict[int, list[dict[str, float]]] = {}
        for size in sizes:
            _lay_in(department, size)
            _round(department, size, each)  # warm
            found[size] = [_round(department, size, each) for _ in range(rounds)]
            print(f"{size}: { ({name: round(median(run[name] for run in found[size]), 1) for name in found[size][0]}) } ms", flush=True)
    first = found[sizes[0]]
    return {
        "what": "lists, search and single tickets as their number grows (three years of them, the newest first)",
        "rounds": {str(size): runs for size, runs in found.items()},
        "table": [
            {
                "tickets": size,
                "request": name,
                "ms": spread([run[name] for run in runs]),
                "request / keyed read": spread([run[name] / run["keyed read"] for run in runs], digits=1),
                "x the first": round(median(run[name] for run in runs) / median(run[name] for run in first), 2),
            }
            for size, runs in found.items()
            for name in (*ASKED, "one ticket", "keyed read")
        ],
        "notes": [
            f"the tickets lie evenly over {YEARS} years, the newest is of now",
            "one came in through the gateway, the others are copies of it laid into the store",
            "keyed read: find_one by _id with the driver, no service and no gateway between",
        ],
    }


def _round(department: Department, size: int, each: int) -> dict[str, float]:
    chosen = [_number(random.randrange(size)) for _ in range(each)]
    taken = {name: median(timed(lambda _, path=path: department.client.ask("GET", path), each)) for name, path in ASKED.items()}
    taken["one ticket"] = median(timed(lambda n: department.client.ask("GET", f"/cases/{chosen[n]}"), each))
    with department.store() as store:
        documents = store[department.instance.database("complaints")]["complaints"]
        read = timed(lambda n: documents.find_one({"_id": f"{department.organisation}/{chosen[n]}"}), each)
    return {**taken, "keyed read": median(read)}


def _lay_in(department: Department, size: int) -> None:
    """Replace the copies by so many, spread evenly over the years."""
    with department.store() as store:
        documents = store[department.instance.database("complaints")]["complaints"]
        pattern = documents.find_one({"_id": f"{department.organisation}/{PATTERN}"}) or {}
        documents.delete_many({"_id": {"$gte": f"{department.organisation}/B", "$lt": f"{department.organisation}/C"}})
        apart = timedelta(days=365 * YEARS) / size
        for start in range(0, size, 500):
            copies = [_copy(pattern, number, NEWEST - number * apart) for number in range(start, min(start + 500, size))]
            documents.insert_many(copies, ordered=False)


def _copy(pattern: dict[str, Any], number: int, received_at: datetime) -> dict[str, Any]:
    case_no = _number(number)
    identity = str(pattern["_id"]).replace(PATTERN, case_no)
    own = {
        "received_at": received_at,
        "received_on": received_at.date().isoformat(),
        "position": position(received_at, number=case_no),
        "next_due": None,
    }
    return {**pattern, "_id": identity, "case_no": case_no, "outbox": [], "ops": [], **own}


def _number(number: int) -> str:
    return f"B{number:07}"
