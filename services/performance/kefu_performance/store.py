"""What performance stores: facts others told, one score per person and month, payroll periods, goals, tasks, assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pymongo.errors import BulkWriteError

from kefu.store import BoundShelf, Collection, Index
from kefu.store.records import identity_of
from kefu_performance.rules.facts import Fact, Line

CAUSES = "performance"  # what is destroyed by itself: what told of people's work, not the score it came to
DUPLICATE, AT_ONCE = 11000, 500
SCORES = Collection("performance", key="staff_month", indexes=[Index("month"), Index("staff_no", "month")])
FACTS = Collection("score_facts", key="source", indexes=[Index("places"), Index("months"), Index("staff_no")])
ADJUSTMENTS = Collection(
    "score_adjustments",
    key="adjustment_no",
    indexes=[Index("staff_no", "month", "adjustment_no"), Index("month", "adjustment_no")],
    claims=True,
    days={"decided_on"},
    people={"entered_by", "revoked_by"},
)
PAPERS = Collection("bonus_papers", key="month", commands=False, nobody="when a month's table reached HR")
DUE_TOLD = Collection("bonus_tables_due", key="month", nobody="by when a month's table is due")
WAGE_LINES = Collection("wage_lines", key="line_no", indexes=[Index("month"), Index("staff_no", "month")], commands=False)
HANDED_OVER = Collection(
    "payroll_handed_over", key="person_period", indexes=[Index("month", "staff_no"), Index("staff_no", "month")], commands=False
)
PERIODS = Collection("payroll_periods", key="month", indexes=[Index("month")], days={"closed_on"}, people={"closed_by"})
TASKS = Collection(
    "tasks",
    key="task_no",
    indexes=[Index("staff_no", "task_no"), Index("state", "due_on"), Index("with_department", "task_no")],
    days={"assigned_on", "due_on", "done_on"},
    people={"assigned_by"},
)
GOALS = Collection(
    "goals", key="goal_no", indexes=[Index("goal_no"), Index("state", "goal_no")], days={"done_on"}, people={"owner", "parts.bearer"}
)
WORK_ITEMS = Collection(
    "work_items",
    key="item_no",
    indexes=[Index("kind", "item_no"), Index("kind", "state", "item_no"), Index("overdue_from")],
    days={"raised_on", "due_on", "moved_on"},
    people={"owner"},
)
STAFF_SESSIONS = Collection("staff_sessions", key="session_no", indexes=[Index("held_on")], days={"held_on"}, people={"participants"})
CANDIDATES = Collection("key_person_candidates", key="staff_no", indexes=[Index("candidate")], days={"since"})
ASSESSMENTS = Collection(
    "assessments",
    key="assessment_no",
    indexes=[Index("staff_no", "assessment_no"), Index("kind", "state", "due_on"), Index("kind", "assessed_on")],
    claims=True,
    days={"scheduled_on", "due_on", "assessed_on", "filed_on"},
    people={"assessed_by", "requested_by"},
)
HOLDERS = Collection("post_holders", key="staff_no", indexes=[Index("staff_no")], days={"joined_on", "left_on"}, commands=False)


def lay_out(shelf: BoundShelf, organisation: str, people: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what a period hands over, a document per person, before the period itself; what stands there already is the same."""
    documents = [
        {"_id": identity_of(organisation, key), "organisation": organisation, "person_period": key, "version": 1, **content}
        for key, content in people.items()
    ]
    for start in range(0, len(documents), AT_ONCE):
        try:
            shelf.documents.insert_many(documents[start : start + AT_ONCE], ordered=False)
        except BulkWriteError as failure:
            if any(error["code"] != DUPLICATE for error in (failure.details or {}).get("writeErrors", [])):
                raise


def staff_month_of(staff_no: str, month: str) -> str:
    """The key of a person's score of a month."""
    return f"{staff_no}:{month}"


def fact_of(record: Mapping[str, Any]) -> Fact:
    """The fact a document holds."""
    return Fact(record["source"], record["told"])


def lines_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """Stored lines of a score."""
    return tuple(
        Line(
            item["kind"], item["source"], date.fromisoformat(item["on"]) if item["on"] else None, Decimal(item["points"]),
            Decimal(item["measure"]) if item["measure"] is not None else None, tuple(item["because"]),
        )
        for item in stored
    )  # fmt: skip


def stored_line(line: Line) -> dict[str, Any]:
    """A line as it is stored and told: decimals as text, so that equal lines are equal."""
    return {
        "kind": line.kind, "source": line.source, "on": line.on.isoformat() if line.on else None, "points": plain_number(line.points),
        "measure": plain_number(line.measure), "because": list(line.because),
    }  # fmt: skip


def plain_number(value: Decimal | None) -> str | None:
    """A decimal without trailing zeros, as text."""
    return None if value is None else format(value.normalize(), "f")
