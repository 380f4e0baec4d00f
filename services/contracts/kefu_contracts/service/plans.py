"""The month's contract plan and the department's report (CON-01, CON-02, CON-28)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.calendar import first_day, month_of, months_after
from kefu.entered import check_moments
from kefu.service import Ask, Record, Shelf, command, query, schedule
from kefu_contracts import rules
from kefu_contracts.rules import Item
from kefu_contracts.store import PLANS, REPORTS, read
from kefu_messages.contracts import (
    CompletePlanItem,
    ContractPlanDecided,
    ContractPlanOverdue,
    ContractPlanSummarised,
    DecideContractPlan,
    DepartmentReportOverdue,
    DepartmentReportSubmitted,
    GetContractPlan,
    GetDepartmentReport,
    PrepareContractPlan,
    SubmitDepartmentReport,
    WhyContractPlan,
    WhyDepartmentReport,
)
from kefu_messages.errors import AlreadyExists, NotFound
from kefu_messages.roles import SERVICE_DIRECTOR

NO_PLAN: dict[str, Any] = {
    "items": [], "state": "missing", "prepared_on": None, "prepared_by": None, "decided_on": None, "decided_by": None, "late": False,
}  # fmt: skip


class Plans:
    """The manager prepares the plan, the director decides it; what is done is counted at the month's end."""

    plans = Shelf(PLANS)
    department_reports = Shelf(REPORTS)

    @command(PrepareContractPlan)
    def prepare_contract_plan(self, ask: Ask) -> dict[str, Any]:
        """Prepare the month's plan and allocate its items (CON-02; doc 4 l.270)."""
        check_moments(ask, "prepared_on")
        record = self.plans.new(ask.organisation, ask["month"])
        items = [{**item, "done_on": None} for item in ask["items"]]
        verdict = rules.plan_prepared([read(item, Item) for item in items], state=record.get("state", ""), month=ask["month"], law=ask.law)
        prepared = {"prepared_on": ask["prepared_on"], "prepared_by": ask.identity.staff_no}
        changes = {**NO_PLAN, **prepared, "items": items, "state": "prepared"}
        return self._keep_plan(ask, record, changes, decisions={"prepared": verdict})

    @command(DecideContractPlan)
    def decide_contract_plan(self, ask: Ask) -> dict[str, Any]:
        """The director decides what the manager prepared (CON-01; doc 4 l.258)."""
        check_moments(ask, "decided_on")
        record = self._plan(ask)
        verdict = rules.plan_decided(
            record.key, state=record["state"], prepared_by=record["prepared_by"], decided_by=ask.identity.staff_no, law=ask.law
        )
        late = rules.plan_late(record.key, decided_on=ask["decided_on"], on=ask.today, law=ask.law)
        changes = {"state": "decided", "decided_on": ask["decided_on"], "decided_by": ask.identity.staff_no, "late": late.outcome}
        told = {"planned": len(record["items"]), "decided_on": ask["decided_on"], "late": late.outcome}
        event = ContractPlanDecided.of(month=record.key, **told, because=[*verdict.clauses, *late.clauses])
        return self._keep_plan(ask, record, changes, events=[event], decisions={"decided": verdict, "late": late})

    @command(CompletePlanItem)
    def complete_plan_item(self, ask: Ask) -> dict[str, Any]:
        """An item is done; entered after the month's end, the completion is told again (CON-01, CON-02; doc 4 l.270)."""
        check_moments(ask, "done_on")
        record = self._plan(ask)
        verdict = rules.item_done([read(item, Item) for item in record["items"]], item_no=ask["item_no"], law=ask.law)
        done = {"done_on": ask["done_on"].isoformat(), "contract_no": ask.get("contract_no")}
        items = [{**item, **done} if item["item_no"] == ask["item_no"] else item for item in record["items"]]
        events = [_summary(ask, record.key, items)] if ask.today > _end_of(record.key) else []
        return self._keep_plan(ask, record, {"items": items}, events=events, decisions={"done": verdict})

    @query(GetContractPlan)
    def get_contract_plan(self, ask: Ask) -> dict[str, Any]:
        """A month's plan with its completion as of a day (CON-01)."""
        record = self._plan(ask)
        return {**_plan_shown(ask, record, record.key, on=ask.get("as_of") or ask.today), "version": record.version}

    @query(WhyContractPlan)
    def why_contract_plan(self, ask: Ask) -> dict[str, Any]:
        """Why a plan counts as it does."""
        return {"decisions": self.plans.why(self._plan(ask), language=ask.language)}

    @schedule("daily")
    def tell_missing_plan(self, ask: Ask) -> None:
        """The day after its last day a month without a decided plan is told (CON-01; doc 4 l.258)."""
        month = month_of(ask.today)
        due = rules.plan_due(month, law=ask.law)
        if due.outcome is None or ask.today != due.outcome + timedelta(days=1):
            return
        record = self.plans.new(ask.organisation, month)
        if record.get("state") != "decided":
            event = ContractPlanOverdue.of(month=month, due_on=due.outcome, to_role=SERVICE_DIRECTOR, because=due.clauses)
            self.plans.save(record, ask, changes={**NO_PLAN, **record, "told_on": ask.today.isoformat()}, events=[event], reply={})

    @schedule("monthly:1")
    def tell_completion(self, ask: Ask) -> None:
        """On the first day the completion of the month before is told (CON-01; doc 4 l.258)."""
        record = self.plans.get(ask.organisation, months_after(month_of(ask.today), -1))
        if record is not None and record["items"]:
            told = {"told_completion": ask.today.isoformat()}
            self.plans.save(record, ask, changes=told, events=[_summary(ask, record.key, record["items"])], reply={})

    @command(SubmitDepartmentReport)
    def submit_department_report(self, ask: Ask) -> dict[str, Any]:
        """The service director reports a month's work (CON-28; doc 4 l.261)."""
        check_moments(ask, "submitted_on")
        record = self.department_reports.new(ask.organisation, ask["month"])
        if record.get("submitted_on"):
            raise AlreadyExists(kind="department report", key=record.key)
        due, on = rules.report_due(record.key, law=ask.law), ask["submitted_on"]
        late = rules.report_late(record.key, submitted_on=on, on=on, law=ask.law)
        day = due.outcome or on
        content = {**{name: ask.get(name) for name in ("submitted_on", "summary", "document_no")}, "submitted_by": ask.identity.staff_no}
        told = {"month": record.key, "submitted_on": on, "due_on": day, "late": late.outcome}
        event = DepartmentReportSubmitted.of(**told, because=late.clauses)
        changes = {**content, "due_on": day, "late": late.outcome}
        return self.department_reports.save(record, ask, changes=changes, events=[event], decisions={"late": late})

    @query(GetDepartmentReport)
    def get_department_report(self, ask: Ask) -> dict[str, Any]:
        """The report of a month (CON-28)."""
        record = self.department_reports.require(ask.organisation, ask["month"])
        if not record.get("submitted_on"):
            raise NotFound(kind="department report", key=record.key)
        return self.department_reports.public(record)

    @query(WhyDepartmentReport)
    def why_department_report(self, ask: Ask) -> dict[str, Any]:
        """Why a report is in time or late."""
        record = self.department_reports.require(ask.organisation, ask["month"])
        return {"decisions": self.department_reports.why(record, language=ask.language)}

    @schedule("daily")
    def tell_missing_report(self, ask: Ask) -> None:
        """The day after its last day a missing report is told (CON-28; doc 4 l.261)."""
        month = months_after(month_of(ask.today), -1)
        due = rules.report_due(month, law=ask.law)
        if due.outcome is None or ask.today != due.outcome + timedelta(days=1):
            return
        record = self.department_reports.new(ask.organisation, month)
        if not record.get("submitted_on"):
            late = rules.report_late(month, submitted_on=None, on=ask.today, law=ask.law)
            event = DepartmentReportOverdue.of(month=month, due_on=due.outcome, to_role=SERVICE_DIRECTOR, because=late.clauses)
            changes = {"told_on": ask.today.isoformat(), "due_on": due.outcome}
            self.department_reports.save(record, ask, changes=changes, events=[event], decisions={"late": late}, reply={})

    def _plan(self, ask: Ask) -> Record:
        record = self.plans.require(ask.organisation, ask["month"])
        if record["state"] == "missing":
            raise NotFound(kind="contract plan", key=record.key)
        return record

    def _keep_plan(self, ask: Ask, record: Record, changes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        shown = _plan_shown(ask, {**record, **changes}, record.key, on=ask.today)
        return self.plans.save(record, ask, changes=changes, reply=shown, **more)


def _plan_shown(ask: Ask, content: Mapping[str, Any], month: str, *, on: date) -> dict[str, Any]:
    done = rules.completion([read(item, Item) for item in content["items"]], month=month, on=on, law=ask.law).outcome
    return {**content, "month": month, "planned": done.planned, "completed": done.completed, "percent": done.percent}


def _summary(ask: Ask, month: str, items: list[dict[str, Any]]) -> Any:
    done = rules.completion([read(item, Item) for item in items], month=month, on=ask.today, law=ask.law)
    found = done.outcome
    return ContractPlanSummarised.of(
        month=month, planned=found.planned, completed=found.completed, percent=found.percent, because=done.clauses
    )  # fmt: skip


def _end_of(month: str) -> date:
    return first_day(months_after(month, 1)) - timedelta(days=1)
