"""Whether a reported fact is a violation, and whether the proposed sanction is open (DIS-01..DIS-18, DIS-24..DIS-79)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kefu.law import Citation, Decision, Law
from kefu_discipline.rules.catalogue import Item, Version, first_day, item_for
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.order import violation_in_order
from kefu_discipline.rules.outcomes import Penalised
from kefu_discipline.rules.papers import Violation
from kefu_discipline.rules.settings import count, decided, setting
from kefu_messages.discipline import (
    AmountOutOfRange,
    BeforeCatalogue,
    ConditionNotMet,
    EvidenceMissing,
    FactsMissing,
    OutOfScope,
    ReporterConfirms,
    SanctionNotOffered,
    SelfReported,
)
from kefu_messages.errors import SelfApproval, UnknownCode, UnknownStaff

ANYWHERE = frozenset({"any", None})
Condition = Callable[[Violation, File, Law], str | None]


def judge_violation(report: Violation, *, file: File, law: Law, versions: Sequence[Version] = ()) -> Decision[Penalised]:
    """Accept a reported fact as a violation of exactly one item in force on its day, or refuse it (DIS-18; doc 3 l.218).

    Raises the refusals of the register, of the catalogue, of the facts, of the item's circumstances and of its range.
    """
    on, cite = report.occurred_on, setting(law, "refusal_rules", on=report.occurred_on).value
    _of_the_register(report, file, law=law, cite=cite)
    item = item_for(report.code, on=on, law=law, versions=versions)
    if item is None:
        raise UnknownCode(value=report.code, because=cite["unknown_code"])
    since, _ = first_day(on=on, law=law)
    if since is not None and on < since:
        raise BeforeCatalogue(occurred_on=on.isoformat(), since=since.isoformat(), because=cite["before_catalogue"])
    _of_the_paper(report, law=law, cite=cite)
    violation_in_order(report)
    unmet = CONDITIONS.get(report.code, _none)(report, file, law)
    if unmet is not None:
        raise ConditionNotMet(violation_code=report.code, condition=unmet, because=[report.code])
    _of_the_sanction(report, item, law=law)
    return _accepted(report, item, law=law)


def _of_the_register(report: Violation, file: File, *, law: Law, cite: Mapping[str, list[str]]) -> None:
    if file.person is None:
        raise UnknownStaff(staff_no=report.staff_no, because=cite["unknown_staff"])
    scope = setting(law, "department_in_scope", on=report.occurred_on).value
    if scope not in ANYWHERE and file.person.department(report.occurred_on) != scope:
        raise OutOfScope(staff_no=report.staff_no, because=cite["out_of_scope"])


def _of_the_paper(report: Violation, *, law: Law, cite: Mapping[str, list[str]]) -> None:
    if not report.facts.strip():
        raise FactsMissing(because=cite["facts_missing"])
    if setting(law, "evidence_needed", on=report.occurred_on).value and not report.evidence.strip():
        raise EvidenceMissing(because=cite["evidence_missing"])
    if report.reported_by == report.staff_no:
        raise SelfReported(staff_no=report.staff_no, because=cite["self_reported"])


def _of_the_sanction(report: Violation, item: Item, *, law: Law) -> None:
    fits = item.allows(report.amount) if report.sanction == "fine" else report.amount is None
    if not fits:
        shown = {"amount": _said(report.amount), "least": _said(item.min), "most": _said(item.max)}
        raise AmountOutOfRange(violation_code=report.code, because=[report.code], **shown)
    offered = setting(law, "sanctions_offered", on=report.occurred_on).value.get(report.code)
    if offered is not None and report.sanction not in offered:
        raise SanctionNotOffered(violation_code=report.code, sanction=report.sanction, offered=", ".join(offered), because=[report.code])


def _accepted(report: Violation, item: Item, *, law: Law) -> Decision[Penalised]:
    on = report.occurred_on
    principles, noted = setting(law, "accepted_because", on=on), setting(law, "education_noted", on=on)
    counselled = report.counselled_on is not None
    outcome = Penalised(
        violation_no=report.violation_no, code=report.code, sanction="none" if counselled else report.sanction,
        amount=None if counselled else report.amount, education_note_missing=bool(noted.value) and not report.education_note.strip(),
        because=(report.code, *principles.value), counselled=counselled,
        safety_critical=report.code in setting(law, "safety_critical_items", on=on).value,
        confirmed_on=report.confirmed_on,
    )  # fmt: skip
    facts = {"occurred_on": on, "sanction": outcome.sanction, "amount": outcome.amount, "range": (item.min, item.max), "unit": item.unit}
    return decided(outcome, outcome.because, *_values(on, law), law=law, staff_no=report.staff_no, reason=report.reason, **facts)


def _values(on: date, law: Law) -> tuple[Citation, ...]:
    return (setting(law, "violation_catalogue", on=on), setting(law, "catalogue_in_force_from", on=on))


def confirmable(report: Violation, *, by: str, law: Law) -> Decision[Violation]:
    """Let somebody confirm a report: neither the person nor the reporter (DIS-18; doc 3 l.218)."""
    if by == report.staff_no:
        raise SelfApproval(staff_no=by, because=["DIS-18"])
    kept = confirmed_apart(by, reporter=report.reported_by, on=report.occurred_on, law=law)
    return decided(report, ["DIS-18"], kept, law=law, confirmed_by=by, reported_by=report.reported_by)


def confirmed_apart(by: str, *, reporter: str | None, on: date, law: Law) -> Citation:
    """Whoever has reported or found a fact does not confirm it, unless the organisation lets him (DIS-18; doc 3 l.218)."""
    kept = setting(law, "duties_apart", on=on)
    if by == reporter and "reporter" in kept.value.get("confirmer", ()):
        raise ReporterConfirms(staff_no=by, because=["DIS-18"])
    return kept


# -- the circumstances of the items; each says what does not hold


def _none(_report: Violation, _file: File, _law: Law) -> str | None:
    return None


def _hazard(report: Violation, _file: File, _law: Law) -> str | None:
    return None if report.hazard else "a hazard arose"


def _no_hazard(report: Violation, _file: File, _law: Law) -> str | None:
    return "no hazard arose" if report.hazard else None


def _public(report: Violation, _file: File, _law: Law) -> str | None:
    return None if report.public_place and report.bad_effect else "in public, with bad effect"


def _effect(report: Violation, _file: File, _law: Law) -> str | None:
    return None if report.bad_effect else "bad effect for the company"


def _attached(report: Violation, _file: File, _law: Law) -> str | None:
    return None if report.complaint_no else "a complaint is attached"


def _serious(report: Violation, _file: File, _law: Law) -> str | None:
    return None if report.serious and report.sanction == "dismissal" and report.amount is None else "serious, dismissal, no amount"


def _justified(report: Violation, file: File, _law: Law) -> str | None:
    named = (item for item in file.complaints if item.complaint_no == report.complaint_no)
    fits = any(item.confirmed_on is not None and not item.major_impact for item in named)
    return None if fits else "a confirmed complaint about the person without major impact"


def _missed(report: Violation, file: File, _law: Law) -> str | None:
    fits = any(item.event_no == report.event_no and item.attendance == "missed" for item in file.sessions)
    return None if fits else "the session was missed without excuse"


def _frequent(report: Violation, file: File, law: Law) -> str | None:
    needed = count(setting(law, "frequent_unreachable_at", on=report.occurred_on))
    month = (report.occurred_on.year, report.occurred_on.month)
    days = [call.on for call in file.calls if call.unreachable]
    found = sum((day.year, day.month) == month and day <= report.occurred_on for day in days)
    return None if needed and found >= needed else f"{needed} unreachable events in the month, not {found}"


def _unexplained(report: Violation, _file: File, _law: Law) -> str | None:
    explained, due = report.explained_on, report.due_on
    return "not explained by the due day" if explained is not None and (due is None or explained <= due) else None


CONDITIONS: Mapping[str, Condition] = {
    "DIS-01": _justified, "DIS-02": _missed, "DIS-04": _hazard, "DIS-08": _public, "DIS-09": _effect, "DIS-11": _attached,
    "DIS-13": _no_hazard, "DIS-15": _hazard, "DIS-16": _serious, "DIS-28": _frequent, "DIS-29": _unexplained,
}  # fmt: skip


def _said(amount: object) -> str | None:
    return None if amount is None else str(amount)
