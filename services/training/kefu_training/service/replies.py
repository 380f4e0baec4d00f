"""How decisions are told, and who may read what is personal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kefu.directory import Directory
from kefu.law import Decision
from kefu.service import Ask
from kefu.store.values import plain
from kefu_messages.errors import NotAllowed
from kefu_training import rules


def told(stored: Iterable[Mapping[str, Any]], *, language: str, **decided: Decision[Any]) -> dict[str, Any]:
    """Stored decisions, and those just taken, as a reply in the reader's language."""
    return {"decisions": [*map(plain, stored), *(_explained(name, decision, language) for name, decision in decided.items())]}


def _explained(name: str, decision: Decision[Any], language: str) -> dict[str, Any]:
    cited = [{**vars(item), "title": item.title.get(language) or item.title["zh-Hant"]} for item in decision.because]
    return {"name": name, "outcome": plain(decision.outcome), "facts": plain(decision.facts), "because": plain(cited)}


def readable(ask: Ask, staff: Directory, staff_no: str) -> bool:
    """Whether the caller may see the person's results."""
    superior = staff.superior(ask.organisation, staff_no, on=ask.today)
    return rules.results_readable(
        staff_no, reader=ask.identity.staff_no, reader_roles=ask.identity.roles, superior=superior, day=ask.today, law=ask.law
    )


def read_personal(ask: Ask, staff: Directory, staff_no: str) -> None:
    """Put the read of somebody's results on the audit trail, allowed or not; raises ``not_allowed``."""
    allowed = readable(ask, staff, staff_no)
    ask.audit(f"{ask.organisation}/results/{staff_no}", allowed=allowed)
    if not allowed:
        raise NotAllowed(action=ask.verb)
