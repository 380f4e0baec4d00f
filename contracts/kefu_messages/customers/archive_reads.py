"""Reading, exporting and checking the confidential archive (CUS-17, CUS-18, CUS-23; doc 1 l.88-90)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.customers.archives import (
    ARCHIVE_READERS,
    ARCHIVISTS,
    INVESTIGATORS,
    CreditInvestigation,
    CreditNote,
    QualificationDocument,
)
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed


class PurposeMissing(ContentInvalid):
    code = "purpose_missing"
    text = {"zh-Hant": "查閱客戶檔案必須註明用途", "en": "An archive is read for a stated purpose only"}


class PurposeNotAllowed(NotAllowed):
    code = "purpose_not_allowed"
    text = {"zh-Hant": "「{purpose}」不是可查閱檔案的用途", "en": "'{purpose}' is no purpose for which an archive may be read"}


class ArchiveExportNotAuthorised(NotAllowed):
    code = "archive_export_not_authorised"
    text = {"zh-Hant": "未經批准不得匯出客戶檔案", "en": "No archive is exported without an authorisation"}


class ExportSelfAuthorised(NotAllowed):
    code = "export_self_authorised"
    text = {"zh-Hant": "不得批准自己的匯出", "en": "Nobody authorises an own export"}


class Archive(Schema):
    """The whole archive, for a stated purpose."""

    customer_no = fields.Identifier()
    custodian = fields.Identifier(allow_none=True)
    documents = fields.List(fields.Nested(QualificationDocument))
    missing_documents = fields.List(fields.String(), metadata={"description": "required kinds that are not on file or have expired"})
    credit_description = fields.Text(longest=4000, allow_none=True)
    credit_reviewed_on = fields.Date(allow_none=True, metadata={"description": "last day of a description or an investigation"})
    credit_history = fields.List(fields.Nested(CreditNote), metadata={"description": "every version, oldest first"})
    credit_investigations = fields.List(fields.Nested(CreditInvestigation))
    production_process = fields.Text(longest=4000, allow_none=True)
    production_scale = fields.Text(longest=4000, allow_none=True)
    raw_materials = fields.Text(longest=4000, allow_none=True)
    production_investment = fields.Text(longest=4000, allow_none=True)
    transactions = fields.Integer(metadata={"description": "how many past transactions are recorded"})
    transactions_total = fields.Money()
    analysis_note = fields.Text(longest=4000, allow_none=True)
    updated_on = fields.Date()
    version = fields.Integer()


class ReadArchive(Query):
    """Read an archive for a purpose; whoever reads, and who is refused, is on the audit trail (CUS-18, CUS-23; doc 1 l.89-90)."""

    route = GET("/customer-archives/{customer_no}")
    roles = ARCHIVE_READERS
    reply = Archive
    errors = (PurposeMissing, PurposeNotAllowed)
    reads_confidential = True
    example = {"customer_no": "10000012", "purpose": "second_development_contract_review"}
    customer_no = fields.Identifier(required=True)
    purpose = fields.Text(metadata={"description": "what it is read for: one of the organisation's archive purposes"})


class Transaction(Schema):
    """A past transaction."""

    transaction_no = fields.Identifier()
    customer_no = fields.Identifier()
    traded_on = fields.Date()
    amount = fields.Money()
    subject_matter = fields.Text(allow_none=True)


class ListTransactions(Query):
    """The past transactions of a customer, for a purpose (CUS-16, CUS-18)."""

    route = GET("/customer-archives/{customer_no}/transactions")
    roles = ARCHIVE_READERS
    reply = Transaction
    errors = (PurposeMissing, PurposeNotAllowed)
    paged = True
    reads_confidential = True
    example = {"customer_no": "10000012", "purpose": "contract_review"}
    customer_no = fields.Identifier(required=True)
    purpose = fields.Text()


class ArchiveExport(Schema):
    """An authorisation to export archives once."""

    authorisation_no = fields.Identifier()
    exporter = fields.Identifier()
    customer_nos = fields.List(fields.Identifier())
    purpose = fields.Text()
    authorised_by = fields.Identifier()
    exported_on = fields.Date(allow_none=True)
    version = fields.Integer()


class AuthoriseArchiveExport(Command):
    """Authorise one export of archives by somebody else (CUS-23; doc 1 l.88, l.90)."""

    route = POST("/archive-exports")
    roles = INVESTIGATORS | {roles.GENERAL_MANAGER}
    reply = ArchiveExport
    errors = (PurposeNotAllowed, ExportSelfAuthorised, AlreadyExists, PurposeMissing)
    status = 201
    example = {"authorisation_no": "EX-2025-01", "exporter": "E0102", "customer_nos": ["10000012"], "purpose": "contract_review"}
    authorisation_no = fields.Identifier(required=True)
    exporter = fields.Identifier(required=True)
    customer_nos = fields.List(fields.Identifier(), required=True)
    purpose = fields.Text(required=True)


class ExportedArchives(Schema):
    """The archives that were authorised for export."""

    authorisation_no = fields.Identifier()
    archives = fields.List(fields.Nested(Archive))
    version = fields.Integer()


class ExportArchives(Command):
    """Export the authorised archives, once and only by whom it was authorised for (CUS-23)."""

    route = POST("/archive-exports/{authorisation_no}:export")
    roles = ARCHIVE_READERS
    reply = ExportedArchives
    errors = (ArchiveExportNotAuthorised,)
    example = {"authorisation_no": "EX-2025-01"}
    authorisation_no = fields.Identifier(required=True)


class ArchiveFinding(Schema):
    """What is amiss with one archive."""

    customer_no = fields.Identifier()
    custodian = fields.Identifier(allow_none=True)
    findings = fields.List(
        fields.Choice("no_custodian", "update_due", "update_overdue", "documents_missing", "analysis_note_missing"),
    )
    missing_documents = fields.List(fields.String())
    serviced_on = fields.Date(allow_none=True, metadata={"description": "last closed case or visit"})
    updated_on = fields.Date()


class ArchiveFindings(Schema):
    """Archives that are not in order."""

    as_of = fields.Date()
    archives = fields.List(fields.Nested(ArchiveFinding))


class ListArchiveFindings(Query):
    """Archives without custodian, behind the service's progress, or incomplete (CUS-06, CUS-13, CUS-17)."""

    route = GET("/archive-findings")
    roles = ARCHIVISTS | INVESTIGATORS
    reply = ArchiveFindings
    example = {"as_of": "2025-03-10"}
    as_of = fields.Date()


class ArchiveRead(Schema):
    """One read of an archive, or an attempt that was refused."""

    read_no = fields.Identifier()
    customer_no = fields.Identifier()
    staff_no = fields.Identifier()
    purpose = fields.Text(allow_none=True)
    read_at = fields.Instant()
    allowed = fields.Boolean()


class ListArchiveReads(Query):
    """Who has read an archive, when and what for (CUS-18, CUS-23)."""

    route = GET("/customer-archives/{customer_no}/reads")
    roles = INVESTIGATORS
    reply = ArchiveRead
    paged = True
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)
