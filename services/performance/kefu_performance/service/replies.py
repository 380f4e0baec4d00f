"""Who may read what is personal, and how decisions are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kefu.directory import Directory
from kefu.personal import Reader
from kefu.service import Ask
from kefu.store.values import plain
from kefu_messages.errors import NotAllowed, NotFound


def told(stored: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Stored decisions as a reply."""
    return {"decisions": [plain(item) for item in stored]}


def reader(ask: Ask, staff: Directory) -> Reader:
    """Who asks, as a reader of performance: the posts of the law see all, the line manager his people's, everybody the own."""
    posts = ask.law.value("personal_score_readers", on=ask.today).value
    return Reader(ask, posts=frozenset(posts), above=lambda staff_no: staff.line(ask.organisation, staff_no, on=ask.today))


@contextmanager
def hidden(ask: Ask, staff: Directory, *people: str | None, paper: str) -> Iterator[None]:
    """Who is not allowed to act on the paper with the number in the field, nor to read it, is answered as if there were none."""
    try:
        yield
    except NotAllowed as refusal:
        gone, subject = NotFound(kind=paper, key=ask[paper]), f"{ask.organisation}/performance/{people[0]}"
        raise reader(ask, staff).turned_away(refusal, *people, subject=subject, absent=gone) from None


def read_personal(ask: Ask, staff: Directory, staff_no: str, *, paper: str = "") -> None:
    """Put the read of somebody's performance on the audit trail, allowed or not; raises ``not_allowed``.

    Whoever asks by the number in the field ``paper`` for what he may not read is answered as if there were none: numbers tell nothing.
    """
    refusal = NotFound(kind=paper, key=ask[paper]) if paper else None
    reader(ask, staff).look(staff_no, subject=f"{ask.organisation}/performance/{staff_no}", refusal=refusal)
