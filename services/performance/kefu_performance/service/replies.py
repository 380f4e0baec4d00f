"""Who may read what is personal, and how decisions are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kefu.directory import Directory
from kefu.service import Ask
from kefu.store.values import plain
from kefu_messages.errors import NotAllowed
from kefu_performance import rules


def told(stored: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Stored decisions as a reply."""
    return {"decisions": [plain(item) for item in stored]}


def readable(ask: Ask, staff: Directory, staff_no: str) -> bool:
    """Whether the caller may see the person's scores."""
    superior = staff.superior(ask.organisation, staff_no, on=ask.today)
    return rules.scores_readable(
        staff_no, reader=ask.identity.staff_no, reader_roles=ask.identity.roles, superior=superior, day=ask.today, law=ask.law
    )


def read_personal(ask: Ask, staff: Directory, staff_no: str) -> None:
    """Put the read of somebody's performance on the audit trail, allowed or not; raises ``not_allowed``."""
    allowed = readable(ask, staff, staff_no)
    ask.audit(f"{ask.organisation}/performance/{staff_no}", allowed=allowed)
    if not allowed:
        raise NotAllowed(action=ask.verb)
