"""Reading what is confidential: only for those who may, and on the audit trail first."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask
from kefu_documents import rules
from kefu_messages.errors import KefuError, NotAllowed


def may_read(ask: Ask, staff: Any, *, about: str | None, author: str) -> bool:
    """Whether who asks may read what concerns that person."""
    if ask.identity.service is not None:
        return True
    superior = staff.superior(ask.organisation, about, on=ask.today)
    return rules.may_read(ask.identity.staff_no, held=frozenset(ask.identity.roles), about=about, superior=superior, author=author)


def read_confidential(ask: Ask, staff: Any, *, subject: str, about: str | None, author: str, absent: KefuError | None = None) -> None:
    """Write the reading on the audit trail; for whom it is not, raises ``absent``, for a numbered paper as if there were none."""
    if not may_read(ask, staff, about=about, author=author):
        if absent is None:
            raise NotAllowed(action=ask.verb)
        raise turned_away(ask, subject=subject, absent=absent)
    ask.audit(subject)


def turned_away(ask: Ask, *, subject: str, absent: KefuError) -> KefuError:
    """What is told to who may not know of a paper: that there is none, with the attempt on the trail."""
    if subject not in ask.trespasses:  # a refusal on remembered records is judged once more
        ask.audit(subject, refused=True)
    return absent
