"""Who may be brought into the workplace (DIS-69; doc 1 §4.7 l.69)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date

from kefu.law import Decision, Law
from kefu_discipline.rules.settings import decided, setting


def unauthorised(host: str, *, authorised_by: str | None, roles: AbstractSet[str], on: date, law: Law) -> Decision[bool]:
    """Whether a visitor came in without the word of a leader who is not the host (DIS-69; doc 1 l.69)."""
    leaders = setting(law, "visitor_leaders", on=on)
    allowed = authorised_by is not None and authorised_by != host and bool(set(leaders.value) & roles)
    return decided(not allowed, ["DIS-69"], leaders, law=law, host=host, authorised_by=authorised_by)
