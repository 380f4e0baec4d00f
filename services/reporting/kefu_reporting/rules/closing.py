"""When a report may be published (REP-13, REP-83)."""

from __future__ import annotations

from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.reporting import CutOffAhead, CutOffTooEarly, StatisticsNotVerified
from kefu_reporting.rules.periods import Period


def closable(kind: str, *, period: Period, cut_off: date, today: date, verified: bool, law: Law) -> Decision[date]:
    """The cut-off of the report that is published: past, not before the period's end, a month's service once verified (REP-13, REP-83).

    Raises ``cut_off_ahead``, ``cut_off_too_early`` and ``statistics_not_verified``.
    """
    if cut_off >= today:
        raise CutOffAhead(cut_off=cut_off.isoformat())
    if cut_off < period.last:
        raise CutOffTooEarly(cut_off=cut_off.isoformat(), last=period.last.isoformat())
    if kind != "service_month":
        return decide(cut_off, law.clause("REP-83"), cut_off=cut_off)
    if not verified:
        raise StatisticsNotVerified(period=period.name)
    return decide(cut_off, law.clause("REP-13"), law.clause("REP-83"), cut_off=cut_off, verified=verified)
