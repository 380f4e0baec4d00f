"""Duties of every month and year, and teachings without a sign-in sheet (TRN-17, TRN-26, TRN-29)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kefu.calendar import first_day, last_day, months_after
from kefu.directory import Directory
from kefu.entered import entry
from kefu.service import Ask, Shelf, command, query, schedule
from kefu_messages.errors import AlreadyExists
from kefu_messages.roles import DEPARTMENT_HEAD
from kefu_messages.training import GetMonthlyDuties, GetYearlyDuties, RecordTeaching, TrainingDutyMissed
from kefu_training import rules
from kefu_training.rules.duties import Held
from kefu_training.service.people import holders_on
from kefu_training.service.replies import reader
from kefu_training.store import HOLDERS, MISSED_DUTIES, PARTICIPATIONS, SESSIONS, TEACHINGS

ONE_DAY = timedelta(days=1)


class Duties:
    """Whether what has to be taught again and again was taught."""

    teachings = Shelf(TEACHINGS)
    missed_duties = Shelf(MISSED_DUTIES)
    sessions = Shelf(SESSIONS)
    participations = Shelf(PARTICIPATIONS)
    holders = Shelf(HOLDERS)
    staff = Directory()

    @command(RecordTeaching)
    def record_teaching(self, ask: Ask) -> dict[str, Any]:
        """Take down a teaching at a meeting or by mail (TRN-29)."""
        record = self.teachings.new(ask.organisation, ask["teaching_no"])
        if record.exists:
            raise AlreadyExists(kind="teaching", key=record.key)
        changes = {name: ask[name] for name in ("subject", "channel", "taught_on", "title")}
        return self.teachings.save(record, ask, changes=changes, decisions=entry(ask, "taught_on"))

    @query(GetMonthlyDuties)
    def get_monthly_duties(self, ask: Ask) -> dict[str, Any]:
        """What the month asked to be taught, and what was (TRN-17, TRN-29)."""
        duties, because = self._of_month(ask, ask["month"])
        return {"period": ask["month"], "duties": [vars(duty) for duty in duties], "because": because}

    @query(GetYearlyDuties)
    def get_yearly_duties(self, ask: Ask) -> dict[str, Any]:
        """Which department head, of those whom the caller may read, has attended the course of the year (TRN-26)."""
        year = ask["year"]
        held = self._sessions(ask, f"{year}-01-01", f"{year}-12-31")
        posts = holders_on(self.holders.every(ask.organisation), day=last_day(f"{year}-12"))
        serving = [staff_no for staff_no, roles in posts.items() if DEPARTMENT_HEAD in roles]
        subject = f"{ask.organisation}/yearly-duties/{year}"
        heads = tuple(reader(ask, self.staff).shown(serving, subject=subject, about=lambda staff_no: [staff_no]))
        verdict = rules.yearly_courses(year, held=held, heads=heads, over_until=ask.today - ONE_DAY, law=ask.law)
        return {"period": str(year), "duties": [vars(duty) for duty in verdict.outcome], "because": verdict.clauses}

    @schedule("daily")
    def miss_monthly_duty(self, ask: Ask) -> None:
        """Say once, after a month has ended, what it should have been taught and was not."""
        month = months_after(f"{ask.today:%Y-%m}", -1)
        duties, because = self._of_month(ask, month)
        for duty in duties:
            record = self.missed_duties.new(ask.organisation, f"{month}:{duty.subject}")
            if duty.state != "met" and not record.exists:
                told = {"month": month, "taught": duty.subject, "state": duty.state}
                event = TrainingDutyMissed.of(duty=record.key, **told, because=[duty.rule])
                self.missed_duties.save(record, ask, changes={**told, "because": because}, events=[event])

    def _of_month(self, ask: Ask, month: str) -> tuple[tuple[rules.Duty, ...], list[str]]:
        days = (first_day(month).isoformat(), last_day(month).isoformat())
        held = [*self._sessions(ask, *days), *self._taught(ask, *days)]
        asked: dict[str, Any] = {"held": held, "over_until": ask.today - ONE_DAY, "law": ask.law}
        study, teaching = rules.monthly_study(month, **asked), rules.monthly_teaching(month, **asked)
        return (*study.outcome, *teaching.outcome), sorted({*study.clauses, *teaching.clauses})

    def _sessions(self, ask: Ask, first: str, last: str) -> list[Held]:
        found = []
        for session in self.sessions.find(ask.organisation, date=(first, last)):
            if session.get("subject"):
                people = self.participations.find(ask.organisation, event_no=session.key)
                came = tuple(person["staff_no"] for person in people if person.get("signed_in_at"))
                found.append(Held(session["date"], session["subject"], "session", len(came), came))
        return found

    def _taught(self, ask: Ask, first: str, last: str) -> list[Held]:
        found = self.teachings.find(ask.organisation, taught_on=(first, last))
        return [Held(item["taught_on"], item["subject"], item["channel"]) for item in found]
