"""The regulations' named forms as data: ``forms.yaml``, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kefu.language import in_language
from kefu.law import Citation
from kefu_messages import roles
from kefu_messages.documents import NoSuchForm

FILE = Path(__file__).parent / "forms.yaml"
OUTSIDE = frozenset({"customer", "hospital"})


@dataclass(frozen=True)
class Slot:
    """A signature that a form bears: the post or person that gives it, or somebody in its place."""

    by: str
    roles: tuple[str, ...]
    instead: str | None = None

    @property
    def names(self) -> set[str]:
        """The names under which it may be given."""
        return {self.by} if self.instead is None else {self.by, self.instead}


@dataclass(frozen=True)
class Form:
    """A form as the regulation describes it."""

    form: str
    title: Mapping[str, str]
    also: tuple[str, ...]
    filled_by: tuple[str, ...]
    signatures: tuple[Slot, ...]
    filed_with: str | None
    confidential: bool
    words: str
    rules: tuple[str, ...]
    reference: str

    @property
    def inside(self) -> bool:
        """Whether posts of the house alone fill it in."""
        return bool(self.filled_by) and not OUTSIDE & set(self.filled_by)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What a decision about the form cites: the rules that speak of it."""
        return tuple(Citation(rule, self.title, self.reference, (rule,)) for rule in self.rules)

    def shown(self, language: str) -> dict[str, Any]:
        """The form as a reply shows it."""
        slots = [{"by": slot.by, "roles": list(slot.roles), "instead": slot.instead} for slot in self.signatures]
        return {
            "form": self.form, "title": in_language(self.title, language), "also": list(self.also), "filled_by": list(self.filled_by),
            "signatures": slots, "filed_with": self.filed_with, "confidential": self.confidential, "words": self.words,
            "rules": list(self.rules), "reference": self.reference,
        }  # fmt: skip


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its identifier, sorted."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: _form(name, entry) for name, entry in sorted(read.items())}


def named(form: str) -> Form:
    """The form of that identifier or Chinese name; raises ``no_such_form``."""
    known = forms()
    found = known.get(form) or next((item for item in known.values() if form in {item.title["zh-Hant"], *item.also}), None)
    if found is None:
        raise NoSuchForm(form=form)
    return found


def _form(name: str, entry: Mapping[str, Any]) -> Form:
    unknown = set(entry["filled_by"]) - roles.EVERYBODY - OUTSIDE - {"*"}
    if unknown:
        raise ValueError(f"{name}: no such posts {sorted(unknown)}")
    slots = tuple(Slot(slot["by"], tuple(slot["roles"]), slot.get("instead")) for slot in entry["signatures"])
    return Form(
        name, entry["title"], tuple(entry.get("also", ())), tuple(entry["filled_by"]), slots, entry["filed_with"],
        bool(entry.get("confidential")), entry["words"], tuple(entry["rules"]), entry["reference"],
    )  # fmt: skip
