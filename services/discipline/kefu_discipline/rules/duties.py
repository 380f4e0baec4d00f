"""Four eyes: which duties of one case are not held by the same person (DIS-18, DIS-21, DIS-23; doc 3 l.218-222)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from kefu.law import Citation, Law
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.settings import setting
from kefu_messages.discipline import DutiesApart

Held = Mapping[str, Collection[str | None]]


def apart(duty: str, *, by: str | None, held: Held, on: date, law: Law) -> Citation:
    """Keep somebody from a duty that does not go with one that he has held in the case; raises ``duties_apart``.

    Asked of whoever acts by a call of his own or enters what another did; a row of past papers says what was.
    """
    kept = setting(law, "duties_apart", on=on)
    for other in kept.value.get(duty, ()):
        if by is not None and by in held.get(other, ()):
            raise DutiesApart(staff_no=by, duty=duty, held=other, because=["DIS-18", "DIS-21"])
    return kept


def held_in(file: File, *, violation_no: str | None = None, notice_no: str | None = None) -> dict[str, frozenset[str]]:
    """Who has had which duty in the case of a notice or violation; ``enterer`` is who entered papers of others in it by single calls."""
    found: dict[str, set[str]] = {}
    for duty, person in _duties(file, violation_no=violation_no, notice_no=notice_no):
        if person is not None:
            found.setdefault(duty, set()).add(person)
    return {duty: frozenset(people) for duty, people in found.items()}


def _duties(file: File, *, violation_no: str | None, notice_no: str | None) -> Iterator[tuple[str, str | None]]:
    notices = [item for item in file.notices if item.notice_no == notice_no or item.violation_no == violation_no]
    reported = {violation_no, *(item.violation_no for item in notices)}
    numbers = {item.notice_no for item in notices}
    for report in file.violations:
        if report.violation_no in reported:
            yield from (("reporter", report.reported_by), ("confirmer", report.confirmed_by))
    for notice in notices:
        yield "drafter", notice.drafted_by
        yield from (("issuer", notice.issued_by), ("refuser", notice.refused_by), ("enterer", notice.entered_by))
    for witness in file.witnesses:
        if witness.notice_no in numbers and witness.signed_on is not None:
            yield from (("witness", witness.witness_no), ("enterer", witness.entered_by))
    appeals = {item.appeal_no for item in file.appeals if item.notice_no in numbers}
    for answer in file.answers:
        if answer.appeal_no in appeals:
            yield from (("answerer", answer.answered_by), ("enterer", answer.entered_by))
