"""Decisions about leave as they are told: under which law, when, each clause with its words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.language import in_language
from kefu.law import Decision
from kefu.service import Ask
from kefu.store.values import plain


def told(decisions: Mapping[str, Decision[Any]], *, ask: Ask) -> dict[str, Any]:
    """Decisions just taken, by name."""
    return {"decisions": [_one(name, decision, ask=ask) for name, decision in decisions.items()]}


def _one(name: str, decision: Decision[Any], *, ask: Ask) -> dict[str, Any]:
    cited = [
        {
            "id": item.id,
            "reference": item.reference,
            "rules": list(item.rules),
            "value": plain(item.value),
            "since": plain(item.since),
            "title": in_language(item.title, ask.language),
        }
        for item in decision.because
    ]
    return {
        "name": name, "outcome": plain(decision.outcome), "facts": plain(decision.facts), "law": ask.law.version,
        "at": ask.now.isoformat(), "because": cited,
    }  # fmt: skip
