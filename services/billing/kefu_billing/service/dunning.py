"""Dunning: steps, holds, promises, and who was not dunned in time (BIL-24..BIL-27)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Batch, Record, command, importer, query, schedule
from kefu_billing import rules
from kefu_billing.rules.dunning import FOLLOWS, OVERDUE, Case
from kefu_billing.rules.facts import Account, Hold, Step
from kefu_billing.service.books import Books, account_in, explained, given, happened_by_now, needed, past_paper, said, told
from kefu_billing.service.payments import take_in_time
from kefu_messages import Happening
from kefu_messages.billing import (
    ActsForAnother,
    ApproveShutoff,
    DunningHeld,
    DunningHoldReleased,
    DunningStepTaken,
    DuplicateAction,
    GetDunning,
    GetDunningWorklist,
    NotDunnedInTime,
    NotOverdue,
    PlaceHold,
    PromisePayment,
    ReleaseHold,
    ShutoffApproved,
    ShutoffOrdered,
    TakeDunningStep,
    WhyDunning,
)
from kefu_messages.errors import AlreadyExists, NotFound, StateConflict, UnknownCustomer, ValidationFailed


class Dunning(Books):
    """From the first overdue day to the shut-off, or to the payment that ends it."""

    @command(TakeDunningStep)
    def take_dunning_step(self, ask: Ask) -> Any:
        """Record a step; a shut-off becomes an order (BIL-24..BIL-26)."""
        needed(ask, ("action_no", "action_at"))
        happened_by_now(ask, "action_at")
        customer_no = ask.get("customer_no") or ""
        record, account = self.account(ask, customer_no)
        step, approver_roles = self._step(ask, account)
        day = step.at.date()
        verdict = rules.judge_step(
            step, account=account, customer_no=customer_no, staff_roles=self.posts(ask, step.staff_no, day),
            approver_roles=approver_roles, law=ask.law,
        )  # fmt: skip
        claim = claim_of(step, told_by_file=ask.row is not None)
        if self.taken(ask, claim):
            raise DuplicateAction(action_no=step.action_no)
        after = replace(account, steps=(*account.steps, step))
        events = step_events(after, step=step, case=verdict.outcome, because=verdict.clauses, law=ask.law)
        return self.keep(
            record, ask, before=account, after=after, events=events, decisions={"dunning": verdict},
            reply=case_reply(after, verdict.outcome, on=day, law=ask.law), claims=[claim],
        )  # fmt: skip

    def _step(self, ask: Ask, account: Account) -> tuple[Step, frozenset[str]]:
        """The step and the posts of who approved it: as the paper names them, else the caller's own under a recorded approval."""
        line = ask.row.line if ask.row else None
        step = given(ask, Step, at=ask["action_at"], staff_no=ask.get("staff_no") or "", action=ask.get("action") or "", line=line)
        if past_paper(ask):
            step = step if step.staff_no or ask.row is not None else replace(step, staff_no=ask.identity.staff_no)
            return step, self.posts(ask, step.approved_by, step.at.date())
        if step.staff_no not in ("", ask.identity.staff_no):
            raise ActsForAnother(staff_no=step.staff_no, action="take_dunning_step")
        if step.approved_by:
            raise ValidationFailed(fields={"approved_by": "Given by the approver's own command."})
        approval = rules.standing_approval(account, until=step.at) if step.action == "shutoff" else None
        by, posts = ("", frozenset[str]()) if approval is None else (approval.approved_by, frozenset({approval.post}))
        return replace(step, staff_no=ask.identity.staff_no, approved_by=by), posts

    @command(ApproveShutoff)
    def approve_shutoff(self, ask: Ask) -> Any:
        """The head of the department approves the shut-off of a case, in the own name (BIL-26)."""
        happened_by_now(ask, "approved_at")
        record, account = self.account(ask, ask["customer_no"])
        at = ask.get("approved_at") or ask.now
        by, held = ask.identity.staff_no, frozenset(ask.identity.roles)
        verdict = rules.judge_approval(at, approved_by=by, note=ask["note"], held=held, account=account, law=ask.law)
        after = replace(account, approvals=(*account.approvals, verdict.outcome))
        case = rules.case_at(after, until=at)
        named = {"customer_no": account.customer_no, "approved_by": by, "approved_on": at.date(), "overdue_amount": case.overdue}
        return self.keep(
            record, ask, before=account, after=after, events=[ShutoffApproved.of(because=verdict.clauses, **named)],
            decisions={"shutoff approval": verdict}, reply=case_reply(after, case, on=at.date(), law=ask.law),
        )  # fmt: skip

    @importer(TakeDunningStep)
    def import_dunning_steps(self, batch: Batch) -> None:
        """The rows in the order of their time, those of a minute in the order of the file."""
        take_in_time(batch, moment="action_at", act=self.take_dunning_step)

    @command(PlaceHold)
    def place_hold(self, ask: Ask) -> Any:
        """Pause dunning until the hold is released or has run out."""
        record, account = self._known(ask)
        hold = given(ask, Hold)
        opened(account, hold)
        return self._hold(ask, record, account, hold, events=[held(account, hold)])

    @command(PromisePayment)
    def promise_payment(self, ask: Ask) -> Any:
        """A promise pauses dunning up to its day; only who owes something overdue can promise."""
        record, account = self._known(ask)
        happened_by_now(ask, "given_on")
        if not rules.overdue_amount(account, until=ask["given_on"]):
            raise NotOverdue
        hold = Hold(ask["hold_no"], "promise", ask["given_on"], until=ask["promised_on"])
        opened(account, hold, ends="promised_on")
        return self._hold(ask, record, account, hold, events=[held(account, hold)])

    @command(ReleaseHold)
    def release_hold(self, ask: Ask) -> Any:
        """Dunning goes on from the day of the release."""
        record, account = self._known(ask)
        hold = next((item for item in account.holds if item.hold_no == ask["hold_no"]), None)
        if hold is None:
            raise NotFound(kind="hold", key=ask["hold_no"])
        if hold.released_on is not None and hold.released_on != ask["released_on"]:
            raise StateConflict(state="released")
        if ask["released_on"] < hold.since:
            raise ValidationFailed(fields={"released_on": "Before its beginning."})
        released = replace(hold, released_on=ask["released_on"])
        named = {"customer_no": account.customer_no, "hold_no": hold.hold_no, "released_on": ask["released_on"]}
        return self._hold(ask, record, account, released, events=[DunningHoldReleased.of(**named)])

    def _known(self, ask: Ask) -> tuple[Record, Account]:
        record, account = self.account(ask, ask["customer_no"])
        if account.kind is None:
            raise UnknownCustomer(customer_no=ask["customer_no"])
        return record, account

    def _hold(self, ask: Ask, record: Record, account: Account, hold: Hold, *, events: list[Happening]) -> Any:
        others = tuple(item for item in account.holds if item.hold_no != hold.hold_no)
        after = replace(account, holds=(*others, hold))
        reply = {**asdict(hold), "customer_no": account.customer_no}
        return self.keep(record, ask, before=account, after=after, events=events, reply=reply)

    @query(GetDunning)
    def get_dunning(self, ask: Ask) -> dict[str, Any]:
        """The case at the end of a day."""
        record = self.accounts.require(ask.organisation, ask["customer_no"])
        account, on = account_in(record, ask), ask.get("as_of") or ask.today
        return {**case_reply(account, rules.case_at(account, until=on), on=on, law=ask.law), "version": record.version}

    @query(WhyDunning)
    def why_dunning(self, ask: Ask) -> dict[str, Any]:
        """What made the stage, what the next step waits for, and since when the customer is overdue."""
        record = self.accounts.require(ask.organisation, ask["customer_no"])
        account, on = account_in(record, ask), ask.get("as_of") or ask.today
        kept = ("dunning", "shutoff approval")
        stored = [item for item in self.accounts.why(record, language=ask.language) if item["name"] in kept]
        case = rules.case_at(account, until=on)
        live: dict[str, Decision[Any]] = {"next step": rules.next_step_from(case, law=ask.law)}
        if case.stage == OVERDUE:
            live["first step"] = rules.first_step(account, on=on, calendar=ask.calendar, law=ask.law)
        return told([*stored, *(explained(name, item, language=ask.language) for name, item in live.items())])

    @query(GetDunningWorklist)
    def get_dunning_worklist(self, ask: Ask) -> dict[str, Any]:
        """Overdue customers and the step that may be taken on the day."""
        rows = [row for account in self._open_accounts(ask) if (row := worklist_row(account, on=ask["as_of"], law=ask.law))]
        return {"as_of": ask["as_of"], "customers": sorted(rows, key=lambda row: row["customer_no"])}

    def _open_accounts(self, ask: Ask) -> Iterator[Account]:
        return (account_in(record, ask) for record in self.accounts.every(ask.organisation, open=True))

    @schedule("daily")
    def report_not_dunned(self, ask: Ask) -> None:
        """Tell, once per arrears, of customers whose limit day has ended without a step (BIL-27)."""
        ended = ask.today - timedelta(days=1)
        for record in list(self.accounts.every(ask.organisation, open=True)):
            account = account_in(record, ask)
            verdict = rules.first_step(account, on=ended, calendar=ask.calendar, law=ask.law)
            found = verdict.outcome
            if found is None or not found.late or record.get("not_dunned_since") == found.overdue_since.isoformat():
                continue
            named = {"customer_no": account.customer_no, "overdue_since": found.overdue_since, "limit": found.limit}
            event = NotDunnedInTime.of(because=verdict.clauses, **named)
            more = {"not_dunned_since": found.overdue_since}
            self.keep(record, ask, before=account, after=account, events=[event], more=more, decisions={"first step": verdict})


