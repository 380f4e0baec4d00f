"""When an act is entered: never ahead of its day, and not long after it, unless the personnel department says why.

A deadline means little where whoever has missed it may date his act back. So what somebody enters himself carries a day of the last
``latest_entry_days`` (a value of the service's law, per organisation). What is older is entered by whoever ``may_be_late``, with a
reason in ``late_reason``; the decision to take it is kept with the record.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kefu.law import Decision, decide
from kefu_messages.errors import EnteredTooLate, ValidationFailed

if TYPE_CHECKING:
    from kefu.ask import Ask

LATEST = "latest_entry_days"
REASON = "late_reason"


def entered(ask: Ask, *names: str, may_be_late: bool, may_be_ahead: bool = False) -> Decision[str] | None:
    """The decision to take an act that is entered late, None for one that comes in time and without a reason.

    Rows of files that such a person enters are past papers and are not asked. ``names`` are fields of days or moments. Raises
    ``ValidationFailed`` for a day ahead, ``entered_too_late`` for one too long ago.
    """
    days = {} if ask.row is not None and may_be_late else {name: day_of(ask[name]) for name in names if ask.get(name) is not None}
    ahead = {name: "Later than today." for name, day in days.items() if day > ask.today and not may_be_ahead}
    if ahead:
        raise ValidationFailed(fields=ahead)
    latest = ask.law.value(LATEST, on=ask.today)
    earliest = ask.today - timedelta(days=int(latest.value))
    late = {name: day for name, day in days.items() if day < earliest}
    reason = ask.get(REASON)
    if late and not (may_be_late and reason):
        name, day = min(late.items(), key=lambda item: item[1])
        raise EnteredTooLate(field=name, day=day.isoformat(), earliest=earliest.isoformat(), because=list(latest.rules))
    if not (late or (reason and may_be_late)):
        return None
    return decide("taken late", latest, entered_on=ask.today, entered_by=ask.identity.staff_no, late_reason=reason, **days)


def day_of(value: date) -> date:
    """The day of a day or moment."""
    return value.date() if isinstance(value, datetime) else value
