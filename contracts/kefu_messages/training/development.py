"""Development of people and of the training system (TRN-14, TRN-24, TRN-25, TRN-27, TRN-30)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Query, fields, roles
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotInLine, StateConflict, UnknownStaff
from kefu_messages.training.shared import OFFICE


class OwnMentor(ContentInvalid):
    """A senior leads a junior, not himself (TRN-24)."""

    code = "own_mentor"
    text = {"zh-Hant": "{staff_no} 不能是自己的導師", "en": "{staff_no} cannot be his own mentor"}


class MentorNotSenior(ContentInvalid):
    """A senior leads a junior (TRN-24)."""

    code = "mentor_not_senior"
    text = {"zh-Hant": "{mentor} 的年資不及 {staff_no},不能帶新", "en": "{mentor} joined after {staff_no} and cannot lead him"}


class UnknownDirection(ContentInvalid):
    """Boiler, medical waste or energy saving (TRN-24)."""

    code = "unknown_direction"
    text = {"zh-Hant": "發展方向 {direction} 不在規定範圍內", "en": "{direction} is not one of the directions"}


class ConsultationMissing(ContentInvalid):
    """The engineer is asked before a direction is fixed (TRN-24)."""

    code = "consultation_missing"
    text = {"zh-Hant": "確定方向前須徵求 {staff_no} 的意見", "en": "{staff_no} has not been asked before the direction was fixed"}


class ImprovementDates(ContentInvalid):
    """Nothing is closed before it was raised (TRN-27)."""

    code = "improvement_dates"
    text = {"zh-Hant": "{closed_on} 早於提出日 {created_on}", "en": "{closed_on} is before {created_on}, when it was raised"}


class Development(Schema):
    """Direction and mentor of an engineer, and what is missing."""

    staff_no = fields.Identifier()
    direction = fields.Text(allow_none=True)
    mentor = fields.Identifier(allow_none=True)
    consulted_on = fields.Date(allow_none=True)
    missing = fields.List(fields.String())
    version = fields.Integer()


class SetDevelopment(Command):
    """Fix an engineer's direction and mentor after asking him, by HR or somebody above (TRN-24; doc 5.4 l.453)."""

    route = PUT("/developments/{staff_no}")
    roles = OFFICE
    reply = Development
    errors = (OwnMentor, UnknownDirection, UnknownStaff, MentorNotSenior, ConsultationMissing, NotInLine, *LATE)
    example = {"staff_no": "G3", "direction": "boiler", "mentor": "G1", "consulted_on": "2024-12-01"}
    staff_no = fields.Identifier(required=True)
    direction = fields.Text(allow_none=True)
    mentor = fields.Identifier(allow_none=True)
    consulted_on = fields.Date(allow_none=True)
    late_reason = late_reason()


class DevelopmentFindings(Schema):
    """Engineers without direction or mentor; manuals and post documents nobody has read (TRN-24, TRN-25, TRN-30)."""

    as_of = fields.Date()
    developments = fields.List(fields.Nested(Development))
    manuals = fields.Dict(metadata={"description": "by manual, who has not acknowledged the edition in force"})
    posts = fields.List(fields.Dict(), metadata={"description": "posts without job description or performance method, or unread"})
    because = fields.List(fields.String())


class GetDevelopmentFindings(Query):
    """What is missing of people's development on a day."""

    route = GET("/development-findings")
    roles = OFFICE
    reply = DevelopmentFindings
    example = {"as_of": "2024-12-23"}
    as_of = fields.Date()


class Improvement(Schema):
    """Something of the training system that is to get better."""

    item_no = fields.Identifier()
    title = fields.Text()
    owner = fields.Identifier()
    created_on = fields.Date()
    state = fields.Text()
    closed_on = fields.Date(allow_none=True)
    version = fields.Integer()


class RaiseImprovement(Command):
    """Record a deficiency of the training system with who is to mend it (TRN-27; doc 5.4 l.472)."""

    route = POST("/training-improvements")
    roles = OFFICE
    reply = Improvement
    errors = (UnknownStaff, AlreadyExists, *LATE)
    status = 201
    example = {"item_no": "I-1", "title": "培訓體系跟不上業務發展", "owner": "H01", "created_on": "2024-12-23"}
    item_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    owner = fields.Identifier(required=True)
    created_on = fields.Date(required=True)
    late_reason = late_reason()


class CloseImprovement(Command):
    """The deficiency is mended (TRN-27)."""

    route = POST("/training-improvements/{item_no}:close")
    roles = OFFICE
    reply = Improvement
    errors = (StateConflict, ImprovementDates, *LATE)
    example = {"item_no": "I-1", "closed_on": "2025-06-30"}
    item_no = fields.Identifier(required=True)
    closed_on = fields.Date(required=True)
    late_reason = late_reason()


class ListImprovements(Query):
    """The improvements by number, of one state if asked for."""

    route = GET("/training-improvements")
    roles = OFFICE
    reply = Improvement
    paged = True
    example = {"state": "open"}
    state = fields.Choice("open", "closed")


class CustomerTraining(Schema):
    """A new customer's installation and training."""

    customer_no = fields.Identifier()
    installed_on = fields.Date(allow_none=True)
    trained_on = fields.Date(allow_none=True)
    specialist = fields.Identifier(allow_none=True)
    attendees = fields.List(fields.Text())
    due_on = fields.Date(allow_none=True)
    version = fields.Integer()


class RecordInstallation(Command):
    """A new customer's software has been installed: the training is due (TRN-14; doc 4 l.275)."""

    route = POST("/customer-trainings/{customer_no}:install")
    roles = OFFICE | {roles.SERVICE_SPECIALIST, roles.ENGINEER}
    reply = CustomerTraining
    errors = (AlreadyExists, *LATE)
    example = {"customer_no": "U7", "installed_on": "2025-06-01"}
    customer_no = fields.Identifier(required=True)
    installed_on = fields.Date(required=True, metadata={"description": "once; HR corrects it, with the reason"})
    late_reason = late_reason()


class RecordCustomerTraining(Command):
    """The specialist has trained the customer's people (TRN-14; doc 4 l.275)."""

    route = POST("/customer-trainings/{customer_no}:train")
    roles = OFFICE | {roles.SERVICE_SPECIALIST, roles.ENGINEER}
    reply = CustomerTraining
    errors = (NotInLine, *LATE)
    example = {"customer_no": "U7", "trained_on": "2025-06-05", "specialist": "J007", "attendees": ["李會計"]}
    customer_no = fields.Identifier(required=True)
    trained_on = fields.Date(required=True)
    specialist = fields.Identifier(required=True, metadata={"description": "the caller, or somebody below him"})
    attendees = fields.List(fields.Text(), required=True)
    late_reason = late_reason()


class UntrainedCustomers(Schema):
    """New customers whose training is overdue."""

    as_of = fields.Date()
    customers = fields.List(fields.Nested(CustomerTraining))
    because = fields.List(fields.String())


class ListUntrainedCustomers(Query):
    """New customers without a training after its term (TRN-14)."""

    route = GET("/untrained-customers")
    roles = OFFICE
    reply = UntrainedCustomers
    example = {"as_of": "2025-06-11"}
    as_of = fields.Date()
