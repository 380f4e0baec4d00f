"""Leaders' checks of cases, their findings and actions (CMP-03, CMP-09; doc 1 l.23, l.38)."""

from __future__ import annotations

from typing import Any

from kefu.directory import Directory
from kefu.entered import entry
from kefu.personal import decides_about, own_or_below
from kefu.service import Ask, Shelf, command
from kefu_complaints import rules
from kefu_complaints.store import CASES, CHECKS
from kefu_messages.complaints import CheckCase, CompleteAction, ConductBreachFound, DatesOutOfOrder
from kefu_messages.errors import AlreadyExists, SelfApproval, StateConflict, ValidationFailed

BREACHES = ("quarrel", "against_company")


class Checks:
    """Looks at how cases were handled, and after what was found."""

    cases = Shelf(CASES)
    checks = Shelf(CHECKS)
    staff = Directory()

    @command(CheckCase)
    def check_case(self, ask: Ask) -> dict[str, Any]:
        """Check how an inquiry or complaint was handled; a found problem gets an action with its day (CMP-03, CMP-09)."""
        case = self.cases.require(ask.organisation, ask["case_no"])
        check = self.checks.new(ask.organisation, ask["check_no"])
        if check.exists:
            raise AlreadyExists(kind="check", key=check.key)
        agent, breaches = ask.get("agent") or case.get("owner"), [name for name in BREACHES if ask[name]]
        if agent == ask.identity.staff_no:
            raise SelfApproval(staff_no=agent, because=["CMP-03"])
        if breaches and agent is None:
            raise ValidationFailed(fields={"agent": "Whose conduct was it?"})
        if breaches:
            decides_about(ask, self.staff, agent, because=["CMP-09"])
        late = entry(ask, "checked_on")
        facts = {name: ask.get(name) for name in ("action", "action_due_on", "checked_on")}
        result = rules.check_result(ask["finding"], **facts, breached=bool(breaches), law=ask.law)
        due = ask.get("action_due_on")
        changes = {
            **facts, "case_no": case.key, "finding": ask["finding"], "agent": agent, "state": result.outcome, "action_done_on": None,
            "checked_by": ask.identity.staff_no, "alarm_on": due.isoformat() if result.outcome == "action_open" else None,
            **{name: ask[name] for name in BREACHES},
        }  # fmt: skip
        told = {"case_no": case.key, "staff_no": agent, "checked_on": ask["checked_on"], "checked_by": ask.identity.staff_no}
        events = [ConductBreachFound.of(check_no=check.key, breach=breach, **told, because=["CMP-09"]) for breach in breaches]
        return self.checks.save(check, ask, changes=changes, events=events, decisions={"result": result, **late})

    @command(CompleteAction)
    def complete_action(self, ask: Ask) -> dict[str, Any]:
        """The corrective action of a check was taken (CMP-03)."""
        check = self.checks.require(ask.organisation, ask["check_no"])
        if check["state"] not in ("action_open", "action_overdue"):
            raise StateConflict(state=check["state"])
        if check.get("agent"):
            own_or_below(ask, self.staff, check["agent"], because=["CMP-03"])
        late = entry(ask, "done_on")
        if ask["done_on"] < check["checked_on"]:
            raise DatesOutOfOrder(earlier="checked_on", later="done_on")
        changes = {"state": "action_done", "action_done_on": ask["done_on"], "alarm_on": None}
        return self.checks.save(check, ask, changes=changes, decisions=late)
