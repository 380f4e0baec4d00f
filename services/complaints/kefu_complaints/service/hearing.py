"""What others tell: units, revisits of complaints, problems found in call-backs, requests on the platform (CMP-41, 51; CUS-50, 52, 65)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kefu.service import Ask, Shelf, on
from kefu_complaints import rules
from kefu_complaints.service.handling import revisited
from kefu_complaints.service.keeping import EMPTY, follow, local
from kefu_complaints.service.opening import alike, opened_events, routing
from kefu_complaints.store import CASES, PROCEDURES, SERVED, UNITS
from kefu_messages.complaints import CaseAssigned
from kefu_messages.contracts import ServiceLapsed, ServiceRestored
from kefu_messages.customers import CallBackEscalated, ComplaintRevisited, PlatformRequestSubmitted, UnitRegistered

KINDS = {"repair": "repair", "complaint": "complaint", "revisit": "feedback", "satisfaction": "feedback"}


class Hearing:
    """Turns what other services hear from customers into cases."""

    cases = Shelf(CASES)
    units = Shelf(UNITS)
    served = Shelf(SERVED)
    procedures = Shelf(PROCEDURES)

    @on(UnitRegistered)
    def know_unit(self, ask: Ask) -> None:
        """Keep which units there are, and in which area."""
        self.units.mirror(ask, ask["unit_no"], area=ask.get("area"), building=ask.get("building"))

    @on(ServiceLapsed, ServiceRestored)
    def know_service(self, ask: Ask) -> None:
        """Keep whether a customer is in service, as contracts tells (CON-04)."""
        standing = "lapsed" if ask.message is ServiceLapsed else "in_service"
        self.served.mirror(ask, ask["customer_no"], standing=standing, covered_until=ask["covered_until"].isoformat())

    @on(ComplaintRevisited)
    def hear_revisit(self, ask: Ask) -> None:
        """The customer of a resolved complaint was asked by the revisit specialist (CUS-50, CMP-51)."""
        case = self.cases.get(ask.organisation, ask["complaint_no"])
        if case is None or case["state"] != "resolved":
            return
        changes = {"state": "follow_up", "revisited_on": ask["revisited_on"], "satisfied": ask["satisfied"]}
        event = revisited({**case, **changes}, case.key, because=["CMP-51", "CUS-50"])
        at = ask.event_time or ask.now
        follow(self.cases, ask, case, what="revisited", at=at, changes=changes, note=ask.get("remark"), events=[event])

    @on(CallBackEscalated)
    def hear_problem(self, ask: Ask) -> None:
        """A call-back brought up a problem: the service manager must assign somebody at once (CMP-41; CUS-52)."""
        number = f"{ask['call_back_no']}-{ask['kind']}"
        told = {"channel": "revisit", "text": ask["text"], "customer_no": ask.get("customer_no"), "verified": True}
        self._open_told(ask, number, kind="revisit_issue", at=ask["raised_at"], told=told)

    @on(PlatformRequestSubmitted)
    def hear_request(self, ask: Ask) -> None:
        """An owner's request online becomes the same case as by phone (CUS-65, CMP-51)."""
        kind = KINDS.get(ask["module"], "inquiry")
        unit = self.units.get(ask.organisation, ask["unit_no"])
        told = {"channel": ask["channel"], "text": ask["content"], "unit_no": ask["unit_no"], "area": unit.get("area") if unit else None}
        self._open_told(ask, ask["request_no"], kind=kind, at=ask["submitted_at"], told=told)

    def _open_told(self, ask: Ask, number: str, *, kind: str, at: datetime, told: dict[str, Any]) -> None:
        record = self.cases.new(ask.organisation, number)
        if record.exists:
            return
        at = local(at, ask)
        state = "accepted" if kind == "repair" else "received"
        case = {**EMPTY, **told, "kind": kind, "state": state, "severity": "minor", "received_at": at, "received_on": at.date()}
        routes, decisions = routing(ask, case, procedure=self.procedures.get(ask.organisation, "complaints"), superior=None)
        case |= routes
        case["similar"] = [vars(one) for one in alike(self.cases, ask, case, case_no=number).outcome]
        events = opened_events(case, number, because=decisions["routed"].clauses)
        if kind == "revisit_issue":
            case["queue"] = rules.supervisor("CMP-41", on=at.date(), law=ask.law).outcome
            events.append(CaseAssigned.of(case_no=number, owner=None, queue=case["queue"], assigned_at=at, because=["CMP-41"]))
        follow(self.cases, ask, record, what="opened", at=ask.event_time or ask.now, changes=case, events=events)
