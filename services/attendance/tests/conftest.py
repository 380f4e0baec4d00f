"""Attendance on a real bus and store, with two supervisors, their people, and the law of whichever organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kefu.testing.days import OnTheirDay
from kefu.testing.running import Guest, Kept
from kefu_attendance.service import Attendance
from kefu_messages import platform
from kefu_messages.attendance import RecordPunch, RegisterStaff, RosterShift

HR = ("hr",)
PEOPLE = {
    "emall": {
        "E1": ("general_manager", None),
        "M1": ("customer_service_manager", "E1"),
        "S1": ("customer_service_supervisor", "M1"),
        "A1": ("customer_service_specialist", "S1"),
        "A2": ("customer_service_specialist", "S1"),
    },
    "jinyang": {"D1": ("department_manager", None), "V1": ("service_manager", "D1"), "A1": ("service_specialist", "V1")},
    "shihua_gas": {"H1": ("department_head", None), "A1": ("charging_clerk", "H1"), "A2": ("card_clerk", "H1")},
}
RunDue = next(message for message in platform.built_ins("attendance") if message.__name__ == "RunDue")


class Office(OnTheirDay, Guest):
    """The service with its people, and what tests do over and over."""

    acts = frozenset({
        "applied_at", "decided_at", "confirmed_at", "submitted_at", "called_back_at", "left_at", "called_at",
        "attempted_at", "checked_at", "observed_at"})  # fmt: skip
    why = "紙本補登"

    def open(self, organisation: str) -> Office:
        """Start the service for an organisation, its people on the register."""
        self.organisation = organisation
        self.start(Attendance)
        rows = [
            {"staff_no": number, "name": number, "role": role, "reports_to": above or "", "hired_on": "2020-01-01", "on_probation": "no"}
            for number, (role, above) in PEOPLE[organisation].items()
        ]
        outcomes = self.send(RegisterStaff, rows, roles=HR)
        assert {outcome["state"] for outcome in outcomes} == {"accepted"}
        return self

    def shift(self, staff_no: str, day: str, hours: str = "09:00-18:00", **more: Any) -> Any:
        """Put somebody on the roster."""
        begin, end = hours.split("-") if hours else ("", "")
        facts = {"shift_id": f"{day}-{staff_no}", "staff_no": staff_no, "date": day, "kind": "work", "place": "office"}
        if begin:
            facts |= {"start": begin, "end": end}
        return self.ask(RosterShift, roles=("hr", "service_manager"), **{**facts, **more})

    def punch(self, staff_no: str, at: str, direction: str = "in", number: str = "") -> Any:
        """Record a punch."""
        facts = {"punch_id": number or f"{staff_no}-{at}", "staff_no": staff_no, "punched_at": at, "direction": direction}
        return self.ask(RecordPunch, roles=HR, **facts)

    def work(self, staff_no: str, day: str, first: str = "08:55", last: str = "18:05") -> None:
        """A day's two punches."""
        self.punch(staff_no, f"{day}T{first}")
        self.punch(staff_no, f"{day}T{last}", "out")

    def over(self, day: str) -> None:
        """Let the schedules of the next day judge everything up to the day."""
        following = date.fromordinal(date.fromisoformat(day).toordinal() + 1)
        self.ask(RunDue, roles=("system_administrator",), as_of=following.isoformat())
        self.settle()


@pytest.fixture
def office(kept_services: Kept) -> Callable[[str], Office]:
    """A factory of the office of an organisation of the test's own."""
    return Office(kept_services).open
