"""The business hall's counter: who a clerk serves and may read, assistance, the rack (CUS-39..42; doc 2)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed

COUNTER = roles.CLERKS | {roles.CASHIER, roles.DUTY_CLERK}
HEADS = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD})


class CustomerNotServed(NotAllowed):
    code = "customer_not_served"
    text = {"zh-Hant": "您目前沒有為客戶 {customer_no} 辦理業務,不能查閱其資料", "en": "You are not serving customer {customer_no}"}


class NotTheMetersReader(NotAllowed):
    code = "not_the_meters_reader"
    text = {"zh-Hant": "客戶 {customer_no} 的表具不屬於您的抄表範圍", "en": "The meters of customer {customer_no} are not in your round"}


class AssistanceNeedUnknown(ContentInvalid):
    code = "assistance_need_unknown"
    text = {
        "zh-Hant": "{need} 不是可登記的協助需要(只登記需要,不登記病況)",
        "en": "{need} is no need that may be stored (no diagnosis)",
    }


class NothingToRefill(ContentInvalid):
    code = "nothing_to_refill"
    text = {"zh-Hant": "{title} 沒有缺貨記錄", "en": "{title} is not short on this check"}


class MeterFacts(Schema):
    """What a reader must know of a customer's meter (CUS-42; doc 2 l.143)."""

    meter_no = fields.Identifier()
    meter_type = fields.Text()
    position = fields.Text(allow_none=True)
    inlet = fields.Text(allow_none=True)
    installed_on = fields.Date(allow_none=True)
    years_in_service = fields.Integer(allow_none=True)
    life_years = fields.Integer(allow_none=True)


class CustomerMeters(Schema):
    customer_no = fields.Identifier()
    meters = fields.List(fields.Nested(MeterFacts))


class CounterService(Schema):
    """A clerk serving a customer at the counter; ``state`` is serving or ended."""

    service_no = fields.Identifier()
    customer_no = fields.Identifier()
    clerk = fields.Identifier()
    begun_at = fields.Instant()
    ended_at = fields.Instant(allow_none=True)
    assistance_needs = fields.List(fields.String(), metadata={"description": "what to offer unasked (CUS-40)"})
    state = fields.Choice("serving", "ended")
    version = fields.Integer()


class ServedCustomer(Schema):
    """What a clerk sees of the customer being served; nothing of anybody else (CUS-39)."""

    customer_no = fields.Identifier()
    name = fields.Text(allow_none=True)
    kind = fields.Text(allow_none=True)
    address = fields.Text(allow_none=True)
    assistance_needs = fields.List(fields.String())
    meters = fields.List(fields.Nested(MeterFacts))


class BeginCounterService(Command):
    """A clerk takes up a customer's business; from here until its end the clerk may read that customer (CUS-39; doc 2 l.187)."""

    route = POST("/counter-services")
    roles = COUNTER
    reply = CounterService
    errors = (AlreadyExists, AssistanceNeedUnknown)
    status = 201
    example = {"service_no": "Q-20250603-017", "customer_no": "10000012", "begun_at": "2025-06-03T09:05"}
    service_no = fields.Identifier(required=True, metadata={"description": "number of the queue ticket"})
    customer_no = fields.Identifier(required=True)
    begun_at = fields.Instant(metadata={"description": "default: now"})
    assistance_needs = fields.List(fields.Identifier(), metadata={"description": "needs seen on this visit, beside those on file"})


class EndCounterService(Command):
    """The customer's business is done; reading ends with it (CUS-39)."""

    route = POST("/counter-services/{service_no}:end")
    roles = COUNTER
    reply = CounterService
    errors = (CustomerNotServed,)
    example = {"service_no": "Q-20250603-017", "ended_at": "2025-06-03T09:12"}
    service_no = fields.Identifier(required=True)
    ended_at = fields.Instant()


class GetServedCustomer(Query):
    """Read the customer at one's own counter (CUS-39, CUS-40; doc 2 l.187, l.201)."""

    route = GET("/counter-services/{service_no}/customer")
    roles = COUNTER
    reply = ServedCustomer
    errors = (CustomerNotServed,)
    reads_confidential = True
    example = {"service_no": "Q-20250603-017"}
    service_no = fields.Identifier(required=True)


