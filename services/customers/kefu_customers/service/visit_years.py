"""A customer's year of visits, as the rules take it and as readers see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kefu.law import Decision, Entry, Law
from kefu.service import Record
from kefu_customers import rules
from kefu_customers.rules import GradeSpan, Obligation, Visit, VisitPlan

VALUE = "visit_frequencies"


def visit_law(law: Law, versions: Sequence[Mapping[str, Any]]) -> Law:
    """The law with the supervisor's versions of the visit policy after the regulation's own (CUS-08)."""
    if not versions:
        return law
    made = [
        Entry(date.fromisoformat(item["since"]), item["frequencies"], f"version {item['policy_version']} by {item['made_by']}")
        for item in versions
    ]
    earlier = [entry for entry in law.entries(VALUE) if entry.since < made[0].since]
    return law.with_adopted({**law.adopted, VALUE: [*earlier, *made]})


def grades_of(customer: Mapping[str, Any]) -> tuple[GradeSpan, ...]:
    """The grades a customer has held, as obligations need them."""
    return tuple(GradeSpan(item["grade"], date.fromisoformat(str(item["since"]))) for item in customer["grades"])


def visits_of(visits: Sequence[Mapping[str, Any]]) -> tuple[Visit, ...]:
    """The visits, as obligations need them."""
    return tuple(Visit(item["visitor_role"], item["kind"], date.fromisoformat(item["visited_on"])) for item in visits)


def year_shown(
    customer: Record, visits: Sequence[Mapping[str, Any]], *, year: int, as_of: date, law: Law
) -> tuple[dict[str, Any], Decision[VisitPlan]]:
    """The year of a customer as of the end of a day, and the decision behind it."""
    grades, made = grades_of(customer), visits_of(visits)
    plan = rules.visit_plan(year, grades=grades, visits=made, as_of=as_of, released_on=customer.get("released_on"), law=law)
    greeted = rules.greetings(year, grades=grades, visits=made, as_of=as_of, law=law).outcome
    ours = [{**item, "customer_no": customer.key, "visited_on": date.fromisoformat(item["visited_on"])} for item in visits]
    shown = {
        "customer_no": customer.key, "year": year, "as_of": as_of, "grade": customer["grade"], "planned": plan.outcome.planned,
        "made": plan.outcome.made, "missing": plan.outcome.missing, "obligations": [vars(item) for item in plan.outcome.obligations],
        "greetings_planned": list(greeted.planned), "greetings_missed": list(greeted.missed),
        "visits": [item for item in ours if item["visited_on"].year == year],
    }  # fmt: skip
    return shown, plan


def told_of(customer: Record, item: Obligation) -> dict[str, Any]:
    """What is told of visits that are missing."""
    return {
        "customer_no": customer.key, "grade": customer["grade"], "role": item.role, "kind": item.kind, "since": item.since,
        "due_by": item.due_by, "missing": item.missing,
    }  # fmt: skip
