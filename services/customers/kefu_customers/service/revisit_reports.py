"""The monthly revisit report, with the customers' evaluation of the software (CUS-53, CUS-54)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kefu.calendar import months_after
from kefu.service import Ask, Shelf, command, query, schedule
from kefu_customers import rules
from kefu_customers.store import CALL_BACKS, REVISIT_REPORTS
from kefu_messages.customers.callback_events import RevisitReportOverdue, RevisitReportSubmitted
from kefu_messages.customers.callbacks import GetRevisitReport, SubmitRevisitReport
from kefu_messages.errors import StateConflict
from kefu_messages.roles import SERVICE_MANAGER

TOLD = ("forms", "made", "on_time", "done_percent", "on_time_percent", "satisfied_percent", "software_mean")


class RevisitReports:
    """Compiles the month, takes its report and says when it is missing."""

    revisit_reports = Shelf(REVISIT_REPORTS)
    call_backs = Shelf(CALL_BACKS)

    @command(SubmitRevisitReport)
    def submit_revisit_report(self, ask: Ask) -> dict[str, Any]:
        """Compile the month's revisit report and hand it to the service manager (CUS-53, CUS-54; doc 4 l.323, l.263)."""
        month, on = ask["month"], ask["submitted_on"]
        rules.report_month_begun(month, on=on, law=ask.law)
        report = self.revisit_reports.new(ask.organisation, month)
        if report.get("submitted_on"):
            raise StateConflict(state="submitted")
        due = rules.report_due(month, law=ask.law)
        figures = self._report_figures(ask, month)
        changes = {**vars(figures.outcome), "due_on": due.outcome, "submitted_on": on, "submitted_by": ask.identity.staff_no}
        event = RevisitReportSubmitted.of(
            month=month, submitted_on=on, late=on > due.outcome, because=[*figures.clauses, *due.clauses], **{n: changes[n] for n in TOLD}
        )
        decisions = {"figures": figures, "due": due}
        return self.revisit_reports.save(
            report, ask, changes=changes, events=[event], decisions=decisions, reply=_shown(month, changes, ask)
        )

    @query(GetRevisitReport)
    def get_revisit_report(self, ask: Ask) -> dict[str, Any]:
        """The month's report as it was submitted, or its figures so far (CUS-53, CUS-54)."""
        report = self.revisit_reports.get(ask.organisation, ask["month"])
        if report is not None and report.get("submitted_on"):
            return {**_shown(ask["month"], dict(report), ask), "version": report.version}
        so_far = {**vars(self._report_figures(ask, ask["month"]).outcome), "due_on": rules.report_due(ask["month"], law=ask.law).outcome}
        return _shown(ask["month"], so_far, ask)

    @schedule("daily")
    def miss_revisit_report(self, ask: Ask) -> None:
        """Say once that a report is missing: on the day its term ends, looking at this month and the last one."""
        for month in (months_after(f"{ask.today:%Y-%m}", -1), f"{ask.today:%Y-%m}"):
            due = rules.report_due(month, law=ask.law)
            report = self.revisit_reports.new(ask.organisation, month)
            missing = rules.report_overdue(due.outcome, submitted_on=report.get("submitted_on"), as_of=ask.today, law=ask.law)
            if not missing.outcome or report.get("overdue_said_on") or not self._any_form(ask, month):
                continue
            event = RevisitReportOverdue.of(month=month, due_on=due.outcome, to_role=SERVICE_MANAGER, because=due.clauses)
            changes = {"due_on": due.outcome, "overdue_said_on": ask.today}
            self.revisit_reports.save(report, ask, changes=changes, events=[event], decisions={"overdue": missing})

    def _report_figures(self, ask: Ask, month: str) -> Any:
        forms = self.call_backs.every(ask.organisation, kind="feedback_form", month=month)
        facts = [
            rules.CallBackFacts(one["due_on"], made_on=one.get("made_on"), satisfied=one.get("satisfied"), software=one.get("software"))
            for one in forms
        ]
        return rules.report_figures(facts, law=ask.law)

    def _any_form(self, ask: Ask, month: str) -> bool:
        return bool(self.call_backs.find(ask.organisation, limit=1, kind="feedback_form", month=month))


def _shown(month: str, report: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """A report as it is answered, overdue or not as of the end of yesterday."""
    overdue = rules.report_overdue(
        report["due_on"], submitted_on=report.get("submitted_on"), as_of=ask.today - timedelta(days=1), law=ask.law
    )
    software = {"answers": report["software_answers"], "mean": report["software_mean"]}
    missing = {"submitted_on": None, "submitted_by": None}
    return {**missing, **report, "month": month, "software": software, "overdue": overdue.outcome}
