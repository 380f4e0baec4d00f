"""Tasks from superiors, goals broken down to people, improvement goals (OTH-05, OTH-21, OTH-29)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields, roles
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed, NotInLine, SelfApproval, StateConflict, UnknownStaff
from kefu_messages.performance.shared import HR, LEADERS, OFFICE


class GoalPartsDiffer(ContentInvalid):
    """The parts of a goal are the goal (OTH-21)."""

    code = "goal_parts_differ"
    text = {"zh-Hant": "分解合計 {total} 與目標 {target} 不符", "en": "The parts sum to {total}, the goal is {target}"}


class NotOwnTask(NotAllowed):
    """A task is done by whom it was given to, or noted by who gave it."""

    code = "not_own_task"
    text = {"zh-Hant": "任務 {task_no} 並非由您負責或交辦", "en": "The task {task_no} is neither yours nor given by you"}


class Task(Schema):
    """A task given by a superior; ``state`` as of today: open, overdue, on_time, late."""

    task_no = fields.Identifier()
    title = fields.Text()
    assignee = fields.Identifier()
    assigned_by = fields.Identifier()
    due_on = fields.Date()
    done_on = fields.Date(allow_none=True)
    state = fields.String()
    days_late = fields.Integer(allow_none=True)
    with_department = fields.Identifier(allow_none=True)
    version = fields.Integer()


class AssignTask(Command):
    """Give somebody below a task with a due day that is not over (OTH-05; doc 1 l.25, l.29)."""

    route = POST("/tasks")
    roles = LEADERS
    reply = Task
    errors = (UnknownStaff, AlreadyExists, NotInLine, SelfApproval)
    status = 201
    example = {"task_no": "T9", "title": "整理客訴統計", "assignee": "E006", "due_on": "2025-06-10"}
    task_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    assignee = fields.Identifier(required=True)
    due_on = fields.Date(required=True)
    with_department = fields.Identifier(allow_none=True, metadata={"description": "the other department of a joint task (OTH-03)"})


class CompleteTask(Command):
    """The task is done, in time or late (OTH-05)."""

    route = POST("/tasks/{task_no}:complete")
    roles = roles.EVERYBODY
    reply = Task
    errors = (NotOwnTask, StateConflict, *LATE)
    example = {"task_no": "T9", "done_on": "2025-06-09"}
    task_no = fields.Identifier(required=True)
    done_on = fields.Date(required=True)
    late_reason = late_reason()


class ListTasks(Query):
    """The tasks of somebody by number, for him, his manager and HR."""

    route = GET("/staff/{assignee}/tasks")
    roles = roles.EVERYBODY
    reply = Task
    paged = True
    reads_confidential = True
    example = {"assignee": "E006"}
    assignee = fields.Identifier(required=True)


class ListJointTasks(Query):
    """The tasks done jointly with another department, by number (OTH-03; doc 1 l.23).

    For those who serve in that department, whose list it is too; for others of those whom they may read, as at ``/staff/{}/tasks``.
    """

    route = GET("/departments/{department}/joint-tasks")
    roles = OFFICE | {roles.SALES_PERSON}
    reply = Task
    paged = True
    reads_confidential = True
    example = {"department": "marketing"}
    department = fields.Identifier(required=True)


class TaskCompleted(Event):
    """A task is done."""

    subject = "task_no"
    example = {
        "task_no": "T9", "assignee": "E006", "due_on": "2025-06-10", "done_on": "2025-06-09", "state": "on_time", "days_late": 0,
        "because": ["OTH-05"],
    }  # fmt: skip
    task_no = fields.Identifier(required=True)
    assignee = fields.Identifier(required=True)
    due_on = fields.Date(required=True)
    done_on = fields.Date(required=True)
    state = fields.Choice("on_time", "late", required=True)
    days_late = fields.Integer(required=True)


class TaskOverdue(Event):
    """The due day of a task is over and it is not done."""

    subject = "task_no"
    example = {"task_no": "T9", "assignee": "E006", "assigned_by": "E001", "due_on": "2025-06-10", "because": ["OTH-05"]}
    task_no = fields.Identifier(required=True)
    assignee = fields.Identifier(required=True)
    assigned_by = fields.Identifier(required=True)
    due_on = fields.Date(required=True)


class Part(Schema):
    """The part of a goal that a post or a person bears."""

    bearer = fields.Identifier(required=True, metadata={"description": "a staff number or a post"})
    target = fields.Number(required=True)


class Goal(Schema):
    """A goal of the department with its owner, its parts and its state."""

    goal_no = fields.Identifier()
    title = fields.Text()
    kind = fields.String()
    year = fields.Integer()
    owner = fields.Identifier()
    target = fields.Number(allow_none=True)
    unit = fields.Text(allow_none=True)
    parts = fields.List(fields.Nested(Part))
    state = fields.Choice("open", "done")
    done_on = fields.Date(allow_none=True)
    version = fields.Integer()


class SetGoal(Command):
    """Set a goal of the department for a year, with a figure or without (OTH-21, OTH-29; doc 5.4 l.452, doc 5.2 l.419)."""

    route = POST("/goals")
    roles = LEADERS
    reply = Goal
    errors = (UnknownStaff, AlreadyExists, NotInLine)
    status = 201
    example = {"goal_no": "G-2025-1", "title": "維保營收", "kind": "target", "year": 2025, "owner": "H1", "target": "136", "unit": "萬元"}
    goal_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    kind = fields.Choice("target", "improvement", required=True)
    year = fields.Year(required=True)
    owner = fields.Identifier(required=True)
    target = fields.Number(allow_none=True)
    unit = fields.Text(allow_none=True)


class BreakDownGoal(Command):
    """Break a goal down to posts and persons; the parts sum to the goal (OTH-21; doc 5.4 l.452)."""

    route = PUT("/goals/{goal_no}/parts")
    roles = LEADERS
    reply = Goal
    errors = (GoalPartsDiffer, StateConflict, NotInLine)
    example = {"goal_no": "G-2025-1", "parts": [{"bearer": "G1", "target": "70"}, {"bearer": "G2", "target": "66"}]}
    goal_no = fields.Identifier(required=True)
    parts = fields.List(fields.Nested(Part), required=True)


class CloseGoal(Command):
    """Somebody above its owner, or HR, confirms that the goal is reached (OTH-29; doc 5.2 l.419)."""

    route = POST("/goals/{goal_no}:close")
    roles = LEADERS | HR
    reply = Goal
    errors = (StateConflict, NotInLine, *LATE)
    example = {"goal_no": "G-2025-1", "done_on": "2025-11-30"}
    goal_no = fields.Identifier(required=True)
    done_on = fields.Date(required=True)
    late_reason = late_reason()


class ListGoals(Query):
    """The goals by number, of one state if asked for."""

    route = GET("/goals")
    roles = OFFICE
    reply = Goal
    paged = True
    example = {"state": "open"}
    state = fields.Choice("open", "done")
