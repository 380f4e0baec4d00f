"""What follows from the facts of one person and session: the judgement, the exam's outcome, and what is said of a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kefu.directory import Colleague
from kefu.law import Decision
from kefu.service import Ask, Record
from kefu.store import BoundShelf
from kefu_messages import Happening
from kefu_messages.training import ExamMissed, ExamScored, SessionAttended
from kefu_training import rules
from kefu_training.rules.facts import Leave
from kefu_training.store import exams_of, leave_of, session_of, sign_in_of

OF_THE_SESSION = ("attendance", "minutes", "title", "date", "start", "end", "signed_in_at")
SCORED = ("scored", "make_up", "make_up_missed")
NO_MORE = {"result": "exam_missing", "on": None, "make_up_on": None}  # what was told before has fallen, and the day is not over


@dataclass(frozen=True)
class Judgement:
    """The changes of a document and what goes with them; without ``events`` nothing new is to be said."""

    changes: dict[str, Any]
    events: list[Happening]
    decisions: dict[str, Decision[Any]]


def leaves_of(shelf: BoundShelf, organisation: str, staff_no: str) -> tuple[Leave, ...]:
    """The leave a person has been granted."""
    return tuple(leave_of(leave) for leave in shelf.find(organisation, staff_no=staff_no) if leave["excused"])


def judge(ask: Ask, record: Record, *, facts: Mapping[str, Any], leaves: Sequence[Leave], person: Colleague | None) -> Judgement:
    """Judge a participation anew under changed facts (TRN-04 to TRN-08); what the day has not yet brought is looked at again later.

    Nobody is missing where he is not employed on the day.
    """
    over_until = ask.today - timedelta(days=1)
    fields = {**record, **facts}
    decisions: dict[str, Decision[Any]] = {}
    if takes_part(fields, person):
        sign_in = sign_in_of(fields, zone=ask.now.tzinfo)
        decisions["attendance"] = attended = rules.session_attendance(
            session_of(fields), sign_in=sign_in, leaves=tuple(leaves), over_until=over_until, law=ask.law
        )
        fields |= {"attendance": attended.outcome.attendance, "minutes": attended.outcome.minutes}
    if fields["kind"] == "training" and (fields.get("exams") or rules.exam_follows(fields["date"], law=ask.law)):
        attendance = fields.get("attendance")
        decisions["exam"] = outcome = rules.exam_result(exams_of(fields), attendance=attendance, over_until=over_until, law=ask.law)
        fields["exam"] = None if outcome.outcome is None else vars(outcome.outcome)
    changes = {**facts, **{name: fields.get(name) for name in ("attendance", "minutes", "exam")}}
    changes["next_check_on"] = _next_check(fields, over_until=over_until)
    changes |= {"told_of": told} if (told := _told_of(record, fields)) else {}
    if fields.get("signed_in_at") is not None:
        fields["signed_in_at"] = fields["signed_in_at"].astimezone(ask.now.tzinfo)
    return Judgement(changes, [*_session_said(record, fields, decisions), *_exam_said(record, fields, decisions)], decisions)


def takes_part(fields: Mapping[str, Any], person: Colleague | None) -> bool:
    """Whether somebody is invited to a session on a day of his service."""
    return bool(fields.get("invited")) and (person is None or person.serves(date.fromisoformat(_day(fields["date"]))))


def _next_check(fields: Mapping[str, Any], *, over_until: date) -> str | None:
    """The day on which passing time may change the judgement, or None."""
    dates = [row.day for row in exams_of(fields) if row.score is None and row.day > over_until]
    if fields.get("invited") and fields.get("attendance") is None:
        dates.append(fields["date"])
    return (min(dates) + timedelta(days=1)).isoformat() if dates else None


def _told_of(record: Mapping[str, Any], fields: Mapping[str, Any]) -> list[str]:
    """The days of which a judgement has been told, or is now: more than one when the session was moved."""
    before = record.get("told_of") or ([_day(record["date"])] if record.get("attendance") is not None else [])
    return sorted({*before, *([_day(fields["date"])] if fields.get("attendance") is not None else [])})


def _day(day: date | str) -> str:
    return day if isinstance(day, str) else day.isoformat()


def _session_said(record: Record, fields: Mapping[str, Any], decisions: Mapping[str, Decision[Any]]) -> list[Happening]:
    if fields.get("attendance") is None or all(record.get(name) == fields.get(name) for name in OF_THE_SESSION):
        return []
    told = {name: fields.get(name) for name in ("event_no", "kind", "staff_no", *OF_THE_SESSION)}
    former = [day for day in _told_of(record, fields) if day != _day(fields["date"])]
    told |= {"moved_from": former} if former else {}
    hours = session_of(fields).hours
    because = [rule for rule in decisions["attendance"].clauses if rule[3:4] == "-"]
    return [SessionAttended.of(participation=record.key, **told, hours=hours, because=because)]


def _exam_said(record: Record, fields: Mapping[str, Any], decisions: Mapping[str, Decision[Any]]) -> list[Happening]:
    exam = fields.get("exam")
    if _comparable(exam) == _comparable(record.get("exam")):
        return []
    exam = NO_MORE if exam is None else exam
    because = [rule for rule in decisions["exam"].clauses if rule.startswith("TRN-")]
    told = {
        "participation": record.key, "training_no": fields["event_no"], "staff_no": fields["staff_no"], "result": exam["result"],
        "date": exam["on"] or fields["date"], "because": because,
    }  # fmt: skip
    if exam["result"] in SCORED:
        return [ExamScored.of(**told, score=exam["score"])]
    return [ExamMissed.of(**told, make_up_on=exam["make_up_on"])]


def _comparable(exam: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (exam or {}).items()}
