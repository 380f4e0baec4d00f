"""The operations of a service on one of its collections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider
from pymongo.errors import DuplicateKeyError

from kefu.law import Decision
from kefu.store import together, writing
from kefu.store.conditions import create_anew
from kefu.store.mirrors import Mirrors, Told
from kefu.store.once import AlreadyClaimed, OnceMore, operation_of
from kefu.store.outgoing import Outgoing
from kefu.store.reading import Reading
from kefu.store.records import HOSTS_OWN, Collection, Draft, Record, Saved
from kefu.store.remembered import trust
from kefu_messages import Happening
from kefu_messages.errors import AlreadyExists, KefuError, VersionConflict

if TYPE_CHECKING:
    from kefu.host import Host
    from kefu.service import Ask, Batch

FORMER_KEYS = "ops.key_1"


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


class BoundShelf(Reading):
    """What a handler sees as ``self.<shelf>``."""

    def __init__(self, collection: Collection, host: Host) -> None:
        super().__init__(collection, host)
        self._mirrors = Mirrors(collection, self.documents)
        self._turns: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()
        self._lines: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()

    def create_indexes(self) -> None:
        """Create what the collection declares; idempotent."""
        for index in self.collection.indexes:
            self.documents.create_index(index.keys, unique=index.unique)
        create_anew(self.documents, [("outbox.at", 1)], sparse=True)
        if self.collection.commands:
            self.documents.create_index([("keyed", 1)], sparse=True)
            self._former = FORMER_KEYS in self.documents.index_information()
        if self.collection.claims:
            self.documents.create_index([("claims", 1)], unique=True, sparse=True)

    def has_untold(self, record: Record) -> bool:
        """Whether something that the record's document says has still to be sent; what is on the trail has been."""
        kept = self.documents.find_one({"_id": record.identity}, {"outbox.id": 1}) or {}
        entries = {entry["id"] for entry in kept.get("outbox", ())}
        return bool(entries) and not entries <= self._host.audit.holding(sorted(entries))

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
            self._write(draft, operation_of(ask, saved=self._without_secrets(saved), refusal=refusal), outgoing)
            ask.recalled.clear()
            self._host.outbox.soon(self.documents, record.identity, outgoing)
        if refusal is not None:
            raise refusal
        return saved

    def mirror(self, ask: Ask, key: str, **fields: Any) -> None:
        """Keep a local copy of what an event tells of another service's record; an older event changes nothing."""
        self._mirrors.write(Told(ask.organisation, key, ask.sequence, fields))

    def save_many(self, batch: Batch, drafts: Iterable[Draft]) -> dict[int, KefuError]:
        """Save drafts of different records together; returns the refusals by line: a key that exists already.

        The first new records are stored while later drafts are still being made, when these come one by one. Raises :class:`OnceMore`
        when an existing record was changed meanwhile: the importer is run again.
        """
        self._host.outbox.make_room()
        known: list[Draft] = []
        clashing = together.insert(self._host, self.documents, self.collection, together.new(drafts, known))
        if known:
            together.update(self._host, self.documents, self.collection, known)
        standing = self.get_many(batch.organisation, [draft.record.key for draft in clashing]) if clashing else {}
        return {
            draft.row.line: AlreadyExists(kind=self.collection.key, key=draft.record.key)
            for draft in clashing
            if not batch.already(draft.row, standing.get(draft.record.key))
        }

    def _write(self, draft: Draft, operation: Mapping[str, Any], outgoing: Outgoing) -> None:
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

    def _without_secrets(self, saved: Saved) -> Saved:
        secret = self.collection.secret
        return Saved({name: value for name, value in saved.items() if name not in secret}) if secret else saved

    @contextmanager
    def _in_turn(self, identity: str) -> Iterator[None]:
        """Writers of one record in this process follow each other, so that its events leave in the order of its versions."""
        turn = self._turns.setdefault(identity, Semaphore(1))
        with turn:
            yield
