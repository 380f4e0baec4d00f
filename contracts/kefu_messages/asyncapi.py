"""What may be heard as one AsyncAPI 3.0 document, made of the contracts alone: ``python -m kefu_messages.snapshot`` writes it down."""

from __future__ import annotations

import importlib
from typing import Any

from kefu_messages.message import Event, messages, rooms
from kefu_messages.schema import Components, JsonSchema, of_schema

STREAM = "kefu.events"
EXAMPLE_ID = "shihua_gas/0f4b6b0e8f6f4a4f9a3a5f7f1f0f2e11.1"
ENVELOPE: JsonSchema = {
    "type": "object",
    "description": "CloudEvents 1.0; further attributes may come",
    "required": [
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "datacontenttype",
        "organisation",
        "sequence",
        "causationid",
        "correlationid",
        "data",
    ],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "the same for every delivery of the same event: what to deduplicate by"},
        "source": {"type": "string"},
        "type": {"type": "string"},
        "subject": {"type": "string", "description": "what it happened to"},
        "time": {"type": "string", "format": "date-time", "description": "when it was recorded"},
        "datacontenttype": {"const": "application/json"},
        "organisation": {"type": "string"},
        "sequence": {"type": "integer", "description": "numbers the events of one subject: a lower one that comes later is old"},
        "causationid": {"type": "string", "description": "the operation that caused it"},
        "correlationid": {"type": "string", "description": "the first operation of the chain"},
        "traceparent": {"type": "string", "description": "W3C trace context"},
        "data": {"type": "object"},
    },
}


def document() -> JsonSchema:
    """The whole document; the same contracts give the same document, key by key."""
    components = Components()
    said = list(messages(Event))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kefu",
            "version": "1",
            "license": {"name": "Apache-2.0"},
            "description": _INTRODUCTION,
            "tags": [
                {"name": room, "description": _first_line(importlib.import_module(f"kefu_messages.{room}").__doc__)} for room in rooms()
            ],
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {_name(event): channel(event) for event in said} | ({"everything": _everything(said)} if said else {}),
        "operations": {f"say.{_name(event)}": operation(event) for event in said},
        "components": {
            "messages": {_name(event): message(event, components) for event in said},
            "schemas": {"Envelope": ENVELOPE, **dict(sorted(components.schemas.items()))},
        },
    }


def envelope_example(event: type[Event]) -> dict[str, Any]:
    """The event's example as it is delivered."""
    data = event().dump({"because": [], **event.example})
    return {
        "specversion": "1.0",
        "id": EXAMPLE_ID,
        "source": f"/kefu/{event.service}",
        "type": event.type(),
        "subject": str(data[event.subject]),
        "time": "2025-03-22T01:00:00+00:00",
        "datacontenttype": "application/json",
        "organisation": "shihua_gas",
        "sequence": 1,
        "causationid": "shihua_gas/0f4b6b0e8f6f4a4f9a3a5f7f1f0f2e11",
        "correlationid": "shihua_gas/0f4b6b0e8f6f4a4f9a3a5f7f1f0f2e11",
        "data": data,
    }


def channel(event: type[Event]) -> JsonSchema:
    """Where one kind of event can be had: a topic exchange of its service, the event's name as routing key."""
    return {
        "address": event.verb(),
        "title": event.type(),
        "messages": {_name(event): {"$ref": f"#/components/messages/{_name(event)}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": f"{event.service}.events", "type": "topic", "durable": True, "autoDelete": False},
            }
        },
    }


def operation(event: type[Event]) -> JsonSchema:
    """That the service says it."""
    here = f"#/channels/{_name(event)}"
    return {
        "action": "send",
        "channel": {"$ref": here},
        "summary": _first_line(event.__doc__),
        "messages": [{"$ref": f"{here}/messages/{_name(event)}"}],
        "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True, "ack": True}},
    }


def message(event: type[Event], components: Components) -> JsonSchema:
    """The envelope with the event's own data."""
    own = {"type": {"const": event.type()}, "source": {"const": f"/kefu/{event.service}"}, "data": of_schema(event(), "said", components)}
    return {
        "name": event.type(),
        "title": event.__name__,
        "summary": _first_line(event.__doc__),
        "tags": [{"name": event.service}],
        "contentType": "application/cloudevents+json",
        "payload": {"allOf": [{"$ref": "#/components/schemas/Envelope"}, {"type": "object", "properties": own}]},
        "examples": [{"name": event.verb(), "payload": envelope_example(event)}],
    }


def _everything(said: list[type[Event]]) -> JsonSchema:
    return {
        "address": STREAM,
        "title": "Every event, kept",
        "description": "A RabbitMQ stream: attach with x-stream-offset to replay from any point.",
        "messages": {_name(event): {"$ref": f"#/components/messages/{_name(event)}"} for event in said},
        "bindings": {"amqp": {"is": "queue", "queue": {"name": STREAM, "durable": True, "exclusive": False, "autoDelete": False}}},
    }


def _name(event: type[Event]) -> str:
    return f"{event.service}.{event.verb()}"


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


_INTRODUCTION = (
    "Every event leaves with the change that caused it, is delivered at least once, and is numbered per subject. Bind a queue of your own"
    " to the exchange `<service>.events` with the routing keys you want (`#` for all), or read the stream `kefu.events` from any offset."
    " `data.because` lists the clauses and values of the regulations that decided it."
)
