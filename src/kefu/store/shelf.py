"""The operations of a service on one of its collections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider
from pymongo.errors import DuplicateKeyError

from kefu.law import Decision
from kefu.store import together, writing
from kefu.store.conditions import condition_of, create_anew
from kefu.store.marks import Marks
from kefu.store.mirrors import Mirrors, Told
from kefu.store.once import AlreadyClaimed, AlreadyDone, OnceMore, operation_of, raise_first_answer
from kefu.store.records import HOSTS_OWN, Collection, Draft, Page, Record, Saved, identity_of, key_of
from kefu.store.remembered import Remembered, trust
from kefu.store.values import CODECS, in_lots
from kefu_messages import Happening
from kefu_messages.errors import AlreadyExists, KefuError, NotFound, VersionConflict

if TYPE_CHECKING:
    from kefu.host import Host
    from kefu.service import Ask, Batch

UNNEEDED_IN_LISTS = {"ops": 0, "outbox": 0}  # the answers to past commands are most of an old record
ASKED_AT_ONCE = 50  # the embedded store compares each document it finds with all that are asked for
AFTER_SLASH = "0"  # the character after "/": the end of an organisation's keys


class Shelf(DependencyProvider):  # type: ignore[misc]
    """A service's documents of one collection; a handler sees a :class:`BoundShelf`."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def bind(self, container: Any, attr_name: str = "shelf") -> Any:
        """Bind to a service's class, or to another extension that keeps documents of its own."""
        return super().bind(container, attr_name)

    def setup(self) -> None:
        """Open the collection in the service's database."""
        host: Host = self.container.host
        self._bound = BoundShelf(self.collection, host)
        host.add_shelf(self._bound)

    def get_dependency(self, worker_ctx: Any) -> BoundShelf:  # noqa: ARG002 - nameko's signature
        """What the handler gets."""
        return self._bound


