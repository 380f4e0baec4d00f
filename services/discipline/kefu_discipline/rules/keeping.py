"""What of a file is past its time of keeping: the contents of cases that have long ended; what is counted of them stays.

Code, days, amount and state stay, since a later case may be counted with them ("whoever offends again": doc 4 l.340) and the fund's
and the wages' sums rest on them; what was written about the person does not. A case whose appeal is unanswered has not ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

from kefu_discipline.rules.facts import File
from kefu_discipline.rules.papers import Appeal, Violation

DESTROYED = "(已銷毀)"


def past_cases(file: File, *, before: date) -> frozenset[str]:
    """The numbers of the violations whose cases ended before the day and still have contents, those of their papers, and of inspections."""
    found: set[str] = set()
    for report in file.violations:
        papers = list(_papers(file, report))
        appeals = [paper for paper in papers if isinstance(paper, Appeal)]
        open_still = len(appeals) > sum(answer.appeal_no in {appeal.appeal_no for appeal in appeals} for answer in file.answers)
        if not open_still and max(day for paper in papers for day in _days(paper)) < before and any(map(_written, papers)):
            found |= {str(getattr(paper, next(iter(fields(paper))).name)) for paper in papers}
    return frozenset(found | {item.inspection_no for item in file.inspections if item.on < before and (item.note or item.observed_at)})


def without_contents(file: File, *, numbers: frozenset[str], before: date) -> File:
    """The file without what was written in those cases, inspections and decisions."""
    return replace(
        file,
        violations=tuple(_emptied(item) if item.violation_no in numbers else item for item in file.violations),
        appeals=tuple(replace(item, grounds="") if item.appeal_no in numbers else item for item in file.appeals),
        inspections=tuple(replace(item, note="", observed_at="") if item.inspection_no in numbers else item for item in file.inspections),
        withdrawals=tuple(replace(item, reason="") if item.withdrawn_on < before else item for item in file.withdrawals),
        verdicts=tuple(replace(item, reason="") if item.decided_on < before else item for item in file.verdicts),
    )


def _emptied(report: Violation) -> Violation:
    kept = {name: DESTROYED for name in ("facts", "evidence", "education_note") if getattr(report, name).strip()}
    return replace(report, **kept, link="", reason="")  # type: ignore[arg-type]


def _papers(file: File, report: Violation) -> Iterator[Any]:
    """The report with all papers that rest on it."""
    yield report
    notices = [notice for notice in file.notices if notice.violation_no == report.violation_no]
    numbers = {notice.notice_no for notice in notices}
    appeals = [appeal for appeal in file.appeals if appeal.notice_no in numbers]
    yield from notices
    yield from appeals
    yield from (answer for answer in file.answers if answer.appeal_no in {appeal.appeal_no for appeal in appeals})


def _days(paper: Any) -> Iterator[date]:
    return (day for item in fields(paper) if type(day := getattr(paper, item.name)) is date)


def _written(paper: Any) -> bool:
    if isinstance(paper, Violation):
        return paper.facts not in {"", DESTROYED} or bool(paper.link or paper.reason)
    return isinstance(paper, Appeal) and bool(paper.grounds)
