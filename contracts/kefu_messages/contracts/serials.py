"""Serial numbers of the software: issued after installation, used within seats and dates, updated after a paid renewal (CON-06..09)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.contracts.refused import NotInstalled, PeriodReversed, RenewalUnpaid
from kefu_messages.contracts.shared import CLERKS, READERS, SIGNERS, Why, means
from kefu_messages.errors import AlreadyExists, TooManyEntries
from kefu_messages.platform import AnyValue

ALERTS = ("seats_exceeded", "expired_serial", "not_yet_valid")


class Serial(Schema):
    """A serial number and how it is used."""

    serial_no = fields.Identifier()
    customer_no = fields.Identifier()
    product = fields.Identifier()
    seats = fields.Integer()
    issued_on = fields.Date()
    valid_from = fields.Date()
    valid_to = fields.Date()
    update_open = fields.Boolean(metadata=means("a new period is paid: contact the customer and update the serial"))
    alerts = AnyValue(metadata=means("uses outside of seats or dates"))
    updates = AnyValue(metadata=means("former and new end per update"))
    version = fields.Integer()


class IssueSerial(Command):
    """Supply a serial number once the software is installed (CON-06; doc 4 l.326)."""

    route = POST("/serials")
    roles = SIGNERS
    reply = Serial
    errors = (NotInstalled, AlreadyExists, PeriodReversed)
    status = 201
    example = {"serial_no": "S-9", "customer_no": "U7", "product": "payroll", "seats": 5, "issued_on": "2025-03-10"}
    serial_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    product = fields.Identifier(required=True)
    seats = fields.Integer(required=True)
    issued_on = fields.Date(required=True)
    valid_to = fields.Date(metadata=means("the end of the service period when not given; never later"))


class RecordSerialUse(Command):
    """A use of a serial was reported; outside of its seats or dates it raises an alert (CON-07; doc 4 l.327)."""

    route = POST("/serials/{serial_no}:use")
    roles = CLERKS
    reply = Serial
    example = {"serial_no": "S-9", "used_on": "2025-06-02", "seats": 7}
    serial_no = fields.Identifier(required=True)
    used_on = fields.Date(required=True)
    seats = fields.Integer(required=True)


class UpdateSerial(Command):
    """Update a serial to the new service period, never before it is paid (CON-08, CON-09; doc 4 l.302, l.328)."""

    route = POST("/serials/{serial_no}:update")
    roles = SIGNERS
    reply = Serial
    errors = (RenewalUnpaid, TooManyEntries)
    example = {"serial_no": "S-9", "updated_on": "2025-06-07"}
    serial_no = fields.Identifier(required=True)
    updated_on = fields.Date(required=True)


class GetSerial(Query):
    """One serial number."""

    route = GET("/serials/{serial_no}")
    roles = READERS
    reply = Serial
    example = {"serial_no": "S-9"}
    serial_no = fields.Identifier(required=True)


class WhySerial(Query):
    """Why a serial is valid until its day, and what alerts say."""

    route = GET("/serials/{serial_no}/why")
    roles = READERS
    reply = Why
    example = {"serial_no": "S-9"}
    serial_no = fields.Identifier(required=True)


class ListSerials(Query):
    """Serials of a customer, or those to be updated."""

    route = GET("/serials")
    roles = READERS
    reply = Serial
    paged = True
    example = {"update_open": True}
    customer_no = fields.Identifier()
    update_open = fields.Boolean()


class SerialMisused(Event):
    """A serial was used by too many or outside of its dates."""

    subject = "serial_no"
    example = {
        "serial_no": "S-9", "customer_no": "U7", "alert": "seats_exceeded", "used_on": "2025-06-02", "seats": 7, "licensed": 5,
        "valid_to": "2025-12-31", "because": ["CON-07"],
    }  # fmt: skip
    serial_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    alert = fields.Choice(*ALERTS, required=True)
    used_on = fields.Date(required=True)
    seats = fields.Integer(required=True)
    licensed = fields.Integer(required=True)
    valid_to = fields.Date(required=True)


class SerialUpdateDue(Event):
    """A new service period is paid: the customer is contacted and the serial updated."""

    subject = "serial_no"
    example = {"serial_no": "S-9", "customer_no": "U7", "contract_no": "FW2025-007", "valid_to": "2026-06-30", "because": ["CON-08"]}
    serial_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    contract_no = fields.Identifier(required=True)
    valid_to = fields.Date(required=True)


class SerialIssued(Event):
    """A serial was supplied or updated."""

    subject = "serial_no"
    example = {
        "serial_no": "S-9",
        "customer_no": "U7",
        "valid_to": "2026-06-30",
        "on": "2025-06-07",
        "updated": True,
        "because": ["CON-08"],
    }
    serial_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    valid_to = fields.Date(required=True)
    on = fields.Date(required=True)
    updated = fields.Boolean(required=True)


class SerialShortened(Event):
    """A contract ended before its time, and the serial with the service that it gave: the customer is to be told."""

    subject = "serial_no"
    example = {
        "serial_no": "S-9", "customer_no": "U7", "contract_no": "FW2025-007", "was": "2026-06-30", "valid_to": "2025-12-31",
        "because": ["CON-06", "CON-07"],
    }  # fmt: skip
    serial_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    contract_no = fields.Identifier(required=True)
    was = fields.Date(required=True)
    valid_to = fields.Date(required=True)
