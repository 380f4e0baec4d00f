"""What others tell: the register, sessions, complaints, records, lost forms, calls, absences, swaps; and papers that waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kefu.service import Ask, Record, on, schedule
from kefu_discipline.rules.facts import Call, Complaint, File, LostForm, Occasion, Person, Points, Posting, ServiceRecord, Session
from kefu_discipline.service.files import Files, heard
from kefu_discipline.service.notices import PAPERS, with_paper
from kefu_discipline.store import file_of, read
from kefu_messages.attendance import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    AttendanceMonthChanged,
    PrivateSwapFound,
    StaffChanged,
    StaffRegistered,
    StaffUnreachable,
    StaffUnreachableWithdrawn,
    TerminationRightArisen,
    TerminationRightWithdrawn,
)
from kefu_messages.complaints import (
    ComplaintConfirmed,
    ComplaintUnconfirmed,
    ServiceRecordLate,
    ServiceRecordMissing,
    ServiceRecordSettled,
)
from kefu_messages.customers import ConfidentialityBreachReported
from kefu_messages.discipline import DisciplineFactKept
from kefu_messages.documents import FormLost, LostFormFound, LostFormReported
from kefu_messages.errors import SelfApproval
from kefu_messages.fieldwork import UntestedWorkFound
from kefu_messages.metering import ReadingCorrected
from kefu_messages.training import SessionAttended


class Hearing(Files):
    """Facts of other services, each kept once in the file of the person it is about."""

    @on(StaffRegistered, StaffChanged)
    def know_person(self, ask: Ask) -> None:
        """Keep who it is; what was refused for want of the person is judged anew. Joining means being bound (DIS-47)."""
        staff_no, posts = ask["staff_no"], tuple(sorted((posting(item) for item in ask["posts"]), key=lambda post: post.since))
        person = Person(staff_no, ask["joined_on"], ask.get("left_on"), posts, told=ask.sequence)

        def put(file: File) -> File | None:
            known = file.person
            return None if known is not None and known.told >= person.told else replace(file, person=person)

        self.hear(ask, staff_no, put)
        for record in self.files.find(ask.organisation, unknown_witnesses=staff_no):
            if record.key != staff_no:
                before = file_of(record, staff_no=record.key)
                known = (replace(item, known=item.known or item.witness_no == staff_no) for item in before.witnesses)
                self.keep(record, ask, before=before, after=replace(before, witnesses=tuple(known)))

    @on(SessionAttended)
    def know_session(self, ask: Ask) -> None:
        """How the person attended (DIS-02, DIS-24, DIS-25)."""
        session = Session(ask["event_no"], ask["date"], ask["attendance"], told=ask.sequence)
        self.hear(ask, ask["staff_no"], lambda file: heard(file, "sessions", session, key="event_no"))

    @on(ComplaintConfirmed)
    def know_complaint(self, ask: Ask) -> None:
        """A confirmed complaint about the person (DIS-01, DIS-30, DIS-31, DIS-32, DIS-62)."""
        self._complaint(ask, confirmed_on=ask["confirmed_on"], major_impact=ask["major_impact"], own_fault=ask["own_fault"])

    @on(ComplaintUnconfirmed)
    def know_unconfirmed(self, ask: Ask) -> None:
        """A complaint that is not confirmed, or no longer: what followed from it ends with the day, nothing follows any more."""
        self._complaint(ask, unconfirmed_on=ask["investigated_on"])

    def _complaint(self, ask: Ask, **more: Any) -> None:
        complaint = Complaint(ask["complaint_no"], ask["cause"], ask["received_on"], told=ask.sequence, **more)
        self.hear(ask, ask["staff_no"], lambda file: found_of(file, complaint))
        for record in self.files.find(ask.organisation, tells_of=f"complaint/{complaint.complaint_no}"):
            if record.key != ask["staff_no"]:
                before = file_of(record, staff_no=record.key)
                day = complaint.confirmed_on or complaint.unconfirmed_on
                moved = found_of(before, replace(complaint, confirmed_on=None, unconfirmed_on=day))
                if moved is not None:
                    self.keep(record, ask, before=before, after=moved)

    @on(ServiceRecordMissing, ServiceRecordLate, ServiceRecordSettled)
    def know_service_record(self, ask: Ask) -> None:
        """A record that is missing, defective, late or settled (DIS-36, DIS-37)."""
        standing = {ServiceRecordMissing: "missing", ServiceRecordLate: "late"}.get(ask.message, "settled")
        named = (ask["record_no"], standing, ask["kind"], ask["effective_on"], ask.get("topic"), ask["mandatory"])
        record = ServiceRecord(*named, told=ask.sequence)
        self.hear(ask, ask["staff_no"], lambda file: heard(file, "service_records", record, key="record_no"))

    @on(LostFormReported)
    def know_lost_form(self, ask: Ask) -> None:
        """Customers' requests that the person has lost (DIS-33, DIS-34, DIS-35)."""
        told = {"form": ask["form"], "sheets": ask["sheets"], "loss_confirmed_on": ask["loss_confirmed_on"]}
        self._lost(ask, **told)

    @on(LostFormFound)
    def know_found_form(self, ask: Ask) -> None:
        """They have been found: up to the closing of its payroll the fine falls away."""
        self._lost(ask, found_on=ask["found_on"])

    def _lost(self, ask: Ask, **told: Any) -> None:
        def put(file: File) -> File:
            number = ask["record_no"]
            standing = next((item for item in file.lost_forms if item.record_no == number), LostForm(number, "", 0))
            others = tuple(item for item in file.lost_forms if item.record_no != number)
            return replace(file, lost_forms=(*others, replace(standing, **told)))

        self.hear(ask, ask["staff_no"], put)

    @on(StaffUnreachable, StaffUnreachableWithdrawn)
    def know_call(self, ask: Ask) -> None:
        """A call that was not answered or returned in time, or was after all (DIS-28)."""
        call = Call(ask["attempt_no"], ask["date"], ask.message is StaffUnreachable, told=ask.sequence)
        self.hear(ask, ask["staff_no"], lambda file: heard(file, "calls", call, key="attempt_no"))

    @on(AttendanceMonthChanged)
    def know_month(self, ask: Ask) -> None:
        """The month's late and early events, for the points (DIS-50, DIS-51)."""
        points = Points(ask["month"], int(ask["late_early_count"] or 0), told=ask.sequence)
        self.hear(ask, ask["staff_no"], lambda file: heard(file, "points", points, key="month"))

    @on(TerminationRightArisen, TerminationRightWithdrawn)
    def know_termination_right(self, ask: Ask) -> None:
        """A right to terminate for absence: a proposal that a human decides (DIS-52)."""
        standing = ask.message is TerminationRightArisen
        named = {"basis": tuple(ask.get("basis") or ()), "because": ("ATT-20", "DIS-52")}
        self._occasion(ask, "termination_right", key=ask["right"], standing=standing, **named)

    @on(AbsenceRecorded, AbsenceWithdrawn)
    def know_absence(self, ask: Ask) -> None:
        """Absence without leave: a case for self-criticism or without amount (DIS-52, DIS-66)."""
        self._occasion(ask, "absence", key=ask["absence"], standing=ask.message is AbsenceRecorded)

    @on(PrivateSwapFound)
    def know_private_swap(self, ask: Ask) -> None:
        """Both who swapped privately have violated the rule (DIS-79)."""
        self._occasion(ask, "private_swap", key=f"{ask['swap_no']}:{ask['staff_no']}", source=ask["swap_no"], because=("ATT-28",))

    @on(ConfidentialityBreachReported)
    def know_breach(self, ask: Ask) -> None:
        """Customers' data disclosed, or safety broken (DIS-53, DIS-61; CUS-39, CUS-55)."""
        self._occasion(ask, "breach", key=ask["breach_no"], day=ask["happened_on"])

    @on(ReadingCorrected)
    def know_wrong_reading(self, ask: Ask) -> None:
        """A reading that had to be corrected was entered wrongly (DIS-14, DIS-60)."""
        key = f"{ask['meter_no']}:{ask['month']}:{ask['corrected_on']}"
        self._occasion(ask, "wrong_entry", key=key, staff_no=ask["reader"], day=ask["corrected_on"])

    @on(FormLost)
    def know_lost_sheet(self, ask: Ask) -> None:
        """A numbered sheet of a book is lost (MET-13): a case without amount."""
        key = f"{ask['form_type']}:{ask['book_no']}:{ask['number']}"
        self._occasion(ask, "lost_book", key=key, staff_no=ask["lost_by"], day=ask["lost_on"])

    @on(UntestedWorkFound)
    def know_untested_work(self, ask: Ask) -> None:
        """Gas-on or an installation left without its test (DIS-13, DIS-15, DIS-16; FLD-03)."""
        key, code = f"{ask['order_no']}:{ask['staff_no']}", ask["violation"]
        self._occasion(ask, "untested_work", key=key, day=ask["found_on"], code=code, source=ask["order_no"], because=("FLD-03",))

    def _occasion(self, ask: Ask, kind: str, *, key: str, staff_no: str | None = None, day: Any = None, **more: Any) -> None:
        occasion = Occasion(key, kind, day or ask["date"], told=ask.sequence, **more)

        def put(file: File) -> File | None:
            standing = next((item for item in file.occasions if (item.kind, item.key) == (kind, key)), None)
            if standing is not None and standing.told >= occasion.told:
                return None
            others = tuple(item for item in file.occasions if (item.kind, item.key) != (kind, key))
            return replace(file, occasions=(*others, occasion))

        self.hear(ask, staff_no or ask["staff_no"], put)

    # -- papers that came before what they rest on

    @on(DisciplineFactKept)
    def place_waiting(self, ask: Ask) -> None:
        """Place the papers that waited for this one."""
        self.place(ask, [ask["key"]])

    @schedule("daily")
    def place_what_waits(self, ask: Ask) -> None:
        """Place what waits for numbers that are there by now."""
        self.place(ask, sorted({record["awaits"] for record in self.waiting.every(ask.organisation, open=True)}))

    def place(self, ask: Ask, awaited: Sequence[str]) -> None:
        """Put the papers that wait for the numbers into the files that hold them now, one write a file."""
        holders: dict[str, tuple[Record, list[Record]]] = {}
        for number in awaited:
            found = [record for record in self.waiting.find(ask.organisation, awaits=number) if record.get("open")]
            holder = self.files.claimed(ask.organisation, number) if found else None
            if holder is not None:
                found = self._of_others(ask, holder, found)
            if holder is not None and found:
                holders.setdefault(holder.key, (holder, []))[1].extend(found)
        for holder, papers in holders.values():
            self._place(ask, holder, papers)

    def _of_others(self, ask: Ask, holder: Record, papers: Sequence[Record]) -> list[Record]:
        """The papers without those that somebody has imported in a case of his own: they wait for ever, and say why."""
        own = [record for record in papers if record.get("imported_by") == holder.key]
        for record in own:
            if record.get("reason") is None:
                self.waiting.save(record, ask, changes={"reason": SelfApproval.code}, reply={})
        return [record for record in papers if record not in own]

    def _place(self, ask: Ask, holder: Record, papers: Sequence[Record]) -> None:
        before = after = file_of(holder, staff_no=holder.key)
        for record in papers:
            content = {**record["content"], "line": record["line"]}
            after = with_paper(after, record["kind"], read(content, PAPERS[record["kind"]]))
        claims = [record["own"] for record in papers if record["own"] and self.files.claimed(ask.organisation, record["own"]) is None]
        self.keep(holder, ask, before=before, after=after, claims=list(dict.fromkeys(claims)))
        for record in papers:
            self.waiting.save(record, ask, changes={"open": False}, reply={})


def found_of(file: File, complaint: Complaint) -> File | None:
    """The file with what an investigation came to beside what earlier ones had; None when it is known."""
    known = next((item for item in file.complaints if item.complaint_no == complaint.complaint_no), None)
    if known is None:
        return replace(file, complaints=(*file.complaints, complaint))
    if any(finding.told == complaint.told for finding in known.findings):
        return None
    newest = max(known, complaint, key=lambda item: item.told)
    others = tuple(item for item in file.complaints if item is not known)
    return replace(file, complaints=(*others, newest.found((*known.findings, *complaint.findings))))


def posting(item: Any) -> Posting:
    """A post as the register tells it."""
    return Posting(item["since"], tuple(item["roles"]), item.get("department"), item.get("reports_to"))
