"""What a proposal rests on: the facts counted, the window and the threshold, for whoever decides it and whoever it is about (DIS-63)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.calendar import add_months, month_of
from kefu.law import Citation, Law
from kefu_discipline.rules.attitude import attitude_complaints
from kefu_discipline.rules.cases import Case
from kefu_discipline.rules.facts import Complaint, File
from kefu_discipline.rules.outcomes import Proposed
from kefu_discipline.rules.proposals import best_window, counted_complaints
from kefu_discipline.rules.settings import count, setting

Evidence = tuple[dict[str, Any], tuple[Citation, ...]]


def evidence(item: Proposed, *, file: File, cases: Mapping[str, Case], law: Law) -> Evidence:
    """The facts behind a proposal and the values that they were held against."""
    if item.kind == "demotion_or_dismissal_proposal":
        return _complained(item, file=file, law=law)
    if item.kind == "termination_proposal":
        return _repeated(item, file=file, law=law)
    if item.kind == "warning_or_fine_proposal":
        return _unreachable(item, file=file, law=law)
    if item.source is not None and item.source in cases:
        return _noticed(item, cases[item.source], law=law)
    return _of_source(item, file=file, law=law)


def _complained(item: Proposed, *, file: File, law: Law) -> Evidence:
    names = ("complaints_at", "complaints_months", "complaints_counted")
    at, months, which = values = tuple(setting(law, name, on=item.on) for name in names)
    so_far = counted_complaints(file, which=which.value, until=item)
    mine = next(each for each in so_far if each.complaint_no == item.source)
    window = best_window(mine, among=so_far, months=count(months))
    first = window[0].received_on
    days = {"window_from": first, "window_to": add_months(first, count(months))}
    return {"complaints": [_told(each) for each in window], **days, "needed": count(at), "months": count(months)}, values


def _repeated(item: Proposed, *, file: File, law: Law) -> Evidence:
    so_far = [each for each in attitude_complaints(file) if each.confirmed_on is not None and each.confirmed_on <= item.on]
    return {"complaints": [_told(each) for each in so_far]}, (setting(law, "attitude_repeat", on=item.on),)


def _unreachable(item: Proposed, *, file: File, law: Law) -> Evidence:
    calls = sorted((each.on, each.attempt_no) for each in file.calls if each.unreachable and month_of(each.on) == month_of(item.on))
    needed = setting(law, "frequent_unreachable_at", on=item.on)
    return {"calls": [{"attempt_no": number, "on": day} for day, number in calls], "needed": count(needed)}, (needed,)


def _noticed(item: Proposed, case: Case, *, law: Law) -> Evidence:
    names = ("issued_on", "issued_by", "signed_on", "refused_on", "evidence_sufficient", "bad_attitude")
    notice = {name: getattr(case.notice, name) for name in names}
    witnesses = [{"witness_no": each.witness_no, "signed_on": each.signed_on} for each in case.witnesses]
    needed = setting(law, "dismissal_approvals", on=item.on)
    return {"violation_no": case.violation.violation_no, "code": case.violation.code, **notice, "witnesses": witnesses}, (needed,)


def _of_source(item: Proposed, *, file: File, law: Law) -> Evidence:
    found: dict[str, Any] = {"source": item.source, "code": item.code, "basis": list(item.basis)}
    complaint = next((each for each in file.complaints if each.complaint_no == item.source), None)
    session = next((each for each in file.sessions if f"{each.event_no}/{file.staff_no}" == item.source), None)
    if complaint is not None:
        found["complaints"] = [_told(complaint)]
    if session is not None:
        found["session"] = {"event_no": session.event_no, "on": session.date, "attendance": session.attendance}
    name = "missed_meeting_warning" if item.kind == "written_warning" else "proposals_from"
    return found, (setting(law, name, on=item.on),)


def _told(complaint: Complaint) -> dict[str, Any]:
    return {name: getattr(complaint, name) for name in ("complaint_no", "cause", "received_on", "confirmed_on")}