class BoundShelf:
    """What a handler sees as ``self.<shelf>``."""

    def __init__(self, collection: Collection, host: Host) -> None:
        self.collection = collection
        self._host = host
        self.documents = host.database[collection.name].with_options(codec_options=CODECS)
        self._mirrors = Mirrors(collection, self.documents)
        self._remembered, self._marks = Remembered(), Marks(self.documents)
        self._embedded = not host.client.options.retry_writes  # as its address says: see kefu.local.plan
        self._turns: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()
        self._lines: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()

    def create_indexes(self) -> None:
        """Create what the collection declares; idempotent."""
        for index in self.collection.indexes:
            self.documents.create_index(index.keys, unique=index.unique)
        create_anew(self.documents, [("outbox.at", 1)], sparse=True)
        if self.collection.commands:
            self.documents.create_index([("ops.key", 1)], sparse=True)
        if self.collection.claims:
            self.documents.create_index([("claims", 1)], unique=True, sparse=True)

    # -- reading

    def get(self, organisation: str, key: str) -> Record | None:
        """The record with that key, or None."""
        identity, ask = identity_of(organisation, key), self._host.current_ask()
        document = self._remembered.recall(identity, ask) if self.collection.commands else None
        if document is None:
            document = self.documents.find_one({"_id": identity})
            if document and self.collection.commands:
                self._remembered.keep(document, ask)
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
        wanted = {identity_of(organisation, key): key for key in keys}
        found = (document for lot in in_lots(wanted, ASKED_AT_ONCE) for document in self.documents.find({"_id": {"$in": lot}}))
        return {wanted[document["_id"]]: self._record(organisation, wanted[document["_id"]], document) for document in found}

    def find(self, organisation: str, *, limit: int = 10_000, **equals: Any) -> list[Record]:
        """Records whose indexed fields equal the values; a list means any of them, a tuple ``(low, high)`` a closed range."""
        found = self.documents.find(condition_of(organisation, equals), UNNEEDED_IN_LISTS).limit(limit)
        return [self._record(organisation, key_of(document), document) for document in found]

    def every(self, organisation: str, **equals: Any) -> Iterator[Record]:
        """Like :meth:`find`, one after the other and without a limit: for schedules and reports, never for a request's list."""
        for document in self.documents.find(condition_of(organisation, equals), UNNEEDED_IN_LISTS):
            yield self._record(organisation, key_of(document), document)

    def page(self, ask: Ask, *, equals: Mapping[str, Any] | None = None, order: str | None = None) -> Page:
        """One page of the records in the order of a field (default: the key), as field mappings with ``version``.

        Reads as many documents as it shows when an index lists in that order with the given fields fixed; the order of the key alone
        always has one. Raises ``ValueError`` when no index serves the order: that is a fault of the service.
        """
        order = order or self.collection.key
        wanted = {name: value for name, value in (equals or {}).items() if value is not None}
        condition = condition_of(ask.organisation, wanted)
        hint = self.collection.index_for(order, given=frozenset(wanted))
        if hint is None and order != self.collection.key:
            raise ValueError(f"no index of {self.collection.name} lists by {order} with {sorted(wanted)} fixed")
        if self._embedded and hint is not None and _is_exactly(hint, order, wanted):
            found = self._marks.read(condition, order, after=ask.cursor, limit=ask.limit + 1, without=UNNEEDED_IN_LISTS)
        else:
            found = self._listed(ask, condition, order, hint)
        records = [self._record(ask.organisation, key_of(document), document) for document in found[: ask.limit]]
        following = str(records[-1].get(order, records[-1].key)) if len(found) > ask.limit else None
        return Page([self.public(record) for record in records], next=following)

    def _listed(self, ask: Ask, condition: dict[str, Any], order: str, hint: list[tuple[str, int]] | None) -> list[dict[str, Any]]:
        if hint is None:
            hint, after = [("_id", 1)], identity_of(ask.organisation, ask.cursor or "")
            condition["_id"] = {"$gt": after, "$lt": ask.organisation + AFTER_SLASH}
        elif ask.cursor:
            condition[order] = {"$gt": ask.cursor}
        return list(self.documents.find(condition, UNNEEDED_IN_LISTS).hint(hint).limit(ask.limit + 1))

    def claimed(self, organisation: str, name: str) -> Record | None:
        """The record that holds the unique name, or None."""
        document = self.documents.find_one({"claims": identity_of(organisation, name)})
        return self._seen(self._record(organisation, key_of(document), document)) if document else None

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
    ) -> Saved:  # fmt: skip
        """Write the changes, their events, decisions and the operation in one guarded write; returns the reply.

        ``reply`` defaults to the record's fields. With a ``refusal`` the write remembers an attempt, and the refusal is raised
        afterwards, now and for every repetition. An event or schedule saves each record once: a second save of the same record by the
        same one is left out. Raises ``VersionConflict`` for a stale If-Match.
        """
        if ask.of_many and self._host.was_applied(record, ask.operation):
            return Saved()
        if HOSTS_OWN & changes.keys():
            raise ValueError(f"{sorted(HOSTS_OWN & changes.keys())} are the host's own fields")
        if not trust(ask, (self._remembered, record.identity, record.version)):
            raise OnceMore
        if ask.if_match is not None and ask.if_match != record.version:
            raise VersionConflict
        draft = Draft(record, ask, changes, events, decisions or {}, claims)
        saved = self._reply(draft, reply)
        outgoing = writing.outgoing_of(self.collection, draft)
        with self._in_turn(record.identity):
            self._write(draft, operation_of(ask, saved=saved, refusal=refusal), outgoing)
            ask.recalled.clear()
            self._host.outbox.soon(self.documents, record.identity, outgoing)
        if refusal is not None:
            raise refusal
        return saved

    def mirror(self, ask: Ask, key: str, **fields: Any) -> None:
        """Keep a local copy of what an event tells of another service's record; an older event changes nothing."""
        self._mirrors.write(Told(ask.organisation, key, ask.sequence, fields))

    def save_many(self, batch: Batch, drafts: Sequence[Draft]) -> dict[int, KefuError]:
        """Save drafts of different records together; returns the refusals by line: a key that exists already.

        Raises :class:`OnceMore` when an existing record was changed meanwhile: the importer is run again.
        """
        self._host.outbox.make_room()
        new, known = ([draft for draft in drafts if draft.record.exists is there] for there in (False, True))
        clashing = together.insert(self._host, self.documents, self.collection, new) if new else []
        if known:
            together.update(self._host, self.documents, self.collection, known)
        standing = self.get_many(batch.organisation, [draft.record.key for draft in clashing]) if clashing else {}
        return {
            draft.row.line: AlreadyExists(kind=self.collection.key, key=draft.record.key)
            for draft in clashing
            if not batch.already(draft.row, standing.get(draft.record.key))
        }

    def _write(self, draft: Draft, operation: Mapping[str, Any], outgoing: Mapping[str, Any]) -> None:
        try:
            if not draft.record.exists:
                self.documents.insert_one(writing.new_document(self.collection, draft, operation=operation, outgoing=outgoing))
                return
            update = writing.update(draft, operation=operation, outgoing=outgoing)
            done = self.documents.update_one(writing.guarded(draft.record), update)
        except DuplicateKeyError as failure:
            taken = "claims" in str((failure.details or {}).get("keyPattern", failure))
            if taken and draft.row.attempt > 1:
                raise AlreadyClaimed(key=", ".join(draft.claims)) from None
            raise self._once_more(draft.record) from None
        if not done.matched_count:
            raise self._once_more(draft.record)
        self._remembered.follow(draft.record.identity, draft.record.version, update)

    def _once_more(self, record: Record) -> OnceMore:
        self._remembered.forget(record.identity)
        return OnceMore(self._lines.setdefault(record.identity, Semaphore(1)))

    def _reply(self, draft: Draft, reply: Mapping[str, Any] | None) -> Saved:
        record, version = draft.record, draft.record.version + 1
        content = {self.collection.key: record.key, **record, **draft.changes} if reply is None else reply
        return Saved(draft.row.dump({"version": version, **content} if reply is not None else {**content, "version": version}))

    @contextmanager
    def _in_turn(self, identity: str) -> Iterator[None]:
        """Writers of one record in this process follow each other, so that its events leave in the order of its versions."""
        turn = self._turns.setdefault(identity, Semaphore(1))
        with turn:
            yield

    def _record(self, organisation: str, key: str, document: Mapping[str, Any] | None) -> Record:
        return Record(organisation, key, document, collection=self.collection)

    def _seen(self, record: Record) -> Record:
        """The record, unless it holds the running command's operation already: then the handler ends here."""
        ask = self._host.current_ask()
        operation = record.operation(ask.operation) if ask is not None and not ask.of_many else None
        if ask is not None and operation is not None:
            raise_first_answer(operation, ask)
        if ask is not None and ask.may_be_a_repetition and record.forgets and self._host.was_applied(record, ask.operation):
            raise AlreadyDone(ask.dump(self.public(record)))
        return record


def _is_exactly(index: list[tuple[str, int]], order: str, wanted: Mapping[str, Any]) -> bool:
    """Whether the index is of the wanted fields, each to equal one value, then the order, and no more: the only one that is used so."""
    one_each = not any(isinstance(value, tuple | list | set | frozenset) for value in wanted.values())
    return one_each and index[-1][0] == order and {name for name, _ in index[:-1]} == {"organisation", *wanted}
