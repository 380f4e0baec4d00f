"""Residential complexes, and the month's figures of the registry (CUS-14, CUS-68; doc 1 l.86, doc 5.3 l.424)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.customers.registry import READERS, REGISTRARS
from kefu_messages.errors import AlreadyExists


class CustomerReport(Schema):
    """The month's figures of the registry, by rule."""

    period = fields.Month()
    rules = fields.Dict(
        keys=fields.String(),
        metadata={
            "description": "CUS-14: customers and the incomplete ones with their missing data; CUS-68: customers per kind; "
            "CUS-68-new: new ones of the period per kind, residents with a boiler as a part of them"
        },
    )


class GetCustomerReport(Query):
    """Incomplete records and customers per kind, of the customers opened by the end of the month (CUS-14, CUS-68)."""

    route = GET("/customer-reports/{period}")
    roles = (READERS - {roles.METER_READER, roles.ENGINEER, roles.SALES_PERSON}) | {roles.REPORTING}
    reply = CustomerReport
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class Complex(Schema):
    """A residential complex, with the number of its complex boiler attribute (CUS-68)."""

    complex_no = fields.Identifier()
    name = fields.Text()
    boiler = fields.Boolean()
    opened_on = fields.Date()
    version = fields.Integer()


class RegisterComplex(Command):
    """Register a residential complex that takes gas; ``boiler`` when its homes are heated by wall-hung boilers (CUS-68; doc 5.3 l.424)."""

    route = POST("/complexes")
    roles = REGISTRARS
    reply = Complex
    errors = (AlreadyExists,)
    status = 201
    example = {"complex_no": "XQ-017", "name": "河濱小區", "boiler": True, "opened_on": "2025-03-10"}
    complex_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    boiler = fields.Boolean(required=True)
    opened_on = fields.Date(required=True)


class ListComplexes(Query):
    """Residential complexes in the order of their numbers."""

    route = GET("/complexes")
    roles = READERS
    reply = Complex
    paged = True
    example = {}


class ComplexRegistered(Event):
    """A residential complex takes gas; its safety coverage is owed (CUS-70)."""

    subject = "complex_no"
    example = {"complex_no": "XQ-017", "name": "河濱小區", "boiler": True, "opened_on": "2025-03-10", "because": ["CUS-68"]}
    complex_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    boiler = fields.Boolean(required=True)
    opened_on = fields.Date(required=True)
