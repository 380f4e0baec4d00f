"""One document per decision: read by key, changed with its events in one guarded write, never deleted.

A document is ``{_id: "<organisation>/<key>", organisation, version, …fields}`` and what the host keeps: ``ops`` (commands already
applied, with their answers), ``heard`` (ids of events and schedules already applied), ``outbox`` (events and audit entries not yet
sent), ``claims`` (names that only one document may hold) and ``decisions`` (the last decision of each name, with its citations). Every write is guarded by ``version``, every operation by its id, so that nothing is applied twice.

Decimals are stored as Decimal128, aware datetimes as BSON dates, days as ``YYYY-MM-DD`` strings (a collection's ``days`` come back
as dates). Only equality, ``$in`` and ranges on declared indexes are asked for: the store's own limits are in ``docs/adr``.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from bson.codec_options import CodecOptions, TypeDecoder, TypeRegistry
from bson.decimal128 import Decimal128
from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError

from kefu.law import Decision
from kefu_messages import Happening
from kefu_messages.errors import AlreadyExists, IdempotencyConflict, KefuError, NotFound, VersionConflict, from_message

if TYPE_CHECKING:
    from kefu.host import Host
    from kefu.service import Ask, Batch

AS_THEY_ARE = frozenset({str, int, bool, type(None)})
OPS_KEPT = 50
HEARD_KEPT = 200
HOSTS_OWN = frozenset({"_id", "organisation", "version", "ops", "heard", "outbox", "decisions", "claims"})


class _Decimals(TypeDecoder):
    bson_type = Decimal128

    def transform_bson(self, value: Decimal128) -> Decimal:
        return value.to_decimal()


def _fallback(value: Any) -> Any:
    if isinstance(value, Decimal):
        return Decimal128(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"cannot store a {type(value).__name__}")


CODECS: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, type_registry=TypeRegistry([_Decimals()], fallback_encoder=_fallback))


class OnceMore(Exception):
    """Somebody else changed the record meanwhile: the handler is run again on the fresh one."""


class AlreadyDone(Exception):
    """The record holds the operation already; ``reply`` is its first answer."""

    def __init__(self, reply: Any) -> None:
        super().__init__("already done")
        self.reply = reply


class AlreadyClaimed(AlreadyExists):
    """Another record holds a name that must be unique."""

    code = "already_claimed"
    text = {"zh-Hant": "編號 {key} 已被使用", "en": "The number {key} is taken"}


@dataclass(frozen=True)
class Index:
    """Fields that queries may ask for, led by ``organisation`` unless ``leading`` is False."""

    fields: tuple[str, ...]
    unique: bool = False

    def __init__(self, *fields: str, unique: bool = False) -> None:
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "unique", unique)


@dataclass(frozen=True)
class Collection:
    """The documents of one kind: its name, the field that is its key, and the indexes its queries use."""

    name: str
    key: str
    indexes: Sequence[Index] = ()
    days: frozenset[str] | set[str] = frozenset()
    claims: bool = False
    commands: bool = True


class Record(Mapping[str, Any]):
    """A document as it was read, or an empty one about to be written; a mapping of its fields."""

    def __init__(self, organisation: str, key: str, document: Mapping[str, Any] | None, *, days: frozenset[str] | set[str]) -> None:
        self.organisation, self.key = organisation, key
        self._document = dict(document or {})
        self.version: int = self._document.get("version", 0)
        self._fields = {name: value for name, value in self._document.items() if name not in HOSTS_OWN}
        for name in days & self._fields.keys():
            if isinstance(self._fields[name], str):
                self._fields[name] = date.fromisoformat(self._fields[name])

    @property
    def exists(self) -> bool:
        """Whether it has ever been written."""
        return self.version > 0

    @property
    def claims(self) -> list[str]:
        """The unique names it holds."""
        return list(self._document.get("claims", ()))

    @property
    def decisions(self) -> Mapping[str, Any]:
        """The last stored decision of each name."""
        return self._document.get("decisions", {})

    def operation(self, key: str) -> Mapping[str, Any] | None:
        """The operation with that id, if it was applied to this record."""
        if key in self._document.get("heard", ()):
            return {"key": key, "digest": None, "reply": None}
        return next((op for op in self._document.get("ops", ()) if op["key"] == key), None)

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(frozen=True)
class Page:
    """Part of a list and, when there is more, the ``cursor`` of the next part."""

    items: list[Mapping[str, Any]]
    next: str | None = None

    def of(self, shape: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Page:
        """The same page with every item in another shape."""
        return Page([shape(item) for item in self.items], self.next)


class Saved(dict[str, Any]):
    """The reply of a command as it was stored with the operation: JSON values, sent as they are."""


@dataclass(frozen=True)
class Draft:
    """A record about to be saved by an import, with the row it comes from."""

    record: Record
    row: Ask
    changes: Mapping[str, Any]
    events: Sequence[Happening] = ()
    decisions: Mapping[str, Decision[Any]] = field(default_factory=dict)
    claims: Sequence[str] = ()


class Shelf(DependencyProvider):
    """A service's documents of one collection, with the operations on them."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def bind(self, container: Any, attr_name: str = "shelf") -> Any:
        """Bind to a service's class, or to another extension that keeps documents of its own."""
        return super().bind(container, attr_name)

    def setup(self) -> None:
        host: Host = self.container.host
        self._bound = BoundShelf(self.collection, host)
        host.add_shelf(self._bound)

    def get_dependency(self, worker_ctx: Any) -> BoundShelf:
        return self._bound


