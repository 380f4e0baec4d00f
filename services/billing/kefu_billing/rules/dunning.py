"""Dunning: one case per customer, steps in order and not before their day, no shut-off while a hold stands (BIL-24..BIL-27)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from kefu.calendar import Calendar
from kefu.law import Citation, Decision, Law, decide
from kefu_billing.rules.arrears import Moment, arrears
from kefu_billing.rules.balances import happened, overdue_amount
from kefu_billing.rules.facts import ZERO, Account, Approval, Hold, Step
from kefu_messages.billing import (
    ApprovalMissing,
    DunningOnHold,
    DuplicateAction,
    NotOverdue,
    RoleNotAllowed,
    TooEarly,
    UnknownAction,
    WrongOrder,
)
from kefu_messages.errors import ChannelNotAllowed, SelfApproval, UnknownCustomer, WrongApprover

OVERDUE, NOTIFIED, HANDED_OVER, SERVED, SHUT_OFF, CANCELLED = (
    "overdue",
    "notified",
    "handed_over",
    "dunning_notice_served",
    "shut_off",
    "cancelled",
)
STAGES = (OVERDUE, NOTIFIED, HANDED_OVER, SERVED, SHUT_OFF, CANCELLED)
FOLLOWS = {"notice": (OVERDUE, NOTIFIED), "handover": (NOTIFIED,), "dunning_notice": (HANDED_OVER,), "shutoff": (SERVED,)}
LEADS_TO = {"notice": NOTIFIED, "handover": HANDED_OVER, "dunning_notice": SERVED, "shutoff": SHUT_OFF}


@dataclass(frozen=True)
class Case:
    """Where a customer stands; ``stage`` is None when nothing was ever overdue or it was paid before any step."""

    stage: str | None = None
    since: date | None = None
    overdue: Decimal = ZERO
    steps: tuple[Step, ...] = ()


def case_at(account: Account, *, until: date | datetime) -> Case:
    """The dunning case at that time: it begins when something is overdue and ends when nothing is any longer (BIL-24..BIL-26)."""
    case = ended = Case()
    for day, item in _happenings(account, until):
        if isinstance(item, Step):
            case = _after_step(case, item)
        elif item:
            case = Case(OVERDUE, item)
        else:
            case = ended = Case(CANCELLED, day) if case.steps else ended
    overdue = overdue_amount(account, until=until)
    return Case(CANCELLED, case.since) if case.steps and not overdue else replace(case, overdue=overdue)


def _happenings(account: Account, until: date | datetime) -> list[tuple[date, date | Step | None]]:
    """Steps, and since when something is overdue or that nothing is (None), in order; at the same minute receipts before steps."""
    found: list[tuple[Moment, date | Step | None]] = [*arrears(account, until=until)]
    steps = sorted((step for step in account.steps if happened(step.at, until)), key=lambda step: step.at)
    found += [((step.at.date(), step.at, 1, number), step) for number, step in enumerate(steps)]
    return [(moment[0], item) for moment, item in sorted(found, key=lambda happening: happening[0])]


def _after_step(case: Case, step: Step) -> Case:
    stage = LEADS_TO[step.action]
    repeated = case.stage == NOTIFIED and stage == NOTIFIED
    return Case(stage, case.since if repeated else step.at.date(), steps=(*case.steps, step))


def judge_step(
    step: Step, *, account: Account | None, customer_no: str, staff_roles: frozenset[str], approver_roles: frozenset[str], law: Law
) -> Decision[Case]:
    """The case after a step (BIL-24..BIL-26); refusals in the data format's order, then a standing hold."""
    if account is None or account.kind is None:
        raise UnknownCustomer(customer_no=customer_no)
    if any(item.same_as(step) for item in account.steps):
        raise DuplicateAction(action_no=step.action_no)
    if step.action not in FOLLOWS:
        raise UnknownAction(action=step.action)
    posts = law.value("handover_roles" if step.action == "handover" else "dunning_roles", on=step.at.date())
    if not staff_roles & set(posts.value):
        raise RoleNotAllowed(staff_no=step.staff_no, action=step.action)
    case = case_at(account, until=step.at)
    if not case.overdue:
        raise NotOverdue
    ladder = _climb(step, case=case, approver_roles=approver_roles, law=law)
    wait = _not_on_hold(step, account=account, law=law)
    after = replace(_after_step(case, step), overdue=case.overdue)
    facts = {"was": case.stage, "overdue": case.overdue, "action": step.action, "on": step.at.date()}
    return decide(after, *ladder.because, posts, wait, **facts)


