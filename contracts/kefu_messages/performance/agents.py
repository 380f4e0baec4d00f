"""Who may be elected excellent agent, and whose work stands out (ATT-26, POL-02.3, MET-14, BIL-29)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Query, fields, roles
from kefu_messages.performance.shared import OFFICE


class Eligibility(Schema):
    """Whether an absence excludes somebody from the election of a year; ``excluded`` is null where there is no such election."""

    staff_no = fields.Identifier()
    year = fields.Integer()
    excluded = fields.Boolean(allow_none=True)
    first_absence = fields.Date(allow_none=True)
    mean_score = fields.Number(allow_none=True, metadata={"description": "mean of the scores of the year's months that are over, 2 places"})
    because = fields.List(fields.String())


class GetEligibility(Query):
    """Whether a person may be elected excellent agent, by what is known up to a day (ATT-26; doc 1 l.118)."""

    route = GET("/excellent-agents/{year}/{staff_no}")
    roles = roles.EVERYBODY
    reply = Eligibility
    reads_confidential = True
    example = {"year": 2025, "staff_no": "E006", "until": "2025-06-30"}
    year = fields.Year(required=True)
    staff_no = fields.Identifier(required=True)
    until = fields.Date()


class Candidates(Schema):
    """Everybody with a score in the year: who may be elected, best first, and who is excluded."""

    year = fields.Integer()
    until = fields.Date()
    eligible = fields.List(fields.Nested(Eligibility))
    excluded = fields.List(fields.Nested(Eligibility))
    because = fields.List(fields.String())


class ListCandidates(Query):
    """The candidates of a year, for HR and leaders (ATT-26)."""

    route = GET("/excellent-agents/{year}")
    roles = OFFICE
    reply = Candidates
    reads_confidential = True
    example = {"year": 2025, "until": "2025-06-30"}
    year = fields.Year(required=True)
    until = fields.Date()


class Election(Schema):
    """How somebody stands in the election of a year."""

    excluded = fields.Boolean(allow_none=True)
    first_absence = fields.Date(allow_none=True)
    mean_score = fields.Number(allow_none=True)


class ElectionDifference(Schema):
    """Who would stand otherwise, and how."""

    staff_no = fields.Identifier()
    now = fields.Nested(Election)
    then = fields.Nested(Election)


class ReplayedElection(Schema):
    """What would differ; nothing has been written."""

    year = fields.Integer()
    until = fields.Date()
    judged = fields.Integer()
    differences = fields.List(fields.Nested(ElectionDifference))


class ReplayElection(Query):
    """What if: the candidates of a year under other values or by another organisation's regulation; writes nothing (ATT-26)."""

    route = POST("/excellent-agents:replay")
    roles = OFFICE
    reply = ReplayedElection
    reads_confidential = True
    example = {"year": 2025, "until": "2025-06-30", "as_organisation": "jinyang"}
    year = fields.Year(required=True)
    until = fields.Date()
    as_organisation = fields.Identifier(metadata={"description": "judge by the book's values of that organisation"})
    law_on = fields.Date(metadata={"description": "judge by what is in force on that day"})
    values = fields.Dict(load_default=dict, metadata={"description": "values of the law to try, by id"})


class Recognition(Schema):
    """Whose reading or charging work of a month is commended, and whose criticised (MET-14, BIL-29)."""

    month = fields.Month()
    commended = fields.List(fields.Dict())
    criticised = fields.List(fields.Dict())
    because = fields.List(fields.String())


class GetRecognition(Query):
    """Outstanding and neglected work of a month (MET-14, BIL-29)."""

    route = GET("/recognitions/{month}")
    roles = OFFICE
    reply = Recognition
    reads_confidential = True
    example = {"month": "2025-03"}
    month = fields.Month(required=True)
