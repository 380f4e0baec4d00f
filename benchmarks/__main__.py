"""Measures speed beside a baseline, in one interleaved run; results go to ``benchmarks/results``.

``python -m benchmarks [--quick] [echo|gateway|imports|growth|tickets|people …]``: what is named, or everything.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT, ROOT / "src", ROOT / "contracts"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from benchmarks import echo, gateway, growth, imports, people, tickets  # noqa: E402
from benchmarks.report import write  # noqa: E402

PARTS = {part.__name__.rpartition(".")[2]: part.measure for part in (echo, gateway, imports, growth, tickets, people)}


def main(arguments: list[str]) -> int:
    """Measure the parts that are named."""
    quick = "--quick" in arguments
    wanted = [name for name in arguments if name in PARTS] or list(PARTS)
    results = {}
    for name in wanted:
        print(f"== {name}", flush=True)
        results[name] = PARTS[name](quick=quick)
    print(write(results, quick=quick))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
