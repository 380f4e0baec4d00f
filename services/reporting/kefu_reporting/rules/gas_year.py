"""The year of a gas company (document 5.3): new customers, works, safety, posts (REP-54 to REP-58, REP-78)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kefu.figures import percent_text
from kefu.law import Decision, Law, decide
from kefu_reporting.rules.rates import rate

MARKS = ("rules", "duties", "assessment")


def new_residents(total: int, *, boilers: int, on: date, law: Law) -> Decision[dict[str, Any]]:
    """New residential customers, and those with a wall-hung boiler (REP-54; doc 5.3 l.424)."""
    shown = rate(boilers, total, figure="share", on=on, law=law)
    outcome = {"new": total, "boilers": boilers, "without": total - boilers, "rate": shown.outcome}
    return decide(outcome, law.clause("REP-54"), *shown.because, new=total, boilers=boilers)


def new_complexes(total: int, *, boilers: int, on: date, law: Law) -> Decision[dict[str, Any]]:
    """New complexes, and those heated by boilers (REP-56; doc 5.3 l.424)."""
    shown = rate(boilers, total, figure="share", on=on, law=law)
    outcome = {"new": total, "boilers": boilers, "others": total - boilers, "rate": shown.outcome}
    return decide(outcome, law.clause("REP-56"), *shown.because, new=total, boilers=boilers)


def works(inspections: int, *, installations: int, gas_ons: int, new: int, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Inspections, installations and gas-ons; more than 100 percent is a backlog worked off, not an error (REP-55; doc 5.3 l.425)."""
    pairs = {
        "installed_of_new": (installations, new), "gas_on_of_new": (gas_ons, new), "gas_on_of_installed": (gas_ons, installations),
    }  # fmt: skip
    rates = {name: rate(part, whole, figure=name, on=on, law=law) for name, (part, whole) in pairs.items()}
    outcome = {
        "inspections": inspections, "installations": installations, "gas_ons": gas_ons,
        **{name: shown.outcome for name, shown in rates.items()}, "backlog_worked_off": gas_ons > installations,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-55"), *rates["gas_on_of_new"].because, inspections=inspections)


def accident_free_days(accidents: Sequence[date], *, on: date, law: Law) -> Decision[int | None]:
    """Days since the last accident, 0 on its day; None when none was ever told of (REP-58; doc 5.3 l.426)."""
    last = max((day for day in accidents if day <= on), default=None)
    return decide(None if last is None else (on - last).days, law.clause("REP-58"), last_accident=last, on=on)


def posts_complete(posts: Mapping[str, tuple[str, ...]], *, law: Law) -> Decision[dict[str, Any]]:
    """Posts that have rules, duties and an assessment method; the others with what they lack (REP-78; doc 5.3 l.426, l.429)."""
    lacking = {post: [mark for mark in MARKS if mark not in marks] for post, marks in sorted(posts.items())}
    incomplete = {post: missing for post, missing in lacking.items() if missing}
    complete = len(posts) - len(incomplete)
    outcome = {
        "posts": len(posts), "complete": complete, "percent": percent_text(complete, whole=len(posts), places=1), "incomplete": incomplete,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-78"), posts=len(posts), complete=complete)
