"""A month of punches of 250, 500 and 1,000 staff, imported and the sheet closed, beside the same rows written bare into the store."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks.department import Client, Department, running

from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.calendar import days, national

MONTH = "2025-06"
FIRST, LAST = date(2025, 6, 1), date(2025, 6, 30)
CAME_AND_WENT = (("in", "08:5"), ("out", "12:0"), ("in", "12:5"), ("out", "18:0"))


def measure(*, quick: bool) -> dict[str, Any]:
    """The same month for more and more staff, each number an organisation of its own."""
    sizes = (50, 100, 200) if quick else (250, 500, 1_000)
    found: dict[int, dict[str, float]] = {}
    with running() as department:
        for size in sizes:
            found[size] = _month(department, size)
            print(f"{size} staff: {found[size]['import s']:.1f} s imported, {found[size]['close s']:.1f} s to the closed sheet", flush=True)
    first = found[sizes[0]]
    each = {size: (run["import s"] + run["close s"]) / size for size, run in found.items()}
    return {
        "what": "a month of punches, four a day, imported, judged day by day and its sheet closed",
        "rounds": {str(size): run for size, run in found.items()},
        "table": [
            {
                "staff": size,
                "punches": int(run["punches"]),
                "import, s": round(run["import s"], 1),
                "punches /s": round(run["punches"] / run["punches s"]),
                "judged and closed, s": round(run["close s"], 1),
                "per person, ms": round(each[size] * 1000, 1),
                "x the first": round(each[size] / each[sizes[0]], 2),
                "bare inserts / import": round(run["punches s"] / run["bare s"], 1),
                "most memory, MB": int(run["memory"]),
            }
            for size, run in found.items()
        ],
        "notes": [
            "per person: both together, divided by the staff; growth is linear when it stays the same",
            f"most memory of attendance so far, {int(first['memory'])} MB at the first size",
            "bare inserts: the same rows as documents, written 500 at a time into a collection of the same store",
        ],
    }


def _month(department: Department, size: int) -> dict[str, float]:
    own = f"people{size}"
    gateway = Gateway(department.instance.gateway_url, token=operator_token(department.instance.home, own))
    client = Client(department.instance.gateway_url, operator_token(department.instance.home, own)())
    gateway.post("/organisations", {"organisation": own, "name": own})
    department.settle()
    client.send("/staff:import", list(staff(size)))
    department.settle()
    begun = time.monotonic()
    client.send("/shifts:import", list(shifts(size)))
    rows = list(punches(size))
    punched = time.monotonic()
    client.send("/punches:import", rows)
    imported = time.monotonic()
    department.settle()
    started = time.monotonic()
    gateway.post("/services/attendance/schedules:run", {"as_of": FIRST.isoformat()})
    gateway.post("/services/attendance/schedules:run", {"as_of": (LAST + timedelta(days=1)).isoformat()})
    gateway.post(f"/attendance-months/{MONTH}:close", {})
    department.settle()
    return {
        "import s": imported - begun, "punches s": imported - punched, "close s": time.monotonic() - started, "punches": len(rows),
        "bare s": _bare(department, rows), "memory": department.resident("attendance"),
    }  # fmt: skip


def _bare(department: Department, rows: Sequence[dict[str, str]]) -> float:
    documents = [{**row, "_id": row["punch_id"]} for row in rows]
    with department.store() as store:
        database = store[department.instance.database("attendance")]
        started = time.monotonic()
        for start in range(0, len(documents), 500):
            database["bare_punches"].insert_many(documents[start : start + 500], ordered=False)
        taken = time.monotonic() - started
        database["bare_punches"].drop()
    return taken


def staff(size: int) -> Iterator[dict[str, str]]:
    """So many staff under one head."""
    yield {"staff_no": "N00000", "name": "主管", "role": "department_head", "reports_to": "", "joined_on": "2020-01-01"}
    for number in range(1, size):
        yield {
            "staff_no": f"N{number:05}", "name": f"員工{number}", "role": "counter_clerk", "reports_to": "N00000",
            "joined_on": "2020-01-01",
        }  # fmt: skip


def shifts(size: int) -> Iterator[dict[str, str]]:
    """A shift for everybody on every working day."""
    for day in _worked():
        for number in range(size):
            yield {
                "shift_id": f"{day:%d}-{number}", "staff_no": f"N{number:05}", "date": str(day), "kind": "work", "start": "09:00",
                "end": "18:00", "place": "office",
            }  # fmt: skip


def punches(size: int) -> Iterator[dict[str, str]]:
    """Four punches of everybody on every working day, some of them late."""
    for day in _worked():
        for number in range(size):
            late = (number + day.day) % 40 == 0
            for place, (direction, at) in enumerate(CAME_AND_WENT):
                minute = "09:1" if late and place == 0 else at
                yield {
                    "punch_id": f"{day:%d}-{number}-{place}", "staff_no": f"N{number:05}",
                    "punched_at": f"{day}T{minute}{number % 10}:{number % 60:02}", "direction": direction, "device": "gate-1",
                }  # fmt: skip


def _worked() -> Sequence[date]:
    return [day for day in days(FIRST, LAST) if national().working_day(day)]
