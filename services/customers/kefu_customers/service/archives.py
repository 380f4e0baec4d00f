"""The confidential archive: what is filed into it and by whom it is kept (CUS-06, CUS-09, CUS-12, CUS-13, CUS-15..17)."""

from __future__ import annotations

from typing import Any

from kefu.directory import Directory
from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command, on
from kefu_customers import rules
from kefu_customers.service.archive_shown import filing_shown
from kefu_customers.store import ARCHIVES, TRANSACTIONS
from kefu_messages.customers import (
    AnalyseSpecial,
    ArchiveUpdated,
    ChangeArchive,
    ComplaintCaseNoted,
    CreateArchive,
    CustomerVisited,
    DescribeCredit,
    FileDocument,
    FlagSpecial,
    InvestigateCredit,
    NameCustodian,
    RecordTransaction,
)
from kefu_messages.errors import AlreadyExists

PRODUCTION = ("production_process", "production_scale", "raw_materials", "production_investment")


class Archives:
    """Keeps what is confidential about a customer."""

    customers: Shelf
    staff: Directory
    archives = Shelf(ARCHIVES)
    transactions = Shelf(TRANSACTIONS)

    @command(CreateArchive)
    def create_archive(self, ask: Ask) -> dict[str, Any]:
        """Create the archive of a registered customer."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        record = self.archives.new(ask.organisation, customer.key)
        if record.exists:
            raise AlreadyExists(kind="archive", key=record.key)
        decisions = {"custodian": self._custodian(ask)} if ask.get("custodian") else {}
        changes = {
            **{name: ask.get(name) for name in PRODUCTION}, "custodian": ask.get("custodian"), "customer_kind": customer["kind"],
            "documents": [],
            "credit_history": [], "credit_investigations": [], "special": False, "special_reason": None, "analysis_note": None,
            "serviced_on": None,
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
            "kind": accepted.outcome, "number": ask["number"], "filed_on": ask["filed_on"].isoformat(),
            "valid_until": until and until.isoformat(),
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

    @on(CustomerVisited, ComplaintCaseNoted)
    def note_service(self, ask: Ask) -> None:
        """A visit or a closed case makes the archive due for an update check (CUS-17)."""
        record, day = self.archives.get(ask.organisation, ask["customer_no"]), ask.get("visited_on") or ask.get("closed_on")
        if record is not None and day is not None and (record["serviced_on"] is None or record["serviced_on"] < day):
            self.archives.save(record, ask, changes={"serviced_on": day})

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
