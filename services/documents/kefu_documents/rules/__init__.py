"""What documents decides; one file per room, everything importable from here."""

from kefu_documents.rules.attachments import accepted, file_name, sniffed
from kefu_documents.rules.filled_forms import filed, filled, in_order, missing, signed
from kefu_documents.rules.form_books import Book, form_lost, form_registered, missing_of, new_book
from kefu_documents.rules.forms import Form, Slot
from kefu_documents.rules.loans import loan_due, loan_late, loan_returned
from kefu_documents.rules.lost_forms import found_again, loss_of
from kefu_documents.rules.mottoes import Shown, texts
from kefu_documents.rules.policies import Published, acknowledged, edition_in_force, next_edition, owned, state_of
from kefu_documents.rules.reading import may_read

__all__ = [
    "Book",
    "Form",
    "Published",
    "Shown",
    "Slot",
    "accepted",
    "acknowledged",
    "edition_in_force",
    "file_name",
    "filed",
    "filled",
    "form_lost",
    "form_registered",
    "found_again",
    "in_order",
    "loan_due",
    "loan_late",
    "loan_returned",
    "loss_of",
    "may_read",
    "missing",
    "missing_of",
    "new_book",
    "next_edition",
    "owned",
    "signed",
    "sniffed",
    "state_of",
    "texts",
]
