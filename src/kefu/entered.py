"""When an act is entered: never ahead of its day, and not long after it, unless the personnel department says why.

A deadline means little where whoever has missed it may date his act back. So what somebody enters himself carries a day of the last
``latest_entry_days`` (a value of the service's law, per organisation): so many for every act, or a table by field, ``other`` for the
fields that it does not name. What is older is entered by whoever ``may_be_late``, with a reason in ``late_reason``; the decision to
take it is kept with the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kefu.law import Decision, decide
from kefu_messages import roles
from kefu_messages.errors import AheadOfTime, EnteredTooLate, OnlyOfPapers, SelfApproval

if TYPE_CHECKING:
    from kefu.ask import Ask

LATEST = "latest_entry_days"
OTHER = "other"
REASON = "late_reason"
CLERKS = frozenset({roles.HR, roles.ADMIN_HR, roles.SYSTEM_ADMINISTRATOR})  # the personnel department, and whoever migrates


def entered(ask: Ask, *names: str, may_be_late: bool, may_be_ahead: bool = False) -> Decision[str] | None:
    """The decision to take an act that is entered late, None for one that comes in time and without a reason.

    Rows of files that such a person enters are past papers and are not asked. ``names`` are fields of days or moments. Raises
    ``ValidationFailed`` for a day ahead, ``entered_too_late`` for one too long ago.
    """
    days = {name: day_of(ask[name]) for name in names if ask.get(name) is not None}
    return entered_days(ask, days, may_be_late=may_be_late, may_be_ahead=may_be_ahead)


def entered_days(ask: Ask, days: Mapping[str, date], *, may_be_late: bool, may_be_ahead: bool = False) -> Decision[str] | None:
    """The same of days that the message does not name itself, such as that of a record which is corrected."""
    asked = {} if ask.row is not None and may_be_late else days
    ahead = {name: "Later than today." for name, day in asked.items() if day > ask.today and not may_be_ahead}
    if ahead:
        raise AheadOfTime(fields=ahead)
    latest = ask.law.value(LATEST, on=ask.today)
    late = {name: day for name, day in asked.items() if day < earliest(ask, name)}
    reason = ask.get(REASON)
    if late and not (may_be_late and reason):
        name, day = min(late.items(), key=lambda item: item[1])
        raise EnteredTooLate(field=name, day=day.isoformat(), earliest=earliest(ask, name).isoformat(), because=list(latest.rules))
    if not (late or (reason and may_be_late)):
        return None
    return decide("taken late", latest, entered_on=ask.today, entered_by=ask.identity.staff_no, late_reason=reason, **asked)


def past_papers(ask: Ask, *days: date) -> bool:
    """Whether what others did is taken over: rows of a file by a clerk, or by one who says why, of days that are really over."""
    if not CLERKS & ask.identity.roles:
        return False
    return ask.row is not None or bool(ask.get(REASON) and days and all(day < ask.today for day in days))


def entry(
    ask: Ask, *names: str, whose: Iterable[str | None] = (), days: Mapping[str, date] | None = None, may_be_ahead: bool = False
) -> dict[str, Decision[Any]]:
    """The decision to take an act that is entered late, under its name among a record's decisions; none for one in time.

    ``whose`` are those it is about: nobody enters late what concerns himself. Raises what ``entered`` does, and ``self_approval``;
    a day ahead is refused in rows of files too.
    """
    given = {name: day_of(ask[name]) for name in names if ask.get(name) is not None} | dict(days or {})
    ahead = {name: "Later than today." for name, day in given.items() if day > ask.today and not may_be_ahead}
    if ahead:
        raise AheadOfTime(fields=ahead)
    late = entered_days(ask, given, may_be_late=bool(CLERKS & ask.identity.roles), may_be_ahead=may_be_ahead)
    if late is None:
        return {}
    if ask.identity.staff_no in whose:
        raise SelfApproval(staff_no=ask.identity.staff_no, because=list(late.because[0].rules))
    return {f"entry {ask.verb}".replace(".", "_").replace("$", "_"): late}


def only_papers(ask: Ask, *names: str, allowed: bool) -> None:
    """Refuse what somebody else has to do by an act of his own, where nobody takes over papers of the past."""
    wrong = {name: "Only of past papers." for name in names if ask.get(name) is not None and not allowed}
    if wrong:
        raise OnlyOfPapers(fields=wrong)


def check_moments(ask: Ask, *names: str, minutes: int = 0) -> None:
    """Refuse days and moments still to come, in rows too; so many minutes a device's clock may be ahead. Raises ``validation_failed``."""
    given, latest = {name: ask[name] for name in names if ask.get(name) is not None}, ask.now + timedelta(minutes=minutes)
    ahead = {name: "Later than now." for name, at in given.items() if (at > latest if isinstance(at, datetime) else at > ask.today)}
    if ahead:
        raise AheadOfTime(fields=ahead)


def earliest(ask: Ask, name: str) -> date:
    """The first day that somebody who enters his own act today may write into the field."""
    days = ask.law.value(LATEST, on=ask.today).value
    return ask.today - timedelta(days=int(days.get(name, days[OTHER]) if isinstance(days, Mapping) else days))


def day_of(value: date) -> date:
    """The day of a day or moment."""
    return value.date() if isinstance(value, datetime) else value
