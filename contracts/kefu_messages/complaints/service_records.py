"""Service records of on-site work, trips and remote support, the mandatory ones above all (CMP-34..39, CMP-59)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.complaints.shared import (
    LEADERS,
    READERS,
    RECORDERS,
    ApplicationMissing,
    DatesOutOfOrder,
    RecordIncomplete,
)
from kefu_messages.complaints.staff_complaints import CaseReasons
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, NotAllowed, NotInLine, UnknownCode, UnknownStaff

RECORD_KINDS = ("onsite", "trip", "remote")
SUBJECTS = ("data_cleanup", "report_problem", "admin_password", "program_change", "bug", "usage_question")
JUDGEMENTS = ("open", "in_time", "late", "missing", "defective")


class NotYourRecord(NotAllowed):
    """The record of a job is entered by who has done it, and long afterwards by HR (CMP-34)."""

    code = "record_of_others"
    text = {
        "zh-Hant": "服務記錄由本人錄入,補錄由人事說明原因",
        "zh-Hans": "服务记录由本人录入,补录由人事说明原因",
        "en": "Who did the job enters its record; afterwards HR, with a reason",
    }


class ServiceRecord(Schema):
    """A record as it stands; ``judgement``: open until the due day has passed or an entry is there."""

    record_no = fields.Identifier()
    staff_no = fields.Identifier()
    kind = fields.Choice(*RECORD_KINDS)
    topic = fields.Choice(*SUBJECTS, allow_none=True)
    customer = fields.Text(allow_none=True)
    customer_no = fields.Identifier(allow_none=True)
    finished_on = fields.Date()
    recorded_on = fields.Date(allow_none=True)
    due_on = fields.Date(metadata={"description": "last day on which the entry is in time"})
    mandatory = fields.Boolean()
    written_request = fields.Text(allow_none=True)
    tool = fields.Text(allow_none=True)
    report_name = fields.Text(allow_none=True)
    question = fields.Text(allow_none=True, longest=2000)
    analysis = fields.Text(allow_none=True, longest=2000)
    solution = fields.Text(allow_none=True, longest=2000)
    contact_told = fields.Text(allow_none=True)
    steps = fields.Text(allow_none=True, longest=2000)
    error_message = fields.Text(allow_none=True, longest=2000)
    missing_fields = fields.List(fields.String())
    judgement = fields.Choice(*JUDGEMENTS)
    version = fields.Integer()


class _Entry(Schema):
    """The fields of an entry: the columns of the paper register."""

    written_request = fields.Text(metadata={"description": "number of the customer's written request"})
    tool = fields.Text(metadata={"description": "tool used for a data clean-up"})
    report_name = fields.Text()
    question = fields.Text(longest=2000)
    analysis = fields.Text(longest=2000)
    solution = fields.Text(longest=2000)
    contact_told = fields.Text(metadata={"description": "who was told; the password itself is never written down"})
    steps = fields.Text(longest=2000)
    error_message = fields.Text(longest=2000, metadata={"description": "`none shown` where a wrong result gave no message"})


class FileServiceRecord(_Entry, Command):
    """File a finished job with its entry as it stands on paper, complete or not (CMP-34, CMP-59; doc 4 l.288)."""

    route = POST("/service-records")
    roles = RECORDERS
    reply = ServiceRecord
    errors = (UnknownStaff, UnknownCode, AlreadyExists, DatesOutOfOrder, NotInLine, RecordIncomplete, ApplicationMissing, *LATE)
    status = 201
    bulk = Bulk("/service-records:import", key="record_no")
    example = {
        "record_no": "R009", "staff_no": "J013", "kind": "remote", "customer": "東方水務", "finished_on": "2025-06-07",
        "recorded_on": "2025-06-07", "subject": "bug", "steps": "打開-保存", "error_message": "對象為空",
    }  # fmt: skip
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    kind = fields.Choice(*RECORD_KINDS, required=True)
    customer = fields.Text()
    customer_no = fields.Identifier()
    finished_on = fields.Date(required=True)
    recorded_on = fields.Date(metadata={"description": "day of the entry; none while there is no entry"})
    topic = fields.Choice(*SUBJECTS, data_key="subject", metadata={"description": "of remote support"})
    late_reason = late_reason()


class EnterServiceRecord(_Entry, Command):
    """Enter the record of one's finished job; a mandatory record must be complete (CMP-34..39; doc 4 l.288-294)."""

    route = POST("/service-records/{record_no}:enter")
    roles = RECORDERS
    reply = ServiceRecord
    errors = (RecordIncomplete, ApplicationMissing, DatesOutOfOrder, NotYourRecord, *LATE)
    example = {"record_no": "R011", "recorded_on": "2025-06-16", "steps": "打開-保存", "error_message": "對象為空"}
    record_no = fields.Identifier(required=True)
    recorded_on = fields.Date(required=True, metadata={"description": "today; of past papers the day they tell"})
    late_reason = late_reason()


