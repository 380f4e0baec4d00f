"""Monthly scores: their lines and causes, the bonus table, what-if, and lines a leader adds (ATT-03, ATT-07, ATT-10, POL-08.5)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import AlreadyExists, ContentInvalid, EnteredTooLate, NotInLine, SelfApproval, StateConflict, UnknownStaff
from kefu_messages.performance.shared import LEADERS, OFFICE, Line, Why


class Score(Schema):
    """A person's month: base, lines and score; both null where no points are known, of months to come and months not of service."""

    staff_no = fields.Identifier()
    month = fields.Month()
    base = fields.Number(allow_none=True)
    score = fields.Number(allow_none=True)
    lines = fields.List(fields.Nested(Line))
    over = fields.Boolean(metadata={"description": "false: the month is not over, the score stands as it has so far"})
    state = fields.Choice(
        "not_served", "not_begun", "running", "over", metadata={"description": "not_served, not_begun: nothing is judged of the month"}
    )
    because = fields.List(fields.String())
    version = fields.Integer()


class GetScore(Query):
    """A person's monthly score with every line; for HR, the line manager and the person."""

    route = GET("/scores/{staff_no}/{month}")
    roles = roles.EVERYBODY
    reply = Score
    reads_confidential = True
    example = {"staff_no": "E006", "month": "2025-06"}
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)


class WhyScore(Query):
    """Why the score is what it is: each clause in the reader's language; for HR, the line manager and the person."""

    route = GET("/scores/{staff_no}/{month}/why")
    roles = roles.EVERYBODY
    reply = Why
    reads_confidential = True
    example = {"staff_no": "E006", "month": "2025-06"}
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)


class BonusRow(Schema):
    """One person of the bonus table."""

    staff_no = fields.Identifier()
    name = fields.Text(allow_none=True)
    base = fields.Number(allow_none=True)
    added = fields.Number()
    deducted = fields.Number()
    score = fields.Number(allow_none=True)


class BonusTable(Schema):
    """The performance-bonus table of a month, due at HR in the next one (ATT-03)."""

    month = fields.Month()
    due_on = fields.Date(allow_none=True, metadata={"description": "null where no table is due"})
    submitted_at = fields.Instant(allow_none=True)
    status = fields.String(allow_none=True, metadata={"description": "on_time, late as attendance judged the paper; open until then"})
    rows = fields.List(fields.Nested(BonusRow))
    because = fields.List(fields.String())


class GetBonusTable(Query):
    """The bonus table of a month, of those who serve in it, for HR; a leader sees those who report to him (ATT-03)."""

    route = GET("/bonus-tables/{month}")
    roles = OFFICE
    reply = BonusTable
    reads_confidential = True
    example = {"month": "2025-06"}
    month = fields.Month(required=True)


class AdjustmentTooLarge(ContentInvalid):
    """A leader's line is small, and so are all of a person's month together (POL-08.5)."""

    code = "adjustment_too_large"
    text = {
        "zh-Hant": "加減分 {points} 超出上限:每次 {each} 分,同向每月合計 {together} 分",
        "zh-Hans": "加减分 {points} 超出上限:每次 {each} 分,同向每月合计 {together} 分",
        "en": "{points} points: each line has {each} at most, those of a month one way {together} together",
    }


class AdjustmentOfOtherMonth(ContentInvalid):
    """A leader decides about this month or the one before (POL-08.5)."""

    code = "adjustment_of_other_month"
    text = {
        "zh-Hant": "{decided_on} 只能就當月或上月加減分,不能就 {month}",
        "zh-Hans": "{decided_on} 只能就当月或上月加减分,不能就 {month}",
        "en": "On {decided_on} the score of that month or of the one before is adjusted, not that of {month}",
    }


class ScoreAdjustment(Schema):
    """A line a leader adds to a score, or has taken back."""

    adjustment_no = fields.Identifier()
    staff_no = fields.Identifier()
    month = fields.Month()
    points = fields.Number()
    reason = fields.Text()
    decided_on = fields.Date()
    entered_by = fields.Identifier(metadata={"description": "who decided"})
    state = fields.Choice("in_force", "revoked")
    revoked_by = fields.Identifier(allow_none=True)
    revoked_because = fields.Text(allow_none=True)
    version = fields.Integer()


class AdjustScore(Command):
    """Add or take off a few points for somebody below, for a reason of one's own; nobody does so for himself (POL-08.5)."""

    route = POST("/score-adjustments")
    roles = LEADERS
    reply = ScoreAdjustment
    errors = (
        SelfApproval, UnknownStaff, AlreadyExists, NotInLine, AdjustmentTooLarge, AdjustmentOfOtherMonth, EnteredTooLate,
        RecordsDestroyed,
    )  # fmt: skip
    status = 201
    example = {
        "adjustment_no": "A-1",
        "staff_no": "E006",
        "month": "2025-06",
        "points": "3",
        "reason": "客戶表揚",
        "decided_on": "2025-06-20",
    }
    adjustment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    points = fields.Number(required=True)
    reason = fields.Text(required=True)
    decided_on = fields.Date(required=True)


