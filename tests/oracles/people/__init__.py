"""Personnel records of three kinds of organisation (personnel-records format)."""

from oracles.people.folders import write
from oracles.people.records import figures

__all__ = ["figures", "write"]