def _climb(step: Step, *, case: Case, approver_roles: frozenset[str], law: Law) -> Decision[date | None]:
    """The earliest day of the step, when channel, order, waiting days and approval allow it."""
    day = step.at.date()
    channels = law.value("notice_channels", on=day)
    if step.action == "notice" and step.channel not in channels.value:
        raise ChannelNotAllowed(channel=step.channel)
    if case.stage not in FOLLOWS[step.action]:
        raise WrongOrder(action=step.action, stage=str(case.stage), state=str(case.stage))
    earliest = next_step_from(case, law=law)
    if step.action != "notice" and earliest.outcome is not None and day < earliest.outcome:
        raise TooEarly(earliest=earliest.outcome.isoformat())
    approver = law.value("shutoff_approver_role", on=day)
    if step.action == "shutoff" and approver.value not in approver_roles:
        raise ApprovalMissing(role=str(approver.value))
    if step.action == "shutoff" and step.approved_by == step.staff_no:
        raise SelfApproval(staff_no=step.staff_no)
    extra = {"notice": (law.clause("BIL-24"), channels), "handover": (law.clause("BIL-25"),), "shutoff": (approver,)}
    because = extra.get(step.action, ()) if step.action == "notice" else (law.clause("BIL-26"), *extra.get(step.action, ()))
    return decide(earliest.outcome, *because, *(() if step.action == "notice" else earliest.because))


def judge_approval(
    approved_at: datetime, *, approved_by: str, note: str, held: frozenset[str], account: Account, law: Law
) -> Decision[Approval]:
    """The approval of a shut-off, by the post that gives it, of a case whose dunning notice was served (BIL-26; doc 2 l.212)."""
    post = law.value("shutoff_approver_role", on=approved_at.date())
    if post.value not in held:
        raise WrongApprover(staff_no=approved_by)
    if account.kind is None:
        raise UnknownCustomer(customer_no=account.customer_no)
    case = case_at(account, until=approved_at)
    if not case.overdue:
        raise NotOverdue
    if case.stage != SERVED:
        raise WrongOrder(action="approval", stage=str(case.stage), state=str(case.stage))
    approval = Approval(approved_by, approved_at, str(post.value), note)
    return decide(approval, post, law.clause("BIL-26"), approved_by=approved_by, overdue=case.overdue, served_on=case.since)


def standing_approval(account: Account, *, until: date | datetime) -> Approval | None:
    """The first approval of the case that stands then: one given before its notice was served was another case's."""
    case = case_at(account, until=until)
    served = next((step.at for step in case.steps if step.action == "dunning_notice"), None)
    given = sorted((item for item in account.approvals if happened(item.approved_at, until)), key=lambda item: item.approved_at)
    return next((item for item in given if served is not None and item.approved_at >= served), None)


def _not_on_hold(step: Step, *, account: Account, law: Law) -> Citation:
    """The value that names the steps a hold stops; raises ``dunning_on_hold`` when one stands."""
    stopped = law.value("actions_on_hold", on=step.at.date())
    hold = standing_hold(account, on=step.at.date())
    if hold is not None and step.action in stopped.value:
        raise DunningOnHold(kind=hold.kind, since=hold.since.isoformat(), state="on_hold")
    return stopped


def standing_hold(account: Account, *, on: date) -> Hold | None:
    """The hold that pauses dunning on the day: an open billing complaint or a promise not yet due."""
    return next((hold for hold in account.holds if hold.stands(on)), None)


def next_step_from(case: Case, *, law: Law) -> Decision[date | None]:
    """The earliest day of the hand-over or shut-off; None where the next step need not wait (BIL-25, BIL-26)."""
    last = case.steps[-1] if case.steps else None
    if last is None or case.stage not in (NOTIFIED, SERVED) or case.since is None:
        return decide(None, law.clause("BIL-24"), stage=case.stage)
    name, rule = ("handover_after_days", "BIL-25") if case.stage == NOTIFIED else ("shutoff_after_days", "BIL-26")
    days = law.value(name, on=case.since)
    return decide(case.since + timedelta(days=int(days.value)), days, law.clause(rule), stage=case.stage, since=case.since)


@dataclass(frozen=True)
class FirstStep:
    """When a customer became overdue and by when the first step had to be taken."""

    overdue_since: date
    limit: date
    late: bool


def first_step(account: Account, *, on: date, calendar: Calendar, law: Law) -> Decision[FirstStep | None]:
    """Whether an overdue customer without any step has reached the limit day (BIL-27; doc 2 l.148); None when not overdue."""
    case = case_at(account, until=on)
    if case.stage != OVERDUE or case.since is None:
        return decide(None, law.clause("BIL-27"), stage=case.stage)
    days = law.value("dunning_limit_working_days", on=case.since)
    limit = calendar.add_working_days(case.since, int(days.value))
    facts = {"overdue_since": case.since, "limit": limit, "on": on}
    return decide(FirstStep(case.since, limit, limit <= on), days, law.clause("BIL-27"), **facts)
