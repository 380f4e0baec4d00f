"""The year of a maintenance firm (document 5.4): revenue, contracts, staff, projects, market (REP-60 to REP-70, REP-76)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.figures import percent_text, plain
from kefu.law import Decision, Law, decide
from kefu_reporting.rules.entries import Entry
from kefu_reporting.rules.rates import rate
from kefu_reporting.rules.reconciling import Renewals

ZERO = Decimal(0)


@dataclass(frozen=True)
class Employment:
    """When somebody was hired and, where it is over, the last day."""

    since: date
    until: date | None = None


def revenue(internal: Decimal, *, external: Decimal, stated: Decimal | None, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Revenue is internal and external, in yuan; a stated total that differs is flagged (REP-60; doc 5.4 l.461)."""
    total = internal + external
    share = rate(external, total, figure="share", on=on, law=law)
    outcome = {
        "internal": plain(internal), "external": plain(external), "total": plain(total), "external_share": share.outcome,
        "stated": None if stated is None else plain(stated), "difference": None if stated is None else plain(total - stated),
        "agrees": None if stated is None else stated == total,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-60"), *share.because, internal=internal, external=external, stated=stated)


def renewals(counted: Renewals, *, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Contracts renewed of those that ran to their last day; one that ended before was not due (REP-63, CON-48; doc 5.4 l.463)."""
    shown = rate(counted.renewed, counted.due, figure="share", on=on, law=law)
    outcome = {
        "due": counted.due, "renewed": counted.renewed, "rate": shown.outcome, "ended_early": counted.ended_early,
        "differences": list(counted.differences),
    }  # fmt: skip
    facts = {"due": counted.due, "renewed": counted.renewed, "ended_early": counted.ended_early, "signed_by": on}
    return decide(outcome, law.clause("REP-63"), law.clause("CON-48"), *shown.because, **facts)


def survival(employments: Sequence[Employment], *, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Of those hired in the two years up to the day, who still work here (REP-67; doc 5.4 l.458)."""
    since = on.replace(year=on.year - 2) if (on.month, on.day) != (2, 29) else date(on.year - 2, 2, 28)
    hired = [item for item in employments if since < item.since <= on]
    still = sum(item.until is None or item.until > on for item in hired)
    shown = rate(still, len(hired), figure="share", on=on, law=law)
    outcome = {"hired": len(hired), "still_employed": still, "rate": shown.outcome}
    return decide(outcome, law.clause("REP-67"), *shown.because, since=since, hired=len(hired))


def hiring(goals: dict[str, int], *, hired: dict[str, int], key_persons: int, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Hires against the plan, post by post: one too many makes up for none missing; and the key person (REP-69; doc 5.4 l.483-484)."""
    planned = sum(goals.values())
    counted = {post: min(hired.get(post, 0), number) for post, number in sorted(goals.items())}
    done = sum(counted.values())
    outcome = {
        "planned": planned, "hired": done, "percent": percent_text(done, whole=planned, places=0),
        "posts": {post: {"planned": goals[post], "hired": number} for post, number in counted.items()}, "key_person_named": key_persons > 0,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-69"), planned=planned, hired=done, on=on)


def market_notes(entries: Sequence[Entry], *, law: Law) -> Decision[list[dict[str, Any]]]:
    """What is known of the market: day, region, number, whether it is approximate (REP-70; doc 5.4 l.466)."""
    notes = [
        {"on": entry.on.isoformat(), "region": entry.area, "number": entry.quantity, "approximate": entry.approximate, "note": entry.note}
        for entry in sorted(entries, key=lambda entry: (entry.on, entry.entry_no))
    ]
    return decide(notes, law.clause("REP-70"), notes=len(notes))


def profit_centre(entries: Sequence[Entry], *, law: Law) -> Decision[list[dict[str, Any]]]:
    """Revenue and profit per business line, and of the department (REP-76; doc 5.4 l.446)."""
    earned: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        earned[entry.line or "department", entry.kind] += entry.amount or ZERO  # type: ignore[assignment]
    lines = sorted({line for line, _ in earned})
    rows = [
        {"line": line, "revenue": plain(Decimal(earned[line, "revenue"])), "profit": plain(Decimal(earned[line, "profit"]))}
        for line in lines
    ]
    whole = {kind: sum((Decimal(amount) for (_, each), amount in earned.items() if each == kind), ZERO) for kind in ("revenue", "profit")}
    return decide(
        [*rows, {"line": "all", **{kind: plain(amount) for kind, amount in whole.items()}}], law.clause("REP-76"), lines=len(rows)
    )
