"""How decisions are told, and who may read what is personal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kefu.directory import Directory
from kefu.language import in_language
from kefu.law import Decision
from kefu.personal import Reader
from kefu.service import Ask
from kefu.store.values import plain


def told(stored: Iterable[Mapping[str, Any]], *, language: str, **decided: Decision[Any]) -> dict[str, Any]:
    """Stored decisions, and those just taken, as a reply in the reader's language."""
    return {"decisions": [*map(plain, stored), *(_explained(name, decision, language) for name, decision in decided.items())]}


def _explained(name: str, decision: Decision[Any], language: str) -> dict[str, Any]:
    cited = [{**vars(item), "title": in_language(item.title, language)} for item in decision.because]
    return {"name": name, "outcome": plain(decision.outcome), "facts": plain(decision.facts), "because": plain(cited)}


def reader(ask: Ask, staff: Directory) -> Reader:
    """Who asks, as a reader of results: the posts of the law see all, the line manager his people's, everybody the own."""
    posts = ask.law.value("personal_result_readers", on=ask.today).value
    return Reader(ask, posts=frozenset(posts), above=lambda staff_no: staff.line(ask.organisation, staff_no, on=ask.today))


def read_personal(ask: Ask, staff: Directory, staff_no: str) -> None:
    """Put the read of somebody's results on the audit trail, allowed or not; raises ``not_allowed``."""
    reader(ask, staff).look(staff_no, subject=f"{ask.organisation}/results/{staff_no}")
