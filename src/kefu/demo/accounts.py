"""One demo account per role and organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kefu.demo import gas
from kefu.demo.others import OTHERS


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as."""

    organisation: str
    staff_no: str
    role: str


def accounts() -> Iterator[Account]:
    """The first person of every role, organisation by organisation."""
    registers = {gas.ORGANISATION: list(gas.STAFF), **{each.id: [(staff_no, role) for staff_no, role, _ in each.posts] for each in OTHERS}}
    for organisation, posts in registers.items():
        for role, staff_no in _first_of_each(posts).items():
            yield Account(organisation, staff_no, role)


def _first_of_each(posts: list[tuple[str, str]]) -> Mapping[str, str]:
    first: dict[str, str] = {}
    for staff_no, role in posts:
        first.setdefault(role, staff_no)
    return first
