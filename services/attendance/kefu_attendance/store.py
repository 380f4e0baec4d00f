"""The documents of attendance: organisations, one per person of the register, and one per person and month with all its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo.errors import BulkWriteError

from kefu.service import Collection, Index
from kefu.store import BoundShelf, Record
from kefu.store.records import identity_of

ORGANISATIONS = Collection("organisation_register", key="organisation_id", nobody="the organisations themselves")
CANDIDATES = Collection("job_candidates", key="candidate_no", days={"assessed_on"}, nobody="people who do not work here yet")
STAFF = Collection(
    "attendance",
    key="staff_no",
    indexes=[
        Index("staff_no"),
        Index("group", "staff_no"),
        Index("reports_to", "staff_no"),
        Index("group", "reports_to", "staff_no"),
        Index("posts.reports_to"),
        Index("posts.roles"),
    ],
    days={"joined_on", "left_on"},
    people={"reports_to"},
)
STAFF_MONTHS = Collection(
    "staff_months",
    key="staff_month",
    indexes=[
        Index("staff_month"),
        Index("staff_no", "month"),
        Index("month", "staff_no"),
        Index("unjudged_from"),
        Index("judged_by"),
        Index("adjusted_in"),
    ],
    people={"roster.rostered_by"},
)
NUMBERS = Collection("numbers", key="number", commands=False, nobody="in which month a punch or shift stands; it is held there")
ATTENDANCE_MONTHS = Collection("attendance_months", key="month", indexes=[Index("month")], people={"closed_by"})
STAFF_YEARS = Collection(
    "staff_years", key="staff_year", indexes=[Index("has_rights", "staff_year"), Index("has_rights", "year"), Index("staff_no")]
)
SWAPS = Collection(
    "shift_swaps",
    key="swap_no",
    indexes=[Index("swap_no"), Index("state", "swap_no"), Index("begins_on"), Index("staff_a"), Index("staff_b")],
    people={"decided_by", "partner"},
)
PAPERS = Collection("monthly_papers", key="month", indexes=[Index("month")], people={"submissions.submitted_by"})
CONFIRMATIONS = Collection(
    "attendance_confirmations", key="confirmation_no", indexes=[Index("month", "staff_no"), Index("staff_no")], people={"confirmed_by"}
)
DUTIES = Collection("hall_duties", key="date", indexes=[Index("staff_no")])
PRESENCE = Collection(
    "presence",
    key="record_no",
    indexes=[Index("record_no"), Index("kind", "month", "record_no"), Index("kind", "date"), Index("staff_no")],
    days={"date"},
    people={"at_post", "by", "findings.staff_no", "signed"},
)

DUPLICATE = 11000


def reserve(numbers: BoundShelf, organisation: str, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, Record]:
    """Take the numbers of facts, each for one staff-month and once for ever; returns what holds those that were taken before.

    A number is taken before its fact is written: whoever finds his own taken and the fact missing writes it (the process had died).
    """
    documents = [
        {"_id": identity_of(organisation, number), "organisation": organisation, "number": number, "version": 1, **content}
        for number, content in wanted.items()
    ]
    try:
        if documents:
            numbers.documents.insert_many(documents, ordered=False)
    except BulkWriteError as failure:
        errors = (failure.details or {}).get("writeErrors", [])
        if any(error["code"] != DUPLICATE for error in errors):
            raise
        return numbers.get_many(organisation, [documents[error["index"]]["number"] for error in errors])
    return {}


def heads_where_no_line(staff: BoundShelf, organisation: str, roles: Sequence[str]) -> list[str]:
    """Everybody who holds or held such a post, by number, where the organisation names nobody's superior; nobody where it does."""
    everybody = {"organisation": organisation}
    if staff.documents.find_one({**everybody, "posts.reports_to": {"$gt": ""}}, {"_id": 1}):
        return []
    return sorted(document["staff_no"] for document in staff.documents.find({**everybody, "posts.roles": {"$in": list(roles)}}))


def everybody_below(staff: BoundShelf, organisation: str, superior: str) -> set[str]:
    """Everybody who reports, or has reported, to that person, directly or through others; all where nobody's superior is named."""
    if not staff.documents.find_one({"organisation": organisation, "posts.reports_to": {"$gt": ""}}, {"_id": 1}):
        return {document["staff_no"] for document in staff.documents.find({"organisation": organisation}, {"staff_no": 1})}
    found, above = set[str](), [superior]
    while above:
        wanted = {"organisation": organisation, "posts.reports_to": {"$in": above}}
        above = sorted({document["staff_no"] for document in staff.documents.find(wanted, {"staff_no": 1})} - found)
        found |= set(above)
    return found


def have_reported_to(staff: BoundShelf, organisation: str, superior: str) -> bool:
    """Whether anybody reports, or has reported, to that person."""
    return staff.documents.find_one({"organisation": organisation, "posts.reports_to": superior}, {"_id": 1}) is not None


def held_once(staff: BoundShelf, organisation: str, role: str) -> list[str]:
    """Everybody who holds, or has held, the post, by number."""
    return sorted(item["staff_no"] for item in staff.documents.find({"organisation": organisation, "posts.roles": role}, {"staff_no": 1}))


def forget_numbers(numbers: BoundShelf, record: Record) -> None:
    """Forget in whose month the numbers of a month's facts were; they stay taken."""
    named = {"roster": "shift_id", "punches": "punch_id", "attempts": "attempt_no"}
    entries = [(kind, entry.get(name)) for kind, name in named.items() for entry in (record.get(kind) or {}).values()]
    taken = [identity_of(record.organisation, f"{kind}/{number}") for kind, number in entries if number]
    if taken:
        numbers.documents.update_many({"_id": {"$in": taken}}, {"$set": {"staff_month": ""}})


def judged_days(staff_months: BoundShelf, organisation: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The judged days of several staff-months, without all the rest."""
    wanted = {"_id": {"$in": [identity_of(organisation, key) for key in keys]}}
    return [day for document in staff_months.documents.find(wanted, {"days": 1}) for day in document.get("days", ())]


def out_punches(staff_months: BoundShelf, organisation: str, day: str) -> list[tuple[datetime, str]]:
    """The latest out-punch of everybody on the day, with the person."""
    wanted = {"organisation": organisation, "month": day[:7]}
    found = staff_months.documents.find(wanted, {f"outs.{day}": 1, "staff_no": 1})
    return [(document["outs"][day], document["staff_no"]) for document in found if day in document.get("outs", {})]
