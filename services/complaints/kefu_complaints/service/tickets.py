"""Repairs, omitted works, their pipeline and figures, and notices (CMP-51..56; doc 5.2 l.385-413)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from kefu.calendar import end_of_year
from kefu.directory import Directory
from kefu.entered import check_moments
from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_complaints import rules
from kefu_complaints.rules import Complained, Repair
from kefu_complaints.rules.tickets import CIVIL
from kefu_complaints.service.handling import revisited
from kefu_complaints.service.inquiries import first_response
from kefu_complaints.service.keeping import EMPTY, closed, derived, handled, keep, midnight, moment_of
from kefu_complaints.service.opening import opened_events, routing
from kefu_complaints.store import CASES, NOTICES, PROCEDURES, UNITS
from kefu_messages.complaints import (
    AdvanceTicket,
    DatesOutOfOrder,
    DuplicateTicket,
    GetComplaintFigures,
    GetTicketFigures,
    ListNotices,
    NoticePublished,
    PublishNotice,
    RecordOmittedWorks,
    RecordTicket,
    TextMissing,
)
from kefu_messages.errors import AlreadyExists, UnknownStaff, UnknownUnit


class Tickets:
    """Takes a repair from its report to the revisit, and counts what a year brought."""

    cases = Shelf(CASES)
    units = Shelf(UNITS)
    notices = Shelf(NOTICES)
    procedures = Shelf(PROCEDURES)
    staff = Directory()

    @command(RecordTicket)
    def record_ticket(self, ask: Ask) -> dict[str, Any]:
        """Record a repair request, with its handling and revisit where they are past (CMP-51, CMP-53)."""
        record = self.cases.new(ask.organisation, ask["ticket_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"]) if ask.get("unit_no") else None
        check_moments(ask, "reported_on", "reported_at", "handled_on", "revisited_on")
        rules.revisited_after_work(handled_on=ask.get("handled_on"), revisited_on=ask.get("revisited_on"))
        return saved(self.cases, self._recorded(ask, record, record.exists, unit))

    @importer(RecordTicket)
    def import_tickets(self, batch: Batch) -> None:
        """The repairs of a file (CMP-51)."""
        units = self.units.get_many(batch.organisation, sorted({str(row.get("unit_no")) for row in batch.rows}))
        import_rows(
            batch, self.cases, key="ticket_no",
            drafted=lambda row, record, seen: self._recorded(row, record, seen, units.get(str(row.get("unit_no")))),
        )  # fmt: skip

    @command(RecordOmittedWorks)
    def record_omitted_works(self, ask: Ask) -> dict[str, Any]:
        """Record works left out at a unit's hand-over, with the department that must see to them (CMP-55)."""
        record = self.cases.new(ask.organisation, ask["ticket_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"])
        if record.exists:
            raise DuplicateTicket(ticket_no=record.key, because=["CMP-55"])
        check_moments(ask, "reported_on")
        if unit is None:
            raise UnknownUnit(unit_no=ask["unit_no"], because=["CMP-55"])
        if not ask["description"].strip() or not ask["department"].strip():
            raise TextMissing(field="description, department", because=["CMP-55"])
        due = rules.feedback_due(ask["reported_on"], law=ask.law)
        case = {
            **EMPTY, "kind": "omitted_works", "state": "accepted", "channel": "visit", "unit_no": ask["unit_no"], "area": unit.get("area"),
            "text": ask["description"], "department": ask["department"], "received_at": midnight(ask["reported_on"], ask),
            "received_on": ask["reported_on"], "feedback_due_on": ask.get("feedback_due_on") or due.outcome, "queue": "omitted_works",
        }  # fmt: skip
        events = opened_events(case, record.key, because=due.clauses)
        at = max(case["received_at"], min(midnight(ask["reported_on"], ask), ask.now))
        return keep(self.cases, ask, record, what="recorded", at=at, changes=case, events=events, decisions={"feedback_due": due})

    @command(AdvanceTicket)
    def advance_ticket(self, ask: Ask) -> dict[str, Any]:
        """Take a ticket one step on, in order (CMP-51, CMP-53)."""
        case, step = self.cases.require(ask.organisation, ask["ticket_no"]), ask["step"]
        at = moment_of(ask, case, what=step)
        verdict = rules.moved(case["kind"], state=case["state"], to=step, law=ask.law)
        self._known(ask, ask.get("to_staff_no") if step == "dispatched" else None)
        if step == "closed":
            rules.said_why(case.get("satisfied"), note=ask.get("note"))
        changes = {"state": step, **_of_step(ask, case, step, at)}
        after = {**case, **changes}
        events = []
        if step == "replied":
            events = [handled(case, case.key, at=at, on=changes["handled_on"], because=verdict.clauses)]
        elif step == "revisited":
            events = [revisited(after, case.key, because=verdict.clauses)]
        elif step == "closed":
            events = closed(after, case.key, on=at.date(), outcome="revisited", because=verdict.clauses)
        return keep(self.cases, ask, case, what=step, at=at, changes=changes, events=events, decisions={"step": verdict})

    @query(GetTicketFigures)
    def get_ticket_figures(self, ask: Ask) -> dict[str, Any]:
        """The year's repairs per category, handled and revisited (CMP-51, CMP-52)."""
        end = end_of_year(ask["year"])
        as_of = ask.get("as_of") or end
        repairs = [_repair(case) for case in self._year(ask, "repair", as_of)]
        figures = asdict(rules.repair_figures(repairs, as_of=as_of, law=ask.law).outcome)
        return {"year": ask["year"], "as_of": as_of, **figures}

    @query(GetComplaintFigures)
    def get_complaint_figures(self, ask: Ask) -> dict[str, Any]:
        """Complaints by category and by cause, with the waiting days of linked orders (CMP-52, CMP-56)."""
        end = end_of_year(ask["year"])
        as_of = ask.get("as_of") or end
        cases = self._year(ask, "complaint", as_of)
        complaints = [Complained(case.get("category"), case.get("cause")) for case in cases]
        figures = rules.complaint_figures(complaints, law=ask.law).outcome
        names = ("order_no", "order_kind", "waiting_days")
        waits = [{"case_no": case.key, **{name: order[name] for name in names}} for case in cases for order in case.get("orders") or ()]
        return {"year": ask["year"], "total": len(cases), **figures, "waits": sorted(waits, key=lambda one: -one["waiting_days"])}

    @command(PublishNotice)
    def publish_notice(self, ask: Ask) -> dict[str, Any]:
        """Publish a result or a notice to the owners of an area (CMP-54)."""
        notice = self.notices.new(ask.organisation, ask["notice_no"])
        if notice.exists:
            raise AlreadyExists(kind="notice", key=notice.key)
        if ask["shown_until"] < ask["shown_from"]:
            raise DatesOutOfOrder(earlier="shown_from", later="shown_until")
        facts = {name: ask[name] for name in ("area", "text", "shown_from", "shown_until")}
        event = NoticePublished.of(notice_no=notice.key, **facts, because=["CMP-54"])
        changes = {**facts, "ticket_no": ask.get("ticket_no"), "published_by": ask.identity.staff_no}
        return self.notices.save(notice, ask, changes=changes, events=[event])

    @query(ListNotices)
    def list_notices(self, ask: Ask) -> Page:
        """The notices an area's owners see on a day (CMP-54)."""
        on = ask.get("on") or ask.today
        page = self.notices.page(ask, equals={"area": ask["area"]}, order="notice_no")
        return Page([one for one in page.items if one["shown_from"] <= on <= one["shown_until"]], page.next)

    def _recorded(self, ask: Ask, record: Record, seen: bool, unit: Record | None) -> Draft:  # noqa: FBT001 - what the import passes on
        names = ("ticket_no", "reported_on", "category", "channel", "handling", "unit_no", "handled_on", "revisited_on")
        repair = Repair(**{name: ask.get(name) for name in names})
        if ask.row is not None and repair.category != CIVIL:  # a file's column, empty or not: it says nothing of the others
            repair = replace(repair, handling=None)
        verdict = rules.ticket_recorded(repair, seen=seen, unit_known=unit is not None, law=ask.law)
        known_at = ask.get("reported_at")
        if known_at is not None and known_at.date() != repair.reported_on:
            raise DatesOutOfOrder(earlier="reported_on", later="reported_at")
        at = known_at or midnight(repair.reported_on, ask)
        case = {
            **EMPTY, "kind": "repair", "state": verdict.outcome, "received_at": at, "received_on": repair.reported_on,
            "text": ask.get("description"), "place": ask.get("location"), "area": unit.get("area") if unit else None,
            **{name: ask.get(name) for name in ("unit_no", "category", "handling", "channel", "handled_on", "revisited_on")},
            "solved_on": repair.handled_on, "solved_at": midnight(repair.handled_on, ask) if repair.handled_on else None,
            "closed_on": repair.revisited_on if verdict.outcome == "closed" else None,
            "steps": [{"at": at, "by": ask.identity.staff_no, "what": "recorded", "note": None}],
        }  # fmt: skip
        routes, decisions = routing(ask, case, procedure=None, superior=None)
        case |= {"queue": routes["queue"], "limits": routes["limits"] if known_at and repair.handled_on is None else {}}
        case |= derived(case, case_no=record.key, ask=ask)
        events = [*opened_events(case, record.key, because=verdict.clauses), *_past(case, record.key, verdict.clauses)]
        return Draft(record, ask, case, events, {"recorded": verdict, "routed": decisions["routed"]})

    def _known(self, ask: Ask, staff_no: str | None) -> None:
        """Refuse who is not in the register, where there is one: whoever asks stands in it."""
        if staff_no and self.staff.known(ask.organisation, ask.identity.staff_no) and not self.staff.known(ask.organisation, staff_no):
            raise UnknownStaff(staff_no=staff_no, because=["CMP-53"])

    def _year(self, ask: Ask, kind: str, as_of: date) -> list[Record]:
        span = (f"{ask['year']}-01-01", as_of.isoformat())
        return list(self.cases.every(ask.organisation, kind=kind, received_on=span))