def claim_of(step: Step, *, told_by_file: bool) -> str:
    """The name that only one step may hold: its number; of a file's rows, whose numbers may repeat, with what was done and when."""
    return f"action/{step.action_no}" + (f"/{step.action}/{step.at.isoformat()}" if told_by_file else "")


def opened(account: Account, hold: Hold, *, ends: str = "until") -> None:
    """Refuse a hold whose number another one has, which would end that one, and one that ends before it begins."""
    standing = next((item for item in account.holds if item.hold_no == hold.hold_no), None)
    if standing is not None and standing != hold:
        raise AlreadyExists(kind="hold", key=hold.hold_no, state="exists")
    if hold.until is not None and hold.until < hold.since:
        raise ValidationFailed(fields={ends: "Before its beginning."})


def held(account: Account, hold: Hold) -> Happening:
    """The event of a hold."""
    named = {"customer_no": account.customer_no, "hold_no": hold.hold_no, "kind": hold.kind, "since": hold.since, "until": hold.until}
    return DunningHeld.of(because=["actions_on_hold"], **named)


def step_events(account: Account, *, step: Step, case: Case, because: list[str], law: Any) -> list[Happening]:
    """The event of a step, and the order to shut off (BIL-26)."""
    day = step.at.date()
    named = {"action_no": step.action_no, "customer_no": account.customer_no, "overdue_amount": case.overdue}
    told_more = {"action": step.action, "channel": step.channel or None, "staff_no": step.staff_no, "on": day, "stage": case.stage}
    following = rules.next_step_from(case, law=law).outcome
    events = [DunningStepTaken.of(because=because, next_step_from=following, **named, **told_more)]
    if step.action == "shutoff":
        order = {"meter_nos": list(account.meters), "ordered_on": day, "approved_by": step.approved_by}
        events.append(ShutoffOrdered.of(because=because, **named, **order))
    return events


