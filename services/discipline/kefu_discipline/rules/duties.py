"""Four eyes: which duties of one case are not held by the same person (DIS-18, DIS-21, DIS-23; doc 3 l.218-222)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kefu.law import Citation, Law
from kefu_discipline.rules.settings import setting
from kefu_messages.discipline import DutiesApart


def apart(duty: str, *, by: str | None, held: Mapping[str, str | None], on: date, law: Law) -> Citation:
    """Keep somebody from a duty that does not go with one that he has held in the case; raises ``duties_apart``."""
    kept = setting(law, "duties_apart", on=on)
    for other in kept.value.get(duty, ()):
        if by is not None and held.get(other) == by:
            raise DutiesApart(staff_no=by, duty=duty, held=other, because=["DIS-18", "DIS-21"])
    return kept
