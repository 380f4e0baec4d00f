"""Monthly papers and the confirmation of attendance (ATT-01 to ATT-04)."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import Any

from kefu.calendar import first_day, last_day, month_of, months_after
from kefu.service import Ask, Page, Record, Shelf, command, query, schedule
from kefu_attendance.rules.papers import Paper, Submission, check_confirmation, check_submission, confirmations, monthly_papers
from kefu_attendance.rules.register import post_on
from kefu_attendance.service.acts import Taken, entry_of, is_clerk, moment_of, not_own, only_paper
from kefu_attendance.service.register import person_of
from kefu_attendance.service.rosters import Rosters
from kefu_attendance.staff_month import key_of, standing_rows
from kefu_attendance.store import CONFIRMATIONS, PAPERS
from kefu_messages import Happening
from kefu_messages.attendance import (
    AttendanceConfirmed,
    ConfirmAttendance,
    ListAttendanceConfirmations,
    ListMonthlyPapers,
    MonthlyPaperLate,
    MonthlyPaperSubmitted,
    MonthNotOver,
    OthersPaper,
    RecordSubmission,
)
from kefu_messages.errors import AlreadyExists, EnteredTooLate, ValidationFailed


class Papers(Rosters):
    """What reaches HR every month."""

    papers = Shelf(PAPERS)
    confirmed = Shelf(CONFIRMATIONS)

    @command(RecordSubmission)
    def record_submission(self, ask: Ask) -> Any:
        """A paper reached HR; the earliest counts (ATT-02 to ATT-04)."""
        if ask.get("submitted_by") is None and ask.row is None:
            raise ValidationFailed(fields={"submitted_by": "Missing data for required field."})
        if ask.get("submitted_by"):
            self.known_person(ask, ask["submitted_by"], because=("ATT-02",))
        check_submission(ask["document"], team=ask.get("team"))
        record = self.papers.new(ask.organisation, ask["month"])
        late = self._let_submit(ask)
        handed_in = {name: ask.get(name) for name in ("document", "team", "submitted_at", "submitted_by")}
        listed = [*(record.get("submissions") or ()), handed_in]
        paper = _paper(ask, ask["month"], listed=listed, document=ask["document"], as_of=date.max)
        events = [_submitted(ask, paper)] if paper else []
        reply = {"month": ask["month"], **{name: item for name, item in handed_in.items() if name != "submitted_by" or item is not None}}
        return self.papers.save(record, ask, changes={"submissions": listed}, events=events, decisions=late, reply=reply)

    def _let_submit(self, ask: Ask) -> Taken:
        """HR notes what it has received; whoever hands in himself does so today. No paper of a month comes before its end (ATT-02)."""
        by, day = ask.get("submitted_by"), ask["submitted_at"].date()
        late = entry_of(ask, "submitted_at", whose=[by])
        if by == ask.identity.staff_no and day < ask.today:
            raise EnteredTooLate(field="submitted_at", day=day.isoformat(), earliest=ask.today.isoformat(), because=["ATT-02"])
        if by != ask.identity.staff_no and not is_clerk(ask):
            raise OthersPaper
        _month_over(ask, day)
        return late

    @query(ListMonthlyPapers)
    def list_monthly_papers(self, ask: Ask) -> Page:
        """The papers of a month, or of every rostered month (ATT-02 to ATT-04)."""
        months = [ask["month"]] if ask.get("month") else self.rostered_months(ask)
        records = self.papers.get_many(ask.organisation, months)
        as_of = ask.get("as_of") or ask.today
        found = [paper for month in months for paper in _papers(ask, month, listed=_listed(records.get(month)), as_of=as_of)]
        return Page([vars(paper) for paper in found])

    @schedule("daily")
    def miss_papers(self, ask: Ask) -> None:
        """Tell once that a paper has not come by its last day (ATT-02, ATT-03)."""
        month = months_after(month_of(ask.today), -1)
        record = self.papers.new(ask.organisation, month)
        if month not in self.rostered_months(ask):
            return
        told = list(record.get("told_late") or ())
        late = [
            paper
            for paper in _papers(ask, month, listed=_listed(record), as_of=ask.today)
            if paper.status == "missing" and paper.document not in told
        ]
        if late:
            events = [MonthlyPaperLate.of(month=month, document=paper.document, due=paper.due, because=paper.because) for paper in late]
            told += [paper.document for paper in late]
            self.papers.save(record, ask, changes={"told_late": told}, events=events, reply={})

    @command(ConfirmAttendance)
    def confirm_attendance(self, ask: Ask) -> Any:
        """The direct superior confirms a person's attendance of a month, nobody the own (ATT-01)."""
        person = person_of(self.known_person(ask, ask["staff_no"]))
        record = self.confirmed.new(ask.organisation, ask["confirmation_no"])
        confirmed_by, at = ask.get("confirmed_by") or ask.identity.staff_no, moment_of(ask, "confirmed_at")
        post = post_on(person.posts, at.date())
        verdict = check_confirmation(person.staff_no, confirmed_by=confirmed_by, superior=post.reports_to if post else None, law=ask.law)
        not_own(ask, person.staff_no)
        late = entry_of(ask, "confirmed_at")
        if confirmed_by != ask.identity.staff_no:
            only_paper(ask, "confirmed_at")
        _month_over(ask, at.date())
        self.check_month_kept(ask, first_day(ask["month"]))
        if record.exists:
            raise AlreadyExists(kind="confirmation", key=ask["confirmation_no"])
        content = {"staff_no": person.staff_no, "month": ask["month"], "confirmed_by": confirmed_by, "confirmed_at": at}
        of_the_month = {"staff_month": key_of(person.staff_no, ask["month"]), "staff_no": person.staff_no, "month": ask["month"]}
        event = AttendanceConfirmed.of(confirmed_by=confirmed_by, because=verdict.clauses, **of_the_month)
        reply = {"confirmation_no": record.key, **content, "status": "confirmed", "because": ["ATT-01"]}
        return self.confirmed.save(record, ask, changes=content, events=[event], decisions={"confirmation": verdict, **late}, reply=reply)

    @query(ListAttendanceConfirmations)
    def list_attendance_confirmations(self, ask: Ask) -> Page:
        """Everybody with shifts in the month whom the caller may read, confirmed or missing (ATT-01)."""
        month = ask["month"]
        rostered = [record["staff_no"] for record in self.staff_months.find(ask.organisation, month=month) if standing_rows(record)]
        found = sorted(self.confirmed.find(ask.organisation, month=month), key=lambda record: record["confirmed_at"], reverse=True)
        given = {record["staff_no"]: record for record in found}  # the first confirmation stands
        by_whom = {staff_no: record["confirmed_by"] for staff_no, record in given.items()}
        listed = confirmations(month, rostered=rostered, confirmed=by_whom, law=ask.law).outcome
        seen = self.reader(ask).shown(listed, subject="attendance_confirmations", about=lambda staff_no: [staff_no], month=month)
        return Page([_confirmation(staff_no, month, given.get(staff_no), zone=ask.now.tzinfo) for staff_no in seen])


