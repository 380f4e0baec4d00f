"""Tells processes apart, whoever their parents are."""

from __future__ import annotations

import subprocess
from pathlib import Path

ENDED = "ZX"  # what the system says of one that its parent has not asked after yet


def born(pid: int) -> str | None:
    """What tells a process from a later one with the same id: when it was started; None when it has ended."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return None if told[0] in ENDED else told[19]
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self").exists():
            return None
    listed = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip() or None
