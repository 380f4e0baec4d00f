"""Discipline on a real bus and store, with the people of a department and what others tell of them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kefu.service import Ask, query
from kefu.testing.days import OnTheirDay
from kefu_discipline.service import Discipline
from kefu_messages import platform
from kefu_messages.attendance import GetLastToLeave, OrganisationRegistered, PolicyAdopted, StaffRegistered
from kefu_messages.complaints import ComplaintConfirmed, ComplaintUnconfirmed
from kefu_messages.discipline import (
    AnswerAppeal,
    ConfirmViolation,
    DraftNotice,
    FileAppeal,
    GetDisciplineFile,
    GetDisciplineReport,
    IssueNotice,
    ReportViolation,
    SignNotice,
)
from kefu_messages.training import SessionAttended

PEOPLE = {
    "H01": ("department_head", "H02"), "H02": ("general_manager", None),
    "L01": ("business_centre_team_leader", "H01"), "L02": ("business_centre_team_leader", "H01"),
    "C01": ("charging_clerk", "L01"), "C02": ("charging_clerk", "L01"), "C03": ("charging_clerk", "L02"), "P01": ("hr", None),
}  # fmt: skip


ACTS = frozenset(
    {
        "confirmed_on", "counselled_on", "drafted_on", "issued_on", "signed_on", "refused_on", "filed_on", "answered_on", "withdrawn_on",
        "decided_on", "sheet_returned_on", "observed_at", "entered_at", "made_on",
    }
)  # fmt: skip


class Gate:
    """Stands where attendance does, and knows who left last."""

    name = "attendance"
    last: dict[tuple[str, str], str] = {}

    @query(GetLastToLeave)
    def get_last_to_leave(self, ask: Ask) -> dict[str, Any]:
        return {"date": ask["date"], "staff_no": self.last.get((ask.organisation, ask["date"].isoformat())), "punched_at": None}


class House(OnTheirDay):
    """Discipline, started once for a file; every test is an organisation of its own."""

    quiet = False
    nobody_above = False
    acts = ACTS

    def settle(self) -> None:
        """Wait until nothing is under way, unless several things are to be said at once."""
        if not self.quiet:
            super().settle()

    def enter(self, rule_set: str) -> None:
        """An organisation that runs by one of the regulations, with its people."""
        self.settle()
        self.organisation, self.quiet = f"{rule_set}-{uuid.uuid4().hex[:8]}", True
        self.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": self.organisation})
        self.settle_now()
        self.adopt("discipline_rule_set", f'"{rule_set}"')
        for staff_no in PEOPLE:
            self.join(staff_no)
        self.quiet = False
        self.settle()
        self._heard.clear()

    def settle_now(self) -> None:
        super().settle()

    def adopt(self, value: str, content: str, since: str = "1970-01-01") -> None:
        told = {"value": value, "content": content, "since": since, "reference": "organisation.yaml"}
        self.say(PolicyAdopted, organisation=self.organisation, because=["ATT-27"], **told)

    def join(self, staff_no: str, *, role: str = "charging_clerk", superior: str | None = "L01", department="customer_service") -> None:
        role, superior = PEOPLE.get(staff_no, (role, superior))
        superior = None if self.nobody_above else superior
        post = {"since": "2010-01-01", "roles": [role], "reports_to": superior, "department": department}
        self.say(StaffRegistered, staff_no=staff_no, name=staff_no, joined_on="2010-01-01", posts=[post], left_on=None)

    def act(self, message: Any, by: str, **body: Any) -> Any:
        return self.ask(message, roles=(PEOPLE[by][0],), by=by, **body)

    def report(self, violation_no="V1", *, staff_no="C01", code="DIS-14", by="L01", confirmed_on: str | None = None, **more: Any) -> Any:
        """Somebody reports; the head of the department confirms where a day is named."""
        told = {"occurred_on": "2025-06-02", "facts": "錄入錯誤", "evidence": "記錄單", "sanction": "fine", "amount": "100", **more}
        reply = self.act(ReportViolation, by, violation_no=violation_no, staff_no=staff_no, code=code, **told)
        return self.act(ConfirmViolation, "H01", violation_no=violation_no, confirmed_on=confirmed_on) if confirmed_on else reply

    def notice(self, notice_no="B1", *, violation_no="V1", by="L02", signed_on="2025-06-05", person="C01") -> Any:
        self.act(DraftNotice, by, notice_no=notice_no, violation_no=violation_no, drafted_on="2025-06-03")
        self.act(IssueNotice, by, notice_no=notice_no, issued_on="2025-06-04")
        return self.act(SignNotice, person, notice_no=notice_no, signed_on=signed_on) if signed_on else None

    def appeal(self, appeal_no="A1", *, notice_no="B1", filed_on="2025-06-06", by="C01", **more: Any) -> Any:
        return self.act(FileAppeal, by, appeal_no=appeal_no, notice_no=notice_no, filed_on=filed_on, form="written", **more)

    def answer(self, result: str, *, answered_on="2025-06-10", by="H02", **more: Any) -> Any:
        return self.act(AnswerAppeal, by, answer_no="AA1", appeal_no="A1", answered_on=answered_on, result=result, **more)

    def rows(self, message: Any, *rows: Any, by: str) -> list[dict[str, Any]]:
        """The outcomes of rows that somebody imports who may migrate."""
        context = {"token": self.token(roles=("system_administrator",), staff_no=by)}
        body = {"rows": [{"line": line, "raw": row} for line, row in enumerate(rows, start=2)]}
        return list(self._caller.call(message.service, f"{message.verb()}__import", body, context=context, deadline_seconds=40.0))

    def complain(
        self, complaint_no: str, staff_no: str, *, cause="attitude", received="2025-06-02", confirmed: str | None = "2025-06-05", **more
    ):
        told = {"complaint_no": complaint_no, "staff_no": staff_no, "cause": cause, "received_on": received}
        if confirmed is None:
            self.say(ComplaintUnconfirmed, investigated_on="2025-06-05", investigated_by="H01", **told, **more)
            return
        named = {"confirmed_by": "H01", "major_impact": False, "own_fault": True, "customer_no": None, **more}
        self.say(ComplaintConfirmed, confirmed_on=confirmed, **told, **named)

    def attend(self, event_no: str, staff_no: str, attendance: str, *, day="2025-06-06", **more: Any) -> None:
        told = {
            "event_no": event_no,
            "staff_no": staff_no,
            "participation": f"{event_no}:{staff_no}",
            "attendance": attendance,
            "date": day,
        }
        self.say(SessionAttended, **{**SessionAttended.example, "kind": "meeting", "signed_in_at": None, **told}, **more)

    def file(self, staff_no="C01", *, by="P01", as_of: str | None = None) -> Any:
        return self.act(GetDisciplineFile, by, staff_no=staff_no, **({"as_of": as_of} if as_of else {}))

    def department(self, as_of: str | None = None) -> Any:
        return self.act(GetDisciplineReport, "P01", **({"as_of": as_of} if as_of else {}))

    def leaves_last(self, staff_no: str, day: str) -> None:
        Gate.last[self.organisation, day] = staff_no

    def document(self, staff_no: str) -> dict[str, Any]:
        """A person's file as it is stored, without what is only on its way out."""
        files = self._containers["discipline"].host.database["discipline"]
        return files.find_one({"_id": f"{self.organisation}/{staff_no}"}, {"outbox": 0})

    def people(self) -> list[str]:
        return list(PEOPLE)

    def forget(self) -> None:
        """Let the service read the organisation's policies anew."""
        self._containers["discipline"].host.adopted._known.clear()  # noqa: SLF001 - it would otherwise take two seconds

    def run(self, day: str) -> None:
        message = next(item for item in platform.built_ins("discipline") if item.verb() == "run_due")
        self.ask(message, roles=("system_administrator",), as_of=day)
        self.settle()


@pytest.fixture(scope="module")
def house(broker, store, tmp_path_factory):
    vhost = broker.new_vhost()
    inside = House(
        amqp_uri=broker.uri_of(vhost), mongo_uri=store.uri, database=f"discipline_{uuid.uuid4().hex[:8]}",
        home=tmp_path_factory.mktemp("issuer"),
    )  # fmt: skip
    inside.start(Discipline, Gate)
    yield inside
    inside.stop()
    broker.manage("DELETE", f"vhosts/{vhost}")


@pytest.fixture
def gas(house):
    """The gas company's department: notices, signatures, appeals (document 3)."""
    house.enter("doc3")
    return house


@pytest.fixture
def jinyang(house):
    """The software department: fines by rule into a fund (document 4)."""
    house.enter("doc4")
    return house


@pytest.fixture
def hall(house):
    """The gas company's business hall: violations without amounts (document 2)."""
    house.enter("doc2")
    return house


@pytest.fixture
def emall(house):
    """The call centre: points, no money (document 1)."""
    house.enter("doc1")
    return house
