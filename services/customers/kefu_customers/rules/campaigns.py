"""Who is asked, planned for, invited and written to, and with what success (CUS-02, CUS-07, CUS-27, CUS-28; doc 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.customers import (
    AlreadyAnswered,
    CampaignClosed,
    CampaignWithoutTarget,
    NotInCampaign,
    NotInvited,
    NotPlanned,
    OnlyGradeAInvited,
)

FOR_GRADE_A = frozenset({"policy_lecture", "study_tour"})
PROSPECTIVE = frozenset({"potential", "onboarding"})
PLACES = 2


@dataclass(frozen=True)
class Aim:
    """Whom a campaign is aimed at: customers of any of the grades, kinds and statuses that are named."""

    grades: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A customer as campaigns and mailings know it."""

    customer_no: str
    name: str = ""
    grade: str | None = None
    kind: str = "commercial"
    status: str = "existing"
    address: str | None = None


@dataclass(frozen=True)
class Category:
    """The response of one category, e.g. ``grade:B``; the rate is None when nobody is in it."""

    category: str
    targeted: int
    answered: int
    response_rate_percent: Decimal | None


@dataclass(frozen=True)
class MailingList:
    """The customers who get a copy, and those whose address is not known."""

    recipients: tuple[Known, ...]
    without_address: tuple[str, ...]


def targeted(aim: Aim, *, customers: tuple[Known, ...], law: Law) -> Decision[tuple[str, ...]]:
    """The customers in every named category, by number (CUS-02; doc 1 l.11)."""
    if not (aim.grades or aim.kinds or aim.statuses):
        raise CampaignWithoutTarget
    wanted = [
        item.customer_no
        for item in customers
        if _in(aim.grades, item.grade) and _in(aim.kinds, item.kind) and _in(aim.statuses, item.status)
    ]
    return decide(tuple(sorted(wanted)), law.clause("CUS-02"), customers=len(customers))


def _in(categories: tuple[str, ...], category: str | None) -> bool:
    return not categories or category in categories


def accept_campaign_answer(
    customer_no: str, *, targets: tuple[str, ...], answered: bool, answered_on: date, begins_on: date, ends_on: date, law: Law
) -> Decision[str]:
    """One answer of each customer who is asked, while the campaign runs (CUS-02; doc 1 l.11)."""
    if customer_no not in targets:
        raise NotInCampaign(customer_no=customer_no)
    if not begins_on <= answered_on <= ends_on:
        raise CampaignClosed(begins_on=begins_on.isoformat(), ends_on=ends_on.isoformat(), state="closed")
    if answered:
        raise AlreadyAnswered(customer_no=customer_no, kind="answer", key=customer_no)
    return decide(customer_no, law.clause("CUS-02"), answered_on=answered_on)


def campaign_summary(targets: Mapping[str, tuple[str, ...]], *, answered: frozenset[str], law: Law) -> Decision[tuple[Category, ...]]:
    """Targeted, answered and response rate, all and per category of the target (CUS-02; doc 1 l.11)."""
    categories: dict[str, list[str]] = {"all": list(targets)}
    for customer_no, names in targets.items():
        for name in names:
            categories.setdefault(name, []).append(customer_no)
    rows = [_category(name, members, answered) for name, members in sorted(categories.items())]
    return decide(tuple(rows), law.clause("CUS-02"), targeted=len(targets), answered=len(answered))


def _category(name: str, members: list[str], answered: frozenset[str]) -> Category:
    count = sum(member in answered for member in members)
    return Category(name, len(members), count, percent(count, whole=len(members), places=PLACES))


def accept_plan_targets(added: tuple[Known, ...], *, law: Law) -> Decision[tuple[str, ...]]:
    """Only prospective customers are planned to be won (CUS-07; doc 1 l.23)."""
    won = next((item for item in added if item.status not in PROSPECTIVE), None)
    if won is not None:
        raise NotPlanned(customer_no=won.customer_no)
    return decide(tuple(item.customer_no for item in added), law.clause("CUS-07"), added=len(added))


def plan_conversion(statuses: tuple[str, ...], *, law: Law) -> Decision[Decimal | None]:
    """How many percent of the planned customers exist now; None for an empty plan (CUS-07; doc 1 l.23)."""
    won = sum(status == "existing" for status in statuses)
    return decide(percent(won, whole=len(statuses), places=PLACES), law.clause("CUS-07"), targets=len(statuses), converted=won)


def accept_invitations(kind: str, *, invited: tuple[Known, ...], law: Law) -> Decision[tuple[str, ...]]:
    """Who is invited; to policy lectures and study tours only grade A (CUS-27, CUS-28; doc 1 l.97-98)."""
    others = [item.customer_no for item in invited if item.grade != "A"]
    if kind in FOR_GRADE_A and others:
        raise OnlyGradeAInvited(customer_nos=", ".join(others))
    clause = law.clause("CUS-28" if kind in FOR_GRADE_A else "CUS-27")
    return decide(tuple(sorted(item.customer_no for item in invited)), clause, kind=kind, invited=len(invited))


def attendance(attended: tuple[str, ...], *, invited: tuple[str, ...], law: Law) -> Decision[Decimal | None]:
    """How many percent of those invited came (CUS-27; doc 1 l.97)."""
    stranger = next((customer_no for customer_no in attended if customer_no not in invited), None)
    if stranger is not None:
        raise NotInvited(customer_no=stranger)
    return decide(
        percent(len(set(attended)), whole=len(invited), places=PLACES),
        law.clause("CUS-27"),
        invited=len(invited),
        attended=len(set(attended)),
    )


def mailing_list(customers: tuple[Known, ...], *, law: Law) -> Decision[MailingList]:
    """All of grade A: who has an address gets a copy, the others are exceptions (CUS-28; doc 1 l.98)."""
    graded = sorted((item for item in customers if item.grade == "A" and item.status != "released"), key=lambda item: item.customer_no)
    reached = tuple(item for item in graded if (item.address or "").strip())
    unknown = tuple(item.customer_no for item in graded if not (item.address or "").strip())
    return decide(MailingList(reached, unknown), law.clause("CUS-28"), grade_a=len(graded))
