"""Leave from the first word to the report-back: asked for, papers, hand-over, taken back, ended (ATT-11 to ATT-25, ATT-43 to ATT-46)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kefu.calendar import last_day, month_of
from kefu.service import Ask, Record, command, on, schedule
from kefu_attendance.leave_store import request_in, time_in
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.rules.leave_decisions import Applicant, LeaveRequest
from kefu_attendance.rules.register import check_served
from kefu_attendance.service.acts import Taken, entry_of, is_clerk, moment_of, not_own, only_paper, whose
from kefu_attendance.service.leave_book import LeaveBook, months_of
from kefu_attendance.service.register import person_of
from kefu_messages.attendance import (
    LEAVE_PAPERS,
    HandInLeavePaper,
    HandOverBeforeLeave,
    HandoverMissing,
    LeaveNotBegun,
    LeaveNotGranted,
    LeaveRequested,
    LeaveStarted,
    OthersPaper,
    PhoneNoticeRecorded,
    ReportBackFromLeave,
    RequestLeave,
    RosterChanged,
    StaffChanged,
    WithdrawLeave,
)
from kefu_messages.errors import AlreadyExists, StateConflict, UnknownStaff, ValidationFailed

SLOTS = (1, 2, 3)
OF_A_PAPER = (
    *(f"{name}{slot}" for slot in SLOTS for name in ("approver", "decision")), *(f"decided{slot}_at" for slot in SLOTS),
    *(f"{paper}_on" for paper in LEAVE_PAPERS), "reported_back_on",
)  # fmt: skip
OF_THE_DAY = tuple(name for name in OF_A_PAPER if name.endswith(("_at", "_on")))


class Leave(LeaveBook):
    """Requests for leave from the first word to the report-back."""

    @command(RequestLeave)
    def request_leave(self, ask: Ask) -> Any:
        """Take a request, or the whole paper of one (ATT-15, ATT-22, ATT-24, ATT-34, ATT-43)."""
        _check_others(ask)
        record = self.leave_requests.new(ask.organisation, ask["request_no"])
        if record.exists:
            raise AlreadyExists(kind="leave request", key=ask["request_no"])
        staff_no = whose(ask)
        late = self._let_enter(ask, staff_no)
        self.check_leave_kept(ask, last_day(month_of(ask["to_date"])))
        request = self._checked(ask, staff_no)
        if staff_no == ask.identity.staff_no:
            self.check_overlap(ask, request)
        named = {"request_no": request.request_no, "staff_no": staff_no, "leave_type": request.type}
        chain = rules.approval_chain(request, applicant=self.applicant(ask, request), law=ask.law)
        still = rules.open_steps(chain.outcome, steps=request.steps, as_of=ask.today)
        said = LeaveRequested.of(
            **named, from_date=request.from_date, to_date=request.to_date, from_time=ask.get("from_time"), to_time=ask.get("to_time"),
            applied_at=request.applied_at, handover_to=request.handover_to, waits_for=list(still), because=chain.clauses[:1],
        )  # fmt: skip
        return self.keep_leave(record, ask, changes=self._entered(ask, request), events=[said], decisions={"chain": chain, **late})

    def _let_enter(self, ask: Ask, staff_no: str) -> Taken:
        """HR enters papers of others, and nobody one of his own."""
        if _on_paper(ask):
            not_own(ask, staff_no)
        late = entry_of(ask, "applied_at", *OF_THE_DAY, whose=[staff_no])
        if staff_no != ask.identity.staff_no:
            only_paper(ask, "applied_at", *OF_THE_DAY)
        return late

    def _checked(self, ask: Ask, staff_no: str) -> LeaveRequest:
        """The request, refused where it is none or somebody decided who may not."""
        request = self._asked(ask, staff_no)
        policy = rules.leave_policy(ask.law, on=request.applied_at.date())
        if self.post_of(ask, staff_no, request.from_date) is None:
            raise UnknownStaff(staff_no=staff_no, because=[policy.unknown_staff_rule])
        person = person_of(self.known_person(ask, staff_no))
        check_served(person, first=request.from_date, last=request.to_date, because=[policy.unknown_staff_rule])
        rules.check_request(request, law=ask.law)
        self._check_handover(ask, request)
        request = replace(request, steps=self._steps(ask, request, self.applicant(ask, request)))
        self.check_steps(ask, request)
        return request

    def _asked(self, ask: Ask, staff_no: str) -> LeaveRequest:
        return LeaveRequest(
            request_no=ask["request_no"],
            staff_no=staff_no,
            type=ask["leave_type"],
            from_date=ask["from_date"],
            to_date=ask["to_date"],
            applied_at=ask.get("applied_at") or ask.now,
            from_time=time_in(ask.get("from_time")),
            to_time=time_in(ask.get("to_time")),
            handover_to=ask.get("handover_to"),
            papers={paper: ask[f"{paper}_on"] for paper in LEAVE_PAPERS if ask.get(f"{paper}_on") is not None},
            reported_back_on=ask.get("reported_back_on"),
        )

    def _steps(self, ask: Ask, request: LeaveRequest, applicant: Applicant) -> tuple[rules.Step, ...]:
        """The steps taken; what an old paper does not say by whom or when is not taken as decided."""
        half = {
            f"decision{slot}": "With approver and moment."
            for slot in SLOTS
            if ask.get(f"decision{slot}") and not (ask.get(f"approver{slot}") and ask.get(f"decided{slot}_at"))
        }
        if half and ask.row is None:
            raise ValidationFailed(fields=half)
        slots = [(ask.get(f"approver{slot}"), ask.get(f"decision{slot}"), ask.get(f"decided{slot}_at")) for slot in SLOTS]
        return rules.positioned(slots, skipped=rules.skipped_steps(request, applicant=applicant, law=ask.law))

    def _check_handover(self, ask: Ask, request: LeaveRequest) -> None:
        if request.handover_to and self.post_of(ask, request.handover_to, request.from_date) is None:
            raise UnknownStaff(staff_no=request.handover_to, because=["ATT-46"])

    def _entered(self, ask: Ask, request: LeaveRequest) -> dict[str, Any]:
        """The request as it is kept."""
        return {
            "staff_no": request.staff_no,
            "leave_type": request.type,
            "from_date": request.from_date,
            "to_date": request.to_date,
            "from_time": ask.get("from_time"),
            "to_time": ask.get("to_time"),
            "applied_at": request.applied_at,
            "entered_by": ask.identity.staff_no,
            "stated_reason": ask.get("reason"),
            "handover_to": request.handover_to,
            "work_report": ask.get("work_report"),
            "steps": [stored_step(step, ask) for step in request.steps],
            "papers": {paper: day.isoformat() for paper, day in request.papers.items()},
            "reported_back_on": request.reported_back_on,
            "months": months_of(request),
            "calendar_days": request.calendar_days,
        }

    @command(HandInLeavePaper)
    def hand_in_leave_paper(self, ask: Ask) -> Any:
        """Confirm the receipt of a paper; of one handed in twice the first day counts (ATT-14, ATT-23)."""
        record, request = self.required(ask)
        not_own(ask, request.staff_no, because=["ATT-01", "ATT-14"])
        self.check_reader(ask, request.staff_no, paper="request_no")
        day = not_ahead(ask, "handed_in_on")
        known = request.papers.get(ask["paper"])
        papers = {**record.get("papers", {}), ask["paper"]: min(day, known or day).isoformat()}
        return self.keep_leave(record, ask, changes={"papers": papers}, decisions=entry_of(ask, "handed_in_on"))

    @command(WithdrawLeave)
    def withdraw_leave(self, ask: Ask) -> Any:
        """Take a request back before it begins; HR enters it for others."""
        record, request = self.required(ask)
        others = ask.identity.staff_no != request.staff_no
        if not is_clerk(ask) and (others or ask.get("withdrawn_at") is not None):
            raise self.turned_away(ask, OthersPaper(), *concerned(ask, record), paper="request_no")
        if request.withdrawn_at is not None:
            raise StateConflict(state="withdrawn")
        moment = moment_of(ask, "withdrawn_at")
        self._before_start(ask, request, moment)
        late = entry_of(ask, "withdrawn_at", whose=[request.staff_no])
        if others:
            only_paper(ask, "withdrawn_at")
        return self.keep_leave(record, ask, changes={"withdrawn_at": moment}, decisions=late)

    @command(HandOverBeforeLeave)
    def hand_over_before_leave(self, ask: Ask) -> Any:
        """Name who takes over, before the leave begins; the applicant does (ATT-46)."""
        record, request = self.required(ask)
        if ask.identity.staff_no != request.staff_no:
            raise self.turned_away(ask, OthersPaper(), *concerned(ask, record), paper="request_no")
        after = replace(request, handover_to=ask["handover_to"])
        if after.handover_to == request.staff_no:
            raise HandoverMissing(because=["ATT-46"])
        self._check_handover(ask, after)
        self._before_start(ask, request, ask.now)
        report = ask.get("work_report") or record.get("work_report")
        return self.keep_leave(record, ask, changes={"handover_to": after.handover_to, "work_report": report})

    @command(ReportBackFromLeave)
    def report_back_from_leave(self, ask: Ask) -> Any:
        """Enter at HR that somebody is back; nobody enters his own (ATT-45)."""
        record, request = self.required(ask)
        not_own(ask, request.staff_no, because=["ATT-01", "ATT-45"])
        if not (outcome := self.judged(ask, request, as_of=ask.today).outcome).excused:
            raise LeaveNotGranted(outcome=outcome.outcome)
        day = not_ahead(ask, "reported_back_on")
        if day < request.from_date:
            raise LeaveNotBegun(from_date=request.from_date.isoformat(), because=["ATT-45"])
        late = entry_of(ask, "reported_back_on")
        return self.keep_leave(record, ask, changes={"reported_back_on": min(day, request.reported_back_on or day)}, decisions=late)

    # -- facts that come in beside the request, and days that pass

    @on(PhoneNoticeRecorded)
    def judge_leave_after_call(self, ask: Ask) -> None:
        """A call may make sickness of what was absence (ATT-13, ATT-18)."""
        self.judge_person_again(ask, ask["staff_no"], month_of(ask["for_date"]))

    @on(RosterChanged)
    def judge_leave_after_planning(self, ask: Ask) -> None:
        """Another shift is another start, and another first day back."""
        self.judge_person_again(ask, ask["staff_no"], ask["month"])

    @on(StaffChanged)
    def judge_leave_after_promotion(self, ask: Ask) -> None:
        """Another post on the day of application is another chain."""
        for record in self.leave_requests.find(ask.organisation, staff_no=ask["staff_no"]):
            self.judge_if_changed(ask, record)

    @schedule("daily")
    def judge_leave_as_days_pass(self, ask: Ask) -> None:
        """Deadlines of papers and report-backs that have passed (ATT-14, ATT-45)."""
        due = self.leave_requests.every(ask.organisation, judged_again_on=("0000-00-00", ask.today.isoformat()))
        for record in list(due):
            self.judge_if_changed(ask, record)

    # -- shared

    def required(self, ask: Ask) -> tuple[Record, LeaveRequest]:
        """The request that the ask names; raises ``NotFound``."""
        record = self.leave_requests.require(ask.organisation, ask["request_no"])
        return record, request_in(record, request_no=record.key, zone=ask.now.tzinfo)

    def _before_start(self, ask: Ask, request: LeaveRequest, moment: datetime) -> None:
        start = self.judged(ask, request, as_of=ask.today).outcome.starts_at
        if moment >= start:
            raise LeaveStarted(start=start.isoformat(timespec="minutes"))


def _check_others(ask: Ask) -> None:
    """Everybody asks for himself and now; who enters no papers of others is told so before a number tells him anything."""
    if not is_clerk(ask) and (ask.get("staff_no") not in (None, ask.identity.staff_no) or _on_paper(ask)):
        raise OthersPaper


def _on_paper(ask: Ask) -> bool:
    return any(ask.get(name) is not None for name in ("applied_at", *OF_A_PAPER))


def concerned(ask: Ask, record: Mapping[str, Any]) -> list[str]:
    """Whose the request is; and the caller, where he has a step in it or it waits for him."""
    me = ask.identity.staff_no
    steps = {step["approver"] for step in record.get("steps", ())}
    waiting = record.get("next_step") in (*ask.identity.roles, f"superior:{me}")
    return [record["staff_no"], *([me] if me in steps or waiting else [])]


def stored_step(step: rules.Step, ask: Ask) -> dict[str, Any]:
    """A step as it is kept, with who entered it."""
    return {
        "position": step.position,
        "approver": step.approver,
        "decision": step.decision,
        "decided_at": step.decided_at,
        "entered_by": ask.identity.staff_no,
    }


def not_ahead(ask: Ask, name: str) -> date:
    """The day that was given, today when none was; nobody writes down today what happens tomorrow."""
    day: date = ask.get(name) or ask.today
    if day > ask.today:
        raise ValidationFailed(fields={name: "Later than today."})
    return day


__all__ = ["Leave", "concerned", "not_ahead", "stored_step"]
