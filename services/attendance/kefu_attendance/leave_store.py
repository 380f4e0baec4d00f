"""The documents of leave: one per request, per phone notice and per compensatory rest; and the facts that rules read in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

from kefu.calendar import month_of, months_after
from kefu.service import Collection, Index
from kefu_attendance.rules.leave_decisions import LeaveRequest, Rest, Step
from kefu_attendance.rules.spans import LateCall

LEAVE_REQUESTS = Collection(
    "leave_requests",
    key="request_no",
    indexes=[
        Index("staff_no", "request_no"),
        Index("months", "request_no"),
        Index("staff_no", "months", "request_no"),
        Index("next_step", "from_date"),
        Index("judged_again_on"),
    ],
    days={"from_date", "to_date", "reported_back_on", "papers_due_on"},
    people={"handover_to", "steps.approver"},
)
PHONE_NOTICES = Collection(
    "phone_notices",
    key="notice_no",
    indexes=[
        Index("staff_no", "notice_no"),
        Index("month", "notice_no"),
        Index("staff_no", "month", "notice_no"),
        Index("staff_no", "for_date"),
    ],
    days={"for_date"},
    people={"called_to"},
)
COMPENSATORY_RESTS = Collection(
    "compensatory_rests",
    key="request_no",
    indexes=[
        Index("staff_no", "request_no"),
        Index("month", "request_no"),
        Index("staff_no", "month", "request_no"),
        Index("staff_no", "use_date"),
    ],
    days={"earned_on", "use_date"},
    people={"approver"},
)


def months_between(first: date, last: date) -> Iterator[str]:
    """The months ``YYYY-MM`` that the days touch."""
    month = month_of(first)
    while month <= month_of(last):
        yield month
        month = months_after(month, 1)


def request_in(record: Mapping[str, Any], *, request_no: str, zone: tzinfo | None) -> LeaveRequest:
    """The request in a record, its moments in the zone."""
    return LeaveRequest(
        request_no=request_no,
        staff_no=record["staff_no"],
        type=record["leave_type"],
        from_date=record["from_date"],
        to_date=record["to_date"],
        applied_at=record["applied_at"].astimezone(zone),
        from_time=time_in(record.get("from_time")),
        to_time=time_in(record.get("to_time")),
        handover_to=record.get("handover_to"),
        steps=tuple(step_in(step, zone=zone) for step in record.get("steps", ())),
        papers={name: date.fromisoformat(day) for name, day in record.get("papers", {}).items()},
        reported_back_on=record.get("reported_back_on"),
        withdrawn_at=local(record.get("withdrawn_at"), zone=zone),
    )


def step_in(stored: Mapping[str, Any], *, zone: tzinfo | None) -> Step:
    """A step in a record."""
    return Step(stored["position"], stored["approver"], stored["decision"], stored["decided_at"].astimezone(zone))


def call_in(record: Mapping[str, Any], *, notice_no: str, zone: tzinfo | None) -> LateCall:
    """The call in a record."""
    return LateCall(record["for_date"], record["called_at"].astimezone(zone), record["to_superior"], record["reason"], notice_no)


def rest_in(record: Mapping[str, Any], *, request_no: str) -> Rest:
    """The rest in a record."""
    names = ("staff_no", "earned_on", "hours", "use", "use_date", "approver", "decision")
    return Rest(request_no=request_no, paper=bool(record.get("paper")), **{name: record.get(name) for name in names})  # type: ignore[arg-type]


def time_in(text: str | None) -> time | None:
    """A time of the day written ``HH:MM``."""
    return time.fromisoformat(text) if text else None


def local(moment: datetime | None, *, zone: tzinfo | None) -> datetime | None:
    """The moment in the zone."""
    return None if moment is None else moment.astimezone(zone)
