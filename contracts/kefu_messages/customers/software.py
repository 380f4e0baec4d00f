"""Customers of a software firm and their specialist: assignment, requirements, chat handles (CUS-44, CUS-45, CUS-47; doc 4)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid

SPECIALISTS = frozenset({roles.SERVICE_SPECIALIST})
LEADERS = frozenset({roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR})
READERS = SPECIALISTS | LEADERS | {roles.REVISIT_SPECIALIST}


class HandleIncomplete(ContentInvalid):
    code = "handle_incomplete"
    text = {"zh-Hant": "即時通訊帳號 {handle} 缺少:{missing}", "en": "Handle {handle} lacks {missing}: {missing} required"}


class SoftwareCustomer(Schema):
    """A customer unit with its service specialist and what must be known of it (CUS-44)."""

    customer_no = fields.Identifier()
    specialist = fields.Identifier()
    software_contact = fields.Text(allow_none=True)
    products = fields.List(fields.String())
    state_of_use = fields.Text(allow_none=True)
    findings = fields.List(fields.String(), metadata={"description": "what is missing; the specialist's to complete"})
    last_revisit_on = fields.Date(allow_none=True)
    next_revisit_due_on = fields.Date()
    revisit_overdue = fields.Boolean()
    expiry_answers = fields.List(
        fields.Dict(), metadata={"description": "answered_on, answer, text: what was said to reminders of the service's end"}
    )
    version = fields.Integer()


class AssignSoftwareCustomer(Command):
    """Assign a customer unit to one specialist, with contact, products and state of use (CUS-44; doc 4 l.273)."""

    route = PUT("/software-customers/{customer_no}")
    roles = LEADERS | SPECIALISTS
    reply = SoftwareCustomer
    example = {
        "customer_no": "U7", "specialist": "E0102", "software_contact": "李會計", "products": ["payroll"], "state_of_use": "每月使用",
        "assigned_on": "2025-03-01",
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True)
    software_contact = fields.Text()
    products = fields.List(fields.Identifier(), load_default=list)
    state_of_use = fields.Text()
    assigned_on = fields.Date(required=True)


class RecordSoftwareRevisit(Command):
    """The specialist has made a regular revisit (CUS-44; doc 4 l.273)."""

    route = POST("/software-customers/{customer_no}:revisit")
    roles = SPECIALISTS
    reply = SoftwareCustomer
    example = {"customer_no": "U7", "revisited_on": "2025-03-20", "outcome": "使用正常"}
    customer_no = fields.Identifier(required=True)
    revisited_on = fields.Date(required=True)
    outcome = fields.Text(required=True)


class GetSoftwareCustomer(Query):
    """One assigned customer unit."""

    route = GET("/software-customers/{customer_no}")
    roles = READERS
    reply = SoftwareCustomer
    example = {"customer_no": "U7"}
    customer_no = fields.Identifier(required=True)


class ListSoftwareCustomers(Query):
    """The units of a specialist, with findings and revisits due (CUS-44)."""

    route = GET("/software-customers")
    roles = READERS
    reply = SoftwareCustomer
    paged = True
    example = {"specialist": "E0102"}
    specialist = fields.Identifier(required=True)


class Requirement(Schema):
    """A software requirement a customer has stated; ``state`` is recorded or promoted."""

    requirement_no = fields.Identifier()
    customer_no = fields.Identifier()
    text = fields.Text()
    recorded_on = fields.Date()
    recorded_by = fields.Identifier()
    change_request_no = fields.Identifier(allow_none=True)
    state = fields.Choice("recorded", "promoted")
    version = fields.Integer()


class RecordRequirement(Command):
    """Record a software requirement of a customer (CUS-45; doc 4 l.272)."""

    route = POST("/requirements")
    roles = SPECIALISTS
    reply = Requirement
    errors = (AlreadyExists,)
    status = 201
    example = {"requirement_no": "XQ-12", "customer_no": "U7", "text": "匯出為 xls", "recorded_on": "2025-03-04"}
    requirement_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    text = fields.Text(required=True)
    recorded_on = fields.Date(required=True)


class PromoteRequirement(Command):
    """Make a requirement the subject of a program-change request (CUS-45; doc 4 l.272)."""

    route = POST("/requirements/{requirement_no}:promote")
    roles = SPECIALISTS | LEADERS
    reply = Requirement
    example = {"requirement_no": "XQ-12", "change_request_no": "PC-3", "promoted_on": "2025-03-06"}
    requirement_no = fields.Identifier(required=True)
    change_request_no = fields.Identifier(required=True)
    promoted_on = fields.Date(required=True)


class ListRequirements(Query):
    """The requirement list of a customer (CUS-45)."""

    route = GET("/requirements")
    roles = READERS
    reply = Requirement
    paged = True
    example = {"customer_no": "U7"}
    customer_no = fields.Identifier(required=True)


class FunctionTest(Schema):
    test_no = fields.Identifier()
    product = fields.Identifier()
    tested_by = fields.Identifier()
    tested_on = fields.Date()
    passed = fields.Boolean()
    remark = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordFunctionTest(Command):
    """Record a functional test of the software (CUS-45; doc 4 l.272)."""

    route = POST("/function-tests")
    roles = SPECIALISTS
    reply = FunctionTest
    errors = (AlreadyExists,)
    status = 201
    example = {"test_no": "GN-5", "product": "payroll", "tested_on": "2025-03-05", "passed": True}
    test_no = fields.Identifier(required=True)
    product = fields.Identifier(required=True)
    tested_on = fields.Date(required=True)
    passed = fields.Boolean(required=True)
    remark = fields.Text()


class ListFunctionTests(Query):
    """Functional tests of a product (CUS-45)."""

    route = GET("/function-tests")
    roles = READERS
    reply = FunctionTest
    paged = True
    example = {"product": "payroll"}
    product = fields.Identifier(required=True)


class ChatHandle(Schema):
    handle = fields.Identifier()
    customer_no = fields.Identifier()
    unit = fields.Text()
    contact_name = fields.Text()
    department = fields.Text()
    version = fields.Integer()


class RecordChatHandle(Command):
    """Store a customer's instant-messaging handle with unit, name and department; all three or none (CUS-47; doc 4 l.287)."""

    route = PUT("/chat-handles/{handle}")
    roles = SPECIALISTS | {roles.REVISIT_SPECIALIST}
    reply = ChatHandle
    errors = (HandleIncomplete,)
    example = {"handle": "123456", "customer_no": "U7", "unit": "Gas Co", "contact_name": "Li", "department": "財務科"}
    handle = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    unit = fields.Text()
    contact_name = fields.Text()
    department = fields.Text()


class ListChatHandles(Query):
    """The handles of a customer (CUS-47)."""

    route = GET("/chat-handles")
    roles = READERS
    reply = ChatHandle
    paged = True
    example = {"customer_no": "U7"}
    customer_no = fields.Identifier(required=True)


class RequirementPromoted(Event):
    """A customer's requirement has become a program-change request; complaints takes it from here."""

    subject = "requirement_no"
    example = {
        "requirement_no": "XQ-12", "customer_no": "U7", "text": "匯出為 xls", "change_request_no": "PC-3", "promoted_on": "2025-03-06",
        "because": ["CUS-45"],
    }  # fmt: skip
    requirement_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    text = fields.Text(required=True)
    change_request_no = fields.Identifier(required=True)
    promoted_on = fields.Date(required=True)


class SoftwareCustomerAssigned(Event):
    """A customer unit has its specialist, who signs its service contracts (CUS-44, CON-03)."""

    subject = "customer_no"
    example = {"customer_no": "U7", "specialist": "E0102", "assigned_on": "2025-03-01", "because": ["CUS-44"]}
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True)
    assigned_on = fields.Date(required=True)
