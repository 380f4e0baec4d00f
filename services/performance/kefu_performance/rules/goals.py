"""Tasks in time or late, goals and their parts (OTH-05, OTH-21, OTH-29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_messages.errors import StateConflict
from kefu_messages.performance import GoalPartsDiffer, NotOwnTask


@dataclass(frozen=True)
class TaskState:
    """How a task stands at the end of a day: open, overdue, on_time, late; and by how many calendar days."""

    state: str
    days_late: int | None = None


def task_state(due_on: date, *, done_on: date | None, as_of: date, law: Law) -> Decision[TaskState]:
    """Whether a superior's task was done in time (OTH-05; doc 1 l.25, l.29); the due day is included."""
    if done_on is None:
        outcome = TaskState("overdue" if as_of > due_on else "open")
    else:
        late = max(0, (done_on - due_on).days)
        outcome = TaskState("late" if late else "on_time", late)
    return decide(outcome, law.clause("OTH-05"), due_on=due_on, done_on=done_on, as_of=as_of)


def task_completed(task_no: str, *, assignee: str, assigned_by: str, by: str, state: str, papers: bool = False, law: Law) -> Decision[str]:
    """A task is completed once, by whom it was given to or by who gave it (OTH-05); ``not_own_task``, ``state_conflict``.

    HR notes it of ``papers`` of the past.
    """
    if by not in (assignee, assigned_by) and not papers:
        raise NotOwnTask(task_no=task_no, because=["OTH-05"])
    if state in ("on_time", "late"):
        raise StateConflict(state=state)
    return decide(task_no, law.clause("OTH-05"), assignee=assignee, by=by)


@dataclass(frozen=True)
class Part:
    """What a post or person bears of a goal."""

    bearer: str
    target: Decimal


def goal_broken_down(target: Decimal | None, *, parts: tuple[Part, ...], law: Law) -> Decision[tuple[Part, ...]]:
    """The parts of a goal sum to it exactly (OTH-21; doc 5.4 l.452); raises ``goal_parts_differ``, ``state_conflict`` without a figure."""
    if target is None:
        raise StateConflict(state="no figure")
    total = sum((part.target for part in parts), Decimal(0))
    if total != target:
        raise GoalPartsDiffer(total=str(total), target=str(target), because=["OTH-21"])
    return decide(parts, law.clause("OTH-21"), target=target, parts=[vars(part) for part in parts])


def goal_closed(state: str, *, done_on: date, law: Law) -> Decision[str]:
    """A goal is closed once, on a day (OTH-29; doc 5.2 l.419); ``state_conflict``."""
    if state == "done":
        raise StateConflict(state=state)
    return decide("done", law.clause("OTH-29"), done_on=done_on)
