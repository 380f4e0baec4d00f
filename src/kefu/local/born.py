"""Tells processes apart, whoever their parents are."""

from __future__ import annotations

import subprocess
from pathlib import Path

ENDED = "ZX"  # what Linux says of one whose parent has not asked after it yet


def born(pid: int) -> str | None:
    """What tells a process from a later one with the same id: when it was started; None when there is none."""
    try:
        return _told(pid)[19]
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self").exists():
            return None
    listed = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip() or None


def lives(pid: int, birth: str) -> bool:
    """Whether the process of that birth has not ended; on Linux."""
    try:
        told = _told(pid)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return told[19] == birth and told[0] not in ENDED


def _told(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
