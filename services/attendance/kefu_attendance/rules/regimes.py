"""Which clauses each regulation's figures rest on: documents 1, 2 and 4 say the same things in different places.

What differs by choice or number is a value of the law (``policy.py``); here stands only what is cited. An empty tuple means
that the regulation knows no such event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kefu.law import Law

Ids = tuple[str, ...]


@dataclass(frozen=True)
class Regime:
    """The clauses cited for each figure under one regulation."""

    name: str
    month: Ids
    late: Ids
    early_leave: Ids
    no_show: Ids
    swap: Ids
    roster: Ids = ("ATT-01",)
    free: Ids = ()
    counted: Ids = ()
    extra: Ids = ()
    missing_in: Ids = ()
    missing_out: Ids = ()
    failed_request: Ids = ()
    called_no_show: Ids = ()
    called_sick: Ids = ()
    no_call: Ids = ()
    late_excused: Ids = ()
    from_minutes: Ids = ()
    missed_training: Ids = ()
    missed_meeting: Ids = ()
    late_to_training: Ids = ()
    training_late: Ids = ()
    meeting_late: Ids = ()
    preparation: Ids = ()
    private_swap: Ids = ()
    month_cites_events: bool = False


DOC1 = Regime(
    "doc1",
    month=("ATT-54",),
    late=("ATT-05",),
    early_leave=("ATT-54",),
    free=("ATT-06",),
    counted=("ATT-07", "DIS-50"),
    extra=("ATT-10", "DIS-51"),
    missing_in=("ATT-05",),
    missing_out=("ATT-54",),
    no_show=("ATT-18",),
    failed_request=("ATT-17",),
    called_sick=("ATT-14", "ATT-55"),
    from_minutes=("ATT-08",),
    missed_training=("ATT-19", "TRN-04"),
    missed_meeting=("ATT-19",),
    late_to_training=("TRN-04",),
    training_late=("TRN-04",),
    meeting_late=("ATT-30",),
    swap=("ATT-28",),
    private_swap=("ATT-28", "DIS-79"),
    month_cites_events=True,
)
DOC2 = Regime(
    "doc2",
    month=("ATT-32",),
    late=("ATT-32",),
    early_leave=("ATT-32", "ATT-57"),
    missing_in=("ATT-32",),
    missing_out=("ATT-32",),
    no_show=("ATT-34", "DIS-66"),
    training_late=("TRN-12",),
    meeting_late=("ATT-40",),
    preparation=("ATT-39",),
    swap=("ATT-35",),
)
DOC4 = Regime(
    "doc4",
    month=("ATT-41",),
    late=("ATT-41", "ATT-42"),
    early_leave=("ATT-41",),
    no_show=("ATT-42",),
    called_no_show=("ATT-43",),
    no_call=("ATT-42",),
    late_excused=("ATT-42",),
    swap=("ATT-47",),
    roster=("ATT-47",),
)
REGIMES = {regime.name: regime for regime in (DOC1, DOC2, DOC4)}


def regime_of(law: Law, *, on: date) -> Regime:
    """The regulation by which the organisation judges attendance on the day."""
    return REGIMES[law.value("attendance_rule_set", on=on).value]


def by_regulation(law: Law, name: str, *, on: date) -> bool:
    """What the organisation's regulation says to a question of yes or no."""
    return bool(law.value(name, on=on).value[law.value("attendance_rule_set", on=on).value])
