"""The property year (gas-and-property format, 3)."""

from oracles.property_year.folders import write
from oracles.property_year.year import figures

__all__ = ["figures", "write"]
