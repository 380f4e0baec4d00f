"""Recordings of calls and what their reviews found (CUS-30; doc 1 l.101)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import POST, Command, Event, fields
from kefu_messages.customers.satisfaction import REVIEWERS
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed


class OwnRecording(NotAllowed):
    code = "own_recording"
    text = {"zh-Hant": "不得評審自己的錄音", "en": "Nobody reviews an own recording"}


class RecordingExpired(ContentInvalid):
    code = "recording_expired"
    text = {"zh-Hant": "錄音保存至 {kept_until}", "en": "The recording was kept until {kept_until}"}


class RecordingWithoutConsent(ContentInvalid):
    code = "recording_without_consent"
    text = {"zh-Hant": "未告知客戶的錄音不得用於評審", "en": "A recording the customer did not consent to is not reviewed"}


class RecordingReview(Schema):
    """A reviewed recording."""

    recording_no = fields.Identifier()
    agent = fields.Identifier()
    recorded_on = fields.Date()
    reviewed_on = fields.Date()
    period = fields.Month(metadata={"description": "month of the call"})
    reviewer = fields.Identifier()
    score = fields.Integer()
    remark = fields.Text(allow_none=True)
    version = fields.Integer()


class ReviewRecording(Command):
    """Score a recorded call from 0 to 100 (CUS-30; doc 1 l.102)."""

    route = POST("/recording-reviews")
    roles = REVIEWERS
    reply = RecordingReview
    errors = (OwnRecording, RecordingExpired, RecordingWithoutConsent, AlreadyExists)
    status = 201
    example = {
        "recording_no": "R77",
        "agent": "E0102",
        "recorded_on": "2025-05-02",
        "reviewed_on": "2025-05-10",
        "score": 85,
        "consent": True,
    }
    recording_no = fields.Identifier(required=True)
    agent = fields.Identifier(required=True)
    recorded_on = fields.Date(required=True)
    reviewed_on = fields.Date(required=True)
    score = fields.Integer(required=True, validate=validate.Range(min=0, max=100))
    consent = fields.Boolean(required=True, metadata={"description": "the customer was told that the call is recorded"})
    remark = fields.Text()


class RecordingReviewed(Event):
    """A recorded call was scored."""

    subject = "agent"
    example = {
        "agent": "E0102", "recording_no": "R77", "reviewer": "E0100", "recorded_on": "2025-05-02", "reviewed_on": "2025-05-10", "score": 85,
        "because": ["CUS-30"],
    }  # fmt: skip
    agent = fields.Identifier(required=True)
    recording_no = fields.Identifier(required=True)
    reviewer = fields.Identifier(required=True)
    recorded_on = fields.Date(required=True)
    reviewed_on = fields.Date(required=True)
    score = fields.Integer(required=True)
