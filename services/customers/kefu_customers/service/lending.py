"""The filing cabinet and its loans (CUS-64)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.entered import check_moments
from kefu.service import Ask, Page, Shelf, command, query
from kefu_customers import rules
from kefu_customers.store import ARCHIVE_FILES
from kefu_messages.customers.lending import (
    FileInArchive,
    FileLent,
    FileReturned,
    GetArchiveFile,
    LendFile,
    ListArchiveFiles,
    ReturnFile,
)
from kefu_messages.errors import AlreadyExists


class Lending:
    """Files papers and lends them to one borrower at a time."""

    archive_files = Shelf(ARCHIVE_FILES)

    @command(FileInArchive)
    def file_in_archive(self, ask: Ask) -> dict[str, Any]:
        """The custodian puts a customer's file or an inspection or patrol record into the cabinet (CUS-64)."""
        file = self.archive_files.new(ask.organisation, ask["file_no"])
        if file.exists:
            raise AlreadyExists(kind="file", key=file.key)
        changes = {
            **{name: ask[name] for name in ("kind", "title", "place", "filed_on")}, "filed_by": ask.identity.staff_no,
            "state": "filed", "borrower": None, "due_on": None, "loans": [],
        }  # fmt: skip
        return self.archive_files.save(file, ask, changes=changes)

    @command(LendFile)
    def lend_file(self, ask: Ask) -> dict[str, Any]:
        """The custodian lends a file; a second borrower waits until it is back (CUS-64)."""
        check_moments(ask, "lent_on")
        file = self.archive_files.require(ask.organisation, ask["file_no"])
        due = rules.loan_due(file.key, borrower=file.get("borrower"), lent_on=ask["lent_on"], law=ask.law)
        told = {"borrower": ask["borrower"], "lent_on": ask["lent_on"], "due_on": due.outcome}
        event = FileLent.of(file_no=file.key, because=due.clauses, **told)
        loan = {
            "borrower": ask["borrower"], "lent_on": ask["lent_on"].isoformat(), "due_on": due.outcome.isoformat(), "returned_on": None,
            "days_late": None,
        }  # fmt: skip
        changes = {"state": "on_loan", "borrower": ask["borrower"], "due_on": due.outcome, "loans": [*file["loans"], loan]}
        return self.archive_files.save(file, ask, changes=changes, events=[event], decisions={"loan": due})

    @command(ReturnFile)
    def return_file(self, ask: Ask) -> dict[str, Any]:
        """A lent file is back in the cabinet (CUS-64)."""
        check_moments(ask, "returned_on")
        file = self.archive_files.require(ask.organisation, ask["file_no"])
        lent = file["loans"][-1] if file["state"] == "on_loan" else None
        lent_on = date.fromisoformat(lent["lent_on"]) if lent else None
        late = rules.loan_returned(file.key, lent_on=lent_on, due_on=file.get("due_on"), returned_on=ask["returned_on"], law=ask.law)
        event = FileReturned.of(
            file_no=file.key, borrower=file["borrower"], returned_on=ask["returned_on"], days_late=late.outcome, because=late.clauses
        )
        back = {**(lent or {}), "returned_on": ask["returned_on"].isoformat(), "days_late": late.outcome}
        changes = {"state": "filed", "borrower": None, "due_on": None, "loans": [*file["loans"][:-1], back]}
        return self.archive_files.save(file, ask, changes=changes, events=[event], decisions={"return": late})

    @query(GetArchiveFile)
    def get_archive_file(self, ask: Ask) -> dict[str, Any]:
        """One file and its loans."""
        file = self.archive_files.require(ask.organisation, ask["file_no"])
        return _with_overdue(self.archive_files.public(file), ask)

    @query(ListArchiveFiles)
    def list_archive_files(self, ask: Ask) -> Page:
        """Files by state, overdue loans marked as of today (CUS-64)."""
        return self.archive_files.page(ask, equals={"state": ask.get("state")}).of(lambda file: _with_overdue(file, ask))


def _with_overdue(file: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """The file as of the end of yesterday: today's term is not over yet."""
    overdue = rules.loan_overdue(file.get("due_on"), as_of=ask.today - timedelta(days=1), law=ask.law)
    return {**file, "overdue": overdue.outcome}
