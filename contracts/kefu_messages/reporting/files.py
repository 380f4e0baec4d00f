"""Reports as files: CSV and XLSX for spreadsheets, HTML to print."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields
from kefu_messages.reporting.compiled import COMPILED
from kefu_messages.reporting.shared import READERS_OF_REPORTS, means
from kefu_messages.reporting.submissions import PeriodInvalid

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ReportFile(Schema):
    """A file; over HTTP its content is the answer itself."""

    file_name = fields.Text()
    media_type = fields.Text()
    content = fields.String(metadata=means("base64"))


class GetReportFile(Query):
    """A report as a file, titles and printed page in the reader's language (doc 5.2 l.379)."""

    route = GET("/compiled-reports/{kind}/{period}/file")
    roles = READERS_OF_REPORTS
    reply = ReportFile
    errors = (PeriodInvalid,)
    download = "content"
    example = {"kind": "property_year", "period": "2024", "form": "xlsx"}
    kind = fields.Choice(*COMPILED, required=True)
    period = fields.Identifier(required=True)
    cut_off = fields.Date()
    form = fields.Choice(*MEDIA_TYPES, load_default="html")
