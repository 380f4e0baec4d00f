"""The tests of the parts beside those of the whole, each half with servers of its own: they mostly wait, so for half the time.

``python -m kefu.testing.side_by_side`` runs everything; with arguments it is plain pytest.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import IO

WHOLE = frozenset({"acceptance", "faults", "journeys", "local", "subscribers"})  # folders of tests that start a whole instance
PYTEST = (sys.executable, "-m", "pytest")


def halves() -> dict[str, list[str]]:
    """The folders of either half; a new one under ``tests`` is of the parts."""
    folders = sorted(path for path in Path("tests").iterdir() if any(path.rglob("test_*.py")))
    return {
        "parts": ["services", "contracts", *(str(path) for path in folders if path.name not in WHOLE)],
        "whole": [str(path) for path in folders if path.name in WHOLE],
    }


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 when both halves passed."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], check=False).returncode  # noqa: S603 - its own tests
    running = {
        name: subprocess.Popen(  # noqa: S603
            [*PYTEST, "-p", "no:cacheprovider", *paths], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name, paths in halves().items()
    }
    telling = [Thread(target=_tell, args=(name, half.stdout)) for name, half in running.items()]
    for thread in telling:
        thread.start()
    codes = {name: half.wait() for name, half in running.items()}
    for thread in telling:
        thread.join()
    return next((code for code in codes.values() if code), 0)


def _tell(name: str, said: IO[str] | None) -> None:
    for line in said or ():
        sys.stdout.write(f"{name} | {line}")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
