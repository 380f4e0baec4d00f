"""Cases as they come in, are shown, listed, searched and timed (CMP-01, 04, 05, 27, 32, 49, 51)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kefu.directory import Directory
from kefu.entered import entry
from kefu.newest import newest
from kefu.service import Ask, Page, Shelf, command, query
from kefu_complaints import rules
from kefu_complaints.rules import Opening
from kefu_complaints.service.keeping import EMPTY, escalated, keep, local, times_of, zone_of
from kefu_complaints.service.opening import alike, opened_events, reported, routing
from kefu_complaints.store import CASES, PROCEDURES, SERVED
from kefu_messages.complaints import DatesOutOfOrder, GetCase, GetCaseClocks, ListCases, OpenCase, SearchCases, WhyCase
from kefu_messages.errors import AlreadyExists, SelfApproval, ValidationFailed
from kefu_messages.roles import HR, SERVICE

NARROW = frozenset({"open", "overdue", "received", "accepted"})
ABOUT_STAFF = frozenset({"filed", "investigated"})  # told by WhyComplaint, to whom it may be
SAID_OF_STAFF = ("text", "customer", "cause")
FILTERS = {"owner": "owner", "area": "area", "queue": "queue", "customer_no": "customer", "category": "category"}
GIVEN = (
    "kind", "channel", "text", "customer_no", "customer", "unit_no", "area", "category", "cause", "staff_no", "severity", "priority",
    "contact",
)  # fmt: skip


class Cases:
    """Takes in what customers say and finds it again."""

    cases = Shelf(CASES)
    procedures = Shelf(PROCEDURES)
    served = Shelf(SERVED)
    staff = Directory()

    @command(OpenCase)
    def open_case(self, ask: Ask) -> dict[str, Any]:
        """Record what a customer asks, reports or complains of (CMP-01, 04, 27, 32, 49, 51; doc 2 l.198, doc 4 l.266)."""
        record = self.cases.new(ask.organisation, ask["case_no"])
        if record.exists:
            raise AlreadyExists(kind="case", key=record.key)
        at = ask.get("received_at") or ask.now
        if at > ask.now:
            raise DatesOutOfOrder(earlier="received_at", later="now")
        late = _about_staff(ask)
        case = {**EMPTY, **{name: ask.get(name) for name in GIVEN}, "received_at": at, "received_on": at.date(), "state": "received"}
        case["filed_by"] = ask.identity.staff_no
        opening = Opening(case["kind"], case["channel"], case["text"], at.date(), case["category"], case["cause"])
        known = self.staff.known(ask.organisation, case["staff_no"])
        opened = rules.case_opened(opening, staff_known=known, staff_no=case["staff_no"], law=ask.law)
        routes, decisions = routing(ask, case, procedure=self.procedures.get(ask.organisation, "complaints"), superior=self._superior(ask))
        case |= routes
        likest = alike(self.cases, ask, case, case_no=record.key)
        case["similar"] = [asdict(one) for one in likest.outcome]
        case["escalations"], report, role = reported(ask, case, at=at)
        events = opened_events(case, record.key, because=[*opened.clauses, *decisions["routed"].clauses])
        if role and report:
            events.append(escalated(record.key, reason=f"severity_{case['severity']}", to_role=role, at=at, because=report.clauses))
        decisions |= {**late, "opened": opened, "similar": likest, **({"reported": report} if report else {})}
        return keep(self.cases, ask, record, what="opened", at=at, changes=case, events=events, decisions=decisions)

    @query(GetCase)
    def get_case(self, ask: Ask) -> dict[str, Any]:
        """One case with its history, and whether its customer is in service."""
        case = self.cases.require(ask.organisation, ask["case_no"])
        return _narrowed({**self.cases.public(case), **self._service_of(ask, case.get("customer_no"))}, ask)

    @query(WhyCase)
    def why_case(self, ask: Ask) -> dict[str, Any]:
        """Why a case was decided as it was."""
        case = self.cases.require(ask.organisation, ask["case_no"])
        decisions = self.cases.why(case, language=ask.language)
        return {"decisions": [one for one in decisions if one["name"] not in ABOUT_STAFF]}

    @query(ListCases)
    def list_cases(self, ask: Ask) -> Page:
        """Cases newest first; a page reads as many documents as it shows."""
        chosen = [f"{FILTERS[name]}:{ask[name]}" for name in FILTERS if ask.get(name)]
        if len(chosen) > 1:
            raise ValidationFailed(fields=dict.fromkeys(FILTERS, "One of them at most."))
        wanted = rules.list_key(kind=ask.get("kind"), state=ask.get("state"), of=chosen[0] if chosen else None)
        narrow = ask.get("state") in NARROW
        return newest(self.cases, ask, equals={"lists": wanted}, narrow=narrow).of(lambda case: _listed(case, ask))

    @query(SearchCases)
    def search_cases(self, ask: Ask) -> Page:
        """Cases that contain the words, found by their first pair of characters."""
        words = rules.grams(ask["words"])
        if not words or len(words[0]) < len("字字"):
            raise ValidationFailed(fields={"words": "Two characters or more."})
        found = newest(self.cases, ask, equals={"grams": words[0]}, narrow=False, wanted=lambda case: set(words) <= set(case["grams"]))
        return found.of(lambda case: _listed(case, ask))

    @query(GetCaseClocks)
    def get_case_clocks(self, ask: Ask) -> dict[str, Any]:
        """How the terms of a case stand at a moment (CMP-05, CMP-18, CMP-41)."""
        case, at = self.cases.require(ask.organisation, ask["case_no"]), ask.get("at") or ask.now
        times, zone = times_of(case, ask), zone_of(ask)
        found = rules.clocks_of(times, as_of=at, law=ask.law, zone=zone).outcome
        stood = rules.paused_time(times.received_at, until=at, pauses=times.pauses, law=ask.law, zone=zone).outcome
        clocks = [
            {**asdict(one), "clock": name, "reached": [{**level, "at": level["at"].isoformat()} for level in asdict(one)["reached"]]}
            for name, one in found.items()
        ]
        return {"case_no": case.key, "as_of": at, "paused_minutes": stood, "clocks": clocks}

    def _service_of(self, ask: Ask, customer_no: str | None) -> dict[str, Any]:
        """What contracts has told of the customer's service period (CON-04); nothing of one that it does not serve."""
        served = self.served.get(ask.organisation, customer_no) if customer_no else None
        return {"service": served and served["standing"], "covered_until": served and served["covered_until"]}

    def _superior(self, ask: Ask) -> str | None:
        """The caller's superior: who gets an emergency; the caller himself when he is the supervisor."""
        role = rules.supervisor("CMP-06", on=ask.today, law=ask.law).outcome
        if role in ask.identity.roles:
            return ask.identity.staff_no
        superior = self.staff.superior(ask.organisation, ask.identity.staff_no)
        return superior if role in self.staff.role(ask.organisation, superior) else None


def _about_staff(ask: Ask) -> dict[str, Any]:
    """What is said of a member of staff is written down when it is said; nobody takes down praise of himself (CMP-24, CMP-27)."""
    if not ask.get("staff_no"):
        return {}
    if ask["kind"] == "praise" and ask["staff_no"] == ask.identity.staff_no:
        raise SelfApproval(staff_no=ask["staff_no"], because=["CMP-27"])
    return entry(ask, "received_at")


def _narrowed(case: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """A case as it may be seen: what paper says about a person is told by GetComplaint, to whom it may be."""
    hidden = case["state"] == "recorded" and not {HR, SERVICE} & set(ask.identity.roles)
    return {**case, **(dict.fromkeys(SAID_OF_STAFF) if hidden else {})}


def _listed(case: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    due = case.get("solution_due_at")
    overdue = due is not None and case.get("solved_at") is None and case["state"] not in rules.ENDED and local(due, ask) < ask.now
    return {**_narrowed(case, ask), "overdue": overdue}