class AssistanceNeeds(Schema):
    customer_no = fields.Identifier()
    needs = fields.List(fields.String())
    noted_on = fields.Date()
    version = fields.Integer()


class NoteAssistanceNeeds(Command):
    """State which help a customer needs, from a closed list of needs; an empty list withdraws them (CUS-40; doc 2 l.201)."""

    route = PUT("/customers/{customer_no}/assistance-needs")
    roles = COUNTER | HEADS
    reply = AssistanceNeeds
    errors = (AssistanceNeedUnknown,)
    example = {"customer_no": "10000012", "needs": ["step_free_access"], "noted_on": "2025-06-03"}
    customer_no = fields.Identifier(required=True)
    needs = fields.List(fields.Identifier(), required=True)
    noted_on = fields.Date(required=True)


class RackCheck(Schema):
    """The day's look at the rack of free material; ``short`` titles are the duty clerk's to refill."""

    check_no = fields.Identifier()
    checked_on = fields.Date()
    duty_clerk = fields.Identifier()
    stock = fields.Dict(keys=fields.String(), values=fields.Integer())
    short = fields.List(fields.String())
    version = fields.Integer()


class CheckRack(Command):
    """Count the free material on the hall's rack (CUS-41; doc 2 l.175)."""

    route = POST("/rack-checks")
    roles = COUNTER | HEADS
    reply = RackCheck
    errors = (AlreadyExists,)
    status = 201
    example = {
        "check_no": "ZL-20250603", "checked_on": "2025-06-03", "duty_clerk": "E0031",
        "stock": {"gas_safety_manual": 0, "company_journal": 12},
    }  # fmt: skip
    check_no = fields.Identifier(required=True)
    checked_on = fields.Date(required=True)
    duty_clerk = fields.Identifier(required=True)
    stock = fields.Dict(keys=fields.Identifier(), values=fields.Integer(validate=validate.Range(min=0)), required=True)


class RefillRack(Command):
    """The duty clerk has refilled a title that was short (CUS-41)."""

    route = POST("/rack-checks/{check_no}:refill")
    roles = COUNTER
    reply = RackCheck
    errors = (NothingToRefill,)
    example = {"check_no": "ZL-20250603", "title": "gas_safety_manual", "stock": 40}
    check_no = fields.Identifier(required=True)
    title = fields.Identifier(required=True)
    stock = fields.Integer(required=True, validate=validate.Range(min=1))


class MeterReaderOfCustomer(Schema):
    customer_no = fields.Identifier()
    reader = fields.Identifier()
    assigned_on = fields.Date()
    version = fields.Integer()


class AssignMeterReader(Command):
    """Name the reader of a customer's meters; until then any reader of the organisation counts as such (CUS-42)."""

    route = PUT("/customers/{customer_no}/meter-reader")
    roles = HEADS
    reply = MeterReaderOfCustomer
    example = {"customer_no": "10000012", "reader": "R01", "assigned_on": "2025-03-01"}
    customer_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True)
    assigned_on = fields.Date(required=True)


class GetCustomerMeters(Query):
    """Meter facts of a customer, for the reader of the meters (CUS-42; doc 2 l.143)."""

    route = GET("/customers/{customer_no}/meters")
    roles = HEADS | {roles.METER_READER}
    reply = CustomerMeters
    errors = (NotTheMetersReader,)
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)


class RackTitleShort(Event):
    """Free material is missing from the hall's rack; the duty clerk must refill it."""

    subject = "check_no"
    example = {
        "check_no": "ZL-20250603", "title": "gas_safety_manual", "stock": 0, "duty_clerk": "E0031", "checked_on": "2025-06-03",
        "because": ["CUS-41"],
    }  # fmt: skip
    check_no = fields.Identifier(required=True)
    title = fields.Identifier(required=True)
    stock = fields.Integer(required=True)
    duty_clerk = fields.Identifier(required=True)
    checked_on = fields.Date(required=True)
