"""The confidential archive: read for a purpose, exported by authorisation, checked for what is amiss (CUS-17, CUS-18, CUS-23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_customers import rules
from kefu_customers.service.archive_shown import archive_shown, documents_of
from kefu_customers.store import ARCHIVE_EXPORTS
from kefu_messages.customers import (
    AuthoriseArchiveExport,
    ExportArchives,
    ListArchiveFindings,
    ListArchiveReads,
    ListTransactions,
    ReadArchive,
)
from kefu_messages.errors import AlreadyExists, KefuError


class ArchiveReads:
    """Shows an archive to whoever states a purpose, and writes down who did."""

    archives: Shelf
    transactions: Shelf
    archive_exports = Shelf(ARCHIVE_EXPORTS)

    @query(ReadArchive)
    def read_archive(self, ask: Ask) -> dict[str, Any]:
        """Show an archive for a purpose, on record."""
        self._read(ask, ask["customer_no"])
        record = self.archives.require(ask.organisation, ask["customer_no"])
        return archive_shown(record, self.transactions.find(ask.organisation, customer_no=record.key), ask)

    @query(ListTransactions)
    def list_transactions(self, ask: Ask) -> Page:
        """The past transactions of a customer for a purpose, on record."""
        self._read(ask, ask["customer_no"])
        return self.transactions.page(ask, equals={"customer_no": ask["customer_no"]}, order="transaction_no")

    @query(ListArchiveReads)
    def list_archive_reads(self, ask: Ask) -> Page:
        """Who has read an archive or was refused, from the audit trail."""
        entries = ask.host.audit.entries(after=ask.after, limit=ask.limit, subject=_subject(ask.organisation, ask["customer_no"]))
        items: list[Mapping[str, Any]] = [
            {"read_no": str(item["seq"]), "customer_no": ask["customer_no"], "staff_no": item["by"], "purpose": item["purpose"],
             "read_at": item["at"], "allowed": item["allowed"]}
            for item in entries
        ]  # fmt: skip
        return Page(items, next=str(entries[-1]["seq"]) if len(entries) == ask.limit else None)

    @command(AuthoriseArchiveExport)
    def authorise_archive_export(self, ask: Ask) -> dict[str, Any]:
        """Authorise one export by somebody else."""
        record = self.archive_exports.new(ask.organisation, ask["authorisation_no"])
        if record.exists:
            raise AlreadyExists(kind="authorisation", key=record.key)
        verdict = rules.authorise_export(
            ask["exporter"], authorised_by=ask.identity.staff_no, purpose=ask["purpose"], day=ask.today, law=ask.law
        )
        changes = {
            "exporter": verdict.outcome, "customer_nos": ask["customer_nos"], "purpose": ask["purpose"],
            "authorised_by": ask.identity.staff_no,
            "exported_on": None,
        }  # fmt: skip
        return self.archive_exports.save(record, ask, changes=changes, decisions={"authorisation": verdict})

    @command(ExportArchives)
    def export_archives(self, ask: Ask) -> dict[str, Any]:
        """Export the authorised archives, once; each is on the record of reads."""
        record = self.archive_exports.require(ask.organisation, ask["authorisation_no"])
        by = rules.may_export(rules.Export(record["exporter"], record["exported_on"]), by=ask.identity.staff_no, law=ask.law)
        shown = []
        for number, archive in sorted(self.archives.get_many(ask.organisation, record["customer_nos"]).items()):
            ask.audit(_subject(ask.organisation, number), purpose=record["purpose"], allowed=True)
            shown.append(archive_shown(archive, self.transactions.find(ask.organisation, customer_no=number), ask))
        reply = {"authorisation_no": record.key, "archives": shown}
        return self.archive_exports.save(record, ask, changes={"exported_on": ask.today}, decisions={"export": by}, reply=reply)

    @query(ListArchiveFindings)
    def list_archive_findings(self, ask: Ask) -> dict[str, Any]:
        """What is amiss with which archive."""
        as_of = ask.get("as_of") or ask.today
        rows = [row for record in self.archives.every(ask.organisation) if (row := _findings(record, as_of, ask))["findings"]]
        return {"as_of": as_of, "archives": sorted(rows, key=lambda row: row["customer_no"])}

    def _read(self, ask: Ask, customer_no: str) -> None:
        """Judge the purpose, and put the read or its refusal on the audit trail before anything is shown."""
        subject = _subject(ask.organisation, customer_no)
        try:
            rules.may_read_archive(ask.get("purpose"), day=ask.today, law=ask.law)
        except KefuError:
            ask.audit(subject, refused=True, purpose=ask.get("purpose"), allowed=False)
            raise
        ask.audit(subject, purpose=ask["purpose"], allowed=True)


def _subject(organisation: str, customer_no: str) -> str:
    return f"archive reads/{organisation}/{customer_no}"


def _findings(record: Record, as_of: date, ask: Ask) -> dict[str, Any]:
    archive = rules.Archived(
        record["customer_kind"],
        record["updated_on"],
        custodian=record["custodian"],
        serviced_on=record["serviced_on"],
        documents=documents_of(record),
        special=record["special"],
        analysis_note=record["analysis_note"],
    )
    found = rules.archive_findings(archive, as_of=as_of, law=ask.law)
    missing = rules.missing_documents(archive.customer_kind, documents=archive.documents, day=as_of, law=ask.law)
    return {
        "customer_no": record.key, "custodian": archive.custodian, "findings": list(found.outcome),
        "missing_documents": list(missing.outcome),
        "serviced_on": archive.serviced_on, "updated_on": archive.updated_on,
    }  # fmt: skip
