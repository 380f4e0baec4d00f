"""Records whose time of keeping is over: listed as due, destroyed once two people have approved, told and on the audit trail.

A service finds daily what is older than the law's ``personal_data_retention_months`` for its kinds of record and lists it with
:func:`list_due`; people decide on each list with :func:`decide_on` - two of them to destroy, one is enough to keep; and what
:func:`approved` tells is carried out by the service, record by record, each once. Nothing is destroyed by the mere passing of time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kefu.calendar import add_months
from kefu.law import Decision, decide
from kefu.store import BoundShelf, Collection, Index, Record
from kefu_messages import Event, Happening
from kefu_messages.destroying import ApprovedTwice, DestructionDecided, RecordsDestroyed

if TYPE_CHECKING:
    from kefu.ask import Ask

DESTRUCTIONS = Collection(
    "destructions", key="destruction_no", indexes=[Index("destruction_no"), Index("state", "destruction_no")], days={"before"},
    people=frozenset({"approved_by", "kept_by"}),
)  # fmt: skip
Past = Callable[["Ask", str, date], Iterable[tuple[BoundShelf, Record]]]
LAW = "personal_data_retention_months"
NEEDED = "destruction_approvals"
DUE, APPROVED, KEPT, DESTROYED = "due", "approved", "kept", "destroyed"


def before_of(ask: Ask, kind: str) -> date | None:
    """The first day of the first month that is still kept; None where the law names no end for the kind."""
    months = ask.law.value(LAW, on=ask.today).value.get(kind)
    return None if months is None else add_months(ask.today.replace(day=1), -int(months))


def listed(shelf: BoundShelf, ask: Ask, kind: str) -> bool:
    """Whether this month's list of the kind exists already."""
    return shelf.get(ask.organisation, _number(ask, kind)) is not None


def _number(ask: Ask, kind: str) -> str:
    return f"{kind}-{before_of(ask, kind):%Y-%m}"


def list_due(shelf: BoundShelf, ask: Ask, kind: str, *, records: int, event: type[Event]) -> None:
    """List so many records of the kind as due, once a month; what was kept or not yet approved is due again in the next month's list."""
    before = before_of(ask, kind)
    record = shelf.new(ask.organisation, _number(ask, kind))
    if record.exists or not records:
        return
    law = ask.law.value(LAW, on=ask.today)
    named = {"kind": kind, "before": before, "records": records}
    due = event.of(destruction_no=record.key, because=[LAW], **named)
    verdict = decide(DUE, law, **named)
    shelf.save(record, ask, changes={**named, "state": DUE, "approved_by": []}, events=[due], decisions={"due": verdict}, reply={})


def list_past(shelf: BoundShelf, ask: Ask, kinds: Iterable[str], *, past: Past, event: type[Event]) -> None:
    """List once a month how many records of each kind are past their time; ``past`` finds those of a kind before a day."""
    for kind in kinds:
        before = before_of(ask, kind)
        if before is not None and not listed(shelf, ask, kind):
            list_due(shelf, ask, kind, records=sum(1 for _ in past(ask, kind, before)), event=event)


def destroy_past(
    shelf: BoundShelf, ask: Ask, *, past: Past, event: type[Event], away: Callable[[Ask, BoundShelf, Record], bool] | None = None
) -> None:  # fmt: skip
    """Carry out an approved list: each record found past its time is deleted, or put ``away``; done again, it finds nothing more."""
    found, count = list(past(ask, ask["kind"], ask["before"])), 0
    for each, record in found:
        count += away(ask, each, record) if away else erase(each, ask, record, destruction_no=ask["destruction_no"])
    destroyed(shelf, ask, event=event, records=count)


def emptied(shelf: BoundShelf, ask: Ask, record: Record, *, changes: Mapping[str, Any], decisions: Iterable[str] = ()) -> bool:
    """Keep a record without what was written about the person: in its fields, its decisions and its answers to past commands."""
    shelf.documents.update_one({"_id": record.identity}, {"$set": {"ops": []}})
    ask.audit(f"{shelf.collection.name}/{record.key}", emptied_by=ask["destruction_no"])
    gone = decide("destroyed", ask.law.value(LAW, on=ask.today), destruction_no=ask["destruction_no"], destroyed_on=ask.today)
    shelf.save(record, ask, changes=changes, decisions=dict.fromkeys(decisions, gone), reply={})
    return True


def decide_on(shelf: BoundShelf, ask: Ask, *, event: type[Event]) -> Any:
    """Approve a list, which takes two people, or keep its records for a reason, which takes one (four eyes).

    Raises ``destruction_decided`` for a list that is no longer open, ``approved_twice`` for the same person again.
    """
    record, me = shelf.require(ask.organisation, ask["destruction_no"]), ask.identity.staff_no
    if record["state"] != DUE:
        raise DestructionDecided(state=record["state"])
    if ask["decision"] == "keep":
        kept = {"state": KEPT, "kept_by": me, "reason": ask.get("reason")}
        return _save(shelf, ask, record, kept, decide(KEPT, ask.law.value(LAW, on=ask.today), kept_by=me, reason=ask.get("reason")))
    if me in record["approved_by"]:
        raise ApprovedTwice(staff_no=me)
    approvals, needed = [*record["approved_by"], me], ask.law.value(NEEDED, on=ask.today)
    enough = len(approvals) >= int(needed.value)
    changes = {"approved_by": approvals, "state": APPROVED if enough else DUE}
    verdict = decide(changes["state"], needed, ask.law.value(LAW, on=ask.today), approved_by=approvals, before=record["before"])
    told = [event.of(destruction_no=record.key, kind=record["kind"], before=record["before"], because=[LAW])] if enough else []
    return _save(shelf, ask, record, changes, verdict, events=told)


def _save(
    shelf: BoundShelf, ask: Ask, record: Record, changes: Mapping[str, Any], verdict: Decision[Any], *, events: Sequence[Happening] = ()
) -> Any:
    return shelf.save(record, ask, changes=changes, events=events, decisions={"decided": verdict})


def destroyed(shelf: BoundShelf, ask: Ask, *, event: type[Event], records: int) -> None:
    """Note that an approved list has been carried out."""
    record = shelf.require(ask.organisation, ask["destruction_no"])
    if record["state"] == APPROVED:
        told = event.of(destruction_no=record.key, kind=record["kind"], before=record["before"], records=records, because=[LAW])
        shelf.save(record, ask, changes={"state": DESTROYED, "destroyed": records}, events=[told], reply={})


def erase(shelf: BoundShelf, ask: Ask, record: Record, *, destruction_no: str) -> bool:
    """Delete one record for good, written on the audit trail first; what it still has to tell goes out before: then it is left."""
    if shelf.has_untold(record):
        return False
    ask.audit(f"{shelf.collection.name}/{record.key}", destroyed_by=destruction_no)
    return bool(shelf.documents.delete_one({"_id": record.identity}).deleted_count)


def kept_from(shelf: BoundShelf, organisation: str, *kinds: str) -> date | None:
    """The first day of which records of the kinds are kept; None while none of them have been destroyed."""
    lists = shelf.every(organisation, state=[APPROVED, DESTROYED])
    return max((record["before"] for record in lists if record["kind"] in kinds), default=None)


def check_kept(day: date, *, kept: date | None) -> None:
    """Refuse what would be written among records that have been destroyed; raises ``records_destroyed``."""
    if kept is not None and day < kept:
        raise RecordsDestroyed(day=day.isoformat(), kept_from=kept.isoformat(), because=[LAW])
