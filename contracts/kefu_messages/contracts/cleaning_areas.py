"""Individual area contracts of cleaners, the yearly re-division and their renewal (CON-45, CON-46)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.contracts.refused import AreaTaken, ContractEnded, NoAreas, PerformanceNoteMissing, PeriodReversed, RedivisionMissing
from kefu_messages.contracts.shared import LEADERS, READERS, Why, means
from kefu_messages.errors import AlreadyExists, UnknownReference

AREA_LEADERS = LEADERS | {roles.AREA_STEWARD, roles.HR}
AREA_READERS = READERS | AREA_LEADERS


class AreaContract(Schema):
    """A cleaner's contract for stairwells and outer areas."""

    contract_no = fields.Identifier()
    staff_no = fields.Identifier()
    stairwells = fields.List(fields.Identifier())
    outer_areas = fields.List(fields.Identifier())
    starts_on = fields.Date()
    ends_on = fields.Date()
    renews = fields.Identifier(allow_none=True)
    redivision_no = fields.Identifier(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    version = fields.Integer()


class _AreaTerms(Schema):
    contract_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    stairwells = fields.List(fields.Identifier(), load_default=list)
    outer_areas = fields.List(fields.Identifier(), load_default=list)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(metadata=means("the last day of the law's contract year when not given"))


class SignAreaContract(_AreaTerms, Command):
    """Sign an individual area contract with a cleaner (CON-45; doc 5.2 l.398)."""

    route = POST("/area-contracts")
    roles = AREA_LEADERS
    reply = AreaContract
    errors = (AreaTaken, NoAreas, PeriodReversed, AlreadyExists)
    status = 201
    example = {
        "contract_no": "PQ-1",
        "staff_no": "C1",
        "stairwells": ["A01-1", "A01-2"],
        "outer_areas": ["東門"],
        "starts_on": "2024-03-01",
    }


class AreaRedivision(Schema):
    """A division of all areas, as of a day."""

    redivision_no = fields.Identifier()
    divided_on = fields.Date()
    areas = fields.List(fields.Identifier())
    version = fields.Integer()


class RedivideAreas(Command):
    """Divide stairwells and outer areas anew before the contracts run out (CON-46; doc 5.2 l.414)."""

    route = POST("/area-redivisions")
    roles = AREA_LEADERS
    reply = AreaRedivision
    errors = (AlreadyExists,)
    status = 201
    example = {"redivision_no": "HF-2025", "divided_on": "2025-03-20", "areas": ["A01-1", "A01-2", "東門"]}
    redivision_no = fields.Identifier(required=True)
    divided_on = fields.Date(required=True)
    areas = fields.List(fields.Identifier(), required=True, metadata=means("every stairwell and outer area that has to be covered"))


class RenewAreaContract(_AreaTerms, Command):
    """Renew a cleaner's contract by the re-division and the past year's performance and ability (CON-46; doc 5.2 l.414)."""

    route = POST("/area-contracts/{renews}:renew")
    roles = AREA_LEADERS
    reply = AreaContract
    errors = (PerformanceNoteMissing, RedivisionMissing, AreaTaken, NoAreas, PeriodReversed, AlreadyExists, UnknownReference)
    status = 201
    example = {
        "renews": "PQ-1", "contract_no": "PQ-2", "staff_no": "C1", "stairwells": ["A01-1"], "starts_on": "2025-04-01",
        "ends_on": "2026-03-31", "redivision_no": "HF-2025", "performance_note": "全年抽查 12 次,合格 11 次",
    }  # fmt: skip
    renews = fields.Identifier(required=True)
    redivision_no = fields.Identifier(required=True)
    performance_note = fields.Text(load_default="", longest=2000)


class EndAreaContract(Command):
    """A cleaner gives the areas up before the contract's last day (CON-45)."""

    route = POST("/area-contracts/{contract_no}:end")
    roles = AREA_LEADERS
    reply = AreaContract
    errors = (ContractEnded,)
    example = {"contract_no": "PQ-1", "ended_on": "2024-11-30"}
    contract_no = fields.Identifier(required=True)
    ended_on = fields.Date(required=True)


class GetAreaContract(Query):
    """One cleaner's contract."""

    route = GET("/area-contracts/{contract_no}")
    roles = AREA_READERS
    reply = AreaContract
    example = {"contract_no": "PQ-1"}
    contract_no = fields.Identifier(required=True)


class WhyAreaContract(Query):
    """Why a cleaner's contract was accepted."""

    route = GET("/area-contracts/{contract_no}/why")
    roles = AREA_READERS
    reply = Why
    example = {"contract_no": "PQ-1"}
    contract_no = fields.Identifier(required=True)


class ListAreaContracts(Query):
    """A cleaner's contracts."""

    route = GET("/area-contracts")
    roles = AREA_READERS
    reply = AreaContract
    paged = True
    example = {"staff_no": "C1"}
    staff_no = fields.Identifier()


class AreaCoverage(Schema):
    """Which areas are covered by a contract on a day."""

    as_of = fields.Date()
    contracts = fields.Integer()
    covered = fields.Integer()
    uncovered = fields.List(fields.Identifier(), metadata=means("of the latest re-division and of contracts that ran out"))


class GetAreaCoverage(Query):
    """The areas nobody has contracted on a day (CON-46; doc 5.2 l.414)."""

    route = GET("/area-coverage")
    roles = AREA_READERS
    reply = AreaCoverage
    example = {"as_of": "2025-04-01"}
    as_of = fields.Date()


class AreaContractChanged(Event):
    """A cleaner's area contract was signed, renewed or ended."""

    subject = "contract_no"
    example = {
        "contract_no": "PQ-2", "staff_no": "C1", "areas": ["A01-1"], "starts_on": "2025-04-01", "ends_on": "2026-03-31", "renews": "PQ-1",
        "because": ["CON-46"],
    }  # fmt: skip
    contract_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    areas = fields.List(fields.Identifier(), required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    renews = fields.Identifier(required=True, allow_none=True)


class AreasUncovered(Event):
    """A cleaner's contract ran out, and nobody has its areas."""

    subject = "contract_no"
    example = {"contract_no": "PQ-1", "areas": ["A01-2"], "uncovered_from": "2025-04-01", "because": ["CON-46"]}
    contract_no = fields.Identifier(required=True)
    areas = fields.List(fields.Identifier(), required=True)
    uncovered_from = fields.Date(required=True)
