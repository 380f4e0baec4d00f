"""Published prices (BIL-01, BIL-02)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.billing.shared import CUSTOMER_KINDS, MIGRATION, REVENUE_READERS, _means, customer_no
from kefu_messages.errors import ContentInvalid, StateConflict, UnknownCustomer


class NoTariffInForce(ContentInvalid):
    code = "no_tariff_in_force"
    text = {"zh-Hant": "{day} 沒有適用於 {customer_kind} 的收費標準", "en": "No tariff for {customer_kind} is in force on {day}"}


class TariffDiffers(StateConflict):
    code = "tariff_differs"
    text = {"zh-Hant": "收費標準 {tariff_no} 已公布且內容不同", "en": "Tariff {tariff_no} is published already with other content"}


class TariffPeriodInvalid(ContentInvalid):
    code = "tariff_period_invalid"
    text = {"zh-Hant": "有效期止於 {valid_to},早於起始日 {valid_from}", "en": "It ends on {valid_to}, before it starts on {valid_from}"}


class PriceOverrideRefused(ContentInvalid):
    code = "price_override_refused"
    text = {"zh-Hant": "不得以 {proposed} 取代標準單價 {price}", "en": "{proposed} may not replace the tariff's price of {price}"}


class Tariff(Schema):
    """A published price."""

    tariff_no = fields.Identifier()
    source = fields.Choice("price_authority", "company")
    customer_kind = fields.Choice(*CUSTOMER_KINDS)
    price = fields.Price(metadata=_means("yuan per m3"))
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True, metadata=_means("last day, inclusive; none = open"))
    title = fields.Text(longest=200)
    version = fields.Integer()


class Price(Schema):
    """The price that applies on a day, and the tariff it comes from."""

    tariff_no = fields.Identifier()
    price = fields.Price()


class PublishTariff(Command):
    """Publish a price of the authority or of the company (BIL-01; doc 2 l.152)."""

    route = POST("/tariffs")
    roles = frozenset({roles.FINANCE, roles.DEPARTMENT_HEAD}) | MIGRATION
    reply = Tariff
    errors = (TariffDiffers, TariffPeriodInvalid)
    status = 201
    bulk = Bulk("/tariffs:import", key="tariff_no")
    example = {
        "tariff_no": "T2025-C",
        "source": "price_authority",
        "customer_kind": "commercial",
        "price": "3.31",
        "valid_from": "2025-03-23",
    }
    tariff_no = fields.Identifier(required=True)
    source = fields.Choice("price_authority", "company", required=True)
    customer_kind = fields.Choice(*CUSTOMER_KINDS, required=True)
    price = fields.Price(required=True, negative=False, metadata=_means("yuan per m3"))
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True, metadata=_means("last day, inclusive; empty = open"))
    title = fields.Text(longest=200)


class GetTariff(Query):
    """One published tariff."""

    route = GET("/tariffs/{tariff_no}")
    roles = roles.EVERYBODY
    reply = Tariff
    example = {"tariff_no": "T2025-C"}
    tariff_no = fields.Identifier(required=True)


class ListTariffs(Query):
    """Published tariffs, by customer kind."""

    route = GET("/tariffs")
    roles = roles.EVERYBODY
    reply = Tariff
    paged = True
    example = {"customer_kind": "commercial"}
    customer_kind = fields.Choice(*CUSTOMER_KINDS)


class QuotePrice(Query):
    """The price for a kind of customer on a day; the authority's price caps the company's (BIL-01)."""

    route = GET("/prices/{customer_kind}")
    roles = roles.EVERYBODY
    reply = Price
    errors = (NoTariffInForce,)
    example = {"customer_kind": "commercial", "on": "2025-03-25"}
    customer_kind = fields.Choice(*CUSTOMER_KINDS, required=True)
    on = fields.Date()


class ProposePrice(Command):
    """Ask to charge another price than the tariff's: refused, and remembered as an attempt (BIL-02; doc 2 l.134)."""

    route = POST("/price-overrides")
    roles = REVENUE_READERS
    reply = Price
    errors = (PriceOverrideRefused, NoTariffInForce, UnknownCustomer)
    example = {"customer_no": "SH010001", "on": "2025-03-22", "price": "3.00", "reason": "老客戶"}
    customer_no = customer_no()
    on = fields.Date(required=True)
    price = fields.Price(required=True, negative=False)
    reason = fields.Text(load_default="")


class TariffPublished(Event):
    """A price is published."""

    subject = "tariff_no"
    example = {
        "tariff_no": "T2025-C",
        "source": "price_authority",
        "customer_kind": "commercial",
        "price": "3.31",
        "valid_from": "2025-03-23",
        "because": ["BIL-01"],
    }
    tariff_no = fields.Identifier(required=True)
    source = fields.String(required=True)
    customer_kind = fields.String(required=True)
    price = fields.Price(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True)


class PriceOverrideAttempted(Event):
    """Somebody tried to charge another price than the tariff's (BIL-02)."""

    subject = "customer_no"
    example = {"customer_no": "SH010001", "staff_no": "C01", "proposed": "3.00", "price": "3.31", "on": "2025-03-22", "because": ["BIL-02"]}
    customer_no = fields.Identifier(required=True)
    staff_no = fields.String(required=True)
    proposed = fields.Price(required=True)
    price = fields.Price(required=True)
    on = fields.Date(required=True)
