"""Everything a service holds about one person: what every collection that lists by a person has on that number.

Collections that are not kept by person, and may name one all the same, are not read: ``not_searched`` says which.

The right of a person to see what is kept about him (PIPL art. 45). Only HR and the person are shown it, and every look is written
in the audit trail before it is answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from kefu_messages.errors import NotAllowed
from kefu_messages.platform import PERSONNEL

if TYPE_CHECKING:
    from kefu.ask import Ask
    from kefu.host import Host
    from kefu.store import BoundShelf, Record

PERSON = "staff_no"
NAMING = frozenset({PERSON, "staff_a", "staff_b"})  # the fields that name the person a record is about
MOST = 20_000


def held(host: Host, ask: Ask) -> dict[str, Any]:
    """The records about the person, collection by collection; raises ``NotAllowed`` to anybody but HR and the person."""
    staff_no = ask[PERSON]
    if ask.identity.staff_no != staff_no and not ask.identity.roles & PERSONNEL:
        host.audit.record(
            by=ask.identity.staff_no, what=f"refused:{ask.verb}", subject=f"{host.service}/{staff_no}", organisation=ask.organisation,
            at=datetime.now(UTC).isoformat(),
        )  # fmt: skip
        raise NotAllowed(action=ask.verb)
    ask.audit(f"{host.service}/{staff_no}")
    found = list(islice(_records(host, ask.organisation, staff_no), MOST + 1))
    unread = sorted({shelf.collection.name for shelf in host.shelves if not _lists(shelf) and _holds(shelf, ask.organisation)})
    return {"staff_no": staff_no, "records": found[:MOST], "not_searched": unread, "complete": len(found) <= MOST and not unread}


def _records(host: Host, organisation: str, staff_no: str) -> Iterator[dict[str, Any]]:
    seen = set()
    for shelf in host.shelves:
        if shelf.collection.name in seen:
            continue
        seen.add(shelf.collection.name)
        for record in _of(shelf, organisation, staff_no):
            yield {"collection": shelf.collection.name, "key": record.key, "content": shelf.public(record)}


def _of(shelf: BoundShelf, organisation: str, staff_no: str) -> Iterator[Record]:
    """The shelf's records about the person, where one is kept by person or lists by person."""
    if shelf.collection.key == PERSON:
        record = shelf.get(organisation, staff_no)
        if record is not None:
            yield record
        return
    seen = set()
    for name in _named_by(shelf):
        for record in shelf.every(organisation, **{name: staff_no}):
            if record.key not in seen:
                seen.add(record.key)
                yield record


def _named_by(shelf: BoundShelf) -> list[str]:
    return sorted({index.fields[0] for index in shelf.collection.indexes} & NAMING)


def _lists(shelf: BoundShelf) -> bool:
    return shelf.collection.key == PERSON or bool(_named_by(shelf))


def _holds(shelf: BoundShelf, organisation: str) -> bool:
    """Whether the organisation has any record there: one of them may name the person in a field that no index leads to."""
    return next(iter(shelf.every(organisation)), None) is not None
