"""What an organisation has chosen about lateness and absence, as of a day (POL-01, POL-02, POL-06, POL-20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kefu.law import Citation, Law
from kefu_attendance.rules.regimes import Regime, regime_of

VALUES = (
    "late_granularity",
    "early_leave_counted",
    "call_excuses_lateness",
    "absence_from_minutes",
    "half_day_up_to_minutes",
    "absence_half_day",
    "absence_full_day",
    "hours_per_day",
    "missed_session_is_absence",
    "preparation_minutes",
    "preparation_roles",
    "callback_minutes",
    "noon_break",
    "absence_beside_leave",
)


@dataclass(frozen=True)
class Policy:
    """The values in force on a day; ``absence_from_minutes`` is None where no delay by itself becomes absence."""

    regime: Regime
    cited: dict[str, Citation]

    def __getitem__(self, name: str) -> Any:
        """The value; one that the organisation adopted as null is no rule at all: 0, empty or no."""
        return self.cited[name].value or 0

    def says(self, question: str) -> bool:
        """What the organisation's regulation says to a question of yes or no."""
        return bool(self.cited[question].value[self.regime.name])

    @property
    def absence_from_minutes(self) -> int | None:
        """The delay from which it is absence, in minutes, or None."""
        return self["absence_from_minutes"] or None

    def absence_for(self, minutes: int) -> Fraction:
        """Days of absence for a delay of so many minutes (ATT-08)."""
        half = minutes <= int(self["half_day_up_to_minutes"])
        return Fraction(self["absence_half_day" if half else "absence_full_day"])


def policy_on(law: Law, *, on: date) -> Policy:
    """The organisation's choices on the day."""
    return Policy(regime_of(law, on=on), {name: law.value(name, on=on) for name in VALUES})
