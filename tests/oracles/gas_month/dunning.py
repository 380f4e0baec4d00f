"""One dunning case per customer, moved by the steps and ended by payment (format 2, dunning_actions.csv, "Dunning", BIL-24 to BIL-27)."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from oracles.gas_month.invoices import Invoice
from oracles.gas_month.registers import CLERK_ROLES, Registers
from oracles.tables import Row, after_working_days, first_that_applies, moment, money

STAGES = ("overdue", "notified", "handed_over", "dunning_notice_served", "shut_off", "cancelled")
STEPS = {  # in which stages a step may be taken, and to which it leads
    "notice": (("overdue", "notified"), "notified"),
    "handover": (("notified",), "handed_over"),
    "dunning_notice": (("handed_over",), "dunning_notice_served"),
    "shutoff": (("dunning_notice_served",), "shut_off"),
}


@dataclass(eq=False)
class Case:
    """``since`` is the day of the stage; ``steps`` counts accepted steps; a case without any leaves no trace once it is paid."""

    overdue_since: date
    stage: str = "overdue"
    since: date | None = None
    ended_on: date | None = None
    steps: int = 0

    def __post_init__(self):
        self.since = self.overdue_since


@dataclass
class Dunning:
    registers: Registers
    invoices: dict[str, list[Invoice]]
    cases: dict[str, list[Case]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    stages: dict[str, list[dict]] = field(default_factory=dict)
    undunned: dict[str, list[dict]] = field(default_factory=dict)

    def overdue(self, customer_no: str, on: date) -> list[Invoice]:
        """Open and later than the due date."""
        return [
            invoice
            for invoice in self.invoices.get(customer_no, ())
            if invoice.first_overdue_on and invoice.first_overdue_on <= on and invoice.open > 0
        ]

    def case(self, customer_no: str, on: date) -> Case | None:
        """The running case; it begins with the first overdue day, which later payments do not move."""
        cases, overdue = self.cases[customer_no], self.overdue(customer_no, on)
        if overdue and (not cases or cases[-1].ended_on):
            cases.append(Case(min(invoice.first_overdue_on for invoice in overdue)))
        return cases[-1] if cases and not cases[-1].ended_on else None

    def paid(self, customer_no: str, on: date) -> None:
        """As soon as a payment leaves nothing overdue the case is cancelled."""
        case = self.cases[customer_no][-1] if self.cases[customer_no] else None
        if case and not case.ended_on and not self.overdue(customer_no, on):
            case.ended_on = on

    def act(self, row: Row) -> str | None:
        """Take the step, or say why it is refused."""
        on, customer_no, action = moment(row["action_at"]).date(), row["customer_no"], row["action"]
        reason = self._fault(row, on)
        if reason:
            return reason
        case = self.case(customer_no, on)
        case.steps += 1
        if case.stage != STEPS[action][1]:  # a repeated notice does not restart the waiting days
            case.stage, case.since = STEPS[action][1], on
        self.taken[action].append({"action_no": row["action_no"], "customer_no": customer_no, "on": on.isoformat(), "action": action})
        return None

    def _fault(self, row: Row, on: date) -> str | None:
        role, action = self.registers.roles.get(row["staff_no"]), row["action"]
        policies, case = self.registers.policies, self._case_of(row, on)
        return first_that_applies(
            ("unknown_customer", lambda: row["customer_no"] not in self.registers.customers),
            ("unknown_action", lambda: action not in STEPS),
            ("role_not_allowed", lambda: role not in (CLERK_ROLES if action == "handover" else {"meter_reader"})),
            ("not_overdue", lambda: case is None),
            ("channel_not_allowed", lambda: action == "notice" and row["channel"] not in policies["notice_channels"]),
            ("wrong_order", lambda: case.stage not in STEPS[action][0]),
            ("too_early", lambda: action in {"handover", "shutoff"} and on < self._next_step_from(case)),
            ("approval_missing", lambda: action == "shutoff" and not self._is_approved(row)),
        )

    def _case_of(self, row: Row, on: date) -> Case | None:
        return self.case(row["customer_no"], on) if row["customer_no"] in self.registers.customers else None

    def _is_approved(self, row: Row) -> bool:
        return self.registers.roles.get(row["approved_by"]) == self.registers.policies["shutoff_approver_role"]

    def _next_step_from(self, case: Case) -> date | None:
        """Earliest hand-over or shut-off day, else none."""
        waiting = {"notified": "handover_after_days", "dunning_notice_served": "shutoff_after_days"}.get(case.stage)
        return case.since + timedelta(self.registers.policies[waiting]) if waiting else None

    def look(self, on: date) -> None:
        """Note down how every case stands at the end of the day."""
        running = {customer_no: self.case(customer_no, on) for customer_no in sorted(self.invoices)}
        states = ((customer_no, self._running(customer_no, case, on) or self._ended(customer_no)) for customer_no, case in running.items())
        self.stages[on.isoformat()] = [{"customer_no": customer_no, **state} for customer_no, state in states if state]
        late = ((customer_no, case, self._limit(case)) for customer_no, case in running.items() if case and not case.steps)
        self.undunned[on.isoformat()] = [
            {"customer_no": customer_no, "overdue_since": case.overdue_since.isoformat(), "limit": limit.isoformat()}
            for customer_no, case, limit in late
            if limit <= on
        ]

    def _running(self, customer_no: str, case: Case | None, on: date) -> dict | None:
        if case is None:
            return None
        following = self._next_step_from(case)
        return {
            "stage": case.stage,
            "since": case.since.isoformat(),
            "overdue_amount": money(sum((invoice.open for invoice in self.overdue(customer_no, on)), Decimal(0))),
            "next_step_from": following.isoformat() if following else None,
        }

    def _ended(self, customer_no: str) -> dict | None:
        """Cases paid before any step are not listed."""
        stepped = [case for case in self.cases[customer_no] if case.steps]
        if not stepped:
            return None
        return {"stage": "cancelled", "since": stepped[-1].ended_on.isoformat(), "overdue_amount": "0.00", "next_step_from": None}

    def _limit(self, case: Case) -> date:
        """BIL-27: first overdue day + so many working days."""
        return after_working_days(case.overdue_since, self.registers.policies["dunning_limit_working_days"], self.registers.holidays)

    def reports(self) -> dict:
        counts = {on: Counter(item["stage"] for item in listed) for on, listed in self.stages.items()}
        return {
            "BIL-24": {"stages": self.stages, "counts": {on: {stage: found[stage] for stage in STAGES} for on, found in counts.items()}},
            "BIL-25": {"handovers": self.taken["handover"]},
            "BIL-26": {"dunning_notices": self.taken["dunning_notice"], "shutoffs": self.taken["shutoff"]},
            "BIL-27": {"not_dunned_in_time": self.undunned},
        }
