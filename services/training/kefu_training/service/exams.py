"""Exam lists, make-ups and corrections (TRN-06 to TRN-09)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kefu.directory import Directory
from kefu.entered import entry, past_papers
from kefu.personal import stands_above
from kefu.retention import DESTRUCTIONS, kept_from
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_messages.errors import AlreadyExists, KefuError, NotAllowed, NotFound, NotInLine, SelfApproval, UnknownReference, UnknownStaff
from kefu_messages.training import CorrectExam, ListExams, RecordExam
from kefu_training import rules
from kefu_training.rules.facts import ExamRow
from kefu_training.service.acts import by_clerk, of_organisers
from kefu_training.service.judging import Judgement, judge, leaves_of
from kefu_training.service.replies import reader
from kefu_training.service.signing import PARTS, check_part_kept, of_session
from kefu_training.store import LEAVES, PARTICIPATIONS, SESSIONS, exams_of, participation_no, session_of


class Exams:
    """Who scored what, who missed it, and what came of the make-up."""

    participations = Shelf(PARTICIPATIONS)
    sessions = Shelf(SESSIONS)
    leaves = Shelf(LEAVES)
    destructions = Shelf(DESTRUCTIONS)
    staff = Directory()

    @command(RecordExam)
    def record_exam(self, ask: Ask) -> dict[str, Any]:
        """Enter a row of an exam list, nobody the own, each exam once (TRN-06, TRN-07, TRN-08).

        Papers of the past may hold it twice, but put nothing in place of what a call has entered.
        """
        _not_the_own(ask, ask["staff_no"])
        record = self._place(ask)
        session = self.sessions.require(ask.organisation, ask["training_no"])
        self._may_score(ask, session, ask["staff_no"])
        late = entry(ask, "date", whose=[ask["staff_no"]], may_be_ahead=ask.get("score") is None)
        row = ExamRow(ask["exam_no"], ask["kind"], ask["date"], ask.get("score"))
        rules.check_after_training(row, training_no=session.key, begins=_begins(session, ask), now=ask.now)
        if not past_papers(ask) or any(exam.get("called") for exam in record.get("exams", ())):
            rules.entered_once(row, others=exams_of(record), law=ask.law)
        accepted = rules.row_accepted(row, staff_no=ask["staff_no"], training_no=ask["training_no"], others=exams_of(record), law=ask.law)
        written = {
            "exam_no": row.exam_no, "kind": row.kind, "date": row.day.isoformat(), "score": row.score, "remark": ask.get("remark"),
            **({"called": True} if ask.row is None else {}),
        }  # fmt: skip
        exams = [*record.get("exams", ()), written]
        facts = {"staff_no": ask["staff_no"], **of_session(session), "exams": exams}
        found = self._judged(ask, record, facts)
        decisions = {**found.decisions, "row": accepted, **late}
        return self.participations.save(
            record, ask, changes=found.changes, events=found.events, decisions=decisions,
            reply=_shown(record.key, written, found), claims=[_claim(row.exam_no)],
        )  # fmt: skip

    def _place(self, ask: Ask) -> Record:
        if not self.staff.known(ask.organisation, ask["staff_no"]):
            raise UnknownStaff(staff_no=ask["staff_no"], because=["TRN-06"])
        session = self.sessions.get(ask.organisation, ask["training_no"])
        if session is None or session["kind"] != "training":
            raise UnknownReference(kind="training", key=ask["training_no"], because=["TRN-06"])
        record = self.participations.new(ask.organisation, participation_no(session.key, ask["staff_no"]))
        check_part_kept(session, record, kept=kept_from(self.destructions, ask.organisation, PARTS))
        if self.participations.claimed(ask.organisation, _claim(ask["exam_no"])):
            raise AlreadyExists(kind="exam", key=ask["exam_no"], because=["TRN-06"])
        return record

    @command(CorrectExam)
    def correct_exam(self, ask: Ask) -> dict[str, Any]:
        """Correct a score; what stood there before is kept with the row (TRN-09)."""
        record = self.participations.claimed(ask.organisation, _claim(ask["exam_no"]))
        if record is None:
            raise NotFound(kind="exam", key=ask["exam_no"])
        _not_the_own(ask, record["staff_no"])
        session = self.sessions.require(ask.organisation, record["event_no"])
        try:
            self._may_score(ask, session, record["staff_no"])
        except NotAllowed as refusal:
            raise self._turned_away(ask, refusal, record["staff_no"]) from None
        before = next(row for row in record["exams"] if row["exam_no"] == ask["exam_no"])
        late = entry(ask, whose=[record["staff_no"]], days={"date": date.fromisoformat(before["date"])}, may_be_ahead=ask["score"] is None)
        others = tuple(row for row in exams_of(record) if row.exam_no != ask["exam_no"])
        row = ExamRow(before["exam_no"], before["kind"], next(r.day for r in exams_of(record) if r.exam_no == ask["exam_no"]), ask["score"])
        accepted = rules.row_accepted(row, staff_no=record["staff_no"], training_no=record["event_no"], others=others, law=ask.law)
        rules.check_after_training(row, training_no=session.key, begins=_begins(session, ask), now=ask.now)
        correction = {"from": before["score"], "to": ask["score"], "by": ask.identity.staff_no, "reason": ask["reason"]}
        after = {**before, "score": ask["score"], "corrections": [*before.get("corrections", ()), correction]}
        exams = [after if item["exam_no"] == ask["exam_no"] else item for item in record["exams"]]
        found = self._judged(ask, record, {"exams": exams})
        return self.participations.save(
            record, ask, changes=found.changes, events=found.events, decisions={**found.decisions, "row": accepted, **late},
            reply=_shown(record.key, after, found),
        )  # fmt: skip

    def _turned_away(self, ask: Ask, refusal: NotAllowed, staff_no: str) -> KefuError:
        """Who may neither correct nor read a result is answered as if there were none."""
        subject, gone = f"{ask.organisation}/results/{staff_no}", NotFound(kind="exam", key=ask["exam_no"])
        return reader(ask, self.staff).turned_away(refusal, staff_no, subject=subject, absent=gone)

    @query(ListExams)
    def list_exams(self, ask: Ask) -> Page:
        """The exam rows of a training, by person, of those the caller may read."""
        page = self.participations.page(ask, equals={"event_no": ask["training_no"]}, order="participation")
        subject = f"{ask.organisation}/exams/{ask['training_no']}"
        seen = reader(ask, self.staff).shown(page.items, subject=subject, about=lambda item: [item["staff_no"]])
        rows = [
            {**row, "training_no": item["event_no"], "staff_no": item["staff_no"], "result": (item.get("exam") or {}).get("result")}
            for item in seen
            for row in item.get("exams", ())
        ]
        return Page(rows, page.next)

    def _may_score(self, ask: Ask, session: Record, staff_no: str) -> None:
        """Let whoever holds the training score it, but nobody score those to whom he reports (TRN-06, TRN-09)."""
        of_organisers(ask, session)
        if not by_clerk(ask) and stands_above(ask, self.staff, staff_no):
            raise NotInLine(staff_no=staff_no, because=["TRN-09"])

    def _judged(self, ask: Ask, record: Record, facts: dict[str, Any]) -> Judgement:
        staff_no = facts.get("staff_no") or record["staff_no"]
        return judge(
            ask, record, facts=facts, leaves=leaves_of(self.leaves, ask.organisation, staff_no),
            person=self.staff.person(ask.organisation, staff_no),
        )  # fmt: skip


def _not_the_own(ask: Ask, staff_no: str) -> None:
    if ask.identity.staff_no == staff_no:
        raise SelfApproval(staff_no=staff_no, because=["TRN-09"])


def _begins(session: Record, ask: Ask) -> datetime:
    held = session_of(session)
    return datetime.combine(held.day, held.start, ask.now.tzinfo)


def _claim(exam_no: str) -> str:
    return f"exam/{exam_no}"


def _shown(participation: str, row: dict[str, Any], found: Judgement) -> dict[str, Any]:
    training_no, _, staff_no = participation.partition(":")
    return {**row, "training_no": training_no, "staff_no": staff_no, "result": (found.changes["exam"] or {}).get("result")}
