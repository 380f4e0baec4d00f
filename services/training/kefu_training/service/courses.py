"""Courses over a period, a year's trainings, and what they qualify for (TRN-20 to TRN-23, TRN-28)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from kefu.directory import Directory
from kefu.entered import CLERKS, entry
from kefu.personal import decides_about
from kefu.service import Ask, Record, Shelf, command, query
from kefu_messages.errors import AlreadyExists
from kefu_messages.training import GetCourse, GetYearOfTrainings, GrantQualification, PlanCourse, QualificationGranted
from kefu_training import rules
from kefu_training.store import COURSES, PARTICIPATIONS, QUALIFICATIONS, SESSIONS

OF_A_COURSE = ("title", "first_on", "last_on", "weekdays", "start", "end", "assessment")


class Courses:
    """What is taught over weeks, and what the year came to."""

    courses = Shelf(COURSES)
    sessions = Shelf(SESSIONS)
    participations = Shelf(PARTICIPATIONS)
    qualifications = Shelf(QUALIFICATIONS)
    staff = Directory()

    @command(PlanCourse)
    def plan_course(self, ask: Ask) -> dict[str, Any]:
        """Plan a course with its weekly hours and assessment (TRN-20, TRN-21)."""
        record = self.courses.new(ask.organisation, ask["course_no"])
        if record.exists:
            raise AlreadyExists(kind="course", key=record.key)
        changes = {name: ask.get(name) for name in OF_A_COURSE}
        verdict = rules.course_plan(_course(record.key, changes), law=ask.law)
        return self.courses.save(
            record, ask, changes=changes, decisions={"plan": verdict}, reply=_shown(record.key, changes, held=[], ask=ask)
        )

    @query(GetCourse)
    def get_course(self, ask: Ask) -> dict[str, Any]:
        """A course with the days it was held on, and those outside its plan (TRN-21)."""
        record = self.courses.require(ask.organisation, ask["course_no"])
        held = [session["date"] for session in self.sessions.find(ask.organisation, course_no=record.key)]
        return {**_shown(record.key, record, held=held, ask=ask), "version": record.version}

    @query(GetYearOfTrainings)
    def get_year_of_trainings(self, ask: Ask) -> dict[str, Any]:
        """Trainings by form, and subjects of study nobody has taught (TRN-23, TRN-28)."""
        held = self._of_year(ask, ask["year"])
        end = date(ask["year"], 12, 31)
        forms = rules.by_form([session["form"] for session in held if session.get("form")], day=end, law=ask.law)
        untaught = rules.subjects_untaught([session["subject"] for session in held if session.get("subject")], day=end, law=ask.law)
        because = sorted({*forms.clauses, *untaught.clauses})
        return {"year": ask["year"], "by_form": forms.outcome, "untaught_subjects": untaught.outcome, "because": because}

    @command(GrantQualification)
    def grant_qualification(self, ask: Ask) -> dict[str, Any]:
        """Let somebody below, as HR anybody else, take the post, once the training for it was attended (TRN-22)."""
        decides_about(ask, self.staff, ask["staff_no"], posts=CLERKS, because=["TRN-22"])
        late = entry(ask, "granted_on")
        record = self.qualifications.new(ask.organisation, f"{ask['qualification']}:{ask['staff_no']}")
        if record.exists:
            raise AlreadyExists(kind="qualification", key=record.key)
        subjects = self._attended_subjects(ask)
        verdict = rules.qualification_granted(
            ask["qualification"], staff_no=ask["staff_no"], attended_subjects=subjects, day=ask["granted_on"], law=ask.law
        )
        changes = {name: ask[name] for name in ("staff_no", "qualification", "granted_on")}
        event = QualificationGranted.of(**changes, because=verdict.clauses)
        return self.qualifications.save(record, ask, changes=changes, decisions={"granted": verdict, **late}, events=[event])

    def _attended_subjects(self, ask: Ask) -> tuple[str, ...]:
        found = self.participations.find(ask.organisation, staff_no=ask["staff_no"], date=("0000", ask["granted_on"].isoformat()))
        came = [item["event_no"] for item in found if item.get("signed_in_at")]
        sessions = self.sessions.get_many(ask.organisation, came).values()
        return tuple(sorted({session["subject"] for session in sessions if session.get("subject")}))

    def _of_year(self, ask: Ask, year: int) -> list[Record]:
        return self.sessions.find(ask.organisation, date=(f"{year}-01-01", f"{year}-12-31"))


def _course(course_no: str, fields: Mapping[str, Any]) -> rules.Course:
    hours = [time.fromisoformat(fields[name]) if fields.get(name) else None for name in ("start", "end")]
    return rules.Course(course_no, fields["first_on"], fields["last_on"], tuple(fields["weekdays"]), *hours, fields["assessment"])


def _shown(course_no: str, fields: Mapping[str, Any], *, held: list[date], ask: Ask) -> dict[str, Any]:
    course = _course(course_no, fields)
    plan, odd = rules.course_plan(course, law=ask.law), rules.outside_plan(course, held=held, law=ask.law)
    figures = {"planned_sessions": plan.outcome.sessions, "planned_hours": plan.outcome.hours}
    return {"course_no": course_no, **fields, **figures, "held": sorted(held), "outside_plan": odd.outcome, "because": plan.clauses}
