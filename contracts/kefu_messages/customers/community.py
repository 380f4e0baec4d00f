"""The owners' platform: requests, loyalty points and enrolment (CUS-65..67; doc 5.2 l.413)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields, roles
from kefu_messages.customers.units import STEWARDS
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotFound, StateConflict, UnknownUnit

PLATFORM = STEWARDS | {roles.SERVICE}  # the platform speaks with the service's own identity


class ModuleUnknown(NotFound):
    code = "module_unknown"
    text = {"zh-Hant": "平台沒有「{module}」功能", "en": "The platform has no module {module}"}


class ModuleReadOnly(ContentInvalid):
    code = "module_read_only"
    text = {"zh-Hant": "「{module}」只供查閱", "en": "The module {module} is for reading only"}


class PointsInsufficient(StateConflict):
    code = "points_insufficient"
    text = {"zh-Hant": "積分餘額 {balance},不足 {points}", "en": "The balance is {balance} points, {points} are not there"}


class PlatformModules(Schema):
    modules = fields.List(fields.String())
    read_only = fields.List(fields.String())


class ListPlatformModules(Query):
    """What owners find online (CUS-65; doc 5.2 l.413)."""

    route = GET("/platform-modules")
    roles = PLATFORM
    reply = PlatformModules
    example = {}


class PlatformRequest(Schema):
    request_no = fields.Identifier()
    unit_no = fields.Identifier()
    module = fields.Identifier()
    channel = fields.Identifier()
    content = fields.Text()
    submitted_at = fields.Instant()
    version = fields.Integer()


class SubmitPlatformRequest(Command):
    """An owner posts a repair, complaint or other request online; it becomes the same ticket as by phone (CUS-65; doc 5.2 l.413)."""

    route = POST("/platform-requests")
    roles = PLATFORM
    reply = PlatformRequest
    errors = (UnknownUnit, ModuleUnknown, ModuleReadOnly, AlreadyExists)
    status = 201
    example = {"request_no": "WX-1", "unit_no": "A06-103", "module": "repair", "content": "廚房漏水", "submitted_at": "2025-05-06T21:15"}
    request_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    module = fields.Identifier(required=True)
    content = fields.Text(required=True, longest=2000)
    submitted_at = fields.Instant(required=True)


class PointsEntry(Schema):
    entry_no = fields.Identifier()
    what = fields.Choice("earned", "redeemed")
    points = fields.Integer()
    amount = fields.Money()
    on = fields.Date()


class PointsAccount(Schema):
    """The loyalty points of a unit's owner; ``entries`` holds the latest 200."""

    unit_no = fields.Identifier()
    balance = fields.Integer()
    earned = fields.Integer()
    redeemed = fields.Integer()
    entries = fields.List(fields.Nested(PointsEntry))
    version = fields.Integer()


class EarnPoints(Command):
    """Spending or a special service earns an owner points (CUS-66; doc 5.2 l.413)."""

    route = POST("/points-accounts/{unit_no}:earn")
    roles = PLATFORM
    reply = PointsAccount
    errors = (UnknownUnit, AlreadyExists)
    example = {"unit_no": "A06-103", "entry_no": "XF-1", "source": "spending", "amount": "500.00", "earned_on": "2025-05-06"}
    unit_no = fields.Identifier(required=True)
    entry_no = fields.Identifier(required=True)
    source = fields.Choice("spending", "special_service", required=True)
    amount = fields.Money(required=True, negative=False, metadata={"description": "what the owner has spent, yuan"})
    earned_on = fields.Date(required=True)


class RedeemPoints(Command):
    """Turn points into a credit against the property fee (CUS-66; doc 5.2 l.413)."""

    route = POST("/points-accounts/{unit_no}:redeem")
    roles = PLATFORM
    reply = PointsAccount
    errors = (UnknownUnit, PointsInsufficient, AlreadyExists)
    example = {"unit_no": "A06-103", "entry_no": "DH-1", "points": 500, "redeemed_on": "2025-06-01"}
    unit_no = fields.Identifier(required=True)
    entry_no = fields.Identifier(required=True)
    points = fields.Integer(required=True, validate=validate.Range(min=1))
    redeemed_on = fields.Date(required=True)


