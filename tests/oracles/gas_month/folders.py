"""Generates the folder of a gas month, another for every seed.

What the format leaves open is not drawn: a day without the authority's price, a second good slip for a meter, an invoice of 0.00, a
full payment taken back after its due date, a step's number that was there before. The functions that draw say so where they avoid it.
"""

from pathlib import Path
from random import Random

from oracles.gas_month import draft_money, draft_readings
from oracles.gas_month.draft import begun, registers


def write(folder: Path, *, seed: int, period: str = "2024-02", customers: int = 24, own: str = "") -> None:
    """Write ``organisation.yaml`` and every CSV file; each part is drawn knowing what the oracle makes of the earlier ones."""
    draft = begun(folder, Random(seed), period=period, identifier=own or f"gas_{period.replace('-', '_')}_{seed}")
    registers(draft, customers)
    draft_readings.readings(draft)
    draft_readings.slips(draft)
    draft_money.payments(draft)
    draft_money.dunning_actions(draft)
    draft_money.cash_ups(draft)
    draft.save()
