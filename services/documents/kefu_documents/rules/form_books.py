"""What of a book of numbered forms is missing or lost (MET-13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_messages.documents import BookNumbersInvalid, FormNotInBook, PageNotInForm
from kefu_messages.errors import StateConflict


@dataclass(frozen=True)
class Book:
    """A book of numbered forms: the pages registered of each number, and the numbers reported lost."""

    first_number: int
    last_number: int
    pages_each: int = 1
    forms: dict[int, tuple[int, ...]] = field(default_factory=dict)
    lost: tuple[int, ...] = ()
    closed: bool = False


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
