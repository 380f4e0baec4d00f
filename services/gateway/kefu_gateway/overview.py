"""Everything about one customer at once: all services are asked together.

What does not answer in time is marked as missing, what the reader's role may not see as withheld; nothing at all is no overview.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import eventlet
from werkzeug.wrappers import Response

from kefu.identity import authorise
from kefu.web import reading
from kefu_gateway.asking import Asking
from kefu_messages.errors import KefuError, NotAllowed, NotFound, ServiceUnavailable

Answers = Sequence[tuple[type[Any], Any]]
FIRST_PAGE = 50
REGISTRY = "customers"


def answer_overview(asking: Asking, parts: Sequence[type[Any]], customer_no: str) -> Response:
    """What every part says; 404 only when the registry itself does not know the customer, 403 and 503 when there is nothing to show."""
    media_type = reading.acceptable(asking.request, reading.JSON)
    if asking.request.args:
        raise reading.ValidationFailed(fields={name: ["Unknown field."] for name in asking.request.args})
    for part in parts:
        reading.valid(part, {"customer_no": customer_no})
    asked = [(part, eventlet.spawn(_ask, asking, part, customer_no)) for part in parts]
    answers = [(part, thread.wait()) for part, thread in asked]
    for part, said in answers:
        if part.service == REGISTRY and isinstance(said, NotFound):
            raise said
    said, withheld, missing = _said(answers), _refused(answers, NotAllowed), _refused(answers, KefuError, but=NotAllowed)
    if not said:
        raise _nothing(answers)
    overview = {"customer_no": customer_no, "parts": said, "missing": missing, "withheld": withheld}
    return Response(json.dumps(overview, ensure_ascii=False) + "\n", content_type=media_type)


def _ask(asking: Asking, part: type[Any], customer_no: str) -> Any:
    try:
        authorise(part, asking.identity)
        context = asking.context(**({"limit": FIRST_PAGE} if part.paged else {}))
        return asking.caller.call(
            part.service, part.verb(), {"customer_no": customer_no}, context=context, deadline_seconds=asking.settings.overview_deadline
        )
    except KefuError as refusal:
        return refusal


def _said(answers: Answers) -> dict[str, dict[str, Any]]:
    said: dict[str, dict[str, Any]] = {}
    for part, answer in answers:
        if not isinstance(answer, KefuError):
            said.setdefault(part.service, {})[part.verb()] = answer
    return said


def _refused(answers: Answers, kind: type[KefuError], *, but: type[KefuError] | tuple[()] = ()) -> list[dict[str, str]]:
    return [
        {"service": part.service, "verb": part.verb(), "code": answer.code}
        for part, answer in answers
        if isinstance(answer, kind) and not isinstance(answer, but)
    ]


def _nothing(answers: Answers) -> KefuError:
    """Why there is nothing to show: a service that is away rather than a role that may not."""
    refusals = [answer for _, answer in answers]
    return next((item for item in refusals if isinstance(item, ServiceUnavailable)), refusals[0] if refusals else ServiceUnavailable())
