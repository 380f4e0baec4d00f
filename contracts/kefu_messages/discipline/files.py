"""What is known: a person's file, the organisation's report, statistics by item and month (DIS-45, DIS-63)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields, roles
from kefu_messages.discipline.checklists import Inspection
from kefu_messages.discipline.notices import Notice
from kefu_messages.discipline.penalties import Fine, Movement
from kefu_messages.discipline.proposals import Proposal
from kefu_messages.discipline.refused import NotTheirFile
from kefu_messages.discipline.shared import HEADS, LEADERS, MIGRATION, PERSONNEL, means, staff_no
from kefu_messages.discipline.violations import Violation


class Compensation(Schema):
    """A loss to be borne, apart from fines and fund."""

    staff_no = fields.Identifier()
    code = fields.Identifier()
    amount = fields.Money()
    date = fields.Date()
    source = fields.String()
    because = fields.List(fields.String())


class PayrollMonth(Schema):
    """What is taken from the wage of a month; a reversal enters its month as a negative amount."""

    staff_no = fields.Identifier()
    month = fields.Month()
    amount = fields.Money()
    sources = fields.List(fields.String())
    because = fields.List(fields.String())


class PointsLine(Schema):
    """Points off the month's performance score (DIS-50, DIS-51)."""

    staff_no = fields.Identifier()
    month = fields.Month()
    code = fields.Identifier()
    points = fields.Integer()
    because = fields.List(fields.String())


class RefusedFact(Schema):
    """A reported fact that is not accepted as things stand; it is judged anew when what it rests on changes."""

    kind = fields.String(metadata=means("violation, penalty_notice, notice_witness, appeal, appeal_answer, implementation"))
    key = fields.String()
    line = fields.Integer(allow_none=True, metadata=means("of the imported file"))
    reason = fields.String()
    because = fields.List(fields.String())


class DisciplineFile(Schema):
    """All that discipline knows of one person as of a day."""

    staff_no = fields.Identifier()
    as_of = fields.Date()
    rules_accepted_on = fields.Date(allow_none=True, metadata=means("joining the department means being informed (DIS-47)"))
    violations = fields.List(fields.Nested(Violation))
    notices = fields.List(fields.Nested(Notice))
    fines = fields.List(fields.Nested(Fine))
    compensation = fields.List(fields.Nested(Compensation))
    payroll = fields.List(fields.Nested(PayrollMonth))
    points = fields.List(fields.Nested(PointsLine))
    proposals = fields.List(fields.Nested(Proposal))
    inspections = fields.List(fields.Nested(Inspection))
    refused = fields.List(fields.Nested(RefusedFact))
    violations_in_half_a_year = fields.Integer()
    violations_in_a_year = fields.Integer()
    version = fields.Integer()


class DisciplineReport(Schema):
    """All that discipline knows of the organisation as of a day: violations, notices, fines, payroll, fund, proposals, refused facts."""

    as_of = fields.Date()
    violations = fields.List(fields.Nested(Violation))
    notices = fields.List(fields.Nested(Notice))
    fines = fields.List(fields.Nested(Fine))
    compensation = fields.List(fields.Nested(Compensation))
    payroll = fields.List(fields.Nested(PayrollMonth))
    fund = fields.List(fields.Nested(Movement))
    proposals = fields.List(fields.Nested(Proposal))
    refused = fields.List(fields.Nested(RefusedFact))


class ViolationStatistics(Schema):
    """How often each item was violated in a month, and what it came to (DIS-45)."""

    month = fields.Month()
    total = fields.Integer()
    items = fields.List(fields.Dict())


class GetDisciplineFile(Query):
    """A person's file: all of one's own, never a colleague's (DIS-63; doc 4 l.233)."""

    route = GET("/staff/{staff_no}/discipline")
    roles = roles.EVERYBODY
    reads_confidential = True
    errors = (NotTheirFile,)
    reply = DisciplineFile
    example = {"staff_no": "J019", "as_of": "2025-07-15"}
    staff_no = staff_no()
    as_of = fields.Date()


class GetDisciplineReport(Query):
    """The report as of a day on those whom the caller may read: HR everybody, a head the people below him."""

    route = GET("/discipline-report")
    roles = HEADS | PERSONNEL | MIGRATION
    reads_confidential = True
    reply = DisciplineReport
    example = {"as_of": "2025-07-15"}
    as_of = fields.Date()


class GetViolationStatistics(Query):
    """Violations by item in a month, without names (DIS-45; doc 3 l.215)."""

    route = GET("/violation-statistics/{month}")
    roles = LEADERS | PERSONNEL
    reply = ViolationStatistics
    example = {"month": "2025-03"}
    month = fields.Month(required=True)
    as_of = fields.Date()
