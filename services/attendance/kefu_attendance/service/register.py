"""The register of staff: one document per person, posts dated, the phone number only for those it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kefu.checking import check_cells
from kefu.law import Decision
from kefu.service import Ask, Batch, Page, Shelf, command, importer, query
from kefu_attendance import rules
from kefu_attendance.rules import Person, Post
from kefu_attendance.service.acts import not_own
from kefu_attendance.store import STAFF
from kefu_messages.attendance import (
    ChangeStaff,
    GetStaff,
    GetTeam,
    ListStaff,
    RegisterStaff,
    StaffChanged,
    StaffRegistered,
)
from kefu_messages.errors import AlreadyExists, KefuError, NotFound, ValidationFailed

POST_FIELDS = ("group", "department", "reports_to")
PERSON_FIELDS = ("name", "phone", "left_on", "on_probation")
OWN_FIELDS = {"staff_no", "name", "phone"}
HIGHEST = 50
EVER = date(1900, 1, 1)  # from when on those serve of whom an old register does not say since when


class Register:
    """Who works here, in which post, under whom."""

    staff = Shelf(STAFF)

    @command(RegisterStaff)
    def register_staff(self, ask: Ask) -> dict[str, Any]:
        """Enter a person with the first post (OTH-22)."""
        record = self.staff.new(ask.organisation, ask["staff_no"])
        if record.exists:
            raise AlreadyExists(kind="staff", key=ask["staff_no"])
        joined_on = _joined_on(ask)
        post = Post(
            since=joined_on,
            roles=_roles(ask.get("role"), ask["further_roles"]),
            **{name: ask.get(name) for name in POST_FIELDS},
        )
        posts = rules.posted((), post, joined_on=joined_on, left_on=ask.get("left_on"))
        verdict = self._placed(ask, post if joined_on > EVER else replace(post, since=ask.today))
        facts = {
            "staff_no": ask["staff_no"],
            "joined_on": joined_on,
            **{name: ask.get(name) for name in PERSON_FIELDS},
            "name": ask.get("name") or "",
        }
        return self._keep(ask, record, facts=facts, posts=posts, verdict=verdict, event=StaffRegistered)

    @importer(RegisterStaff)
    def import_staff(self, batch: Batch) -> None:
        """A list of people in any order: each after the superior (OTH-22)."""
        for row in map(_named, rules.superiors_first(batch.rows)):
            try:
                check_cells(row)
                self.register_staff(row)
                batch.accept(row)
            except KefuError as refusal:
                batch.refuse(row, refusal)

    @command(ChangeStaff)
    def change_staff(self, ask: Ask) -> dict[str, Any]:
        """Change the person at once, or the post from ``since`` on; nobody changes his own post or service (OTH-22)."""
        record = self.staff.require(ask.organisation, ask["staff_no"])
        person = person_of(record)
        if ask.data.keys() - OWN_FIELDS:
            not_own(ask, person.staff_no)
        facts = {
            "staff_no": person.staff_no,
            "joined_on": person.joined_on,
            **{name: ask.data[name] if name in ask.data else record.get(name) for name in PERSON_FIELDS},
        }
        posts, verdict = self._moved(ask, person, left_on=facts["left_on"])
        return self._keep(ask, record, facts=facts, posts=posts, verdict=verdict, event=StaffChanged)

    def _moved(self, ask: Ask, person: Person, *, left_on: date | None) -> tuple[tuple[Post, ...], Decision[str | None] | None]:
        changed: dict[str, Any] = {name: ask.data[name] for name in POST_FIELDS if name in ask.data}
        since = max(ask.get("since") or ask.today, person.joined_on)
        before = rules.post_on(person.posts, since) or person.posts[0]
        if "role" in ask.data or "further_roles" in ask.data:
            changed["roles"] = _roles(ask.get("role") or next(iter(before.roles), None), ask.data.get("further_roles", before.roles[1:]))
        if not changed:
            rules.posted(person.posts, person.posts[0], joined_on=person.joined_on, left_on=left_on)
            return person.posts, None
        post = rules.moved(before, since=since, **changed)
        posts = rules.posted(person.posts, post, joined_on=person.joined_on, left_on=left_on)
        return posts, self._placed(ask, post)

    def _placed(self, ask: Ask, post: Post) -> Decision[str | None]:
        superior = self.staff.get(ask.organisation, post.reports_to) if post.reports_to else None
        return rules.placement(
            ask["staff_no"],
            post=post,
            superior=person_of(superior) if superior else None,
            line=self._line(ask.organisation, post.reports_to, on=post.since),
            law=ask.law,
        )

    def _line(self, organisation: str, staff_no: str | None, *, on: date) -> tuple[str, ...]:
        """The person and everybody above, nearest first."""
        line: list[str] = []
        while staff_no and staff_no not in line and len(line) < HIGHEST:
            line.append(staff_no)
            record = self.staff.get(organisation, staff_no)
            post = rules.post_on(person_of(record).posts, on) if record else None
            staff_no = post.reports_to if post else None
        return tuple(line)

    def _keep(
        self,
        ask: Ask,
        record: Any,
        *,
        facts: dict[str, Any],
        posts: tuple[Post, ...],
        verdict: Decision[str | None] | None,
        event: type[StaffRegistered | StaffChanged],
    ) -> dict[str, Any]:
        latest = posts[-1]
        said = {name: facts[name] for name in ("staff_no", "name", "joined_on", "left_on", "on_probation")}
        changes = {**facts, "posts": [_stored(post) for post in posts], "group": latest.group, "reports_to": latest.reports_to}
        return self.staff.save(
            record,
            ask,
            changes=changes,
            decisions={"placement": verdict} if verdict else {},
            events=[event.of(because=verdict.clauses if verdict else (), posts=[vars(post) for post in posts], **said)],
            reply=self._shown(ask, {**changes, "version": record.version + 1}, on=ask.today),
        )

    @query(GetStaff)
    def get_staff(self, ask: Ask) -> dict[str, Any]:
        """The person as of a day."""
        record = self.staff.require(ask.organisation, ask["staff_no"])
        return self._shown(ask, {**record, "version": record.version}, on=ask.get("on") or ask.today)

    @query(ListStaff)
    def list_staff(self, ask: Ask) -> Page:
        """The register by number."""
        equals = {name: ask.get(name) for name in ("group", "reports_to") if ask.get(name)}
        page = self.staff.page(ask, equals=equals, order="staff_no")
        return Page([self._shown(ask, item, on=ask.today) for item in page.items], page.next)

    @query(GetTeam)
    def get_team(self, ask: Ask) -> dict[str, Any]:
        """The tree below the person today."""
        people = [person_of(record) for record in self.staff.find(ask.organisation)]
        found = rules.tree(ask["staff_no"], people=people, on=ask.today)
        if not found:
            raise NotFound(kind="staff", key=ask["staff_no"])
        members = [
            {"staff_no": person.staff_no, "name": person.name, "roles": list(post.roles), "reports_to": post.reports_to, "level": level}
            for level, person, post in found
        ]
        return {"staff_no": ask["staff_no"], "members": members}

    def _shown(self, ask: Ask, record: Mapping[str, Any], *, on: date) -> dict[str, Any]:
        person = person_of(record)
        post = rules.post_on(person.posts, on)
        readable = rules.readable_phone(person, reader=ask.identity.staff_no, reader_roles=ask.identity.roles, on=on, law=ask.law)
        return {
            "staff_no": person.staff_no,
            "name": person.name,
            "joined_on": person.joined_on if person.joined_on > EVER else None,
            "left_on": person.left_on,
            "on_probation": bool(record.get("on_probation")),
            "version": record["version"],
            "roles": list(post.roles) if post and rules.served(person, on=on) else [],
            "group": post.group if post else None,
            "department": post.department if post else None,
            "reports_to": post.reports_to if post else None,
            "phone": record.get("phone") if readable else None,
            "posts": [vars(post) for post in person.posts],
        }


def _joined_on(ask: Ask) -> date:
    """The first day of service, under either of its names; of whom a register does not say it, a day before all others."""
    joined_on: date | None = ask.get("joined_on") or ask.get("hired_on") or (EVER if ask.row else None)
    if joined_on is None:
        raise ValidationFailed(fields={"joined_on": ["Missing data for required field."]})
    return joined_on


def _roles(first: str | None, further: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (*([first] if first else []), *(role for role in further if role != first))


def _named(row: Ask) -> Ask:
    """The row, with the number for a name that nobody has written down."""
    named = "name" in row.data or "staff_no" not in row.data or bool(row.row and "name" in row.row.invalid)
    return row if named else replace(row, data={**row.data, "name": row["staff_no"]})


def person_of(record: Mapping[str, Any]) -> Person:
    """The person that a document of the register describes."""
    posts = tuple(Post(**{**post, "since": date.fromisoformat(post["since"]), "roles": tuple(post["roles"])}) for post in record["posts"])
    return Person(record["staff_no"], record["joined_on"], posts, record.get("left_on"), record["name"])


def _stored(post: Post) -> dict[str, Any]:
    return {**vars(post), "since": post.since.isoformat(), "roles": list(post.roles)}