class GetPointsAccount(Query):
    """The points of a unit's owner."""

    route = GET("/points-accounts/{unit_no}")
    roles = PLATFORM
    reply = PointsAccount
    example = {"unit_no": "A06-103"}
    unit_no = fields.Identifier(required=True)


class PlatformEnrolment(Schema):
    """Whether a household follows the official account, since when and how it came to it."""

    unit_no = fields.Identifier()
    enrolled = fields.Boolean()
    changed_on = fields.Date()
    channel = fields.Choice("advertising", "home_notice", "sms", allow_none=True)
    version = fields.Integer()


class RecordEnrolment(Command):
    """A household opts in to, or out of, the official account (CUS-67; doc 5.2 l.413)."""

    route = PUT("/units/{unit_no}/enrolment")
    roles = PLATFORM
    reply = PlatformEnrolment
    errors = (UnknownUnit,)
    example = {"unit_no": "A06-103", "enrolled": True, "changed_on": "2025-05-06", "channel": "sms"}
    unit_no = fields.Identifier(required=True)
    enrolled = fields.Boolean(required=True)
    changed_on = fields.Date(required=True)
    channel = fields.Choice("advertising", "home_notice", "sms")


class EnrolmentRate(Schema):
    """Enrolled among the occupied households of a day, in percent, two places."""

    on = fields.Date()
    occupied = fields.Integer()
    enrolled = fields.Integer()
    percent = fields.Number(allow_none=True)
    by_channel = fields.Dict(keys=fields.String(), values=fields.Integer())


class GetEnrolmentRate(Query):
    """How many of the occupied households follow the official account (CUS-67)."""

    route = GET("/enrolment-rate")
    roles = STEWARDS | {roles.REPORTING, roles.SERVICE}
    reply = EnrolmentRate
    example = {"on": "2025-06-30"}
    on = fields.Date(metadata={"description": "default: today"})


class PlatformRequestSubmitted(Event):
    """An owner asks for something online; the service of that module opens the ticket, channel ``wechat``."""

    subject = "request_no"
    example = {
        "request_no": "WX-1", "unit_no": "A06-103", "module": "repair", "channel": "wechat", "content": "廚房漏水",
        "submitted_at": "2025-05-06T21:15:00+08:00", "because": ["platform_modules"],
    }  # fmt: skip
    request_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    module = fields.Identifier(required=True)
    channel = fields.Identifier(required=True)
    content = fields.Text(required=True, longest=2000)
    submitted_at = fields.Instant(required=True)


class PointsEarned(Event):
    """An owner has earned points."""

    subject = "unit_no"
    example = {"unit_no": "A06-103", "entry_no": "XF-1", "points": 500, "balance": 500, "earned_on": "2025-05-06", "because": []}
    unit_no = fields.Identifier(required=True)
    entry_no = fields.Identifier(required=True)
    points = fields.Integer(required=True)
    balance = fields.Integer(required=True)
    earned_on = fields.Date(required=True)


class PointsRedeemed(Event):
    """An owner has turned points into a credit against the property fee; billing credits it (CUS-66, BIL-41)."""

    subject = "unit_no"
    example = {
        "unit_no": "A06-103", "entry_no": "DH-1", "points": 500, "credit": "5.00", "balance": 0, "redeemed_on": "2025-06-01",
        "because": ["points_per_yuan_credit"],
    }  # fmt: skip
    unit_no = fields.Identifier(required=True)
    entry_no = fields.Identifier(required=True)
    points = fields.Integer(required=True)
    credit = fields.Money(required=True)
    balance = fields.Integer(required=True)
    redeemed_on = fields.Date(required=True)


class EnrolmentChanged(Event):
    """A household follows the official account, or no longer does."""

    subject = "unit_no"
    example = {"unit_no": "A06-103", "enrolled": True, "changed_on": "2025-05-06", "channel": "sms", "because": ["CUS-67"]}
    unit_no = fields.Identifier(required=True)
    enrolled = fields.Boolean(required=True)
    changed_on = fields.Date(required=True)
    channel = fields.Text(allow_none=True)
