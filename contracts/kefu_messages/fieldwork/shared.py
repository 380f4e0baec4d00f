"""Who may do what in the field, and the refusals that several rooms share."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import fields, roles
from kefu_messages.errors import ContentInvalid, StateConflict
from kefu_messages.platform import AnyValue

LEADERS = frozenset({
    roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR,
    roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.PROPERTY_MANAGER, roles.PROJECT_LEADER,
    roles.GENERAL_MANAGER,
})  # fmt: skip
FIELD_STAFF = LEADERS | {
    roles.GAS_FITTER, roles.SAFETY_INSPECTOR, roles.METER_READER, roles.ENGINEER, roles.SERVICE_SPECIALIST, roles.AREA_STEWARD,
    roles.PROPERTY_SERVICE_AGENT,
}  # fmt: skip
DISPATCHERS = LEADERS | roles.CLERKS | {
    roles.DUTY_CLERK, roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT, roles.RECEPTION_AGENT, roles.SERVICE_SPECIALIST,
    roles.PROPERTY_SERVICE_AGENT, roles.AREA_STEWARD, roles.REVISIT_SPECIALIST,
}  # fmt: skip
INSPECTORS = FIELD_STAFF | roles.CLERKS | {roles.DUTY_CLERK, roles.ADMIN_HR, roles.CLEANER, roles.GARDENER, roles.CASHIER}
RECORDERS = FIELD_STAFF | DISPATCHERS | {roles.SYSTEM_ADMINISTRATOR}  # who may bring in papers
READERS = RECORDERS | INSPECTORS | {roles.REPORTING, roles.SERVICE, roles.FINANCE, roles.HR}

ORDER_KINDS = (
    "small_repair", "fault_repair", "installation", "gas_on", "safety_inspection", "on_site_service", "software_installation",
    "software_training", "retrofit", "commissioning", "special_service", "shutoff", "reconnection",
)  # fmt: skip
LINES = ("boiler", "medical_waste", "energy_saving", "hvac")


class Why(Schema):
    """The stored decisions behind a record."""

    decisions = AnyValue()


class StepOutOfOrder(StateConflict):
    code = "order_step_out_of_order"
    text = {"zh-Hant": "工單狀態為 {state},先完成 {missing} 才能 {to}", "en": "The order is {state}: {missing} must come before {to}"}


class DuplicateNumber(ContentInvalid):
    code = "duplicate_number"
    text = {"zh-Hant": "編號 {number} 已存在", "en": "The number {number} exists already"}


class MomentsReversed(ContentInvalid):
    code = "field_moments_reversed"
    text = {"zh-Hant": "{later} 不得早於 {earlier}", "en": "{later} cannot be before {earlier}"}


class FactMissing(ContentInvalid):
    code = "fact_missing"
    text = {"zh-Hant": "須填寫:{field}", "en": "{field} must be given"}


class PostNotEntitled(ContentInvalid):
    code = "post_not_entitled"
    status = 403
    text = {"zh-Hant": "此事由 {entitled} 辦理", "en": "This is for the {entitled}"}


def means(text: str) -> dict[str, str]:
    """What a field means, for the documents."""
    return {"description": text}


def happened() -> fields.Instant:
    """When it was done."""
    return fields.Instant(metadata=means("when it was done; now when not given"))