def _month_over(ask: Ask, day: date) -> None:
    """Raise ``month_not_over`` for what is done about a month before its last day; a past paper stands as it is."""
    if ask.row is None and day < last_day(ask["month"]):
        raise MonthNotOver(month=ask["month"])


def _listed(record: Record | None) -> list[dict[str, Any]]:
    return list((record or {}).get("submissions") or ())


def _papers(ask: Ask, month: str, *, listed: list[dict[str, Any]], as_of: date) -> tuple[Paper, ...]:
    zone = ask.now.tzinfo
    handed_in = [
        Submission(item["document"], item["submitted_at"].astimezone(zone), item["submitted_by"], item.get("team")) for item in listed
    ]
    return monthly_papers(month, submissions=handed_in, as_of=as_of, law=ask.law).outcome


def _paper(ask: Ask, month: str, *, listed: list[dict[str, Any]], document: str, as_of: date) -> Paper | None:
    return next((paper for paper in _papers(ask, month, listed=listed, as_of=as_of) if paper.document == document), None)


def _submitted(ask: Ask, paper: Paper) -> Happening:
    return MonthlyPaperSubmitted.of(
        month=paper.month, document=paper.document, team=ask.get("team"), submitted_at=ask["submitted_at"], status=paper.status,
        days_late=paper.days_late, because=paper.because,
    )  # fmt: skip


def _confirmation(staff_no: str, month: str, record: Record | None, *, zone: tzinfo | None) -> dict[str, Any]:
    common = {"staff_no": staff_no, "month": month, "because": ["ATT-01"]}
    if record is None:
        return {"confirmation_no": None, **common, "status": "missing", "confirmed_by": None, "confirmed_at": None}
    at = record["confirmed_at"].astimezone(zone)
    return {"confirmation_no": record.key, **record, **common, "status": "confirmed", "confirmed_at": at}
