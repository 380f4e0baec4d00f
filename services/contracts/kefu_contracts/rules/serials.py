"""When a serial number is supplied, what its use may be, and when it is updated (CON-06..09)."""

from __future__ import annotations

from datetime import date, timedelta

from kefu.law import Decision, Law, decide
from kefu_messages.contracts import NotInstalled, PeriodReversed, RenewalUnpaid
from kefu_messages.errors import ValidationFailed


def serial_valid_to(
    customer_no: str, *, installed_on: date | None, issued_on: date, covered: date | None, wanted: date | None = None, law: Law
) -> Decision[date]:
    """A serial follows the installation and lasts as long as the service at most (CON-06; doc 4 l.326).

    Raises ``not_installed``, and ``period_reversed`` where it would end before it is issued.
    """
    if installed_on is None or installed_on > issued_on or covered is None:
        raise NotInstalled(customer_no=customer_no)
    end = min(wanted or covered, covered)
    if end < issued_on:
        raise PeriodReversed(first=issued_on.isoformat(), last=end.isoformat())
    return decide(end, law.clause("CON-06"), installed_on=installed_on, issued_on=issued_on, covered_until=covered)


def seats_taken(seats: int) -> int:
    """A serial is licensed for, and used at, one seat at least (CON-07; doc 4 l.327); raises ``validation_failed``."""
    if seats < 1:
        raise ValidationFailed(fields={"seats": ["Must be greater than or equal to 1."]})
    return seats


def serial_ended(*, valid_from: date, valid_to: date, covered: date | None, terminated_on: date, law: Law) -> Decision[date]:
    """The end of a serial whose contract ended before its time: never later than the service that is left (CON-06, CON-07).

    A serial that the service outlasts stays as it is; without any service left it ends with the day before the contract's end.
    """
    left = covered if covered is not None else terminated_on - timedelta(days=1)
    end = min(valid_to, max(left, valid_from))
    return decide(end, law.clause("CON-06"), law.clause("CON-07"), was=valid_to, covered_until=covered, terminated_on=terminated_on)


def use_alerts(*, seats: int, licensed: int, used_on: date, valid_from: date, valid_to: date, law: Law) -> Decision[tuple[str, ...]]:
    """Uses outside of the normal range: more seats than licensed, or outside of the dates (CON-07; doc 4 l.327)."""
    found = {
        "seats_exceeded": seats > licensed,
        "expired_serial": used_on > valid_to,
        "not_yet_valid": used_on < valid_from,
    }
    alerts = tuple(name for name, raised in found.items() if raised)
    return decide(alerts, law.clause("CON-07"), seats=seats, licensed=licensed, used_on=used_on, valid_to=valid_to)


def serial_updated(serial_no: str, *, valid_to: date, covered: date | None, law: Law) -> Decision[date]:
    """A serial gets the end of the new, paid service period (CON-08, CON-09; doc 4 l.302, l.328); raises ``renewal_unpaid``."""
    if covered is None or covered <= valid_to:
        raise RenewalUnpaid(contract_no=serial_no)
    return decide(covered, law.clause("CON-08"), law.clause("CON-09"), was=valid_to, covered_until=covered)


def update_due(*, valid_to: date, covered: date | None, law: Law) -> Decision[bool]:
    """Whether a serial waits for its update: the paid service lasts longer than it (CON-08; doc 4 l.328)."""
    return decide(covered is not None and covered > valid_to, law.clause("CON-08"), valid_to=valid_to, covered_until=covered)
