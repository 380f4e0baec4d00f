"""Who may do what with contracts, and the words that several rooms share."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import roles
from kefu_messages.platform import AnyValue

DIRECTORS = frozenset({roles.SERVICE_DIRECTOR, roles.GENERAL_MANAGER, roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER})
LEADERS = DIRECTORS | {roles.SERVICE_MANAGER, roles.PROJECT_LEADER, roles.CUSTOMER_SERVICE_MANAGER, roles.PROPERTY_MANAGER}
SIGNERS = LEADERS | {roles.SERVICE_SPECIALIST, roles.SALES_PERSON}
CLERKS = SIGNERS | {roles.ENGINEER, roles.REVISIT_SPECIALIST, roles.ADMIN_HR}
READERS = CLERKS | {roles.FINANCE, roles.REPORTING, roles.SERVICE, roles.DEVELOPER}
KINDS = ("software_service", "repair", "maintenance", "retrofit")
LINES = ("boiler", "medical_waste", "energy_saving", "hvac")
CHANNELS = ("fax", "mail", "courier", "e_mail", "by_hand")


class Why(Schema):
    """The stored decisions behind a record."""

    decisions = AnyValue()


def means(text: str) -> dict[str, str]:
    """What a field means, for the documents."""
    return {"description": text}
