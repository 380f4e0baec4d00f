"""Call-backs after feedback forms and handled opinions, their escalation and monthly report (CUS-48..54; doc 4)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed, StateConflict

REVISITORS = frozenset({roles.REVISIT_SPECIALIST, roles.SERVICE_MANAGER})
SUPERVISION = REVISITORS | {roles.SERVICE_DIRECTOR}
AXES = ("attitude", "technical_level", "result")


class CallBackIncomplete(ContentInvalid):
    code = "call_back_incomplete"
    text = {"zh-Hant": "回訪記錄缺少:{missing}", "en": "The call-back lacks {missing}"}


class RatingOutOfScale(ContentInvalid):
    code = "rating_out_of_scale"
    text = {"zh-Hant": "{field} 的評分 {rating} 不在 {low} 至 {high} 之間", "en": "{field} {rating} is not between {low} and {high}"}


class OwnCallBack(NotAllowed):
    code = "own_call_back"
    text = {"zh-Hant": "不得記錄或修改對自己服務的回訪", "en": "Nobody records or changes a call-back about their own service"}


class CallBackBeforeReceipt(ContentInvalid):
    code = "call_back_before_receipt"
    text = {"zh-Hant": "回訪日 {made_on} 早於收表日 {received_on}", "en": "Called back on {made_on}, before the receipt on {received_on}"}


class ReportMonthNotBegun(StateConflict):
    code = "report_month_not_begun"
    text = {"zh-Hant": "{month} 尚未開始", "en": "{month} has not begun"}


class CallBack(Schema):
    """A call-back task; ``state`` is due or made. ``days_late`` counts from the due day, 0 when in time."""

    call_back_no = fields.Identifier()
    kind = fields.Choice("feedback_form", "complaint")
    source_no = fields.Identifier(metadata={"description": "number of the form or of the complaint"})
    customer_no = fields.Identifier(allow_none=True)
    specialist = fields.Identifier(allow_none=True, metadata={"description": "whom the call-back is about"})
    received_on = fields.Date()
    month = fields.Month()
    due_on = fields.Date(allow_none=True, metadata={"description": "null for complaints: no term is set"})
    made_on = fields.Date(allow_none=True)
    made_by = fields.Identifier(allow_none=True)
    days_late = fields.Integer(allow_none=True)
    attitude = fields.Integer(allow_none=True)
    technical_level = fields.Integer(allow_none=True)
    result = fields.Integer(allow_none=True)
    software = fields.Integer(allow_none=True)
    satisfied = fields.Boolean(allow_none=True)
    remark = fields.Text(allow_none=True)
    escalations = fields.List(fields.String(), metadata={"description": "customer_question, old_problem"})
    corrections = fields.List(fields.Dict(), metadata={"description": "who changed what, when and why"})
    state = fields.Choice("due", "made")
    version = fields.Integer()


class ReceiveFeedbackForm(Command):
    """A service feedback form was handed in: a call-back is due (CUS-48; doc 4 l.280, l.319, l.331)."""

    route = POST("/feedback-forms")
    roles = SUPERVISION | {roles.SERVICE_SPECIALIST}
    reply = CallBack
    errors = (AlreadyExists,)
    status = 201
    example = {"form_no": "FK-101", "customer_no": "U7", "specialist": "E0102", "received_on": "2025-03-04"}
    form_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True)
    received_on = fields.Date(required=True)


class AwaitComplaintRevisit(Command):
    """A complaint was handled: its customer must be asked about the result before it may be closed (CUS-50; doc 4 l.281)."""

    route = POST("/complaint-revisits")
    roles = SUPERVISION | {roles.SERVICE_SPECIALIST, roles.SERVICE}
    reply = CallBack
    errors = (AlreadyExists,)
    status = 201
    example = {"complaint_no": "TS-7", "customer_no": "U7", "specialist": "E0102", "resolved_on": "2025-04-10"}
    complaint_no = fields.Identifier(required=True)
    customer_no = fields.Identifier()
    specialist = fields.Identifier(metadata={"description": "who handled it; never the one who asks about it"})
    resolved_on = fields.Date(required=True)


class RecordCallBack(Command):
    """Record what the customer said of attitude, technical level and result, each 1 to 5 (CUS-49, 50, 52; doc 4 l.281, l.319-321)."""

    route = POST("/call-backs/{call_back_no}:record")
    roles = REVISITORS
    reply = CallBack
    errors = (CallBackIncomplete, RatingOutOfScale, OwnCallBack, CallBackBeforeReceipt)
    example = {
        "call_back_no": "form-FK-101", "made_on": "2025-03-05", "attitude": 5, "technical_level": 4, "result": 4, "software": 4,
        "satisfied": True, "customer_question": "如何做年結?",
    }  # fmt: skip
    call_back_no = fields.Identifier(required=True)
    made_on = fields.Date(required=True)
    attitude = fields.Integer()
    technical_level = fields.Integer()
    result = fields.Integer()
    software = fields.Integer(metadata={"description": "the customer's evaluation of the software (CUS-54)"})
    satisfied = fields.Boolean(required=True)
    remark = fields.Text()
    customer_question = fields.Text(metadata={"description": "a question that came up (CUS-52)"})
    old_problem = fields.Text(metadata={"description": "an earlier problem nobody has handled (CUS-52)"})


class CorrectCallBack(Command):
    """Correct a recorded rating, with the reason; never by the specialist it is about (CUS-51; doc 4 l.282)."""

    route = POST("/call-backs/{call_back_no}:correct")
    roles = REVISITORS
    reply = CallBack
    errors = (OwnCallBack, RatingOutOfScale)
    example = {"call_back_no": "form-FK-101", "rating": "attitude", "value": 3, "reason": "客戶更正", "corrected_on": "2025-03-06"}
    call_back_no = fields.Identifier(required=True)
    rating = fields.Choice(*AXES, "software", required=True)
    value = fields.Integer(required=True)
    reason = fields.Text(required=True)
    corrected_on = fields.Date(required=True)


class GetCallBack(Query):
    """One call-back."""

    route = GET("/call-backs/{call_back_no}")
    roles = SUPERVISION
    reply = CallBack
    example = {"call_back_no": "form-FK-101"}
    call_back_no = fields.Identifier(required=True)


class ListCallBacks(Query):
    """Call-backs due or made, or those about one specialist (CUS-48, CUS-51)."""

    route = GET("/call-backs")
    roles = SUPERVISION
    reply = CallBack
    paged = True
    example = {"state": "due"}
    state = fields.Choice("due", "made")
    specialist = fields.Identifier()


class Mean(Schema):
    answers = fields.Integer()
    mean = fields.Number(allow_none=True)


class SpecialistFeedback(Schema):
    """The consolidated feedback on one specialist in a month (CUS-51)."""

    specialist = fields.Identifier()
    month = fields.Month()
    call_backs = fields.Integer()
    attitude = fields.Nested(Mean)
    technical_level = fields.Nested(Mean)
    result = fields.Nested(Mean)
    satisfied = fields.Integer()


class GetSpecialistFeedback(Query):
    """Feedback about a specialist, consolidated over a month (CUS-51; doc 4 l.282)."""

    route = GET("/specialist-feedback/{specialist}")
    roles = SUPERVISION
    reply = SpecialistFeedback
    example = {"specialist": "E0102", "month": "2025-03"}
    specialist = fields.Identifier(required=True)
    month = fields.Month(required=True)


class RevisitReport(Schema):
    """The month's call-backs of received forms; rates in percent, two places, null over nothing (CUS-53, CUS-54)."""

    month = fields.Month()
    forms = fields.Integer()
    made = fields.Integer()
    on_time = fields.Integer()
    done_percent = fields.Number(allow_none=True)
    on_time_percent = fields.Number(allow_none=True)
    satisfied_percent = fields.Number(allow_none=True)
    software = fields.Nested(Mean)
    due_on = fields.Date()
    submitted_on = fields.Date(allow_none=True)
    submitted_by = fields.Identifier(allow_none=True)
    overdue = fields.Boolean()
    version = fields.Integer()


class SubmitRevisitReport(Command):
    """Compile the month's revisit report and hand it to the service manager (CUS-53, CUS-54; doc 4 l.323, l.263)."""

    route = POST("/revisit-reports/{month}:submit")
    roles = frozenset({roles.REVISIT_SPECIALIST})
    reply = RevisitReport
    errors = (ReportMonthNotBegun,)
    example = {"month": "2025-03", "submitted_on": "2025-03-31"}
    month = fields.Month(required=True)
    submitted_on = fields.Date(required=True)


class GetRevisitReport(Query):
    """The month's report as it was submitted, or its figures so far (CUS-53, CUS-54)."""

    route = GET("/revisit-reports/{month}")
    roles = SUPERVISION
    reply = RevisitReport
    example = {"month": "2025-03"}
    month = fields.Month(required=True)
