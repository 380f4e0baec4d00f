"""An archive as readers see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kefu.service import Ask, Record
from kefu_customers import rules
from kefu_customers.rules import Document

AS_STORED = ("custodian", "production_process", "production_scale", "raw_materials", "production_investment", "analysis_note", "updated_on")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def documents_of(archive: Mapping[str, Any]) -> tuple[Document, ...]:
    """The documents on file, as the rules take them."""
    return tuple(Document(item["kind"], _day(item["valid_until"])) for item in archive["documents"])


def filing_shown(archive: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """What whoever files gets back; nothing that was filed before."""
    missing = rules.missing_documents(archive["customer_kind"], documents=documents_of(archive), day=ask.today, law=ask.law)
    return {
        "customer_no": archive["customer_no"], "custodian": archive["custodian"], "missing_documents": list(missing.outcome),
        "updated_on": archive["updated_on"],
    }  # fmt: skip


def archive_shown(record: Record, transactions: Sequence[Record], ask: Ask) -> dict[str, Any]:
    """The whole archive with what follows from it."""
    notes = [{**note, "written_on": _day(note["written_on"])} for note in record["credit_history"]]
    investigations = [{**item, "investigated_on": _day(item["investigated_on"])} for item in record["credit_investigations"]]
    reviewed = rules.credit_reviewed_on(
        [note["written_on"] for note in notes], investigated_on=[item["investigated_on"] for item in investigations], law=ask.law
    )
    missing = rules.missing_documents(record["customer_kind"], documents=documents_of(record), day=ask.today, law=ask.law)
    total = rules.transactions_total(tuple(item["amount"] for item in transactions), law=ask.law)
    return {
        "customer_no": record.key, **{name: record[name] for name in AS_STORED},
        "documents": [{**item, "filed_on": _day(item["filed_on"]),
        "valid_until": _day(item["valid_until"])} for item in record["documents"]],
        "missing_documents": list(missing.outcome), "credit_description": notes[-1]["text"] if notes else None,
        "credit_reviewed_on": reviewed.outcome, "credit_history": notes, "credit_investigations": investigations,
        "transactions": len(transactions), "transactions_total": total.outcome, "version": record.version,
    }  # fmt: skip
