"""The facts of one person's file; every one is dated by itself, so that the order of their arrival says nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kefu_discipline.rules.papers import Answer, Appeal, Notice, Violation, Witness


@dataclass(frozen=True)
class Posting:
    """What somebody does from a day on, and in which department."""

    since: date
    roles: tuple[str, ...] = ()
    department: str | None = None
    reports_to: str | None = None


@dataclass(frozen=True)
class Person:
    """A person of the register; ``posts`` in order of their first day."""

    staff_no: str
    joined_on: date
    left_on: date | None = None
    posts: tuple[Posting, ...] = ()
    told: int = 0

    def posting(self, on: date) -> Posting | None:
        """The post of the day; before the first one, the first."""
        past = [post for post in self.posts if post.since <= on]
        return past[-1] if past else (self.posts[0] if self.posts else None)

    def department(self, on: date) -> str | None:
        """The department of the day."""
        post = self.posting(on)
        return post.department if post else None


@dataclass(frozen=True)
class Implementation:
    """A software implementation and the day its sheet was brought back."""

    project_no: str
    staff_no: str
    ended_on: date
    sheet_returned_on: date | None = None
    customer: str = ""
    line: int = 0


@dataclass(frozen=True)
class Check:
    """A confirmed or unconfirmed evening check for which the person answers, having left last."""

    check_no: str
    on: date
    left_on: str = ""
    confirmed_on: date | None = None
    loss_amount: Decimal | None = None
    told: int = 0


@dataclass(frozen=True)
class Session:
    """How the person attended a training, meeting or activity."""

    event_no: str
    date: date
    attendance: str
    told: int = 0


@dataclass(frozen=True)
class Finding:
    """What one investigation of a complaint came to: confirmed, or not, or no longer; ``told`` orders them."""

    told: int
    cause: str
    on: date | None
    confirmed: bool
    major_impact: bool | None = None
    own_fault: bool = True


@dataclass(frozen=True)
class Complaint:
    """A complaint about the person; ``confirmed_on`` is None while or since it is not confirmed.

    ``earlier`` is what was found before the newest finding: what followed from it has been.
    """

    complaint_no: str
    cause: str
    received_on: date
    confirmed_on: date | None = None
    major_impact: bool | None = None
    own_fault: bool = True
    told: int = 0
    unconfirmed_on: date | None = None
    earlier: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order in which they were told."""
        on, confirmed = self.confirmed_on or self.unconfirmed_on, self.confirmed_on is not None
        newest = Finding(self.told, self.cause, on, confirmed, self.major_impact, self.own_fault)
        return tuple(sorted((*self.earlier, newest), key=lambda item: item.told))

    def found(self, findings: tuple[Finding, ...]) -> Complaint:
        """The complaint with these findings alone."""
        if not findings:
            return replace(self, confirmed_on=None, unconfirmed_on=None, earlier=())
        *earlier, newest = sorted(findings, key=lambda item: item.told)
        days = {"confirmed_on": newest.on if newest.confirmed else None, "unconfirmed_on": None if newest.confirmed else newest.on}
        what = {"cause": newest.cause, "major_impact": newest.major_impact, "own_fault": newest.own_fault, "told": newest.told}
        return replace(self, **days, **what, earlier=tuple(earlier))  # type: ignore[arg-type]

    def known_by(self, day: date) -> Complaint:
        """The complaint as it had been found at the end of the day."""
        if all(item.on is None or item.on <= day for item in self.findings):
            return self
        return self.found(tuple(item for item in self.findings if item.on is None or item.on <= day))


@dataclass(frozen=True)
class LostForm:
    """Customers' requests that the person lost; one sheet is one form."""

    record_no: str
    form: str
    sheets: int
    loss_confirmed_on: date | None = None
    found_on: date | None = None
    told: int = 0


@dataclass(frozen=True)
class ServiceRecord:
    """A service record that is missing, defective or late; ``standing`` is ``settled`` once it is not held against the person."""

    record_no: str
    standing: str
    kind: str
    effective_on: date
    subject: str | None = None
    mandatory: bool = False
    told: int = 0


@dataclass(frozen=True)
class Call:
    """A call to the person that was unanswered and not returned in time."""

    attempt_no: str
    on: date
    unreachable: bool = True
    told: int = 0


@dataclass(frozen=True)
class Occasion:
    """Anything else that others tell and that proposes something: a swap, an absence, a breach, a wrong entry, a termination right."""

    key: str
    kind: str
    on: date
    code: str | None = None
    source: str | None = None
    basis: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    standing: bool = True
    told: int = 0


@dataclass(frozen=True)
class Points:
    """A month's lateness as attendance judges it, for the points taken off (DIS-50, DIS-51)."""

    month: str
    events: int
    told: int = 0


@dataclass(frozen=True)
class Withdrawal:
    """A human's withdrawal of a fine."""

    penalty_no: str
    withdrawn_on: date
    withdrawn_by: str
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """A human's decision of a proposal; ``roles`` are the posts that the human decided by."""

    proposal_no: str
    decision: str
    decided_on: date
    decided_by: str
    reason: str = ""
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Inspected:
    """What an inspection found."""

    inspection_no: str
    item: str
    on: date
    result: str
    findings: int = 0
    missing: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    observed_at: str = ""
    inspected_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class File:
    """All facts that discipline knows of one person."""

    staff_no: str
    person: Person | None = None
    violations: tuple[Violation, ...] = ()
    notices: tuple[Notice, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    answers: tuple[Answer, ...] = ()
    implementations: tuple[Implementation, ...] = ()
    checks: tuple[Check, ...] = ()
    sessions: tuple[Session, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    lost_forms: tuple[LostForm, ...] = ()
    service_records: tuple[ServiceRecord, ...] = ()
    calls: tuple[Call, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    points: tuple[Points, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    inspections: tuple[Inspected, ...] = ()
