"""Sign-ins, exams and leave past their time of keeping: listed monthly, decided on by two people, deleted; how many came is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from kefu.retention import DESTRUCTIONS, decide_on, destroy_past, list_past
from kefu.service import Ask, Page, Record, Shelf, command, on, query, schedule
from kefu.store import BoundShelf
from kefu_messages.training import (
    DecideTrainingDestruction,
    ListTrainingDestructions,
    TrainingDestructionApproved,
    TrainingDestructionDue,
    TrainingRecordsDestroyed,
)
from kefu_training.service.sessions import counted
from kefu_training.service.signing import PARTS
from kefu_training.store import LEAVES, PARTICIPATIONS, SESSIONS, exams_of

KINDS = (PARTS,)
EARLIEST = "0000-00-00"


class Destroying:
    """What is no longer to be known."""

    destructions = Shelf(DESTRUCTIONS)
    sessions = Shelf(SESSIONS)
    participations = Shelf(PARTICIPATIONS)
    leaves = Shelf(LEAVES)

    @schedule("daily")
    def list_what_is_past_its_time(self, ask: Ask) -> None:
        """List how many parts in sessions and leaves are past their time, once a month."""
        list_past(self.destructions, ask, KINDS, past=self._past, event=TrainingDestructionDue)

    @command(DecideTrainingDestruction)
    def decide_training_destruction(self, ask: Ask) -> Any:
        """Two people approve, or one keeps the records for a reason."""
        return decide_on(self.destructions, ask, event=TrainingDestructionApproved)

    @query(ListTrainingDestructions)
    def list_training_destructions(self, ask: Ask) -> Page:
        """The lists by number."""
        return self.destructions.page(ask, equals={"state": ask.get("state")}, order="destruction_no")

    @on(TrainingDestructionApproved)
    def destroy_parts(self, ask: Ask) -> None:
        """Keep of every session how many came, then delete who; done again, it finds nothing more."""
        for session in list(self._past_sessions(ask, ask["before"])):
            people = list(self.participations.every(ask.organisation, event_no=session.key))
            if people and not session.get("counted"):
                self.sessions.save(session, ask, changes={"counted": list(counted(session, people)), "recipients": []}, reply={})
        destroy_past(self.destructions, ask, past=self._past, event=TrainingRecordsDestroyed)

    def _past_sessions(self, ask: Ask, before: date) -> Iterator[Record]:
        return self.sessions.every(ask.organisation, date=(EARLIEST, (before - timedelta(days=1)).isoformat()))

    def _past(self, ask: Ask, kind: str, before: date) -> Iterator[tuple[BoundShelf, Record]]:  # noqa: ARG002 - there is one kind
        for session in self._past_sessions(ask, before):
            parts = self.participations.every(ask.organisation, event_no=session.key)
            yield from ((self.participations, part) for part in parts if all(row.day < before for row in exams_of(part)))
        yield from ((self.leaves, leave) for leave in self.leaves.every(ask.organisation) if leave["to_date"] < before)
