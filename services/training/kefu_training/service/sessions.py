"""Trainings, meetings and activities: announced, prepared, moved, held (TRN-01 to TRN-03, TRN-06, TRN-10, TRN-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from kefu.directory import Directory
from kefu.entered import REASON, entry, only_papers, past_papers
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_messages.errors import AlreadyExists, NotFound, StateConflict, UnknownStaff, ValidationFailed
from kefu_messages.training import (
    CheckContinuity,
    CloseTraining,
    GetTraining,
    LineUnstaffed,
    ListMeetings,
    ListTrainings,
    RecordMaterial,
    RecordMeeting,
    RecordTraining,
    RescheduleSession,
    SessionRescheduled,
    TrainingHeld,
    WhyTraining,
)
from kefu_training import rules
from kefu_training.service.acts import by_clerk, of_another, of_organisers
from kefu_training.service.replies import told
from kefu_training.store import PARTICIPATIONS, PLANS, SESSIONS, material_of, session_of

OF_A_TRAINING = (
    "title", "date", "start", "end", "venue", "lecturer", "owner", "material_received_on", "material_reviewed_by",
    "material_reviewed_on", "copies_handed_out_on", "plan_no", "course_no", "subject", "form", "post",
)  # fmt: skip
OF_A_MEETING = ("title", "kind", "date", "start", "end", "subject")
DAYS_OF_THE_MATERIAL = ("material_received_on", "material_reviewed_on", "copies_handed_out_on")
OF_THE_REVIEW = frozenset({"material_reviewed_by", "material_reviewed_on"})
OF_THE_MATERIAL = ("material_received_on", "material_reviewed_by", "material_reviewed_on", "copies_handed_out_on", "recipients")


class Sessions:
    """What is held when, by whom, with which material, and how it went."""

    sessions = Shelf(SESSIONS)
    participations = Shelf(PARTICIPATIONS)
    plans = Shelf(PLANS)
    staff = Directory()

    @command(RecordTraining)
    def record_training(self, ask: Ask) -> dict[str, Any]:
        """Announce a training (TRN-01, TRN-10); a planned one only once its plan is complete."""
        record = self._unused(ask, ask["training_no"])
        owner = ask.get("owner")
        if owner is None and ask.row is None:
            raise ValidationFailed(fields={"owner": "Missing: somebody is responsible."})
        announced = rules.announced(
            ask["training_no"], venue=ask.get("venue"), owner_known=self.staff.known(ask.organisation, owner), owner=owner,
            owner_roles=tuple(sorted(self.staff.role(ask.organisation, owner, on=ask["date"]))), day=ask["date"], law=ask.law,
        )  # fmt: skip
        classified = rules.classified(ask.get("subject"), form=ask.get("form"), day=ask["date"], law=ask.law)
        decisions = {"announced": announced, "classified": classified, **self._of_material(ask)}
        if ask.get("plan_no"):
            decisions["planned"] = self._planned(ask)
        fields = {
            **{name: ask.get(name) for name in OF_A_TRAINING},
            "title": ask.get("title") or ask["training_no"],
            "kind": "training",
            "held_as": "training",
            "event_no": ask["training_no"],
            "entered_by": ask.identity.staff_no,
        }
        decisions["in_time"] = _in_time(ask, fields)
        return self._announced(ask, record, fields, decisions=decisions, reply=self._training(ask, fields, ()))

    def _planned(self, ask: Ask) -> Any:
        plan = self.plans.require(ask.organisation, ask["plan_no"])
        item = rules.PlanItem(plan.key, plan["need"], plan["venue"], plan["material"], plan["date"], plan["owner"])
        return rules.plan_announced(item, law=ask.law)

    @command(RecordMeeting)
    def record_meeting(self, ask: Ask) -> dict[str, Any]:
        """Announce a meeting or an activity."""
        record = self._unused(ask, ask["meeting_no"])
        fields = {**{name: ask.get(name) for name in OF_A_MEETING}, "held_as": "meeting", "event_no": ask["meeting_no"]}
        fields |= {"title": ask.get("title") or ask["meeting_no"], "entered_by": ask.identity.staff_no}
        return self._announced(ask, record, fields, decisions={"in_time": _in_time(ask, fields)}, reply=_meeting(fields, ()))

    def _unused(self, ask: Ask, event_no: str) -> Record:
        record = self.sessions.new(ask.organisation, event_no)
        if record.exists:
            raise AlreadyExists(kind="session", key=event_no)
        return record

    def _announced(self, ask: Ask, record: Record, fields: dict[str, Any], *, decisions: Any, reply: Any) -> dict[str, Any]:
        clauses = rules.session_clauses(fields["kind"], day=fields["date"], law=ask.law)
        said = {name: fields[name] for name in ("event_no", "kind", "title", "date", "start", "end")}
        event = SessionRescheduled.of(**said, because=[clause.id for clause in clauses])
        return self.sessions.save(record, ask, changes=fields, events=[event], decisions=decisions, reply=reply)

    @command(RescheduleSession)
    def reschedule_session(self, ask: Ask) -> dict[str, Any]:
        """Move a session before it begins; later only HR does, and what has begun nobody signs in to himself any more (TRN-04)."""
        record = self.sessions.require(ask.organisation, ask["event_no"])
        of_organisers(ask, record)
        people, given = self._people(ask, record.key), {name: ask[name] for name in ("date", "start", "end")}
        _hours(given)
        moved = rules.session_moved(
            session_of(record), after=session_of({**record, **given}), at=ask.now, by=ask.identity.staff_no, clerk=by_clerk(ask),
            people={person["staff_no"] for person in people}, judged=any(person.get("attendance") for person in people),
            signed=any(person.get("signed_in_at") for person in people), law=ask.law,
        )  # fmt: skip
        before = {"date": record["date"].isoformat(), "start": record["start"], "end": record["end"]}
        move = {**before, "reason": ask["reason"], "by": ask.identity.staff_no, "moved_at": ask.now.isoformat()}
        open_still = moved.outcome and record.get("signed_on_the_spot", True)
        changes = {**record, **given, "moves": [*record.get("moves", ()), move], "signed_on_the_spot": open_still}
        return self._announced(ask, record, changes, decisions={"moved": moved}, reply=_meeting(changes, people))

    @command(RecordMaterial)
    def record_material(self, ask: Ask) -> dict[str, Any]:
        """Take down receipt, review and distribution of the material (TRN-02, TRN-03)."""
        record = self._of_training(ask)
        given = {name: ask[name] for name in OF_THE_MATERIAL if name in ask.data}
        self._may_tell_of_material(ask, record, given)
        for staff_no in (*given.get("recipients", ()), *filter(None, [given.get("material_reviewed_by")])):
            if not self.staff.known(ask.organisation, staff_no):
                raise UnknownStaff(staff_no=staff_no, because=["TRN-03"])
        fields = {**record, **given}
        copies = rules.copies_may_go_out(record.key, material=material_of(fields, reviewer_roles=()), law=ask.law)
        decisions = {"copies": copies, **self._of_material(ask)}
        return self.sessions.save(
            record, ask, changes=given, decisions=decisions, reply=self._training(ask, fields, self._people(ask, record.key))
        )

    def _may_tell_of_material(self, ask: Ask, record: Record, given: Mapping[str, Any]) -> None:
        """Receipt and copies are the organisers' to tell; a review is its reviewer's, and stands (TRN-02, TRN-03)."""
        if given.keys() - OF_THE_REVIEW:
            of_organisers(ask, record)
        before = record.get("material_reviewed_by")
        if given.keys() & OF_THE_REVIEW and before not in (None, given.get("material_reviewed_by", before)) and not by_clerk(ask):
            raise StateConflict(state="reviewed")

    def _of_material(self, ask: Ask) -> Any:
        """The decision to take what is entered late; whoever reviews says so himself, but for papers of the past (TRN-03)."""
        days = [ask[name] for name in DAYS_OF_THE_MATERIAL if ask.get(name) is not None]
        only_papers(ask, *filter(None, [of_another(ask, "material_reviewed_by")]), allowed=past_papers(ask, *days))
        return entry(ask, *DAYS_OF_THE_MATERIAL)

    @command(CheckContinuity)
    def check_continuity(self, ask: Ask) -> dict[str, Any]:
        """Warn when nobody on duty stays on the line during the training (TRN-11)."""
        record = self._of_training(ask)
        invited = tuple(person["staff_no"] for person in self._people(ask, record.key))
        verdict = rules.continuity(tuple(ask["on_duty"]), invited=invited, law=ask.law)
        told_of = {name: record[name] for name in ("date", "start", "end")}
        warning = LineUnstaffed.of(training_no=record.key, **told_of, on_duty=sorted(ask["on_duty"]), because=verdict.clauses)
        reply = {
            "training_no": record.key, "staffed": verdict.outcome, "warning": None if verdict.outcome else "continuity",
            "because": verdict.clauses,
        }  # fmt: skip
        events = [] if verdict.outcome else [warning]
        return self.sessions.save(record, ask, changes={}, decisions={"continuity": verdict}, events=events, reply=reply)

    @command(CloseTraining)
    def close_training(self, ask: Ask) -> dict[str, Any]:
        """Tell that a training was held and whether every participant has an exam result (TRN-06)."""
        record = self._of_training(ask)
        of_organisers(ask, record)
        late = entry(ask, "closed_on")
        if ask["closed_on"] < record["date"]:
            raise StateConflict(state="not held yet")
        invited = [person for person in self._people(ask, record.key) if person.get("invited")]
        came = tuple(person["staff_no"] for person in invited if person.get("signed_in_at"))
        examined = rules.exam_follows(record["date"], law=ask.law)
        resulted = tuple(person["staff_no"] for person in invited if _resulted(person) or not examined)
        without = rules.exams_complete(tuple(person["staff_no"] for person in invited), with_result=resulted, law=ask.law)
        copies = rules.without_copy(came, recipients=tuple(record.get("recipients") or came), law=ask.law)
        rate = rules.attendance_rate(invited=len(invited), attended=len(came), day=record["date"], law=ask.law)
        figures = {"invited": len(invited), "attended": len(came), "attendance_rate": rate.outcome.rate}
        because = sorted({*without.clauses, *rate.clauses})
        event = TrainingHeld.of(
            training_no=record.key, **{name: record.get(name) for name in ("title", "date", "form", "post")}, **figures,
            subject_taught=record.get("subject"), hours=session_of(record).hours, complete=not without.outcome, because=because,
        )  # fmt: skip
        reply = {
            "training_no": record.key, "closed_on": ask["closed_on"], "complete": not without.outcome, **figures,
            "without_result": without.outcome, "without_copy": copies.outcome, "because": because,
        }  # fmt: skip
        decisions = {"complete": without, "copies_received": copies, "attendance_rate": rate, **late}
        return self.sessions.save(record, ask, changes={"closed_on": ask["closed_on"]}, decisions=decisions, events=[event], reply=reply)

    @query(GetTraining)
    def get_training(self, ask: Ask) -> dict[str, Any]:
        """One training with its figures."""
        record = self._of_training(ask)
        return self._training(ask, {**record, "version": record.version}, self._people(ask, record.key))

    @query(ListTrainings)
    def list_trainings(self, ask: Ask) -> Page:
        """The trainings by number."""
        page = self.sessions.page(ask, equals={"held_as": "training"}, order="event_no")
        return page.of(lambda item: self._training(ask, item, self._people(ask, item["event_no"])))

    @query(WhyTraining)
    def why_training(self, ask: Ask) -> dict[str, Any]:
        """Every decision kept with the training, and the state of its material."""
        record = self._of_training(ask)
        return told(self.sessions.why(record, language=ask.language), material=self._material(ask, record), ask=ask)

    @query(ListMeetings)
    def list_meetings(self, ask: Ask) -> Page:
        """The meetings and activities by number."""
        page = self.sessions.page(ask, equals={"held_as": "meeting"}, order="event_no")
        return page.of(lambda item: _meeting(item, self._people(ask, item["event_no"])))

    def _of_training(self, ask: Ask) -> Record:
        record = self.sessions.require(ask.organisation, ask["training_no"])
        if record["kind"] != "training":
            raise NotFound(kind="training", key=record.key)
        return record

    def _people(self, ask: Ask, event_no: str) -> list[Record]:
        return self.participations.find(ask.organisation, event_no=event_no)

    def _training(self, ask: Ask, fields: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        invited, came = counted(fields, people)
        rate = rules.attendance_rate(invited=invited, attended=came, day=fields["date"], law=ask.law)
        state = self._material(ask, fields).outcome
        material = (
            {} if state is None
            else {"material_due": state.due, "material": state.state, "material_days_late": state.days_late, "copies": state.copies}
        )  # fmt: skip
        figures = {"invited": invited, "attended": came, "attendance_rate": rate.outcome.rate, "because": rate.clauses}
        known = {name: item for name, item in fields.items() if name != "owner" or item is not None}
        return {"training_no": fields["event_no"], **known, "hours": session_of(fields).hours, **figures, **material}

    def _material(self, ask: Ask, fields: Mapping[str, Any]) -> Any:
        reviewed_on: date = fields.get("material_reviewed_on") or fields["date"]
        reviewer = fields.get("material_reviewed_by")
        held = tuple(sorted(self.staff.role(ask.organisation, reviewer, on=reviewed_on))) if reviewer else ()
        over_until = min(ask.get("as_of") or date.max, ask.today - timedelta(days=1))
        material = material_of(fields, reviewer_roles=held, as_of=ask.get("as_of"))
        return rules.material_state(fields["date"], material=material, over_until=over_until, law=ask.law)


def _hours(fields: Mapping[str, Any]) -> None:
    rules.hours_in_order(time.fromisoformat(fields["start"]), end=time.fromisoformat(fields["end"]))


def _in_time(ask: Ask, fields: Mapping[str, Any]) -> Any:
    """The decision that a session is announced before it begins, or brought by HR as a paper, with the reason (TRN-04)."""
    _hours(fields)
    papers = by_clerk(ask) and (ask.row is not None or bool(ask.get(REASON)))
    return rules.announced_in_time(session_of(fields), at=ask.now, papers=papers, law=ask.law)


def _resulted(person: Mapping[str, Any]) -> bool:
    return bool((person.get("exam") or {}).get("score") is not None)


def counted(fields: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """How many were invited to a session and came; of one whose sheet is destroyed, how many it was."""
    if fields.get("counted"):
        return fields["counted"][0], fields["counted"][1]
    invited = [person for person in people if person.get("invited")]
    return len(invited), sum(1 for person in invited if person.get("signed_in_at"))


def _meeting(fields: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    invited, came = counted(fields, people)
    return {**fields, "meeting_no": fields["event_no"], "hours": session_of(fields).hours, "invited": invited, "attended": came}
