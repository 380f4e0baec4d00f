"""Everything a service holds about one person, and where else it names him.

Records about the person are shown whole; records about something else that name him (who handled a case, who took a payment) by their
key and the fields that do, since the rest of them is other people's data. Beside the collections the audit trail, refused rows of
imports and messages put aside are searched. What names nobody says why; a collection that says nothing is named as not searched.

The right of a person to see what is kept about him (PIPL art. 45). Only HR and the person are shown it, and every look is written
in the audit trail before it is answered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from kefu.store.conditions import condition_of
from kefu.store.records import PERSON, key_of
from kefu_messages.errors import NotAllowed
from kefu_messages.platform import PERSONNEL

if TYPE_CHECKING:
    from kefu.ask import Ask
    from kefu.host import Host
    from kefu.store import BoundShelf, Record

MOST, SECONDS, LOOKED_AT_ONCE = 20_000, 12.0, 500
SEARCHED = frozenset({"audit", "refused_rows"})
HOSTS_OWN = {
    "announced": "what rows of an import say, until it has been said",
    "audit_head": "how far the audit trail goes",
    "idempotency_keys": "fingerprints of requests",
    "organisations": "what organisations have adopted",
    "schedules": "which day was run by which process",
}
Item = dict[str, Any]
Parked = Callable[[], Sequence[Mapping[str, Any]]]


def held(host: Host, ask: Ask, *, parked: Parked) -> dict[str, Any]:
    """The records about the person, collection by collection; raises ``NotAllowed`` to anybody but HR and the person."""
    staff_no = ask[PERSON]
    if ask.identity.staff_no != staff_no and not ask.identity.roles & PERSONNEL:
        host.audit.record(
            by=ask.identity.staff_no, what=f"refused:{ask.verb}", subject=f"{host.service}/{staff_no}", organisation=ask.organisation,
            at=datetime.now(UTC).isoformat(),
        )  # fmt: skip
        raise NotAllowed(action=ask.verb)
    shelves, late = list({shelf.collection.name: shelf for shelf in host.shelves}.values()), set[str]()
    found = list(islice(_found(host, shelves, ask, parked=parked, late=late), MOST + 1))
    if all(item["collection"] == "audit" and item["content"]["what"] == ask.verb for item in found):
        found = []  # nothing but earlier searches
    ask.audit(f"{host.service}/{staff_no}", shown=[staff_no])
    nobody = {shelf.collection.name: shelf.collection.nobody for shelf in shelves if shelf.collection.nobody}
    unread = sorted(late | _unread(host, shelves, ask.organisation))
    return {
        "staff_no": staff_no, "records": found[:MOST], "names_nobody": nobody | HOSTS_OWN, "not_searched": unread,
        "complete": len(found) <= MOST and not unread,
    }  # fmt: skip


def _found(host: Host, shelves: Sequence[BoundShelf], ask: Ask, *, parked: Parked, late: set[str]) -> Iterator[Item]:
    """What is held, and in ``late`` the collections for which there was no time."""
    subjects: list[str] = []
    end = time.monotonic() + SECONDS
    for shelf in shelves:
        for record in _about(shelf, ask.organisation, ask[PERSON]):
            subjects.append(f"{shelf.collection.name}/{record.key}")
            yield {"collection": shelf.collection.name, "key": record.key, "content": shelf.public(record)}
    for shelf in shelves:
        for document in _naming(shelf, ask.organisation, ask[PERSON], end=end):
            if document is None:
                late.add(shelf.collection.name)
                break
            fields = [name for name in sorted(shelf.collection.people) if ask[PERSON] in _at(document, name.split("."))]
            yield {"collection": shelf.collection.name, "key": key_of(document), "content": {PERSON: ask[PERSON], "named_in": fields}}
    yield from audited(host, ask.organisation, ask[PERSON], subjects=subjects)
    yield from refused_rows(host, ask.organisation, ask[PERSON])
    for message in parked():
        if message.get("organisation") == ask.organisation and _names(message, ask[PERSON]):
            yield {
                "collection": "parked",
                "key": str(message.get("id")),
                "content": {"type": message.get("type"), "data": message.get("data")},
            }


def audited(host: Host, organisation: str, number: str, *, subjects: Sequence[str]) -> Iterator[Item]:
    """Who has changed or looked at those records, and looks that showed the person; the changes themselves are the records'."""
    for entry in host.audit.about(organisation, number, subjects=subjects):
        told = {name: entry[name] for name in ("at", "by", "what", "subject")}
        yield {"collection": "audit", "key": str(entry["seq"]), "content": {"about": number, **told}}


def refused_rows(host: Host, organisation: str, number: str) -> Iterator[Item]:
    """Rows of imports that were refused, with the number in a cell."""
    for row in host.imports.naming(organisation, number):
        yield {
            "collection": "refused_rows",
            "key": row["_id"],
            "content": {name: row[name] for name in ("command", "line", "reason", "raw")},
        }


def _about(shelf: BoundShelf, organisation: str, staff_no: str) -> Iterator[Record]:
    """The shelf's records about the person, where one is kept by person or lists by person."""
    if shelf.collection.key == PERSON:
        record = shelf.get(organisation, staff_no)
        if record is not None:
            yield record
        return
    seen = set()
    for name in shelf.collection.about:
        for record in shelf.every(organisation, **{name: staff_no}):
            if record.key not in seen:
                seen.add(record.key)
                yield record


def _naming(shelf: BoundShelf, organisation: str, staff_no: str, *, end: float) -> Iterator[Mapping[str, Any] | None]:
    """The shelf's other documents that name the person, no more of them than the fields that may; None when there is no time left.

    An index on each of the fields would make every write dearer for a question that is asked now and then: what none leads to is
    looked through.
    """
    names = shelf.collection.people
    if not names:
        return
    indexed = names <= {index.fields[0] for index in shelf.collection.indexes}
    asked: list[dict[str, Any]] = [{name: staff_no} for name in sorted(names)] if indexed else [{}]
    seen = set()
    for equals in asked:
        for number, document in enumerate(shelf.documents.find(condition_of(organisation, equals), dict.fromkeys(names, 1)), start=1):
            if number % LOOKED_AT_ONCE == 0 and time.monotonic() > end:
                yield None
                return
            if document["_id"] not in seen and any(staff_no in _at(document, name.split(".")) for name in names):
                seen.add(document["_id"])
                yield document


def _at(value: Any, path: Sequence[str]) -> list[Any]:
    """The values at a path of fields, through lists."""
    if isinstance(value, list):
        return [found for item in value for found in _at(item, path)]
    if not path:
        return [value]
    return _at(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else []


def _unread(host: Host, shelves: Sequence[BoundShelf], organisation: str) -> set[str]:
    """Collections that do not say whom they name and hold anything of the organisation, and those that nobody has declared."""
    silent = {shelf.collection.name for shelf in shelves if not shelf.collection.says_whom_it_names and _holds(shelf, organisation)}
    declared = {shelf.collection.name for shelf in shelves}
    return silent | (set(host.database.list_collection_names()) - declared - SEARCHED - HOSTS_OWN.keys())


def _holds(shelf: BoundShelf, organisation: str) -> bool:
    return next(iter(shelf.every(organisation)), None) is not None


def _names(value: Any, staff_no: str) -> bool:
    """Whether the number is one of the values in it."""
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return value == staff_no or any(_names(child, staff_no) for child in children)
