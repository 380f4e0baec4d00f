"""The whole suite in parts, several of them beside each other: tests mostly wait, so it takes a fraction of the time.

``python -m kefu.testing.side_by_side`` runs everything; with arguments it is plain pytest. Every lane runs one part at a time and
has a broker, a store and a range of ports of its own; they stay from part to part. What is written goes into memory where there is
enough of it: what a killed process wrote is there all the same, and nobody waits for a disk. A few tests that failed are run once
more, alone: what then passes was hurried by its neighbours and is named as such. The end of what is printed names every failure.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from kefu.testing.quick_folder import quick_folder
from kefu.testing.servers import KEPT, KINDS, server

LANES = 4
PYTEST = (sys.executable, "-m", "pytest")
LONG = (  # what takes long, longest first
    ("tests/acceptance/test_property_year.py",),
    ("services/attendance",),
    ("tests/acceptance/test_people.py",),
    ("services/discipline",),
    ("tests/host",),
    ("tests/journeys",),
    ("tests/deploy",),
    ("tests/deploy/test_each_alone.py", "tests/deploy/test_restored.py"),
    ("tests/faults", "tests/local", "tests/subscribers"),
)
OTHERS = 7  # parts of about the same size into which everything else is divided
TOTAL = re.compile(r"^=+ (.*\b(?:passed|failed|errors?|skipped|deselected|no tests ran)\b.*) in [0-9.]+s.*=+$")
FAILURE = re.compile(r"^(?:FAILED|ERROR) ")
NO_TESTS, LAST_LINES = 5, 15
MOST_AGAIN = 12  # more is no matter of hurry
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"  # hundreds of processes would compile the same sources, each for itself
FIRST_PORT, PORTS = 20_000, 3_000  # of a lane: what restarts must not find its port taken by another lane's server meanwhile


@dataclass(frozen=True)
class Part:
    """Some of the tests, by their paths; ``besides`` are within these and belong to other parts."""

    paths: tuple[str, ...]
    besides: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.paths[0] + (" ..." if len(self.paths) > 1 else "")

    def command(self, cache: Path) -> list[str]:
        """What runs it; pytest leaves in the cache which tests failed."""
        ignored = (f"--ignore={path}" for path in self.besides)
        return [*PYTEST, "-o", f"cache_dir={cache}", "--color=no", "--no-header", *self.paths, *ignored]


@dataclass(frozen=True)
class Outcome:
    """How a part came out: pytest's exit code, what it counted and its lines about failures."""

    part: Part
    code: int
    seconds: float
    counted: Counter[str]
    failures: tuple[str, ...]
    tests: frozenset[str] | None  # that failed; None when pytest did not come to its end

    def __str__(self) -> str:
        told = ", ".join(f"{number} {what}" for what, number in self.counted.items())
        return f"{self.part}: {told or f'exit code {self.code}'} in {self.seconds:.0f} s"


def parts(root: Path = Path()) -> list[Part]:
    """Everything there is to test, what takes longest first; whole instances keep the cores busy, so parts that wait come between."""
    roots = [*root.glob("services/*"), root / "contracts", *root.glob("tests/*")]
    named = {path for paths in LONG for path in paths}
    others = sorted({str(path.relative_to(root)) for path in roots if any(path.rglob("test_*.py"))} - named)
    divided = [tuple(others[first::OTHERS]) for first in range(min(OTHERS, len(others)))]
    mixed = [paths for pair in zip_longest(LONG, divided) for paths in pair if paths]
    return [Part(paths, tuple(sorted(path for path in named if str(Path(path).parent) in paths))) for paths in mixed]


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 when every part passed."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], check=False).returncode  # noqa: S603 - its own tests
    began = time.monotonic()
    with _lanes() as free, ThreadPoolExecutor(LANES) as pool:
        outcomes = list(pool.map(partial(_run, free), parts()))
        alone = _alone(free, outcomes)
    _tell_the_end(outcomes, alone, time.monotonic() - began)
    return next((outcome.code for outcome in ([alone] if alone else outcomes) if outcome.code not in {0, NO_TESTS}), 0)


