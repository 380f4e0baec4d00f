"""Shift swaps: applied for, decided, in force; a private one is void and found out (ATT-28, ATT-35, ATT-38, ATT-47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kefu.law import Decision, decide
from kefu.service import Ask, Page, Record, Shelf, command, query, schedule
from kefu_attendance.rules.month import cite
from kefu_attendance.rules.regimes import regime_of
from kefu_attendance.rules.spans import Shift
from kefu_attendance.rules.swaps import Swap, answered, judge_swap, private_swaps, terms_of
from kefu_attendance.service.acts import entry_of, is_clerk, not_own, only_paper
from kefu_attendance.service.reading import absent
from kefu_attendance.service.rosters import Rosters
from kefu_attendance.staff_month import key_of, roster_of, row_of, shift_of
from kefu_attendance.store import SWAPS
from kefu_messages import Happening
from kefu_messages.attendance import (
    AnswerShiftSwap,
    DecideShiftSwap,
    ListShiftSwaps,
    OthersPaper,
    OthersSwap,
    PrivateSwapFound,
    RecordShiftSwap,
    ShiftsSwapped,
    SwapDecided,
    SwapNotApproved,
    SwapRejected,
    WhyShiftSwap,
)
from kefu_messages.errors import AlreadyExists, KefuError, UnknownReference, UnknownStaff, WrongApprover


class Swaps(Rosters):
    """Swaps, each a document of its own; what is in force is told, and heard by the staff-months."""

    swaps = Shelf(SWAPS)

    @command(RecordShiftSwap)
    def record_shift_swap(self, ask: Ask) -> Any:
        """Apply for a swap, or enter a paper with its decision."""
        if not is_clerk(ask) and (_decided(ask) or not _concerned(ask)):  # before a number tells him anything
            raise OthersSwap
        record = self.swaps.new(ask.organisation, ask["swap_no"])
        if record.exists:
            raise AlreadyExists(kind="swap", key=ask["swap_no"])
        self._let_enter_swap(ask)
        swap = self._applied(ask)
        return self._settle(ask, record, swap)

    def _let_enter_swap(self, ask: Ask) -> None:
        """Papers of others are entered by HR alone, and a decided one never by those it is about."""
        decided = _decided(ask)
        if decided:
            not_own(ask, ask["staff_a"], ask["staff_b"], because=["ATT-28"])
        self._entry(ask)
        if not _concerned(ask):
            only_paper(ask, "applied_at", "decided_at")
            if decided and ask.row is None and not ask.get("decided_at"):
                raise OthersPaper

    @command(DecideShiftSwap)
    def decide_shift_swap(self, ask: Ask) -> Any:
        """Approve or reject a swap that is still open."""
        record = self.swaps.require(ask.organisation, ask["swap_no"])
        if record["state"] != "open":
            raise SwapDecided(swap_no=record.key)
        self._entry(ask)
        at = ask.get("decided_at") or ask.now
        swap = self._stored(ask, record, decision=ask["decision"], by=ask.identity.staff_no, at=at)
        try:
            verdict = judge_swap(swap, now=ask.now, calendar=ask.calendar, law=ask.law)
        except SwapRejected as refusal:
            return self._rejected(ask, record, swap, refusal=refusal)
        except WrongApprover as refusal:
            raise self.turned_away(ask, refusal, *_the_two(record), paper="swap_no") from None
        return self._in_force(ask, record, swap, verdict=verdict)

    @command(AnswerShiftSwap)
    def answer_shift_swap(self, ask: Ask) -> Any:
        """Agree to a swap that the other has applied for, or decline it."""
        record = self.swaps.require(ask.organisation, ask["swap_no"])
        if record.get("partner") != ask.identity.staff_no:
            raise self.turned_away(ask, OthersSwap(), *_the_two(record), paper="swap_no")
        if record["state"] != "open" or record.get("agreed") is not None:
            raise SwapDecided(swap_no=record.key)
        swap = self._stored(ask, record, decision=None, by=None, at=None)
        verdict = answered(swap, agreed=ask["agreed"], law=ask.law)
        changes = {"agreed": ask["agreed"], "state": verdict.outcome}
        if not ask["agreed"]:
            changes |= {"refused": "declined", "because": list(terms_of(swap, law=ask.law).because), "begins_on": None}
        return self.swaps.save(record, ask, changes=changes, decisions={"answer": verdict})

    def _entry(self, ask: Ask) -> dict[str, Decision[Any]]:
        """The decision to take an application or a decision that is entered late; those concerned do not enter so."""
        two = [ask.get("staff_a"), ask.get("staff_b")]
        return entry_of(ask, "applied_at", "decided_at", whose=two)

    def _applied(self, ask: Ask) -> Swap:
        because = list(regime_of(ask.law, on=ask["applied_at"].date()).swap)
        for name in ("staff_a", "staff_b"):
            if self.staff.get(ask.organisation, ask[name]) is None:
                raise UnknownStaff(staff_no=ask[name], because=because)
        shifts = [self._shift_named(ask, ask[f"staff_{side}"], ask[f"shift_{side}"], because=because) for side in "ab"]
        return Swap(
            ask["swap_no"], ask["staff_a"], shifts[0], ask["staff_b"], shifts[1], ask["applied_at"], ask.get("decision"),
            ask.get("decided_by"), ask.get("decided_at"), self._decider(ask, ask.get("decided_by"), ask.get("decided_at")),
            **self._posts(ask, ask["staff_a"], ask["staff_b"], ask["applied_at"]), partner=self._partner(ask),
        )  # fmt: skip

    def _partner(self, ask: Ask) -> str | None:
        """Who has to agree to a swap that one of the two applies for; nobody to what stands on paper."""
        me, two = ask.identity.staff_no, (ask["staff_a"], ask["staff_b"])
        asked = me in two and ask.row is None and ask.law.value("swap_partner_agrees", on=ask["applied_at"].date()).value
        return next((person for person in two if person != me), None) if asked else None

    def _posts(self, ask: Ask, staff_a: str, staff_b: str, at: datetime) -> dict[str, frozenset[str]]:
        """The posts of the two on the day of application."""
        return {
            "posts_a": self.roles_on(ask.organisation, staff_a, at.date()),
            "posts_b": self.roles_on(ask.organisation, staff_b, at.date()),
        }

    def _shift_named(self, ask: Ask, staff_no: str, shift_id: str, *, because: list[str]) -> Shift:
        """The person's shift of that number, as the roster stands."""
        holder = self.holder_of(ask.organisation, "roster", shift_id)
        own = self.staff_months.get(ask.organisation, key_of(staff_no, holder["month"])) if holder else None
        shift = next((item for item in roster_of(own) if item.shift_id == shift_id), None) if own else None
        if shift is None:
            raise UnknownReference(kind="shift", key=shift_id, because=because)
        return shift

    def _stored(self, ask: Ask, record: Record, *, decision: str | None, by: str | None, at: datetime | None) -> Swap:
        return Swap(
            record.key, record["staff_a"], shift_of(record["row_a"]), record["staff_b"], shift_of(record["row_b"]),
            record["applied_at"].astimezone(ask.now.tzinfo), decision, by, at, self._decider(ask, by, at),
            **self._posts(ask, record["staff_a"], record["staff_b"], record["applied_at"].astimezone(ask.now.tzinfo)),
            partner=record.get("partner"), agreed=record.get("agreed"),
        )  # fmt: skip

    def _decider(self, ask: Ask, staff_no: str | None, at: datetime | None) -> frozenset[str]:
        """The posts of who decided: those of the token for the asker, else those of the register on that day."""
        held = self.roles_on(ask.organisation, staff_no, (at or ask.now).date())
        return held | (ask.identity.roles if staff_no == ask.identity.staff_no else frozenset())

    def _settle(self, ask: Ask, record: Record, swap: Swap) -> Any:
        """Write what the swap comes to; a void one is kept with its reason, and refused."""
        try:
            verdict = judge_swap(swap, now=ask.now, calendar=ask.calendar, law=ask.law)
        except KefuError as refusal:
            return self._void(ask, record, swap, refusal=refusal)
        return self._in_force(ask, record, swap, verdict=verdict)

    def _in_force(self, ask: Ask, record: Record, swap: Swap, *, verdict: Decision[str]) -> Any:
        """The swap as judged: in force, or still open."""
        in_force = verdict.outcome == "in_force"
        changes = {**_content(swap), "state": verdict.outcome, "in_force": in_force, "because": _rules(verdict, swap, ask)}
        events = [_swapped(swap, because=changes["because"])] if in_force else []
        reply = {"swap_no": swap.swap_no, **changes}
        return self.swaps.save(record, ask, changes=changes, events=events, decisions={"swap": verdict, **self._entry(ask)}, reply=reply)

    def _rejected(self, ask: Ask, record: Record, swap: Swap, *, refusal: SwapRejected) -> Any:
        """The superior said no: the original roster stands."""
        because = refusal.params["because"]
        changes = {**_content(swap), "state": "refused", "in_force": False, "refused": refusal.code, "because": because}
        verdict = decide(refusal.code, *cite(because, law=ask.law), decided_by=swap.decided_by)
        return self.swaps.save(
            record, ask, changes=changes, decisions={"swap": verdict, **self._entry(ask)}, reply={"swap_no": swap.swap_no, **changes}
        )

    def _void(self, ask: Ask, record: Record, swap: Swap, *, refusal: KefuError) -> Any:
        because = refusal.params.get("because", [])
        content = {**_content(swap), "begins_on": None, "state": "refused", "in_force": False, "refused": refusal.code, "because": because}
        verdict = decide(refusal.code, *cite(because, law=ask.law), decision=swap.decision, decided_by=swap.decided_by)
        events = self._private(ask, swap) if isinstance(refusal, SwapNotApproved) else []
        return self.swaps.save(
            record, ask, changes=content, events=events, decisions={"swap": verdict, **self._entry(ask)}, reply={}, refusal=refusal
        )

    def _private(self, ask: Ask, swap: Swap) -> list[Happening]:
        """The violations of a swap without approval, one a person (ATT-28, DIS-79)."""
        found = private_swaps(swap, law=ask.law).outcome
        because = ["ATT-28", "DIS-79"]
        return [PrivateSwapFound.of(swap_no=swap.swap_no, staff_no=staff_no, date=day, because=because) for staff_no, day in found]

    @schedule("daily")
    def void_undecided_swaps(self, ask: Ask) -> None:
        """A swap that nobody approved before its first shift is void from then on (ATT-28)."""
        for found in self.swaps.find(ask.organisation, begins_on=("0000-01-01", ask.today.isoformat())):
            record = self.swaps.require(ask.organisation, found.key)
            swap = self._stored(ask, record, decision=None, by=None, at=None)
            if swap.begins <= ask.now or swap.begins.date() < ask.today:
                refused = SwapNotApproved(swap_no=swap.swap_no, because=list(terms_of(swap, law=ask.law).because))
                changes = {"state": "refused", "refused": refused.code, "because": refused.params["because"], "begins_on": None}
                self.swaps.save(record, ask, changes=changes, events=self._private(ask, swap), reply={})

    @query(ListShiftSwaps)
    def list_shift_swaps(self, ask: Ask) -> Page:
        """The swaps by number, those of one of the two whom the caller may read."""
        page = self.swaps.page(ask, equals={"state": ask.get("state")}, order="swap_no")
        return Page(self.reader(ask).shown(page.items, subject="shift_swaps", about=_the_two), page.next)

    @query(WhyShiftSwap)
    def why_shift_swap(self, ask: Ask) -> dict[str, Any]:
        """What decided a swap."""
        record = self.swaps.require(ask.organisation, ask["swap_no"])
        self.reader(ask).look(*_the_two(record), subject=f"shift_swaps/{record.key}", refusal=absent(ask, "swap_no"))
        return {"decisions": self.swaps.why(record, language=ask.language)}


