"""What documents stores: policy documents, acknowledgements, books of forms, filled forms, loans, attachments, letters, lost requests."""

from __future__ import annotations

from kefu.store import Collection, Index

POLICY_DOCUMENTS = Collection(
    "documents", key="document_id", indexes=[Index("document_id"), Index("kind", "document_id")], people={"editions.published_by"}
)
ACKNOWLEDGEMENTS = Collection(
    "acknowledgements",
    key="acknowledgement_id",
    indexes=[Index("document_id", "acknowledgement_id"), Index("staff_no")],
    days={"acknowledged_on"},
)
FORM_BOOKS = Collection("form_books", key="book", days={"closed_on"}, nobody="numbers of forms in a book")
LOST_FORMS = Collection(
    "lost_forms", key="record_no", indexes=[Index("record_no"), Index("staff_no", "record_no")], days={"loss_confirmed_on", "found_on"}
)
FILLED_FORMS = Collection(
    "filled_forms",
    key="form_no",
    indexes=[Index("form", "form_no"), Index("form", "state", "form_no"), Index("staff_no")],
    days={"filled_on", "filed_on"},
    people={"filed_by", "filled_by", "signatures.staff_no", "signatures.taken_down_by"},
)
LOANS = Collection(
    "document_loans",
    key="loan_no",
    indexes=[Index("document_no"), Index("borrower"), Index("state", "loan_no"), Index("state", "due_on")],
    days={"lent_on", "due_on", "returned_on", "told_on"},
    claims=True,
    people={"lent_by"},
    whose={"borrower"},
)
ATTACHMENTS = Collection(
    "attachments",
    key="attachment_no",
    indexes=[Index("about", "about_no", "attachment_no"), Index("staff_no")],
    days={"attached_on"},
    people={"attached_by"},
)
LETTERS = Collection(
    "letters",
    key="letter_no",
    indexes=[Index("customer_no", "letter_no")],
    days={"dated", "due_on"},
    commands=False,
    people={"facts.specialist", "facts.staff_no"},
)
