"""The register of staff: dated posts, reporting lines and who may read a personal phone number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from kefu.law import Decision, Law, decide
from kefu_messages.attendance import (
    CircularLine,
    DatesInWrongOrder,
    NotInService,
    OwnSuperior,
    SuperiorMissing,
    SuperiorOfWrongRole,
    UnknownSuperior,
)


class Named(Protocol):
    """A row of a list of people, by the names of its columns."""

    def get(self, name: str) -> Any:
        """The cell under the name, None when it is empty."""


Row = TypeVar("Row", bound=Named)


@dataclass(frozen=True)
class Post:
    """What somebody does from a day on: the roles, the group and department, and the direct superior."""

    since: date
    roles: tuple[str, ...]
    group: str | None = None
    department: str | None = None
    reports_to: str | None = None


@dataclass(frozen=True)
class Person:
    """A person of the register as the rules see him; ``posts`` in order of their first day."""

    staff_no: str
    joined_on: date
    posts: tuple[Post, ...]
    left_on: date | None = None
    name: str = ""


def post_on(posts: Sequence[Post], day: date) -> Post | None:
    """The post in force on the day; None before the first."""
    return next((post for post in reversed(posts) if post.since <= day), None)


def served(person: Person, *, on: date) -> bool:
    """Whether the person is employed on the day; the last day of service counts."""
    return person.joined_on <= on and (person.left_on is None or on <= person.left_on)


def check_served(person: Person, *, first: date, last: date, because: Sequence[str]) -> None:
    """Refuse what is planned or asked for wholly outside somebody's service (ATT-01); raises ``not_in_service``."""
    if last < person.joined_on or (person.left_on is not None and first > person.left_on):
        days = {"from_date": first.isoformat(), "to_date": last.isoformat()}
        raise NotInService(staff_no=person.staff_no, **days, because=list(because))


def posted(posts: Sequence[Post], new: Post, *, joined_on: date, left_on: date | None) -> tuple[Post, ...]:
    """The posts with the new one in its place; one of the same day is replaced.

    Raises ``dates_in_wrong_order`` when it begins outside the service, or the service ends before it began.
    """
    _in_order(joined_on, left_on)
    _in_order(joined_on, new.since)
    _in_order(new.since, left_on)
    others = [post for post in posts if post.since != new.since]
    return tuple(sorted([*others, new], key=lambda post: post.since))


def placement(staff_no: str, *, post: Post, superior: Person | None, line: tuple[str, ...], law: Law) -> Decision[str | None]:
    """The direct superior a person stands under in a post (OTH-22; doc 1 §5 l.18-19).

    ``line`` are the superior and everybody above him, nearest first. Refusals in this order: ``own_superior``,
    ``superior_missing``, ``unknown_superior``, ``superior_of_wrong_role``, ``circular_reporting_line``.
    """
    chart = law.value("superior_of", on=post.since)
    if post.reports_to == staff_no:
        raise OwnSuperior(staff_no=staff_no)
    bound = next((role for role in post.roles if role in chart.value), None)
    if bound and post.reports_to is None:
        raise SuperiorMissing(staff_no=staff_no, role=bound)
    if post.reports_to is not None:
        _check_superior(post, superior, chart.value.get(bound) if bound else None, bound)
        _check_line(staff_no, line)
    return decide(post.reports_to, law.clause("OTH-22"), chart, staff_no=staff_no, roles=list(post.roles), reports_to=post.reports_to)


def _check_superior(post: Post, superior: Person | None, expected: str | None, bound: str | None) -> None:
    since = post.since if superior is None else max(post.since, superior.joined_on)  # a register names today's superior, who may be newer
    if superior is None or not served(superior, on=since):
        raise UnknownSuperior(reports_to=post.reports_to)
    above = post_on(superior.posts, since)
    if expected and (above is None or expected not in above.roles):
        raise SuperiorOfWrongRole(role=bound, expected=expected)


def _check_line(staff_no: str, line: tuple[str, ...]) -> None:
    if staff_no in line:
        raise CircularLine(line=" → ".join((staff_no, *line[: line.index(staff_no) + 1])))


def _in_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise DatesInWrongOrder(first=first.isoformat(), last=last.isoformat())


def readable_phone(person: Person, *, reader: str | None, reader_roles: frozenset[str], on: date, law: Law) -> bool:
    """Whether the reader may see the person's own number: HR, the line manager and the person himself."""
    post = post_on(person.posts, on)
    return (
        reader == person.staff_no
        or bool(reader_roles & set(law.value("phone_readers", on=on).value))
        or (reader is not None and post is not None and post.reports_to == reader)
    )


def tree(root: str, *, people: Iterable[Person], on: date) -> list[tuple[int, Person, Post]]:
    """Everybody serving below the root on the day, the root first, each above those who report to him (OTH-22)."""
    serving = [(person, post) for person in people if served(person, on=on) and (post := post_on(person.posts, on))]
    serving.sort(key=lambda pair: pair[0].staff_no)
    found: list[tuple[int, Person, Post]] = []
    pending = [(0, person, post) for person, post in serving if person.staff_no == root]
    while pending:
        level, person, post = pending.pop(0)
        found.append((level, person, post))
        below = [(level + 1, other, its) for other, its in serving if its.reports_to == person.staff_no]
        pending = below + pending
    return found


def superiors_first(rows: Sequence[Row]) -> list[Row]:
    """The rows of a list of people, each after that of the direct superior where the list holds it, else in their order."""
    pending = {str(row.get("staff_no")): row for row in rows}
    others = [row for row in rows if pending[str(row.get("staff_no"))] is not row]
    ordered: list[Row] = []
    while pending:
        ready = [number for number, row in pending.items() if row.get("reports_to") not in pending] or list(pending)
        ordered += [pending.pop(number) for number in ready]
    return [*ordered, *others]


def moved(post: Post, *, since: date, **changed: object) -> Post:
    """The same post from another day on, with what has changed."""
    return replace(post, since=since, **changed)  # type: ignore[arg-type]