def _concerned(ask: Ask) -> bool:
    return ask.identity.staff_no in (ask["staff_a"], ask["staff_b"])


def _decided(ask: Ask) -> bool:
    return any(ask.get(name) is not None for name in ("decision", "decided_by", "decided_at"))


def _the_two(swap: Mapping[str, Any]) -> list[str | None]:
    return [swap["staff_a"], swap["staff_b"]]


def _content(swap: Swap) -> dict[str, Any]:
    return {
        "staff_a": swap.staff_a, "shift_a": swap.shift_a.shift_id, "row_a": row_of(swap.shift_a),
        "staff_b": swap.staff_b, "shift_b": swap.shift_b.shift_id, "row_b": row_of(swap.shift_b),
        "applied_at": swap.applied_at, "decision": swap.decision, "decided_by": swap.decided_by, "decided_at": swap.decided_at,
        "begins_on": None if swap.decision else swap.begins.date().isoformat(), "refused": None,
        "partner": swap.partner, "agreed": swap.agreed,
    }  # fmt: skip


def _rules(verdict: Decision[str], swap: Swap, ask: Ask) -> list[str]:
    return list(terms_of(swap, law=ask.law).because) if verdict.outcome == "in_force" else []


def _swapped(swap: Swap, *, because: list[str]) -> Happening:
    rows = {"shift_a": row_of(swap.shift_a), "shift_b": row_of(swap.shift_b)}
    return ShiftsSwapped.of(swap_no=swap.swap_no, staff_a=swap.staff_a, staff_b=swap.staff_b, because=because, **rows)
