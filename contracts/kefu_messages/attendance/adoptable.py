"""Which values of the law an organisation may adopt, what each takes and who adopts it: read from what ``kefu rules`` has written down."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).with_name("adoptable.json")


@dataclass(frozen=True)
class Adoptable:
    """A value: what each service that reads it takes, and who adopts it (``personnel``, ``management``, or the address that amends it)."""

    takes: Sequence[Any]
    adopted_by: str


@dataclass(frozen=True)
class AllAdoptable:
    """Every value, the organisations that the law books name, and by the regulation's name whose book it is."""

    values: Mapping[str, Adoptable]
    organisations: frozenset[str]
    regulations: Mapping[str, str]


@cache
def all_adoptable() -> AllAdoptable:
    """What the law books of all services say."""
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    values = {name: Adoptable(**entry) for name, entry in written["values"].items()}
    return AllAdoptable(values, frozenset(written["organisations"]), written["regulations"])
