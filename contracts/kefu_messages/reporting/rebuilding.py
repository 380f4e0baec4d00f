"""Building the read models again from the stream of everything that was ever said."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.errors import StateConflict
from kefu_messages.reporting.shared import means

REBUILDERS = frozenset({roles.SYSTEM_ADMINISTRATOR})


class RebuildRunning(StateConflict):
    """The read models are being built again already."""

    code = "rebuild_running"
    text = {"zh-Hant": "讀模型正在重建", "en": "The read models are being built again already"}


class Rebuild(Schema):
    """How far the last rebuild is."""

    state = fields.Choice("waiting", "running", "done", "none")
    requested_by = fields.Identifier(allow_none=True)
    requested_at = fields.Instant(allow_none=True)
    read_to = fields.Integer(allow_none=True, metadata=means("number in the stream of the next event to read"))
    events = fields.Integer(metadata=means("events of the organisation heard again so far"))
    begins_at = fields.Instant(allow_none=True, metadata=means("when the oldest event was said that the stream still holds"))
    kept = fields.Integer(
        allow_none=True, metadata=means("facts and figures that the stream does not tell any more, kept as they were; 0: all was rebuilt")
    )
    finished_at = fields.Instant(allow_none=True)
    version = fields.Integer()


class RebuildReports(Command):
    """Build the organisation's read models again from the stream, beside those that count; closed reports and entries stay."""

    route = POST("/report-rebuilds")
    roles = REBUILDERS
    reply = Rebuild
    errors = (RebuildRunning,)
    status = 202
    example = {}


class GetRebuild(Query):
    """How far the last rebuild is."""

    route = GET("/report-rebuilds")
    roles = REBUILDERS
    reply = Rebuild
    example = {}
