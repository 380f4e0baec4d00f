"""The collections of fieldwork; every index is led by the organisation.

An order, a finding and a check stand in ``lists``, one name for every mixture of filters that finds them, so that a page of a list is
one equality and a range on one index and reads as many documents as it shows.
"""

from kefu.store import Collection, Index

ORDERS = Collection(
    "work_orders",
    key="order_no",
    indexes=[
        Index("lists", "position"), Index("customer_no", "kind"), Index("kind", "requested_on"), Index("kind", "handled_on"),
        Index("booked"), Index("case_no"), Index("feedback_no"), Index("project_no"), Index("alarm_on"),
    ],
    days={"requested_on", "planned_on", "handled_on", "record_due_on", "call_back_due_on", "recorded_on", "cancelled_on"},
    people={"applied_by", "checker", "handled_by", "signed_by", "staff_nos", "steps.by", "tests.by"},
)  # fmt: skip
CREWS = Collection("crews", key="crew_no", people={"members"})
HOLDS = Collection(
    "holds",
    key="hold",
    indexes=[Index("customer_no")],
    days={"since", "until", "released_on"},
    commands=False,
    nobody="customers who are not to be disturbed",
)
METERS = Collection(
    "meters", key="meter_no", indexes=[Index("customer_no")], days={"installed_on"}, commands=False, nobody="meters of customers"
)
FINDINGS = Collection(
    "findings",
    key="finding_no",
    indexes=[Index("lists", "position"), Index("alarm_on"), Index("found_on"), Index("source_no", "state")],
    days={"found_on", "due_on", "corrected_on", "closed_on"},
    people={"corrected_by", "found_by", "responsible"},
)
CHECKS = Collection(
    "area_checks",
    key="check_no",
    indexes=[Index("lists", "position"), Index("checked_on"), Index("occasion", "checked_on")],
    days={"checked_on"},
    people={"checked_by", "results.responsible"},
)
MISSING = Collection("missing_checks", key="missing", commands=False, nobody="which areas nobody has checked")
DEPARTURES = Collection("departures", key="staff_day", indexes=[Index("on"), Index("staff_no")], days={"on"})
PATROLS = Collection("patrols", key="patrol_no", indexes=[Index("patrolled_on")], days={"patrolled_on"}, people={"steward"})
RENOVATIONS = Collection(
    "renovation_files",
    key="file_no",
    indexes=[Index("unit_no", "state"), Index("state", "file_no")],
    days={"opened_on", "closed_on"},
    claims=True,
    people={"inspections.by"},
)
VACANT = Collection(
    "vacant_unit_inspections", key="inspection_no", indexes=[Index("inspected_on")], days={"inspected_on"}, people={"inspector"}
)
UNITS = Collection("units", key="unit_no", indexes=[Index("occupancy")], commands=False, nobody="households")
ASSETS = Collection(
    "assets",
    key="asset_no",
    indexes=[Index("kind", "asset_no"), Index("kind", "building"), Index("state", "asset_no"), Index("interval")],
    days={"installed_on", "removed_on"},
    people={"done.by"},
)
PROJECTS = Collection("projects", key="project_no", days={"closed_on"}, nobody="parts of projects and their state")
AREAS = Collection("service_areas", key="area_no", indexes=[Index("team", "area_no")], people={"staff"})
STAFFINGS = Collection("staffings", key="staffing_no", indexes=[Index("team")], days={"valid_from"}, nobody="how many posts an area needs")
GREENING = Collection("greening_tasks", key="task_no", indexes=[Index("area_no", "task_no")], days={"done_on"}, people={"done_by"})
ACCIDENTS = Collection("accidents", key="accident_no", indexes=[Index("happened_on")], days={"happened_on"}, people={"withdrawn_by"})
