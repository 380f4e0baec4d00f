"""Notices, witnesses, appeals and answers of one file, each accepted or refused by what it rests on (DIS-18..DIS-23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kefu.law import Decision, Law
from kefu_discipline.rules.cases import Case
from kefu_discipline.rules.catalogue import Item
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.notices import accept_answer, accept_appeal, accept_notice, accept_witness
from kefu_discipline.rules.outcomes import Penalised, Refused
from kefu_discipline.rules.papers import Appeal, Violation
from kefu_messages.discipline import AppealNotAccepted, CaseClosed, CauseHasNotice, NoticeNotAccepted
from kefu_messages.errors import KefuError, UnknownReference

ItemOf = Callable[[str], Item | None]


@dataclass
class Paperwork:
    """The accepted cases of a file, what was refused, and why."""

    file: File
    law: Law
    accepted: Mapping[str, Penalised]
    item_of: ItemOf
    cases: dict[str, Case] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    decisions: dict[str, Decision[Any]] = field(default_factory=dict)

    def sort(self) -> Paperwork:
        """Go through the papers in the order in which they rest on each other."""
        self._notices()
        self._witnesses()
        self._appeals()
        self._answers()
        self._once()
        return self

    def _attempt(self, kind: str, key: str, line: int, judge: Callable[[], Decision[Any]]) -> bool:
        try:
            self.decisions[f"{kind} {key}"] = judge()
        except KefuError as refusal:
            self.refused.append(Refused(kind, key, refusal, line))
            return False
        return True

    def _notices(self) -> None:
        reported = [report.violation_no for report in self.file.violations]
        for notice in sorted(self.file.notices, key=lambda item: item.notice_no):

            def judge(notice: Any = notice) -> Decision[Any]:
                return accept_notice(notice, staff_no=self.file.staff_no, reported=reported, accepted=self.accepted, law=self.law)

            if self._attempt("penalty_notice", notice.notice_no, notice.line, judge):
                found = self.accepted[notice.violation_no]
                self.cases[notice.notice_no] = Case(notice, found, report=self._report(notice.violation_no))

    def _witnesses(self) -> None:
        for witness in sorted(self.file.witnesses, key=lambda item: (item.signed_on or date.max, item.line, item.witness_no)):

            def judge(witness: Any = witness) -> Decision[Any]:
                case = self._case(witness.notice_no, because="DIS-23")
                return accept_witness(witness, notice=case.notice, staff_no=self.file.staff_no, before=case.witnesses, law=self.law)

            if self._attempt("notice_witness", f"{witness.notice_no}/{witness.witness_no}", witness.line, judge):
                case = self.cases[witness.notice_no]
                self.cases[witness.notice_no] = replace(case, witnesses=(*case.witnesses, witness))

    def _appeals(self) -> None:
        for appeal in sorted(self.file.appeals, key=lambda item: (item.line > 0, item.filed_on, item.line, item.appeal_no)):

            def judge(appeal: Any = appeal) -> Decision[Any]:
                case = self._case(appeal.notice_no, because="DIS-20")
                before = [case.appeal] if case.appeal else []
                return accept_appeal(appeal, notice=case.notice, before=before, law=self.law, witnesses=case.witnesses)

            if self._attempt("appeal", appeal.appeal_no, appeal.line, judge):
                self.cases[appeal.notice_no] = replace(self.cases[appeal.notice_no], appeal=appeal)

    def _answers(self) -> None:
        for answer in sorted(self.file.answers, key=lambda item: (item.line > 0, item.answered_on, item.line, item.answer_no)):

            def judge(answer: Any = answer) -> Decision[Any]:
                case = self._appealed(answer.appeal_no)
                item, before = self.item_of(case.violation.violation_no), [case.answer] if case.answer else []
                return accept_answer(answer, case=case, staff_no=self.file.staff_no, item=item, before=before, law=self.law)

            if self._attempt("appeal_answer", answer.answer_no, answer.line, judge):
                notice_no = self._appealed(answer.appeal_no).notice.notice_no
                self.cases[notice_no] = replace(self.cases[notice_no], answer=answer)

    def _once(self) -> None:
        """One fact is penalised once, by one item: of the notices on it one stands (DIS-11, DIS-18).

        The fact is the complaint or session behind the violation where there is one, else the violation itself (doc 3 l.216-218).
        Which one is a function of the papers, not of the order in which they came: a case in which somebody has acted by a call of
        his own comes before one known from imported rows alone, so that a row takes away nothing that people have acted on; then the
        one that has gone furthest (answered, appealed, signed or refused); then the one issued first, drafted first, numbered first.
        A notice that an appeal has revoked bars another only up to the day of the answer: what was begun before that is void for good,
        and comes to life by no revocation. A single call that would take away what stands is refused (``displaced``). Two violations
        on one cause of which rows tell everything are past papers: they say what was, and both stand.
        """
        standing: dict[str, list[Case]] = {}
        for number, case in sorted(self.cases.items(), key=lambda item: (_precedence(item[1]), item[0])):
            cause = case.report.cause if case.report else None
            before = standing.setdefault(cause or f"violation {case.violation.violation_no}", [])
            first = next((other for other in before if not (_followed(other, case) or _followed(case, other) or _past(other, case))), None)
            if first is None:
                before.append(case)
                continue
            self.refused.append(Refused("penalty_notice", number, _taken(case, first), case.notice.line))
            del self.cases[number], self.decisions[f"penalty_notice {number}"]

    def _report(self, violation_no: str) -> Violation:
        return next(report for report in self.file.violations if report.violation_no == violation_no)

    def _case(self, notice_no: str, *, because: str) -> Case:
        if notice_no in self.cases:
            return self.cases[notice_no]
        if any(notice.notice_no == notice_no for notice in self.file.notices):
            raise NoticeNotAccepted(notice_no=notice_no, because=[because])
        raise UnknownReference(kind="notice", key=notice_no, because=[because])

    def _appealed(self, appeal_no: str) -> Case:
        found = next((case for case in self.cases.values() if case.appeal and case.appeal.appeal_no == appeal_no), None)
        if found is not None:
            return found
        if _named(self.file.appeals, appeal_no):
            raise AppealNotAccepted(appeal_no=appeal_no, because=["DIS-21"])
        raise UnknownReference(kind="appeal", key=appeal_no, because=["DIS-21"])


def _taken(case: Case, first: Case) -> KefuError:
    number, cause = first.notice.notice_no, case.report.cause if case.report else None
    if cause is None or first.violation.violation_no == case.violation.violation_no:
        return CaseClosed(state=f"notice {number}", because=["DIS-18"])
    return CauseHasNotice(cause=cause, notice_no=number, because=["DIS-01", "DIS-11", "DIS-18"])


def _precedence(case: Case) -> tuple[bool, int, date, date]:
    """Acted on by calls before imported alone, further before less far, issued before only drafted."""
    notice, appeal, answer = case.notice, case.appeal, case.answer
    lines = [notice.line, *(item.line for item in case.witnesses), *(item.line for item in (appeal, answer) if item is not None)]
    reached = 3 if answer else 2 if appeal else int(notice.signed_on is not None or notice.refused_on is not None)
    return all(line > 0 for line in lines), -reached, notice.issued_on or date.max, notice.drafted_on or date.max


def _followed(revoked: Case, case: Case) -> bool:
    """Whether the case was begun once the other notice had been revoked."""
    answer, begun = revoked.answer, case.notice.issued_on or case.notice.drafted_on or date.max
    return answer is not None and answer.result == "revoked" and begun >= answer.answered_on


def _past(one: Case, other: Case) -> bool:
    """Whether rows alone tell of both, and of two violations."""
    told = all(case.report is not None and case.report.line > 0 and _precedence(case)[0] for case in (one, other))
    return told and one.violation.violation_no != other.violation.violation_no


def _named(appeals: Sequence[Appeal], appeal_no: str) -> bool:
    return any(appeal.appeal_no == appeal_no for appeal in appeals)