@contextmanager
def _lanes() -> Iterator[SimpleQueue[dict[str, str]]]:
    """The lanes that are free, each as the environment in which tests find its servers; named servers are used by all of them."""
    free: SimpleQueue[dict[str, str]] = SimpleQueue()
    inherited = {name: value for name, value in os.environ.items() if name != NO_BYTECODE}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kefu-tests-", dir=quick_folder())))
        for number in range(LANES):
            ports = FIRST_PORT + number * PORTS
            lane = {KEPT: str(folder / str(number)), **inherited, "KEFU_PORTS": f"{ports}-{ports + PORTS - 1}"}
            if KEPT not in os.environ:
                for kind in KINDS:
                    stack.enter_context(server(kind, Path(lane[KEPT])))
            free.put(lane)
        yield free


def _run(free: SimpleQueue[dict[str, str]], part: Part) -> Outcome:
    lane, began, said = free.get(), time.monotonic(), []
    try:
        with TemporaryDirectory(prefix="kefu-part-", dir=quick_folder(), ignore_cleanup_errors=True) as folder:
            cache, environment = Path(folder) / "cache", {**lane, "TMPDIR": folder}
            with subprocess.Popen(  # noqa: S603
                part.command(cache), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
            ) as running:
                for line in running.stdout or ():
                    said.append(line.rstrip("\n"))
                    _tell(f"{part} | {said[-1]}")
                code = running.wait()
            return _outcome(part, code, time.monotonic() - began, said, _failed(cache, code))
    finally:
        free.put(lane)


def _failed(cache: Path, code: int) -> frozenset[str] | None:
    """The tests that failed by pytest's own account."""
    if code in {0, NO_TESTS}:
        return frozenset()
    told = cache / "v/cache/lastfailed"
    return frozenset(json.loads(told.read_text("utf-8"))) if told.exists() else None


def _alone(free: SimpleQueue[dict[str, str]], outcomes: Sequence[Outcome]) -> Outcome | None:
    """How the tests that failed come out with the machine to themselves; None where none failed, a part died, or too many did."""
    failed: list[str] = []
    for outcome in outcomes:
        if outcome.tests is None:
            return None
        failed.extend(sorted(outcome.tests))
    return _run(free, Part(tuple(failed))) if 0 < len(failed) <= MOST_AGAIN else None


def _outcome(part: Part, code: int, seconds: float, said: Sequence[str], tests: frozenset[str] | None) -> Outcome:
    totals = [found[1] for line in said if (found := TOTAL.match(line))]
    counted = Counter({what: int(number) for number, what in re.findall(r"(\d+) (\w+)", totals[-1])} if totals else {})
    failures = [line for line in said if FAILURE.match(line)]
    if code not in {0, NO_TESTS} and not failures:
        failures = [f"FAILED {part}: pytest ended with {code}; the last it said:", *said[-LAST_LINES:]]
        counted["failed"] += 1
    return Outcome(part, code, seconds, counted, tuple(failures), tests)


def _tell_the_end(outcomes: Sequence[Outcome], alone: Outcome | None, seconds: float) -> None:
    """Every part with its totals, then every failure, then one line about everything."""
    for outcome in sorted(outcomes, key=lambda outcome: -outcome.seconds):
        _tell(str(outcome))
    failed = frozenset[str]().union(*(outcome.tests or () for outcome in outcomes))
    recovering = tuple(failed - alone.tests) if alone and alone.tests is not None else ()
    for failure in (failure for outcome in outcomes for failure in outcome.failures):
        recovered = FAILURE.sub("", failure).startswith(recovering)
        _tell(f"passed alone, in a second run: {failure}" if recovered else failure)
    everything = sum((outcome.counted for outcome in outcomes), Counter())
    decisive = alone.counted if alone else everything
    broken = decisive["failed"] + decisive["error"] + decisive["errors"]
    passed = everything["passed"] + (alone.counted["passed"] if alone else 0)
    _tell(f"{passed} passed, {broken} failed, {everything['skipped']} skipped in {seconds:.2f}s")


def _tell(line: str) -> None:
    """One whole line, whoever else is telling something."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
