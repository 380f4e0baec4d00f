"""What is told of a change: one event per thing that differs, amounts as differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kefu_discipline.rules.changes import IN_EFFECT, Change, Said
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.fund import open_month
from kefu_discipline.rules.outcomes import Judgement
from kefu_messages import Happening
from kefu_messages.discipline import (
    AppealAnswerOverdue,
    CompensationClaimed,
    DismissalProposed,
    FundMoved,
    PayrollLineRaised,
    PenaltyEffective,
    PenaltyReduced,
    PenaltyReversed,
    PenaltySuspended,
    ProposalLapsed,
    ViolationProposed,
    ViolationRecorded,
    ViolationVoided,
    WarningProposed,
)

WARNINGS = frozenset({"written_warning", "warning_or_fine_proposal"})
DRAFTS = frozenset({"violation", "private_swap"})
ENDED = frozenset({"revoked", "withdrawn", "reversed"})


class Telling:
    """The events of a person's changes."""

    def __init__(self, file: File, judgement: Judgement, changed: Sequence[Change], *, fund: str, closed: Sequence[str] = ()) -> None:
        self._file, self._judgement, self._changed, self._fund, self._closed = file, judgement, changed, fund, closed

    def events(self) -> list[Happening]:
        """All of them, in order of kind and key."""
        tell = {
            "violation": self._violation, "penalty": self._penalty, "payroll": self._payroll, "fund": self._moved, "claim": self._claim,
            "proposal": self._proposal,
        }  # fmt: skip
        return [event for change in self._changed for event in tell[change.said.kind](change)]

    def _violation(self, change: Change) -> Iterator[Happening]:
        said, staff_no = change.said, self._file.staff_no
        named = {"violation_no": said.key, "staff_no": staff_no, "code": said.code, "because": said.because}
        if change.after is None:
            refusal = self._judgement.refusal("violation", said.key)
            yield ViolationVoided.of(reason=refusal.error.code if refusal else None, **named)
            return
        report = next(item for item in self._file.violations if item.violation_no == said.key)
        found = self._judgement.violation(said.key)
        days = {"occurred_on": report.occurred_on, "confirmed_on": report.confirmed_on}
        critical = found is not None and found.safety_critical
        yield ViolationRecorded.of(
            sanction=said.state, amount=said.amount, safety_critical=critical, link=report.link or None, **days, **named
        )

    def _penalty(self, change: Change) -> Iterator[Happening]:
        before, after, said = change.before, change.after, change.said
        was, now = (item.state if item else "" for item in (before, after))
        named = {"penalty_no": said.key, "staff_no": self._file.staff_no, "because": said.because}
        if now == "effective" and (was != "effective" or _moved(before, after)):
            yield PenaltyEffective.of(code=said.code, amount=said.amount, effective_on=said.on, **named)
        if now in {"suspended", "overdue"} and was not in {"suspended", "overdue"}:
            yield PenaltySuspended.of(state=now, on=said.on, **named)
        if now == "overdue" and was != "overdue":
            yield AppealAnswerOverdue.of(due=self._due(said), **named)
        if before and after and was in IN_EFFECT and now in IN_EFFECT and before.amount != after.amount:
            yield PenaltyReduced.of(was=before.amount, amount=after.amount, **named)
        if (was in IN_EFFECT and now not in IN_EFFECT) or (now == "reversed" and was != "reversed"):
            amount, reason = before.amount if before else said.amount, now if now in ENDED else "unfounded"
            yield PenaltyReversed.of(code=said.code, amount=amount, reason=reason, reverses=self._followed(said), **named)

    def _due(self, said: Said) -> object:
        notice = self._judgement.notice(said.source or "")
        return notice.answer.due if notice and notice.answer else said.on

    def _followed(self, said: Said) -> list[str]:
        """What followed from the penalty and does no longer."""
        mine = [change for change in self._changed if change.said.source == said.source and change.said.kind != "penalty"]
        lapsed = [f"{change.said.kind} {change.said.key}" for change in mine if change.after is None or change.difference < 0]
        return sorted(lapsed)

    def _payroll(self, change: Change) -> Iterator[Happening]:
        if change.difference:
            yield PayrollLineRaised.of(**self._money(change))

    def _moved(self, change: Change) -> Iterator[Happening]:
        if change.difference:
            month = open_month(change.said.month or "", closed=self._closed)
            yield FundMoved.of(fund=self._fund, **{**self._money(change), "month": month})

    def _money(self, change: Change) -> dict[str, object]:
        said = change.said
        named = {"staff_no": self._file.staff_no, "month": said.month, "source": said.source}
        return {**named, "amount": change.difference, "because": said.because}

    def _claim(self, change: Change) -> Iterator[Happening]:
        said, difference = change.said, change.difference
        if difference != Decimal(0):
            named = {"staff_no": self._file.staff_no, "code": said.code, "source": said.source, "date": said.on}
            yield CompensationClaimed.of(amount=difference, because=said.because, **named)

    def _proposal(self, change: Change) -> Iterator[Happening]:
        said = change.said
        named = {"proposal_no": said.key, "staff_no": self._file.staff_no, "kind": said.state, "because": said.because}
        if change.after is None:
            yield ProposalLapsed.of(**named)
        elif said.state in DRAFTS:
            yield ViolationProposed.of(code=said.code, date=said.on, source=said.source, **named)
        else:
            kind = WarningProposed if said.state in WARNINGS else DismissalProposed
            yield kind.of(date=said.on, source=said.source, **named)


def _moved(before: Said | None, after: Said | None) -> bool:
    return before is not None and after is not None and (before.code, before.on) != (after.code, after.on)
