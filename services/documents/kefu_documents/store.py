"""What documents stores: policy documents, acknowledgements, books of numbered forms, lost requests."""

from __future__ import annotations

from kefu.store import Collection, Index

POLICY_DOCUMENTS = Collection("documents", key="document_id", indexes=[Index("document_id")])
ACKNOWLEDGEMENTS = Collection(
    "acknowledgements",
    key="acknowledgement_id",
    indexes=[Index("document_id", "acknowledgement_id"), Index("staff_no")],
    days={"acknowledged_on"},
)
FORM_BOOKS = Collection("form_books", key="book", days={"closed_on"})
LOST_FORMS = Collection(
    "lost_forms", key="record_no", indexes=[Index("record_no"), Index("staff_no", "record_no")], days={"loss_confirmed_on", "found_on"}
)
