"""Books of numbered forms: registered, used, lost, closed (MET-13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.service import Ask, Record, Shelf, command, query
from kefu_documents import rules
from kefu_documents.rules import Book
from kefu_documents.store import FORM_BOOKS
from kefu_messages.documents import (
    CloseFormBook,
    FormLost,
    FormsMissing,
    GetFormBook,
    RegisterForm,
    RegisterFormBook,
    ReportFormLost,
)
from kefu_messages.errors import AlreadyExists, StateConflict


class Forms:
    """Which numbers and pages of a book are there."""

    books = Shelf(FORM_BOOKS)

    @command(RegisterFormBook)
    def register_form_book(self, ask: Ask) -> dict[str, Any]:
        """Register a book of forms (MET-13)."""
        record = self.books.new(ask.organisation, _key(ask))
        if record.exists:
            raise AlreadyExists(kind="form_book", key=record.key)
        pages = ask.get("pages_each", 1)
        verdict = rules.new_book(ask["first_number"], last_number=ask["last_number"], pages_each=pages, on=ask.today, law=ask.law)
        changes = {
            "form_type": ask["form_type"], "book_no": ask["book_no"], "first_number": ask["first_number"],
            "last_number": ask["last_number"], "pages_each": pages, "forms": {}, "lost": [], "closed_on": None,
        }  # fmt: skip
        return self.books.save(record, ask, changes=changes, decisions={"book": verdict}, reply=_shown(changes, ask))

    @command(RegisterForm)
    def register_form(self, ask: Ask) -> dict[str, Any]:
        """Enter a form with the pages that are there (MET-13)."""
        record = self.books.require(ask.organisation, _key(ask))
        verdict = rules.form_registered(ask["number"], pages=tuple(ask.get("pages") or ()), book=_book(record), law=ask.law)
        changes = {"forms": {**record["forms"], str(ask["number"]): list(verdict.outcome)}}
        return self.books.save(record, ask, changes=changes, reply=_shown({**record, **changes}, ask))

    @command(ReportFormLost)
    def report_form_lost(self, ask: Ask) -> dict[str, Any]:
        """Note that a form is lost, for discipline to judge (MET-13)."""
        record = self.books.require(ask.organisation, _key(ask))
        verdict = rules.form_lost(ask["number"], book=_book(record), law=ask.law)
        event = FormLost.of(
            form_type=ask["form_type"], book_no=ask["book_no"], number=ask["number"], lost_by=ask["lost_by"],
            lost_on=ask.get("lost_on") or ask.today, because=verdict.clauses,
        )  # fmt: skip
        changes = {"lost": list(verdict.outcome)}
        return self.books.save(
            record, ask, changes=changes, events=[event], decisions={"lost": verdict}, reply=_shown({**record, **changes}, ask)
        )

    @command(CloseFormBook)
    def close_form_book(self, ask: Ask) -> dict[str, Any]:
        """Close a book and say what is missing of it (MET-13)."""
        record = self.books.require(ask.organisation, _key(ask))
        if record["closed_on"] is not None:
            raise StateConflict(state="closed")
        missing = rules.missing_of(_book(record), law=ask.law)
        changes = {"closed_on": ask.get("closed_on") or ask.today}
        told = {"form_type": record["form_type"], "book_no": record["book_no"], **missing.outcome, **changes}
        events = [FormsMissing.of(**told, because=missing.clauses)] if any(missing.outcome.values()) else []
        return self.books.save(
            record, ask, changes=changes, events=events, decisions={"missing": missing}, reply=_shown({**record, **changes}, ask)
        )

    @query(GetFormBook)
    def get_form_book(self, ask: Ask) -> dict[str, Any]:
        """A book and what of it is missing (MET-13)."""
        record = self.books.require(ask.organisation, _key(ask))
        return {**_shown(record, ask), "version": record.version}


def _key(ask: Ask) -> str:
    return f"{ask['form_type']}/{ask['book_no']}"


def _book(record: Record | Mapping[str, Any]) -> Book:
    forms = {int(number): tuple(pages) for number, pages in record["forms"].items()}
    closed = record["closed_on"] is not None
    return Book(record["first_number"], record["last_number"], record["pages_each"], forms, tuple(record["lost"]), closed=closed)


def _shown(record: Record | Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """A book as a reply shows it."""
    return {**record, **rules.missing_of(_book(record), law=ask.law).outcome, "registered": len(record["forms"])}
