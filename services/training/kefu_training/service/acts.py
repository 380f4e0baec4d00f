"""Acts as they are entered: what others did comes on past papers alone, and sheets and lists from whoever held the session (TRN-04)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.entered import CLERKS
from kefu.service import Ask
from kefu_training import rules

ORGANISERS = ("entered_by", "owner", "lecturer")


def of_organisers(ask: Ask, session: Mapping[str, Any]) -> None:
    """Let only whoever announced, owns or holds the session, and the clerks of the law; raises ``not_organiser``."""
    organisers = {str(session[name]) for name in ORGANISERS if session.get(name)}
    rules.entered_by(ask.identity.staff_no, roles=ask.identity.roles, organisers=organisers, day=session["date"], law=ask.law)


def by_clerk(ask: Ask) -> bool:
    """Whether HR, or whoever migrates, enters it."""
    return bool(CLERKS & ask.identity.roles)


def of_another(ask: Ask, name: str) -> str | None:
    """The name of a field that names somebody who is not the caller; None else."""
    return name if ask.get(name) not in {None, ask.identity.staff_no} else None
