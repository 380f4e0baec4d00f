"""What is judged, as it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from kefu.language import in_language
from kefu.law import Decision
from kefu_discipline.rules.facts import File, Inspected, Verdict
from kefu_discipline.rules.outcomes import Judgement, Proposed, Served
from kefu_discipline.rules.papers import Violation
from kefu_discipline.rules.payroll import pay_months

Reply = dict[str, Any]


def violation_reply(report: Violation, judgement: Judgement, *, version: int | None = None) -> Reply:
    """A violation as it is judged."""
    found, refusal = judgement.violation(report.violation_no), judgement.refusal("violation", report.violation_no)
    state = "reported" if report.confirmed_on is None else "confirmed"
    names = ("violation_no", "staff_no", "code", "occurred_on", "reported_by", "confirmed_on", "facts", "evidence")
    reply = {name: getattr(report, name) for name in names}
    if found is None:
        named = (refusal.error.code, refusal.because) if refusal else (None, ())
        refused = {"state": "refused" if refusal else "not_yet", "refusal": named[0], "because": named[1]}
        return {**reply, "sanction": report.sanction, "amount": report.amount, **refused, **_at(version)}
    judged = {"sanction": found.sanction, "amount": found.amount, "because": found.because, "refusal": None}
    missing = found.education_note_missing
    state = "counselled" if found.counselled else state
    return {**reply, **judged, "education_note_missing": missing, "state": state, **_at(version)}


def notice_reply(notice_no: str, file: File, judgement: Judgement, *, version: int | None = None) -> Reply:
    """A notice as it is judged, or why it is not accepted."""
    found = judgement.notice(notice_no)
    if found is not None:
        return {**served_reply(found, file), **_at(version)}
    paper = next((item for item in file.notices if item.notice_no == notice_no), None)
    refusal = judgement.refusal("penalty_notice", notice_no)
    named = {"notice_no": notice_no, "staff_no": file.staff_no, "violation_no": paper.violation_no if paper else None, "history": []}
    code, because = (refusal.error.code, refusal.because) if refusal else (None, ())
    return {**named, "state": "refused" if refusal else "not_yet", "refusal": code, "because": because, **_at(version)}


def served_reply(notice: Served, file: File) -> Reply:
    """An accepted notice with its witnesses, those who have signed and those who are only named."""
    named = sorted((item for item in file.witnesses if item.notice_no == notice.notice_no), key=lambda item: item.witness_no)
    witnesses = [{"witness_no": item.witness_no, "signed_on": item.signed_on} for item in named]
    signed_on = next((item.signed_on for item in file.notices if item.notice_no == notice.notice_no), None)
    return {**asdict(notice), "staff_no": file.staff_no, "refusal": None, "witnesses": witnesses, "signed_on": signed_on}


def proposal_reply(item: Proposed, staff_no: str) -> Reply:
    """A proposal; what does not apply to its kind is null."""
    return {**vars(item), "staff_no": staff_no, "date": item.on, "basis": item.basis or None}


def groundless_reply(verdict: Verdict, staff_no: str) -> Reply:
    """What was decided of a proposal whose facts have fallen since: it is to be looked at again, and is not forgotten."""
    number, day = verdict.proposal_no, verdict.decided_on
    told = {"proposal_no": number, "staff_no": staff_no, "kind": number.partition(":")[0], "date": day, "choices": [], "because": []}
    return {**told, "decision": verdict.decision, "decided_on": day, "decided_by": verdict.decided_by, "ground_fallen": True}


def verdict_reply(verdict: Verdict) -> Reply:
    """What a human decided of a proposal whose facts have fallen since, among the decisions behind it."""
    facts = {"decided_on": verdict.decided_on, "decided_by": verdict.decided_by, "reason": verdict.reason, "ground_fallen": True}
    return {"name": f"decision {verdict.proposal_no}", "outcome": verdict.decision, "facts": plain(facts), "because": []}


def inspection_reply(item: Inspected, staff_no: str, *, because: Iterable[str], version: int | None = None) -> Reply:
    """What an inspection found."""
    return {**vars(item), "staff_no": staff_no, "may_lead_to": item.leads, "because": list(because), **_at(version)}


def judgement_reply(file: File, judgement: Judgement) -> Reply:
    """All that is judged of one person, part by part."""
    staff_no = file.staff_no
    accepted = [report for report in file.violations if judgement.violation(report.violation_no) is not None]
    return {
        "violations": [violation_reply(report, judgement) for report in sorted(accepted, key=lambda item: item.violation_no)],
        "notices": [served_reply(notice, file) for notice in judgement.notices],
        "fines": [{**vars(fine), "staff_no": staff_no, "penalty_no": f"{fine.file}/{fine.source}"} for fine in judgement.fines],
        "compensation": [{**vars(claim), "staff_no": staff_no} for claim in judgement.claims],
        "payroll": [{**vars(month), "staff_no": staff_no} for month in pay_months(judgement.lines)],
        "points": [{**vars(line), "staff_no": staff_no} for line in judgement.points],
        "proposals": [
            *(proposal_reply(item, staff_no) for item in judgement.proposals),
            *(groundless_reply(item, staff_no) for item in judgement.groundless),
        ],
        "refused": [
            {"kind": item.kind, "key": item.key, "line": item.line or None, "reason": item.error.code, "because": item.because}
            for item in judgement.refused
        ],
    }


def explained(name: str, decision: Decision[Any], *, language: str, law: str) -> Reply:
    """A decision just taken, in the form in which stored ones are told; ``law`` is the version of the book that it was taken by."""
    cited = [
        {"id": item.id, "reference": item.reference, "value": plain(item.value), "since": plain(item.since), "rules": list(item.rules),
         "title": in_language(item.title, language)}
        for item in decision.because
    ]  # fmt: skip
    return {"name": name, "outcome": plain(decision.outcome), "facts": plain(decision.facts), "law": law, "because": cited}


def refused(name: str, reason: str, because: Iterable[str], *, clauses: Mapping[str, Any], language: str) -> Reply:
    """Why a fact is not accepted, with its clauses."""
    cited = [
        {"id": rule, "reference": clauses[rule].reference, "title": in_language(clauses[rule].title, language)}
        for rule in because if rule in clauses
    ]  # fmt: skip
    return {"name": name, "outcome": {"refused": reason}, "facts": {}, "because": cited}


def plain(value: Any) -> Any:
    """A value as JSON."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def _at(version: int | None) -> Reply:
    return {} if version is None else {"version": version}
