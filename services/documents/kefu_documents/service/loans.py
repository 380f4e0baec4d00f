"""Documents lent from the file, returned, and told of when they are late (CUS-17, CUS-64)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.directory import Directory
from kefu.entered import check_moments
from kefu.service import Ask, Page, Shelf, command, query, schedule
from kefu_documents import rules
from kefu_documents.store import FILLED_FORMS, LOANS
from kefu_messages.documents import (
    DocumentLent,
    DocumentNotFiled,
    DocumentOnLoan,
    DocumentOverdue,
    DocumentReturned,
    GetDocumentLoan,
    LendDocument,
    ListDocumentLoans,
    ReturnDocument,
)
from kefu_messages.errors import AlreadyExists, UnknownStaff

LONG_AGO = date(1900, 1, 1)


class Loans:
    """Who has which document, and until when."""

    loans = Shelf(LOANS)
    filled_forms = Shelf(FILLED_FORMS)
    staff = Directory()

    @command(LendDocument)
    def lend_document(self, ask: Ask) -> dict[str, Any]:
        """Lend a filed form; the place of the loan in the form's history can be taken once."""
        check_moments(ask, "lent_on")
        record = self.loans.new(ask.organisation, ask["loan_no"])
        if record.exists:
            raise AlreadyExists(kind="document_loan", key=record.key)
        before = self._free(ask, ask["document_no"], lent_on=ask["lent_on"])
        if not self.staff.known(ask.organisation, ask["borrower"]):
            raise UnknownStaff(staff_no=ask["borrower"])
        verdict = rules.loan_due(ask["lent_on"], asked=ask.get("due_on"), law=ask.law)
        facts = {
            "loan_no": ask["loan_no"], "document_no": ask["document_no"], "borrower": ask["borrower"], "lent_on": ask["lent_on"],
            "due_on": verdict.outcome,
        }  # fmt: skip
        changes = {**facts, "lent_by": ask.identity.staff_no, "returned_on": None, "state": "lent", "told_on": None}
        return self.loans.save(
            record, ask, changes=changes, events=[DocumentLent.of(**facts, because=verdict.clauses)], decisions={"lent": verdict},
            claims=[f"{ask['document_no']}/{before}"], reply=_shown(changes, on=ask.today),
        )  # fmt: skip

    def _free(self, ask: Ask, document_no: str, *, lent_on: date) -> int:
        """How often the document has been lent before; raises ``document_not_filed``, ``document_on_loan``."""
        form = self.filled_forms.require(ask.organisation, document_no)
        if form["state"] != "filed":
            raise DocumentNotFiled(document_no=document_no)
        rules.in_order(filed_on=form["filed_on"], lent_on=lent_on)
        loans = self.loans.find(ask.organisation, document_no=document_no)
        if any(loan["state"] == "lent" for loan in loans):
            raise DocumentOnLoan(document_no=document_no)
        return len(loans)

    @command(ReturnDocument)
    def return_document(self, ask: Ask) -> dict[str, Any]:
        """A lent document is back in the file."""
        check_moments(ask, "returned_on")
        record = self.loans.require(ask.organisation, ask["loan_no"])
        verdict = rules.loan_returned(
            ask["returned_on"], lent_on=record["lent_on"], due_on=record["due_on"], state=record["state"], law=ask.law
        )
        changes = {"returned_on": ask["returned_on"], "state": "returned"}
        told = DocumentReturned.of(
            loan_no=record.key, document_no=record["document_no"], borrower=record["borrower"], returned_on=ask["returned_on"],
            days_late=verdict.outcome, because=verdict.clauses,
        )  # fmt: skip
        shown = _shown({**record, **changes}, on=ask.today)
        return self.loans.save(record, ask, changes=changes, events=[told], decisions={"returned": verdict}, reply=shown)

    @query(GetDocumentLoan)
    def get_document_loan(self, ask: Ask) -> dict[str, Any]:
        """One loan."""
        record = self.loans.require(ask.organisation, ask["loan_no"])
        return {**_shown(record, on=ask.today), "version": record.version}

    @query(ListDocumentLoans)
    def list_document_loans(self, ask: Ask) -> Page:
        """The loans that are out, or those returned, by number."""
        page = self.loans.page(ask, equals={"state": ask["state"]}, order="loan_no")
        return Page([_shown(item, on=ask.today) for item in page.items], next=page.next)

    @schedule("daily")
    def tell_overdue(self, ask: Ask) -> None:
        """Say once of each loan that its day has passed."""
        passed = (LONG_AGO.isoformat(), (ask.today - timedelta(days=1)).isoformat())
        for record in self.loans.every(ask.organisation, state="lent", due_on=passed):
            if record["told_on"] is None:
                told = {name: record[name] for name in ("loan_no", "document_no", "borrower", "due_on")}
                event = DocumentOverdue.of(**told, because=["document_loan_days", "CUS-17"])
                self.loans.save(record, ask, changes={"told_on": ask.today}, events=[event])


def _shown(record: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """A loan as a reply shows it, its lateness as of the day it came back or of today."""
    return {**record, "days_late": rules.loan_late(record["due_on"], on=record["returned_on"] or on)}
