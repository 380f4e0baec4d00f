"""A little service for the host's own tests: it counts, per key, and hears its own counting."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from kefu.service import Ask, Collection, Index, Page, Shelf, command, on, query, schedule
from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid

ROLES = frozenset({roles.CASHIER, roles.SYSTEM_ADMINISTRATOR})


class TooMuch(ContentInvalid):
    """The step is above nine."""

    code = "too_much"


class Counted(Schema):
    counter_no = fields.Identifier()
    total = fields.Integer()
    version = fields.Integer()


class Count(Command):
    """Add a step to a counter."""

    service = "echo"
    route = POST("/counters")
    roles = ROLES
    reply = Counted
    bulk = Bulk("/counters:import", key="counter_no")
    example = {"counter_no": "a", "step": 1}
    counter_no = fields.Identifier(required=True)
    step = fields.Integer(load_default=1)


class GetCounter(Query):
    """A counter."""

    service = "echo"
    route = GET("/counters/{counter_no}")
    roles = ROLES
    reply = Counted
    example = {"counter_no": "a"}
    counter_no = fields.Identifier(required=True)


class ListCounters(Query):
    """All counters."""

    service = "echo"
    route = GET("/counters")
    roles = ROLES
    reply = Counted
    paged = True
    example = {}


class HasCounted(Event):
    """A counter has gone up."""

    service = "echo"
    subject = "counter_no"
    example = {"counter_no": "a", "total": 1, "because": []}
    counter_no = fields.Identifier(required=True)
    total = fields.Integer(required=True)
    mood = fields.Text()


COUNTERS = Collection("echo", key="counter_no", indexes=[Index("counter_no")])
EFFECTS = Collection("effects", key="counter_no")


class Echo:
    """Counts, and counts what it hears of its counting."""

    name = "echo"
    counters = Shelf(COUNTERS)
    effects = Shelf(EFFECTS)

    @command(Count)
    def count(self, ask: Ask) -> dict[str, Any]:
        if ask["step"] > 9:  # noqa: PLR2004
            raise TooMuch()
        counter = self.counters.new(ask.organisation, ask["counter_no"])
        total = counter.get("total", 0) + ask["step"]
        return self.counters.save(counter, ask, changes={"total": total}, events=[HasCounted.of(counter_no=counter.key, total=total)])

    @query(GetCounter)
    def get_counter(self, ask: Ask) -> dict[str, Any]:
        return self.counters.public(self.counters.require(ask.organisation, ask["counter_no"]))

    @query(ListCounters)
    def list_counters(self, ask: Ask) -> Page:
        return self.counters.page(ask)

    @on(HasCounted)
    def effect(self, ask: Ask) -> None:
        effect = self.effects.new(ask.organisation, ask["counter_no"])
        self.effects.save(effect, ask, changes={"times": effect.get("times", 0) + 1})

    @schedule("daily")
    def tick(self, ask: Ask) -> None:
        clock = self.counters.new(ask.organisation, "clock")
        self.counters.save(clock, ask, changes={"total": clock.get("total", 0) + 1})
