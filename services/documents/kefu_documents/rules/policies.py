"""Which edition of a policy document is in force, who writes it, and which one may be acknowledged (MET-01, OTH-04, OTH-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.documents import EditionNotCurrent, EditionTooEarly, NotTheOwner


@dataclass(frozen=True)
class Published:
    """An edition of a document and the day from which it is in force."""

    edition: int
    effective_from: date


def next_edition(editions: tuple[Published, ...], *, effective_from: date, law: Law) -> Decision[int]:
    """The number of a new edition; it takes effect after the one before (MET-01; doc 2 l.142).

    Raises ``edition_too_early``.
    """
    if editions and effective_from <= editions[-1].effective_from:
        raise EditionTooEarly(effective_from=editions[-1].effective_from.isoformat())
    return decide(len(editions) + 1, law.clause("MET-01"), effective_from=effective_from)


def owned(kind: str, *, roles: tuple[str, ...], on: date, law: Law) -> Decision[str]:
    """Service standards and process documents are the supervisor's to write (OTH-04; doc 1 l.23). Raises ``not_the_owner``."""
    if kind not in law.value("owned_document_kinds", on=on).value:
        return decide(kind, law.clause("MET-01"), kind=kind)
    owners = law.value("standards_owner", on=on)
    if not set(owners.value) & set(roles):
        raise NotTheOwner(action="publish_document", kind=kind, owners=", ".join(owners.value))
    return decide(kind, owners, law.clause("OTH-04"), kind=kind)


def state_of(edition: int, *, editions: tuple[Published, ...], on: date, law: Law) -> Decision[str]:
    """Whether an edition is announced, in force or archived; on trial or final, the newest that has begun is in force (OTH-04, OTH-08)."""
    current = edition_in_force(editions, on=on)
    cited = law.clause("OTH-04"), law.clause("OTH-08")
    if current is None or edition > current:
        return decide("announced", *cited, edition=edition, on=on)
    return decide("in_force" if edition == current else "archived", *cited, edition=edition, on=on)


def edition_in_force(editions: tuple[Published, ...], *, on: date) -> int | None:
    """The edition in force on the day; None before the first."""
    return max((item.edition for item in editions if item.effective_from <= on), default=None)


def acknowledged(edition: int, *, editions: tuple[Published, ...], on: date, law: Law) -> Decision[int]:
    """The edition acknowledged: the one in force, or one already published for later (MET-01; doc 2 l.142).

    Raises ``edition_not_current`` for an old edition or one that does not exist.
    """
    current = edition_in_force(editions, on=on)
    if edition not in {item.edition for item in editions} or (current is not None and edition < current):
        raise EditionNotCurrent(document_id="", edition=edition, current=current)
    return decide(edition, law.clause("MET-01"), current=current, acknowledged_on=on)
