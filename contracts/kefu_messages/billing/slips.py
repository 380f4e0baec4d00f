"""Settlement slips (BIL-17..BIL-19, BIL-22)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.billing.shared import ACCOUNT_READERS, MIGRATION, PAST_PAPER, SIGNATURES, ActsForAnother, _means, customer_no
from kefu_messages.billing.tariffs import NoTariffInForce
from kefu_messages.errors import ContentInvalid, StateConflict, UnknownCustomer, UnknownMeter


class DuplicateSlip(ContentInvalid):
    code = "duplicate_slip"
    text = {"zh-Hant": "結算單 {slip_no} 已存在", "en": "Slip {slip_no} was submitted before"}


class SlipWithoutReading(ContentInvalid):
    code = "slip_without_reading"
    text = {"zh-Hant": "表具 {meter_no} 於 {month} 沒有有效讀數", "en": "Meter {meter_no} has no accepted reading in {month}"}


class SlipVolumeDiffers(ContentInvalid):
    code = "slip_volume_differs"
    text = {"zh-Hant": "結算單氣量 {volume} 與讀數差 {expected} 不符", "en": "The slip says {volume} m3, the readings {expected} m3"}


class EnteredByWrongRole(ContentInvalid):
    code = "entered_by_wrong_role"
    text = {"zh-Hant": "{entered_by} 不是收費崗位,不得錄入氣量", "en": "{entered_by} holds no charging post and may not enter consumption"}


class EnteredVolumeDiffers(ContentInvalid):
    code = "entered_volume_differs"
    text = {"zh-Hant": "錄入氣量 {entered} 與結算單 {volume} 不符", "en": "{entered} m3 were entered, the slip says {volume} m3"}


class NoSlipForResidents(ContentInvalid):
    code = "no_slip_for_residents"
    text = {"zh-Hant": "居民用戶不填開氣費結算單", "en": "Residential customers are billed from the reading, not by slip"}


class Slip(Schema):
    """A settlement slip as it stands."""

    slip_no = fields.Identifier()
    meter_no = fields.Identifier()
    customer_no = fields.Identifier()
    month = fields.Month()
    issued_by = fields.Text(longest=64, metadata=_means("empty: not known"))
    issued_on = fields.Date(allow_none=True)
    volume = fields.Volume(allow_none=True, metadata=_means("m3"))
    delivered_on = fields.Date(allow_none=True)
    entry_code_checked = fields.Boolean()
    signature = fields.Choice(*SIGNATURES)
    signatory = fields.Text(longest=100)
    witness = fields.Text(longest=100)
    signed_on = fields.Date(allow_none=True)
    entered_on = fields.Date(allow_none=True)
    entered_by = fields.Text(longest=64)
    entered_volume = fields.Volume(allow_none=True)
    state = fields.Choice("issued", "delivered", "signed", "refused", "entered")
    due_on = fields.Date(allow_none=True)
    invoice_no = fields.Identifier(allow_none=True)
    version = fields.Integer()


_SLIP = {"slip_no": "JS25030052", "meter_no": "2100007", "customer_no": "SH010001"}


class IssueSlip(Command):
    """The reader issues a settlement slip from the month's accepted reading (BIL-17; doc 2 l.208)."""

    route = POST("/slips")
    roles = frozenset({roles.METER_READER})
    reply = Slip
    errors = (DuplicateSlip, UnknownMeter, UnknownCustomer, NoSlipForResidents, SlipWithoutReading, SlipVolumeDiffers)
    status = 201
    example = {**_SLIP, "issued_on": "2025-03-25", "volume": "994.6"}
    slip_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(required=True)
    customer_no = customer_no()
    issued_on = fields.Date(required=True)
    volume = fields.Volume(negative=False, metadata=_means("m3; taken from the readings when not given"))


class DeliverSlip(Command):
    """Deliver the slip to the customer, with the home-entry checklist (BIL-19, BIL-22; doc 2 l.206, l.210)."""

    route = POST("/slips/{slip_no}:deliver")
    roles = frozenset({roles.METER_READER})
    reply = Slip
    errors = (StateConflict,)
    example = {"slip_no": "JS25030052", "delivered_on": "2025-03-25", "entry_code_checked": True}
    slip_no = fields.Identifier(required=True)
    delivered_on = fields.Date(required=True)
    entry_code_checked = fields.Boolean(load_default=False)


