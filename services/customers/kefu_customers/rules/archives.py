"""What an archive needs, who reads it for what, and when it is behind (CUS-06, CUS-09, CUS-13..18, CUS-23; doc 1 l.16, l.86-90)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_messages.customers import (
    AnalysisNoteMissing,
    ArchiveExportNotAuthorised,
    DuplicateTransaction,
    ExportSelfAuthorised,
    NotArchiveCustodian,
    PurposeMissing,
    PurposeNotAllowed,
    UnknownDocumentKind,
)


@dataclass(frozen=True)
class Document:
    """A qualification document on file."""

    kind: str
    valid_until: date | None = None


@dataclass(frozen=True)
class Archived:
    """An archive as far as its findings need it; ``serviced_on`` is the day of the last visit or closed case."""

    customer_kind: str
    updated_on: date
    custodian: str | None = None
    serviced_on: date | None = None
    documents: tuple[Document, ...] = ()
    special: bool = False
    analysis_note: str | None = None


@dataclass(frozen=True)
class Export:
    """An authorisation to export archives."""

    exporter: str
    exported_on: date | None = None


def may_read_archive(purpose: str | None, *, day: date, law: Law) -> Decision[str]:
    """The purpose for which an archive is read: none, no reading (CUS-18, CUS-23; doc 1 l.89-90)."""
    if not (purpose or "").strip():
        raise PurposeMissing
    purposes = law.value("archive_purposes", on=day)
    if purpose not in purposes.value:
        raise PurposeNotAllowed(purpose=purpose)
    return decide(str(purpose), law.clause("CUS-18"), law.clause("CUS-23"), purposes, purpose=purpose)


def accept_document(kind: str, *, filed_on: date, law: Law) -> Decision[str]:
    """A required document, or one that may be filed besides (CUS-13; doc 1 l.86)."""
    required, optional = law.value("qualification_documents", on=filed_on), law.value("qualification_documents_optional", on=filed_on)
    if kind not in [*required.value, *optional.value]:
        raise UnknownDocumentKind(kind=kind)
    return decide(kind, required, optional, kind=kind)


def missing_documents(customer_kind: str, *, documents: tuple[Document, ...], day: date, law: Law) -> Decision[tuple[str, ...]]:
    """The required documents of a corporate customer that are not on file, or have expired by the day (CUS-13; doc 1 l.86)."""
    corporate, required = law.value("corporate_kinds", on=day), law.value("qualification_documents", on=day)
    valid = {item.kind for item in documents if item.valid_until is None or item.valid_until >= day}
    missing = tuple(kind for kind in required.value if kind not in valid) if customer_kind in corporate.value else ()
    return decide(missing, required, corporate, customer_kind=customer_kind, day=day)


def credit_reviewed_on(described_on: Sequence[date], *, investigated_on: Sequence[date], law: Law) -> Decision[date | None]:
    """The day of the latest description or investigation (CUS-09, CUS-15; doc 1 l.23, l.86)."""
    latest = max([*described_on, *investigated_on], default=None)
    return decide(latest, law.clause("CUS-09"), law.clause("CUS-15"), described=len(described_on), investigated=len(investigated_on))


def transactions_total(amounts: tuple[Decimal, ...], *, law: Law) -> Decision[Decimal]:
    """The sum of the past transactions, yuan (CUS-16; doc 1 l.87)."""
    return decide(sum(amounts, Decimal(0)), law.clause("CUS-16"), transactions=len(amounts))


def accept_transaction(transaction_no: str, *, known: bool, law: Law) -> Decision[str]:
    """A past transaction is recorded once (CUS-16; doc 1 l.87)."""
    if known:
        raise DuplicateTransaction(transaction_no=transaction_no)
    return decide(transaction_no, law.clause("CUS-16"), transaction_no=transaction_no)


def accept_custodian(staff_no: str, *, posts_held: frozenset[str], day: date, law: Law) -> Decision[str]:
    """The one person who keeps the archive, of a post that may (CUS-17; doc 1 l.88)."""
    posts = law.value("archive_custodian_roles", on=day)
    if not posts_held & set(posts.value):
        raise NotArchiveCustodian(staff_no=staff_no)
    return decide(staff_no, law.clause("CUS-17"), posts, staff_no=staff_no, posts_held=sorted(posts_held))


def update_due(updated_on: date, *, serviced_on: date | None, law: Law) -> Decision[date | None]:
    """By which day the archive must follow the last visit or closed case; None when it has (CUS-17; doc 1 l.88)."""
    term = law.value("archive_update_days", on=updated_on)
    if serviced_on is None or updated_on >= serviced_on:
        return decide(None, law.clause("CUS-17"), term, updated_on=updated_on, serviced_on=serviced_on)
    return decide(serviced_on + timedelta(days=term.value), law.clause("CUS-17"), term, updated_on=updated_on, serviced_on=serviced_on)


def archive_findings(archive: Archived, *, as_of: date, law: Law) -> Decision[tuple[str, ...]]:
    """What is amiss with an archive on a day (CUS-06, CUS-13, CUS-17)."""
    due = update_due(archive.updated_on, serviced_on=archive.serviced_on, law=law)
    missing = missing_documents(archive.customer_kind, documents=archive.documents, day=as_of, law=law)
    amiss = {
        "no_custodian": not archive.custodian,
        "update_due": due.outcome is not None,
        "update_overdue": due.outcome is not None and as_of > due.outcome,
        "documents_missing": bool(missing.outcome),
        "analysis_note_missing": archive.special and not (archive.analysis_note or "").strip(),
    }
    findings = tuple(name for name, found in amiss.items() if found)
    return decide(findings, *due.because, *missing.because, law.clause("CUS-06"), as_of=as_of, findings=findings)


def flag_special(reason: str | None, *, special: bool, law: Law) -> Decision[bool]:
    """The flag of a special customer, which needs a reason (CUS-06; doc 1 l.16)."""
    if special and not (reason or "").strip():
        raise AnalysisNoteMissing
    return decide(special, law.clause("CUS-06"), reason=reason)


def authorise_export(exporter: str, *, authorised_by: str, purpose: str, day: date, law: Law) -> Decision[str]:
    """An export for a purpose, authorised by somebody else (CUS-23; doc 1 l.88, l.90)."""
    if exporter == authorised_by:
        raise ExportSelfAuthorised
    allowed = may_read_archive(purpose, day=day, law=law)
    return decide(exporter, *allowed.because, exporter=exporter, authorised_by=authorised_by, purpose=purpose)


def may_export(export: Export, *, by: str, law: Law) -> Decision[str]:
    """Only the authorised person exports, and only once (CUS-23; doc 1 l.90)."""
    if by != export.exporter or export.exported_on is not None:
        raise ArchiveExportNotAuthorised
    return decide(by, law.clause("CUS-23"), exporter=export.exporter)
