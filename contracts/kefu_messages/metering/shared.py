"""What the rooms of metering's contract share: words, who may do and read what, the stored decisions."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import fields, roles

KINDS = ("residential", "commercial", "public_welfare")
CLASSES = ("commercial", "outdoor_residential", "indoor_residential")
POSITIONS = ("indoor", "outdoor")
STATES = ("installed", "gas_on", "stopped", "removed")
READING_KINDS = ("regular", "estimated", "missed")
MISSED_REASONS = ("nobody_home", "access_refused", "meter_blocked", "other")
ANOMALIES = ("fast", "slow", "dead", "other")
SHEET_FAULTS = ("illegible", "incomplete")
METER_STAFF = frozenset(
    {roles.ENGINEER, roles.COUNTER_CLERK, roles.CHARGING_CLERK, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.SERVICE}
)
ENTRY_STAFF = frozenset({roles.METER_READER, *roles.CLERKS, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.SERVICE})
LEADERS = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.REPORTING, roles.SERVICE})
READERS_OF_REPORTS = frozenset(
    {*LEADERS, roles.METER_READER, roles.FINANCE, *roles.CLERKS, roles.CASHIER, roles.GENERAL_MANAGER, roles.CUSTOMER_SERVICE_MANAGER}
)


class Why(Schema):
    """The decisions stored with a record: outcome, facts and the clauses that decided, in the reader's language."""

    decisions = fields.List(fields.Dict())
