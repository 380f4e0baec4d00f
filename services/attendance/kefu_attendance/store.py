"""The documents of attendance: organisations, one per person of the register, and one per person and month with all its facts."""

from __future__ import annotations

from kefu.service import Collection, Index

ORGANISATIONS = Collection("organisation_register", key="organisation_id")
STAFF = Collection(
    "attendance",
    key="staff_no",
    indexes=[Index("staff_no"), Index("group", "staff_no"), Index("reports_to", "staff_no"), Index("group", "reports_to", "staff_no")],
    days={"joined_on", "left_on"},
)
STAFF_MONTHS = Collection(
    "staff_months",
    key="staff_month",
    indexes=[Index("staff_month"), Index("staff_no", "month"), Index("month", "staff_no"), Index("unjudged_from"), Index("adjusted_in")],
    claims=True,
)
ATTENDANCE_MONTHS = Collection("attendance_months", key="month", indexes=[Index("month")])
STAFF_YEARS = Collection("staff_years", key="staff_year", indexes=[Index("has_rights", "staff_year"), Index("has_rights", "year")])
SWAPS = Collection("shift_swaps", key="swap_no", indexes=[Index("swap_no"), Index("state", "swap_no"), Index("begins_on")])
PAPERS = Collection("monthly_papers", key="month", indexes=[Index("month")])
CONFIRMATIONS = Collection("attendance_confirmations", key="confirmation_no", indexes=[Index("month", "staff_no")])
DUTIES = Collection("hall_duties", key="date")
PRESENCE = Collection(
    "presence", key="record_no", indexes=[Index("record_no"), Index("kind", "month", "record_no"), Index("kind", "date")], days={"date"}
)