def case_reply(account: Account, case: Case, *, on: date, law: Any) -> dict[str, Any]:
    """A dunning case as it is answered."""
    approval = rules.standing_approval(account, until=on)
    return {
        "customer_no": account.customer_no,
        "as_of": on,
        "stage": case.stage,
        "since": case.since,
        "overdue_amount": case.overdue,
        "next_step_from": rules.next_step_from(case, law=law).outcome,
        "on_hold": rules.standing_hold(account, on=on) is not None,
        "approval": None if approval is None else said(approval),
        "steps": [said(step) for step in sorted(account.steps, key=lambda step: step.at) if step.at.date() <= on],
    }


def worklist_row(account: Account, *, on: date, law: Any) -> dict[str, Any] | None:
    """What may be done about an overdue customer on the day; None when nothing is overdue."""
    case = rules.case_at(account, until=on)
    if not case.overdue:
        return None
    earliest = rules.next_step_from(case, law=law).outcome
    actions = [
        action for action, stages in FOLLOWS.items() if case.stage in stages and (earliest is None or action == "notice" or on >= earliest)
    ]
    hold = rules.standing_hold(account, on=on)
    stopped = law.value("actions_on_hold", on=on).value if hold else ()
    return {
        "customer_no": account.customer_no,
        "stage": case.stage,
        "overdue_amount": str(case.overdue),
        "actions": [action for action in actions if action not in stopped],
        "on_hold": hold is not None,
        "approved": rules.standing_approval(account, until=on) is not None,
    }