class SignSlip(Command):
    """The customer signs the slip or refuses to (BIL-17; doc 2 l.208)."""

    route = POST("/slips/{slip_no}:sign")
    roles = frozenset({roles.METER_READER})
    reply = Slip
    errors = (StateConflict,)
    example = {"slip_no": "JS25030052", "signature": "signed", "signatory": "嚴桂", "signed_on": "2025-03-25"}
    slip_no = fields.Identifier(required=True)
    signature = fields.Choice("signed", "refused", required=True)
    signatory = fields.Text(longest=100, load_default="")
    witness = fields.Text(longest=100, load_default="")
    signed_on = fields.Date(required=True)


class PostSlip(Command):
    """A cashier, never the reader, enters the slip's consumption; the invoice is raised (BIL-18; doc 2 l.208)."""

    route = POST("/slips/{slip_no}:post")
    roles = roles.MONEY
    reply = Slip
    errors = (EnteredByWrongRole, EnteredVolumeDiffers, NoTariffInForce, StateConflict)
    example = {"slip_no": "JS25030052", "entered_on": "2025-03-25", "entered_volume": "994.6"}
    slip_no = fields.Identifier(required=True)
    entered_on = fields.Date(required=True)
    entered_volume = fields.Volume(required=True, negative=False)


class RegisterSlip(Command):
    """Take down a slip with all that happened to it on paper; rows of slips.csv (BIL-17..BIL-19, BIL-22)."""

    route = POST("/slips:register")
    roles = roles.MONEY | roles.CLERKS | MIGRATION
    reply = Slip
    errors = (
        DuplicateSlip,
        UnknownMeter,
        SlipWithoutReading,
        SlipVolumeDiffers,
        ActsForAnother,
        EnteredByWrongRole,
        EnteredVolumeDiffers,
        NoSlipForResidents,
        NoTariffInForce,
    )
    status = 201
    bulk = Bulk("/slips:import", key="slip_no", roles=PAST_PAPER)
    judges_cells = True
    example = {
        **_SLIP,
        "issued_by": "R01",
        "issued_on": "2025-03-25",
        "volume": "994.6",
        "delivered_on": "2025-03-25",
        "signature": "signed",
        "signatory": "嚴桂",
        "signed_on": "2025-03-25",
        "entry_code_checked": True,
        "entered_on": "2025-03-25",
        "entered_by": "C01",
        "entered_volume": "994.6",
    }
    slip_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(required=True)
    customer_no = customer_no()
    issued_by = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    volume = fields.Volume(required=True)
    delivered_on = fields.Date(allow_none=True, metadata=_means("empty = not delivered"))
    signature = fields.Choice(*SIGNATURES, load_default="pending")
    signatory = fields.Text(longest=100, load_default="")
    signed_on = fields.Date(allow_none=True)
    entry_code_checked = fields.Boolean(load_default=False)
    entered_on = fields.Date(allow_none=True, metadata=_means("empty = not posted yet"))
    entered_by = fields.Text(longest=64, load_default="")
    entered_volume = fields.Volume(allow_none=True)


class GetSlip(Query):
    """One slip."""

    route = GET("/slips/{slip_no}")
    roles = ACCOUNT_READERS
    reply = Slip
    example = {"slip_no": "JS25030052"}
    slip_no = fields.Identifier(required=True)


class SlipSubmitted(Event):
    """A slip came in, accepted or in error; duplicates are not said (BIL-17, BIL-23, MET-17)."""

    subject = "slip_no"
    example = {
        **_SLIP,
        "month": "2025-03",
        "issued_on": "2025-03-25",
        "volume": "994.6",
        "accepted": True,
        "reason": None,
        "because": ["BIL-17"],
    }
    slip_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(required=True, allow_none=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    month = fields.Month(required=True)
    issued_on = fields.Date(required=True, allow_none=True)
    volume = fields.Volume(allow_none=True)
    accepted = fields.Boolean(required=True)
    reason = fields.String(allow_none=True)


class SlipDelivered(Event):
    """A slip reached the customer: the payment term runs (BIL-19)."""

    subject = "slip_no"
    example = {
        "slip_no": "JS25030052",
        "customer_no": "SH010001",
        "delivered_on": "2025-03-25",
        "due_on": "2025-04-01",
        "entry_code_checked": True,
        "because": ["payment_days"],
    }
    slip_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    delivered_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    entry_code_checked = fields.Boolean(required=True)
