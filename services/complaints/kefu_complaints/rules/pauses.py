"""Who may stop the clocks of a case, for which reasons, and how long they stood still (CMP-05)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kefu import clock
from kefu.law import Decision, Law, decide
from kefu_complaints.rules.clocks import MINUTE, Clock, Pause, merged, working_time
from kefu_complaints.rules.opening import supervisor
from kefu_messages.complaints.shared import NotForThisRole, TermPassed, TextMissing
from kefu_messages.errors import UnknownCode


@dataclass(frozen=True)
class Steersman:
    """Who wants to stop or start the clocks of a case, and who has the case."""

    staff_no: str
    roles: frozenset[str]
    owner: str | None
    owners_superior: str | None = None


def may_pause(by: Steersman, *, reason: str | None, on: date, law: Law) -> Decision[str]:
    """The clocks stand still for a reason of the list, given by who handles the case or supervises it (CMP-05; doc 1 l.28).

    Raises ``post_not_competent``, ``text_missing``, ``unknown_code``.
    """
    return _may_steer(by, reason=reason, reasons="pause_reasons", on=on, law=law)


def may_resume(by: Steersman, *, reason: str | None, on: date, law: Law) -> Decision[str]:
    """The clocks go on for a reason of the list, given by the same people; raises the same (CMP-05; doc 1 l.28)."""
    return _may_steer(by, reason=reason, reasons="resume_reasons", on=on, law=law)


def reaches_back(since: datetime, *, clocks: Mapping[str, Clock], law: Law) -> Decision[datetime]:
    """The moment from which clocks stand still: after every term missed and every level reached by now (CMP-05; doc 1 l.28).

    What was missed stays missed; raises ``term_passed``.
    """
    for term, one in sorted(clocks.items()):
        passed = [level.at for level in one.reached]
        if one.state == "missed" and one.due_at is not None:
            passed.append(one.due_at)
        if passed and since < max(passed):
            raise TermPassed(term=term, at=max(passed).isoformat(timespec="minutes"), because=["CMP-05"])
    return decide(since, law.clause("CMP-05"), since=since, terms=sorted(clocks))


def paused_time(
    started_at: datetime, *, until: datetime, pauses: Sequence[Pause], law: Law, zone: str = clock.DEFAULT_ZONE
) -> Decision[int]:
    """The whole open minutes that the clocks of a case stood still by a moment (CMP-05)."""
    open_time = working_time(started_at.date(), law=law, zone=zone)
    stood = (open_time.outcome.between(max(started_at, one.since), min(until, one.until or until)) for one in merged(pauses))
    minutes = sum(stood, timedelta()) // MINUTE
    return decide(minutes, law.clause("CMP-05"), *open_time.because, started_at=started_at, until=until, pauses=len(pauses))


def _may_steer(by: Steersman, *, reason: str | None, reasons: str, on: date, law: Law) -> Decision[str]:
    role, known = supervisor("CMP-05", on=on, law=law), law.value(reasons, on=on)
    if by.staff_no not in (by.owner, by.owners_superior) and role.outcome not in by.roles:
        raise NotForThisRole(competent=by.owner or role.outcome, because=["CMP-05"])
    if not reason:
        raise TextMissing(field="reason", because=["CMP-05", known.id])
    if reason not in known.value:
        raise UnknownCode(value=reason, because=["CMP-05", known.id])
    return decide(reason, *role.because, known, by=by.staff_no, owner=by.owner, reason=reason)
