"""Events for the community and who takes part (OTH-11)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Record, Shelf, command, query
from kefu_customers import rules
from kefu_customers.store import COMMUNITY_EVENTS, COMMUNITY_PARTICIPANTS
from kefu_messages.customers.community_events import (
    AdmitParticipant,
    CommunityEventPlanned,
    GetCommunityEvent,
    PlanCommunityEvent,
)
from kefu_messages.errors import AlreadyExists


class CommunityEvents:
    """What is offered to the community."""

    community_events = Shelf(COMMUNITY_EVENTS)
    community_participants = Shelf(COMMUNITY_PARTICIPANTS)

    @command(PlanCommunityEvent)
    def plan_community_event(self, ask: Ask) -> dict[str, Any]:
        """Plan an event; its audience is what the law says of its kind."""
        record = self.community_events.new(ask.organisation, ask["event_no"])
        if record.exists:
            raise AlreadyExists(kind="community_event", key=record.key)
        verdict = rules.community_event(ask["kind"], starts_on=ask["starts_on"], ends_on=ask["ends_on"], law=ask.law)
        told = {name: ask[name] for name in ("event_no", "kind", "title", "starts_on", "ends_on")}
        changes = {**told, "youngest": verdict.outcome.youngest, "as_usual": verdict.outcome.as_usual}
        event = CommunityEventPlanned.of(**told, youngest=verdict.outcome.youngest, because=verdict.clauses)
        reply = {**changes, "participants": 0}
        return self.community_events.save(record, ask, changes=changes, events=[event], decisions={"planned": verdict}, reply=reply)

    @command(AdmitParticipant)
    def admit_participant(self, ask: Ask) -> dict[str, Any]:
        """Admit somebody; of his birth only the age is kept."""
        planned = self.community_events.require(ask.organisation, ask["event_no"])
        record = self.community_participants.new(ask.organisation, f"{ask['event_no']}/{ask['participant_no']}")
        if record.exists:
            raise AlreadyExists(kind="participant", key=record.key)
        verdict = rules.admitted(
            ask.get("born_on"), on=ask["took_part_on"], youngest=planned["youngest"], starts_on=planned["starts_on"],
            ends_on=planned["ends_on"], law=ask.law,
        )  # fmt: skip
        changes = {
            "event_no": ask["event_no"], "participant_no": ask["participant_no"], "unit_no": ask.get("unit_no"),
            "took_part_on": ask["took_part_on"], "age": verdict.outcome,
        }  # fmt: skip
        return self.community_participants.save(record, ask, changes=changes, decisions={"admitted": verdict})

    @query(GetCommunityEvent)
    def get_community_event(self, ask: Ask) -> dict[str, Any]:
        """An event and how many took part."""
        record: Record = self.community_events.require(ask.organisation, ask["event_no"])
        count = sum(1 for _ in self.community_participants.every(ask.organisation, event_no=record.key))
        return {**record, "participants": count, "version": record.version}
