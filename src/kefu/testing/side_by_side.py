"""The tests of the services beside those of the whole, each half with servers of its own: they mostly wait, for half the time.

``python -m kefu.testing.side_by_side`` runs everything; with arguments it is plain pytest.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from threading import Thread
from typing import IO

HALVES = {"services": ("services", "contracts"), "whole": ("tests",)}
PYTEST = (sys.executable, "-m", "pytest")


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 when both halves passed."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], check=False).returncode  # noqa: S603 - its own tests
    halves = {
        name: subprocess.Popen(  # noqa: S603
            [*PYTEST, "-p", "no:cacheprovider", *paths], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name, paths in HALVES.items()
    }
    telling = [Thread(target=_tell, args=(name, half.stdout)) for name, half in halves.items()]
    for thread in telling:
        thread.start()
    codes = {name: half.wait() for name, half in halves.items()}
    for thread in telling:
        thread.join()
    return next((code for code in codes.values() if code), 0)


def _tell(name: str, said: IO[str] | None) -> None:
    for line in said or ():
        sys.stdout.write(f"{name:>8} | {line}")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