class BoundShelf:
    """What a handler sees as ``self.<shelf>``."""

    def __init__(self, collection: Collection, host: Host) -> None:
        self.collection = collection
        self._host = host
        self.documents = host.database[collection.name].with_options(codec_options=CODECS)
        self._turns: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()

    def create_indexes(self) -> None:
        """Create what the collection declares; idempotent."""
        for index in self.collection.indexes:
            self.documents.create_index([("organisation", 1), *((name, 1) for name in index.fields)], unique=index.unique)
        self.documents.create_index([("outbox.at", 1)])
        if self.collection.commands:
            self.documents.create_index([("ops.key", 1)], sparse=True)
        if self.collection.claims:
            self.documents.create_index([("claims", 1)], unique=True, sparse=True)

    # -- reading

    def get(self, organisation: str, key: str) -> Record | None:
        """The record with that key, or None."""
        document = self.documents.find_one({"_id": _id(organisation, key)})
        return self._seen(self._record(organisation, key, document)) if document else None

    def require(self, organisation: str, key: str) -> Record:
        """The record with that key; raises ``NotFound``."""
        record = self.get(organisation, key)
        if record is None:
            raise NotFound(kind=self.collection.key, key=key)
        return record

    def new(self, organisation: str, key: str) -> Record:
        """An empty record for that key; the existing one when there is one (``record.exists``)."""
        return self.get(organisation, key) or self.blank(organisation, key)

    def blank(self, organisation: str, key: str) -> Record:
        """An empty record, without looking whether there is one: the write will tell."""
        return self._record(organisation, key, None)

    def get_many(self, organisation: str, keys: Sequence[str]) -> dict[str, Record]:
        """The existing records of those keys, by key."""
        wanted = {_id(organisation, key): key for key in keys}
        found = self.documents.find({"_id": {"$in": list(wanted)}})
        return {wanted[document["_id"]]: self._record(organisation, wanted[document["_id"]], document) for document in found}

    def find(self, organisation: str, *, limit: int = 10_000, **equals: Any) -> list[Record]:
        """Records whose indexed fields equal the values; a list means any of them, a tuple ``(low, high)`` a closed range."""
        found = self.documents.find(self._filter(organisation, equals)).limit(limit)
        return [self._record(organisation, _key(document), document) for document in found]

    def every(self, organisation: str, **equals: Any) -> Iterator[Record]:
        """Like :meth:`find`, one after the other and without a limit: for schedules and reports, never for a request's list."""
        for document in self.documents.find(self._filter(organisation, equals)):
            yield self._record(organisation, _key(document), document)

    def page(self, ask: Ask, *, equals: Mapping[str, Any] | None = None, order: str | None = None) -> Page:
        """One page of the records in the order of an indexed field (default: the key), as field mappings with ``version``."""
        order = order or self.collection.key
        wanted = {name: value for name, value in (equals or {}).items() if value is not None}
        condition = self._filter(ask.organisation, wanted)
        if ask.cursor:
            condition[order] = {"$gt": ask.cursor}
        hint = self._index_for(tuple(wanted), order)
        query = self.documents.find(condition).limit(ask.limit + 1)
        if hint is not None:
            query = query.hint(hint)
        found = sorted(query, key=lambda document: str(document.get(order, "")))
        items = [self.public(self._record(ask.organisation, _key(document), document)) for document in found[: ask.limit]]
        more = len(found) > ask.limit
        return Page(items, next=str(items[-1][order]) if more else None)

    def claimed(self, organisation: str, name: str) -> Record | None:
        """The record that holds the unique name, or None."""
        document = self.documents.find_one({"claims": _id(organisation, name)})
        return self._seen(self._record(organisation, _key(document), document)) if document else None

    def operation(self, key: str) -> Mapping[str, Any] | None:
        """The applied operation with that id on any record, or None."""
        document = self.documents.find_one({"ops.key": key}, {"ops": 1})
        return next((op for op in document["ops"] if op["key"] == key), None) if document else None

    def public(self, record: Record) -> dict[str, Any]:
        """A record's fields with its version, as a reply."""
        return {self.collection.key: record.key, **record, "version": record.version}

    def why(self, record: Record, *, language: str = "zh-Hant") -> list[dict[str, Any]]:
        """The stored decisions of the record, each citation with its title in the language."""
        return [self._host.explain(name, decision, language=language) for name, decision in record.decisions.items()]

    # -- writing

    def save(
        self, record: Record, ask: Ask, *, changes: Mapping[str, Any], events: Sequence[Happening] = (),
        decisions: Mapping[str, Decision[Any]] | None = None, reply: Mapping[str, Any] | None = None, claims: Sequence[str] = (),
        refusal: KefuError | None = None,
    ) -> Saved:
        """Write the changes, their events, decisions and the operation in one guarded write; returns the reply.

        ``reply`` defaults to the record's fields. With a ``refusal`` the write remembers an attempt, and the refusal is raised
        afterwards, now and for every repetition. Raises ``VersionConflict`` for a stale If-Match.
        """
        if ask.of_many and record.operation(ask.operation) is not None:
            return Saved()
        if HOSTS_OWN & changes.keys():
            raise ValueError(f"{sorted(HOSTS_OWN & changes.keys())} are the host's own fields")
        if ask.if_match is not None and ask.if_match != record.version:
            raise VersionConflict()
        version = record.version + 1
        after = {self.collection.key: record.key, **record, **changes, "version": version}
        saved = Saved(ask.dump(after if reply is None else {"version": version, **reply}))
        outgoing = self._outgoing(record, ask, version, changes, events, decisions or {})
        operation = _operation(ask, saved, refusal)
        with self._in_turn(_id(record.organisation, record.key)) as identity:
            self._write(record, ask, version, changes, decisions or {}, operation, outgoing, claims)
            self._host.outbox.soon(self.documents, identity, outgoing)
        if refusal is not None:
            raise refusal
        return saved

    def mirror(self, ask: Ask, key: str, **fields: Any) -> None:
        """Keep a local copy of what an event tells of another service's record; an older event changes nothing."""
        identity = _id(ask.organisation, key)
        content = {**fields, "sequence": ask.sequence}
        newer = {"_id": identity, "sequence": {"$lt": ask.sequence}}
        if self.documents.update_one(newer, {"$set": content, "$inc": {"version": 1}}).matched_count:
            return
        try:
            self.documents.insert_one({"_id": identity, "organisation": ask.organisation, self.collection.key: key, "version": 1, **content})
        except DuplicateKeyError:  # it has been there, newer, or an older one came in between
            self.documents.update_one(newer, {"$set": content, "$inc": {"version": 1}})

    def save_many(self, batch: Batch, drafts: Sequence[Draft]) -> dict[int, KefuError]:
        """Save drafts of different records together; returns the refusals by line (a key that exists, or changed meanwhile)."""
        refused: dict[int, KefuError] = {}
        unwritten: set[int] = set()
        inserts, updates, outgoings = [], [], []
        for draft in drafts:
            row, record, version = draft.row, draft.record, draft.record.version + 1
            outgoing = self._outgoing(record, row, version, draft.changes, draft.events, draft.decisions)
            operation = _operation(row, None, None)
            outgoings.append(outgoing)
            if record.exists:
                updates.append(UpdateOne({"_id": _id(record.organisation, record.key), "version": record.version},
                                         self._update(row, draft.changes, draft.decisions, operation, outgoing, draft.claims)))
            else:
                inserts.append(self._document(record, row, version, draft.changes, draft.decisions, operation, outgoing, draft.claims))
        new = [draft for draft in drafts if not draft.record.exists]
        if inserts:
            try:
                self.documents.insert_many(inserts, ordered=False)
            except BulkWriteError as failure:
                clashing = [new[error["index"]] for error in failure.details["writeErrors"]]
                unwritten = {id(draft) for draft in clashing}
                standing = self.get_many(batch.organisation, [draft.record.key for draft in clashing])
                refused = {
                    draft.row.row.line: AlreadyExists(kind=self.collection.key, key=draft.record.key)
                    for draft in clashing if not batch.already(draft.row, standing.get(draft.record.key))
                }
        if updates:
            changed = self.documents.bulk_write(updates, ordered=False)
            if changed.modified_count != len(updates):
                raise OnceMore
        for draft, outgoing in zip(drafts, outgoings, strict=True):
            if id(draft) not in unwritten:  # what stood there already has said its own
                self._host.outbox.soon(self.documents, _id(draft.record.organisation, draft.record.key), outgoing)
        return refused

    @contextmanager
    def _in_turn(self, identity: str) -> Iterator[str]:
        """Writers of one record in this process follow each other, so that its events leave in the order of its versions."""
        turn = self._turns.setdefault(identity, Semaphore(1))
        with turn:
            yield identity

    def _write(
        self, record: Record, ask: Ask, version: int, changes: Mapping[str, Any], decisions: Mapping[str, Decision[Any]],
        operation: Mapping[str, Any], outgoing: Mapping[str, Any], claims: Sequence[str],
    ) -> None:
        try:
            if not record.exists:
                self.documents.insert_one(self._document(record, ask, version, changes, decisions, operation, outgoing, claims))
                return
            update = self._update(ask, changes, decisions, operation, outgoing, claims)
            done = self.documents.update_one({"_id": _id(record.organisation, record.key), "version": record.version}, update)
        except DuplicateKeyError as failure:
            taken = str((failure.details or {}).get("keyValue", {}).get("claims", "")) or ("claims" in str(failure) and ",".join(claims))
            raise (AlreadyClaimed(key=taken) if taken and ask.attempt > 1 else OnceMore()) from None
        if not done.matched_count:
            raise OnceMore

    def _document(
        self, record: Record, ask: Ask, version: int, changes: Mapping[str, Any], decisions: Mapping[str, Decision[Any]],
        operation: Mapping[str, Any], outgoing: Mapping[str, Any], claims: Sequence[str],
    ) -> dict[str, Any]:
        document = {
            "_id": _id(record.organisation, record.key), "organisation": record.organisation, self.collection.key: record.key,
            "version": version, **record, **changes, "outbox": [outgoing],
            "heard" if ask.of_many else "ops": [operation["key"] if ask.of_many else operation],
            "decisions": {name: _as_document(decision, ask) for name, decision in decisions.items()},
        }
        if claims:
            document["claims"] = [_id(record.organisation, name) for name in claims]
        return document

    def _update(
        self, ask: Ask, changes: Mapping[str, Any], decisions: Mapping[str, Decision[Any]], operation: Mapping[str, Any],
        outgoing: Mapping[str, Any], claims: Sequence[str],
    ) -> dict[str, Any]:
        settings = {**changes, **{f"decisions.{name}": _as_document(decision, ask) for name, decision in decisions.items()}}
        update: dict[str, Any] = {
            "$inc": {"version": 1},
            "$push": {"outbox": outgoing, **(
                {"heard": {"$each": [operation["key"]], "$slice": -HEARD_KEPT}} if ask.of_many
                else {"ops": {"$each": [operation], "$slice": -OPS_KEPT}})},
        }
        if settings:
            update["$set"] = settings
        if claims:
            update["$push"]["claims"] = {"$each": [_id(ask.organisation, name) for name in claims]}
        return update

    def _outgoing(
        self, record: Record, ask: Ask, version: int, changes: Mapping[str, Any], events: Sequence[Happening],
        decisions: Mapping[str, Decision[Any]],
    ) -> dict[str, Any]:
        """What leaves with the write: its events as envelopes, and its entry for the audit trail."""
        entry = uuid.uuid4().hex
        return {
            "id": entry,
            "at": ask.recorded_at,
            "events": [ask.envelope(happening, id=f"{entry}-{number}", sequence=version * 100 + number) for number, happening in enumerate(events)],
            "audit": {
                "at": ask.recorded_at.isoformat(), "by": ask.identity.staff_no, "organisation": ask.organisation, "what": ask.verb,
                "subject": f"{self.collection.name}/{record.key}", "operation": ask.operation,
                "because": sorted({citation.id for decision in decisions.values() for citation in decision.because}),
                "changes": _differences(record, changes),
            },
        }

    def _record(self, organisation: str, key: str, document: Mapping[str, Any] | None) -> Record:
        return Record(organisation, key, document, days=self.collection.days)

    def _seen(self, record: Record) -> Record:
        ask = self._host.current_ask()
        if ask is None:
            return record
        operation = record.operation(ask.operation)
        if operation is None or ask.of_many:
            return record
        raise_first_answer(operation, ask)
        return record

    def _filter(self, organisation: str, equals: Mapping[str, Any]) -> dict[str, Any]:
        condition: dict[str, Any] = {"organisation": organisation}
        for name, value in equals.items():
            if isinstance(value, tuple):
                condition[name] = {"$gte": value[0], "$lte": value[1]}
            elif isinstance(value, list | set | frozenset):
                condition[name] = {"$in": list(value)}
            else:
                condition[name] = value
        return condition

    def _index_for(self, equals: tuple[str, ...], order: str) -> list[tuple[str, int]] | None:
        for index in self.collection.indexes:
            if set(index.fields[: len(equals)]) == set(equals) and index.fields[len(equals): len(equals) + 1] == (order,):
                return [("organisation", 1), *((name, 1) for name in index.fields)]
        return None


