"""Performance on a real bus and store, where people act on the day that they write and HR brings papers with a reason."""

from __future__ import annotations

import pytest

from kefu.testing.days import OnTheirDay
from kefu.testing.running import Guest, Kept


class Place(OnTheirDay, Guest):
    """A place on the bus at which everybody asks on the latest day of his act."""

    acts = frozenset({"decided_on", "closed_on", "done_on", "raised_on", "moved_on", "held_on", "since", "scheduled_on", "filed_on"})
    why = "紙本補登"


@pytest.fixture
def shared(kept_services: Kept) -> Place:
    """The same as elsewhere, on the days that are written."""
    return Place(kept_services)
