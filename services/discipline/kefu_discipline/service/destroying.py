"""Cases past their time of keeping: listed monthly, decided on by two people, then emptied of what was written about the person."""

from __future__ import annotations

from typing import Any

from kefu.law import Decision, decide
from kefu.retention import DESTRUCTIONS, LAW, before_of, decide_on, destroyed, list_due, listed
from kefu.service import Ask, Page, Record, Shelf, command, on, query, schedule
from kefu_discipline import rules
from kefu_discipline.service.files import Files, stored_name
from kefu_discipline.store import file_of, forget_answers
from kefu_messages.discipline import (
    DecideDisciplineDestruction,
    DisciplineDestructionApproved,
    DisciplineDestructionDue,
    DisciplineRecordsDestroyed,
    ListDisciplineDestructions,
)

KIND = "discipline"


class Destroying(Files):
    """What is no longer to be known."""

    destructions = Shelf(DESTRUCTIONS)

    @schedule("daily")
    def list_what_is_past_its_time(self, ask: Ask) -> None:
        """List how many files have cases past their time, once a month."""
        before = before_of(ask, KIND)
        if before is None or listed(self.destructions, ask, KIND):
            return
        due = sum(bool(rules.past_cases(file, before=before)) for file in self.every(ask))
        list_due(self.destructions, ask, KIND, records=due, event=DisciplineDestructionDue)

    @command(DecideDisciplineDestruction)
    def decide_discipline_destruction(self, ask: Ask) -> Any:
        """Two people approve, or one keeps the records for a reason."""
        return decide_on(self.destructions, ask, event=DisciplineDestructionApproved)

    @query(ListDisciplineDestructions)
    def list_discipline_destructions(self, ask: Ask) -> Page:
        """The lists by number."""
        return self.destructions.page(ask, equals={"state": ask.get("state")}, order="destruction_no")

    @on(DisciplineDestructionApproved)
    def destroy_cases(self, ask: Ask) -> None:
        """Empty every file's cases that ended before the day; done again, it finds nothing more."""
        count = sum(self._empty(ask, record) for record in list(self.files.every(ask.organisation)))
        destroyed(self.destructions, ask, event=DisciplineRecordsDestroyed, records=count)

    def _empty(self, ask: Ask, record: Record) -> bool:
        before, day = file_of(record, staff_no=record.key), ask["before"]
        numbers = rules.past_cases(before, before=day)
        after = rules.without_contents(before, numbers=numbers, before=day)
        if after == before:
            return False
        stored = {stored_name(number) for number in numbers}
        emptied = {name: self._forgotten(ask) for name in record.decisions if stored & set(name.replace("/", " ").split())}
        self.keep(record, ask, before=before, after=after, decisions=emptied)
        forget_answers(self.files, record, numbers)
        return True

    def _forgotten(self, ask: Ask) -> Decision[str]:
        return decide("destroyed", ask.law.value(LAW, on=ask.today), destruction_no=ask["destruction_no"], destroyed_on=ask.today)
