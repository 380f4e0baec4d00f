"""The gas month (gas-and-property format, 2)."""

from oracles.gas.folders import write
from oracles.gas.month import figures

__all__ = ["figures", "write"]
