"""What documents stores: policy documents, acknowledgements, books of numbered forms."""

from __future__ import annotations

from kefu.store import Collection, Index

POLICY_DOCUMENTS = Collection("documents", key="document_id", indexes=[Index("document_id")])
ACKNOWLEDGEMENTS = Collection(
    "acknowledgements", key="acknowledgement_id", indexes=[Index("document_id", "acknowledgement_id")], days={"acknowledged_on"}
)
FORM_BOOKS = Collection("form_books", key="book", days={"closed_on"})
