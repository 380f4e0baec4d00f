"""The order in which the papers of a case are dated: what contradicts itself is refused, whatever came first (DIS-18..DIS-23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kefu_discipline.rules.papers import Answer, Appeal, Notice, Violation, Witness
from kefu_messages.discipline import (
    AnswerBeforeAppeal,
    AppealBeforeNotice,
    CaseClosed,
    ConfirmedBeforeFact,
    NoticeDatesContradict,
    WithdrawnBeforeEffect,
    WitnessBeforeRefusal,
)


def violation_in_order(report: Violation) -> None:
    """Nobody confirms or counsels before the fact, nor withdraws before the fine takes effect (DIS-18; doc 3 l.218)."""
    for day in (report.confirmed_on, report.counselled_on):
        if day is not None and day < report.occurred_on:
            said = {"confirmed_on": day.isoformat(), "occurred_on": report.occurred_on.isoformat()}
            raise ConfirmedBeforeFact(because=["DIS-18"], **said)
    effective, withdrawn = report.confirmed_on, report.withdrawn_on
    if effective is not None and withdrawn is not None and withdrawn < effective:
        raise WithdrawnBeforeEffect(withdrawn_on=withdrawn.isoformat(), effective_on=effective.isoformat(), because=["DIS-39"])


def notice_in_order(notice: Notice, *, confirmed_on: date | None) -> None:
    """Confirmed, then drafted and issued, then signed or refused; a refusal may still be followed by the signature (DIS-19, DIS-22)."""
    before = {"confirmed": confirmed_on, "drafted": notice.drafted_on}
    _after(notice, "issued", notice.issued_on, **before)
    _after(notice, "signed", notice.signed_on, issued=notice.issued_on, refused=notice.refused_on)
    _after(notice, "refused", notice.refused_on, issued=notice.issued_on)


def _after(notice: Notice, later: str, day: date | None, **earlier: date | None) -> None:
    for name, other in earlier.items():
        if day is not None and other is not None and day < other:
            days = {"later_on": day.isoformat(), "earlier_on": other.isoformat()}
            raise NoticeDatesContradict(notice_no=notice.notice_no, later=later, earlier=name, because=["DIS-19", "DIS-22"], **days)


def witness_in_order(witness: Witness, *, notice: Notice) -> None:
    """A refusal is witnessed when it has happened (DIS-23; doc 3 l.222)."""
    refused, signed = notice.refused_on, witness.signed_on
    if refused is not None and signed is not None and signed < refused:
        days = {"signed_on": signed.isoformat(), "refused_on": refused.isoformat()}
        raise WitnessBeforeRefusal(witness_no=witness.witness_no, because=["DIS-23"], **days)


def still_refusing(notice_no: str, *, notices: Sequence[Notice], on: date | None = None) -> None:
    """Nobody witnesses by a call what is signed: it would close the appeal that the signature has opened (DIS-20, DIS-23; doc 3 l.220).

    Of past papers, what a witness signed ``on`` a day before the person's signature still counts. Raises ``case_closed``.
    """
    days = [notice.signed_on for notice in notices if notice.notice_no == notice_no and notice.signed_on is not None]
    if any(on is None or on >= day for day in days):
        raise CaseClosed(state="signed", because=["DIS-20", "DIS-23"])


def appeal_in_order(appeal: Appeal, *, notice: Notice) -> None:
    """Nobody appeals against what is not issued yet (DIS-20; doc 3 l.220)."""
    if notice.issued_on is not None and appeal.filed_on < notice.issued_on:
        raise AppealBeforeNotice(filed_on=appeal.filed_on.isoformat(), issued_on=notice.issued_on.isoformat(), because=["DIS-20"])


def answer_in_order(answer: Answer, *, appeal: Appeal | None) -> None:
    """An answer follows its appeal (DIS-21; doc 3 l.221)."""
    if appeal is not None and answer.answered_on < appeal.filed_on:
        raise AnswerBeforeAppeal(answered_on=answer.answered_on.isoformat(), filed_on=appeal.filed_on.isoformat(), because=["DIS-21"])
