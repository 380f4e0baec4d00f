"""The documents of attendance: organisations with their policies, and one document per person of the register."""

from __future__ import annotations

from kefu.service import Collection, Index

ORGANISATIONS = Collection("organisation_register", key="organisation_id")
STAFF = Collection(
    "attendance",
    key="staff_no",
    indexes=[Index("staff_no"), Index("group", "staff_no"), Index("reports_to", "staff_no"), Index("group", "reports_to", "staff_no")],
    days={"joined_on", "left_on"},
)