def raise_first_answer(operation: Mapping[str, Any], ask: Ask) -> None:
    """End a handler whose operation is already applied: with its first answer, or because the key was used for something else."""
    if operation["digest"] != ask.digest:
        raise IdempotencyConflict()
    if operation.get("refusal"):
        raise from_message(operation["refusal"])
    raise AlreadyDone(operation["reply"])


def _operation(ask: Ask, saved: Saved | None, refusal: KefuError | None) -> dict[str, Any]:
    operation = {"key": ask.operation, "digest": ask.digest, "at": ask.recorded_at, "reply": saved if ask.replayable else None}
    return operation if refusal is None else {**operation, "refusal": refusal.as_message()}


def digest(value: Any) -> str:
    """A short fingerprint of JSON values."""
    return hashlib.blake2b(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode(), digest_size=16).hexdigest()


def _id(organisation: str, key: str) -> str:
    return f"{organisation}/{key}"


def _key(document: Mapping[str, Any]) -> str:
    return str(document["_id"]).partition("/")[2]


def _differences(record: Record, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What the changes make of the record, field by field: ``[before, after]`` of those that differ."""
    pairs = ((name, _plain(record.get(name)), _plain(value)) for name, value in changes.items())
    return {name: [before, after] for name, before, after in pairs if before != after}


def _plain(value: Any) -> Any:
    """A value as JSON for the audit trail."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    return value


def _as_document(decision: Decision[Any], ask: Ask) -> dict[str, Any]:
    return {
        "outcome": _plain(decision.outcome), "facts": _plain(decision.facts), "law": ask.law.version, "at": datetime.now(UTC),
        "because": [{"id": c.id, "reference": c.reference, "value": _plain(c.value), "since": _plain(c.since), "rules": list(c.rules)}
                    for c in decision.because],
    }
