"""The papers of a case as they are written: report, notice, witnesses, appeal, answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Violation:
    """A reported fact and the sanction proposed for it, as the paper says."""

    violation_no: str
    staff_no: str
    code: str
    occurred_on: date
    reported_by: str | None = None
    confirmed_on: date | None = None
    confirmed_by: str | None = None
    facts: str = ""
    evidence: str = ""
    sanction: str = "none"
    amount: Decimal | None = None
    hazard: bool | None = None
    bad_effect: bool | None = None
    public_place: bool | None = None
    serious: bool | None = None
    complaint_no: str | None = None
    event_no: str | None = None
    loss_amount: Decimal | None = None
    due_on: date | None = None
    explained_on: date | None = None
    education_note: str = ""
    withdrawn_on: date | None = None
    counselled_on: date | None = None
    draft_no: str | None = None
    link: str = ""
    reason: str = ""
    line: int = 0

    @property
    def cause(self) -> str | None:
        """What of the world is behind it: one complaint or one session is one cause, whatever items it is put under."""
        if self.complaint_no:
            return f"complaint {self.complaint_no}"
        return f"session {self.event_no}" if self.event_no else None


@dataclass(frozen=True)
class Notice:
    """A penalty notice as the paper says it; ``refused_by`` noted the refusal, ``entered_by`` entered what others did."""

    notice_no: str
    violation_no: str
    drafted_on: date | None = None
    issued_on: date | None = None
    issued_by: str | None = None
    signed_on: date | None = None
    refused_on: date | None = None
    evidence_sufficient: bool | None = None
    bad_attitude: bool | None = None
    refused_by: str | None = None
    entered_by: str | None = None
    drafted_by: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Witness:
    """A witness named for a notice, with the own signature; ``known`` says whether the register has the witness."""

    notice_no: str
    witness_no: str
    signed_on: date | None = None
    known: bool = True
    named_by: str | None = None
    entered_by: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Appeal:
    """An appeal against a notice."""

    appeal_no: str
    notice_no: str
    filed_on: date
    form: str = "written"
    grounds: str = ""
    line: int = 0


@dataclass(frozen=True)
class Answer:
    """The answer to an appeal."""

    answer_no: str
    appeal_no: str
    answered_on: date
    answered_by: str | None = None
    result: str = "upheld"
    new_amount: Decimal | None = None
    entered_by: str | None = None
    line: int = 0