class GetServiceRecord(Query):
    """One service record."""

    route = GET("/service-records/{record_no}")
    roles = READERS
    reply = ServiceRecord
    example = {"record_no": "R009"}
    record_no = fields.Identifier(required=True)


class WhyServiceRecord(Query):
    """Why a record is missing, late or defective: clauses and facts."""

    route = GET("/service-records/{record_no}/why")
    roles = RECORDERS
    reply = CaseReasons
    example = {"record_no": "R009"}
    record_no = fields.Identifier(required=True)


class ListServiceRecords(Query):
    """The records of a person and month, or those with one judgement, by number (CMP-34)."""

    route = GET("/service-records")
    roles = LEADERS | {roles.HR, roles.REPORTING, roles.ENGINEER, roles.SERVICE_SPECIALIST}
    reply = ServiceRecord
    paged = True
    example = {"judgement": "missing"}
    judgement = fields.Choice(*JUDGEMENTS, required=True)
    staff_no = fields.Identifier()


class _RecordTold(Schema):
    """What discipline needs: ``effective_on`` is the day after the last day in time."""

    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    kind = fields.Choice(*RECORD_KINDS, required=True)
    topic = fields.Choice(*SUBJECTS, required=True, allow_none=True, metadata={"description": "of remote support; null for other work"})
    mandatory = fields.Boolean(required=True)
    finished_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    effective_on = fields.Date(required=True)


class ServiceRecordMissing(_RecordTold, Event):
    """A finished job has no entry by the due day, or its mandatory entry lacks ``missing_fields`` (empty: there is no entry at all)."""

    subject = "record_no"
    example = {
        "record_no": "R010", "staff_no": "J019", "kind": "remote", "topic": "bug", "mandatory": True, "finished_on": "2025-06-09",
        "due_on": "2025-06-09", "effective_on": "2025-06-10", "missing_fields": ["steps"], "because": ["CMP-59", "CMP-39"],
    }  # fmt: skip
    missing_fields = fields.List(fields.String(), required=True)


class ServiceRecordLate(_RecordTold, Event):
    """The entry of a finished job was made after the due day."""

    subject = "record_no"
    example = {
        "record_no": "R016", "staff_no": "J011", "kind": "onsite", "topic": None, "mandatory": False, "finished_on": "2025-06-13",
        "due_on": "2025-06-16", "effective_on": "2025-06-17", "recorded_on": "2025-06-17", "days_late": 1, "because": ["CMP-34"],
    }  # fmt: skip
    recorded_on = fields.Date(required=True)
    days_late = fields.Integer(required=True, metadata={"description": "calendar days after the due day"})


class ServiceRecordSettled(_RecordTold, Event):
    """A remote record that was said to be missing has been entered after all: it is not held against the person any more."""

    subject = "record_no"
    example = {
        "record_no": "R011", "staff_no": "J008", "kind": "remote", "topic": "bug", "mandatory": True, "finished_on": "2025-06-16",
        "due_on": "2025-06-16", "effective_on": "2025-06-17", "recorded_on": "2025-06-18", "because": ["CMP-59"],
    }  # fmt: skip
    recorded_on = fields.Date(required=True)
