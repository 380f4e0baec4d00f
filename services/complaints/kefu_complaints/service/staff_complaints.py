"""Complaints about a person: filed, investigated, counted (CMP-24, CMP-50, CMP-58; CUS-31)."""

from __future__ import annotations

from typing import Any

from kefu.calendar import add_months, month_of
from kefu.directory import Directory
from kefu.entered import entry, only_papers, past_papers
from kefu.law import Decision
from kefu.personal import stands_above
from kefu.service import Ask, Record, Shelf, command, query
from kefu_complaints import rules
from kefu_complaints.rules import Confirmed, Filing, Investigated
from kefu_complaints.service.keeping import EMPTY, keep, midnight
from kefu_complaints.service.opening import editions, filed_event
from kefu_complaints.store import CASES, PROCEDURES
from kefu_messages import Happening
from kefu_messages.complaints import (
    ComplaintConfirmed,
    ComplaintUnconfirmed,
    FileComplaint,
    GetComplaint,
    GetComplaintWindow,
    GetConfirmedComplaints,
    InvestigateComplaint,
    InvestigatedByFiler,
    WhyComplaint,
)
from kefu_messages.errors import AlreadyExists, NotFound, NotInLine, SelfApproval, UnknownStaff, ValidationFailed

FILED = ("received_on", "customer", "channel", "staff_no", "cause", "major_impact", "text")
FOUND = ("investigated_on", "investigated_by", "outcome")
OTHER = "other"  # the cause of which an investigation has said nothing
SHOWN = (*FILED, *FOUND, "state", "procedure_edition")


