"""A form of the regulations: who fills it in, whose signatures it bears, where it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kefu.law import Citation

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
