"""What the rooms of reporting share: who reads, who reports, how a decision is shown."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import roles
from kefu_messages.platform import AnyValue

LEADERS = frozenset({
    roles.REPORTING, roles.FINANCE, roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.GENERAL_MANAGER, roles.PROPERTY_MANAGER,
    roles.CUSTOMER_SERVICE_MANAGER, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.SERVICE_DIRECTOR, roles.SERVICE_MANAGER,
    roles.BUSINESS_CENTRE_TEAM_LEADER,
})  # fmt: skip
ENTERERS = LEADERS | {roles.SYSTEM_ADMINISTRATOR}
READERS_OF_REPORTS = LEADERS | {roles.SERVICE}
FILERS = LEADERS | {
    roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT, roles.RECEPTION_AGENT, roles.SERVICE_SPECIALIST, roles.REVISIT_SPECIALIST,
    roles.METER_READER, roles.COUNTER_CLERK, roles.CHARGING_CLERK, roles.CARD_CLERK, roles.AREA_STEWARD, roles.PROPERTY_SERVICE_AGENT,
    roles.KEY_ACCOUNT_TEAM,
}  # fmt: skip


class Why(Schema):
    """The decisions behind the figures: clauses in the reader's language, and the facts they were applied to."""

    decisions = AnyValue()


def means(text: str) -> dict[str, str]:
    """A field's description."""
    return {"description": text}
