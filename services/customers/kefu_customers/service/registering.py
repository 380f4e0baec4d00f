"""What a registration writes and tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kefu.checking import wrong_cells
from kefu.service import Ask, Draft, Record
from kefu_customers import rules
from kefu_customers.rules import Particulars
from kefu_messages.customers import CustomerRegistered
from kefu_messages.errors import ValidationFailed

TOLD = ("name", "kind", "status", "area", "address", "opened_on", "wall_hung_boiler", "complex_no", "grade", "key_account", "missing")
GIVEN = ("name", "kind", "area", "contact", "phone", "address", "complex_no")


def particulars(fields: Mapping[str, Any]) -> Particulars:
    """What resemblance and completeness are judged by."""
    return Particulars(
        customer_no=str(fields.get("customer_no")),
        name=fields.get("name") or "",
        contact=fields.get("contact"),
        phone=fields.get("phone"),
        address=fields.get("address"),
    )


Traits = Mapping[tuple[str, ...], Sequence[Particulars]]


def by_trait(customers: Iterable[Particulars]) -> Traits:
    """Customers by their phone and by their name and address, so that thousands of rows are compared with few each."""
    traits: dict[tuple[str, ...], list[Particulars]] = defaultdict(list)
    for customer in customers:
        for trait in _traits(customer):
            traits[trait].append(customer)
    return traits


def resembling(customer: Particulars, traits: Traits) -> tuple[Particulars, ...]:
    """Those that share a trait with the customer."""
    return tuple(other for trait in _traits(customer) for other in traits.get(trait, ()))


def _traits(customer: Particulars) -> list[tuple[str, ...]]:
    phone, address = customer.phone or "", customer.address or ""
    return [*([("phone", phone)] if phone else []), *([("place", customer.name, address)] if address else [])]


def customer_told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What other services are told of a customer."""
    return {"customer_no": fields["customer_no"], **{name: fields.get(name) for name in TOLD}}


def customer_changed(record: Record, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What other services are told of a customer when it is changed, with the names of what is different for them."""
    after = {**record, **changes}
    return {**customer_told(after), "changed": sorted(name for name in TOLD if after.get(name) != record.get(name))}


def registration(record: Record, ask: Ask, *, similar: tuple[str, ...]) -> Draft:
    """The new record of a customer with its decisions and its event; raises the first refusal that applies."""
    status, boiler = ask.get("customer_status") or "existing", bool(ask.get("wall_hung_boiler"))
    opened_on = ask.get("opened_on") or (None if ask.row else ask.today)
    graded_on = opened_on or ask.today
    accepted = rules.accept_customer(
        record.key, known=record.exists, kind=ask.get("kind"), status=status, wall_hung_boiler=boiler, day=ask.today, law=ask.law
    )
    complete = rules.completeness(particulars(ask.data), day=ask.today, law=ask.law)
    grade = rules.first_grade(ask.today, law=ask.law)
    changes = {
        **{name: ask.get(name) or None for name in GIVEN}, "name": ask.get("name") or "",
        "status": status, "wall_hung_boiler": boiler, "opened_on": opened_on,
        "missing": list(complete.outcome.missing), "completeness_percent": complete.outcome.percent, "similar_to": list(similar),
        "grade": grade.outcome, "graded_on": graded_on if grade.outcome else None, "key_account": False, "to_be_released": False,
        "grades": [{"grade": grade.outcome, "since": graded_on, "reason": "", "graded_by": None}] if grade.outcome else [],
    }  # fmt: skip
    told = CustomerRegistered.of(**customer_told({**changes, "customer_no": record.key}), because=[*accepted.clauses, *complete.clauses])
    return Draft(record, ask, changes, [told], {"registration": accepted, "completeness": complete, "grade": grade})


def complete_row(row: Ask, *, known: bool) -> None:
    """Refuse a row by the registry's own reasons first, then for what is wrong with its cells; what is not given is not known."""
    if row.get("customer_no"):
        status, boiler = row.get("customer_status") or "existing", bool(row.get("wall_hung_boiler"))
        rules.accept_customer(
            row["customer_no"], known=known, kind=row.get("kind"), status=status, wall_hung_boiler=boiler, day=row.today, law=row.law
        )
    if wrong := wrong_cells(row, required=("customer_no",)):
        raise ValidationFailed(fields=wrong)
