"""What documents decides: which edition is in force, what may be acknowledged, what of a book of forms is missing, what counts as lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_messages.documents import (
    BookNumbersInvalid,
    EditionNotCurrent,
    EditionTooEarly,
    FormFoundAlready,
    FormNotInBook,
    PageNotInForm,
)
from kefu_messages.errors import StateConflict, UnknownStaff

LOSS_OF = {"program_change": "DIS-33", "data_removal": "DIS-34", "password_recovery": "DIS-35"}


@dataclass(frozen=True)
class Published:
    """An edition of a document and the day from which it is in force."""

    edition: int
    effective_from: date


@dataclass(frozen=True)
class Book:
    """A book of numbered forms: the pages registered of each number, and the numbers reported lost."""

    first_number: int
    last_number: int
    pages_each: int = 1
    forms: dict[int, tuple[int, ...]] = field(default_factory=dict)
    lost: tuple[int, ...] = ()
    closed: bool = False


def next_edition(editions: tuple[Published, ...], *, effective_from: date, law: Law) -> Decision[int]:
    """The number of a new edition; it takes effect after the one before (MET-01; doc 2 l.142).

    Raises ``edition_too_early``.
    """
    if editions and effective_from <= editions[-1].effective_from:
        raise EditionTooEarly(effective_from=editions[-1].effective_from.isoformat())
    return decide(len(editions) + 1, law.clause("MET-01"), effective_from=effective_from)


def edition_in_force(editions: tuple[Published, ...], *, on: date) -> int | None:
    """The edition in force on the day; None before the first."""
    return max((item.edition for item in editions if item.effective_from <= on), default=None)


def acknowledged(edition: int, *, editions: tuple[Published, ...], on: date, law: Law) -> Decision[int]:
    """The edition acknowledged: the one in force, or one already published for later (MET-01; doc 2 l.142).

    Raises ``edition_not_current`` for an old edition or one that does not exist.
    """
    current = edition_in_force(editions, on=on)
    if edition not in {item.edition for item in editions} or (current is not None and edition < current):
        raise EditionNotCurrent(document_id="", edition=edition, current=current)
    return decide(edition, law.clause("MET-01"), current=current, acknowledged_on=on)


def new_book(first_number: int, *, last_number: int, pages_each: int, on: date, law: Law) -> Decision[int]:
    """How many numbers a book holds (MET-13; doc 2 l.148). Raises ``book_numbers_invalid``."""
    most = law.value("largest_form_book", on=on)
    count = last_number - first_number + 1
    if first_number < 0 or not 1 <= count <= most.value or pages_each < 1:
        raise BookNumbersInvalid(first=first_number, last=last_number)
    return decide(count, law.clause("MET-13"), most)


def form_registered(number: int, *, pages: tuple[int, ...], book: Book, law: Law) -> Decision[tuple[int, ...]]:
    """The pages that are there of a form, with those registered before (MET-13; doc 2 l.148).

    Raises ``form_not_in_book``, ``page_not_in_form``, ``state_conflict`` for a closed book.
    """
    _open_with(number, book=book)
    named = pages or tuple(range(1, book.pages_each + 1))
    if any(not 1 <= page <= book.pages_each for page in named):
        raise PageNotInForm(pages=book.pages_each)
    there = tuple(sorted({*named, *book.forms.get(number, ())}))
    return decide(there, law.clause("MET-13"), number=number)


def form_lost(number: int, *, book: Book, law: Law) -> Decision[tuple[int, ...]]:
    """The lost numbers of a book once another is reported (MET-13). Raises ``form_not_in_book``, ``state_conflict``."""
    _open_with(number, book=book)
    if number in book.lost:
        raise StateConflict(state="lost")
    return decide(tuple(sorted({*book.lost, number})), law.clause("MET-13"), number=number)


def _open_with(number: int, *, book: Book) -> None:
    if not book.first_number <= number <= book.last_number:
        raise FormNotInBook(number=number, first=book.first_number, last=book.last_number)
    if book.closed:
        raise StateConflict(state="closed")


def missing_of(book: Book, *, law: Law) -> Decision[dict[str, Any]]:
    """The numbers never registered and the pages missing of those that were (MET-13; doc 2 l.148)."""
    numbers = [number for number in range(book.first_number, book.last_number + 1) if number not in book.forms]
    pages = [
        {"number": number, "page": page}
        for number, there in sorted(book.forms.items())
        for page in range(1, book.pages_each + 1)
        if page not in there
    ]
    return decide({"missing_numbers": numbers, "missing_pages": pages}, law.clause("MET-13"), registered=len(book.forms))


def loss_of(form: str, *, sheets: int, staff_no: str, known: bool, law: Law) -> Decision[int]:
    """The number of forms somebody has lost: a sheet is a form (DIS-33, DIS-34, DIS-35; doc 4 l.341).

    Raises ``unknown_staff``.
    """
    if not known:
        raise UnknownStaff(staff_no=staff_no, because=["DIS-33"])
    return decide(sheets, law.clause(LOSS_OF[form]), form=form, staff_no=staff_no)


def found_again(found_on: date, *, before: date | None, record_no: str, form: str, law: Law) -> Decision[date]:
    """The day on which a lost form was found (DIS-33, DIS-34, DIS-35). Raises ``form_found_already``."""
    if before is not None:
        raise FormFoundAlready(record_no=record_no, found_on=before.isoformat())
    return decide(found_on, law.clause(LOSS_OF[form]), form=form)
