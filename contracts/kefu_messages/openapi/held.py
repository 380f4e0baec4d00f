"""The route that the gateway answers itself about a member of staff."""

from __future__ import annotations

from kefu_messages.openapi.parts import path_parameter
from kefu_messages.platform import HeldRecord, LawValue
from kefu_messages.schema import Components, JsonSchema

HELD = "/staff/{staff_no}/everything-held"


def held_operation(components: Components, problems: JsonSchema) -> JsonSchema:
    """Everything that is held about one member of staff."""
    missing = {
        "type": "object",
        "required": ["service", "code"],
        "properties": {"service": {"type": "string"}, "code": {"type": "string"}},
    }
    records = {"type": "array", "items": components.ref(HeldRecord, "answered")}
    answer = {
        "type": "object",
        "required": ["staff_no", "services", "missing", "not_searched", "complete", "retention"],
        "properties": {
            "staff_no": {"type": "string"},
            "services": {"type": "object", "additionalProperties": records},
            "missing": {"type": "array", "items": missing},
            "not_searched": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            "complete": {"type": "boolean"},
            "retention": {"anyOf": [components.ref(LawValue, "answered"), {"type": "null"}]},
        },
    }
    return {
        "operationId": "gateway.everything_held",
        "tags": ["attendance"],
        "summary": "Everything held about one member of staff",
        "description": "Asks every service at once; for HR and the person alone, and on every service's audit trail. `missing` names who"
        " did not answer, `not_searched` the collections of each service that are not kept by person and may name one all the same;"
        " `complete` is true where there are none of either. `retention` says how long what is kept.",
        "parameters": [path_parameter("staff_no")],
        "responses": {"200": {"description": "Success", "content": {"application/json": {"schema": answer}}}, **problems},
    }
