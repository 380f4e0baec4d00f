"""Everything that is held about one member of staff, or one customer: every service is asked at once, and writes down that it was.

Each service decides for itself that only HR and the person may see it; one refusal is the answer, for then all refuse.
"""

from __future__ import annotations

import json
from typing import Any

import eventlet
from werkzeug.wrappers import Response

from kefu.identity import authorise
from kefu.web import reading
from kefu_gateway.asking import Asking
from kefu_messages import Query, messages
from kefu_messages.errors import KefuError, NotAllowed, ServiceUnavailable

RETENTION = ("attendance", "list_law", "personal_data_retention_months")
DEADLINE = 20.0  # a search through everything, asked for now and then
Answers = list[tuple[str, Any]]


def held_parts(name: str = "GetHeld") -> list[type[Query]]:
    """What every service is asked."""
    return [query for query in messages(Query) if query.__name__ == name]


def answer_held(asking: Asking, staff_no: str) -> Response:
    """What every service holds about the person; ``missing`` names those that did not answer in time."""
    retention = eventlet.spawn(_ask, asking, *RETENTION[:2], {})
    body, answers = _everything(asking, held_parts(), {"staff_no": staff_no})
    nobody = {service: said["names_nobody"] for service, said in answers if not isinstance(said, KefuError) and said.get("names_nobody")}
    return _response({**body, "names_nobody": nobody, "retention": _retention(retention.wait())})


def answer_held_of_customer(asking: Asking, customer_no: str) -> Response:
    """What every service holds about the customer; ``missing`` names those that did not answer in time."""
    parts = held_parts("GetHeldOfCustomer")
    authorise(parts[0], asking.identity)
    body, _ = _everything(asking, parts, {"customer_no": customer_no})
    return _response(body)


def _everything(asking: Asking, parts: list[type[Query]], whose: dict[str, str]) -> tuple[dict[str, Any], Answers]:
    """What all services answer, put together; raises what all refuse for, and ``service_unavailable`` when nobody answers."""
    reading.acceptable(asking.request, reading.JSON)
    if asking.request.args:
        raise reading.ValidationFailed(fields={name: ["Unknown field."] for name in asking.request.args})
    reading.valid(parts[0], whose)
    asked = [(part.service, eventlet.spawn(_ask, asking, part.service, part.verb(), whose)) for part in parts]
    answers: Answers = [(service, thread.wait()) for service, thread in asked]
    for _, said in answers:
        if isinstance(said, NotAllowed):
            raise said
    held = {service: said["records"] for service, said in answers if not isinstance(said, KefuError) and said["records"]}
    missing = [{"service": service, "code": said.code} for service, said in answers if isinstance(said, KefuError)]
    if len(missing) == len(answers):
        raise ServiceUnavailable(service=missing[0]["service"])
    unread = {service: said["not_searched"] for service, said in answers if not isinstance(said, KefuError) and said.get("not_searched")}
    complete = not missing and not unread and all(said["complete"] for _, said in answers)
    return {**whose, "services": held, "missing": missing, "not_searched": unread, "complete": complete}, answers


def _response(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False) + "\n", content_type=reading.JSON)


def _ask(asking: Asking, service: str, verb: str, body: dict[str, str]) -> Any:
    try:
        return asking.caller.call(service, verb, body, context=asking.context(), deadline_seconds=DEADLINE)
    except KefuError as refusal:
        return refusal


def _retention(law: Any) -> dict[str, Any] | None:
    """How long the organisation keeps what, as attendance's law says; None when attendance does not answer."""
    values = [] if isinstance(law, KefuError) else law["values"]
    return next((value for value in values if value["id"] == RETENTION[2]), None)
