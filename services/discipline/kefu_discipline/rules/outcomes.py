"""What is judged from a person's file; every outcome names the rules that made it in ``because``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.law import Decision
from kefu_discipline.rules.facts import Verdict
from kefu_messages.errors import KefuError


@dataclass(frozen=True)
class Penalised:
    """An accepted violation with its sanction; ``amount`` is None unless a fine."""

    violation_no: str
    code: str
    sanction: str
    amount: Decimal | None
    education_note_missing: bool
    because: tuple[str, ...]
    counselled: bool = False
    safety_critical: bool = False
    confirmed_on: date | None = None


@dataclass(frozen=True)
class Dated:
    """A state a notice came to on a day."""

    date: date
    state: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """What is known of the answer to an accepted appeal."""

    due: date
    answered_on: date | None
    days_late: int | None
    because: tuple[str, ...]


@dataclass(frozen=True)
class Served:
    """An accepted notice; ``amount`` is final, 0 once revoked, None for a dismissal."""

    notice_no: str
    violation_no: str
    code: str
    amount: Decimal | None
    history: tuple[Dated, ...]
    state: str
    deductible_on: date | None
    because: tuple[str, ...]
    answer: Answered | None = None


@dataclass(frozen=True)
class Fined:
    """A fine by rule; withdrawn before its payroll closes it has no payroll month, later it is reversed in a month."""

    source: str
    file: str
    code: str
    amount: Decimal
    effective_on: date
    payroll_month: str | None
    state: str
    reversed_in: str | None
    because: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A loss to be borne, apart from fines and fund."""

    code: str
    amount: Decimal
    date: date
    source: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One amount in the wage of a month, negative when paid back; ``fund`` says whether it moves the fund."""

    month: str
    source: str
    amount: Decimal
    because: tuple[str, ...]
    fund: bool = False
    file: str = ""


@dataclass(frozen=True)
class PayMonth:
    """What is taken from the wage of a month."""

    month: str
    amount: Decimal
    sources: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True)
class PointsOff:
    """Points off a month's performance score: points, never money."""

    month: str
    code: str
    points: int
    because: tuple[str, ...]


@dataclass(frozen=True)
class Proposed:
    """What the facts propose; a human decides."""

    proposal_no: str
    kind: str
    on: date
    because: tuple[str, ...]
    code: str | None = None
    source: str | None = None
    basis: tuple[str, ...] = ()
    complaints_in_window: int | None = None
    compensation: int | None = None
    choices: tuple[str, ...] = ()
    decision: str | None = None
    decided_on: date | None = None
    approved_by: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Refused:
    """A reported fact that is not accepted as things stand."""

    kind: str
    key: str
    error: KefuError = field(compare=False)
    line: int = 0

    @property
    def because(self) -> tuple[str, ...]:
        """The rules that refuse it."""
        return tuple(self.error.params.get("because", ()))


@dataclass(frozen=True)
class Judgement:
    """All that follows from a file on a day; ``groundless`` are decisions of proposals whose facts have fallen since."""

    violations: tuple[Penalised, ...] = ()
    notices: tuple[Served, ...] = ()
    fines: tuple[Fined, ...] = ()
    claims: tuple[Claim, ...] = ()
    lines: tuple[Line, ...] = ()
    points: tuple[PointsOff, ...] = ()
    proposals: tuple[Proposed, ...] = ()
    groundless: tuple[Verdict, ...] = ()
    refused: tuple[Refused, ...] = ()
    decisions: dict[str, Decision[Any]] = field(default_factory=dict)

    def violation(self, violation_no: str) -> Penalised | None:
        """The accepted violation with that number."""
        return next((item for item in self.violations if item.violation_no == violation_no), None)

    def notice(self, notice_no: str) -> Served | None:
        """The accepted notice with that number."""
        return next((item for item in self.notices if item.notice_no == notice_no), None)

    def refusal(self, kind: str, key: str, *, line: int | None = None) -> Refused | None:
        """Why a fact is refused, or None."""
        found = (item for item in self.refused if (item.kind, item.key) == (kind, key) and line in {None, item.line})
        return next(found, None)
