"""The confidential archive of a customer: documents, credit, production, transactions, custodian, reads (CUS-06, 09, 12..18, 23; doc 1)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import PATCH, POST, PUT, Command, Event, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid

ARCHIVISTS = frozenset({roles.CUSTOMER_SERVICE_SPECIALIST, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.ARCHIVE_CUSTODIAN})
INVESTIGATORS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER})
ARCHIVE_READERS = ARCHIVISTS | {
    roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER, roles.KEY_ACCOUNT_TEAM, roles.DEPARTMENT_HEAD, roles.SERVICE_MANAGER,
    roles.SERVICE_DIRECTOR, roles.SALES_PERSON,
}  # fmt: skip


class AnalysisNoteMissing(ContentInvalid):
    code = "analysis_note_missing"
    text = {"zh-Hant": "特殊客戶須註明原因", "en": "A special customer is flagged with a reason"}


class NotArchiveCustodian(ContentInvalid):
    code = "not_archive_custodian"
    text = {"zh-Hant": "{staff_no} 不是本單位可擔任檔案專人的員工", "en": "{staff_no} is nobody who may be custodian of archives here"}


class UnknownDocumentKind(ContentInvalid):
    code = "unknown_document_kind"
    text = {"zh-Hant": "資質資料種類「{kind}」不在清單內", "en": "'{kind}' is not on the list of qualification documents"}


class DuplicateTransaction(AlreadyExists):
    code = "duplicate_transaction"
    text = {"zh-Hant": "交易 {transaction_no} 已登記", "en": "Transaction {transaction_no} is recorded already"}


class CreditNote(Schema):
    """One version of the credit description."""

    text = fields.Text(longest=4000)
    author = fields.Identifier()
    written_on = fields.Date()


class CreditInvestigation(Schema):
    """One credit investigation (CUS-09)."""

    investigated_on = fields.Date()
    investigator = fields.Identifier()
    result = fields.Text(longest=4000)


class QualificationDocument(Schema):
    """One legal-qualification document on file (CUS-13)."""

    kind = fields.Identifier()
    number = fields.Text()
    filed_on = fields.Date()
    valid_until = fields.Date(allow_none=True)


class ArchiveFiling(Schema):
    """What whoever files into an archive gets back: that it is filed, not what the archive holds."""

    customer_no = fields.Identifier()
    custodian = fields.Identifier(allow_none=True)
    missing_documents = fields.List(fields.String())
    updated_on = fields.Date()
    version = fields.Integer()


class CreateArchive(Command):
    """Create the archive of a customer (CUS-12; doc 1 l.28)."""

    route = POST("/customer-archives")
    roles = ARCHIVISTS
    reply = ArchiveFiling
    errors = (NotArchiveCustodian, AlreadyExists)
    status = 201
    example = {"customer_no": "10000012", "created_on": "2025-03-01", "custodian": "E0107"}
    customer_no = fields.Identifier(required=True)
    created_on = fields.Date(metadata={"description": "default: today"})
    custodian = fields.Identifier()
    production_process = fields.Text(longest=4000)
    production_scale = fields.Text(longest=4000)
    raw_materials = fields.Text(longest=4000)
    production_investment = fields.Text(longest=4000)


class ChangeArchive(Command):
    """Bring production data up to date, or confirm that the archive is (CUS-16, CUS-17; doc 1 l.87-88)."""

    route = PATCH("/customer-archives/{customer_no}")
    roles = ARCHIVISTS
    reply = ArchiveFiling
    example = {"customer_no": "10000012", "updated_on": "2025-03-05", "raw_materials": "麵粉"}
    customer_no = fields.Identifier(required=True)
    updated_on = fields.Date(metadata={"description": "default: today"})
    production_process = fields.Text(longest=4000)
    production_scale = fields.Text(longest=4000)
    raw_materials = fields.Text(longest=4000)
    production_investment = fields.Text(longest=4000)


class FileDocument(Command):
    """File a legal-qualification document (CUS-13; doc 1 l.86)."""

    route = POST("/customer-archives/{customer_no}/documents")
    roles = ARCHIVISTS
    reply = ArchiveFiling
    errors = (UnknownDocumentKind,)
    status = 201
    example = {"customer_no": "10000012", "kind": "business_licence", "number": "91150100MA0000001X", "filed_on": "2025-03-01"}
    customer_no = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    number = fields.Text(required=True)
    filed_on = fields.Date(required=True)
    valid_until = fields.Date(allow_none=True)


class DescribeCredit(Command):
    """Write the credit description anew; the earlier text is kept (CUS-15; doc 1 l.86)."""

    route = PUT("/customer-archives/{customer_no}/credit-description")
    roles = ARCHIVISTS
    reply = ArchiveFiling
    example = {"customer_no": "10000012", "text": "三十日內付款", "written_on": "2025-03-01"}
    customer_no = fields.Identifier(required=True)
    text = fields.Text(longest=4000, required=True)
    written_on = fields.Date(required=True)


class InvestigateCredit(Command):
    """Record a credit investigation that the supervisor organised (CUS-09; doc 1 l.23)."""

    route = POST("/customer-archives/{customer_no}/credit-investigations")
    roles = INVESTIGATORS
    reply = ArchiveFiling
    status = 201
    example = {"customer_no": "10000012", "investigated_on": "2025-04-02", "investigator": "E0102", "result": "信用良好"}
    customer_no = fields.Identifier(required=True)
    investigated_on = fields.Date(required=True)
    investigator = fields.Identifier(required=True)
    result = fields.Text(longest=4000, required=True)


class RecordTransaction(Command):
    """Add a past transaction (CUS-16; doc 1 l.87)."""

    route = POST("/customer-archives/{customer_no}/transactions")
    roles = ARCHIVISTS
    reply = ArchiveFiling
    errors = (DuplicateTransaction,)
    status = 201
    example = {"customer_no": "10000012", "transaction_no": "T-2025-001", "traded_on": "2025-01-10", "amount": "12000.00"}
    customer_no = fields.Identifier(required=True)
    transaction_no = fields.Identifier(required=True)
    traded_on = fields.Date(required=True)
    amount = fields.Money(required=True)
    subject_matter = fields.Text()


class NameCustodian(Command):
    """Name the one person who keeps the archive (CUS-17; doc 1 l.88)."""

    route = PUT("/customer-archives/{customer_no}/custodian")
    roles = INVESTIGATORS
    reply = ArchiveFiling
    errors = (NotArchiveCustodian,)
    example = {"customer_no": "10000012", "custodian": "E0107"}
    customer_no = fields.Identifier(required=True)
    custodian = fields.Identifier(required=True)


class FlagSpecial(Command):
    """Flag a customer as special, with the reason, or take the flag off (CUS-06; doc 1 l.16)."""

    route = PUT("/customer-archives/{customer_no}/special")
    roles = ARCHIVISTS
    reply = ArchiveFiling
    errors = (AnalysisNoteMissing,)
    example = {"customer_no": "10000012", "special": True, "reason": "多次大額退單"}
    customer_no = fields.Identifier(required=True)
    special = fields.Boolean(required=True)
    reason = fields.Text()


class AnalyseSpecial(Command):
    """Write the analysis that a special customer needs (CUS-06; doc 1 l.16)."""

    route = PUT("/customer-archives/{customer_no}/analysis-note")
    roles = ARCHIVISTS
    reply = ArchiveFiling
    example = {"customer_no": "10000012", "note": "退單多因配送遲延", "written_on": "2025-03-05"}
    customer_no = fields.Identifier(required=True)
    note = fields.Text(longest=4000, required=True)
    written_on = fields.Date(required=True)


class ArchiveUpdated(Event):
    """An archive was created or brought up to date; nothing of its content is told."""

    subject = "customer_no"
    example = {"customer_no": "10000012", "updated_on": "2025-03-05", "what": "documents", "because": ["CUS-17"]}
    customer_no = fields.Identifier(required=True)
    updated_on = fields.Date(required=True)
    what = fields.Choice(
        "created", "production", "documents", "credit_description", "credit_investigation", "transaction", "custodian", "special",
        "analysis_note",
        required=True,
    )  # fmt: skip
