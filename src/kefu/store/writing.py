"""What a draft becomes: a new document or the update of one, and what leaves with the write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kefu.law import Decision
from kefu.store.records import HEARD_KEPT, OPS_KEPT, Collection, Draft, Record, identity_of
from kefu.store.values import digest, plain

if TYPE_CHECKING:
    from kefu.service import Ask


def new_document(
    collection: Collection, draft: Draft, *, operation: Mapping[str, Any], outgoing: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The first version of a record; without ``outgoing`` what it says has been announced."""
    record, ask = draft.record, draft.row
    document = {
        "_id": record.identity, "organisation": record.organisation, collection.key: record.key, "version": record.version + 1,
        **record, **draft.changes, **({"outbox": [outgoing]} if outgoing else {}),
        **({"ops": [operation]} if _answers_again(operation) else {"heard": [operation["key"]]}),
        "decisions": {name: as_document(decision, ask) for name, decision in draft.decisions.items()},
    }  # fmt: skip
    if draft.claims:
        document["claims"] = [identity_of(record.organisation, name) for name in draft.claims]
    return document


def update(draft: Draft, *, operation: Mapping[str, Any], outgoing: Mapping[str, Any]) -> dict[str, Any]:
    """What makes the next version of a record out of its last."""
    ask = draft.row
    remembered: dict[str, Any] = (
        {"ops": {"$each": [operation], "$slice": -OPS_KEPT}}
        if _answers_again(operation)
        else {"heard": {"$each": [operation["key"]], "$slice": -HEARD_KEPT}}
    )
    pushed: dict[str, Any] = {"outbox": outgoing, **remembered}
    if draft.claims:
        pushed["claims"] = {"$each": [identity_of(draft.record.organisation, name) for name in draft.claims]}
    settings = {**draft.changes, **{f"decisions.{name}": as_document(decision, ask) for name, decision in draft.decisions.items()}}
    return {"$inc": {"version": 1}, "$push": pushed, **({"$set": settings} if settings else {})}


def guarded(record: Record) -> dict[str, Any]:
    """The condition that the record is still as it was read.

    ``$all`` of one number is equality, in a form for which the embedded store does not look through all indexes first.
    """
    return {"_id": record.identity, "version": {"$all": [record.version]}}


def _answers_again(operation: Mapping[str, Any]) -> bool:
    """Whether a repetition is to get the first answer; of an event or a row it is enough to know that it took effect."""
    return operation.get("reply") is not None or "refusal" in operation


def outgoing_of(collection: Collection, draft: Draft) -> dict[str, Any]:
    """What leaves with the write: its events as envelopes, and its entry for the audit trail."""
    record, ask, version = draft.record, draft.row, draft.record.version + 1
    entry, now = record.entry_of(ask.operation), ask.recorded_at
    return {
        "id": entry,
        "at": now,
        "events": [ask.envelope(said, id=f"{entry}-{number}", sequence=version * 100 + number) for number, said in enumerate(draft.events)],
        "audit": {
            "at": now.isoformat(), "by": ask.identity.staff_no, "organisation": ask.organisation, "what": ask.verb,
            "subject": f"{collection.name}/{record.key}", "operation": ask.operation,
            "because": sorted({citation.id for decision in draft.decisions.values() for citation in decision.because}),
            **_changed(draft),
        },
    }  # fmt: skip


def _changed(draft: Draft) -> dict[str, Any]:
    """What changed, field by field; of a row that makes a new record only the fingerprint, since the record itself says the rest."""
    if draft.row.row is not None and not draft.record.exists:
        return {"changes": {}, "created": digest(plain(draft.changes))}
    return {"changes": _differences(draft.record, draft.changes)}


def as_document(decision: Decision[Any], ask: Ask) -> dict[str, Any]:
    """A decision as it is stored with its record."""
    return {
        "outcome": plain(decision.outcome), "facts": plain(decision.facts), "law": ask.law.version, "at": datetime.now(UTC),
        "because": [
            {"id": cited.id, "reference": cited.reference, "rules": list(cited.rules),
             "value": plain(cited.value), "since": plain(cited.since)}
            for cited in decision.because
        ],
    }  # fmt: skip


def _differences(record: Record, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What the changes make of the record, field by field: ``[before, after]`` of those that differ."""
    pairs = ((name, plain(record.get(name)), plain(value)) for name, value in changes.items())
    return {name: [before, after] for name, before, after in pairs if before != after}