class StaffComplaints:
    """Files what is said against somebody, has it looked into, and tells those who must know."""

    cases = Shelf(CASES)
    procedures = Shelf(PROCEDURES)
    staff = Directory()

    @command(FileComplaint)
    def file_complaint(self, ask: Ask) -> dict[str, Any]:
        """File a complaint about a person; of past papers with the result of its investigation (CMP-24, CMP-50)."""
        record = self.cases.new(ask.organisation, ask["complaint_no"])
        late = self._of_papers(ask)
        filing = Filing(**{name: ask.get(name) for name in ("received_on", "staff_no", "cause", "channel", *FOUND)})
        filed = self._judged(ask, filing)
        if record.exists:
            return self._filed_again(ask, record)
        edition = rules.procedure_in_force(editions(self._procedure(ask)), on=filing.received_on, law=ask.law)
        at = midnight(filing.received_on, ask)
        case = {
            **EMPTY, **{name: ask.get(name) for name in (*FILED, "customer_no")}, "kind": "complaint", "received_at": at,
            "severity": "minor",
            "procedure_edition": edition.outcome, "state": "recorded" if filing.outcome else "received", "disputes_billing": False,
            "filed_by": ask.identity.staff_no,
        }  # fmt: skip
        if not filing.outcome:
            case["queue"] = rules.routed("complaint", priority="normal", on=filing.received_on, law=ask.law).outcome.queue
        events, decisions = [filed_event(case, record.key, because=filed.clauses)], {"filed": filed, "procedure": edition, **late}
        if filing.outcome:
            about = {**case, "cause": case["cause"] or OTHER, **{name: ask.get(name) for name in FOUND}}
            found, told, decision = self._found(ask, about, record.key)
            case, events, decisions = {**case, **found}, [*events, *told], {**decisions, "investigated": decision}
        return keep(
            self.cases, ask, record, what="filed", at=at, changes=case, events=events, decisions=decisions, reply=_shown(case, record.key)
        )

    @command(InvestigateComplaint)
    def investigate_complaint(self, ask: Ask) -> dict[str, Any]:
        """Record what the investigation found; once more, with the reason, when it was wrong (CMP-24)."""
        case = self.cases.require(ask.organisation, ask["complaint_no"])
        if case["kind"] != "complaint":
            raise NotFound(kind="complaint", key=case.key)
        if case.get("outcome") and not (ask.get("correction") or "").strip():
            raise AlreadyExists(kind="investigation of", key=case.key)
        named = ask.get("staff_no") or case.get("staff_no")
        if not named:
            raise ValidationFailed(fields={"staff_no": "Nobody is named yet."})
        if not self.staff.known(ask.organisation, named):
            raise UnknownStaff(staff_no=named, because=["CMP-24"])
        self._may_investigate(ask, case, named)
        late = entry(ask, "investigated_on", whose=[named])
        return self._investigate(ask, case, by=ask.identity.staff_no, staff_no=named, late=late)

    def _may_investigate(self, ask: Ask, case: Record, named: str) -> None:
        """Nobody investigates what concerns himself, or those above him, or what he has filed himself (CMP-24)."""
        me, about = ask.identity.staff_no, {case.get("staff_no"), named}
        if me in about:
            raise SelfApproval(staff_no=me, because=["CMP-24"])
        if any(stands_above(ask, self.staff, person) for person in about):
            raise NotInLine(staff_no=named, because=["CMP-24"])
        if case.get("filed_by") == me:
            raise InvestigatedByFiler(staff_no=me, because=["CMP-24"])

    def _of_papers(self, ask: Ask) -> dict[str, Decision[Any]]:
        """The decision to take what is filed late; a result comes with papers of the past alone, none about the caller (CMP-24)."""
        days = [ask[name] for name in ("received_on", "investigated_on") if ask.get(name) is not None]
        only_papers(ask, *FOUND, allowed=past_papers(ask, *days))
        if ask.get("outcome") and ask.get("staff_no") == ask.identity.staff_no:
            raise SelfApproval(staff_no=ask["staff_no"], because=["CMP-24"])
        return entry(ask, "received_on", "investigated_on", whose=[ask.get("staff_no")])

    @query(GetComplaint)
    def get_complaint(self, ask: Ask) -> dict[str, Any]:
        """One complaint about a person: for HR, the line manager and the person; written down as read."""
        case = self._readable(ask)
        return {**_shown(case, case.key), "version": case.version}

    @query(WhyComplaint)
    def why_complaint(self, ask: Ask) -> dict[str, Any]:
        """Why a complaint was judged as it was; for the same readers."""
        return {"decisions": self.cases.why(self._readable(ask), language=ask.language)}

    @query(GetComplaintWindow)
    def get_complaint_window(self, ask: Ask) -> dict[str, Any]:
        """How many confirmed complaints about a person count in the half-year up to a day (CMP-50)."""
        as_of, staff_no = ask.get("as_of") or ask.today, ask["staff_no"]
        self._may_read(ask, staff_no)
        ask.audit(f"complaints of {staff_no}")
        months = int(ask.law.value("complaints_months", on=as_of).value)
        span = (add_months(as_of, -months - 1).isoformat(), as_of.isoformat())
        cases = self.cases.find(ask.organisation, staff_no=staff_no, received_on=span)
        confirmed = [Confirmed(one.key, one["cause"], one["received_on"]) for one in cases if one.get("outcome") == "confirmed"]
        found = rules.complaint_window(confirmed, as_of=as_of, law=ask.law)
        return {"staff_no": staff_no, "as_of": as_of, **vars(found.outcome), "because": found.clauses}

    @query(GetConfirmedComplaints)
    def get_confirmed_complaints(self, ask: Ask) -> dict[str, Any]:
        """How many complaints about each person were confirmed in each month (CUS-31, CMP-24, CMP-50)."""
        cases = self.cases.every(ask.organisation, confirmed_month=(ask["first_month"], ask["last_month"]))
        until = ask.get("as_of")
        counted = [Investigated(one["staff_no"], one["investigated_on"]) for one in cases if not until or one["investigated_on"] <= until]
        on = max((one.investigated_on for one in counted), default=ask.today)
        found = rules.confirmed_figures(counted, law=ask.law, on=on)
        figures = {
            staff_no: {month: {"count": count, "because": found.clauses} for month, count in months.items()}
            for staff_no, months in found.outcome.items()
        }
        return {"figures": figures}

    def _filed_again(self, ask: Ask, case: Record) -> dict[str, Any]:
        """The same paper once more: it may bring the result that was not known before, and changes nothing else."""
        same = all(case.get(name) == ask.get(name) for name in FILED if name != "cause" or ask.get(name) is not None)
        known = {name: case.get(name) for name in FOUND}
        told = {name: ask.get(name) for name in FOUND}
        if not same or (case.get("outcome") and ask.get("outcome") and known != told):
            raise AlreadyExists(kind="complaint", key=case.key)
        if case.get("outcome") or not ask.get("outcome"):
            return {**_shown(case, case.key), "version": case.version}
        return self._investigate(ask, case, by=ask.get("investigated_by"), staff_no=case["staff_no"], late={})

    def _investigate(
        self, ask: Ask, case: Record, *, by: str | None, staff_no: str | None, late: dict[str, Decision[Any]]
    ) -> dict[str, Any]:  # fmt: skip
        facts: dict[str, Any] = {"outcome": ask["outcome"], "investigated_on": ask["investigated_on"], "investigated_by": by}
        facts |= {name: ask[name] for name in ("cause", "major_impact") if ask.get(name) is not None}
        facts |= {"staff_no": staff_no}
        cause = facts.get("cause") or case.get("cause") or OTHER
        rules.known_cause(cause, on=case["received_on"], law=ask.law)
        found, told, decision = self._found(ask, {**case, **facts, "cause": cause}, case.key)
        changes = {**facts, **found, "cause": cause}
        at = max(case["received_at"], midnight(ask["investigated_on"], ask))
        reply = _shown({**case, **changes}, case.key)
        return keep(
            self.cases,
            ask,
            case,
            what="investigated",
            at=at,
            changes=changes,
            events=told,
            decisions={"investigated": decision, **late},
            reply=reply,
        )

    def _found(self, ask: Ask, case: dict[str, Any], case_no: str) -> tuple[dict[str, Any], list[Happening], Decision[bool]]:
        """What an investigation changes, what is said of it, nothing where nobody is named, and the decision (CMP-24)."""
        names = ("staff_no", "received_on", "outcome", "cause", "investigated_on", "investigated_by")
        facts = {name: case.get(name) for name in names}
        decision = rules.investigated(**facts, law=ask.law)
        confirmed = case["outcome"] == "confirmed" and case["staff_no"] is not None
        month = month_of(case["investigated_on"]) if confirmed else None
        changes = {**{name: case.get(name) for name in (*FOUND, "cause")}, "confirmed_month": month}
        told = {"complaint_no": case_no, **{name: case.get(name) for name in ("staff_no", "cause", "received_on")}}
        if confirmed:
            more = {
                "confirmed_on": case["investigated_on"], "confirmed_by": case.get("investigated_by"),
                "major_impact": case.get("major_impact"),
                "own_fault": decision.outcome, "customer_no": case.get("customer_no"),
            }  # fmt: skip
            return changes, [ComplaintConfirmed.of(**told, **more, because=decision.clauses)], decision
        if case["staff_no"] is None:
            return changes, [], decision
        more = {"investigated_on": case["investigated_on"], "investigated_by": case.get("investigated_by")}
        return changes, [ComplaintUnconfirmed.of(**told, **more, because=decision.clauses)], decision

    def _judged(self, ask: Ask, filing: Filing) -> Decision[Filing]:
        known = self.staff.known(ask.organisation, filing.staff_no)
        by_known = filing.investigated_by is None or self.staff.known(ask.organisation, filing.investigated_by)
        return rules.complaint_filed(filing, staff_known=known, investigator_known=by_known, law=ask.law)

    def _readable(self, ask: Ask) -> Record:
        case = self.cases.require(ask.organisation, ask["complaint_no"])
        self._may_read(ask, case.get("staff_no"))
        ask.audit(f"complaints/{case.key}")
        return case

    def _may_read(self, ask: Ask, staff_no: str | None) -> None:
        above = tuple(self.staff.line(ask.organisation, staff_no, on=ask.today)) if staff_no else ()
        rules.may_read_complaint(ask.identity.staff_no, roles=frozenset(ask.identity.roles), staff_no=staff_no, above=above, law=ask.law)

    def _procedure(self, ask: Ask) -> Record | None:
        return self.procedures.get(ask.organisation, "complaints")


def _shown(case: Any, case_no: str) -> dict[str, Any]:
    return {"complaint_no": case_no, **{name: case.get(name) for name in SHOWN}}
