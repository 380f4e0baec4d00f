"""Program changes and bugs from the sealed request to the customer's feedback (CMP-38..48; doc 4 l.289-333)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.complaints.shared import (
    LEADERS,
    READERS,
    DatesOutOfOrder,
    NotForThisRole,
    RecordIncomplete,
    TextMissing,
    TransitionRefused,
)
from kefu_messages.complaints.staff_complaints import CaseReasons
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed, SelfApproval, StateConflict, TooManyEntries

SUPPORT = LEADERS | {roles.ENGINEER, roles.SERVICE_SPECIALIST, roles.PROJECT_LEADER}
CHANGE_STATES = (
    "requested", "confirmed", "filed", "approved", "rejected", "informed", "developed", "tested", "updated", "feedback", "closed",
)  # fmt: skip


class SealMissing(ContentInvalid):
    code = "official_seal_missing"
    text = {"zh-Hant": "申請單須加蓋公章並附掃描件", "en": "The form needs the official seal and its scan"}


class CustomerSubmissionMissing(ContentInvalid):
    code = "customer_submission_missing"
    text = {"zh-Hant": "須由客戶先申報需求", "en": "The customer must submit the requirement first"}


class NotTheRegistrant(NotAllowed):
    code = "tester_not_registrant"
    text = {"zh-Hant": "須由申報人 {registrant} 測試", "en": "The registrant {registrant} tests it"}


class UntestedChange(StateConflict):
    code = "test_not_passed"
    text = {"zh-Hant": "測試未通過,不得更新", "en": "The test was not passed: no update"}


class FeedbackMissing(StateConflict):
    code = "change_feedback_missing"
    text = {"zh-Hant": "須填入客戶反饋才能結案", "en": "It is closed only with the customer's feedback"}


class ProgramChange(Schema):
    """A program change or bug; ``acknowledged`` once the customer has been promised a day."""

    change_no = fields.Identifier()
    kind = fields.Choice("change", "bug")
    state = fields.Choice(*CHANGE_STATES)
    customer_no = fields.Identifier()
    requirement = fields.Text(longest=2000)
    document_no = fields.Identifier(allow_none=True)
    steps_to_error = fields.Text(allow_none=True, longest=2000)
    error_message = fields.Text(allow_none=True, longest=2000)
    requested_on = fields.Date()
    registrant = fields.Identifier(allow_none=True)
    confirmed_on = fields.Date(allow_none=True)
    file_no = fields.Identifier(allow_none=True)
    opinion = fields.Text(allow_none=True, longest=2000)
    expected_on = fields.Date(allow_none=True)
    promised_on = fields.Date(allow_none=True)
    acknowledged = fields.Boolean()
    delays = fields.List(fields.Dict(), metadata={"description": "from, to, announced_on, late"})
    developer = fields.Identifier(allow_none=True)
    tests = fields.List(fields.Dict(), metadata={"description": "on, by, passed, note"})
    updated_on = fields.Date(allow_none=True)
    feedback = fields.Text(allow_none=True, longest=2000)
    history = fields.List(fields.Dict(), metadata={"description": "state, on, by"})
    version = fields.Integer()


class RequestProgramChange(Command):
    """Take in a customer's request for a program change: sealed, with its scan (CMP-38, CMP-42; doc 4 l.293, l.311)."""

    route = POST("/program-changes")
    roles = SUPPORT
    reply = ProgramChange
    errors = (SealMissing, CustomerSubmissionMissing, AlreadyExists)
    status = 201
    example = {
        "change_no": "PC-3", "customer_no": "U7", "requirement": "報表加一欄", "submitted_by": "王會計", "sealed": True,
        "document_no": "FAX-77", "requested_on": "2025-05-05",
    }  # fmt: skip
    change_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    requirement = fields.Text(required=True, longest=2000)
    submitted_by = fields.Text(load_default="", metadata={"description": "the customer's contact who handed it in"})
    sealed = fields.Boolean(required=True)
    document_no = fields.Identifier(metadata={"description": "number of the scanned form"})
    requested_on = fields.Date(required=True)


class ReportBug(Command):
    """Report a bug with the exact steps and the error message; it is a program change from then on (CMP-39, CMP-40; doc 4 l.294)."""

    route = POST("/bugs")
    roles = SUPPORT
    reply = ProgramChange
    errors = (RecordIncomplete, AlreadyExists)
    status = 201
    example = {
        "change_no": "BUG-7", "customer_no": "U7", "steps_to_error": "打開-保存", "error_message": "none shown",
        "requested_on": "2025-05-05",
    }  # fmt: skip
    change_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    steps_to_error = fields.Text(longest=2000, load_default="")
    error_message = fields.Text(longest=2000, load_default="", metadata={"description": "`none shown` where there was none"})
    requested_on = fields.Date(required=True)


