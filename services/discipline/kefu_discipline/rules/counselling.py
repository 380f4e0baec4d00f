"""What has ended in counselling is not penalised as well: one complaint or session is one cause (DIS-17, DIS-18; doc 3 l.218)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kefu_discipline.rules.facts import File
from kefu_discipline.rules.outcomes import Penalised
from kefu_discipline.rules.papers import Violation

DRAFTED_FROM = "violation:"
COUNSELLING = "counselling"


def after_counselling(file: File, *, accepted: Mapping[str, Penalised]) -> list[tuple[Violation, str]]:
    """Reports on a cause that has ended in counselling, each with the case or draft that it ended in, in order of their numbers.

    What a call confirmed up to that day stands: the counselling came too late for it. A row takes nothing away from what people have
    ended, whatever it is dated.
    """
    ended: dict[str, tuple[date, str]] = {}
    for cause, day, number in sorted(_ended(file, accepted=accepted)):
        ended.setdefault(cause, (day, number))
    reports = sorted((each for each in file.violations if each.violation_no in accepted and each.cause in ended), key=_number)
    return [(each, ended[each.cause or ""][1]) for each in reports if not _before(each, ended[each.cause or ""][0])]


def _ended(file: File, *, accepted: Mapping[str, Penalised]) -> Iterator[tuple[str, date, str]]:
    for report in file.violations:
        if report.cause is not None and report.counselled_on is not None and report.violation_no in accepted:
            yield report.cause, report.counselled_on, report.violation_no
    for verdict in file.verdicts:
        kind, _, number = verdict.proposal_no.removeprefix(DRAFTED_FROM).partition("/")
        if verdict.decision == COUNSELLING and kind in {"complaint", "session"}:
            yield f"{kind} {number.partition('/')[0]}", verdict.decided_on, verdict.proposal_no


def _before(report: Violation, ended_on: date) -> bool:
    """Whether the report is itself the counselled case, or was confirmed by a call before the cause ended so."""
    confirmed = report.confirmed_on is not None and report.confirmed_on <= ended_on
    return report.counselled_on is not None or (confirmed and report.line == 0)


def _number(report: Violation) -> str:
    return report.violation_no
