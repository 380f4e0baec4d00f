"""The steps of a work order (FLD-01..05, FLD-29, FLD-31, FLD-37; CON-18..23)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import POST, Command, fields, roles
from kefu_messages.customers.gas_accounts import MeterOfAnotherCustomer
from kefu_messages.errors import ContentInvalid, SelfApproval, StateConflict, TooManyEntries, UnknownCategory, UnknownCode, UnknownStaff
from kefu_messages.fieldwork.crews import CrewFull, CrewUnfit
from kefu_messages.fieldwork.orders import ShutoffNotOrdered, WorkOrder
from kefu_messages.fieldwork.shared import (
    DISPATCHERS,
    FIELD_STAFF,
    FactMissing,
    MomentsReversed,
    PostNotEntitled,
    StepOutOfOrder,
    happened,
    means,
)


class OrderTestMissing(StateConflict):
    code = "order_test_missing"
    text = {"zh-Hant": "缺少合格的檢測記錄:{tests}", "en": "A passed test is missing: {tests}"}


class SecondCheckMissing(StateConflict):
    code = "second_check_missing"
    text = {"zh-Hant": "須由第二人檢查後方可完成", "en": "A second person must check it first"}


class CheckerIsFitter(ContentInvalid):
    code = "checker_is_fitter"
    text = {"zh-Hant": "{staff_no} 是施工人,不能檢查自己的工作", "en": "{staff_no} did the work and cannot check it"}


class SpecificationStepsOpen(StateConflict):
    code = "specification_steps_open"
    text = {"zh-Hant": "技術規範步驟未完成:{steps}", "en": "Steps of the specification are not done: {steps}"}


class EntryChecklistMissing(StateConflict):
    code = "entry_checklist_missing"
    text = {"zh-Hant": "須填寫入戶工作準則檢查表:{items}", "en": "The home-entry checklist is missing: {items}"}


class NotInstalledYet(StateConflict):
    code = "not_installed_yet"
    text = {"zh-Hant": "尚未安裝,不能通氣", "en": "Gas cannot be turned on before the installation"}


class MeterNotKnown(StateConflict):
    code = "meter_not_known"
    depends_on = "moment"
    text = {
        "zh-Hant": "表具登記中尚無:{meters}", "zh-Hans": "表具登记中尚无:{meters}",
        "en": "The register of meters does not know {meters} (yet)",
    }  # fmt: skip


class ShutoffHeld(StateConflict):
    code = "shutoff_held"
    text = {"zh-Hant": "催費已暫停({hold_no}),不得停氣", "en": "A hold stands ({hold_no}): the gas is not shut off"}


class ShutoffUnproven(StateConflict):
    code = "shutoff_unproven"
    text = {
        "zh-Hant": "{on} 之後曾暫停催費({hold_no}),且當時沒有到場記錄,不得補記停氣",
        "en": "After {on} a hold stood ({hold_no}), and no arrival was recorded before it: the shut-off cannot be entered later",
    }


class OnOrder(Schema):
    """A step on one order."""

    order_no = fields.Identifier(required=True)
    at = happened()


class AssignOrder(OnOrder, Command):
    """Dispatch an order to a crew on a day, or to people; the crew must have the area, the skill and room (FLD-33)."""

    route = POST("/work-orders/{order_no}:assign")
    roles = DISPATCHERS
    reply = WorkOrder
    errors = (StepOutOfOrder, CrewUnfit, CrewFull, FactMissing, MomentsReversed, UnknownStaff, TooManyEntries)
    example = {"order_no": "GD-1", "crew_no": "AZ-1", "planned_on": "2025-05-07"}
    crew_no = fields.Identifier()
    staff_nos = fields.List(fields.Identifier(), metadata=means("who does it; the crew's members when not given"))
    planned_on = fields.Date()


class AgreeAppointment(OnOrder, Command):
    """Agree with the customer when somebody arrives, or agree anew before the departure (FLD-02, CON-19; doc 2 l.207, doc 4 l.305)."""

    route = POST("/work-orders/{order_no}:agree-appointment")
    roles = DISPATCHERS | FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1", "appointment_at": "2025-05-08T10:00"}
    appointment_at = fields.Instant(required=True)


class FileApplication(OnOrder, Command):
    """Fill in the application form for on-site service (FLD-04, CON-20; doc 4 l.306)."""

    route = POST("/work-orders/{order_no}:file-application")
    roles = DISPATCHERS | FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1", "purpose": "處理報表打印故障"}
    purpose = fields.Text(required=True)


class SignApplication(OnOrder, Command):
    """The service manager signs the application: only then may anybody leave (FLD-04, CON-20; doc 4 l.306)."""

    route = POST("/work-orders/{order_no}:sign-application")
    roles = DISPATCHERS | FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, SelfApproval, PostNotEntitled, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1"}


class DepartForOrder(OnOrder, Command):
    """Leave for the customer (FLD-04, CON-19, CON-20)."""

    route = POST("/work-orders/{order_no}:depart")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1", "at": "2025-05-08T09:20"}


class ArriveAtOrder(OnOrder, Command):
    """Arrive: compared with the appointment, and counted as the response (FLD-02, FLD-37, CON-21)."""

    route = POST("/work-orders/{order_no}:arrive")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1", "at": "2025-05-08T10:05"}


class TickSpecification(Command):
    """Tick steps of the technical specification as done (FLD-05; doc 4 l.250)."""

    route = POST("/work-orders/{order_no}:tick")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (UnknownCode, StepOutOfOrder, MomentsReversed, TooManyEntries)
    example = {"order_no": "AZ-4", "steps": ["fix_pipe"]}
    order_no = fields.Identifier(required=True)
    steps = fields.List(fields.Identifier(), required=True)


class RecordOrderTest(Command):
    """Record a test after gas-on or installation; one that fails leaves the order not passed and the gas off (FLD-03; doc 3 l.216)."""

    route = POST("/work-orders/{order_no}:test")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (UnknownCode, StepOutOfOrder, MomentsReversed, TooManyEntries)
    example = {"order_no": "TQ-7", "test": "leak_test", "passed": True, "tested_at": "2025-03-12T10:20", "value": "0 Pa/10min"}
    order_no = fields.Identifier(required=True)
    test = fields.Identifier(required=True)
    passed = fields.Boolean(required=True)
    tested_at = fields.Instant(required=True)
    value = fields.Text(metadata=means("what was measured"))


class CheckOrder(OnOrder, Command):
    """A second person has checked the work (FLD-31; doc 5.3 l.431)."""

    route = POST("/work-orders/{order_no}:check")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, CheckerIsFitter, MomentsReversed, TooManyEntries)
    example = {"order_no": "AZ-4", "note": "接口無洩漏"}
    note = fields.Text()


class HandleOrder(OnOrder, Command):
    """Report the work done; refused without what its kind requires: test, second check, specification, home-entry checklist."""

    route = POST("/work-orders/{order_no}:handle")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (
        StepOutOfOrder, MomentsReversed, OrderTestMissing, SecondCheckMissing, CheckerIsFitter, SpecificationStepsOpen,
        EntryChecklistMissing, NotInstalledYet, ShutoffHeld, ShutoffUnproven, ShutoffNotOrdered, MeterOfAnotherCustomer, MeterNotKnown,
        UnknownCode, UnknownCategory, TooManyEntries)  # fmt: skip
    example = {"order_no": "GD-1", "result": "已換打印驅動", "departments": ["財務部"], "entry_checklist": {"shoe_covers": True}}
    result = fields.Text(required=True, longest=2000)
    handling = fields.Identifier()
    departments = fields.List(fields.Text(), load_default=list, metadata=means("to which the customer led the staff (CON-21)"))
    entry_checklist = fields.Dict(
        keys=fields.Identifier(), values=fields.Boolean(), metadata=means("item of the home-entry code: kept or not (FLD-01)")
    )


class SignFeedback(OnOrder, Command):
    """The customer's responsible person has signed the service feedback form (FLD-04, CON-22; doc 4 l.308)."""

    route = POST("/work-orders/{order_no}:sign-feedback")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, FactMissing, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1", "feedback_no": "FK-101", "signatory": "周主任", "opinion": "滿意", "satisfied": True}
    feedback_no = fields.Identifier(required=True)
    signatory = fields.Text(required=True, blank_by_rule=True, metadata=means("who signed for the customer"))
    opinion = fields.Text()
    satisfied = fields.Boolean()


class RecordOrderService(OnOrder, Command):
    """The visit stands in the service record of the customer system (FLD-04, CON-23; doc 4 l.309)."""

    route = POST("/work-orders/{order_no}:record")
    roles = FIELD_STAFF
    reply = WorkOrder
    errors = (StepOutOfOrder, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1", "record_no": "FW-88"}
    record_no = fields.Identifier(required=True)


class ReportUntestedWork(Command):
    """Report that gas was turned on or something installed without the test, with what came of it (FLD-03; DIS-13, DIS-15, DIS-16)."""

    route = POST("/work-orders/{order_no}:report-untested")
    roles = FIELD_STAFF | {roles.HR}
    reply = WorkOrder
    errors = (UnknownCode, TooManyEntries)
    example = {"order_no": "TQ-7", "staff_no": "F1", "hazard": False, "serious": False, "found_on": "2025-03-13"}
    order_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    hazard = fields.Boolean(required=True)
    serious = fields.Boolean(load_default=False)
    found_on = fields.Date(required=True)
