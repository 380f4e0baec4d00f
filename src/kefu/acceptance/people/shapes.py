"""The shapes of ``expected.json``: which fields of an answer a figure has, what is left out where it does not apply, numbers as numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

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
NOT_SHOWN = frozenset({"exactly"})  # days of absence unrounded: the figures are told with 4 places
PROPOSED = frozenset(
    {
        "termination_proposal", "demotion_or_dismissal_proposal", "written_warning", "warning_or_fine_proposal", "dismissal_proposal",
        "final_warning_or_dismissal_proposal",
    }
)  # fmt: skip
FILE_OF = {
    "violation": "violations.csv", "penalty_notice": "penalty_notices.csv", "notice_witness": "notice_witnesses.csv",
    "appeal": "appeals.csv", "appeal_answer": "appeal_answers.csv", "implementation": "implementations.csv",
}  # fmt: skip
MONTH = (
    "late_early", "late_early_count", "free_used", "extra_points", "points", "absences", "absence_days", "leave", "other_events",
    "performance_score", "because",
)  # fmt: skip
REQUEST = (
    "staff_no", "type", "from", "to", "calendar_days", "hours", "outcome", "reason", "late_notice", "report_back", "because",
)  # fmt: skip
TRAINING = (
    "date", "invited", "attended", "attendance_rate", "material_due", "material", "material_days_late", "copies", "because",
)  # fmt: skip
TRIGGER = ("staff_no", "kind", "date", "because", "basis", "source", "complaints_in_window", "compensation")
NOTICE = ("staff_no", "violation_no", "code", "amount", "history", "state", "deductible_on", "answer", "because")
FINE = ("staff_no", "code", "amount", "effective_on", "file", "source", "payroll_month", "state", "reversed_in", "because")
PAPER = ("month", "document", "due", "submitted_at", "status", "days_late", "missing_teams", "because")
OF_LEAVE_PAPERS, OF_OTHER_PAPERS = frozenset({"missing_teams"}), frozenset({"due", "submitted_at", "days_late"})


def request(item: Item) -> Item:
    """A leave request."""
    renamed = {**item, "from": item["from_date"], "to": item["to_date"]}
    return picked(renamed, *REQUEST)


def training(item: Item) -> Item:
    """A training; where material is asked for, its days late are null as long as there is none."""
    late = {"material_days_late": item.get("material_days_late")} if item.get("material_due") is not None else {}
    return {**picked(item, *TRAINING), **late}


def results(person: Item) -> Item:
    """A person's training results."""
    exams = {"scores": person["scores"], "mean_score": person["mean_score"]} if person.get("scores") is not None else {}
    sessions = {session["event_no"]: picked(session, "attendance", "exam") for session in person["sessions"]}
    return {"sessions": sessions, **_plain(exams), "because": person["because"]}


def fine(item: Item) -> Item:
    """A fine, by the file that its fact stands in."""
    return picked({**item, "file": f"{item['file']}.csv"}, *FINE)


def paper(item: Item) -> Item:
    """A monthly paper: leave papers are complete or not, the others have a due day."""
    without = OF_OTHER_PAPERS if item["document"] == "leave_papers" else OF_LEAVE_PAPERS
    handed_in = item.get("submitted_at")
    local = datetime.fromisoformat(handed_in).replace(tzinfo=None).isoformat() if handed_in else None
    return picked({**item, "submitted_at": local}, *(name for name in PAPER if name not in without))


def by_staff_and_month(items: Iterable[Item], *names: str) -> dict[str, Item]:
    """The items by person and month."""
    found: defaultdict[str, Item] = defaultdict(dict)
    for item in items:
        found[item["staff_no"]][item["month"]] = picked(item, *names)
    return dict(found)


def picked(item: Mapping[str, Any], *names: str) -> Item:
    """Those fields of an answer, without what does not apply to it, decimals as numbers."""
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
        if name not in NOT_SHOWN and (value is not None or name not in WHERE_IT_APPLIES)
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
