"""Everything a service holds about one person: what every collection that lists by ``staff_no`` has on that number.

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
    return {"staff_no": staff_no, "records": found[:MOST], "complete": len(found) <= MOST}


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
    elif any(index.fields[0] == PERSON for index in shelf.collection.indexes):
        yield from shelf.every(organisation, **{PERSON: staff_no})
