"""Everything a service holds about one customer, by the same search as for a member of staff, with another key.

Records of the customer are shown whole; others that name him anywhere by their key and the fields that do. No declaration is needed:
whatever no index leads to is looked through, as long as there is time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from kefu.held import LOOKED_AT_ONCE, MOST, SECONDS, Item, audited, refused_rows
from kefu.store.conditions import condition_of
from kefu.store.records import HOSTS_OWN, key_of

if TYPE_CHECKING:
    from kefu.ask import Ask
    from kefu.host import Host
    from kefu.store import BoundShelf, Record

CUSTOMER = "customer_no"
NOT_LOOKED_AT = dict.fromkeys(sorted(HOSTS_OWN - {"_id"}), 0)


def held_of_customer(host: Host, ask: Ask) -> dict[str, Any]:
    """The records of the customer, then those that name him; the look is on the audit trail before it is answered."""
    shelves, late = list({shelf.collection.name: shelf for shelf in host.shelves}.values()), set[str]()
    found = list(islice(_found(host, shelves, ask, late), MOST + 1))
    ask.audit(f"{host.service}/customers/{ask[CUSTOMER]}")
    return {
        "customer_no": ask[CUSTOMER], "records": found[:MOST], "not_searched": sorted(late),
        "complete": len(found) <= MOST and not late,
    }  # fmt: skip


def _found(host: Host, shelves: list[BoundShelf], ask: Ask, late: set[str]) -> Iterator[Item]:
    customer_no, end = ask[CUSTOMER], time.monotonic() + SECONDS
    subjects: list[str] = []
    for shelf in shelves:
        for record in _of(shelf, ask.organisation, customer_no):
            subjects.append(f"{shelf.collection.name}/{record.key}")
            yield {"collection": shelf.collection.name, "key": record.key, "content": shelf.public(record)}
    for shelf in shelves:
        if not _by_customer(shelf):
            for key, fields in _named(shelf, ask.organisation, customer_no, end=end):
                if key is None:
                    late.add(shelf.collection.name)
                    break
                yield {"collection": shelf.collection.name, "key": key, "content": {CUSTOMER: customer_no, "named_in": fields}}
    yield from audited(host, ask.organisation, customer_no, subjects=subjects)
    yield from refused_rows(host, ask.organisation, customer_no)


def _by_customer(shelf: BoundShelf) -> bool:
    return shelf.collection.key == CUSTOMER or any(index.fields[0] == CUSTOMER for index in shelf.collection.indexes)


def _of(shelf: BoundShelf, organisation: str, customer_no: str) -> Iterator[Record]:
    """The shelf's records of the customer, where one is kept by customer or lists by customer."""
    if shelf.collection.key == CUSTOMER:
        record = shelf.get(organisation, customer_no)
        if record is not None:
            yield record
    elif _by_customer(shelf):
        yield from shelf.every(organisation, **{CUSTOMER: customer_no})


def _named(shelf: BoundShelf, organisation: str, customer_no: str, *, end: float) -> Iterator[tuple[str | None, list[str]]]:
    """The keys of other documents that name the customer, with the fields that do; a key None when there is no time left."""
    for number, document in enumerate(shelf.documents.find(condition_of(organisation, {}), NOT_LOOKED_AT), start=1):
        if number % LOOKED_AT_ONCE == 0 and time.monotonic() > end:
            yield None, []
            return
        fields = sorted(set(_paths(document, customer_no)))
        if fields:
            yield key_of(document), fields


def _paths(value: Any, wanted: str, path: str = "") -> Iterator[str]:
    """Where in a document the value stands: the names of its fields, dotted."""
    if value == wanted:
        yield path
    elif isinstance(value, Mapping):
        for name, child in value.items():
            yield from _paths(child, wanted, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for child in value:
            yield from _paths(child, wanted, path)
