"""Sign-in sheets, and how each row is judged and judged again (TRN-04, TRN-05, TRN-12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kefu.directory import Directory
from kefu.entered import check_moments, entry, only_papers, past_papers
from kefu.law import Decision
from kefu.personal import decides_about
from kefu.retention import DESTRUCTIONS, check_kept, kept_from
from kefu.service import Ask, Record, Shelf, command, on, query, schedule
from kefu_messages.attendance import CompensatoryRestDecided, LeaveDecided
from kefu_messages.errors import SelfApproval, StateConflict, UnknownReference, UnknownStaff, ValidationFailed
from kefu_messages.training import GetSignIn, InvitedTooLate, RecordSignIn, SessionAttended, SessionRescheduled, WhySignIn
from kefu_training import rules
from kefu_training.service.acts import by_clerk, of_another, of_organisers
from kefu_training.service.judging import judge, leaves_of
from kefu_training.service.replies import read_personal, told
from kefu_training.store import LEAVES, PARTICIPATIONS, SESSIONS, participation_no, session_of

FIRST = "0000-00-00"
PARTS = "trainings"  # what is destroyed by itself: who came to what, and leave
OF_THE_SESSION = ("event_no", "kind", "title", "date", "start", "end")
OF_THE_SHEET = ("signed_in_at", "excuse", "excuse_approved_by")


class Signing:
    """Who was invited to what, who came, and when; every change of the judgement is told."""

    participations = Shelf(PARTICIPATIONS)
    sessions = Shelf(SESSIONS)
    leaves = Shelf(LEAVES)
    destructions = Shelf(DESTRUCTIONS)
    staff = Directory()

    @command(RecordSignIn)
    def record_sign_in(self, ask: Ask) -> dict[str, Any]:
        """Enter a row of the sheet, or sign in oneself, and judge it (TRN-04, TRN-05)."""
        known_people(ask, self.staff)
        session = session_for(ask, self.sessions.get(ask.organisation, ask["event_no"]))
        record = self.participations.new(ask.organisation, participation_no(session.key, ask["staff_no"]))
        check_part_kept(session, record, kept=kept_from(self.destructions, ask.organisation, PARTS))
        leaves = leaves_of(self.leaves, ask.organisation, ask["staff_no"])
        facts, late = signed(ask, session, record, staff=self.staff)
        found = judge(ask, record, facts=facts, leaves=leaves, person=self.staff.person(ask.organisation, ask["staff_no"]))
        because = [clause for decision in found.decisions.values() for clause in decision.clauses]
        return self.participations.save(
            record, ask, changes=found.changes, events=found.events, decisions={**found.decisions, **late},
            reply={"participation": record.key, **record, **found.changes, "because": because},
        )  # fmt: skip

    @query(GetSignIn)
    def get_sign_in(self, ask: Ask) -> dict[str, Any]:
        """One person's sign-in to one session."""
        read_personal(ask, self.staff, ask["staff_no"])
        record = self.participations.require(ask.organisation, participation_no(ask["event_no"], ask["staff_no"]))
        because = [cited["id"] for decision in record.decisions.values() for cited in decision["because"]]
        return {**self.participations.public(record), "because": because}

    @query(WhySignIn)
    def why_sign_in(self, ask: Ask) -> dict[str, Any]:
        """Every decision kept with the person's part in the session."""
        read_personal(ask, self.staff, ask["staff_no"])
        record = self.participations.require(ask.organisation, participation_no(ask["event_no"], ask["staff_no"]))
        return told(self.participations.why(record, language=ask.language), ask=ask)

    @on(LeaveDecided)
    def know_leave(self, ask: Ask) -> None:
        """Keep what has become of a leave request, and judge again the sessions it covered or covers (TRN-05)."""
        times = {name: ask.get(name) for name in ("from_time", "to_time")}
        self._know(ask, ask["request_no"], ask["from_date"], ask["to_date"], excused=ask["excused"], **times)

    @on(CompensatoryRestDecided)
    def know_rest(self, ask: Ask) -> None:
        """A day off in return for duty excuses as leave does, and makes up for nothing else (TRN-05, ATT-25)."""
        off = ask["state"] == "approved" and ask["use"] == "rest_day"
        self._know(ask, f"rest/{ask['request_no']}", ask["use_date"], ask["use_date"], excused=off, from_time=None, to_time=None)

    def _know(self, ask: Ask, key: str, first: date, last: date, **facts: Any) -> None:
        before, kept = self.leaves.get(ask.organisation, key), kept_from(self.destructions, ask.organisation, PARTS)
        if before is None and kept is not None and last < kept:
            return  # what is known of those days was destroyed
        days = [first, last, *((before["from_date"], before["to_date"]) if before else ())]
        self.leaves.mirror(ask, key, staff_no=ask["staff_no"], from_date=first.isoformat(), to_date=last.isoformat(), **facts)
        span = (min(days).isoformat(), max(days).isoformat())
        self._judge_again(ask, self.participations.find(ask.organisation, staff_no=ask["staff_no"], date=span))

    @on(SessionRescheduled)
    def follow_session(self, ask: Ask) -> None:
        """Judge everybody again when a session has been moved."""
        session = self.sessions.require(ask.organisation, ask["event_no"])
        for record in self.participations.find(ask.organisation, event_no=session.key):
            void = {"signed_in_at": None, "on_the_spot": False} if _signed_for_another_hour(record, session, ask) else {}
            self._judge_again(ask, [record], **of_session(session), **void)

    @on(SessionAttended)
    def look_again(self, ask: Ask) -> None:
        """Judge once more what leave, granted while the row was being written, may have excused."""
        record = self.participations.get(ask.organisation, ask["participation"])
        self._judge_again(ask, [record] if record else [])

    @schedule("daily")
    def judge_what_is_over(self, ask: Ask) -> None:
        """Judge who has not signed in by the end of the day, and exams and make-ups that were not sat (TRN-04, TRN-08)."""
        self._judge_again(ask, self.participations.find(ask.organisation, next_check_on=(FIRST, ask.today.isoformat())))

    def _judge_again(self, ask: Ask, records: list[Record], **facts: Any) -> None:
        for record in records:
            leaves = leaves_of(self.leaves, ask.organisation, record["staff_no"])
            found = judge(ask, record, facts=facts, leaves=leaves, person=self.staff.person(ask.organisation, record["staff_no"]))
            if found.events or any(record.get(name) != value for name, value in found.changes.items()):
                self.participations.save(record, ask, changes=found.changes, events=found.events, decisions=found.decisions)


