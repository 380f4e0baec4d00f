"""What may be done so often within a time: each claims its number, so that two who do it at once do not both count the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kefu.store import AlreadyClaimed, OnceMore

Kept = TypeVar("Kept")


def in_turn(save: Callable[[], Kept]) -> Kept:
    """Save what claims the next number; whoever meets another is decided again by what stands then."""
    try:
        return save()
    except AlreadyClaimed:
        raise OnceMore from None
