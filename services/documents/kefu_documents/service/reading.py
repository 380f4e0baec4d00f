"""Reading what is confidential: only for those who may, and on the audit trail first."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask
from kefu_documents import rules
from kefu_messages.errors import NotAllowed


def may_read(ask: Ask, staff: Any, *, about: str | None, author: str) -> bool:
    """Whether who asks may read what concerns that person."""
    if ask.identity.service is not None:
        return True
    superior = staff.superior(ask.organisation, about, on=ask.today)
    return rules.may_read(ask.identity.staff_no, held=frozenset(ask.identity.roles), about=about, superior=superior, author=author)


def read_confidential(ask: Ask, staff: Any, *, subject: str, about: str | None, author: str) -> None:
    """Write the reading on the audit trail; raises ``not_allowed`` for whom it is not."""
    if not may_read(ask, staff, about=about, author=author):
        raise NotAllowed(action=ask.verb)
    ask.audit(subject)
