"""Events for the community: what is offered, when, and to whom (OTH-11; doc 5.2 l.387, l.416)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.customers.units import STEWARDS
from kefu_messages.errors import AlreadyExists, ContentInvalid

COMMUNITY_KINDS = ("decoration_consultation", "free_haircut", "festival", "other")


class TooYoungForEvent(ContentInvalid):
    code = "too_young_for_event"
    text = {
        "zh-Hant": "本活動面向 {youngest} 歲及以上人士,其為 {age} 歲",
        "en": "The event is for those of {youngest} and over, not of {age}",
    }


class EventNotThatDay(ContentInvalid):
    code = "event_not_that_day"
    text = {"zh-Hant": "活動時間為 {starts_on} 至 {ends_on}", "en": "The event is held from {starts_on} to {ends_on}"}


class CommunityEvent(Schema):
    """An event for the community and how many took part."""

    event_no = fields.Identifier()
    kind = fields.Choice(*COMMUNITY_KINDS)
    title = fields.Text()
    starts_on = fields.Date()
    ends_on = fields.Date()
    youngest = fields.Integer(allow_none=True, metadata={"description": "the least age of participants; null for everybody"})
    as_usual = fields.Boolean(allow_none=True, metadata={"description": "as the plan of the year says; null where it says nothing"})
    participants = fields.Integer()
    version = fields.Integer()


class PlanCommunityEvent(Command):
    """Plan an event for the community (OTH-11; doc 5.2 l.387)."""

    route = POST("/community-events")
    roles = STEWARDS
    reply = CommunityEvent
    errors = (AlreadyExists,)
    status = 201
    example = {
        "event_no": "HD-1", "kind": "free_haircut", "title": "重陽節免費理髮", "starts_on": "2025-10-29", "ends_on": "2025-10-29",
    }  # fmt: skip
    event_no = fields.Identifier(required=True)
    kind = fields.Choice(*COMMUNITY_KINDS, required=True)
    title = fields.Text(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class CommunityParticipant(Schema):
    """That somebody took part; of his birth only the age of the day is kept."""

    event_no = fields.Identifier()
    participant_no = fields.Identifier()
    unit_no = fields.Identifier(allow_none=True)
    took_part_on = fields.Date()
    age = fields.Integer(allow_none=True)
    version = fields.Integer()


class AdmitParticipant(Command):
    """Admit somebody to an event whose audience he belongs to (OTH-11)."""

    route = POST("/community-events/{event_no}/participants")
    roles = STEWARDS
    reply = CommunityParticipant
    errors = (AlreadyExists, EventNotThatDay, TooYoungForEvent)
    status = 201
    example = {"event_no": "HD-1", "participant_no": "1", "unit_no": "A06-103", "born_on": "1965-10-29", "took_part_on": "2025-10-29"}
    event_no = fields.Identifier(required=True)
    participant_no = fields.Identifier(required=True)
    unit_no = fields.Identifier()
    born_on = fields.Date(metadata={"description": "needed where the event is for an age"})
    took_part_on = fields.Date(required=True)


class GetCommunityEvent(Query):
    """An event and how many took part."""

    route = GET("/community-events/{event_no}")
    roles = STEWARDS
    reply = CommunityEvent
    example = {"event_no": "HD-1"}
    event_no = fields.Identifier(required=True)


class CommunityEventPlanned(Event):
    """An event for the community is planned."""

    subject = "event_no"
    example = {
        "event_no": "HD-1", "kind": "free_haircut", "title": "重陽節免費理髮", "starts_on": "2025-10-29", "ends_on": "2025-10-29",
        "youngest": 60, "because": ["community_audiences"],
    }  # fmt: skip
    event_no = fields.Identifier(required=True)
    kind = fields.Choice(*COMMUNITY_KINDS, required=True)
    title = fields.Text(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    youngest = fields.Integer(allow_none=True)
