"""A case as it is judged: an accepted notice with its papers, what it tells of them, and the terms it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.law import Citation, Law
from kefu_discipline.rules.outcomes import Penalised
from kefu_discipline.rules.papers import Answer, Appeal, Notice, Violation, Witness
from kefu_discipline.rules.settings import setting


@dataclass(frozen=True)
class Case:
    """An accepted notice with its accepted witnesses, appeal and answer."""

    notice: Notice
    violation: Penalised
    witnesses: tuple[Witness, ...] = ()
    appeal: Appeal | None = None
    answer: Answer | None = None
    report: Violation | None = None

    def told(self) -> dict[str, object]:
        """The papers that the notice was judged by: the violation with its evidence, signatures, witnesses, appeal and answer."""
        notice, report, appeal, answer = self.notice, self.report, self.appeal, self.answer
        days = ("drafted_on", "issued_on", "issued_by", "signed_on", "refused_on", "evidence_sufficient", "bad_attitude")
        of_report = ("occurred_on", "confirmed_on", "confirmed_by", "complaint_no", "event_no", "evidence", "amount")
        return {
            "violation": {"violation_no": notice.violation_no, "code": self.violation.code, **_named(report, of_report)},
            **_named(notice, days),
            "witnesses": [_named(item, ("witness_no", "signed_on")) for item in self.witnesses],
            "appeal": _named(appeal, ("appeal_no", "filed_on", "form")),
            "answer": _named(answer, ("answer_no", "answered_on", "answered_by", "result", "new_amount")),
        }

    def terms(self, *, law: Law) -> tuple[Citation, ...]:
        """The values that the papers were held against: witnesses needed, days to appeal and to answer (DIS-20, DIS-21, DIS-23)."""
        notice, found = self.notice, []
        if notice.refused_on is not None:
            found.append(setting(law, "witnesses_needed", on=notice.refused_on))
        if notice.signed_on is not None:
            found.append(setting(law, "appeal_days", on=notice.signed_on))
        if self.appeal is not None:
            found.append(setting(law, "answer_days", on=self.appeal.filed_on))
        return tuple(found)


def _named(paper: object, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(paper, name) for name in names if getattr(paper, name, None) is not None}
