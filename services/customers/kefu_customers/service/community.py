"""The owners' platform with its points and enrolment, and the safety years of complexes (CUS-65..67, 69, 70)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kefu.service import Ask, Shelf, command, query
from kefu_customers import rules
from kefu_customers.service.units import unit_facts
from kefu_customers.store import ENROLMENTS, PLATFORM_REQUESTS, POINTS_ACCOUNTS, UNITS
from kefu_messages.customers.community import (
    EarnPoints,
    EnrolmentChanged,
    GetEnrolmentRate,
    GetPointsAccount,
    ListPlatformModules,
    PlatformRequestSubmitted,
    PointsEarned,
    PointsRedeemed,
    RecordEnrolment,
    RedeemPoints,
    SubmitPlatformRequest,
)
from kefu_messages.errors import AlreadyExists

ENTRIES_KEPT = 200


class Community:
    """Takes requests of owners online, keeps their points and says who follows the official account."""

    platform_requests = Shelf(PLATFORM_REQUESTS)
    points_accounts = Shelf(POINTS_ACCOUNTS)
    enrolments = Shelf(ENROLMENTS)
    units = Shelf(UNITS)

    @query(ListPlatformModules)
    def list_platform_modules(self, ask: Ask) -> dict[str, Any]:
        """What owners find online (CUS-65; doc 5.2 l.413)."""
        names = ("platform_modules", "platform_read_only_modules")
        modules, read_only = (list(ask.law.value(name, on=ask.today).value) for name in names)
        return {"modules": modules, "read_only": read_only}

    @command(SubmitPlatformRequest)
    def submit_platform_request(self, ask: Ask) -> dict[str, Any]:
        """An owner posts a repair, complaint or other request online; it becomes the same ticket as by phone (CUS-65; doc 5.2 l.413)."""
        request = self.platform_requests.new(ask.organisation, ask["request_no"])
        if request.exists:
            raise AlreadyExists(kind="request", key=request.key)
        self._require_unit(ask)
        verdict = rules.platform_module(ask["module"], on=ask["submitted_at"].date(), law=ask.law)
        told = {
            "unit_no": ask["unit_no"], "module": ask["module"], "channel": verdict.outcome, "content": ask["content"],
            "submitted_at": ask["submitted_at"],
        }  # fmt: skip
        event = PlatformRequestSubmitted.of(request_no=request.key, because=verdict.clauses, **told)
        return self.platform_requests.save(request, ask, changes=told, events=[event], decisions={"module": verdict})

    @command(EarnPoints)
    def earn_points(self, ask: Ask) -> dict[str, Any]:
        """Spending or a special service earns an owner points (CUS-66; doc 5.2 l.413)."""
        self._require_unit(ask)
        account = self._points_account(ask)
        verdict = rules.points_earned(ask["amount"], on=ask["earned_on"], law=ask.law)
        points, balance = verdict.outcome, account.get("balance", 0) + verdict.outcome
        entry = _entry(ask, what="earned", points=points, amount=ask["amount"], on=ask["earned_on"])
        changes = {
            "balance": balance, "earned": account.get("earned", 0) + points, "redeemed": account.get("redeemed", 0),
            "entries": _latest(account, entry),
        }  # fmt: skip
        event = PointsEarned.of(
            unit_no=account.key, entry_no=ask["entry_no"], points=points, balance=balance, earned_on=ask["earned_on"],
            because=verdict.clauses,
        )  # fmt: skip
        return self.points_accounts.save(account, ask, changes=changes, events=[event], decisions={"earned": verdict})

    @command(RedeemPoints)
    def redeem_points(self, ask: Ask) -> dict[str, Any]:
        """Turn points into a credit against the property fee (CUS-66; doc 5.2 l.413)."""
        self._require_unit(ask)
        account = self._points_account(ask)
        points = ask["points"]
        verdict = rules.points_redeemed(account.get("balance", 0), points=points, on=ask["redeemed_on"], law=ask.law)
        credit, balance = verdict.outcome.credit, verdict.outcome.balance
        entry = _entry(ask, what="redeemed", points=points, amount=credit, on=ask["redeemed_on"])
        changes = {"balance": balance, "redeemed": account.get("redeemed", 0) + points, "entries": _latest(account, entry)}
        event = PointsRedeemed.of(
            unit_no=account.key, entry_no=ask["entry_no"], points=points, credit=credit, balance=balance,
            redeemed_on=ask["redeemed_on"], because=verdict.clauses,
        )  # fmt: skip
        return self.points_accounts.save(account, ask, changes=changes, events=[event], decisions={"redeemed": verdict})

    @query(GetPointsAccount)
    def get_points_account(self, ask: Ask) -> dict[str, Any]:
        """The points of a unit's owner."""
        return self.points_accounts.public(self.points_accounts.require(ask.organisation, ask["unit_no"]))

    @command(RecordEnrolment)
    def record_enrolment(self, ask: Ask) -> dict[str, Any]:
        """A household opts in to, or out of, the official account (CUS-67; doc 5.2 l.413)."""
        self._require_unit(ask)
        enrolment = self.enrolments.new(ask.organisation, ask["unit_no"])
        changes = {"enrolled": ask["enrolled"], "changed_on": ask["changed_on"], "channel": ask.get("channel")}
        entry = {**changes, "changed_on": ask["changed_on"].isoformat()}
        event = EnrolmentChanged.of(unit_no=enrolment.key, because=["CUS-67"], **changes)
        return self.enrolments.save(enrolment, ask, changes={**changes, "history": [*enrolment.get("history", []), entry]}, events=[event])

    @query(GetEnrolmentRate)
    def get_enrolment_rate(self, ask: Ask) -> dict[str, Any]:
        """How many of the occupied households follow the official account (CUS-67)."""
        on = ask.get("on") or ask.today
        units = self.units.every(ask.organisation)
        occupied = {unit.key for unit in units if rules.occupancy_on(unit_facts(unit), day=on, law=ask.law).outcome}
        states = {one.key: _state_on(one["history"], on.isoformat()) for one in self.enrolments.every(ask.organisation)}
        enrolled = {key: state for key, state in states.items() if state and state["enrolled"] and key in occupied}
        percent = rules.enrolment_percent(len(enrolled), occupied=len(occupied), law=ask.law).outcome
        channels = Counter(state["channel"] or "unknown" for state in enrolled.values())
        return {"on": on, "occupied": len(occupied), "enrolled": len(enrolled), "percent": percent, "by_channel": dict(channels)}

    def _require_unit(self, ask: Ask) -> None:
        rules.unit_known(ask["unit_no"], known=self.units.get(ask.organisation, ask["unit_no"]) is not None, law=ask.law)

    def _points_account(self, ask: Ask) -> Any:
        account = self.points_accounts.new(ask.organisation, ask["unit_no"])
        if any(entry["entry_no"] == ask["entry_no"] for entry in account.get("entries", [])):
            raise AlreadyExists(kind="points entry", key=ask["entry_no"])
        return account


def _entry(ask: Ask, *, what: str, points: int, amount: Any, on: Any) -> dict[str, Any]:
    return {"entry_no": ask["entry_no"], "what": what, "points": points, "amount": amount, "on": on.isoformat()}


def _latest(account: Any, entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [*account.get("entries", []), entry][-ENTRIES_KEPT:]


def _state_on(history: list[dict[str, Any]], day: str) -> dict[str, Any] | None:
    """What a household had said last by the end of the day."""
    said = [entry for entry in history if entry["changed_on"] <= day]
    return max(reversed(said), key=lambda entry: entry["changed_on"]) if said else None
