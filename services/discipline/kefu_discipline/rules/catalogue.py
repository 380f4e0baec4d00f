"""The violation catalogue that binds a fact: the law's or the organisation's own, with the department's amendments (DIS-18, 43, 44)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kefu.law import Citation, Decision, Law, decide
from kefu_discipline.rules.settings import day_in, setting
from kefu_messages.discipline import CatalogueBackdated, CatalogueIncomplete
from kefu_messages.errors import SelfApproval, ValidationFailed, WrongApprover

RANGED = frozenset({"yuan", "points"})


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
    """Let the department amend the catalogue: with head, approver and day, and never backwards (DIS-43, DIS-44; doc 3 l.225-229).

    Raises ``catalogue_incomplete``, ``catalogue_backdated`` and ``validation_failed`` for items that nobody could be fined by.
    """
    signed = {"department_head": version.department_head, "approver": version.approver, "since": version.since, "items": version.items}
    missing = [name for name, value in signed.items() if not value]
    if missing:
        raise CatalogueIncomplete(missing=", ".join(missing), because=["DIS-44"])
    _check_items(version.items)
    _check_day(version, today=today)
    because = [law.clause("DIS-43"), law.clause("DIS-44")]
    return decide(version, *because, version_no=version.version_no, since=version.since, today=today)


def amendment_approvable(version: Version, *, by: Mapping[str, Any], today: date, law: Law) -> Decision[str]:
    """Let a second person approve it before its first day: of the posts that approve, and nobody under whoever published it.

    ``by`` has the approver's ``staff_no``, his ``roles`` and his ``superiors`` (DIS-43, DIS-44; doc 3 l.225-229).
    Raises ``self_approval``, ``wrong_approver``, ``catalogue_backdated``.
    """
    posts, staff_no = setting(law, "catalogue_approvers", on=today), by["staff_no"]
    if staff_no == version.published_by:
        raise SelfApproval(staff_no=staff_no, because=["DIS-44"])
    if not set(by["roles"]) & set(posts.value) or version.published_by in by["superiors"]:
        raise WrongApprover(staff_no=staff_no, because=["DIS-44"])
    _check_day(version, today=today)
    approved = {"approved_by": staff_no, "published_by": version.published_by}
    because = [law.clause("DIS-43"), law.clause("DIS-44"), posts]
    return decide(staff_no, *because, version_no=version.version_no, since=version.since, today=today, **approved)


def _check_day(version: Version, *, today: date) -> None:
    """Today's facts are judged by what was in force this morning: an amendment binds from tomorrow at the earliest."""
    if version.since is None or version.since <= today:
        raise CatalogueBackdated(earliest=(today + timedelta(days=1)).isoformat(), because=["DIS-43"])


def _check_items(items: Sequence[Item]) -> None:
    codes = Counter(item.code for item in items)
    wrong = {
        f"items.{number}": text
        for number, item in enumerate(items)
        if (text := "The code stands twice." if codes[item.code] > 1 else _wrong_bounds(item))
    }
    if wrong:
        raise ValidationFailed(fields=wrong, because=["DIS-43"])


def _wrong_bounds(item: Item) -> str | None:
    """What is wrong with the range: fines and points have one, anything else has none."""
    if item.unit not in RANGED:
        return "No amounts with this unit." if (item.min, item.max) != (None, None) else None
    if item.min is None or item.max is None:
        return "Needs min and max."
    return "min is above max." if item.min > item.max else None


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
