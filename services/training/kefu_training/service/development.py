"""Directions, mentors, manuals, post documents and improvements (TRN-24, TRN-25, TRN-27, TRN-30)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.directory import Directory
from kefu.entered import CLERKS, entry
from kefu.personal import decides_about
from kefu.service import Ask, Page, Shelf, command, on, query
from kefu_messages.attendance import StaffChanged, StaffRegistered
from kefu_messages.documents import DocumentAcknowledged, DocumentVersionPublished
from kefu_messages.errors import AlreadyExists, UnknownStaff
from kefu_messages.training import CloseImprovement, GetDevelopmentFindings, ListImprovements, RaiseImprovement, SetDevelopment
from kefu_training import rules
from kefu_training.rules.development import Edition, Plan
from kefu_training.service.people import holders_on
from kefu_training.service.replies import reader
from kefu_training.store import ACKNOWLEDGEMENTS, DEVELOPMENTS, EDITIONS, HOLDERS, IMPROVEMENTS

OF_A_DEVELOPMENT = ("direction", "mentor", "consulted_on")


class Developments:
    """Where people are to grow, what they have to have read, and what is to get better."""

    developments = Shelf(DEVELOPMENTS)
    improvements = Shelf(IMPROVEMENTS)
    holders = Shelf(HOLDERS)
    editions = Shelf(EDITIONS)
    acknowledgements = Shelf(ACKNOWLEDGEMENTS)
    staff = Directory()

    @command(SetDevelopment)
    def set_development(self, ask: Ask) -> dict[str, Any]:
        """Fix direction and mentor of an engineer after asking him (TRN-24)."""
        decides_about(ask, self.staff, ask["staff_no"], posts=CLERKS, because=["TRN-24"])
        late = entry(ask, "consulted_on")
        person, mentor = (self.staff.person(ask.organisation, ask.get(name)) for name in ("staff_no", "mentor"))
        if person is None:
            raise UnknownStaff(staff_no=ask["staff_no"], because=["TRN-24"])
        record = self.developments.new(ask.organisation, ask["staff_no"])
        given = {name: ask.data.get(name, record.get(name)) for name in OF_A_DEVELOPMENT}
        verdict = rules.development_planned(
            Plan(ask["staff_no"], **given), mentor_known=mentor is not None or "mentor" not in ask.data, joined_on=person.joined_on,
            mentor_joined_on=mentor.joined_on if mentor else None, day=ask.today, law=ask.law,
        )  # fmt: skip
        return self.developments.save(record, ask, changes={**given, "missing": list(verdict.outcome)}, decisions={"plan": verdict, **late})

    @query(GetDevelopmentFindings)
    def get_development_findings(self, ask: Ask) -> dict[str, Any]:
        """Who of those whom the caller may read lacks a direction, and which manuals and post documents are unread or missing."""
        day = ask.get("as_of") or ask.today
        holders = holders_on(self.holders.every(ask.organisation), day=day)
        editions = self._editions(ask, day)
        read = self._acknowledged(ask, [item.document_id for item in editions], day)
        manuals = rules.unacknowledged(holders, editions=editions, acknowledged=read, day=day, law=ask.law)
        posts = rules.post_documents(holders, editions=editions, acknowledged=read, day=day, law=ask.law)
        seen = set(reader(ask, self.staff).shown(holders, subject=f"{ask.organisation}/development-findings", about=lambda who: [who]))
        return {
            "as_of": day, "developments": [item for item in self._undeveloped(ask, holders, day) if item["staff_no"] in seen],
            "manuals": {manual: [who for who in unread if who in seen] for manual, unread in manuals.outcome.items()},
            "posts": [{**vars(item), "staff_nos": [who for who in item.staff_nos if who in seen]} for item in posts.outcome],
            "because": ["TRN-24", *manuals.clauses[:1], *posts.clauses[:1]],
        }  # fmt: skip

    def _undeveloped(self, ask: Ask, holders: dict[str, tuple[str, ...]], day: date) -> list[dict[str, Any]]:
        bound = set(ask.law.value("developed_roles", on=day).value)
        people = sorted(staff_no for staff_no, posts in holders.items() if bound & set(posts))
        known = self.developments.get_many(ask.organisation, people)
        plans = [Plan(number, **{name: known[number][name] if number in known else None for name in OF_A_DEVELOPMENT}) for number in people]
        lacking = [(plan, rules.development_lacks(plan, day=day, law=ask.law).outcome) for plan in plans]
        return [{**vars(plan), "missing": missing} for plan, missing in lacking if missing]

    def _editions(self, ask: Ask, day: date) -> list[Edition]:
        newest: dict[str, Edition] = {}
        for item in self.editions.every(ask.organisation):
            known = newest.get(item["document_id"])
            if item["effective_from"] <= day and (known is None or known.edition < item["edition"]):
                newest[item["document_id"]] = Edition(item["document_id"], item["edition"], tuple(item["required_of"]))
        return sorted(newest.values(), key=lambda item: item.document_id)

    def _acknowledged(self, ask: Ask, documents: list[str], day: date) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for item in self.acknowledgements.find(ask.organisation, document_id=documents):
            if item["acknowledged_on"] <= day.isoformat():
                of_person = found.setdefault(item["staff_no"], {})
                of_person[item["document_id"]] = max(item["edition"], of_person.get(item["document_id"], 0))
        return found

    @command(RaiseImprovement)
    def raise_improvement(self, ask: Ask) -> dict[str, Any]:
        """Record a deficiency of the training system with who is to mend it (TRN-27)."""
        record = self.improvements.new(ask.organisation, ask["item_no"])
        if record.exists:
            raise AlreadyExists(kind="improvement", key=record.key)
        if not self.staff.known(ask.organisation, ask["owner"]):
            raise UnknownStaff(staff_no=ask["owner"], because=["TRN-27"])
        changes = {**{name: ask[name] for name in ("title", "owner", "created_on")}, "state": "open", "closed_on": None}
        return self.improvements.save(record, ask, changes=changes, decisions=entry(ask, "created_on"))

    @command(CloseImprovement)
    def close_improvement(self, ask: Ask) -> dict[str, Any]:
        """The deficiency is mended (TRN-27)."""
        record = self.improvements.require(ask.organisation, ask["item_no"])
        verdict = rules.improvement_closed(created_on=record["created_on"], closed_on=ask["closed_on"], state=record["state"], law=ask.law)
        changes = {"state": verdict.outcome, "closed_on": ask["closed_on"]}
        return self.improvements.save(record, ask, changes=changes, decisions={"closed": verdict, **entry(ask, "closed_on")})

    @query(ListImprovements)
    def list_improvements(self, ask: Ask) -> Page:
        """The improvements by number."""
        return self.improvements.page(ask, equals={"state": ask.get("state")}, order="item_no")

    @on(StaffRegistered, StaffChanged)
    def know_holder(self, ask: Ask) -> None:
        """Know who holds which post from which day."""
        posts = [{"since": post["since"].isoformat(), "roles": list(post["roles"])} for post in ask["posts"]]
        days = {name: ask[name].isoformat() if ask.get(name) else None for name in ("joined_on", "left_on")}
        self.holders.mirror(ask, ask["staff_no"], posts=posts, **days)

    @on(DocumentVersionPublished)
    def know_edition(self, ask: Ask) -> None:
        """Know which edition of a document is in force from which day, and for whom (TRN-25, TRN-30)."""
        told = {"document_id": ask["document_id"], "edition": ask["edition"], "required_of": ask["required_of"]}
        self.editions.mirror(ask, f"{ask['document_id']}:{ask['edition']}", **told, effective_from=ask["effective_from"].isoformat())

    @on(DocumentAcknowledged)
    def know_acknowledgement(self, ask: Ask) -> None:
        """Know who has acknowledged which edition, and when."""
        told = {"document_id": ask["document_id"], "edition": ask["edition"], "staff_no": ask["staff_no"]}
        key = f"{ask['document_id']}:{ask['edition']}:{ask['staff_no']}"
        self.acknowledgements.mirror(ask, key, **told, acknowledged_on=ask["acknowledged_on"].isoformat())
