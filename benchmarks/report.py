"""Figures as JSON and Markdown, with the machine they were taken on."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).parent / "results"


def spread(values: Sequence[float], *, digits: int = 2) -> dict[str, float]:
    """Median, least and greatest."""
    return {"median": round(median(values), digits), "least": round(min(values), digits), "greatest": round(max(values), digits)}


def machine() -> dict[str, Any]:
    """What it was measured on; ``load_before`` says how much else was running."""
    cpu = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), ""
    )
    return {
        "system": platform.platform(),
        "cpu": cpu or platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(value, 1) for value in os.getloadavg()],
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
    }


def write(results: Mapping[str, Any], *, quick: bool) -> str:
    """Keep the results and return them as Markdown."""
    RESULTS.mkdir(exist_ok=True)
    found = {"machine": machine(), "quick": quick, **results}
    text = _as_markdown(found)
    for name, part in results.items():
        kept = {"machine": found["machine"], "quick": quick, name: part}
        (RESULTS / f"{name}.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (RESULTS / f"{name}.md").write_text(_as_markdown(kept), encoding="utf-8")
    return text


def _as_markdown(found: Mapping[str, Any]) -> str:
    where = found["machine"]
    measured = (
        f"Measured {where['at']} on {where['cores']} x {where['cpu']}, {where['system']}, Python {where['python']}, load {where['load']}"
    )
    lines = [f"{measured}{' (quick run)' if found['quick'] else ''}.", ""]
    for name, part in found.items():
        if isinstance(part, Mapping) and "table" in part:
            lines += [f"## {name}: {part['what']}", "", *_table(part["table"]), "", *(f"* {note}" for note in part.get("notes", ())), ""]
    return "\n".join(lines)


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    columns = list(rows[0])
    return [
        "| " + " | ".join(columns) + " |",
        "|" + "---|" * len(columns),
        *("| " + " | ".join(_cell(row[column]) for column in columns) + " |" for row in rows),
    ]


def _cell(value: Any) -> str:
    if isinstance(value, Mapping) and "median" in value:
        return f"{value['median']} ({value['least']}–{value['greatest']})"
    return str(value)
