"""Work logs, special customers and monthly summaries (CMP-12, CMP-13; doc 1 l.39)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kefu.calendar import last_day, month_of, months_after
from kefu.entered import entry
from kefu.entries import one_more
from kefu.service import Ask, Page, Record, Shelf, command, on, query, schedule
from kefu_complaints import rules
from kefu_complaints.store import AGENTS, CALL_FIGURES, SUMMARIES, WORK_LOGS
from kefu_messages.attendance import StaffChanged, StaffRegistered
from kefu_messages.complaints import (
    GetMissingWorkLogs,
    GetMonthlySummary,
    ListExperiences,
    MonthlySummaryOverdue,
    ReportSpecialCustomer,
    SpecialCustomerReported,
    SubmitMonthlySummary,
    TextMissing,
    WriteWorkLog,
)
from kefu_messages.errors import ValidationFailed

MOST_REPORTS = 100  # of an agent and day
LOGGERS = "yes"


class WorkLogs:
    """Keeps what every agent did and learnt, and tells who has not written it down."""

    work_logs = Shelf(WORK_LOGS)
    summaries = Shelf(SUMMARIES)
    agents = Shelf(AGENTS)
    call_figures = Shelf(CALL_FIGURES)

    @command(WriteWorkLog)
    def write_work_log(self, ask: Ask) -> dict[str, Any]:
        """Write one's log of the day, with what is worth learning from complaints (CMP-12)."""
        if not ask["text"].strip():
            raise TextMissing(field="text", because=["CMP-12"])
        log, agent, day = self._log(ask), ask.identity.staff_no, ask["day"]
        changes = {
            "agent": agent, "day": day, "text": ask["text"], "experiences": ask["experiences"],
            "taught_in": month_of(day) if ask["experiences"] else None, "special_customers": log.get("special_customers", []),
        }  # fmt: skip
        return self.work_logs.save(log, ask, changes=changes, decisions=entry(ask, "day"))

    @command(ReportSpecialCustomer)
    def report_special_customer(self, ask: Ask) -> dict[str, Any]:
        """Report a special customer's situation to the department (CMP-13)."""
        if not ask["text"].strip():
            raise TextMissing(field="text", because=["CMP-13"])
        log, agent, day = self._log(ask), ask.identity.staff_no, ask["day"]
        report = {"customer_no": ask["customer_no"], "text": ask["text"], "reported_on": day.isoformat()}
        changes = {
            "agent": agent, "day": day, "text": log.get("text", ""), "experiences": log.get("experiences", []),
            "special_customers": one_more(log.get("special_customers", ()), report, most=MOST_REPORTS, what="special_customers"),
        }  # fmt: skip
        told = {"customer_no": ask["customer_no"], "agent": agent, "text": ask["text"], "reported_on": day}
        reported = SpecialCustomerReported.of(**told, because=["CMP-13"])
        return self.work_logs.save(log, ask, changes=changes, events=[reported], decisions=entry(ask, "day"))

    @query(ListExperiences)
    def list_experiences(self, ask: Ask) -> Page:
        """Logs of a month with something worth learning (CMP-12)."""
        return self.work_logs.page(ask, equals={"taught_in": ask["month"]}, order="agent_day")

    @query(GetMissingWorkLogs)
    def get_missing_work_logs(self, ask: Ask) -> dict[str, Any]:
        """Which of those present wrote no work log; present is who is named, else whose calls were counted that day (CMP-12)."""
        day = ask["day"].isoformat()
        present = ask.get("present")
        if present is None:
            present = [one["agent"] for one in self.call_figures.find(ask.organisation, day=day)]
        written = [one["agent"] for one in self.work_logs.find(ask.organisation, day=day) if one["text"]]
        return {"day": ask["day"], "missing": list(rules.logs_missing(present, written=written, law=ask.law).outcome)}

    @command(SubmitMonthlySummary)
    def submit_monthly_summary(self, ask: Ask) -> dict[str, Any]:
        """Hand in one's summary of a month; the first one counts (CMP-13)."""
        if not ask["text"].strip():
            raise TextMissing(field="text", because=["CMP-13"])
        agent, month, late = ask.identity.staff_no, ask["month"], entry(ask, "submitted_on")
        if month > month_of(ask["submitted_on"]):
            raise ValidationFailed(fields={"month": "Still to come."})
        summary = self.summaries.new(ask.organisation, f"{agent} {month}")
        first = min(ask["submitted_on"], summary.get("submitted_on") or ask["submitted_on"])
        due = rules.summary_due(month, law=ask.law)
        judged = rules.summary_overdue(month, submitted_on=first, as_of=first, law=ask.law)
        changes = {
            "agent": agent, "month": month, "text": ask["text"], "submitted_on": first, "due_on": due.outcome, "overdue": judged.outcome,
        }  # fmt: skip
        return self.summaries.save(summary, ask, changes=changes, decisions={"due": due, "overdue": judged, **late})

    @query(GetMonthlySummary)
    def get_monthly_summary(self, ask: Ask) -> dict[str, Any]:
        """Somebody's summary of a month (CMP-13)."""
        return self.summaries.public(self.summaries.require(ask.organisation, f"{ask['agent']} {ask['month']}"))

    @on(StaffRegistered, StaffChanged)
    def know_agent(self, ask: Ask) -> None:
        """Remember who writes work logs and summaries."""
        posts = ask.get("posts") or []
        now = posts[-1]["roles"] if posts else []
        writers = ask.law.value("work_log_roles", on=ask.today).value
        facts = {name: _day(ask.get(name)) for name in ("joined_on", "left_on")}
        self.agents.mirror(ask, ask["staff_no"], **facts, writes_logs=LOGGERS if set(now) & set(writers) else "no")

    @schedule("daily")
    def find_missing_summaries(self, ask: Ask) -> None:
        """On the day after the last one, tell who has handed in no summary of the month before (CMP-13)."""
        month = months_after(month_of(ask.today), -1)
        due = rules.summary_due(month, law=ask.law)
        if ask.today != due.outcome + timedelta(days=1):
            return
        agents = [one for one in self.agents.find(ask.organisation, writes_logs=LOGGERS) if _served(one, month)]
        handed = {one["agent"] for one in self.summaries.find(ask.organisation, month=month) if one.get("submitted_on")}
        for agent in agents:
            if agent.key not in handed:
                self._miss(ask, agent.key, month, due.outcome, due.clauses)

    def _miss(self, ask: Ask, agent: str, month: str, due_on: date, because: list[str]) -> None:
        summary = self.summaries.new(ask.organisation, f"{agent} {month}")
        event = MonthlySummaryOverdue.of(agent=agent, month=month, due_on=due_on, because=because)
        changes = {"agent": agent, "month": month, "text": None, "submitted_on": None, "due_on": due_on, "overdue": True}
        self.summaries.save(summary, ask, changes=changes, events=[event])

    def _log(self, ask: Ask) -> Record:
        return self.work_logs.new(ask.organisation, f"{ask.identity.staff_no} {ask['day'].isoformat()}")


def _served(agent: Record, month: str) -> bool:
    """Whether somebody was there at the month's end, who would have to write its summary."""
    end = last_day(month)
    joined, left = agent.get("joined_on"), agent.get("left_on")
    return (joined is None or joined <= end) and (left is None or left >= end)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
