"""Which services are installed: each distribution names its own in the entry point group ``kefu.services``."""

from __future__ import annotations

from importlib.metadata import entry_points

GROUP = "kefu.services"


def installed_services() -> tuple[str, ...]:
    """The names of the installed services, sorted, without importing any."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))
