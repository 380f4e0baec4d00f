"""Complaints on a real bus and store, with an agent, a colleague, their supervisor and manager."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import pytest

from kefu import clock
from kefu.testing.days import OnTheirDay
from kefu.testing.running import Guest, Kept, Running
from kefu_complaints.service import Complaints
from kefu_complaints.store import CASES
from kefu_messages import platform
from kefu_messages.attendance import StaffRegistered
from kefu_messages.complaints import CaseEscalated, GetCase, OpenCase, PauseCase

RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")
AGENT, LEADER = ("customer_service_specialist",), ("customer_service_supervisor",)
STAFF = {
    "E17": ("customer_service_specialist", "E05"), "E18": ("customer_service_specialist", "E05"),
    "E05": ("customer_service_supervisor", "E01"), "E01": ("customer_service_manager", None),
}  # fmt: skip
JINYANG = {
    "J13": ("engineer", "J02"), "J15": ("service_specialist", "J02"), "J02": ("service_manager", "J01"), "J01": ("service_director", None),
    "J30": ("developer", "J02"),
}  # fmt: skip


class Place(OnTheirDay, Guest):
    """A place on the bus at which everybody asks on the latest day of his act, and HR brings papers with a reason."""

    acts = frozenset(
        {
            "investigated_on", "recorded_on", "checked_on", "done_on", "made_on", "kept_on", "submitted_on", "verified_on", "day",
        }
    )  # fmt: skip
    why = "紙本補登"

    def ask(self, message: type[Any], *, roles: Iterable[str], **asked: Any) -> Any:
        """The same; whoever stops the clocks of a case does so when he says so."""
        at = asked.get("at") if message is PauseCase and self.day is None else None
        with clock.stopped_at(datetime.fromisoformat(at).replace(tzinfo=clock.zone())) if at else nullcontext():
            return super().ask(message, roles=roles, **asked)


@pytest.fixture
def shared(kept_services: Kept) -> Place:
    """The same as elsewhere, on the days that are written."""
    return Place(kept_services)


def enter(inside: Running, staff: dict[str, tuple[str, str | None]]) -> None:
    """Let the register of staff be known."""
    for staff_no, (role, superior) in staff.items():
        posts = [{"since": "2020-01-01", "roles": [role], "reports_to": superior}]
        inside.say(StaffRegistered, staff_no=staff_no, name=f"員工{staff_no}", joined_on="2020-01-01", posts=posts)


@pytest.fixture
def complaints(shared: Guest) -> Running:
    """The call centre of document 1."""
    shared.organisation = "emall"
    inside = shared.start(Complaints)
    enter(inside, STAFF)
    return inside


@pytest.fixture
def jinyang(shared: Guest) -> Running:
    """The software-support firm of document 4."""
    shared.organisation = "jinyang"
    inside = shared.start(Complaints)
    enter(inside, JINYANG)
    return inside


@pytest.fixture
def opened(complaints: Running) -> Callable[..., Any]:
    """Opens a case; a complaint by call unless something else is said."""

    def open_case(case_no: str = "C5", **more: Any) -> Any:
        by = more.pop("by", "E17")
        facts = {"kind": "complaint", "channel": "call", "text": "發票一直沒有收到", "received_at": "2025-05-06T10:00", **more}
        return complaints.ask(OpenCase, roles=AGENT, by=by, case_no=case_no, **facts)

    return open_case


@pytest.fixture
def act(complaints: Running) -> Callable[..., Any]:
    """Does something with a case, as its agent."""

    def do(message: Any, case_no: str = "C5", **more: Any) -> Any:
        said = {"roles": AGENT, "by": "E17", **more}
        return complaints.ask(message, case_no=case_no, **said)

    return do


@pytest.fixture
def case(complaints: Running) -> Callable[[str], Any]:
    """A case as it stands."""
    return lambda case_no="C5": complaints.ask(GetCase, roles=AGENT, case_no=case_no)


@pytest.fixture
def look(complaints: Running) -> Callable[..., Any]:
    """Runs what is due by a moment, or by the end of a day."""
    return lambda at=None, **by: complaints.ask(RUN, roles=("system_administrator",), **({"at": at} if at else by))


@pytest.fixture
def levels(complaints: Running) -> Callable[[int], list[tuple[int, str, str]]]:
    """The levels of missed terms told so far: level, to whom, and when each was due; there are so many."""

    def told(count: int) -> list[tuple[int, str, str]]:
        found = [one for one in complaints.said(CaseEscalated, count=0) if one["reason"] == "solution_overdue"]
        assert len(found) == count
        return [(one["level"], one["to_role"], one["due_at"]) for one in found]

    return told


@pytest.fixture
def examined(complaints: Running) -> Callable[[Any], int]:
    """How many documents of cases the store looks at for a condition."""
    documents = complaints._containers["complaints"].host.database[CASES.name]  # noqa: SLF001 - as no handler sees it
    return lambda condition: int(documents.find(condition).explain()["executionStats"]["totalDocsExamined"])
