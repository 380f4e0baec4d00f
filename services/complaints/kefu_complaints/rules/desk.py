"""The procedure, promises, checks, errors, the messenger's hours, the month's statistics (CMP-01..03, 09, 28..33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kefu import clock
from kefu.calendar import last_day
from kefu.law import Decision, Law, decide
from kefu_complaints.rules.clocks import counted_minutes
from kefu_complaints.rules.opening import Edition
from kefu_messages.complaints.desk import ActionMissing, EditionTooSoon
from kefu_messages.complaints.incidents import ApologyMissing
from kefu_messages.complaints.shared import DatesOutOfOrder, NotForThisRole
from kefu_messages.complaints.statistics import MonthNotOver


@dataclass(frozen=True)
class Stretch:
    """From one moment to another: an absence of the messenger, or a question and its first answer."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class MessengerFindings:
    """Open minutes offline, the minutes of each first response, and how many of them were too many."""

    offline_minutes: int
    response_minutes: tuple[int, ...]
    late_responses: int


def procedure_published(editions: Sequence[Edition], *, effective_from: date, roles: frozenset[str], law: Law) -> Decision[int]:
    """The number of a new edition, published by who owns the procedure (CMP-01, CMP-30; doc 1 l.15, doc 4 l.257).

    Raises ``post_not_competent``, ``procedure_edition_too_early``.
    """
    owners = law.value("procedure_owners", on=effective_from)
    if not roles & set(owners.value):
        raise NotForThisRole(competent=", ".join(owners.value), because=["CMP-30"])
    last = max((one.effective_from for one in editions), default=None)
    if last is not None and effective_from <= last:
        raise EditionTooSoon(last=last.isoformat())
    return decide(len(editions) + 1, law.clause("CMP-01"), law.clause("CMP-30"), owners, effective_from=effective_from)


def promise_state(due_on: date, *, kept_on: date | None, as_of: date, law: Law) -> Decision[str]:
    """Whether a promise is open, kept, kept too late or overdue at the end of a day (CMP-02; doc 1 l.14)."""
    in_time, too_late = ("open", "overdue") if kept_on is None else ("kept", "kept_late")
    state = in_time if (kept_on or as_of) <= due_on else too_late
    return decide(state, law.clause("CMP-02"), due_on=due_on, kept_on=kept_on, as_of=as_of)


def check_result(finding: str, *, action: str, action_due_on: date | None, checked_on: date, breached: bool, law: Law) -> Decision[str]:
    """A check without a finding ends; a problem or breach gets a corrective action with its day (CMP-03, CMP-09; doc 1 l.23, l.38).

    Raises ``corrective_action_missing``, ``moments_out_of_order``.
    """
    clauses = [law.clause("CMP-03"), *([law.clause("CMP-09")] if breached else [])]
    if not finding.strip() and not breached:
        return decide("without_finding", *clauses, checked_on=checked_on)
    if not action.strip() or action_due_on is None:
        raise ActionMissing(because=["CMP-03"])
    if action_due_on < checked_on:
        raise DatesOutOfOrder(earlier="checked_on", later="action_due_on")
    return decide("action_open", *clauses, checked_on=checked_on, action_due_on=action_due_on)


def error_recorded(apology: bool, *, happened_at: datetime, corrected_at: datetime | None, law: Law) -> Decision[datetime]:  # noqa: FBT001
    """An error is apologised for and corrected at once (CMP-29; doc 2 l.202); raises ``error_without_apology``."""
    if not apology or corrected_at is None:
        raise ApologyMissing(because=["CMP-29"])
    if corrected_at < happened_at:
        raise DatesOutOfOrder(earlier="happened_at", later="corrected_at")
    return decide(corrected_at, law.clause("CMP-29"), happened_at=happened_at, corrected_at=corrected_at)


def messenger_findings(
    offline: Sequence[Stretch], *, responses: Sequence[Stretch], on: date, law: Law, zone: str = clock.DEFAULT_ZONE
) -> Decision[MessengerFindings]:
    """How long the messenger was offline in service hours, and which first answers came too late (CMP-33; doc 4 l.286)."""
    limit = law.value("first_response_minutes", on=on)
    if any(one.until < one.since for one in (*offline, *responses)):
        raise DatesOutOfOrder(earlier="since", later="until")
    away = sum(counted_minutes(one.since, until=one.until, law=law, zone=zone).outcome for one in offline)
    minutes = tuple(counted_minutes(one.since, until=one.until, law=law, zone=zone).outcome for one in responses)
    found = MessengerFindings(away, minutes, sum(taken > int(limit.value["remote"]) for taken in minutes))
    return decide(found, law.clause("CMP-33"), limit, law.value("service_hours", on=on), on=on)


def statistics_verified(month: str, *, verified_on: date, roles: frozenset[str], law: Law) -> Decision[str]:
    """The month's statistics are verified by who is responsible for them, once the month is over (CMP-31; doc 4 l.259).

    Raises ``post_not_competent``, ``statistics_month_not_over``.
    """
    verifiers = law.value("statistics_verifiers", on=verified_on)
    if not roles & set(verifiers.value):
        raise NotForThisRole(competent=", ".join(verifiers.value), because=["CMP-31"])
    if verified_on <= last_day(month):
        raise MonthNotOver(month=month)
    return decide(month, law.clause("CMP-31"), verifiers, verified_on=verified_on)
