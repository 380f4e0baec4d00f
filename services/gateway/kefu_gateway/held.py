"""Everything that is held about one member of staff: every service is asked at once, and writes down that it was.

Each service decides for itself that only HR and the person may see it; one refusal is the answer, for then all refuse.
"""

from __future__ import annotations

import json
from typing import Any

import eventlet
from werkzeug.wrappers import Response

from kefu.web import reading
from kefu_gateway.asking import Asking
from kefu_messages import Query, messages
from kefu_messages.errors import KefuError, NotAllowed, ServiceUnavailable

RETENTION = ("attendance", "list_law", "personal_data_retention_months")
DEADLINE = 20.0  # a search through everything, asked for now and then
Answers = list[tuple[str, Any]]


def held_parts() -> list[type[Query]]:
    """What every service is asked."""
    return [query for query in messages(Query) if query.__name__ == "GetHeld"]


def answer_held(asking: Asking, staff_no: str) -> Response:
    """What every service holds about the person; ``missing`` names those that did not answer in time."""
    media_type = reading.acceptable(asking.request, reading.JSON)
    if asking.request.args:
        raise reading.ValidationFailed(fields={name: ["Unknown field."] for name in asking.request.args})
    parts = held_parts()
    reading.valid(parts[0], {"staff_no": staff_no})
    asked = [(part.service, eventlet.spawn(_ask, asking, part.service, part.verb(), {"staff_no": staff_no})) for part in parts]
    retention = eventlet.spawn(_ask, asking, *RETENTION[:2], {})
    answers: Answers = [(service, thread.wait()) for service, thread in asked]
    for _, said in answers:
        if isinstance(said, NotAllowed):
            raise said
    held = {service: said["records"] for service, said in answers if not isinstance(said, KefuError) and said["records"]}
    missing = [{"service": service, "code": said.code} for service, said in answers if isinstance(said, KefuError)]
    if len(missing) == len(answers):
        raise ServiceUnavailable(service=missing[0]["service"])
    unread = {service: said["not_searched"] for service, said in answers if not isinstance(said, KefuError) and said.get("not_searched")}
    nobody = {service: said["names_nobody"] for service, said in answers if not isinstance(said, KefuError) and said.get("names_nobody")}
    complete = not missing and not unread and all(said["complete"] for _, said in answers)
    body = {
        "staff_no": staff_no, "services": held, "missing": missing, "names_nobody": nobody, "not_searched": unread, "complete": complete,
        "retention": _retention(retention.wait()),
    }  # fmt: skip
    return Response(json.dumps(body, ensure_ascii=False) + "\n", content_type=media_type)


def _ask(asking: Asking, service: str, verb: str, body: dict[str, str]) -> Any:
    try:
        return asking.caller.call(service, verb, body, context=asking.context(), deadline_seconds=DEADLINE)
    except KefuError as refusal:
        return refusal


def _retention(law: Any) -> dict[str, Any] | None:
    """How long the organisation keeps what, as attendance's law says; None when attendance does not answer."""
    values = [] if isinstance(law, KefuError) else law["values"]
    return next((value for value in values if value["id"] == RETENTION[2]), None)