def _of_step(ask: Ask, case: Record, step: str, at: datetime) -> dict[str, Any]:
    """What a step of the pipeline writes down."""
    if step == "dispatched":
        return {"owner": ask.get("to_staff_no") or ask.identity.staff_no, "queue": None, "assigned_at": at, **first_response(case, at)}
    if step == "replied":
        day = ask.get("handled_on") or at.date()
        if not case["received_on"] <= day <= at.date():
            raise DatesOutOfOrder(earlier="reported_on", later="handled_on")
        return {"solved_at": at, "solved_on": day, "handled_on": day, "answer": ask.get("note")}
    if step == "revisited":
        return {"revisited_on": at.date(), "satisfied": ask.get("satisfied")}
    return {"closed_on": at.date()} if step == "closed" else {}


def _past(case: Mapping[str, Any], case_no: str, because: list[str]) -> list[Any]:
    """What is said of a ticket that was handled, revisited or closed before it was recorded."""
    events: list[Any] = []
    if case["handled_on"] is not None:
        events.append(handled(case, case_no, at=case["solved_at"], because=because))
    if case["revisited_on"] is not None:
        events.append(revisited(case, case_no, because=because))
    if case["state"] == "closed":
        events += closed(case, case_no, on=case["closed_on"], outcome="revisited", because=because)
    return events


def _repair(case: Record) -> Repair:
    names = ("received_on", "category", "channel", "handling", "unit_no", "handled_on", "revisited_on")
    facts = {name: case.get(name) for name in names}
    return Repair(ticket_no=case.key, reported_on=facts.pop("received_on"), **facts)
