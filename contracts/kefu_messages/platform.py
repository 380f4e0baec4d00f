"""The messages that every service answers without declaring them: its schedules, its backlog, its audit trail, its law.

They are classes like any other message, one set per service, so that the gateway, the documents and the snapshots need not
know that nobody wrote them down.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from marshmallow import Schema

from kefu_messages import fields, roles
from kefu_messages.message import GET, POST, Command, Query

OPERATORS = frozenset({roles.SYSTEM_ADMINISTRATOR, roles.SERVICE})
PERSONNEL = frozenset({roles.HR, roles.ADMIN_HR})
CUSTODIANS = frozenset(
    {
        roles.ARCHIVE_CUSTODIAN, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER,
        roles.DEPARTMENT_HEAD,
    }
)  # fmt: skip
AUDITORS = frozenset({roles.SYSTEM_ADMINISTRATOR, roles.GENERAL_MANAGER, roles.HR, roles.CUSTOMER_SERVICE_MANAGER, roles.DEPARTMENT_HEAD})


class AnyValue(fields.Dict):
    """Any JSON value; decimals and days as strings. Only answered, never asked."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


class ScheduledRun(Schema):
    """One scheduled task that was run, and for which day."""

    name = fields.Text()
    day = fields.Date()


class DueRan(Schema):
    """What was due and has been run."""

    ran = fields.List(fields.Nested(ScheduledRun))


class Backlog(Schema):
    """What a service still has to do: all zero and nothing running means that it has settled."""

    outbox = fields.Integer(metadata={"description": "events written and not yet sent"})
    queued = fields.Integer(metadata={"description": "events waiting in the service's queues"})
    running = fields.Integer(metadata={"description": "handlers at work now"})
    handled = fields.Integer(metadata={"description": "events handled since the process started"})


class AuditEntry(Schema):
    """One entry of the audit trail; ``hash`` covers the entry and ``previous``."""

    seq = fields.Integer()
    id = fields.Text()
    at = fields.Text()
    by = fields.Text(metadata={"description": "staff number, or service:<name>"})
    what = fields.Text(metadata={"description": "the message's name; refused:<name> for a trespass"})
    subject = fields.Text()
    organisation = fields.Text()
    hash = fields.Text()
    previous = fields.Text()
    changes = AnyValue(metadata={"description": "field by field, what it was and what it became"})


class LawValue(Schema):
    """A value in force today."""

    id = fields.Text()
    title = fields.Text()
    unit = fields.Text()
    rules = fields.List(fields.Text())
    value = AnyValue()
    since = fields.Date()
    reference = fields.Text()
    assumption = fields.Boolean()


class LawInForce(Schema):
    """The values in force for the caller's organisation today, titles in the reader's language."""

    values = fields.List(fields.Nested(LawValue))


class HeldRecord(Schema):
    """One record about a person as it is stored."""

    collection = fields.Text()
    key = fields.Text()
    content = AnyValue()


class Held(Schema):
    """What a service holds about a member of staff: records about him whole, others that name him by key and field."""

    staff_no = fields.Text()
    records = fields.List(fields.Nested(HeldRecord))
    names_nobody = fields.Dict(
        keys=fields.Text(), values=fields.Text(), metadata={"description": "collections that name no member of staff, and why"}
    )
    not_searched = fields.List(fields.Text(), metadata={"description": "collections that nobody has declared, or too large for one search"})
    complete = fields.Boolean(metadata={"description": "false when there is more than one answer can hold, or something is not searched"})


class HeldOfCustomer(Schema):
    """What a service holds about a customer: records of the customer whole, others that name him by key and field."""

    customer_no = fields.Text()
    records = fields.List(fields.Nested(HeldRecord))
    not_searched = fields.List(fields.Text(), metadata={"description": "collections too large for one search"})
    complete = fields.Boolean(metadata={"description": "false when there is more than one answer can hold, or something is not searched"})


@cache
def built_ins(service: str) -> tuple[type[Any], ...]:
    """The service's own ``RunDue``, ``GetBacklog``, ``GetHeld``, ``GetHeldOfCustomer``, ``ListAudit`` and ``ListLaw``."""
    base = f"/services/{service}"
    return (
        _message(
            service,
            "RunDue",
            Command,
            "Run what the service's schedules have due by the end of a day (today when none is given).",
            route=POST(f"{base}/schedules:run"),
            roles=OPERATORS,
            reply=DueRan,
            example={"as_of": "2025-03-31"},
            seconds=600.0,
            as_of=fields.Date(metadata={"description": "the last day to run"}),
            at=fields.Instant(metadata={"description": "the moment by which work of the minute is due, instead of the day's end"}),
        ),
        _message(
            service,
            "GetBacklog",
            Query,
            "How much the service still has to send and to handle.",
            route=GET(f"{base}/backlog"),
            roles=OPERATORS,
            reply=Backlog,
            example={},
        ),
        _message(
            service,
            "GetHeld",
            Query,
            "Everything the service holds about a member of staff; for HR and the person alone, and written in the audit trail.",
            route=GET(f"{base}/held/{{staff_no}}"),
            roles=roles.EVERYBODY,
            reply=Held,
            reads_confidential=True,
            seconds=30.0,
            example={"staff_no": "E021"},
            staff_no=fields.Identifier(required=True),
        ),
        _message(
            service,
            "GetHeldOfCustomer",
            Query,
            "Everything the service holds about a customer; for those who answer for archives, and written in the audit trail.",
            route=GET(f"{base}/held-of-customers/{{customer_no}}"),
            roles=CUSTODIANS,
            reply=HeldOfCustomer,
            reads_confidential=True,
            example={"customer_no": "10000012"},
            customer_no=fields.Identifier(required=True),
            seconds=30.0,
        ),
        _message(
            service,
            "ListAudit",
            Query,
            "The service's hash-chained audit trail, in order.",
            route=GET(f"{base}/audit"),
            roles=AUDITORS,
            reply=AuditEntry,
            example={},
            paged=True,
        ),
        _message(
            service,
            "ListLaw",
            Query,
            "The values of the service's law that are in force today.",
            route=GET(f"{base}/law"),
            roles=roles.EVERYBODY,
            reply=LawInForce,
            example={},
        ),
    )


def _message(service: str, name: str, kind: type[Any], says: str, **attributes: Any) -> type[Any]:
    return type(name, (kind,), {"__doc__": says, "__module__": f"kefu_messages.{service}", "service": service, **attributes})
