"""When a report may be published (REP-13, REP-83)."""

from __future__ import annotations

from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.reporting import CutOffAhead, StatisticsNotVerified
from kefu_reporting.rules.periods import Period


def closable(kind: str, *, period: Period, cut_off: date, today: date, verified: bool, law: Law) -> Decision[date]:
    """The cut-off of the report that is published: past, and a month's service only once its statistics are verified (REP-13, REP-83).

    Raises ``cut_off_ahead`` and ``statistics_not_verified``.
    """
    if cut_off >= today:
        raise CutOffAhead(cut_off=cut_off.isoformat())
    if kind != "service_month":
        return decide(cut_off, law.clause("REP-83"), cut_off=cut_off)
    if not verified:
        raise StatisticsNotVerified(period=period.name)
    return decide(cut_off, law.clause("REP-13"), law.clause("REP-83"), cut_off=cut_off, verified=verified)
