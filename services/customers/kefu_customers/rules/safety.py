"""Which safety measures a publicity activity counts as and which a complex still lacks (CUS-69, CUS-70; doc 5.3 l.433, l.442)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.customers.safety import YearDiffers


def day_in_year(day: date, *, year: int, law: Law) -> Decision[bool]:
    """A measure belongs to the calendar year in which it was taken (CUS-70; doc 5.3 l.442)."""
    if day.year != year:
        raise YearDiffers(day=day.isoformat(), year=year)
    return decide(True, law.clause("CUS-70"), day=day, year=year)


def publicity_counts_as(form: str, *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The measures that an activity of that form fulfils (CUS-69, CUS-70; doc 5.3 l.433, l.442)."""
    counted = law.value("publicity_counts_as", on=on)
    return decide(tuple(counted.value[form]), law.clause("CUS-69"), counted, form=form)


def measures_missing(taken: Sequence[str], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The measures a complex still lacks in the year, in the order of the list (CUS-70; doc 5.3 l.442)."""
    wanted = law.value("safety_measures", on=on)
    have = set(taken)
    return decide(tuple(one for one in wanted.value if one not in have), law.clause("CUS-70"), wanted, taken=sorted(have))
