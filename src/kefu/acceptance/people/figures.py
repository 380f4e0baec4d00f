"""What the services report about an organisation's people, in the shape of ``expected.json``; every figure is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from kefu.acceptance.people.shapes import (
    FILE_OF,
    MONTH,
    NOTICE,
    PROPOSED,
    TRIGGER,
    Item,
    by_staff_and_month,
    fine,
    paper,
    picked,
    request,
    results,
    training,
)
from kefu.calendar import last_day, month_of
from kefu_messages import Query, messages

FIRST_MONTH = "2000-01"


class Answers(Protocol):
    """Where answers and lists are read."""

    def get(self, path: str, **query: str) -> Any:
        """The answer to a GET."""

    def every(self, path: str, **query: str) -> Iterator[Any]:
        """All items of a list."""


@dataclass(frozen=True)
class Reports:
    """The services' lists as they stand at the end of a day."""

    gateway: Answers
    until: date
    month: str

    def figures(self) -> Item:
        """All figures but the rows that an import refused, which only the imports tell."""
        attendance = self._of_attendance()
        months = self._with_scores(attendance["staff_months"], attendance["months"])
        return {
            **attendance,
            "staff_months": months,
            "excellent_agent": self._excellent_agent(),
            **self._of_training(),
            **self._of_complaints(),
            **self._of_discipline(),
        }

    def _of_attendance(self) -> Item:
        months, swaps = self._every("/attendance-months"), self._by("swap_no", "/shift-swaps")
        staff_months: defaultdict[str, Item] = defaultdict(dict)
        for item in months:
            staff_months[item["staff_no"]][item["month"]] = picked(item, *MONTH)
        return {
            "months": sorted({item["month"] for item in months}),
            "staff_months": dict(staff_months),
            "leave_requests": {item["request_no"]: request(item) for item in self._every("/leave-requests")},
            "swaps_in_force": [picked(item, "swap_no", "because") for item in swaps if item["in_force"]],
            "refused_swaps": [
                {"file": "shift_swaps.csv", "key": item["swap_no"], "reason": item["refused"], "because": item["because"]}
                for item in swaps
                if item["refused"]
            ],
            "roster_gaps": [picked(item, "date", "because") for item in self._by("date", "/roster-gaps")],
            "monthly_papers": [paper(item) for item in self._every("/monthly-papers") if item["month"] <= self.month],
            "attendance_confirmations": [
                picked(item, "staff_no", "month", "status", "confirmed_by", "because")
                for item in self._by("staff_no", "/attendance-confirmations", month=self.month)
            ],
        }

    def _with_scores(self, staff_months: Item, months: list[str]) -> Item:
        """The months of everybody, each with its score as performance has it; null where there are no points."""
        tables = {month: self._get(f"/bonus-tables/{month}", "/bonus-tables/{month}")["rows"] for month in months}
        scores = {(row["staff_no"], month): row for month, rows in tables.items() for row in rows}
        return {
            staff_no: {
                month: {**figures, **picked({"performance_score": scores.get((staff_no, month), {}).get("score")}, "performance_score")}
                for month, figures in of_person.items()
            }
            for staff_no, of_person in staff_months.items()
        }

    def _excellent_agent(self) -> dict[str, Item]:
        """Whom an absence excludes from the election, in the year of the month reported on and up to its end."""
        until = last_day(self.month)
        found = [
            self.gateway.get(f"/excellent-agents/{until.year}/{item['staff_no']}", until=until.isoformat())
            for item in self._every("/staff")
        ]
        return {item["staff_no"]: picked(item, "excluded", "first_absence", "because") for item in found if item["excluded"] is not None}

    def _of_training(self) -> Item:
        people = (self._get(f"/training-results/{item['staff_no']}", "/training-results/{staff_no}") for item in self._every("/staff"))
        return {
            "trainings": {item["training_no"]: training(item) for item in self._every("/trainings")},
            "training_results": {person["staff_no"]: results(person) for person in people if person["sessions"]},
        }

    def _of_complaints(self) -> Item:
        months = {"first_month": FIRST_MONTH, "last_month": month_of(self.until)}
        return {"confirmed_complaints": self._get("/confirmed-complaints", **months)["figures"]}

    def _of_discipline(self) -> Item:
        report = self._get("/discipline-report")
        rights = [picked(item, *TRIGGER) for item in self._every("/termination-rights")]
        return {
            "violation_drafts": [
                picked(item, "staff_no", "kind", "date", "source", "because")
                for item in report["proposals"]
                if item["kind"] == "private_swap"
            ],
            "triggers": rights + [picked(item, *TRIGGER) for item in report["proposals"] if item["kind"] in PROPOSED],
            "violations": {
                item["violation_no"]: picked(item, "staff_no", "code", "sanction", "amount", "education_note_missing", "because")
                for item in report["violations"]
            },
            "penalty_notices": {item["notice_no"]: picked(item, *NOTICE) for item in report["notices"]},
            "fines": [fine(item) for item in report["fines"]],
            "compensation": [
                picked(item, "staff_no", "code", "amount", "date", "source", "because")
                for item in sorted(report["compensation"], key=lambda item: str(item["source"]))
            ],
            "payroll_deductions": by_staff_and_month(report["payroll"], "amount", "sources", "because"),
            "fund": [picked(item, "month", "credited", "reversed", "balance", "because") for item in report["fund"]],
            "refused": [
                {"file": FILE_OF.get(item["kind"], item["kind"]), **picked(item, "line", "key", "reason", "because")}
                for item in report["refused"]
            ],
        }

    def _by(self, order: str, path: str, **query: str) -> list[Item]:
        return sorted(self._every(path, **query), key=lambda item: str(item[order]))

    def _every(self, path: str, **query: str) -> list[Item]:
        return list(self.gateway.every(path, **query, **self._as_of(path)))

    def _get(self, path: str, route: str | None = None, **query: str) -> Item:
        return dict(self.gateway.get(path, **query, **self._as_of(route or path)))

    def _as_of(self, route: str) -> dict[str, str]:
        """The day, where the query takes one; the others know the present only."""
        return {"as_of": self.until.isoformat()} if "as_of" in _fields(route) else {}


def _fields(path: str) -> frozenset[str]:
    """The fields that the list of that address takes."""
    return frozenset(name for query in messages(Query) if query.route.path == path for name in query().fields)
