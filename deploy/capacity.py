"""Writes the table of what one machine does into docs/operations.md, from benchmarks/results; `make docs` runs it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/operations.md"
MARKS = re.compile(r"(?s)(<!-- measured -->\n).*(<!-- end of measured -->)")


def main() -> None:
    """Write the table between its marks."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(MARKS.sub(lambda marks: marks[1] + "\n".join(table()) + "\n" + marks[2], text), encoding="utf-8")


def table() -> Iterator[str]:
    """A row for each figure: median, least and greatest of the rounds, and under which load of the machine."""
    yield "| what | median (least to greatest) | load of the machine |"
    yield "|---|---|---|"
    for name, rows in ROWS.items():
        found = json.loads((ROOT / f"benchmarks/results/{name}.json").read_text(encoding="utf-8"))
        load = " ".join(str(value) for value in found["machine"]["load"])
        for what, value in rows(found[name]["table"]):
            yield f"| {what} | {value} | {load} |"


def _echo(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row["kind"] == "ours":
            yield f"questions to one process, {row['callers']} callers, a second", _spread(row["round trips/s"])


def _gateway(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    wanted = {"command, calm": "a command over HTTP, ten a second, ms", "query": "a query over HTTP, ms"}
    for row in rows:
        if row["what"] in wanted:
            yield wanted[row["what"]], _spread(next(value for name, value in row.items() if name != "what"))


def _growth(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield f"a command on a register of {row['customers']:,} customers, ms", _spread(row["command ms"])


def _imports(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row["what"].endswith("/s") or "rows /s" in row["what"] or "memory" in row["what"]:
            yield f"import of readings: {row['what']}", _spread(row["value"])


ROWS = {"echo": _echo, "gateway": _gateway, "growth": _growth, "imports": _imports}


def _spread(value: Any) -> str:
    return f"{value['median']:g} ({value['least']:g} to {value['greatest']:g})" if isinstance(value, dict) else str(value)


if __name__ == "__main__":
    main()
