"""What training stores: sessions, one document per invited person and session, plans, and what it knows of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, tzinfo
from typing import Any

from kefu.store import Collection, Index
from kefu_training.rules.facts import ExamRow, Leave, Material, Session, SignIn

SESSIONS = Collection(
    "training",
    key="event_no",
    indexes=[Index("held_as", "event_no"), Index("date"), Index("course_no", "date")],
    days={"date", "material_received_on", "material_reviewed_on", "copies_handed_out_on", "closed_on"},
    people={"entered_by", "lecturer", "material_reviewed_by", "moves.by", "owner", "recipients"},
)
PARTICIPATIONS = Collection(
    "participations",
    key="participation",
    indexes=[Index("event_no", "participation"), Index("staff_no", "date"), Index("next_check_on")],
    days={"date"},
    claims=True,
    people={"excuse_approved_by"},
)
PLANS = Collection("training_plans", key="plan_no", indexes=[Index("plan_no")], days={"date"}, people={"owner"})
COURSES = Collection("training_courses", key="course_no", days={"first_on", "last_on"}, nobody="courses and their hours")
QUALIFICATIONS = Collection("qualifications", key="qualification_no", indexes=[Index("staff_no")], days={"granted_on"})
TEACHINGS = Collection(
    "teachings", key="teaching_no", indexes=[Index("taught_on")], days={"taught_on"}, nobody="what was taught without a sheet"
)
MISSED_DUTIES = Collection("missed_duties", key="duty", indexes=[Index("month")], nobody="what a month should have been taught")
DEVELOPMENTS = Collection("developments", key="staff_no", indexes=[Index("staff_no")], days={"consulted_on"}, people={"mentor"})
IMPROVEMENTS = Collection(
    "training_improvements",
    key="item_no",
    indexes=[Index("item_no"), Index("state", "item_no")],
    days={"created_on", "closed_on"},
    people={"owner"},
)
CUSTOMER_TRAININGS = Collection(
    "customer_trainings",
    key="customer_no",
    indexes=[Index("state", "installed_on")],
    days={"installed_on", "trained_on", "due_on"},
    people={"specialist"},
)
LEAVES = Collection("leaves", key="request_no", indexes=[Index("staff_no", "from_date")], days={"from_date", "to_date"}, commands=False)
HOLDERS = Collection("post_holders", key="staff_no", indexes=[Index("staff_no")], days={"joined_on", "left_on"}, commands=False)
EDITIONS = Collection(
    "editions", key="edition_no", indexes=[Index("document_id")], days={"effective_from"}, commands=False, nobody="editions of documents"
)
ACKNOWLEDGEMENTS = Collection("acknowledgements", key="acknowledgement", indexes=[Index("document_id"), Index("staff_no")], commands=False)


def participation_no(event_no: str, staff_no: str) -> str:
    """The key of one person's part in one session."""
    return f"{event_no}:{staff_no}"


def session_of(fields: Mapping[str, Any]) -> Session:
    """The session a document tells of."""
    hours = (time.fromisoformat(fields["start"]), time.fromisoformat(fields["end"]))
    return Session(fields["event_no"], fields["kind"], fields["date"], *hours)


def sign_in_of(fields: Mapping[str, Any], *, zone: tzinfo | None) -> SignIn:
    """The sheet's row, its moment in the organisation's zone."""
    moment = fields.get("signed_in_at")
    local = moment.astimezone(zone) if moment is not None else None
    return SignIn(fields["staff_no"], local, fields.get("excuse"), fields.get("excuse_approved_by"))


def exams_of(fields: Mapping[str, Any]) -> tuple[ExamRow, ...]:
    """The exam rows of a person in a training."""
    return tuple(ExamRow(row["exam_no"], row["kind"], date.fromisoformat(row["date"]), row["score"]) for row in fields.get("exams", ()))


def leave_of(fields: Mapping[str, Any]) -> Leave:
    """Granted leave."""
    hours = [time.fromisoformat(fields[name]) if fields.get(name) else None for name in ("from_time", "to_time")]
    return Leave(fields["request_no"], fields["from_date"], fields["to_date"], *hours)


def material_of(fields: Mapping[str, Any], *, reviewer_roles: tuple[str, ...], as_of: date | None = None) -> Material:
    """What was known of the material at the end of a day, all of it without one."""
    received, reviewed, handed = (
        day if (day := fields.get(name)) is not None and (as_of is None or day <= as_of) else None
        for name in ("material_received_on", "material_reviewed_on", "copies_handed_out_on")
    )
    return Material(received, reviewed, reviewer_roles, handed)
