"""Attendance on a real bus and store, with three houses of people who ask for leave and decide on it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kefu.testing.days import OnTheirDay
from kefu_attendance.service import Attendance
from kefu_messages import platform
from kefu_messages.attendance import (
    AdoptPolicy,
    DecideLeave,
    GetLeaveRequest,
    HandInLeavePaper,
    RecordPhoneNotice,
    RegisterOrganisation,
    RegisterStaff,
    RequestLeave,
    RosterShift,
)

CLERK = ("hr",)
PEOPLE = {
    "emall": {
        "G1": ("general_manager", None),
        "M1": ("customer_service_manager", "G1"),
        "S1": ("customer_service_supervisor", "M1"),
        "S2": ("customer_service_supervisor", "M1"),
        "A1": ("customer_service_specialist", "S1"),
        "A2": ("customer_service_specialist", "S1"),
    },
    "gas_penalty": {"H1": ("department_head", None), "T1": ("business_centre_team_leader", "H1"), "A1": ("gas_fitter", "T1")},
    "jinyang": {
        "D1": ("service_director", None),
        "J2": ("department_manager", "D1"),
        "J3": ("admin_hr", "D1"),
        "J4": ("service_manager", "J2"),
        "A1": ("engineer", "J4"),
        "A2": ("engineer", "J4"),
    },
}


class House(OnTheirDay):
    """Attendance, started once for a file; every test is an organisation of its own that works like one of the three."""

    acts = frozenset({"called_at", "handed_in_on", "reported_back_on", "withdrawn_at", "decided_at", "earned_on"})
    why = "紙本補登"

    def enter(self, like: str) -> House:
        """Its people, by the regulation of ``like``."""
        self.settle()
        self.organisation, self.people = f"house-{uuid.uuid4().hex[:8]}", PEOPLE[like]
        self.works_like(like)
        for staff_no, (role, superior) in self.people.items():
            named = {"staff_no": staff_no, "name": f"員工{staff_no}", "role": role, "joined_on": "2020-01-01"}
            self.ask(RegisterStaff, roles=CLERK, **named, reports_to=superior)
        self.settle()
        self._heard.clear()
        return self

    def works_like(self, like: str) -> None:
        """The regulation of another house."""
        self.ask(RegisterOrganisation, roles=CLERK, organisation=self.organisation, name=like)
        self.ask(AdoptPolicy, roles=CLERK, value="book_of", since="2000-01-01", content=like, reference="the test")
        self.settle()

    def roles_of(self, staff_no: str) -> tuple[str, ...]:
        return (self.people[staff_no][0],) if staff_no in self.people else CLERK

    def of(self, who: str, message: type[Any], /, **body: Any) -> Any:
        """What somebody asks in his own name and post."""
        return self.ask(message, roles=self.roles_of(who), by=who, **body)

    def clerk(self, message: type[Any], **body: Any) -> Any:
        """What HR enters from papers."""
        return self.ask(message, roles=CLERK, by="HR1", **body)

    def paper(self, request_no: str = "L1", **more: Any) -> dict[str, Any]:
        """HR enters the paper of a request for 2025-06-16, applied for three days ahead."""
        facts = {"type": "personal", "staff_no": "A1", "from_date": "2025-06-16", "applied_at": "2025-06-13T10:15", **more}
        return dict(self.clerk(RequestLeave, request_no=request_no, **{"to_date": facts["from_date"], **facts}))

    def plan(self, *days: str, staff_no: str = "A1", start: str = "09:00", end: str = "18:00") -> None:
        """Working days on the roster."""
        for day in days:
            row = {"shift_id": f"S-{staff_no}-{day}", "staff_no": staff_no, "date": day, "kind": "work", "start": start, "end": end}
            self.clerk(RosterShift, **row, place="office")
        self.settle()

    def call(self, at: str, *, to: str = "S1", notice_no: str = "N1", reason: str = "sick", staff_no: str = "A1") -> dict[str, Any]:
        """Somebody takes a call and writes it down."""
        noted = {"notice_no": notice_no, "staff_no": staff_no, "for_date": at[:10], "called_at": at, "reason": reason}
        return dict(self.of(to, RecordPhoneNotice, **noted))

    def decide(self, by: str, decision: str = "approved", request_no: str = "L1", **more: Any) -> dict[str, Any]:
        return dict(self.of(by, DecideLeave, request_no=request_no, decision=decision, **more))

    def hand_in(self, by: str, day: str, *papers: str, request_no: str = "L1") -> dict[str, Any]:
        for paper in papers:
            reply = self.of(by, HandInLeavePaper, request_no=request_no, paper=paper, handed_in_on=day)
        return dict(reply)

    def leave(self, request_no: str = "L1", *, as_of: str = "2025-07-15") -> dict[str, Any]:
        return dict(self.clerk(GetLeaveRequest, request_no=request_no, as_of=as_of))

    def came_to(self, request_no: str = "L1", *, as_of: str = "2025-07-15") -> tuple[str, str | None]:
        """The outcome and its reason at the end of a day."""
        reply = self.leave(request_no, as_of=as_of)
        return reply["outcome"], reply["reason"]

    def run(self, day: str) -> None:
        message = next(item for item in platform.built_ins("attendance") if item.verb() == "run_due")
        self.ask(message, roles=("system_administrator",), as_of=day)
        self.settle()


@pytest.fixture(scope="module")
def house(broker, store, tmp_path_factory):
    vhost = broker.new_vhost()
    inside = House(
        amqp_uri=broker.uri_of(vhost), mongo_uri=store.uri, database=f"leave_{uuid.uuid4().hex[:8]}", home=tmp_path_factory.mktemp("issuer")
    )
    inside.start(Attendance)
    yield inside
    inside.stop()
    broker.manage("DELETE", f"vhosts/{vhost}")


@pytest.fixture
def emall(house):
    return house.enter("emall")


@pytest.fixture
def gas(house):
    return house.enter("gas_penalty")


@pytest.fixture
def jinyang(house):
    return house.enter("jinyang")
