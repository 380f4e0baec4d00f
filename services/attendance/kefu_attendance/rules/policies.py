"""What an organisation may adopt: values that survive being written down exactly."""

from __future__ import annotations

import json
from typing import Any

from kefu_messages.attendance import ContentNotExact

LONGEST = 20_000


def exact_content(content: Any) -> str:
    """The value as JSON text, keys in order; raises ``content_not_exact`` on a float or anything that is not JSON."""
    _refuse_floats(content)
    try:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError) as problem:
        raise ContentNotExact(detail=str(problem)) from None
    if len(text) > LONGEST:
        raise ContentNotExact(detail=f"longer than {LONGEST} characters")
    return text


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise ContentNotExact(detail=f'{content} is a float; write "{content}"')
    children = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for child in children:
        _refuse_floats(child)
