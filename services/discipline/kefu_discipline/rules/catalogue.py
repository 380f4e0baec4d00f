"""The violation catalogue that binds a fact: the law's or the organisation's own, with the department's amendments (DIS-18, 43, 44)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.law import Citation, Decision, Law, decide
from kefu_discipline.rules.settings import day_in, setting
from kefu_messages.discipline import CatalogueBackdated, CatalogueIncomplete
from kefu_messages.errors import SelfApproval, WrongApprover


@dataclass(frozen=True)
class Item:
    """One item: a range in yuan or points, the loss itself, or no amount."""

    code: str
    unit: str
    min: Decimal | None = None
    max: Decimal | None = None
    per: str = "case"

    def allows(self, amount: Decimal | None) -> bool:
        """Whether the amount may be proposed: inside the range, bounds included; none where none may be given."""
        if self.unit != "yuan" or self.min is None or self.max is None:
            return amount is None
        return amount is not None and self.min <= amount <= self.max


@dataclass(frozen=True)
class Version:
    """An amendment by the department: its items replace those of the same code from a day on, once somebody else has approved it."""

    version_no: str
    since: date | None
    items: tuple[Item, ...]
    department_head: str = ""
    approver: str = ""
    published_by: str | None = None
    approved_by: str | None = None


def publishable(version: Version, *, today: date, law: Law) -> Decision[Version]:
    """Let the department amend the catalogue: with head, approver and day, and never backwards (DIS-43, DIS-44; doc 3 l.225-229)."""
    signed = {"department_head": version.department_head, "approver": version.approver, "since": version.since}
    missing = [name for name, value in signed.items() if not value]
    because = [law.clause("DIS-43"), law.clause("DIS-44")]
    if missing or version.since is None:
        raise CatalogueIncomplete(missing=", ".join(missing), because=["DIS-44"])
    if version.since < today:
        raise CatalogueBackdated(earliest=today.isoformat(), because=["DIS-43"])
    return decide(version, *because, version_no=version.version_no, since=version.since, today=today)


def amendment_approvable(version: Version, *, by: Mapping[str, Any], today: date, law: Law) -> Decision[str]:
    """Let a second person approve it, no later than its first day: of the posts that approve, and nobody under whoever published it.

    ``by`` has the approver's ``staff_no``, his ``roles`` and his ``superiors`` (DIS-43, DIS-44; doc 3 l.225-229).
    Raises ``self_approval``, ``wrong_approver``, ``catalogue_backdated``.
    """
    posts, staff_no = setting(law, "catalogue_approvers", on=today), by["staff_no"]
    if staff_no == version.published_by:
        raise SelfApproval(staff_no=staff_no, because=["DIS-44"])
    if not set(by["roles"]) & set(posts.value) or version.published_by in by["superiors"]:
        raise WrongApprover(staff_no=staff_no, because=["DIS-44"])
    if version.since is None or version.since < today:
        raise CatalogueBackdated(earliest=today.isoformat(), because=["DIS-43"])
    approved = {"approved_by": staff_no, "published_by": version.published_by}
    return decide(
        staff_no,
        law.clause("DIS-43"),
        law.clause("DIS-44"),
        posts,
        version_no=version.version_no,
        since=version.since,
        today=today,
        **approved,
    )


def in_force(*, on: date, law: Law, versions: Sequence[Version] = ()) -> Decision[tuple[Item, ...]]:
    """The items that bind a fact of the day (DIS-18, DIS-43): what happened before an amendment keeps the old item."""
    base = setting(law, "violation_catalogue", on=on)
    items = {item.code: item for item in map(_item, base.value)}
    for version in sorted(versions, key=lambda each: (each.since or date.max, each.version_no)):
        if version.since is not None and version.since <= on:
            items |= {item.code: item for item in version.items}
    return decide(tuple(items.values()), base, law.clause("DIS-43"), on=on)


def item_for(code: str, *, on: date, law: Law, versions: Sequence[Version] = ()) -> Item | None:
    """The item of a code on the day of the fact; None where the catalogue has none."""
    return next((item for item in in_force(on=on, law=law, versions=versions).outcome if item.code == code), None)


def first_day(*, on: date, law: Law) -> tuple[date | None, Citation]:
    """The first day of facts that can be sanctioned (DIS-44, DIS-49); None where every day can."""
    since = setting(law, "catalogue_in_force_from", on=on)
    return day_in(since.value), since


def sanctionable(day: date, *, law: Law) -> bool:
    """Whether a fact of the day lies inside the catalogue's time (DIS-44, DIS-49)."""
    since, _ = first_day(on=day, law=law)
    return since is None or day >= since


def _item(written: Any) -> Item:
    bounds = {name: None if written.get(name) is None else Decimal(str(written[name])) for name in ("min", "max")}
    return Item(code=str(written["code"]), unit=str(written["unit"]), per=str(written.get("per", "case")), **bounds)
