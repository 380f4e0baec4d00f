"""What a draft becomes: a new document or the update of one, and what leaves with the write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kefu.law import Decision
from kefu.store.outgoing import Outgoing, Said, as_text
from kefu.store.records import HEARD_KEPT, OPS_KEPT, Collection, Draft, Record, identity_of
from kefu.store.values import digest, plain

if TYPE_CHECKING:
    from kefu.service import Ask

UNTOLD = "***"
MOST_KEPT = {"ops": OPS_KEPT, "keyed": OPS_KEPT, "heard": HEARD_KEPT}


def new_document(collection: Collection, draft: Draft, *, operation: Mapping[str, Any], outgoing: Outgoing | None = None) -> dict[str, Any]:
    """The first version of a record; without ``outgoing`` what it says has been announced."""
    record, ask = draft.record, draft.row
    document = {
        "_id": record.identity, "organisation": record.organisation, collection.key: record.key, "version": record.version + 1,
        **record, **draft.changes, **({"outbox": [outgoing.as_document()]} if outgoing else {}),
        **{name: [value] for name, value in _remembered(operation, ask).items()},
        "decisions": {name: _kept(decision, ask) for name, decision in draft.decisions.items()},
    }  # fmt: skip
    if draft.claims:
        document["claims"] = [identity_of(record.organisation, name) for name in draft.claims]
    return document


def update(draft: Draft, *, operation: Mapping[str, Any], outgoing: Outgoing) -> dict[str, Any]:
    """What makes the next version of a record out of its last."""
    ask = draft.row
    remembered = {name: {"$each": [value], "$slice": -MOST_KEPT[name]} for name, value in _remembered(operation, ask).items()}
    pushed: dict[str, Any] = {"outbox": outgoing.as_document(), **remembered}
    if draft.claims:
        pushed["claims"] = {"$each": [identity_of(draft.record.organisation, name) for name in draft.claims]}
    settings = {**draft.changes, **{f"decisions.{name}": _kept(decision, ask) for name, decision in draft.decisions.items()}}
    return {"$inc": {"version": 1}, "$push": pushed, **({"$set": settings} if settings else {})}


def guarded(record: Record) -> dict[str, Any]:
    """The condition that the record is still as it was read.

    ``$all`` of one number is equality, in a form for which the embedded store does not look through all indexes first.
    """
    return {"_id": record.identity, "version": {"$all": [record.version]}}


def _remembered(operation: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """What the record remembers of the operation: of one that is to get its first answer again the answer, of others that they took effect.

    One that came with its caller's own key is found by it.
    """
    if operation.get("reply") is None and "refusal" not in operation:
        return {"heard": operation["key"]}
    return {"ops": operation, **({"keyed": operation["key"]} if ask.context.get("key_given") else {})}


def outgoing_of(collection: Collection, draft: Draft) -> Outgoing:
    """What leaves with the write: its events as envelopes, and its entry for the audit trail."""
    record, ask, version = draft.record, draft.row, draft.record.version + 1
    entry, now = record.entry_of(ask.operation), ask.recorded_at
    said = [ask.envelope(event, id=f"{entry}-{number}", sequence=version * 100 + number) for number, event in enumerate(draft.events)]
    audit = {
        "at": now.isoformat(), "by": ask.identity.staff_no, "organisation": ask.organisation, "what": ask.verb,
        "subject": f"{collection.name}/{record.key}", "operation": ask.operation,
        "because": sorted({citation.id for decision in draft.decisions.values() for citation in decision.because}),
        **_changed(collection, draft),
    }  # fmt: skip
    return Outgoing(entry, now, tuple(map(Said.of, said)), audit)


def _changed(collection: Collection, draft: Draft) -> dict[str, Any]:
    """What changed, field by field; of a row that makes a new record only the fingerprint, since the record itself says the rest."""
    if draft.row.row is not None and not draft.record.exists:
        return {"changes": {}, "created": digest(plain(draft.changes))}
    changed = _differences(draft.record, draft.changes)
    return {"changes": changed | {name: [value and UNTOLD for value in changed[name]] for name in collection.secret & changed.keys()}}


def _kept(decision: Decision[Any], ask: Ask) -> str:
    """A decision as it is stored with its record: text, which nobody searches."""
    document = as_document(decision, ask)
    return as_text({**document, "at": document["at"].isoformat()})


def as_document(decision: Decision[Any], ask: Ask) -> dict[str, Any]:
    """A decision as a record gives it back."""
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