class RevokeAdjustment(Command):
    """Take an adjustment back: the score is as if it had never been made."""

    route = POST("/score-adjustments/{adjustment_no}:revoke")
    roles = LEADERS
    reply = ScoreAdjustment
    errors = (SelfApproval, StateConflict, NotInLine)
    example = {"adjustment_no": "A-1", "reason": "誤記"}
    adjustment_no = fields.Identifier(required=True)
    reason = fields.Text(required=True)


class ListScoreAdjustments(Query):
    """The lines leaders added to a month's scores, revoked ones too, by number; for HR, the line manager and the person (POL-08.5)."""

    route = GET("/score-adjustments")
    roles = roles.EVERYBODY
    reply = ScoreAdjustment
    paged = True
    reads_confidential = True
    example = {"month": "2025-06", "staff_no": "E006"}
    month = fields.Month(required=True)
    staff_no = fields.Identifier()


class ScoreAdjusted(Event):
    """A leader has added a line to a score, or taken it back."""

    subject = "adjustment_no"
    example = {
        "adjustment_no": "A-1", "staff_no": "E006", "month": "2025-06", "points": "3", "reason": "客戶表揚", "decided_on": "2025-06-20",
        "in_force": True, "because": ["POL-08.5"],
    }  # fmt: skip
    adjustment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    points = fields.Number(required=True)
    reason = fields.Text(required=True)
    decided_on = fields.Date(required=True)
    in_force = fields.Boolean(required=True)


class ScoreChanged(Event):
    """A person's monthly score has other lines than before: which went, which came, and what caused it."""

    subject = "staff_month"
    example = {
        "staff_month": "E006:2025-06", "staff_no": "E006", "month": "2025-06", "before": "98", "after": "100",
        "cause": "attendance/E006:2025-06",
        "removed": [
            {"kind": "late", "source": "attendance/E006:2025-06", "on": "2025-06-10", "points": "-2", "measure": "5", "because": ["ATT-07"]}
        ],
        "added": [], "because": ["ATT-07"],
    }  # fmt: skip
    staff_month = fields.Identifier(required=True, metadata={"description": "staff_no:month"})
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    before = fields.Number(required=True, allow_none=True)
    after = fields.Number(required=True, allow_none=True)
    cause = fields.String(required=True, metadata={"description": "the record whose change led to it"})
    removed = fields.List(fields.Nested(Line), required=True)
    added = fields.List(fields.Nested(Line), required=True)


class ScoreDifference(Schema):
    """How one person's score would come out."""

    staff_no = fields.Identifier()
    month = fields.Month()
    now = fields.Number(allow_none=True)
    then = fields.Number(allow_none=True)
    removed = fields.List(fields.Nested(Line))
    added = fields.List(fields.Nested(Line))


class ReplayedScores(Schema):
    """What would differ; nothing has been written."""

    month = fields.Month()
    judged = fields.Integer(metadata={"description": "people with a fact in the month"})
    base_now = fields.Number(allow_none=True, metadata={"description": "the score of who has no fact in the month"})
    base_then = fields.Number(allow_none=True)
    differences = fields.List(fields.Nested(ScoreDifference))


class ReplayScores(Query):
    """What if: a month's scores under other values, by another organisation's regulation or without some decisions; writes nothing."""

    route = POST("/scores:replay")
    roles = OFFICE
    reply = ReplayedScores
    reads_confidential = True
    example = {"month": "2025-06", "values": {"base_score": 90}, "without": ["penalty/B004"]}
    month = fields.Month(required=True)
    staff_no = fields.Identifier()
    as_organisation = fields.Identifier(metadata={"description": "judge by the book's values of that organisation"})
    law_on = fields.Date(metadata={"description": "judge by what is in force on that day"})
    values = fields.Dict(load_default=dict, metadata={"description": "values of the law to try, by id: base_score, points_by_kind …"})
    without = fields.List(fields.String(), load_default=list, metadata={"description": "sources to leave out, e.g. penalty/B004"})


class BonusTableDue(Event):
    """A month is over: its bonus table is due at HR (ATT-03)."""

    subject = "month"
    example = {"month": "2025-05", "due_on": "2025-06-06", "because": ["ATT-03"]}
    month = fields.Month(required=True)
    due_on = fields.Date(required=True)
