"""One document per decision: read by key, changed with its events in one guarded write, never deleted.

A document is ``{_id: "<organisation>/<key>", organisation, version, …fields}`` and what the host keeps: ``ops`` (commands already
applied, with their answers), ``heard`` (ids of events and schedules already applied), ``outbox`` (events and audit entries not yet
sent), ``claims`` (names that only one document may hold) and ``decisions`` (the last decision of each name, with its citations).
Every write is guarded by ``version``, every operation by its id, so that nothing is applied twice.

Decimals are stored as Decimal128, aware datetimes as BSON dates, days as ``YYYY-MM-DD`` strings (a collection's ``days`` come back
as dates). Only equality, ``$in`` and ranges on declared indexes are asked for: the store's own limits are in ``docs/adr``.
"""

from kefu.store.ahead import read_ahead
from kefu.store.once import AlreadyClaimed, AlreadyDone, OnceMore, raise_first_answer
from kefu.store.records import Collection, Draft, Index, Page, Record, Saved
from kefu.store.shelf import BoundShelf, Shelf
from kefu.store.values import CODECS, digest

__all__ = [
    "CODECS", "AlreadyClaimed", "AlreadyDone", "BoundShelf", "Collection", "Draft", "Index", "OnceMore", "Page", "Record", "Saved", "Shelf",
    "digest", "raise_first_answer", "read_ahead",
]  # fmt: skip
