"""Household visits, what they find, and owners' satisfaction (CUS-61..63; doc 5.2 l.389)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.customers.units import IMPORTERS, STEWARDS, EarlierThanLastEvent, UnitHandedOverAlready, UnitNotOccupied
from kefu_messages.errors import AlreadyExists, ContentInvalid, UnknownCategory, UnknownUnit

READERS = STEWARDS | {roles.REPORTING, roles.SERVICE}


class DuplicateVisit(ContentInvalid):
    code = "duplicate_visit"
    text = {"zh-Hant": "走訪編號 {visit_no} 已存在", "en": "Visit {visit_no} exists already"}


class UnknownVisit(ContentInvalid):
    code = "unknown_visit"
    text = {"zh-Hant": "沒有走訪記錄 {visit_no}", "en": "There is no visit {visit_no}"}


class TicketMissing(ContentInvalid):
    code = "ticket_missing"
    text = {"zh-Hant": "轉工單處理須填工單編號", "en": "Treated by a ticket: its number is missing"}


class ReasonMissing(ContentInvalid):
    code = "reason_missing"
    text = {"zh-Hant": "決定不處理須說明理由", "en": "No action: the reason is missing"}


class HouseholdVisit(Schema):
    visit_no = fields.Identifier()
    unit_no = fields.Identifier()
    visited_on = fields.Date()
    steward = fields.Text()
    outcome = fields.Text(allow_none=True)
    findings = fields.List(fields.String(), metadata={"description": "numbers of the findings of this visit"})
    version = fields.Integer()


class RecordHouseholdVisit(Command):
    """Record the visit of a steward at an occupied household (CUS-61; doc 5.2 l.389)."""

    route = POST("/household-visits")
    roles = IMPORTERS
    reply = HouseholdVisit
    errors = (DuplicateVisit, UnknownUnit, UnitNotOccupied, EarlierThanLastEvent, UnitHandedOverAlready)
    status = 201
    bulk = Bulk("/household-visits:import", key="visit_no")
    example = {"visit_no": "ZF00001", "unit_no": "A06-103", "visited_on": "2024-01-02", "steward": "張春", "result": "有意見"}
    visit_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(load_default="")
    visited_on = fields.Date(required=True)
    steward = fields.Text(load_default="")
    outcome = fields.Text(data_key="result")


class GetHouseholdVisit(Query):
    """One visit with its findings (CUS-61)."""

    route = GET("/household-visits/{visit_no}")
    roles = READERS
    reply = HouseholdVisit
    example = {"visit_no": "ZF00001"}
    visit_no = fields.Identifier(required=True)


class VisitFinding(Schema):
    """An issue a visit brought up; ``treatment`` is ticket, no_action or null (untreated)."""

    finding_no = fields.Identifier()
    visit_no = fields.Identifier()
    unit_no = fields.Identifier()
    visited_on = fields.Date()
    category = fields.Identifier()
    repair_categories = fields.List(fields.String(), metadata={"description": "the repair classes it may become (FLD-09)"})
    description = fields.Text(allow_none=True)
    treatment = fields.Choice("ticket", "no_action", allow_none=True)
    ticket_no = fields.Identifier(allow_none=True)
    reason = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordVisitFinding(Command):
    """Record an issue of a visit in one of the classes, with its treatment where it is known (CUS-61, CUS-62)."""

    route = POST("/visit-findings")
    roles = IMPORTERS
    reply = VisitFinding
    errors = (UnknownVisit, UnknownCategory, TicketMissing, AlreadyExists)
    status = 201
    bulk = Bulk("/visit-findings:import", key="finding_no", every_row=("finding_no",))
    example = {
        "finding_no": "WT0001", "visit_no": "ZF00001", "category": "security_vehicle", "description": "車輛亂停", "treatment": "ticket",
        "ticket_no": "WX00110",
    }  # fmt: skip
    finding_no = fields.Identifier(required=True)
    visit_no = fields.Identifier(load_default="")
    category = fields.Identifier(load_default="")
    description = fields.Text()
    treatment = fields.Choice("ticket", "no_action")
    ticket_no = fields.Identifier()


class TreatVisitFinding(Command):
    """Decide what becomes of an issue: a ticket, or no action for a reason (CUS-62; doc 5.2 l.389)."""

    route = POST("/visit-findings/{finding_no}:treat")
    roles = STEWARDS
    reply = VisitFinding
    errors = (TicketMissing, ReasonMissing)
    example = {"finding_no": "WT0001", "treatment": "ticket", "ticket_no": "WX00110", "treated_on": "2024-01-05"}
    finding_no = fields.Identifier(required=True)
    treatment = fields.Choice("ticket", "no_action", required=True)
    ticket_no = fields.Identifier()
    reason = fields.Text()
    treated_on = fields.Date(required=True)


class ListVisitFindings(Query):
    """The findings of a year's visits, all or only the untreated (CUS-62)."""

    route = GET("/visit-findings")
    roles = READERS
    reply = VisitFinding
    paged = True
    example = {"year": 2024, "open_only": True}
    year = fields.Year(required=True)
    open_only = fields.Boolean(load_default=False)


class FindingTreatment(Schema):
    """How the findings of a year ended: counts, and the numbers of those nobody has treated (CUS-62)."""

    year = fields.Integer()
    visits = fields.Integer()
    households = fields.Integer()
    findings = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata={"description": "per class"})
    with_ticket = fields.Integer()
    no_action = fields.Integer()
    untreated = fields.List(fields.String())


class GetFindingTreatment(Query):
    """Visits of a year, findings per class and what became of them (CUS-61, CUS-62)."""

    route = GET("/finding-treatment/{year}")
    roles = READERS
    reply = FindingTreatment
    example = {"year": 2024}
    year = fields.Year(required=True)


class HouseholdVisited(Event):
    """A steward has been at a household."""

    subject = "visit_no"
    example = {"visit_no": "ZF00001", "unit_no": "A06-103", "visited_on": "2024-01-02", "steward": "張春", "because": ["CUS-61"]}
    visit_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    visited_on = fields.Date(required=True)
    steward = fields.Text(required=True)


class VisitFindingRecorded(Event):
    """A visit has brought up an issue."""

    subject = "finding_no"
    example = {
        "finding_no": "WT0001", "visit_no": "ZF00001", "unit_no": "A06-103", "visited_on": "2024-01-02", "category": "security_vehicle",
        "repair_categories": [], "treatment": None, "ticket_no": None, "because": ["CUS-61"],
    }  # fmt: skip
    finding_no = fields.Identifier(required=True)
    visit_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    visited_on = fields.Date(required=True)
    written_no = fields.Identifier(allow_none=True, metadata={"description": "its number in a file where an earlier row has that number"})
    category = fields.Identifier(required=True)
    repair_categories = fields.List(fields.String(), required=True)
    treatment = fields.Choice("ticket", "no_action", allow_none=True)
    ticket_no = fields.Identifier(allow_none=True)


class VisitFindingTreated(Event):
    """An issue of a visit has its ticket, or the decision that nothing is done."""

    subject = "finding_no"
    example = {"finding_no": "WT0001", "treatment": "ticket", "ticket_no": "WX00110", "treated_on": "2024-01-05", "because": ["CUS-62"]}
    finding_no = fields.Identifier(required=True)
    treatment = fields.Choice("ticket", "no_action", required=True)
    ticket_no = fields.Identifier(allow_none=True)
    treated_on = fields.Date(required=True)
