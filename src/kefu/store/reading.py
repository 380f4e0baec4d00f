"""What a service asks of one of its collections: by key, by what its indexes hold, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kefu.store.conditions import condition_of
from kefu.store.marks import Marks
from kefu.store.once import AlreadyDone, raise_first_answer
from kefu.store.records import Collection, Page, Record, identity_of, key_of
from kefu.store.remembered import Remembered
from kefu.store.values import CODECS, in_lots
from kefu_messages.errors import NotFound

if TYPE_CHECKING:
    from kefu.host import Host
    from kefu.service import Ask

UNNEEDED_IN_LISTS = {"ops": 0, "outbox": 0}  # the answers to past commands are most of an old record
ASKED_AT_ONCE, MISSED_AT_ONCE = 20, 200  # the embedded store compares each document it finds with all that are asked for
AFTER_SLASH = "0"  # the character after "/": the end of an organisation's keys


class Reading:
    """The reading half of a shelf."""

    def __init__(self, collection: Collection, host: Host) -> None:
        self.collection = collection
        self._host = host
        self.documents = host.database[collection.name].with_options(codec_options=CODECS)
        self._former = False  # whether its operations were once found otherwise
        self._remembered, self._marks = Remembered(), Marks(self.documents)
        self._embedded = not host.client.options.retry_writes  # as its address says: see kefu.local.plan

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

    def get_many(self, organisation: str, keys: Sequence[str], *, rare: bool = False) -> dict[str, Record]:
        """The existing records of those keys, by key; ``rare`` when hardly any of them is expected to exist."""
        wanted = {identity_of(organisation, key): key for key in keys}
        lots = in_lots(wanted, MISSED_AT_ONCE if rare else ASKED_AT_ONCE)
        found = (document for lot in lots for document in self.documents.find({"_id": {"$in": lot}}))
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

    def taken(self, organisation: str, names: Sequence[str]) -> frozenset[str]:
        """Those of the unique names that a record holds."""
        wanted = {identity_of(organisation, name): name for name in names}
        asked = ({"claims": {"$in": lot}} for lot in in_lots(wanted, ASKED_AT_ONCE))
        held = (claim for each in asked for document in self.documents.find(each, {"claims": 1}) for claim in document["claims"])
        return frozenset(wanted[claim] for claim in held if claim in wanted)

    def operation(self, key: str) -> Mapping[str, Any] | None:
        """The applied operation with that id on any record, or None."""
        document = self.documents.find_one({"keyed": key}, {"ops": 1})
        if document is None and self._former:
            document = self.documents.find_one({"ops.key": key}, {"ops": 1})
        return next((op for op in document["ops"] if op["key"] == key), None) if document else None

    def public(self, record: Record) -> dict[str, Any]:
        """A record's fields with its version, as a reply."""
        return {self.collection.key: record.key, **record, "version": record.version}

    def why(self, record: Record, *, language: str = "zh-Hant") -> list[dict[str, Any]]:
        """The stored decisions of the record, each citation with its title in the language."""
        return [self._host.explain(name, decision, language=language) for name, decision in record.decisions.items()]

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
