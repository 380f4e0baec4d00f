"""The penalty notice: what it rests on, its history, appeals and answers, and when its amount may be deducted (DIS-19..DIS-23, 41)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from kefu.law import Citation, Decision, Law
from kefu_discipline.rules.cases import Case
from kefu_discipline.rules.catalogue import Item
from kefu_discipline.rules.duties import apart
from kefu_discipline.rules.order import answer_in_order, appeal_in_order, notice_in_order, witness_in_order
from kefu_discipline.rules.outcomes import Answered, Dated, Penalised, Served
from kefu_discipline.rules.papers import Answer, Appeal, Notice, Witness
from kefu_discipline.rules.settings import count, decided, setting
from kefu_messages.discipline import (
    AmountOutOfRange,
    AnsweredByIssuer,
    AppealAfterEffect,
    AppealAnsweredAlready,
    AppealNoticeNotSigned,
    AppealNotWritten,
    AppealTooLate,
    AppealTwice,
    CaseClosed,
    ViolationNotAccepted,
    ViolationNotConfirmed,
    WitnessIsEmployee,
    WitnessIsIssuer,
    WitnessTwice,
)
from kefu_messages.errors import SelfApproval, UnknownReference, UnknownStaff

IN_RANGE = ("DIS-20", "DIS-21")
CENT = Decimal("0.01")
OF_THE_PERSON = frozenset({"signed", "refused"})


def accept_notice(
    notice: Notice, *, staff_no: str, reported: Sequence[str], accepted: Mapping[str, Penalised], law: Law
) -> Decision[Penalised]:
    """A notice rests on an accepted violation, is issued once that is confirmed, and never by the person fined (DIS-18, DIS-19, DIS-22).

    Raises ``case_closed`` too: what has ended in counselling is not penalised as well (DIS-17).
    """
    if notice.violation_no not in reported:
        raise UnknownReference(kind="violation", key=notice.violation_no, because=["DIS-19"])
    if notice.issued_by is not None and notice.issued_by == staff_no:
        raise SelfApproval(staff_no=staff_no, because=["DIS-22"])
    found = accepted.get(notice.violation_no)
    if found is None:
        raise ViolationNotAccepted(violation_no=notice.violation_no, because=["DIS-18", "DIS-19"])
    if found.counselled:
        raise CaseClosed(state="counselled", because=["DIS-17"])
    values = _confirmed(notice, found, law=law)
    notice_in_order(notice, confirmed_on=found.confirmed_on)
    facts = {"issued_by": notice.issued_by, "confirmed_on": found.confirmed_on}
    return decided(found, ["DIS-18", "DIS-19", "DIS-22"], *values, law=law, notice_no=notice.notice_no, **facts)


def _confirmed(notice: Notice, found: Penalised, *, law: Law) -> tuple[Citation, ...]:
    """What is only drafted may wait for the confirmation; what is issued rests on it (DIS-18; doc 3 l.218: on the basis of facts)."""
    begun = min((day for day in (notice.issued_on, notice.signed_on, notice.refused_on) if day is not None), default=None)
    if begun is None:
        return ()
    needed = setting(law, "notice_needs_confirmation", on=begun)
    if needed.value and found.confirmed_on is None:
        raise ViolationNotConfirmed(violation_no=found.violation_no, because=["DIS-18", "DIS-19"])
    return (needed,)


def accept_witness(witness: Witness, *, notice: Notice, staff_no: str, before: Sequence[Witness], law: Law) -> Decision[Witness]:
    """A witness is of the staff, neither the person nor the issuer, counts once, and signs after the refusal (DIS-23; doc 3 l.222)."""
    named = {"witness_no": witness.witness_no, "because": ["DIS-23"]}
    if witness.witness_no == staff_no:
        raise WitnessIsEmployee(**named)
    if witness.witness_no == notice.issued_by:
        raise WitnessIsIssuer(**named)
    if not witness.known:
        raise UnknownStaff(staff_no=witness.witness_no, because=["DIS-23"])
    if any(other.witness_no == witness.witness_no for other in before):
        raise WitnessTwice(**named)
    witness_in_order(witness, notice=notice)
    return decided(witness, ["DIS-23"], law=law, notice_no=notice.notice_no)


def accept_appeal(
    appeal: Appeal, *, notice: Notice, before: Sequence[Appeal], law: Law, witnesses: Sequence[Witness] = ()
) -> Decision[Appeal]:
    """An appeal follows the signature, is written, comes within its days and only once (DIS-20; doc 3 l.220).

    Day 1 is the day after the signature; the last day counts. Whoever has refused to sign until the witnesses had made the notice
    effective has no appeal: signing on that day or later opens none (DIS-23; doc 3 l.222). Raises ``appeal_after_effect`` among others.
    """
    named, on = {"notice_no": notice.notice_no, "because": ["DIS-20"]}, appeal.filed_on
    days, form = setting(law, "appeal_days", on=on), setting(law, "appeal_form", on=on)
    needs_signature = bool(setting(law, "appeal_needs_signature", on=on).value)
    if needs_signature and (notice.signed_on is None or on < notice.signed_on):
        raise AppealNoticeNotSigned(**named)
    deemed = witnessed_on(notice, witnesses, law=law)
    if needs_signature and deemed is not None and notice.signed_on is not None and deemed <= notice.signed_on:
        raise AppealAfterEffect(notice_no=notice.notice_no, effective_on=deemed.isoformat(), because=["DIS-20", "DIS-23"])
    appeal_in_order(appeal, notice=notice)
    if form.value is not None and appeal.form != form.value:
        raise AppealNotWritten(because=["DIS-20"])
    start = notice.signed_on or notice.issued_on
    last = None if start is None or days.value is None else start + timedelta(days=count(days))
    if last is not None and on > last:
        raise AppealTooLate(last_day=last.isoformat(), because=["DIS-20"])
    if before:
        raise AppealTwice(**named)
    return decided(appeal, ["DIS-20"], days, form, law=law, signed_on=notice.signed_on, filed_on=on, last_day=last)


def accept_answer(answer: Answer, *, case: Case, staff_no: str, item: Item | None, before: Sequence[Answer], law: Law) -> Decision[Answer]:
    """An answer comes from nobody who had a hand in the penalty; a reduced amount is inside the range and lower, on past papers too only
    inside the range (DIS-21; doc 3 l.221).
    """
    if answer.answered_by is not None and answer.answered_by == staff_no:
        raise SelfApproval(staff_no=staff_no, because=["DIS-21"])
    if answer.answered_by is not None and answer.answered_by == case.notice.issued_by:
        raise AnsweredByIssuer(staff_no=answer.answered_by, because=["DIS-21"])
    kept = () if answer.line else (apart("answerer", by=answer.answered_by, held=_held(case), on=answer.answered_on, law=law),)
    answer_in_order(answer, appeal=case.appeal)
    code, was = case.violation.code, case.violation.amount
    fits, lower = answer.new_amount is None, answer.result == "reduced" and not answer.line
    if answer.result == "reduced":
        fits = item is not None and answer.new_amount is not None and item.allows(answer.new_amount)
    if not fits or (lower and answer.new_amount is not None and answer.new_amount >= (was or 0)):
        least, most = (item.min, item.max) if item else (None, None)
        most = min(most, was - CENT) if lower and most is not None and was is not None else most
        shown = {"amount": _said(answer.new_amount), "least": _said(least), "most": _said(most)}
        raise AmountOutOfRange(violation_code=code, because=[code], **shown)
    if before:
        raise AppealAnsweredAlready(appeal_no=answer.appeal_no, because=["DIS-21"])
    facts = {"result": answer.result, "new_amount": answer.new_amount, "answered_by": answer.answered_by}
    return decided(answer, IN_RANGE, *kept, law=law, **facts)


def _held(case: Case) -> dict[str, tuple[str | None]]:
    """Who has had which duty in the case."""
    report = case.report
    brought = {"reporter": (report.reported_by,), "confirmer": (report.confirmed_by,)} if report else {}
    return {**brought, "issuer": (case.notice.issued_by,)}


def effective_on(case: Case, *, law: Law) -> tuple[date, tuple[str, ...]] | None:
    """The day on which a notice takes effect: the signature, or the last witness needed after a refusal (DIS-22, DIS-23; doc 3 l.222).

    Only days are known: what the witnesses have made effective on a day, a signature of that day no longer does.
    """
    signed, deemed = case.notice.signed_on, witnessed_on(case.notice, case.witnesses, law=law)
    if deemed is not None and (signed is None or deemed <= signed):
        return deemed, ("DIS-23",)
    return (signed, ("DIS-22",)) if signed is not None else None


def witnessed_on(notice: Notice, witnesses: Sequence[Witness], *, law: Law) -> date | None:
    """The day on which the last witness needed after a refusal has signed; None without a refusal or enough of them (DIS-23)."""
    if notice.refused_on is None:
        return None
    needed = count(setting(law, "witnesses_needed", on=notice.refused_on))
    days = sorted(witness.signed_on for witness in witnesses if witness.signed_on is not None)
    return max(notice.refused_on, days[needed - 1]) if needed and len(days) >= needed else None


def answer_due(appeal: Appeal, *, law: Law) -> date:
    """The last day on which an appeal is answered in time: a week after its filing (DIS-21; doc 3 l.221)."""
    return appeal.filed_on + timedelta(days=count(setting(law, "answer_days", on=appeal.filed_on)))


def judge_notice(case: Case, *, until: date, law: Law) -> Decision[Served]:
    """The notice at the end of a day: its history, final amount and the day from which it may be deducted (DIS-19..DIS-23)."""
    history = tuple(entry for entry in _history(case, until=until, law=law) if entry.date <= until)
    violation, state = case.violation, history[-1].state if history else "draft"
    amount = _amount(case, state)
    deductible = history[-1].date if state == "effective" and amount is not None else None
    outcome = Served(
        notice_no=case.notice.notice_no, violation_no=violation.violation_no, code=violation.code, amount=amount, history=history,
        state=state, deductible_on=deductible, because=(violation.code, "DIS-19"), answer=_answer(case, law=law),
    )  # fmt: skip
    clauses = [*outcome.because, *(rule for entry in history for rule in entry.because)]
    return decided(outcome, clauses, *case.terms(law=law), law=law, **case.told())


def _history(case: Case, *, until: date, law: Law) -> list[Dated]:
    notice, appeal, answer = case.notice, case.appeal, case.answer
    effect = effective_on(case, law=law)
    steps: list[tuple[date | None, str, tuple[str, ...]]] = [
        (notice.drafted_on, "draft", ("DIS-19", "DIS-22")),
        (notice.issued_on, "issued", ("DIS-22",)),
        (notice.refused_on, "refused", ("DIS-23",)),
        (notice.signed_on, "signed", ("DIS-19", "DIS-22")),
        (effect[0] if effect else None, "effective", effect[1] if effect else ()),
    ]
    if appeal is not None:
        steps += _appealed(appeal, answer, until=until, law=law)
    dated = [Dated(day, state, because) for day, state, because in steps if day is not None]
    return sorted((entry for entry in dated if not _idle(entry, effect)), key=lambda entry: entry.date)


def _idle(entry: Dated, effect: tuple[date, tuple[str, ...]] | None) -> bool:
    """Whether the person did it when the notice was in effect: that is noted, opens nothing and undoes nothing (DIS-23)."""
    if effect is None or entry.state not in OF_THE_PERSON:
        return False
    by_witnesses = entry.state == "signed" and effect[1] == ("DIS-23",)
    return entry.date > effect[0] or (by_witnesses and entry.date == effect[0])


def _appealed(appeal: Appeal, answer: Answer | None, *, until: date, law: Law) -> list[tuple[date | None, str, tuple[str, ...]]]:
    overdue = answer_due(appeal, law=law) + timedelta(days=1)
    steps: list[tuple[date | None, str, tuple[str, ...]]] = [(appeal.filed_on, "appealed", ("DIS-20",))]
    if (answer.answered_on if answer else until) >= overdue:
        steps.append((overdue, "answer_overdue", ("DIS-21",)))
    if answer is not None:
        then = "revoked" if answer.result == "revoked" else "effective"
        steps += [(answer.answered_on, "answered", ("DIS-21",)), (answer.answered_on, then, ("DIS-20",))]
    return steps


def _amount(case: Case, state: str) -> Decimal | None:
    if case.violation.amount is None:
        return None
    if state == "revoked":
        return Decimal(0)
    reduced = case.answer is not None and case.answer.result == "reduced" and state == "effective"
    return case.answer.new_amount if reduced and case.answer else case.violation.amount


def _answer(case: Case, *, law: Law) -> Answered | None:
    if case.appeal is None:
        return None
    due = answer_due(case.appeal, law=law)
    if case.answer is None:
        return Answered(due, None, None, ("DIS-21",))
    return Answered(due, case.answer.answered_on, max(0, (case.answer.answered_on - due).days), ("DIS-21",))


def _said(amount: object) -> str | None:
    return None if amount is None else str(amount)
