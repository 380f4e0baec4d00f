"""What the services report about an organisation's people, in the shape of ``expected.json``; every figure is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from kefu_messages import Query, messages

Item = dict[str, Any]
NUMBERS = frozenset(
    {
        "points", "extra_points", "days", "hours", "absence_days", "performance_score", "score", "mean_score", "scores",
        "attendance_rate", "amount", "compensation", "credited", "reversed", "balance",
    }
)  # fmt: skip
WHERE_IT_APPLIES = frozenset(
    {
        "hours", "late_notice", "report_back", "exam", "material_due", "material", "material_days_late", "copies", "minutes", "source",
        "basis", "complaints_in_window", "compensation", "answer",
    }
)  # fmt: skip
MONTH = (
    "late_early", "late_early_count", "free_used", "extra_points", "points", "absences", "absence_days", "leave", "other_events", "because",
)  # fmt: skip
REQUEST = (
    "staff_no", "type", "from_date", "to_date", "calendar_days", "hours", "outcome", "reason", "late_notice", "report_back", "because",
)  # fmt: skip
TRAINING = (
    "date", "invited", "attended", "attendance_rate", "material_due", "material", "material_days_late", "copies", "because",
)  # fmt: skip
TRIGGER = ("staff_no", "kind", "date", "because", "basis", "source", "complaints_in_window", "compensation")
NOTICE = ("staff_no", "violation_no", "code", "amount", "history", "state", "deductible_on", "answer", "because")
FINE = ("staff_no", "code", "amount", "effective_on", "file", "source", "payroll_month", "state", "reversed_in", "because")
PAPER = ("month", "document", "due", "submitted_at", "status", "days_late", "missing_teams", "because")
OF_LEAVE_PAPERS, OF_OTHER_PAPERS = frozenset({"missing_teams"}), frozenset({"due", "submitted_at", "days_late"})


class Lists(Protocol):
    """Where lists are read."""

    def every(self, path: str, **query: str) -> Iterator[Any]:
        """All items of a list."""


@dataclass(frozen=True)
class Reports:
    """The services' lists as they stand at the end of a day."""

    gateway: Lists
    until: date
    month: str

    def figures(self) -> Item:
        """All figures but the refused rows, which only the imports tell."""
        months = self._every("/attendance-months")
        return {
            "months": sorted({item["month"] for item in months}),
            "staff_months": self._staff_months(months),
            "leave_requests": {item["request_no"]: _request(item) for item in self._every("/leave-requests")},
            "swaps_in_force": [_picked(item, "swap_no", "because") for item in self._by("swap_no", "/shift-swaps") if item["in_force"]],
            "roster_gaps": [_picked(item, "date", "because") for item in self._by("date", "/roster-gaps")],
            "violation_drafts": [
                _picked(item, "staff_no", "kind", "date", "source", "because") for item in self._every("/violation-drafts")
            ],
            "triggers": [_picked(item, *TRIGGER) for path in ("/termination-rights", "/sanction-proposals") for item in self._every(path)],
            "trainings": {item["training_no"]: _picked(item, *TRAINING) for item in self._every("/trainings")},
            "training_results": {item["staff_no"]: _results(item) for item in self._every("/training-results")},
            "excellent_agent": {
                item["staff_no"]: _picked(item, "excluded", "first_absence", "because")
                for item in self._every("/excellent-agents", year=self.month[:4])
            },
            "confirmed_complaints": _by_staff_and_month(self._every("/confirmed-complaints"), "count", "because"),
            "violations": {
                item["violation_no"]: _picked(item, "staff_no", "code", "sanction", "amount", "education_note_missing", "because")
                for item in self._every("/violations")
            },
            "penalty_notices": {item["notice_no"]: _picked(item, *NOTICE) for item in self._every("/penalty-notices")},
            "fines": [_picked(item, *FINE) for item in self._every("/fines")],
            "compensation": [
                _picked(item, "staff_no", "code", "amount", "date", "source", "because") for item in self._by("source", "/compensations")
            ],
            "payroll_deductions": _by_staff_and_month(self._every("/payroll-deductions"), "amount", "sources", "because"),
            "fund": [_picked(item, "month", "credited", "reversed", "balance", "because") for item in self._by("month", "/fund-months")],
            "monthly_papers": [_paper(item) for item in self._every("/monthly-papers")],
            "attendance_confirmations": [
                _picked(item, "staff_no", "month", "status", "confirmed_by", "because")
                for item in self._by("staff_no", "/attendance-confirmations", month=self.month)
            ],
        }

    def _staff_months(self, months: Iterable[Item]) -> dict[str, Item]:
        scores = {(item["staff_no"], item["month"]): item["performance_score"] for item in self._every("/performance-scores")}
        found: defaultdict[str, Item] = defaultdict(dict)
        for item in months:
            score = scores.get((item["staff_no"], item["month"]))
            found[item["staff_no"]][item["month"]] = {**_picked(item, *MONTH), **_plain({"performance_score": score})}
        return dict(found)

    def _by(self, order: str, path: str, **query: str) -> list[Item]:
        return sorted(self._every(path, **query), key=lambda item: str(item[order]))

    def _every(self, path: str, **query: str) -> list[Item]:
        as_of = {"as_of": self.until.isoformat()} if "as_of" in _fields(path) else {}
        return list(self.gateway.every(path, **query, **as_of))


def _fields(path: str) -> frozenset[str]:
    """The fields that the list of that address takes."""
    return frozenset(name for query in messages(Query) if query.route.path == path for name in query().fields)


def _request(item: Item) -> Item:
    picked = _picked(item, *REQUEST)
    picked["from"], picked["to"] = picked.pop("from_date"), picked.pop("to_date")
    return picked


def _results(item: Item) -> Item:
    exams = {"scores": item["scores"], "mean_score": item["mean_score"]} if item.get("scores") is not None else {}
    sessions = {event_no: _plain(_applying(session)) for event_no, session in item["sessions"].items()}
    return {"sessions": sessions, **_plain(exams), "because": item["because"]}


def _paper(item: Item) -> Item:
    without = OF_OTHER_PAPERS if item["document"] == "leave_papers" else OF_LEAVE_PAPERS
    return _picked(item, *(name for name in PAPER if name not in without))


def _by_staff_and_month(items: Iterable[Item], *names: str) -> dict[str, Item]:
    found: defaultdict[str, Item] = defaultdict(dict)
    for item in items:
        found[item["staff_no"]][item["month"]] = _picked(item, *names)
    return dict(found)


def _picked(item: Mapping[str, Any], *names: str) -> Item:
    return {name: _plain_value(name, value) for name, value in _applying({name: item.get(name) for name in names}).items()}


def _applying(item: Mapping[str, Any]) -> Item:
    """Without what does not apply to it, at every depth."""
    return {
        name: [_applying(each) if isinstance(each, Mapping) else each for each in value]
        if isinstance(value, list)
        else _applying(value)
        if isinstance(value, Mapping)
        else value
        for name, value in item.items()
        if value is not None or name not in WHERE_IT_APPLIES
    }


def _plain(item: Mapping[str, Any]) -> Item:
    return {name: _plain_value(name, value) for name, value in item.items()}


def _plain_value(name: str, value: Any) -> Any:
    """Decimals, which travel as text, as numbers."""
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list):
        return [_plain_value(name, each) for each in value]
    return number(value) if name in NUMBERS and isinstance(value, str) else value


def number(text: str) -> Any:
    """The number that a text writes, whole ones without a point; another text stays as it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return int(value) if value == value.to_integral_value() else value.normalize()
