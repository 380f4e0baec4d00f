"""What a new case consists of: its routing, edition of the procedure, limits, and the cases it resembles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Record
from kefu.store import BoundShelf
from kefu_complaints import rules
from kefu_complaints.rules import Earlier, Edition
from kefu_complaints.service.keeping import escalation, told
from kefu_messages import Happening
from kefu_messages.complaints import CaseOpened, ComplaintFiled, PraiseReceived

MOST_COMPARED = 50


def editions(procedure: Record | None) -> tuple[Edition, ...]:
    """The editions of the complaint procedure."""
    listed = procedure.get("editions", ()) if procedure else ()
    return tuple(Edition(item["edition"], date.fromisoformat(item["effective_from"])) for item in listed)


def routing(
    ask: Ask, case: Mapping[str, Any], *, procedure: Record | None, superior: str | None
) -> tuple[dict[str, Any], dict[str, Decision[Any]]]:
    """Queue or owner, edition, limits and reports of a case that comes in; with the decisions."""
    on, kind = case["received_on"], case["kind"]
    routed = rules.routed(kind, priority=case["priority"], on=on, law=ask.law)
    edition = rules.procedure_in_force(editions(procedure), on=on, law=ask.law)
    limits = rules.limits_of(kind, severity=case.get("severity"), priority=case["priority"], on=on, law=ask.law)
    emergency = routed.outcome.queue is None
    changes = {
        "queue": routed.outcome.queue or (None if superior else routed.outcome.to_role), "owner": superior if emergency else None,
        "procedure_edition": edition.outcome, "limits": limits.outcome,
        "disputes_billing": kind == "complaint" and rules.disputes_billing(case.get("category"), on=on, law=ask.law).outcome,
    }  # fmt: skip
    return changes, {"routed": routed, "procedure": edition, "limits": limits}


def reported(ask: Ask, case: Mapping[str, Any], *, at: datetime) -> tuple[list[dict[str, Any]], Decision[Any] | None, str | None]:
    """The escalations of a complaint by its severity, the decision and the post it is reported to."""
    if case["kind"] != "complaint":
        return list(case.get("escalations", ())), None, None
    report = rules.reported_to(case["severity"] or "minor", on=at.date(), law=ask.law)
    if report.outcome is None:
        return list(case.get("escalations", ())), report, None
    return escalation(ask, case, reason=f"severity_{case['severity']}", to_role=report.outcome, at=at), report, report.outcome


def alike(cases: BoundShelf, ask: Ask, case: Mapping[str, Any], *, case_no: str) -> Decision[Any]:
    """The cases of the same customer or place that a new one resembles: at most so many are compared."""
    on: date = case["received_on"]
    days = ask.law.value("similar_case_days", on=on)
    span = ((on - timedelta(days=int(days.value))).isoformat(), on.isoformat())
    found: dict[str, Record] = {}
    for name in ("customer_no", "unit_no"):
        if case.get(name):
            same = cases.find(ask.organisation, limit=MOST_COMPARED, **{name: case[name], "received_on": span})
            found |= {one.key: one for one in same if one.key != case_no}
    earlier = [_earlier(one, case) for one in found.values()]
    return rules.similar_cases(case.get("text") or "", received_on=on, earlier=earlier, law=ask.law)


def opened_events(case: Mapping[str, Any], case_no: str, *, because: Sequence[str]) -> list[Happening]:
    """What is said of a case that has come in."""
    similar = [item["case_no"] for item in case.get("similar", ())]
    events = [
        CaseOpened.of(
            **told(case, case_no), priority=case["priority"], severity=case.get("severity"), similar=similar, because=list(because)
        )
    ]
    if case["kind"] == "complaint":
        events.append(filed_event(case, case_no, because=because))
    if case["kind"] == "praise":
        facts = {name: case.get(name) for name in ("staff_no", "customer_no", "received_on", "channel")}
        events.append(PraiseReceived.of(case_no=case_no, **facts, because=list(because)))
    return events


def filed_event(case: Mapping[str, Any], case_no: str, *, because: Sequence[str]) -> Happening:
    """That a complaint has come in."""
    names = (
        "received_on", "staff_no", "cause", "major_impact", "channel", "customer_no", "unit_no", "area", "category", "procedure_edition",
    )  # fmt: skip
    return ComplaintFiled.of(
        complaint_no=case_no, **{name: case.get(name) for name in names}, severity=case.get("severity") or "minor",
        disputes_billing=bool(case.get("disputes_billing")), because=list(because),
    )  # fmt: skip


def _earlier(one: Record, case: Mapping[str, Any]) -> Earlier:
    same = {name: bool(case.get(name)) and one.get(name) == case.get(name) for name in ("customer_no", "unit_no", "category")}
    return Earlier(one.key, one["received_on"], one.get("text") or "", same["customer_no"], same["unit_no"], same["category"])
