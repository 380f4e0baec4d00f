"""A month of punches of 100, 300 and 1,000 staff, imported and the sheet closed, beside the same rows written bare into the store."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks.department import SERVICES, Client, Department, running

from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.settling import settle
from kefu.calendar import days, national

MONTH = "2025-06"
FIRST, LAST = date(2025, 6, 1), date(2025, 6, 30)
CAME_AND_WENT = (("in", "08:5"), ("out", "12:0"), ("in", "12:5"), ("out", "18:0"))
PATIENCE = 1_200.0
MEASURED = ("attendance", "gateway")
PARTS = ("import s", "judge s", "close s")


def measure(*, quick: bool) -> dict[str, Any]:
    """The same month for more and more staff, each number an organisation of its own."""
    sizes = (20, 50, 100) if quick else (100, 300, 1_000)
    found: dict[int, dict[str, float]] = {}
    with running() as department:
        for size in sizes:
            found[size] = run = _month(department, size)
            print(f"{size} staff: {' + '.join(f'{run[part]:.1f}' for part in PARTS)} s, imported, judged and closed", flush=True)
    each = {size: sum(run[part] for part in PARTS) / size for size, run in found.items()}
    return {
        "what": "a month of punches, four a day, imported, judged and its sheet closed",
        "rounds": {str(size): run for size, run in found.items()},
        "linearity": round(each[sizes[-1]] / each[sizes[0]], 2),
        "table": [
            {
                "staff": size,
                "punches": int(run["punches"]),
                "import, s": round(run["import s"], 1),
                "punches /s": round(run["punches"] / run["punches s"]),
                "judged, s": round(run["judge s"], 1),
                "closed, s": round(run["close s"], 1),
                "per person, ms": round(each[size] * 1000, 1),
                "x the first": round(each[size] / each[sizes[0]], 2),
                "import / bare inserts": round(run["punches s"] / run["bare s"], 1),
                "most memory of attendance, MB": int(run["attendance MB"]),
                "most memory of gateway, MB": int(run["gateway MB"]),
            }
            for size, run in found.items()
        ],
        "notes": [
            f"linearity {each[sizes[-1]] / each[sizes[0]]:.2f}: time per person at {sizes[-1]} staff by that at {sizes[0]}; 1 is linear",
            "import: roster and punches, until all that follows is done; punches /s: until each row has its answer",
            "judged: the month's days caught up with at once, each person's month in one write; closed: its figures fixed",
            "the roster's rows come person by person, the clock's day by day: at a thousand staff each batch of 500 is an eighth of a day",
            "bare inserts: the same rows as documents, written 500 at a time into a collection of the same store",
            "memory: the most either process ever had, the sizes before included",
        ],
    }


def _month(department: Department, size: int) -> dict[str, float]:
    own = f"people{size}"
    gateway = Gateway(department.instance.gateway_url, token=operator_token(department.instance.home, own), timeout=PATIENCE)
    client = Client(department.instance.gateway_url, operator_token(department.instance.home, own)())
    gateway.post("/organisations", {"organisation": own, "name": own})
    _settle(gateway)
    client.send("/staff:import", list(staff(size)))
    _settle(gateway)
    begun = time.monotonic()
    client.send("/shifts:import", list(shifts(size)))
    rows = list(punches(size))
    punched = time.monotonic()
    client.send("/punches:import", rows)
    imported = time.monotonic()
    _settle(gateway)
    started = time.monotonic()
    gateway.post("/services/attendance/schedules:run", {"as_of": FIRST.isoformat()})
    gateway.post("/services/attendance/schedules:run", {"as_of": (LAST + timedelta(days=1)).isoformat()})
    _settle(gateway)
    judged = time.monotonic()
    gateway.post(f"/attendance-months/{MONTH}:close", {})
    _settle(gateway)
    closed = time.monotonic()
    _complete(gateway, size)
    return {
        "import s": started - begun, "punches s": imported - punched, "judge s": judged - started, "close s": closed - judged,
        "punches": len(rows), "bare s": _bare(department, rows), **{f"{name} MB": department.resident(name) for name in MEASURED},
    }  # fmt: skip


def _settle(gateway: Gateway) -> None:
    settle(gateway, services=[service for service in SERVICES if service != "gateway"], seconds=PATIENCE)


def _complete(gateway: Gateway, size: int) -> None:
    """Everybody's month is closed with the lateness that was put in: a fast nothing would be no result."""
    months = list(gateway.every("/attendance-months", month=MONTH))
    late = sum(month["late_early_count"] for month in months)
    expected = sum(1 for day in _worked() for number in range(size) if (number + day.day) % 40 == 0)
    if len(months) != size or late != expected or not all(month["closed"] for month in months):
        raise SystemExit(f"{len(months)} months of {size}, {late} latenesses of {expected}")


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
    """A shift for everybody on every working day, person by person as a roster is planned."""
    for number in range(size):
        for day in _worked():
            yield {
                "shift_id": f"{day:%d}-{number}", "staff_no": f"N{number:05}", "date": str(day), "kind": "work", "start": "09:00",
                "end": "18:00", "place": "office",
            }  # fmt: skip


def punches(size: int) -> Iterator[dict[str, str]]:
    """Four punches of everybody on every working day, day by day as a clock takes them, some of them late."""
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
