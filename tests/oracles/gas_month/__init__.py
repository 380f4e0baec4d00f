"""The gas month (gas-and-property format, 2)."""

from oracles.gas_month.folders import write
from oracles.gas_month.month import figures

__all__ = ["figures", "write"]
