"""The facts reports are made of: kept as other services tell them."""

from __future__ import annotations

from kefu.service import Ask, on
from kefu_reporting.rules.telling import TELLINGS, facts_of
from kefu_reporting.service.told import ReadsFacts, kept_as


class Facts(ReadsFacts):
    """One small document per fact; the newest telling wins."""

    @on(*TELLINGS)
    def keep_what_is_told(self, ask: Ask) -> None:
        """Keep what reports need of an event, in the generation that counts or, when it is heard again, in the one that is being built."""
        about = {"staff_no": ask["staff_no"]} if ask.get("staff_no") else {}  # so that a person finds what is kept of him
        building = ask.context.get("generation")
        generation = self.generations.lately(ask.organisation) if building is None else building
        for fact in facts_of(ask.message, ask.data):
            key, kind = kept_as(fact, generation=generation)
            self.facts.mirror(ask, key, kind=kind, year=fact.year, content=dict(fact.content), told_at=ask.event_time, **about)
