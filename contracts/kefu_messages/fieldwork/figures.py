"""Figures of a year's orders and the chain of a household (FLD-09, FLD-10, FLD-28, FLD-29, FLD-34, FLD-36, FLD-37)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields, roles
from kefu_messages.fieldwork.shared import LEADERS, READERS, means
from kefu_messages.platform import AnyValue


class OrderFigures(Schema):
    """The orders requested from 1 January up to the day, as of that day."""

    year = fields.Integer()
    as_of = fields.Date()
    received = fields.Integer()
    handled = fields.Integer()
    open = fields.Integer()
    handled_percent = fields.Number(allow_none=True, metadata=means("four places; null over nothing"))
    kinds = AnyValue(metadata=means("received, handled, handled_percent per kind"))
    categories = AnyValue(metadata=means("the same per category of small repairs"))
    civil_by_handling = AnyValue()
    lines = AnyValue(metadata=means("orders per business line"))
    households = AnyValue(metadata=means("safety inspections, installations, gas-ons handled in the year, whenever requested"))
    faults = AnyValue(metadata=means("fault repairs of the year and the year before, change and its percentage"))
    response = AnyValue(metadata=means("orders answered and mean minutes per quarter"))


class GetOrderFigures(Query):
    """The year's work orders per kind, category, handling and line, with faults compared and response times (FLD-09, 28, 34, 36, 37)."""

    route = GET("/order-figures/{year}")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE, roles.AREA_STEWARD, roles.PROPERTY_SERVICE_AGENT}
    reply = OrderFigures
    example = {"year": 2024}
    year = fields.Year(required=True)
    as_of = fields.Date(metadata=means("31 December when not given"))


class ChainStep(Schema):
    """One step of the chain and who answers for it."""

    step = fields.Identifier()
    post = fields.Identifier(metadata=means("the responsible post"))
    responsible = fields.List(fields.Identifier())
    order_no = fields.Identifier(allow_none=True)
    done_on = fields.Date(allow_none=True)


class Chain(Schema):
    """A household from acceptance to revisit."""

    customer_no = fields.Identifier()
    steps = fields.List(fields.Nested(ChainStep))


class GetServiceChain(Query):
    """Acceptance, installation, gas-on, household safety inspection and revisit of a customer, each with its responsible (FLD-29)."""

    route = GET("/customers/{customer_no}/service-chain")
    roles = READERS
    reply = Chain
    example = {"customer_no": "SH010063"}
    customer_no = fields.Identifier(required=True)
