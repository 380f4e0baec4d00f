"""The registry of customers: who they are, of which kind and status, and the month's figures (CUS-01, CUS-14, CUS-68)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, PATCH, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid, StateConflict

CUSTOMER_KINDS = ("residential", "commercial", "public_welfare")
CUSTOMER_STATUSES = ("potential", "onboarding", "existing", "released")
CUSTOMER_GRADES = ("A", "B", "C")
CONTACT_FIELDS = ("contact", "phone", "address")
REGISTRARS = roles.CLERKS | {
    roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_SPECIALIST, roles.CUSTOMER_SERVICE_MANAGER, roles.CASHIER,
    roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.SERVICE_SPECIALIST, roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR,
    roles.PROPERTY_SERVICE_AGENT, roles.PROPERTY_MANAGER, roles.SYSTEM_ADMINISTRATOR,
}  # fmt: skip
# Clerks and cashiers read only the customer before them, at the counter (CUS-39).
READERS = (REGISTRARS - roles.CLERKS - {roles.CASHIER}) | {
    roles.GENERAL_MANAGER, roles.KEY_ACCOUNT_TEAM, roles.ARCHIVE_CUSTODIAN, roles.METER_READER, roles.PHONE_AGENT, roles.RECEPTION_AGENT,
    roles.REVISIT_SPECIALIST, roles.ENGINEER, roles.AREA_STEWARD, roles.SALES_PERSON, roles.FINANCE, roles.REPORTING, roles.SERVICE,
}  # fmt: skip


class DuplicateCustomer(StateConflict):
    code = "duplicate_customer"
    text = {"zh-Hant": "客戶編號 {customer_no} 已登記", "en": "Customer number {customer_no} is registered already"}


class InvalidKind(ContentInvalid):
    code = "invalid_kind"
    text = {"zh-Hant": "客戶類別「{kind}」無效,應為 {kinds} 之一", "en": "'{kind}' is no kind of customer; it must be one of {kinds}"}


class UnknownCustomerStatus(ContentInvalid):
    code = "unknown_customer_status"
    text = {
        "zh-Hant": "客戶狀態「{status}」無效,應為 {statuses} 之一",
        "en": "'{status}' is no status of a customer; it must be one of {statuses}",
    }


class StatusStepNotAllowed(StateConflict):
    code = "status_step_not_allowed"
    text = {"zh-Hant": "客戶狀態不能由 {status} 改為 {wanted}", "en": "A customer cannot go from {status} to {wanted}"}


class PossibleDuplicate(StateConflict):
    code = "possible_duplicate"
    text = {
        "zh-Hant": "可能與客戶 {similar} 重複(電話相同,或名稱與地址相同);如確認不是同一客戶,請註明後再提交",
        "en": "It may be the same as {similar} (same phone, or same name and address): confirm that it is not, and send again",
    }


class BoilerOnlyResidential(ContentInvalid):
    code = "boiler_only_residential"
    text = {"zh-Hant": "只有居民用戶登記壁掛爐", "en": "Only residential customers have a wall-hung boiler"}


class Customer(Schema):
    """What the ordinary roles see of a customer; nothing of its archive (CUS-23)."""

    customer_no = fields.Identifier()
    name = fields.Text()
    kind = fields.Choice(*CUSTOMER_KINDS)
    status = fields.Choice(*CUSTOMER_STATUSES)
    area = fields.Text(allow_none=True)
    contact = fields.Text(allow_none=True)
    phone = fields.Text(allow_none=True)
    address = fields.Text(allow_none=True)
    opened_on = fields.Date(allow_none=True)
    wall_hung_boiler = fields.Boolean()
    complex_no = fields.Identifier(allow_none=True)
    grade = fields.Choice(*CUSTOMER_GRADES, allow_none=True)
    graded_on = fields.Date(allow_none=True)
    key_account = fields.Boolean()
    to_be_released = fields.Boolean()
    missing = fields.List(fields.String(), metadata={"description": "contact data that are not known yet (CUS-14)"})
    completeness_percent = fields.Number(metadata={"description": "known of the three contact data, percent, 2 places half-up"})
    similar_to = fields.List(fields.Identifier(), metadata={"description": "customers that may be the same one"})
    version = fields.Integer()


class RegisterCustomer(Command):
    """Register a customer, existing, about to become one, or potential (CUS-01, CUS-14, CUS-68; doc 1 l.9, l.86, doc 5.3 l.424).

    Missing contact data make the record incomplete, they do not block it. A customer with the same phone, or with the same
    name and address as another, is refused until ``confirmed_distinct``; an import only notes whom it resembles.
    """

    route = POST("/customers")
    roles = REGISTRARS
    reply = Customer
    errors = (DuplicateCustomer, InvalidKind, UnknownCustomerStatus, PossibleDuplicate, BoilerOnlyResidential)
    status = 201
    bulk = Bulk("/customers:import", key="customer_no")
    example = {
        "customer_no": "10000012", "name": "林記麵館", "kind": "commercial", "area": "東區", "contact": "嚴桂", "phone": "13900000012",
        "address": "南門街28號", "opened_on": "2025-03-01", "status": "existing",
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    kind = fields.Text(required=True, metadata={"description": "one of the organisation's kinds: " + ", ".join(CUSTOMER_KINDS)})
    area = fields.Text(allow_none=True)
    contact = fields.Text(allow_none=True)
    phone = fields.Text(allow_none=True)
    address = fields.Text(allow_none=True)
    opened_on = fields.Date(allow_none=True, metadata={"description": "day from which it counts as new; default: today, in a file none"})
    customer_status = fields.Text(data_key="status", metadata={"description": "existing, onboarding or potential; default: existing"})
    wall_hung_boiler = fields.Boolean(metadata={"description": "residential customers only (CUS-68)"})
    complex_no = fields.Identifier(allow_none=True, metadata={"description": "the residential complex it lives in"})
    confirmed_distinct = fields.Boolean(metadata={"description": "somebody has checked that it is not the similar customer"})


class ChangeCustomer(Command):
    """Change what is registered of a customer; fields that are not given stay (CUS-12; doc 1 l.28)."""

    route = PATCH("/customers/{customer_no}")
    roles = REGISTRARS
    reply = Customer
    errors = (InvalidKind, UnknownCustomerStatus, StatusStepNotAllowed, BoilerOnlyResidential)
    example = {"customer_no": "10000012", "phone": "13900000099", "status": "existing"}
    customer_no = fields.Identifier(required=True)
    name = fields.Text()
    kind = fields.Text()
    area = fields.Text(allow_none=True)
    contact = fields.Text(allow_none=True)
    phone = fields.Text(allow_none=True)
    address = fields.Text(allow_none=True)
    customer_status = fields.Text(data_key="status")
    wall_hung_boiler = fields.Boolean()
    complex_no = fields.Identifier(allow_none=True)


class GetCustomer(Query):
    """One customer, without its archive."""

    part_of_overview = True
    route = GET("/customers/{customer_no}")
    roles = READERS
    reply = Customer
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)


class ListCustomers(Query):
    """Customers in the order of their numbers, filtered by one of kind, area, grade, status, phone or key account."""

    route = GET("/customers")
    roles = READERS
    reply = Customer
    paged = True
    example = {"kind": "commercial"}
    kind = fields.Choice(*CUSTOMER_KINDS)
    area = fields.Text()
    grade = fields.Choice(*CUSTOMER_GRADES)
    status = fields.Choice(*CUSTOMER_STATUSES)
    phone = fields.Text()
    key_account = fields.Boolean()


class Reasons(Schema):
    """Why a customer is graded, complete and due for visits as it is."""

    customer_no = fields.Identifier()
    decisions = fields.List(fields.Dict(keys=fields.String()))


class WhyCustomer(Query):
    """Why a customer has its grade, its completeness and its visits due."""

    route = GET("/customers/{customer_no}/why")
    roles = READERS
    reply = Reasons
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)


class _CustomerTold(Schema):
    """What other services need to know of a customer; contact data stay here."""

    customer_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    kind = fields.Choice(*CUSTOMER_KINDS, required=True)
    status = fields.Choice(*CUSTOMER_STATUSES, required=True)
    area = fields.Text(allow_none=True)
    address = fields.Text(allow_none=True)
    opened_on = fields.Date(allow_none=True)
    wall_hung_boiler = fields.Boolean()
    complex_no = fields.Identifier(allow_none=True)
    grade = fields.Choice(*CUSTOMER_GRADES, allow_none=True)
    key_account = fields.Boolean()
    missing = fields.List(fields.String())


_TOLD = {
    "customer_no": "10000012", "name": "林記麵館", "kind": "commercial", "status": "existing", "area": "東區", "address": "南門街28號",
    "opened_on": "2025-03-01", "wall_hung_boiler": False, "complex_no": None, "grade": None, "key_account": False, "missing": [],
    "because": ["CUS-01", "customer_kinds"],
}  # fmt: skip


class CustomerRegistered(_CustomerTold, Event):
    """A customer is in the registry."""

    subject = "customer_no"
    example = _TOLD


class CustomerChanged(_CustomerTold, Event):
    """Something registered of a customer is different now; the event carries all of it, and the names of what was changed."""

    subject = "customer_no"
    example = {**_TOLD, "changed": ["kind"]}
    changed = fields.List(fields.String())
