"""What was judged of a file when it was last written: it stands for every later day on which nothing of it changes by itself.

Lists of the whole organisation read it instead of judging a thousand files anew: judging one takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu_discipline.rules.facts import File
from kefu_discipline.rules.outcomes import Judgement, Line
from kefu_discipline.service.replies import judgement_reply


def standing_of(file: File, judgement: Judgement) -> dict[str, Any]:
    """The parts of a judgement as they are kept with the file and answered."""
    return {**judgement_reply(file, judgement), "lines": [dict(vars(line)) for line in judgement.lines]}


def still_stands(record: Mapping[str, Any], *, until: date, mark: str) -> bool:
    """Whether what is kept is what would be judged for the end of the day, by the law of the mark."""
    day, pending = until.isoformat(), record.get("next_on")
    known = record.get("standing") is not None and record.get("judged_under") == mark
    return known and (record.get("judged_until") or day) <= day and (pending is None or pending > day)


def lines_in(parts: Mapping[str, Any]) -> list[Line]:
    """The lines of wages and fund in what is kept."""
    return [Line(**{**line, "because": tuple(line["because"])}) for line in parts["lines"]]
