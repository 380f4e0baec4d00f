"""The facts a score is made of, as other services have told them, in the newest state of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Fact:
    """What is known of one record of another service: by kind of event, the newest content and its number.

    ``source`` names the record, ``penalty/B004``. Each of ``told`` holds ``sequence``, ``staff_no`` and the event's own fields.
    """

    source: str
    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def staff_no(self) -> str:
        """Whom the newest event names."""
        return str(max(self.told.values(), key=lambda told: int(told["sequence"]))["staff_no"])

    @property
    def kind(self) -> str:
        """What the record is: ``attendance``, ``penalty`` …"""
        return self.source.partition("/")[0]

    def latest(self, *names: str) -> tuple[str, Mapping[str, Any]]:
        """The newest of the named kinds of event, with its content; ``("", {})`` when none was told."""
        known = [(int(self.told[name]["sequence"]), name) for name in names if name in self.told]
        return (max(known)[1], self.told[max(known)[1]]) if known else ("", {})


@dataclass(frozen=True)
class Entry:
    """One thing that counts for a month: ``points`` are given by the regulation that found it, or None: the score's law weighs it.

    ``days`` are those of an absence, unrounded, by which its weight is multiplied.
    """

    kind: str
    source: str
    month: str
    on: date | None = None
    measure: Decimal | None = None
    points: Decimal | None = None
    because: tuple[str, ...] = ()
    days: Fraction | None = None


@dataclass(frozen=True)
class Line:
    """One line of a score; ``points`` negative where they come off."""

    kind: str
    source: str
    on: date | None
    points: Decimal
    measure: Decimal | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """A month's score with its lines; ``base`` and ``score`` are None where no points exist."""

    base: Decimal | None
    score: Decimal | None
    lines: tuple[Line, ...] = ()
