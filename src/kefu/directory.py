"""Who works here, as every service may know it: a local copy of attendance's register, fed by its events.

A service declares ``staff = Directory()`` and asks ``self.staff.role(organisation, staff_no)``; no call leaves the process.
Phone numbers are not in it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from nameko.extensions import DependencyProvider

from kefu import clock
from kefu.store import Collection, Shelf
from kefu_messages import roles
from kefu_messages.attendance import StaffChanged, StaffRegistered

if TYPE_CHECKING:
    from kefu.ask import Ask

DIRECTORY = Collection("directory", key="staff_no", days={"joined_on", "left_on"}, commands=False)
KNOWN_FOR, UNKNOWN_FOR = 2.0, 0.2  # whoever is not known yet may have been heard of by another replica
REMEMBERED = 5_000
HEADS = frozenset({roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER})


@dataclass(frozen=True)
class Post:
    """What somebody does from a day on."""

    since: date
    roles: frozenset[str]
    reports_to: str | None = None
    group: str | None = None
    department: str | None = None


@dataclass(frozen=True)
class Colleague:
    """A person of the register as it was last heard of; ``posts`` in order of their first day."""

    staff_no: str
    name: str
    joined_on: date
    left_on: date | None
    posts: tuple[Post, ...]

    def serves(self, on: date) -> bool:
        """Whether the person is employed on the day; the last day of service counts."""
        return self.joined_on <= on and (self.left_on is None or on <= self.left_on)

    def post(self, on: date) -> Post | None:
        """The post in force on the day; None before the first and after the service."""
        if not self.serves(on):
            return None
        return next((post for post in reversed(self.posts) if post.since <= on), None)


class Directory(DependencyProvider):  # type: ignore[misc]
    """The service's own copy of the register of staff; what is known is read again after two seconds or an event."""

    shelf = Shelf(DIRECTORY)

    def setup(self) -> None:
        """Listen to the register."""
        self._known: OrderedDict[tuple[str, str], tuple[float, Colleague | None]] = OrderedDict()
        self._heads_known: dict[str, tuple[float, tuple[Colleague, ...]]] = {}
        for event in (StaffRegistered, StaffChanged):
            self.container.host.hearing.add(event, self.hear)

    def get_dependency(self, worker_ctx: Any) -> Directory:  # noqa: ARG002 - nameko's signature
        """Itself: what it keeps is shared by all workers."""
        return self

    def hear(self, ask: Ask) -> None:
        """Keep what the register tells of a person; an older event changes nothing."""
        facts = {name: ask.get(name) for name in ("name", "joined_on", "left_on", "posts")}
        self._documents.mirror(ask, ask["staff_no"], **facts)
        self._known.pop((ask.organisation, ask["staff_no"]), None)
        self._heads_known.pop(ask.organisation, None)

    def person(self, organisation: str, staff_no: str | None) -> Colleague | None:
        """The person with that number; None when the register has told of no such person."""
        if not staff_no:
            return None
        place = (organisation, staff_no)
        known = self._known.get(place)
        if known and known[0] > time.monotonic():
            return known[1]
        record = self._documents.get(organisation, staff_no)
        found = _colleague(record) if record else None
        self._known[place] = (time.monotonic() + (KNOWN_FOR if found else UNKNOWN_FOR), found)
        self._known.move_to_end(place)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    def known(self, organisation: str, staff_no: str | None) -> bool:
        """Whether the register has ever told of that person, serving or not."""
        return self.person(organisation, staff_no) is not None

    def name(self, organisation: str, staff_no: str | None) -> str | None:
        """The person's name; None for an unknown number."""
        person = self.person(organisation, staff_no)
        return person.name if person else None

    def role(self, organisation: str, staff_no: str | None, *, on: date | None = None) -> frozenset[str]:
        """The roles of the person in force on the day (today when not given); none for unknown and former staff."""
        post = self._post(organisation, staff_no, on)
        return post.roles if post else frozenset()

    def superior(self, organisation: str, staff_no: str | None, *, on: date | None = None) -> str | None:
        """The direct superior's number on the day (today when not given)."""
        post = self._post(organisation, staff_no, on)
        return post.reports_to if post else None

    def line(self, organisation: str, staff_no: str | None, *, on: date | None = None) -> list[str]:
        """Everybody above the person on the day (today when not given), nearest first.

        Where the organisation names nobody's superior at all, these are the heads of the person's department.
        """
        found: list[str] = []
        above = self.superior(organisation, staff_no, on=on)
        while above and above not in found and above != staff_no:
            found.append(above)
            above = self.superior(organisation, above, on=on)
        return found or self._heads_of(organisation, staff_no, on=on)

    def _heads_of(self, organisation: str, staff_no: str | None, *, on: date | None) -> list[str]:
        heads, mine = self._heads(organisation), self._post(organisation, staff_no, on)
        if not heads or mine is None or mine.roles & HEADS:
            return []
        posts = {head.staff_no: self._post(organisation, head.staff_no, on) for head in heads}
        return [number for number, post in posts.items() if post and post.roles & HEADS and post.department == mine.department]

    def _heads(self, organisation: str) -> tuple[Colleague, ...]:
        """Who is or was the head of a department, where the organisation names no line; nobody where it does."""
        known = self._heads_known.get(organisation)
        if known and known[0] > time.monotonic():
            return known[1]
        documents, everybody = self._documents.documents, {"organisation": organisation}
        lined = documents.find_one({**everybody, "posts.reports_to": {"$gt": ""}}, {"_id": 1})
        heading = () if lined else documents.find({**everybody, "posts.roles": {"$in": sorted(HEADS)}}, {"staff_no": 1})
        people = (self.person(organisation, str(document["staff_no"])) for document in heading)
        found = tuple(sorted((head for head in people if head), key=lambda head: head.staff_no))
        self._heads_known[organisation] = (time.monotonic() + KNOWN_FOR, found)
        return found

    def _post(self, organisation: str, staff_no: str | None, on: date | None) -> Post | None:
        person = self.person(organisation, staff_no)
        if person is None:
            return None
        return person.post(on or clock.today(self.container.host.adopted.zone(organisation)))

    @property
    def _documents(self) -> Any:
        return self.shelf.get_dependency(None)


def _colleague(record: Mapping[str, Any]) -> Colleague:
    posts = [
        Post(
            since=date.fromisoformat(str(post["since"])),
            roles=frozenset(post["roles"]),
            reports_to=post.get("reports_to"),
            group=post.get("group"),
            department=post.get("department"),
        )
        for post in record["posts"]
    ]
    return Colleague(record["staff_no"], record["name"], record["joined_on"], record.get("left_on"), tuple(posts))
