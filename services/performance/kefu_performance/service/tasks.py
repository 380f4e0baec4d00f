"""Tasks from superiors (OTH-05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.directory import Directory
from kefu.entered import entry, past_papers
from kefu.personal import decides_about
from kefu.service import Ask, Page, Shelf, command, query, schedule
from kefu_messages.errors import AlreadyExists, UnknownStaff, ValidationFailed
from kefu_messages.performance import AssignTask, CompleteTask, ListJointTasks, ListTasks, TaskCompleted, TaskOverdue
from kefu_performance import rules
from kefu_performance.service.replies import hidden, read_personal, reader
from kefu_performance.store import TASKS


class Tasks:
    """Who was to do what by when, and did."""

    tasks = Shelf(TASKS)
    staff = Directory()

    @command(AssignTask)
    def assign_task(self, ask: Ask) -> dict[str, Any]:
        """Give somebody below a task that is still to be done (OTH-05)."""
        if not self.staff.known(ask.organisation, ask["assignee"]):
            raise UnknownStaff(staff_no=ask["assignee"], because=["OTH-05"])
        decides_about(ask, self.staff, ask["assignee"], because=["OTH-05"])
        if ask["due_on"] < ask.today:
            raise ValidationFailed(fields={"due_on": "Earlier than today."})
        record = self.tasks.new(ask.organisation, ask["task_no"])
        if record.exists:
            raise AlreadyExists(kind="task", key=record.key)
        given = {name: ask[name] for name in ("title", "assignee", "due_on")}
        changes = {
            **given, "staff_no": ask["assignee"], "assigned_by": ask.identity.staff_no, "with_department": ask.get("with_department"),
            "assigned_on": ask.today, "done_on": None, "state": "open", "days_late": None,
        }  # fmt: skip
        return self.tasks.save(record, ask, changes=changes)

    @command(CompleteTask)
    def complete_task(self, ask: Ask) -> dict[str, Any]:
        """The task is done, on time or late (OTH-05)."""
        record = self.tasks.require(ask.organisation, ask["task_no"])
        people = {name: record[name] for name in ("assignee", "assigned_by")}
        facts = {"by": ask.identity.staff_no, "state": record["state"], "papers": past_papers(ask, ask["done_on"])}
        shared = [ask.identity.staff_no] if self._serves_in(ask, record.get("with_department")) else []
        with hidden(ask, self.staff, record["assignee"], *shared, paper="task_no"):
            may = rules.task_completed(record.key, **people, **facts, law=ask.law)
        late = entry(ask, "done_on", whose=people.values())
        if record.get("assigned_on") is not None and ask["done_on"] < record["assigned_on"]:
            raise ValidationFailed(fields={"done_on": "Earlier than the task was given."})
        verdict = rules.task_state(record["due_on"], done_on=ask["done_on"], as_of=ask["done_on"], law=ask.law)
        changes = {"done_on": ask["done_on"], **vars(verdict.outcome)}
        told = {"assignee": record["assignee"], "due_on": record["due_on"], **changes}
        event = TaskCompleted.of(task_no=record.key, **told, because=["OTH-05"])
        return self.tasks.save(record, ask, changes=changes, decisions={"completed": may, "state": verdict, **late}, events=[event])

    @query(ListTasks)
    def list_tasks(self, ask: Ask) -> Page:
        """Somebody's tasks by number, as they stand at the end of yesterday: today's may still be done."""
        read_personal(ask, self.staff, ask["assignee"])
        as_of = ask.today - timedelta(days=1)
        return self.tasks.page(ask, equals={"staff_no": ask["assignee"]}, order="task_no").of(lambda task: _standing(task, as_of, ask))

    @query(ListJointTasks)
    def list_joint_tasks(self, ask: Ask) -> Page:
        """The tasks shared with a department, for its own people and for those who may read who has to do them (OTH-03)."""
        as_of, whose, shared = ask.today - timedelta(days=1), reader(ask, self.staff), self._serves_in(ask, ask["department"])
        page = self.tasks.page(ask, equals={"with_department": ask["department"]}, order="task_no")
        seen = [task for task in page.items if shared or whose.may(task["assignee"])]
        whose.note((task["assignee"] for task in seen), subject=f"{ask.organisation}/joint-tasks/{ask['department']}")
        return Page(seen, page.next).of(lambda task: _standing(task, as_of, ask))

    def _serves_in(self, ask: Ask, department: str | None) -> bool:
        person = self.staff.person(ask.organisation, ask.identity.staff_no)
        post = person.post(ask.today) if person else None
        return post is not None and department is not None and post.department == department

    @schedule("daily")
    def miss_tasks(self, ask: Ask) -> None:
        """Say once that a task was not done by its day (OTH-05)."""
        until = (ask.today - timedelta(days=1)).isoformat()
        for record in self.tasks.find(ask.organisation, state="open", due_on=("0000-00-00", until)):
            told = {name: record[name] for name in ("assignee", "assigned_by", "due_on")}
            event = TaskOverdue.of(task_no=record.key, **told, because=["OTH-05"])
            self.tasks.save(record, ask, changes={"state": "overdue"}, events=[event])


def _standing(task: Mapping[str, Any], as_of: date, ask: Ask) -> dict[str, Any]:
    return {**task, **vars(rules.task_state(task["due_on"], done_on=task["done_on"], as_of=as_of, law=ask.law).outcome)}
