"""Program changes and bugs from the sealed request to the customer's feedback (CMP-38..48; doc 4 l.289-333)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kefu.entered import check_moments
from kefu.entries import one_more
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_complaints import rules
from kefu_complaints.store import PROGRAM_CHANGES
from kefu_messages import Happening
from kefu_messages.complaints import (
    ChangeDelayAnnounced,
    CloseProgramChange,
    ConfirmRequirement,
    FileChangeRequest,
    GetProgramChange,
    InformCustomer,
    ListProgramChanges,
    MarkDeveloped,
    ProgramChangeMoved,
    RecordChangeFeedback,
    RecordChangeTest,
    ReportBug,
    RequestProgramChange,
    ReviewProgramChange,
    UpdateCustomer,
    WhyProgramChange,
)
from kefu_messages.errors import AlreadyExists

MOST_STEPS = 300  # of one change
EMPTY: dict[str, Any] = {
    "acknowledged": False, "delays": [], "tests": [], "history": [],
    **dict.fromkeys((
        "document_no", "steps_to_error", "error_message", "registrant", "confirmed_on", "file_no", "opinion", "expected_on", "promised_on",
        "developer", "updated_on", "feedback", "alarm_on", "submitted_by",
    )),
}  # fmt: skip


class ProgramChanges:
    """Takes a change through its seven steps, and tells when a promised day is moved or missed."""

    program_changes = Shelf(PROGRAM_CHANGES)

    @command(RequestProgramChange)
    def request_program_change(self, ask: Ask) -> dict[str, Any]:
        """Take in a customer's request for a program change: sealed, with its scan (CMP-38, CMP-42)."""
        requested = rules.change_requested(ask["submitted_by"], sealed=ask["sealed"], document_no=ask.get("document_no"), law=ask.law)
        facts = {name: ask.get(name) for name in ("customer_no", "requirement", "submitted_by", "document_no")}
        return self._begin(ask, {**facts, "kind": "change"}, requested)

    @command(ReportBug)
    def report_bug(self, ask: Ask) -> dict[str, Any]:
        """Report a bug; it is a program change from then on, acknowledged with the promised day (CMP-39, CMP-40)."""
        reported = rules.bug_reported(ask["steps_to_error"], error_message=ask["error_message"], law=ask.law)
        facts = {name: ask[name] for name in ("customer_no", "steps_to_error", "error_message")}
        more = {"kind": "bug", "requirement": ask["error_message"], "registrant": ask.identity.staff_no}
        return self._begin(ask, {**facts, **more}, reported)

    @command(ConfirmRequirement)
    def confirm_requirement(self, ask: Ask) -> dict[str, Any]:
        """The engineer has agreed the requirement with the customer and registers it (CMP-43)."""
        return self._move(ask, "confirmed", changes={"registrant": ask.identity.staff_no, "confirmed_on": ask["on"]})

    @command(FileChangeRequest)
    def file_change_request(self, ask: Ask) -> dict[str, Any]:
        """The customer's form was handed to the administration for filing (CMP-44)."""
        return self._move(ask, "filed", changes={"file_no": ask["file_no"]})

    @command(ReviewProgramChange)
    def review_program_change(self, ask: Ask) -> dict[str, Any]:
        """The service manager's opinion with the expected day of completion, or a rejection (CMP-40, CMP-45)."""
        told = {"opinion": ask["opinion"], "expected_on": ask.get("expected_on")}
        reviewed = rules.change_reviewed(ask["approved"], **told, on=ask["on"], roles=frozenset(ask.identity.roles), law=ask.law)
        return self._move(ask, reviewed.outcome, changes=told, decisions={"reviewed": reviewed})

    @command(InformCustomer)
    def inform_customer(self, ask: Ask) -> dict[str, Any]:
        """Promise the customer the expected day; a later one is announced before the promised day (CMP-46)."""
        change = self._change(ask)
        before, day = change.get("promised_on"), ask["promised_on"]
        if change["state"] not in ("developed", "tested"):
            rules.change_moved(change["kind"], state=change["state"], to="informed", last_on=change["last_on"], on=ask["on"], law=ask.law)
        promised = rules.change_promised(day, before=before, expected_on=change["expected_on"], announced_on=ask["on"], law=ask.law)
        changes: dict[str, Any] = {"promised_on": day, "acknowledged": True, "alarm_on": day.isoformat()}
        events = []
        if promised.outcome.moved:
            told = {"promised_on": before, "moved_to": day, "announced_on": ask["on"], "announced_by": ask.identity.staff_no}
            events = [ChangeDelayAnnounced.of(change_no=change.key, **told, late=promised.outcome.late, because=promised.clauses)]
            delay = {
                "from": before.isoformat(),
                "to": day.isoformat(),
                "announced_on": ask["on"].isoformat(),
                "late": promised.outcome.late,
            }
            changes["delays"] = [*change["delays"], delay]
        to = change["state"] if change["state"] in ("developed", "tested") else "informed"
        return self._write(ask, change, to=to, changes=changes, decisions={"promised": promised}, events=events)

    @command(MarkDeveloped)
    def mark_developed(self, ask: Ask) -> dict[str, Any]:
        """The developer has finished debugging (CMP-47)."""
        by = rules.developed_by(ask.identity.staff_no, registrant=self._change(ask).get("registrant"), law=ask.law)
        return self._move(ask, "developed", changes={"developer": by.outcome}, decisions={"developer": by})

    @command(RecordChangeTest)
    def record_change_test(self, ask: Ask) -> dict[str, Any]:
        """The registrant tests the change (CMP-47)."""
        change = self._change(ask)
        told = {"registrant": change.get("registrant"), "developer": change.get("developer")}
        tester = rules.tested_by(ask.identity.staff_no, **told, law=ask.law)
        test = {"on": ask["on"].isoformat(), "by": ask.identity.staff_no, "passed": ask["passed"], "note": ask.get("note")}
        return self._move(ask, "tested", changes={"tests": [*change["tests"], test]}, decisions={"tested": tester})

    @command(UpdateCustomer)
    def update_customer(self, ask: Ask) -> dict[str, Any]:
        """The customer was updated, after a passed test only (CMP-47)."""
        change = self._change(ask)
        may = rules.may_update(change["tests"][-1]["passed"] if change["tests"] else None, law=ask.law)
        return self._move(ask, "updated", changes={"updated_on": ask["on"], "alarm_on": None}, decisions={"update": may})

    @command(RecordChangeFeedback)
    def record_change_feedback(self, ask: Ask) -> dict[str, Any]:
        """What the customer says of the change (CMP-48)."""
        return self._move(ask, "feedback", changes={"feedback": ask["feedback"]})

    @command(CloseProgramChange)
    def close_program_change(self, ask: Ask) -> dict[str, Any]:
        """Close a change with its feedback on record (CMP-48)."""
        change = self._change(ask)
        may = rules.may_close_change(change["state"], feedback=change.get("feedback"), law=ask.law)
        return self._move(ask, "closed", changes={"alarm_on": None}, decisions={"closed": may})

    @query(GetProgramChange)
    def get_program_change(self, ask: Ask) -> dict[str, Any]:
        """One program change or bug."""
        return self.program_changes.public(self._change(ask))

    @query(WhyProgramChange)
    def why_program_change(self, ask: Ask) -> dict[str, Any]:
        """Why each step of a change was taken or noted as late."""
        return {"decisions": self.program_changes.why(self._change(ask), language=ask.language)}

    @query(ListProgramChanges)
    def list_program_changes(self, ask: Ask) -> Page:
        """Program changes in a state, by number."""
        return self.program_changes.page(ask, equals={"state": ask["state"]}, order="change_no")

    def _change(self, ask: Ask) -> Record:
        return self.program_changes.require(ask.organisation, ask["change_no"])

    def _begin(self, ask: Ask, facts: dict[str, Any], decision: Decision[str]) -> dict[str, Any]:
        change = self.program_changes.new(ask.organisation, ask["change_no"])
        if change.exists:
            raise AlreadyExists(kind="program change", key=change.key)
        check_moments(ask, "requested_on")
        on = ask["requested_on"]
        changes = {
            **EMPTY, **facts, "state": decision.outcome, "requested_on": on, "last_on": on, "history": [_line(decision.outcome, on, ask)],
        }  # fmt: skip
        events = [_moved(change.key, changes, on=on, ask=ask, because=decision.clauses)]
        return self.program_changes.save(change, ask, changes=changes, events=events, decisions={"requested": decision})

    def _move(self, ask: Ask, to: str, *, changes: dict[str, Any], decisions: dict[str, Decision[Any]] | None = None) -> dict[str, Any]:
        change = self._change(ask)
        moved = rules.change_moved(change["kind"], state=change["state"], to=to, last_on=change["last_on"], on=ask["on"], law=ask.law)
        return self._write(ask, change, to=to, changes=changes, decisions={**(decisions or {}), to: moved})

    def _write(
        self, ask: Ask, change: Record, *, to: str, changes: dict[str, Any], decisions: dict[str, Decision[Any]],
        events: Sequence[Happening] = (),
    ) -> dict[str, Any]:  # fmt: skip
        check_moments(ask, "on")
        after = {**change, **changes, "state": to, "last_on": ask["on"]}
        after["history"] = one_more(change["history"], _line(to, ask["on"], ask), most=MOST_STEPS, what="history")
        because = [clause for decision in decisions.values() for clause in decision.clauses]
        said = [*events, _moved(change.key, after, on=ask["on"], ask=ask, because=because)]
        changed = {name: value for name, value in after.items() if change.get(name) != value}
        return self.program_changes.save(change, ask, changes=changed, events=said, decisions=decisions)


def _line(state: str, on: date, ask: Ask) -> dict[str, Any]:
    return {"state": state, "on": on.isoformat(), "by": ask.identity.staff_no}


def _moved(change_no: str, change: dict[str, Any], *, on: date, ask: Ask, because: Sequence[str]) -> Happening:
    told = {name: change.get(name) for name in ("kind", "state", "customer_no", "promised_on")}
    return ProgramChangeMoved.of(change_no=change_no, **told, on=on, by=ask.identity.staff_no, because=list(because))
