"""Who may read what is confidential: HR, the line manager, the person, and who entered it."""

from __future__ import annotations

from kefu_messages import roles

HR = frozenset({roles.HR, roles.ADMIN_HR})


def may_read(reader: str, *, held: frozenset[str], about: str | None, superior: str | None, author: str) -> bool:
    """Whether the reader, who holds these roles, may read what is about that person and was entered by the author."""
    return bool(HR & held) or reader == author or (about is not None and reader in {about, superior})
