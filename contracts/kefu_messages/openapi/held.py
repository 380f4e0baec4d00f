"""The route that the gateway answers itself about a member of staff."""

from __future__ import annotations

from kefu_messages.openapi.parts import path_parameter
from kefu_messages.platform import HeldRecord, LawValue
from kefu_messages.schema import Components, JsonSchema

HELD = "/staff/{staff_no}/everything-held"
HELD_OF_CUSTOMER = "/customers/{customer_no}/everything-held"


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
        "required": ["staff_no", "services", "missing", "names_nobody", "not_searched", "complete", "retention"],
        "properties": {
            "staff_no": {"type": "string"},
            "services": {"type": "object", "additionalProperties": records},
            "missing": {"type": "array", "items": missing},
            "names_nobody": {
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
            },
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
        " did not answer. Records about the person are shown whole, others that name him by their key and the fields that do; besides the"
        " collections, the audit trail, refused rows and messages put aside are searched. `names_nobody` says of the other collections why"
        " they name no member of staff, `not_searched` which of them say nothing; `complete` is true where nobody is missing and there are"
        " none of those. `retention` says how long what is kept.",
        "parameters": [path_parameter("staff_no")],
        "responses": {"200": {"description": "Success", "content": {"application/json": {"schema": answer}}}, **problems},
    }


def held_of_customer_operation(components: Components, problems: JsonSchema) -> JsonSchema:
    """Everything that is held about one customer."""
    whole = held_operation(components, problems)
    answer = whole["responses"]["200"]["content"]["application/json"]["schema"]
    fields = {name: schema for name, schema in answer["properties"].items() if name not in {"staff_no", "names_nobody", "retention"}}
    shown = {"type": "object", "required": ["customer_no", *fields], "properties": {"customer_no": {"type": "string"}, **fields}}
    return {
        "operationId": "gateway.everything_held_of_customer",
        "tags": ["customers"],
        "summary": "Everything held about one customer",
        "description": "Asks every service at once; for those who answer for customers' archives, and on every service's audit trail."
        " Records of the customer are shown whole, others that name him by their key and the fields that do. `missing` names who did not"
        " answer, `not_searched` what is too large for one search.",
        "parameters": [path_parameter("customer_no")],
        "responses": {"200": {"description": "Success", "content": {"application/json": {"schema": shown}}}, **problems},
    }
