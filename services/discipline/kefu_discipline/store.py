"""What discipline stores: one file per person, and what belongs to nobody alone."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import cattrs

from kefu.store import BoundShelf, Collection, Index, Record
from kefu_discipline.rules.catalogue import Version
from kefu_discipline.rules.changes import Said
from kefu_discipline.rules.facts import File

FILES = Collection(
    "discipline",
    key="staff_no",
    indexes=[Index("staff_no"), Index("next_on"), Index("unknown_witnesses"), Index("tells_of"), Index("violated_in")],
    claims=True,
    people={
        "answers.answered_by",
        "answers.entered_by",
        "inspections.inspected_by",
        "notices.drafted_by",
        "notices.entered_by",
        "notices.issued_by",
        "notices.refused_by",
        "verdicts.decided_by",
        "violations.confirmed_by",
        "violations.reported_by",
        "withdrawals.withdrawn_by",
        "witnesses.entered_by",
        "witnesses.named_by",
        "witnesses.witness_no",
    },
)
WAITING = Collection(
    "waiting_papers",
    key="paper",
    indexes=[Index("awaits"), Index("open")],
    people={"content.answered_by", "content.issued_by", "content.reported_by", "content.staff_no", "content.witness_no", "imported_by"},
)
CHECKS = Collection(
    "evening_checks",
    key="check_no",
    indexes=[Index("check_no"), Index("month"), Index("staff_no")],
    days={"date", "confirmed_on"},
    people={"checked_by", "confirmed_by", "entered_by"},
)
CATALOGUES = Collection(
    "violation_catalogues", key="version_no", indexes=[Index("version_no"), Index("state", "version_no")], days={"approved_on"},
    people={"approved_by", "approver", "department_head", "published_by"},
)  # fmt: skip
SUBMITTED, APPROVED = "submitted", "approved"  # an amendment; those kept before approval was asked for have no state and are in force
VISITORS = Collection(
    "workplace_visitors", key="visit_no", indexes=[Index("visit_no"), Index("day", "visit_no")], days={"day"}, whose={"host"},
    people={"authorised_by", "logged_by"},
)  # fmt: skip
VOICES = Collection(
    "rule_voices", key="voice_no", indexes=[Index("kind", "voice_no"), Index("voice_no"), Index("staff_no")], days={"made_on"}
)
FUND_CLOSED = Collection(
    "closed_fund_months", key="month", indexes=[Index("month")], days={"closed_on"}, people={"lines.staff_no"}, commands=False
)

Facts = TypeVar("Facts")


@cache
def _reader() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(Decimal, lambda value, _: value if isinstance(value, Decimal) else Decimal(str(value)))
    converter.register_structure_hook(date, lambda value, _: value if type(value) is date else date.fromisoformat(str(value)[:10]))
    converter.register_structure_hook(datetime, lambda value, _: value)
    converter.register_structure_hook(Any, lambda value, _: value)
    return converter


def read(document: Mapping[str, Any], into: type[Facts]) -> Facts:
    """A stored mapping as the facts that rules decide about."""
    known = {item.name for item in fields(into)}  # type: ignore[arg-type]
    return _reader().structure({name: value for name, value in document.items() if name in known}, into)


def file_of(record: Mapping[str, Any], *, staff_no: str) -> File:
    """The person's file; an empty document is a file without facts."""
    return read({**record, "staff_no": staff_no}, File)


def said_in(record: Mapping[str, Any]) -> tuple[Said, ...]:
    """What was last said of the person."""
    return tuple(read(item, Said) for item in record.get("said", ()))


def version_of(record: Mapping[str, Any]) -> Version:
    """An amendment of the catalogue."""
    return read(record, Version)


def standings(files: BoundShelf, organisation: str, *parts: str) -> Iterator[dict[str, Any]]:
    """Of every file what was last judged, or those parts of it, and how long it stands; without all the rest."""
    judged = [f"standing.{part}" for part in parts] or ["standing"]
    wanted = {"staff_no": 1, "next_on": 1, "judged_until": 1, "judged_under": 1, **dict.fromkeys(judged, 1)}
    yield from files.documents.find({"organisation": organisation}, wanted)


def closed_months(closed: BoundShelf, organisation: str) -> list[str]:
    """The months that payroll has closed, without their lines."""
    return [str(document["month"]) for document in closed.documents.find({"organisation": organisation}, {"month": 1})]


def forget_answers(files: BoundShelf, record: Record, numbers: Several[str]) -> None:
    """Forget the answers to past commands that tell of the numbers: they say what was written there."""
    identity = {"_id": record.identity}
    ops = (files.documents.find_one(identity, {"ops": 1}) or {}).get("ops", ())
    telling = [op["key"] for op in ops if any(number in str(op.get("reply")) for number in numbers)]
    if telling:
        files.documents.update_one(identity, {"$pull": {"ops": {"key": {"$in": telling}}}})


def file_changes(before: File, after: File) -> dict[str, Any]:
    """The parts of the file that differ, as a document keeps them, with what its indexes need."""
    names = [item.name for item in fields(after) if item.name != "staff_no" and getattr(before, item.name) != getattr(after, item.name)]
    return {**{name: getattr(after, name) for name in names}, **(_indexed(after) if names else {})}


def _indexed(file: File) -> dict[str, Any]:
    told = {f"complaint/{item.complaint_no}" for item in file.complaints} | {f"check/{item.check_no}" for item in file.checks}
    return {
        "unknown_witnesses": sorted({item.witness_no for item in file.witnesses if not item.known}),
        "tells_of": sorted(told),
        "violated_in": sorted({f"{item.occurred_on:%Y-%m}" for item in file.violations}),
    }


__all__ = [
    "APPROVED",
    "CATALOGUES",
    "CHECKS",
    "FILES",
    "FUND_CLOSED",
    "SUBMITTED",
    "VISITORS",
    "VOICES",
    "WAITING",
    "closed_months",
    "file_changes",
    "file_of",
    "forget_answers",
    "read",
    "said_in",
    "standings",
    "version_of",
]
