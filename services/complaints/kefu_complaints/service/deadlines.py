"""What has come due: terms of cases, promises, actions, promised days of changes (CMP-02, 03, 05, 18, 41, 46, 55)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kefu.calendar import CalendarNotPublished
from kefu.service import Ask, Record, Shelf, query, schedule
from kefu_complaints.service.keeping import ALARMS_KEPT, alarms_in, derived, escalated, escalation
from kefu_complaints.store import CASES, CHECKS, PROGRAM_CHANGES, PROMISES
from kefu_messages import Happening
from kefu_messages.complaints import CaseOverdue, CorrectiveActionOverdue, ListPassedTerms, ProgramChangeOverdue, PromiseOverdue

EARLIEST, FIRST_MOMENT = "0000-00-00", datetime(1970, 1, 1, tzinfo=UTC)
MOST_PASSED = 500


class Deadlines:
    """Looks at what was due, terms by the minute and the rest by the day: it reads what has come due, however many cases there are."""

    cases = Shelf(CASES)
    promises = Shelf(PROMISES)
    checks = Shelf(CHECKS)
    program_changes = Shelf(PROGRAM_CHANGES)

    @schedule("minutely")
    def raise_alarms(self, ask: Ask) -> None:
        """Tell of every term of a case, and of every level of its escalation, once it has ended (CMP-05, CMP-18, CMP-41, CMP-55).

        What was missed is told later: each level once, with its own moment.
        """
        for case in self.cases.every(ask.organisation, next_due=(FIRST_MOMENT, ask.now)):
            self._raise(ask, case)

    @query(ListPassedTerms)
    def list_passed_terms(self, ask: Ask) -> dict[str, Any]:
        """The terms that have passed by a moment and that no look has told of yet (CMP-05, CMP-41)."""
        at = ask.get("at") or ask.now
        cases = self.cases.find(ask.organisation, limit=MOST_PASSED, next_due=(FIRST_MOMENT, at))
        passed = [(case, alarm) for case in cases for alarm in alarms_in(case, ask)[0] if alarm.at < at]
        terms = [
            {"case_no": case.key, "term": alarm.term, "due_at": alarm.at, "to_role": alarm.to_role, "owner": case.get("owner")}
            for case, alarm in sorted(passed, key=lambda pair: (pair[1].at, pair[0].key))
        ]
        return {"as_of": at, "terms": terms}

    @schedule("daily")
    def find_broken_promises(self, ask: Ask) -> None:
        """Promises and corrective actions whose day was yesterday or before (CMP-02, CMP-03)."""
        passed = (EARLIEST, (ask.today - timedelta(days=1)).isoformat())
        for promise in self.promises.find(ask.organisation, alarm_on=passed):
            told = {name: promise.get(name) for name in ("case_no", "customer_no", "made_by", "due_on")}
            event = PromiseOverdue.of(promise_no=promise.key, **told, because=["CMP-02"])
            self.promises.save(promise, ask, changes={"state": "overdue", "alarm_on": None}, events=[event])
        for check in self.checks.find(ask.organisation, alarm_on=passed):
            told = {"case_no": check["case_no"], "agent": check.get("agent"), "due_on": check["action_due_on"]}
            late = CorrectiveActionOverdue.of(check_no=check.key, **told, because=["CMP-03"])
            self.checks.save(check, ask, changes={"state": "action_overdue", "alarm_on": None}, events=[late])

    @schedule("daily")
    def find_overdue_changes(self, ask: Ask) -> None:
        """Program changes whose promised day has passed without an update (CMP-46)."""
        passed = (EARLIEST, (ask.today - timedelta(days=1)).isoformat())
        for change in self.program_changes.find(ask.organisation, alarm_on=passed):
            told = {name: change[name] for name in ("promised_on", "customer_no", "state")}
            event = ProgramChangeOverdue.of(change_no=change.key, **told, because=["CMP-46"])
            self.program_changes.save(change, ask, changes={"alarm_on": None}, events=[event])

    def _raise(self, ask: Ask, case: Record) -> None:
        try:
            due = [alarm for alarm in alarms_in(case, ask)[0] if alarm.at <= ask.now]
        except CalendarNotPublished:  # said when it was found out; tomorrow it is looked at again
            due = []
        raised = [*case.get("alarms", ()), *(alarm.name for alarm in due)][-ALARMS_KEPT:]
        events: list[Happening] = []
        after: dict[str, Any] = {**case, "alarms": raised}
        for alarm in due:
            told = {"term": alarm.term, "level": alarm.level, "due_at": alarm.at, "to_role": alarm.to_role, "owner": case.get("owner")}
            events.append(CaseOverdue.of(case_no=case.key, **told, because=[alarm.rule]))
            if alarm.term == "solution":
                more = {"to_role": alarm.to_role, "at": alarm.at, "level": alarm.level}
                after["escalations"] = escalation(ask, after, reason="solution_overdue", **more)
                events.append(escalated(case.key, reason="solution_overdue", **more, because=[alarm.rule, "escalation_levels"]))
        after |= derived(after, case_no=case.key, ask=ask)
        self.cases.save(case, ask, changes={name: value for name, value in after.items() if case.get(name) != value}, events=events)
