"""Cars that a dealer sends to a partner for repair, each with the person who answers for it (OTH-07; doc 5.1 l.363)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.contracts.refused import ReferralWithoutResponsible, UnknownPartner
from kefu_messages.contracts.shared import CLERKS, READERS, Why, means
from kefu_messages.errors import AlreadyExists, StateConflict


class Referral(Schema):
    """A car sent to a partner."""

    referral_no = fields.Identifier()
    partner_no = fields.Identifier()
    dealer = fields.Text()
    vehicle = fields.Identifier()
    responsible = fields.Identifier()
    measure = fields.Identifier(allow_none=True, metadata=means("the document by which referrals are handled on trial"))
    referred_on = fields.Date()
    arrived_on = fields.Date(allow_none=True)
    state = fields.Choice("sent", "arrived")
    version = fields.Integer()


class RecordReferral(Command):
    """A dealer sends a car to a partner; a responsible person accompanies it (OTH-07; doc 5.1 l.363)."""

    route = POST("/referrals")
    roles = CLERKS
    reply = Referral
    errors = (ReferralWithoutResponsible, UnknownPartner, AlreadyExists)
    status = 201
    example = {
        "referral_no": "SX-1", "partner_no": "P1", "dealer": "通達車行", "vehicle": "蒙A00001", "responsible": "E12",
        "measure": "BF-2", "referred_on": "2025-03-04",
    }  # fmt: skip
    referral_no = fields.Identifier(required=True)
    partner_no = fields.Identifier(required=True)
    dealer = fields.Text(required=True)
    vehicle = fields.Identifier(required=True)
    responsible = fields.Identifier()
    measure = fields.Identifier()
    referred_on = fields.Date(required=True)


class RecordReferralArrival(Command):
    """The car has arrived at the partner (OTH-07)."""

    route = POST("/referrals/{referral_no}:arrive")
    roles = CLERKS
    reply = Referral
    errors = (StateConflict,)
    example = {"referral_no": "SX-1", "arrived_on": "2025-03-05"}
    referral_no = fields.Identifier(required=True)
    arrived_on = fields.Date(required=True)


class ListReferrals(Query):
    """Referrals to a partner, or those under way."""

    route = GET("/referrals")
    roles = READERS
    reply = Referral
    paged = True
    example = {"partner_no": "P1"}
    partner_no = fields.Identifier()
    state = fields.Choice("sent", "arrived")


class WhyReferral(Query):
    """Why a referral was taken."""

    route = GET("/referrals/{referral_no}/why")
    roles = READERS
    reply = Why
    example = {"referral_no": "SX-1"}
    referral_no = fields.Identifier(required=True)


class ReferralRecorded(Event):
    """A dealer's car was sent to a partner."""

    subject = "referral_no"
    example = {"referral_no": "SX-1", "partner_no": "P1", "dealer": "通達車行", "referred_on": "2025-03-04", "because": ["OTH-07"]}
    referral_no = fields.Identifier(required=True)
    partner_no = fields.Identifier(required=True)
    dealer = fields.Text(required=True)
    referred_on = fields.Date(required=True)
