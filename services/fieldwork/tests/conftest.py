"""Fieldwork on a real bus and store: a gas company, an estate, a software firm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kefu.testing.running import Guest, Running
from kefu_fieldwork.service import Fieldwork
from kefu_messages import platform
from kefu_messages.customers import UnitRegistered

KEPT = dict.fromkeys(("identified", "shoe_covers", "civil_conduct", "correct_wording", "site_cleaned"), True)
RUN = next(item for item in platform.built_ins("fieldwork") if item.__name__ == "RunDue")


def at(shared: Guest, organisation: str) -> Running:
    """An organisation of the test's own that works by the book of that name."""
    shared.organisation = organisation
    return shared.start(Fieldwork)


@pytest.fixture
def gas(shared: Guest) -> Running:
    """The gas company of document 2."""
    return at(shared, "shihua_gas")


@pytest.fixture
def estate(shared: Guest) -> Running:
    """The property manager of document 5.2, with two units."""
    inside = at(shared, "shenpu_property")
    vacant = {"handed_over_on": "2022-05-01", "occupancy": None, "occupied_since": None}
    with inside.together():
        for unit_no, state in {"D1": vacant, "D2": {**vacant, "occupancy": "under_decoration", "occupied_since": "2024-03-01"}}.items():
            inside.say(UnitRegistered, **{**UnitRegistered.example, "unit_no": unit_no, "area": "DC", **state})
    return inside


@pytest.fixture
def jinyang(shared: Guest) -> Running:
    """The software firm of document 4."""
    return at(shared, "jinyang")


@pytest.fixture
def due(request: pytest.FixtureRequest) -> Callable[[Running, str], Any]:
    """What the service does by itself until the end of a day."""
    return lambda inside, day: inside.ask(RUN, roles=("system_administrator",), as_of=day)