def _signed_for_another_hour(record: Mapping[str, Any], session: Mapping[str, Any], ask: Ask) -> bool:
    """Whether somebody had signed in, on the spot, to a session that was moved before it began: nobody knows whether he came then."""
    at, move = record.get("signed_in_at"), next(iter((session.get("moves") or ())[-1:]), None)
    if at is None or move is None or not record.get("on_the_spot"):
        return False
    moved_at = datetime.fromisoformat(move["moved_at"])
    return bool(at <= moved_at) and not rules.has_begun(session_of({**session, **_former(move)}), at=moved_at.astimezone(ask.now.tzinfo))


def _former(move: Mapping[str, Any]) -> dict[str, Any]:
    return {"date": date.fromisoformat(move["date"]), "start": move["start"], "end": move["end"]}


def of_session(session: Mapping[str, Any]) -> dict[str, Any]:
    """What a participation repeats of its session."""
    return {name: session[name] for name in OF_THE_SESSION}


def known_people(ask: Ask, staff: Directory) -> None:
    """Both the person and who approved the excuse are in the register; raises ``unknown_staff``."""
    for staff_no in filter(None, [ask["staff_no"], ask.get("excuse_approved_by")]):
        if not staff.known(ask.organisation, staff_no):
            raise UnknownStaff(staff_no=staff_no, because=["TRN-04"])


def session_for(ask: Ask, session: Record | None) -> Record:
    """The session the row is about; raises ``unknown_reference``."""
    if session is None:
        raise UnknownReference(kind="session", key=ask["event_no"], because=["TRN-04"])
    return session


def check_part_kept(session: Mapping[str, Any], record: Record, *, kept: date | None) -> None:
    """Refuse a new part in a session of which those that there were have been destroyed; raises ``records_destroyed``."""
    if not record.exists:
        check_kept(session["date"], kept=kept)


def signed(
    ask: Ask, session: Mapping[str, Any], record: Mapping[str, Any], *, staff: Directory
) -> tuple[dict[str, Any], dict[str, Decision[Any]]]:  # fmt: skip
    """The facts that a sign-in puts down: the person's own on the spot, anybody else's by whoever may enter it (TRN-04).

    With the decision to take what is entered late. Raises ``self_approval``, ``sign_in_outside_window``, ``not_organiser``,
    ``invited_too_late``, ``entered_too_late``, ``not_in_line`` and ``state_conflict``.
    """
    if ask["staff_no"] != ask.identity.staff_no:
        return _of_another(ask, session, record, staff=staff)
    if ask.row is not None or any(ask.get(name) is not None for name in OF_THE_SHEET):
        raise SelfApproval(staff_no=ask["staff_no"], because=["TRN-04"])
    if record.get("signed_in_at") is not None:
        raise StateConflict(state="signed in")
    at = rules.own_sign_in(session_of(session), at=ask.now, open_still=session.get("signed_on_the_spot", True), law=ask.law).outcome
    return {"staff_no": ask["staff_no"], "invited": True, **of_session(session), "signed_in_at": at, "on_the_spot": True}, {}


def _of_another(
    ask: Ask, session: Mapping[str, Any], record: Mapping[str, Any], *, staff: Directory
) -> tuple[dict[str, Any], dict[str, Decision[Any]]]:  # fmt: skip
    of_organisers(ask, session)
    late = entry(ask, days={"date": session["date"]}, may_be_ahead=True)
    _on_its_day(ask, session)
    papers = past_papers(ask, session["date"])
    only_papers(ask, *filter(None, [of_another(ask, "excuse_approved_by")]), allowed=papers)
    if ask.get("excuse_approved_by") is not None and not papers and not by_clerk(ask):
        decides_about(ask, staff, ask["staff_no"], because=["TRN-05"])
    if record.get("on_the_spot") and not papers:
        raise StateConflict(state="signed in")
    absent = ask.get("signed_in_at") is None and not record.get("invited")
    if absent and not papers and rules.has_begun(session_of(session), at=ask.now):
        raise InvitedTooLate(staff_no=ask["staff_no"], event_no=session["event_no"], because=["TRN-04"])
    return {**invited(ask, session), "on_the_spot": False}, late


def _on_its_day(ask: Ask, session: Mapping[str, Any]) -> None:
    """Nobody signed in later than now; by a single call, on the day of the session."""
    check_moments(ask, "signed_in_at")
    at = ask.get("signed_in_at")
    if at is not None and ask.row is None and at.astimezone(ask.now.tzinfo).date() != session["date"]:
        raise ValidationFailed(fields={"signed_in_at": "Not on the day of the session."})


def invited(ask: Ask, session: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a row of a sheet."""
    return {"staff_no": ask["staff_no"], "invited": True, **of_session(session), **{name: ask.get(name) for name in OF_THE_SHEET}}
