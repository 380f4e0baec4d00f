"""Rows a second of a bulk import of readings, beside the same readings as single commands, and the memory it takes."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.department import PATTERN, Department, customers, meters, running, timed
from benchmarks.report import spread

AT_ONCE = 100
MONTH = {"period": "2025-03", "opened_on": "2025-03-01"}


def reading(number: int) -> dict[str, Any]:
    """One regular reading of a residential meter."""
    return {
        "meter_no": f"{number:07}",
        "read_at": f"2025-03-{10 + number % 10:02}T{8 + number % 9:02}:{number % 60:02}",
        "reader": "R01",
        "kind": "regular",
        "base_reading": str(1020 + number % 50),
        "entered_on": "2025-03-20",
    }


def measure(*, quick: bool) -> dict[str, Any]:
    """Rounds of single commands and of imports; then one import ten times as large, for the memory."""
    rounds, singles, rows, large = (2, 30, 500, 2_000) if quick else (5, 100, 2_000, 20_000)
    with running() as department:
        _lay_in(department, rounds * (singles + rows) + large)
        nobody, found = 0, []
        for _ in range(rounds):
            single = [reading(number) for number in range(nobody, nobody + singles)]
            taken = sum(timed(lambda n, single=single: department.client.ask("POST", "/readings", single[n]), singles)) / 1000
            nobody += singles
            department.settle()
            found.append({"single": singles / taken, "bulk": rows / _import(department, nobody, rows)})
            nobody += rows
            department.settle()
            found[-1]["bare"] = _bare(department, rows)
            print(", ".join(f"{name} {pace:.0f}/s" for name, pace in found[-1].items()), flush=True)
        before = {service: department.resident(service) for service in ("gateway", "metering")}
        pace = large / _import(department, nobody, large)
        after = {service: department.resident(service) for service in before}
    ratios = [run["bulk"] / run["single"] for run in found]
    return {
        "what": "readings as rows of an import and as single commands",
        "rounds": found,
        "ratio": spread(ratios),
        "memory_mb": {"before": before, "after": after},
        "table": [
            {"what": "single commands /s", "value": spread([run["single"] for run in found], digits=0)},
            {"what": f"rows /s, {rows} rows", "value": spread([run["bulk"] for run in found], digits=0)},
            {"what": f"rows /s, {large} rows", "value": round(pace)},
            {"what": "rows / commands", "value": spread(ratios, digits=1)},
            {"what": "bare inserts /s", "value": spread([run["bare"] for run in found], digits=0)},
            {"what": "bare inserts / commands", "value": spread([run["bare"] / run["single"] for run in found], digits=1)},
            {"what": "rows / bare inserts", "value": spread([run["bulk"] / run["bare"] for run in found])},
            *(
                {"what": f"most memory of {service} before and after the large file, MB", "value": f"{before[service]} → {after[service]}"}
                for service in before
            ),
        ],
        "notes": [
            "single commands: one caller, one after the other, over one HTTP connection; rows: one file, judged by the same rules",
            "bare inserts: the stored readings once more, a hundred at a time, into a collection with the same indexes of the same store;",
            "no import can be faster: nothing is read, judged, announced, sent or written on the trail",
        ],
    }


def _import(department: Department, first: int, number: int) -> float:
    started = time.monotonic()
    department.client.send("/readings:import", [reading(n) for n in range(first, first + number)])
    return time.monotonic() - started


def _bare(department: Department, number: int) -> float:
    """Documents a second that the store takes of those that the import has made."""
    with department.store() as store:
        database = store[department.instance.database("metering")]
        stored = list(database["readings"].find({"organisation": department.organisation, "period": MONTH["period"]}).limit(number))
        beside = database["bench_readings"]
        for index in database["readings"].list_indexes():
            if index["name"] != "_id_":
                beside.create_index(list(index["key"].items()), sparse=index.get("sparse", False))
        started = time.monotonic()
        for start in range(0, len(stored), AT_ONCE):
            beside.insert_many(stored[start : start + AT_ONCE], ordered=False)
        taken = time.monotonic() - started
        beside.drop()
    return len(stored) / taken


def _lay_in(department: Department, number: int) -> None:
    pattern = int(PATTERN)
    department.client.send("/customers:import", customers(pattern, 1))
    department.settle()
    department.client.send("/meters:import", meters(pattern, 1))
    department.settle()
    opening = {"meter_no": PATTERN, "read_on": "2025-02-24", "kind": "regular", "base_reading": "1000", "cumulative": "", "remaining": ""}
    department.client.send("/opening-readings:import", [opening])
    department.settle()
    department.lay_in("metering", range(number))
    department.client.ask("POST", "/reading-months", MONTH)
    department.settle()
