"""What a judgement says, thing by thing, and what has changed since the last one: the difference is what is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu_discipline.rules.outcomes import Judgement

PENDING = frozenset({"draft", "issued", "signed", "refused"})
STANDING_OF = {"appealed": "suspended", "answered": "suspended", "answer_overdue": "overdue", "deducted": "effective"}
IN_EFFECT = frozenset({"effective", "suspended", "overdue"})


@dataclass(frozen=True)
class Said:
    """One thing as it was last said: ``kind`` and ``key`` name it, ``state`` and ``amount`` are what can change."""

    kind: str
    key: str
    state: str = ""
    amount: Decimal | None = None
    code: str | None = None
    on: date | None = None
    source: str | None = None
    month: str | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A thing as it was said before and as it is now; None where it was not or is not."""

    before: Said | None
    after: Said | None

    @property
    def said(self) -> Said:
        """The thing, as it is now or else as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found

    @property
    def difference(self) -> Decimal:
        """By how much the amount has changed."""
        after, before = (item.amount if item else None for item in (self.after, self.before))
        return (after or Decimal(0)) - (before or Decimal(0))


def things(judgement: Judgement) -> tuple[Said, ...]:
    """All that the judgement says, in order of kind and key."""
    found = {(item.kind, item.key): item for item in _all(judgement)}
    return tuple(found[place] for place in sorted(found))


def changes(before: Iterable[Said], after: Iterable[Said]) -> tuple[Change, ...]:
    """What differs; the clauses alone are no difference."""
    was, now = ({(item.kind, item.key): item for item in said} for said in (before, after))
    pairs = (Change(was.get(place), now.get(place)) for place in sorted(was.keys() | now.keys()))
    return tuple(pair for pair in pairs if _content(pair.before) != _content(pair.after))


def _content(said: Said | None) -> tuple[object, ...] | None:
    return None if said is None else (said.state, said.amount, said.code, said.on, said.source, said.month)


def _all(judgement: Judgement) -> Iterator[Said]:
    for violation in judgement.violations:
        named = (violation.violation_no, violation.sanction, violation.amount, violation.code, violation.confirmed_on)
        yield Said("violation", *named, because=violation.because)
    yield from _penalties(judgement)
    yield from _money(judgement)
    for item in judgement.proposals:
        yield Said("proposal", item.proposal_no, item.kind, None, item.code, item.on, item.source, because=item.because)


def _penalties(judgement: Judgement) -> Iterator[Said]:
    for notice in judgement.notices:
        state = "pending" if notice.state in PENDING else STANDING_OF.get(notice.state, notice.state)
        on = notice.history[-1].date if notice.history else None
        because = (*notice.because, *(notice.history[-1].because if notice.history else ()))
        key = f"penalty_notices/{notice.notice_no}"
        yield Said("penalty", key, state, notice.amount, notice.code, on, notice.notice_no, because=because)
    for fine in judgement.fines:
        state = STANDING_OF.get(fine.state, fine.state)
        key = f"{fine.file}/{fine.source}"
        yield Said("penalty", key, state, fine.amount, fine.code, fine.effective_on, fine.source, because=fine.because)


def _money(judgement: Judgement) -> Iterator[Said]:
    sums: dict[tuple[str, str, str, bool], Decimal] = {}
    because: dict[tuple[str, str, str, bool], tuple[str, ...]] = {}
    for line in judgement.lines:
        place = (line.month, line.file, line.source, line.fund)
        sums[place] = sums.get(place, Decimal(0)) + line.amount
        because[place] = tuple(dict.fromkeys((*because.get(place, ()), *line.because)))
    for place, amount in sums.items():
        month, file, source, fund = place
        key = f"{month}/{file}/{source}"
        yield Said("payroll", key, "", amount, None, None, source, month, because[place])
        if fund:
            yield Said("fund", key, "", amount, None, None, source, month, ("DIS-40",))
    for claim in judgement.claims:
        yield Said("claim", f"{claim.code}/{claim.source}", "", claim.amount, claim.code, claim.date, claim.source, because=claim.because)
