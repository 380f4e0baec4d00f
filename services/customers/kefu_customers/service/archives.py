"""The confidential archive: filed into by specialists, read for a purpose, exported by authorisation (CUS-06, CUS-09, CUS-12..18, CUS-23)."""

from __future__ import annotations

from typing import Any

from kefu.directory import Directory
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, on, query
from kefu.store import BoundShelf
from kefu_customers import rules
from kefu_customers.service.archive_shown import archive_shown, documents_of, filing_shown
from kefu_customers.store import ARCHIVE_EXPORTS, ARCHIVES, TRANSACTIONS
from kefu_messages.customers import (
    AnalyseSpecial,
    ArchiveUpdated,
    AuthoriseArchiveExport,
    ChangeArchive,
    CreateArchive,
    CustomerVisited,
    DescribeCredit,
    ExportArchives,
    FileDocument,
    FlagSpecial,
    InvestigateCredit,
    ListArchiveFindings,
    ListArchiveReads,
    ListTransactions,
    NameCustodian,
    ReadArchive,
    RecordTransaction,
)
from kefu_messages.errors import AlreadyExists, KefuError

PRODUCTION = ("production_process", "production_scale", "raw_materials", "production_investment")


class Archives:
    """Keeps what is confidential about a customer."""

    customers: BoundShelf
    staff: Directory
    archives = Shelf(ARCHIVES)
    transactions = Shelf(TRANSACTIONS)
    archive_exports = Shelf(ARCHIVE_EXPORTS)

    @command(CreateArchive)
    def create_archive(self, ask: Ask) -> dict[str, Any]:
        """Create the archive of a registered customer."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        record = self.archives.new(ask.organisation, customer.key)
        if record.exists:
            raise AlreadyExists(kind="archive", key=record.key)
        decisions = {"custodian": self._custodian(ask)} if ask.get("custodian") else {}
        changes = {
            **{name: ask.get(name) for name in PRODUCTION}, "custodian": ask.get("custodian"), "customer_kind": customer["kind"], "documents": [],
            "credit_history": [], "credit_investigations": [], "special": False, "special_reason": None, "analysis_note": None, "serviced_on": None,
        }  # fmt: skip
        return self._file(ask, record, "created", changes, decisions, on=ask.get("created_on"))

    @command(ChangeArchive)
    def change_archive(self, ask: Ask) -> dict[str, Any]:
        """Bring production data up to date, or confirm that they are."""
        changes = {name: ask.data[name] for name in PRODUCTION if name in ask.data}
        return self._file(ask, self._archive(ask), "production", changes, on=ask.get("updated_on"))

    @command(FileDocument)
    def file_document(self, ask: Ask) -> dict[str, Any]:
        """File a qualification document; a newer one of its kind stands beside the old."""
        record = self._archive(ask)
        accepted = rules.accept_document(ask["kind"], filed_on=ask["filed_on"], law=ask.law)
        until = ask.get("valid_until")
        filed = {
            "kind": accepted.outcome, "number": ask["number"], "filed_on": ask["filed_on"].isoformat(), "valid_until": until and until.isoformat(),
        }  # fmt: skip
        return self._file(
            ask, record, "documents", {"documents": [*record["documents"], filed]}, {"document": accepted}, on=ask["filed_on"]
        )

    @command(DescribeCredit)
    def describe_credit(self, ask: Ask) -> dict[str, Any]:
        """Add a version of the credit description."""
        record = self._archive(ask)
        note = {"text": ask["text"], "author": ask.identity.staff_no, "written_on": ask["written_on"].isoformat()}
        return self._file(ask, record, "credit_description", {"credit_history": [*record["credit_history"], note]}, on=ask["written_on"])

    @command(InvestigateCredit)
    def investigate_credit(self, ask: Ask) -> dict[str, Any]:
        """Add a credit investigation."""
        record = self._archive(ask)
        entry = {"investigated_on": ask["investigated_on"].isoformat(), "investigator": ask["investigator"], "result": ask["result"]}
        changes = {"credit_investigations": [*record["credit_investigations"], entry]}
        return self._file(ask, record, "credit_investigation", changes, on=ask["investigated_on"])

    @command(RecordTransaction)
    def record_transaction(self, ask: Ask) -> dict[str, Any]:
        """Add a past transaction; the archive's own day of update stays."""
        archive = self._archive(ask)
        record = self.transactions.new(ask.organisation, ask["transaction_no"])
        accepted = rules.accept_transaction(record.key, known=record.exists, law=ask.law)
        changes = {name: ask.get(name) for name in ("customer_no", "traded_on", "amount", "subject_matter")}
        told = ArchiveUpdated.of(customer_no=archive.key, updated_on=ask.today, what="transaction", because=accepted.clauses)
        return self.transactions.save(
            record,
            ask,
            changes=changes,
            events=[told],
            decisions={"transaction": accepted},
            reply={**filing_shown(archive, ask), "version": archive.version},
        )

    @command(NameCustodian)
    def name_custodian(self, ask: Ask) -> dict[str, Any]:
        """Name the one person who keeps the archive."""
        record = self._archive(ask)
        return self._file(ask, record, "custodian", {"custodian": ask["custodian"]}, {"custodian": self._custodian(ask)})

    @command(FlagSpecial)
    def flag_special(self, ask: Ask) -> dict[str, Any]:
        """Flag a special customer, with the reason."""
        record = self._archive(ask)
        flag = rules.flag_special(ask.get("reason"), special=ask["special"], law=ask.law)
        return self._file(ask, record, "special", {"special": flag.outcome, "special_reason": ask.get("reason")}, {"special": flag})

    @command(AnalyseSpecial)
    def analyse_special(self, ask: Ask) -> dict[str, Any]:
        """Write the analysis of a special customer."""
        record = self._archive(ask)
        return self._file(ask, record, "analysis_note", {"analysis_note": ask["note"]}, on=ask["written_on"])

    @query(ReadArchive)
    def read_archive(self, ask: Ask) -> dict[str, Any]:
        """Show an archive for a purpose, on record."""
        self._read(ask, ask["customer_no"])
        record = self._archive(ask)
        return archive_shown(record, self.transactions.find(ask.organisation, customer_no=record.key), ask)

    @query(ListTransactions)
    def list_transactions(self, ask: Ask) -> Page:
        """The past transactions of a customer for a purpose, on record."""
        self._read(ask, ask["customer_no"])
        return self.transactions.page(ask, equals={"customer_no": ask["customer_no"]}, order="transaction_no")

    @query(ListArchiveReads)
    def list_archive_reads(self, ask: Ask) -> Page:
        """Who has read an archive or was refused, from the audit trail."""
        after = int(ask.cursor or 0)
        entries = ask.host.audit.entries(after=after, limit=ask.limit, subject=_subject(ask.organisation, ask["customer_no"]))
        items = [
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
            "exporter": verdict.outcome, "customer_nos": ask["customer_nos"], "purpose": ask["purpose"], "authorised_by": ask.identity.staff_no,
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

    @on(CustomerVisited)
    def note_visit(self, ask: Ask) -> None:
        """A visit makes the archive due for an update check (CUS-17)."""
        record = self.archives.get(ask.organisation, ask["customer_no"])
        if record is not None and (record["serviced_on"] is None or record["serviced_on"] < ask["visited_on"]):
            self.archives.save(record, ask, changes={"serviced_on": ask["visited_on"]})

    def _archive(self, ask: Ask) -> Record:
        return self.archives.require(ask.organisation, ask["customer_no"])

    def _custodian(self, ask: Ask) -> Decision[str]:
        posts = self.staff.role(ask.organisation, ask["custodian"], on=ask.today)
        return rules.accept_custodian(ask["custodian"], posts_held=posts, day=ask.today, law=ask.law)

    def _file(
        self,
        ask: Ask,
        record: Record,
        what: str,
        changes: dict[str, Any],
        decisions: dict[str, Decision[Any]] | None = None,
        *,
        on: Any = None,
    ) -> dict[str, Any]:
        """Write into the archive, and tell that it was updated but not with what."""
        after = {**record, **changes, "updated_on": max(on or ask.today, record.get("updated_on") or on or ask.today)}
        because = [clause for decision in (decisions or {}).values() for clause in decision.clauses] or ["CUS-12"]
        told = ArchiveUpdated.of(customer_no=record.key, updated_on=after["updated_on"], what=what, because=because)
        return self.archives.save(
            record,
            ask,
            changes={**changes, "updated_on": after["updated_on"]},
            events=[told],
            decisions=decisions or {},
            reply=filing_shown({**after, "customer_no": record.key}, ask),
        )

    def _read(self, ask: Ask, customer_no: str) -> None:
        """Judge the purpose, and put the read or its refusal on the audit trail before anything is shown."""
        subject = _subject(ask.organisation, customer_no)
        try:
            rules.may_read_archive(ask.get("purpose"), day=ask.today, law=ask.law)
        except KefuError:
            ask.audit(subject, purpose=ask.get("purpose"), allowed=False)
            raise
        ask.audit(subject, purpose=ask["purpose"], allowed=True)


def _subject(organisation: str, customer_no: str) -> str:
    return f"archive reads/{organisation}/{customer_no}"


def _findings(record: Record, as_of: Any, ask: Ask) -> dict[str, Any]:
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
        "customer_no": record.key, "custodian": archive.custodian, "findings": list(found.outcome), "missing_documents": list(missing.outcome),
        "serviced_on": archive.serviced_on, "updated_on": archive.updated_on,
    }  # fmt: skip
