"""Finds services: every distribution that has an entry point in the group ``kefu.services``."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

GROUP = "kefu.services"


class UnknownService(Exception):
    """No installed distribution offers a service of that name."""


def services() -> dict[str, EntryPoint]:
    """The installed services by name, sorted."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def load(name: str) -> type[Any]:
    """The nameko class of a service; raises :class:`UnknownService`."""
    found = services().get(name)
    if found is None:
        raise UnknownService(f"no service '{name}' is installed; there are: {', '.join(services()) or 'none'}")
    return found.load()  # type: ignore[no-any-return]