class _OnChange(Schema):
    """A step on one change."""

    change_no = fields.Identifier(required=True)
    on = fields.Date(required=True)


STEP = (TransitionRefused, DatesOutOfOrder)


class ConfirmRequirement(_OnChange, Command):
    """The engineer has agreed the requirement with the customer and registers it (CMP-43; doc 4 l.312)."""

    route = POST("/program-changes/{change_no}:confirm")
    roles, reply, errors = SUPPORT, ProgramChange, (*STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-06"}


class FileChangeRequest(_OnChange, Command):
    """The customer's form was handed to the administration for filing (CMP-44; doc 4 l.313, l.333)."""

    route = POST("/program-changes/{change_no}:file")
    roles, reply, errors = SUPPORT | {roles.ADMIN_HR}, ProgramChange, (*STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-06", "file_no": "DA-12"}
    file_no = fields.Identifier(required=True)


class ReviewProgramChange(_OnChange, Command):
    """The service manager's opinion with the expected day of completion, or a rejection (CMP-40, CMP-45; doc 4 l.314)."""

    route = POST("/program-changes/{change_no}:review")
    roles, reply = LEADERS, ProgramChange
    errors = (NotForThisRole, TextMissing, *STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-07", "approved": True, "opinion": "可行", "expected_on": "2025-05-20"}
    approved = fields.Boolean(required=True)
    opinion = fields.Text(load_default="", longest=2000)
    expected_on = fields.Date()


class InformCustomer(_OnChange, Command):
    """Promise the customer the expected day; a later one is announced before the promised day (CMP-46; doc 4 l.315)."""

    route = POST("/program-changes/{change_no}:inform")
    roles, reply, errors = SUPPORT, ProgramChange, (*STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-18", "promised_on": "2025-05-27"}
    promised_on = fields.Date(required=True)


class MarkDeveloped(_OnChange, Command):
    """The developer has finished debugging (CMP-47; doc 4 l.316)."""

    route = POST("/program-changes/{change_no}:develop")
    roles, reply = frozenset({roles.DEVELOPER, roles.ENGINEER, roles.PROJECT_LEADER}), ProgramChange
    errors = (SelfApproval, *STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-25"}


class RecordChangeTest(_OnChange, Command):
    """The registrant tests the change (CMP-47; doc 4 l.316)."""

    route = POST("/program-changes/{change_no}:test")
    roles, reply = SUPPORT | {roles.DEVELOPER}, ProgramChange
    errors = (NotTheRegistrant, *STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-26", "passed": True}
    passed = fields.Boolean(required=True)
    note = fields.Text()


class UpdateCustomer(_OnChange, Command):
    """The customer was updated, after a passed test only (CMP-47; doc 4 l.316)."""

    route = POST("/program-changes/{change_no}:update")
    roles, reply = SUPPORT, ProgramChange
    errors = (UntestedChange, *STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-27"}


class RecordChangeFeedback(_OnChange, Command):
    """What the customer says of the change (CMP-48; doc 4 l.317)."""

    route = POST("/program-changes/{change_no}:record-feedback")
    roles, reply = SUPPORT, ProgramChange
    errors = (TextMissing, *STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-28", "feedback": "works, thanks"}
    feedback = fields.Text(required=True, longest=2000)


class CloseProgramChange(_OnChange, Command):
    """Close a change with its feedback on record (CMP-48; doc 4 l.317)."""

    route = POST("/program-changes/{change_no}:close")
    roles, reply = SUPPORT, ProgramChange
    errors = (FeedbackMissing, *STEP, TooManyEntries)
    example = {"change_no": "PC-3", "on": "2025-05-28"}


class GetProgramChange(Query):
    """One program change or bug."""

    route = GET("/program-changes/{change_no}")
    roles = READERS | SUPPORT | {roles.DEVELOPER}
    reply = ProgramChange
    example = {"change_no": "PC-3"}
    change_no = fields.Identifier(required=True)


class WhyProgramChange(Query):
    """Why each step of a change was taken or noted as late."""

    route = GET("/program-changes/{change_no}/why")
    roles = READERS | SUPPORT | {roles.DEVELOPER}
    reply = CaseReasons
    example = {"change_no": "PC-3"}
    change_no = fields.Identifier(required=True)


class ListProgramChanges(Query):
    """Program changes in a state, by number."""

    route = GET("/program-changes")
    roles = READERS | SUPPORT | {roles.DEVELOPER}
    reply = ProgramChange
    paged = True
    example = {"state": "filed"}
    state = fields.Choice(*CHANGE_STATES, required=True)
