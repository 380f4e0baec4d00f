"""Compensatory rest: asked for, decided by somebody else, used as a day off (ATT-09, ATT-25)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from kefu.calendar import month_of
from kefu.law import Decision, decide
from kefu.service import Ask, Page, Record, command, on, query
from kefu_attendance.leave_store import rest_in
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.rules.leave_decisions import Rest
from kefu_attendance.service.acts import is_clerk, not_own, whose
from kefu_attendance.service.leave_book import LeaveBook
from kefu_attendance.service.leave_told import told
from kefu_attendance.staff_month import key_of
from kefu_messages.attendance import (
    CompensatoryRestDecided,
    DecideCompensatoryRest,
    ListCompensatoryRests,
    OthersPaper,
    RequestCompensatoryRest,
    RestNotEarned,
    RosterChanged,
    StepDecided,
    WhyCompensatoryRest,
)
from kefu_messages.errors import AlreadyExists, EnteredTooLate, WrongApprover

KEPT = ("staff_no", "earned_on", "hours", "use", "use_date", "approver", "decision")


class CompensatoryRests(LeaveBook):
    """Rest in return for duty on days of rest."""

    @command(RequestCompensatoryRest)
    def request_compensatory_rest(self, ask: Ask) -> Any:
        """Take a request, or its paper with the approval (ATT-09, ATT-25)."""
        if not is_clerk(ask) and (ask.get("approved_by") or ask.get("staff_no") not in (None, ask.identity.staff_no)):
            raise OthersPaper  # before a number tells him anything
        record = self.compensatory_rests.new(ask.organisation, ask["request_no"])
        if record.exists and not _void(ask, record):
            raise AlreadyExists(kind="compensatory rest", key=ask["request_no"])
        staff_no, approver = whose(ask), ask.get("approved_by")
        self.check_leave_kept(ask, ask["use_date"])
        self._let_request(ask, staff_no, approver=approver)
        given = {name: ask[name] for name in ("earned_on", "hours", "use", "use_date")}
        decision = "approved" if approver else None
        rest = Rest(record.key, staff_no, approver=approver, decision=decision, paper=ask.row is not None, **given)
        verdict = self._judged_rest(ask, rest)
        rules.check_in_order(rest)
        return self._keep_rest(ask, record, rest, verdict)

    def _let_request(self, ask: Ask, staff_no: str, *, approver: str | None) -> None:
        """Everybody asks for himself, ahead; papers of others, with the approval or without, are rows that HR sends."""
        own = staff_no == ask.identity.staff_no
        if not (is_clerk(ask) and ask.row is not None) and (approver or not own):
            if own and is_clerk(ask):
                not_own(ask, staff_no)
            raise OthersPaper
        if approver:
            not_own(ask, staff_no)
        if own and ask["use_date"] < ask.today:
            raise EnteredTooLate(field="use_date", day=str(ask["use_date"]), earliest=str(ask.today), because=["ATT-25"])

    @command(DecideCompensatoryRest)
    def decide_compensatory_rest(self, ask: Ask) -> Any:
        """Say yes or no to somebody else's rest (ATT-01, ATT-25)."""
        record = self.compensatory_rests.require(ask.organisation, ask["request_no"])
        rest = rest_in(record, request_no=record.key)
        not_own(ask, rest.staff_no)
        if rest.approver is not None:
            raise StepDecided(approver=rest.approver, decision=rest.decision)
        decided = replace(rest, approver=ask.identity.staff_no, decision=ask["decision"])
        try:
            verdict, others = self._judged_rest(ask, decided), self._rests(ask, rest.staff_no)
        except WrongApprover as refusal:
            raise self.turned_away(ask, refusal, rest.staff_no, paper="request_no") from None
        rules.check_earned(decided, earned=self._earned(ask, rest), present=self._present(ask, rest), today=ask.today, others=others)
        return self._keep_rest(ask, record, decided, verdict)

    @on(CompensatoryRestDecided)
    def judge_rests_of_the_day(self, ask: Ask) -> None:
        """Of several papers on one day of duty the same stands, whichever came first (ATT-25)."""
        self._judge_again_rests(ask, lambda rest: rest.earned_on == ask["earned_on"])

    @on(RosterChanged)
    def judge_rests_after_planning(self, ask: Ask) -> None:
        """Duty that turns out to be on the roster, or not, covers more or less (ATT-25)."""
        self._judge_again_rests(ask, lambda rest: month_of(rest.earned_on) == ask["month"])

    def _judge_again_rests(self, ask: Ask, meant: Callable[[Rest], bool]) -> None:
        for record in list(self.compensatory_rests.find(ask.organisation, staff_no=ask["staff_no"])):
            rest = rest_in(record, request_no=record.key)
            if rest.decision != "approved" or not meant(rest):
                continue
            state = "approved" if self._covered(ask, rest) else "rejected"
            if state != record["state"]:
                self._keep_rest(ask, record, rest, decide(state, ask.law.clause(*rule_of(record)), earned_on=rest.earned_on))

    def _present(self, ask: Ask, rest: Rest) -> bool:
        """Whether the person punched on the day on which the rest was earned."""
        month = self.staff_months.get(ask.organisation, key_of(rest.staff_no, month_of(rest.earned_on)))
        punches = (month.get("punches") or {}).values() if month else ()
        return any(item["at"].astimezone(ask.now.tzinfo).date() == rest.earned_on for item in punches)

    def _keep_rest(self, ask: Ask, record: Record, rest: Rest, verdict: Decision[str]) -> Any:
        """Write a rest with what it has come to; a paper beyond the duty of its day is kept and refused, and stands once there is more."""
        kept = {name: getattr(rest, name) for name in KEPT}
        rule, known = verdict.clauses[:1], asdict(self._earned(ask, rest))
        said = {name: kept[name] for name in ("staff_no", "earned_on", "hours", "use", "use_date")}
        decided = CompensatoryRestDecided.of(
            request_no=rest.request_no, state=verdict.outcome, approved_by=rest.approver, because=rule, **said
        )  # fmt: skip
        return self.compensatory_rests.save(
            record, ask,
            changes={**kept, "paper": rest.paper, "month": month_of(rest.use_date), "state": verdict.outcome},
            events=[decided] if verdict.outcome != "open" else [], refusal=_refusal(ask, rest, state=verdict.outcome),
            decisions={"rest": Decision(verdict.outcome, verdict.because, {**verdict.facts, **known})},
            reply={**kept, "request_no": rest.request_no, "approved_by": rest.approver, "state": verdict.outcome, "because": rule, **known},
        )  # fmt: skip

    def _earned(self, ask: Ask, rest: Rest) -> rules.Earned:
        """The duty behind a rest."""
        others = self._rests(ask, rest.staff_no, standing=True)
        return rules.earned(rest, roster=self.shifts_of(ask, rest.staff_no, rest.earned_on, rest.earned_on), others=others)

    def _rests(self, ask: Ask, staff_no: str, *, standing: bool = False) -> list[Rest]:
        found = self.compensatory_rests.find(ask.organisation, staff_no=staff_no)
        return [rest_in(item, request_no=item.key) for item in found if not (standing and item["state"] == "rejected")]

    def _covered(self, ask: Ask, rest: Rest) -> bool:
        """Whether the duty of its day covers an approved rest beside the person's others."""
        return rules.given_back(rest, others=self._rests(ask, rest.staff_no), duty_hours=self._earned(ask, rest).duty_hours)

    def _judged_rest(self, ask: Ask, rest: Rest) -> Decision[str]:
        post = self.post_of(ask, rest.staff_no, rest.use_date)
        roles = self.roles_of(ask, rest.approver, rest.use_date)
        if roles is None and rest.approver == ask.identity.staff_no:
            roles = tuple(ask.identity.roles)
        superior = post.reports_to if post else None
        covered = rest.decision != "approved" or self._covered(ask, rest)
        return rules.judge_rest(rest, known=post is not None, superior=superior, approver_roles=roles, law=ask.law, covered=covered)

    @query(WhyCompensatoryRest)
    def why_compensatory_rest(self, ask: Ask) -> dict[str, Any]:
        """What decided the rest."""
        record = self.compensatory_rests.require(ask.organisation, ask["request_no"])
        self.check_reader(ask, record["staff_no"], paper="request_no")
        return told({"rest": self._judged_rest(ask, rest_in(record, request_no=record.key))}, ask=ask)

    @query(ListCompensatoryRests)
    def list_compensatory_rests(self, ask: Ask) -> Page:
        """Rests by number; without a person only those the caller may read."""
        page = self.compensatory_rests.page(ask, equals={"staff_no": ask.get("staff_no"), "month": ask.get("month")}, order="request_no")
        seen = self.read_by(ask, page.items, subject="compensatory_rests")
        return Page([{**item, "approved_by": item.get("approver"), "because": rule_of(item)} for item in seen], page.next)


def _void(ask: Ask, record: Record) -> bool:
    """Whether the number is that of a paper beyond the duty of its day, which a corrected row of the same person may take."""
    mine = record.get("staff_no") == ask.get("staff_no")
    return ask.row is not None and bool(record.get("paper")) and mine and record.get("state") == "rejected"


def _refusal(ask: Ask, rest: Rest, *, state: str) -> RestNotEarned | None:
    refused = ask.row is not None and rest.decision == "approved" and state == "rejected"
    return RestNotEarned(earned_on=rest.earned_on.isoformat(), because=["ATT-25"]) if refused else None


def rule_of(rest: Any) -> list[str]:
    """The clause that a rest rests on."""
    return ["ATT-25" if rest["use"] == "rest_day" else "ATT-09"]
