"""What the rooms of leave share: their documents, who may see and do what, and judging a request by everything that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kefu.calendar import months_after
from kefu.figures import in_decimals
from kefu.law import Decision
from kefu.service import Ask, Record, Shelf
from kefu_attendance.leave_store import (
    COMPENSATORY_RESTS,
    LEAVE_REQUESTS,
    PHONE_NOTICES,
    call_in,
    months_between,
    request_in,
)
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.rules.leave_decisions import LeaveFacts, LeaveOutcome, LeaveRequest
from kefu_attendance.rules.spans import LateCall
from kefu_attendance.service.applicants import Applicants
from kefu_messages import Happening
from kefu_messages.attendance import LeaveDecided, ReportBackDue

BACK_AT_WORK_WITHIN = timedelta(days=31)
OVER = frozenset({"refused", "rejected", "withdrawn", "absence"})
TOLD = ("outcome", "reason", "because", "counts_as", "late_notice", "report_back", "papers_due_on")


class LeaveBook(Applicants):
    """Requests, calls and rests of everybody, judged from the facts each time."""

    leave_requests = Shelf(LEAVE_REQUESTS)
    phone_notices = Shelf(PHONE_NOTICES)
    compensatory_rests = Shelf(COMPENSATORY_RESTS)

    # -- judging

    def judged(self, ask: Ask, request: LeaveRequest, *, as_of: date) -> Decision[LeaveOutcome]:
        """What the request has come to by everything known of roster and calls."""
        until = request.to_date + BACK_AT_WORK_WITHIN
        facts = LeaveFacts(
            request=request,
            applicant=self.applicant(ask, request),
            roster=self.shifts_of(ask, request.staff_no, request.from_date, until),
            calls=self.late_calls(ask, request.staff_no, request.from_date, request.to_date),
        )
        return rules.leave_outcome(facts, as_of=as_of, calendar=ask.calendar, law=ask.law)

    def check_overlap(self, ask: Ask, request: LeaveRequest) -> None:
        """Refuse what the person asks for twice; of papers each is looked at alone."""
        found = self.leave_requests.find(ask.organisation, staff_no=request.staff_no, months=months_of(request))
        alive = {item.key: item for item in found if item.get("outcome") not in OVER}
        others = [request_in(item, request_no=key, zone=ask.now.tzinfo) for key, item in alive.items()]
        rules.check_overlap(request, others=others)

    def late_calls(self, ask: Ask, staff_no: str, first: date, last: date) -> tuple[LateCall, ...]:
        """A person's calls for the days, in order of their moment."""
        found = self.phone_notices.find(ask.organisation, staff_no=staff_no, for_date=(first, last))
        calls = [call_in(record, notice_no=record.key, zone=ask.now.tzinfo) for record in found]
        return tuple(sorted(calls, key=lambda call: (call.called_at, call.notice_no)))

    def keep_leave(
        self, record: Record, ask: Ask, *, changes: Mapping[str, Any], events: Sequence[Happening] = (),
        decisions: Mapping[str, Decision[Any]] | None = None,
    ) -> Any:  # fmt: skip
        """Write a request as it is now, judged, with what is to be said of it."""
        after = {**record, **changes}
        request = request_in(after, request_no=record.key, zone=ask.now.tzinfo)
        verdict = self.judged(ask, request, as_of=ask.today)
        judged = stored_outcome(verdict.outcome, next_step=self.next_step(ask, request, verdict.outcome))
        said = self._said(record, request, verdict.outcome)
        due = {"report_back_due_said": True} if any(item.event is ReportBackDue for item in said) else {}
        reply = {**after, **judged, "version": record.version + 1}
        return self.leave_requests.save(
            record,
            ask,
            changes={**changes, **judged, **due},
            events=[*events, *said],
            decisions={"leave": verdict, **(decisions or {})},
            reply=self.leave_reply(ask, reply, request=request, verdict=verdict, as_of=ask.today),
        )

    def judge_if_changed(self, ask: Ask, record: Record) -> None:
        """Judge a request by what is known today, and write it down when it has come out otherwise."""
        request = request_in(record, request_no=record.key, zone=ask.now.tzinfo)
        outcome = self.judged(ask, request, as_of=ask.today).outcome
        judged = stored_outcome(outcome, next_step=self.next_step(ask, request, outcome))
        if any(record.get(name) != value for name, value in judged.items()):
            self.keep_leave(record, ask, changes={})

    def judge_person_again(self, ask: Ask, staff_no: str, month: str) -> None:
        """Judge the person's leave that touches the month or the one before again, after a fact that is kept elsewhere.

        It is written even when nothing changes: whoever judged without that fact meanwhile then holds an old version, and judges anew.
        """
        found = self.leave_requests.find(ask.organisation, staff_no=staff_no, months=[months_after(month, -1), month])
        for key in sorted({record.key for record in found}):
            self.keep_leave(self.leave_requests.require(ask.organisation, key), ask, changes={})

    def _said(self, record: Record, request: LeaveRequest, outcome: LeaveOutcome) -> list[Happening]:
        """``LeaveDecided`` when it has come out otherwise than last said, and once ``ReportBackDue``."""
        told = {name: getattr(outcome, name) for name in TOLD}
        before = {name: record.get(name) for name in TOLD}
        said = [] if {**told, "because": list(told["because"])} == before else [decided_event(request, outcome)]
        if outcome.report_back == "open" and not record.get("report_back_due_said"):
            said.append(
                ReportBackDue.of(
                    request_no=request.request_no, staff_no=request.staff_no, leave_type=request.type, ended_on=request.to_date,
                    certificate_needed=request.type == "sick" and "certificate" not in request.papers, because=["ATT-45"],
                )
            )  # fmt: skip
        return said

    # -- replies

    def leave_reply(
        self, ask: Ask, record: Mapping[str, Any], *, request: LeaveRequest, verdict: Decision[LeaveOutcome], as_of: date,
    ) -> dict[str, Any]:  # fmt: skip
        """A request as it is answered, its whole chain included."""
        outcome = verdict.outcome
        chain = rules.approval_chain(request, applicant=self.applicant(ask, request), law=ask.law).outcome
        return {
            **asdict(request),
            "leave_type": request.type,
            "from_time": record.get("from_time"),
            "to_time": record.get("to_time"),
            "stated_reason": record.get("stated_reason"),
            "work_report": record.get("work_report"),
            "calendar_days": request.calendar_days,
            "hours": hours_of(request),
            "steps": chain_reply(chain, request),
            "papers": {name: day.isoformat() for name, day in request.papers.items()},
            **{name: getattr(outcome, name) for name in TOLD},
            "because": list(outcome.because),
            "as_of": as_of,
            "version": record.get("version"),
        }


