"""Training on a real bus and store, where people act on the day that they write and HR brings papers with a reason."""

from __future__ import annotations

import pytest

from kefu.testing.days import OnTheirDay
from kefu.testing.running import Guest, Kept


class Place(OnTheirDay, Guest):
    """A place on the bus at which everybody asks on the latest day of his act."""

    acts = frozenset(
        {
            "signed_in_at", "material_received_on", "material_reviewed_on", "copies_handed_out_on", "closed_on", "granted_on",
            "consulted_on", "created_on", "taught_on", "installed_on", "trained_on",
        }
    )  # fmt: skip
    why = "紙本補登"


@pytest.fixture
def shared(kept_services: Kept) -> Place:
    """The same as elsewhere, on the days that are written."""
    return Place(kept_services)
