"""Exams and make-ups: which rows are taken, and what a person's result is (TRN-06, TRN-07, TRN-08, TRN-20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_messages.errors import AlreadyExists
from kefu_messages.training import ExamBeforeTraining, MakeUpNotDue, ScoreOutOfRange
from kefu_training.rules.facts import ExamRow

ABSENT = ("missed", "excused")


@dataclass(frozen=True)
class ExamOutcome:
    """A person's result in one training; ``score`` is None while there is none, ``make_up_on`` the day of a scheduled make-up."""

    result: str
    score: Decimal | None = None
    on: date | None = None
    make_up_on: date | None = None


def row_accepted(
    row: ExamRow, *, staff_no: str, training_no: str, others: tuple[ExamRow, ...], law: Law
) -> Decision[str]:  # fmt: skip
    """The row may be entered (TRN-06, TRN-07; doc 1 l.125-127); raises ``score_out_of_range``, ``make_up_not_due``."""
    lowest, highest = law.value("exam_scores", on=row.day).value
    if row.score is not None and not lowest <= row.score <= highest:
        raise ScoreOutOfRange(score=str(row.score), lowest=str(lowest), highest=str(highest), because=["TRN-06"])
    scored = any(other.kind == "exam" and other.score is not None for other in others)
    if row.kind == "make_up" and scored:
        raise MakeUpNotDue(staff_no=staff_no, training_no=training_no, because=["TRN-07"])
    return decide(row.exam_no, law.clause("TRN-07" if row.kind == "make_up" else "TRN-06"), **vars(row))


def entered_once(row: ExamRow, *, others: tuple[ExamRow, ...], law: Law) -> Decision[str]:
    """A person's exam in a training is entered once, and so is the make-up (own reading of TRN-06 to TRN-09; doc 1 l.125-128).

    A wrong score is corrected, with its reason. Who was entered as not having sat it has the score of that day or an earlier one;
    nobody has an exam once the make-up has its score, nor sits one after it. Raises ``already_exists`` with the row that stands there.
    """
    rule = "TRN-07" if row.kind == "make_up" else "TRN-06"
    for other in _sorted(others, row.kind):
        if other.score is not None or row.score is None or row.day > other.day:
            raise AlreadyExists(kind="exam", key=other.exam_no, because=[rule])
    for made_up in _sorted(others, "make_up"):
        if row.kind == "exam" and (made_up.score is not None or row.day >= made_up.day):
            raise AlreadyExists(kind="exam", key=made_up.exam_no, because=[rule])
    return decide(row.exam_no, law.clause(rule), **vars(row))


def check_after_training(row: ExamRow, *, training_no: str, begins: datetime, now: datetime) -> None:
    """Refuse a score in a training that has not begun by now, or had not on the day of the exam (TRN-06); ``exam_before_training``."""
    if row.score is not None and (now < begins or row.day < begins.date()):
        raise ExamBeforeTraining(training_no=training_no, because=["TRN-06"])


def known_by(rows: Sequence[ExamRow], *, as_of: date) -> tuple[ExamRow, ...]:
    """The rows as they were known at the end of a day: of what is dated later only that it is scheduled."""
    return tuple(row if row.day <= as_of else ExamRow(row.exam_no, row.kind, row.day) for row in rows)


def exam_result(rows: tuple[ExamRow, ...], *, attendance: str | None, over_until: date, law: Law) -> Decision[ExamOutcome | None]:
    """What a person's exam in a training came to (TRN-06, TRN-07, TRN-08; doc 1 l.125-127).

    A scored exam counts. Who missed it takes a make-up; its score counts, and who misses that too has zero, whatever the reason.
    The first make-up decides; of several papers about one exam the first day, on that day the lowest score, and a score before
    none. None while neither the session nor an exam has taken place.
    """
    exams, make_ups = _sorted(rows, "exam"), _sorted(rows, "make_up")
    facts = {"rows": [vars(row) for row in rows], "attendance": attendance}
    for row in exams:
        if row.score is not None:
            return decide(ExamOutcome("scored", row.score, row.day), law.clause("TRN-06"), **facts)
    if make_ups:
        return _of_make_up(make_ups[0], exams=exams, over_until=over_until, law=law, facts=facts)
    missed = [row for row in exams if row.day <= over_until]
    if missed or attendance in ABSENT:
        return decide(ExamOutcome("make_up_open", on=missed[0].day if missed else None), law.clause("TRN-07"), **facts)
    if attendance is None or exams:
        return decide(None, law.clause("TRN-06"), **facts)
    return decide(ExamOutcome("exam_missing"), law.clause("TRN-06"), **facts)


def _of_make_up(
    row: ExamRow, *, exams: tuple[ExamRow, ...], over_until: date, law: Law, facts: Mapping[str, object]
) -> Decision[ExamOutcome | None]:
    if row.score is not None:
        return decide(ExamOutcome("make_up", row.score, row.day), law.clause("TRN-07"), **facts)
    if row.day > over_until:
        missed = exams[0].day if exams else None
        return decide(ExamOutcome("make_up_scheduled", on=missed, make_up_on=row.day), law.clause("TRN-07"), **facts)
    zero = law.value("score_of_missed_make_up", on=row.day)
    return decide(ExamOutcome("make_up_missed", Decimal(zero.value), row.day), law.clause("TRN-07"), law.clause("TRN-08"), zero, **facts)


def _sorted(rows: tuple[ExamRow, ...], kind: str) -> tuple[ExamRow, ...]:
    return tuple(sorted((row for row in rows if row.kind == kind), key=_place))


def _place(row: ExamRow) -> tuple[date, bool, Decimal, str]:
    """Earlier first; of one day what was sat before what was not, and the lower score."""
    return (row.day, row.score is None, row.score or Decimal(0), row.exam_no)


def exam_follows(day: date, *, law: Law) -> bool:
    """Whether the organisation's regulation asks for an exam after each training (TRN-06; doc 1 l.125)."""
    return bool(law.value("exam_after_training", on=day).value)
