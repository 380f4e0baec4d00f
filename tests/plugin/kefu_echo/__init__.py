"""A little service for the host's own tests: it counts, per key, and hears its own counting."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import eventlet
from marshmallow import Schema

from kefu.law import decide
from kefu.service import Ask, Collection, Index, Page, Shelf, command, on, query, schedule
from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid

ROLES = frozenset({roles.CASHIER, roles.SYSTEM_ADMINISTRATOR})


class TooMuch(ContentInvalid):
    """The step is above what the law allows."""

    code = "too_much"


class Counted(Schema):
    counter_no = fields.Identifier()
    total = fields.Integer()
    version = fields.Integer()


class Heard(Schema):
    text = fields.Text()


class Count(Command):
    """Add a step to a counter."""

    service = "echo"
    route = POST("/counters")
    roles = ROLES
    reply = Counted
    errors = (TooMuch,)
    bulk = Bulk("/counters:import", key="counter_no")
    example = {"counter_no": "a", "step": 1}
    counter_no = fields.Identifier(required=True)
    step = fields.Integer(load_default=1)
    number = fields.Identifier(metadata={"description": "a number that no other counter may hold"})
    mood = fields.Text()


class Linger(Command):
    """Count after a while; every execution leaves a line in the journal, so that a second one is seen."""

    service = "echo"
    route = POST("/lingerings")
    roles = ROLES
    reply = Counted
    example = {"counter_no": "a", "milliseconds": 100}
    counter_no = fields.Identifier(required=True)
    milliseconds = fields.Integer(required=True)


class GetCounter(Query):
    """A counter."""

    service = "echo"
    route = GET("/counters/{counter_no}")
    roles = ROLES
    reply = Counted
    example = {"counter_no": "a"}
    counter_no = fields.Identifier(required=True)


class Ping(Query):
    """What was said, without a look into the store."""

    service = "echo"
    asked_by = frozenset({"other"})
    route = GET("/pings/{text}")
    roles = ROLES
    reply = Heard
    example = {"text": "a"}
    text = fields.Text(required=True)


class ListCounters(Query):
    """All counters, or those of a total."""

    service = "echo"
    route = GET("/counters")
    roles = ROLES
    reply = Counted
    paged = True
    example = {}
    total = fields.Integer()


class HasCounted(Event):
    """A counter has gone up."""

    service = "echo"
    subject = "counter_no"
    example = {"counter_no": "a", "total": 1, "because": []}
    counter_no = fields.Identifier(required=True)
    total = fields.Integer(required=True)
    mood = fields.Text()


COUNTERS = Collection("echo", key="counter_no", indexes=[Index("counter_no"), Index("total", "counter_no")], claims=True)
EFFECTS = Collection("effects", key="counter_no")
COPIES = Collection("copies", key="counter_no", commands=False)


class Echo:
    """Counts, and counts what it hears of its counting."""

    name = "echo"
    counters = Shelf(COUNTERS)
    effects = Shelf(EFFECTS)
    copies = Shelf(COPIES)

    @command(Count)
    def count(self, ask: Ask) -> dict[str, Any]:
        largest = ask.law.value("largest_step", on=ask.today)
        if ask["step"] > largest.value:
            raise TooMuch
        counter = self.counters.new(ask.organisation, ask["counter_no"])
        total = counter.get("total", 0) + ask["step"]
        mood = {"mood": ask["mood"]} if ask.get("mood") else {}
        event = HasCounted.of(counter_no=counter.key, total=total, **mood)
        return self.counters.save(
            counter,
            ask,
            changes={"total": total, "worth": Decimal(total)},
            events=[event],
            decisions={"total": decide(total, largest, ask.law.clause("HOST-2"), step=ask["step"])},
            claims=[ask["number"]] if ask.get("number") else [],
        )

    @command(Linger)
    def linger(self, ask: Ask) -> dict[str, Any]:
        with Path(os.environ["KEFU_ECHO_JOURNAL"]).open("a", encoding="utf-8") as journal:
            journal.write(f"{ask['counter_no']}\n")
        eventlet.sleep(ask["milliseconds"] / 1000)
        counter = self.counters.new(ask.organisation, ask["counter_no"])
        return self.counters.save(counter, ask, changes={"total": counter.get("total", 0) + 1})

    @query(GetCounter)
    def get_counter(self, ask: Ask) -> dict[str, Any]:
        return self.counters.public(self.counters.require(ask.organisation, ask["counter_no"]))

    @query(Ping)
    def ping(self, ask: Ask) -> dict[str, Any]:
        return {"text": ask["text"]}

    @query(ListCounters)
    def list_counters(self, ask: Ask) -> Page:
        return self.counters.page(ask, equals={"total": ask.get("total")})

    @on(HasCounted)
    def effect(self, ask: Ask) -> None:
        self.copies.mirror(ask, ask["counter_no"], total=ask["total"])
        effect = self.effects.new(ask.organisation, ask["counter_no"])
        self.effects.save(effect, ask, changes={"times": effect.get("times", 0) + 1})

    @schedule("daily")
    def tick(self, ask: Ask) -> None:
        clock = self.counters.new(ask.organisation, "clock")
        self.counters.save(clock, ask, changes={"total": clock.get("total", 0) + 1})
