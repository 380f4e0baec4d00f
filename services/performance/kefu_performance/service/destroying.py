"""Scores' causes, tasks and assessments past their time of keeping: listed monthly, decided on by two people, gone; the score stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from kefu.calendar import month_of
from kefu.retention import DESTRUCTIONS, decide_on, destroy_past, emptied, erase, list_past
from kefu.service import Ask, Page, Record, Shelf, command, on, query, schedule
from kefu.store import BoundShelf
from kefu_messages.performance import (
    DecidePerformanceDestruction,
    ListPerformanceDestructions,
    PerformanceDestructionApproved,
    PerformanceDestructionDue,
    PerformanceRecordsDestroyed,
)
from kefu_performance.store import ADJUSTMENTS, ASSESSMENTS, CAUSES, FACTS, SCORES, STAFF_SESSIONS, TASKS

KINDS = (CAUSES,)
EARLIEST = "0000-00"
Found = Iterator[tuple[BoundShelf, Record]]


class Destroying:
    """What is no longer to be known; what was handed to payroll, and the score it rests on, stays."""

    destructions = Shelf(DESTRUCTIONS)
    scores = Shelf(SCORES)
    facts = Shelf(FACTS)
    adjustments = Shelf(ADJUSTMENTS)
    tasks = Shelf(TASKS)
    assessments = Shelf(ASSESSMENTS)
    staff_sessions = Shelf(STAFF_SESSIONS)

    @schedule("daily")
    def list_what_is_past_its_time(self, ask: Ask) -> None:
        """List how many records are past their time, once a month."""
        list_past(self.destructions, ask, KINDS, past=self._past, event=PerformanceDestructionDue)

    @command(DecidePerformanceDestruction)
    def decide_performance_destruction(self, ask: Ask) -> Any:
        """Two people approve, or one keeps the records for a reason."""
        return decide_on(self.destructions, ask, event=PerformanceDestructionApproved)

    @query(ListPerformanceDestructions)
    def list_performance_destructions(self, ask: Ask) -> Page:
        """The lists by number."""
        return self.destructions.page(ask, equals={"state": ask.get("state")}, order="destruction_no")

    @on(PerformanceDestructionApproved)
    def destroy_records(self, ask: Ask) -> None:
        """Delete what tells of months before the day, and empty their scores; done again, it finds nothing more."""
        destroy_past(self.destructions, ask, past=self._past, event=PerformanceRecordsDestroyed, away=self._away)

    def _away(self, ask: Ask, shelf: BoundShelf, record: Record) -> bool:
        if shelf.collection is SCORES:
            return emptied(shelf, ask, record, changes={"lines": [], "emptied": True}, decisions=["score"])
        return erase(shelf, ask, record, destruction_no=ask["destruction_no"])

    def _past(self, ask: Ask, kind: str, before: date) -> Found:  # noqa: ARG002 - there is one kind
        last = month_of(before - timedelta(days=1))
        scores = self.scores.every(ask.organisation, month=(EARLIEST, last))
        yield from ((self.scores, score) for score in scores if not score.get("emptied"))
        facts = self.facts.every(ask.organisation, months=(EARLIEST, last))
        yield from ((self.facts, fact) for fact in facts if max(fact["months"]) <= last)
        yield from ((self.adjustments, line) for line in self.adjustments.every(ask.organisation) if line["month"] <= last)
        yield from self._acts(ask, before)

    def _acts(self, ask: Ask, before: date) -> Found:
        """Tasks that were done, assessments that were filed, talks that were held."""
        talks = self.staff_sessions.every(ask.organisation, held_on=(EARLIEST, (before - timedelta(days=1)).isoformat()))
        yield from ((self.staff_sessions, talk) for talk in talks)
        for shelf, day in ((self.tasks, "done_on"), (self.assessments, "filed_on")):
            yield from ((shelf, one) for one in shelf.every(ask.organisation) if one.get(day) is not None and one[day] < before)