def chain_reply(chain: Sequence[str], request: LeaveRequest) -> list[dict[str, Any]]:
    """Every step of the chain, with what came of it."""
    taken = {step.position: asdict(step) for step in request.steps}
    return [{**taken.get(position, {"position": position}), "needed_role": role} for position, role in enumerate(chain, start=1)]


def stored_outcome(outcome: LeaveOutcome, *, next_step: str | None) -> dict[str, Any]:
    """The outcome as it is kept with the request: what lists and schedules ask for."""
    return {
        **{name: getattr(outcome, name) for name in TOLD},
        "because": list(outcome.because),
        "next_step": next_step,
        "judged_again_on": outcome.judged_again_on.isoformat() if outcome.judged_again_on else None,
    }


def decided_event(request: LeaveRequest, outcome: LeaveOutcome) -> Happening:
    """What has come of a request, with all that the judgement of days and excuses need."""
    times = {
        name: value.isoformat("minutes") if value else None
        for name, value in (("from_time", request.from_time), ("to_time", request.to_time))
    }
    return LeaveDecided.of(
        request_no=request.request_no, staff_no=request.staff_no, leave_type=request.type, counts_as=outcome.counts_as,
        from_date=request.from_date, to_date=request.to_date, **times, calendar_days=request.calendar_days, hours=hours_of(request),
        outcome=outcome.outcome, outcome_reason=outcome.reason, excused=outcome.excused, late_notice=outcome.late_notice,
        papers_due_on=outcome.papers_due_on, report_back=outcome.report_back, because=outcome.because,
    )  # fmt: skip


def hours_of(request: LeaveRequest) -> Decimal | None:
    """The hours of leave for part of a day, as they are shown."""
    return None if request.hours is None else in_decimals(request.hours)


def months_of(request: LeaveRequest) -> list[str]:
    """The months that the leave touches."""
    return list(months_between(request.from_date, request.to_date))


__all__ = ["LeaveBook", "chain_reply", "decided_event", "months_of", "stored_outcome"]
