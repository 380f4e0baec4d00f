"""A customer's service period: from the sales contract, the installation and the service contracts (CON-04, CON-05)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.contracts.refused import PeriodReversed
from kefu_messages.contracts.shared import CLERKS, READERS, SIGNERS, Why, means
from kefu_messages.errors import AlreadyExists, TooManyEntries
from kefu_messages.platform import AnyValue

STANDINGS = ("unknown", "in_service", "lapsed")


class ServicePeriod(Schema):
    """When a customer's service began, until when it is covered, and what is due."""

    customer_no = fields.Identifier()
    specialist = fields.Identifier(allow_none=True)
    as_of = fields.Date()
    starts_on = fields.Date(allow_none=True)
    covered_until = fields.Date(allow_none=True)
    standing = fields.Choice(*STANDINGS)
    installed_on = fields.Date(allow_none=True)
    sales_contracts = AnyValue()
    periods = AnyValue(metadata=means("paid service contracts: contract_no, period_from, period_to"))
    reminder_due_on = fields.Date(allow_none=True)
    reminder = fields.Choice("not_due", "due", "incomplete", "complete")
    reminders = AnyValue(metadata=means("per end of a period: reminded_on, letter, reply"))
    version = fields.Integer()


class RecordSalesContract(Command):
    """Record a sales contract with its validity and what its remarks say of free service (CON-04; doc 4 l.296)."""

    route = POST("/service-customers/{customer_no}:record-sale")
    roles = SIGNERS
    reply = ServicePeriod
    errors = (AlreadyExists, PeriodReversed, TooManyEntries)
    status = 201
    example = {
        "customer_no": "U7", "contract_no": "XS2024-01", "signed_on": "2023-12-20", "valid_from": "2024-01-01", "valid_to": "2024-12-31",
        "free_service_months": 6, "remark": "免費服務六個月",
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    contract_no = fields.Identifier(required=True)
    signed_on = fields.Date(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)
    free_service_months = fields.Integer(metadata=means("what the remark grants; the whole validity when not given"))
    remark = fields.Text(load_default="")


class RecordSoftwareInstallation(Command):
    """The software was installed at the customer: the service begins (CON-05; doc 4 l.325). An order's completion says so too."""

    route = POST("/service-customers/{customer_no}:install")
    roles = CLERKS
    reply = ServicePeriod
    errors = (PeriodReversed,)
    example = {"customer_no": "U7", "installed_on": "2025-03-10"}
    customer_no = fields.Identifier(required=True)
    installed_on = fields.Date(required=True)
    reason = fields.Text(metadata=means("why a wrong day is corrected; without one the first day that is told counts"))


class GetServicePeriod(Query):
    """A customer's service period as of a day (CON-04, CON-05)."""

    route = GET("/service-customers/{customer_no}")
    roles = READERS
    reply = ServicePeriod
    example = {"customer_no": "U7", "as_of": "2025-06-06"}
    customer_no = fields.Identifier(required=True)
    as_of = fields.Date()


class WhyServicePeriod(Query):
    """Why a customer's service runs from and until these days."""

    route = GET("/service-customers/{customer_no}/why")
    roles = READERS
    reply = Why
    example = {"customer_no": "U7"}
    customer_no = fields.Identifier(required=True)


class ListServiceCustomers(Query):
    """Customers in or out of service, or those of one specialist."""

    route = GET("/service-customers")
    roles = READERS
    reply = ServicePeriod
    paged = True
    example = {"standing": "lapsed"}
    standing = fields.Choice(*STANDINGS)
    specialist = fields.Identifier()


class ServiceLapsed(Event):
    """A customer's service period is over and none follows: complaints shows it on the customer's cases."""

    subject = "customer_no"
    example = {"customer_no": "U7", "specialist": "E0102", "covered_until": "2025-06-30", "lapsed_on": "2025-07-01", "because": ["CON-04"]}
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    covered_until = fields.Date(required=True)
    lapsed_on = fields.Date(required=True)


class ServiceRestored(Event):
    """A customer is in service, for the first time or again."""

    subject = "customer_no"
    example = {"customer_no": "U7", "specialist": "E0102", "covered_until": "2026-06-30", "because": ["CON-04"]}
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    covered_until = fields.Date(required=True)
