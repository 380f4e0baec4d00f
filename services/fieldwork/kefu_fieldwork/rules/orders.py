"""What may be ordered, and which step may follow which (FLD-04, FLD-09, FLD-10, FLD-34..39; CON-18..20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.law import Citation, Decision, Law, decide
from kefu_messages.errors import SelfApproval, UnknownCategory, UnknownUnit
from kefu_messages.fieldwork.orders import RequestMissing, TrainingBeforeInstallation
from kefu_messages.fieldwork.shared import DuplicateNumber, FactMissing, MomentsReversed, PostNotEntitled, StepOutOfOrder

AGAIN = ("assigned", "appointed")  # dispatched or agreed anew as long as nobody has left
LEFT = frozenset({"departed", "arrived"})
CIVIL = "civil"
NEEDED = {
    "small_repair": ("category",), "special_service": ("price",), "retrofit": ("project_no",), "commissioning": ("project_no",),
    "gas_on": ("customer_no",), "reconnection": ("customer_no",), "shutoff": ("customer_no",), "installation": ("customer_no",),
    "on_site_service": ("customer_no",), "software_installation": ("customer_no",), "software_training": ("customer_no",),
}  # fmt: skip
RULES = {
    "small_repair": "FLD-09", "fault_repair": "FLD-34", "installation": "FLD-28", "gas_on": "FLD-28", "safety_inspection": "FLD-28",
    "on_site_service": "FLD-04", "software_installation": "FLD-38", "software_training": "FLD-38", "retrofit": "FLD-35",
    "commissioning": "FLD-35", "special_service": "FLD-39", "shutoff": "BIL-26", "reconnection": "BIL-26",
}  # fmt: skip


@dataclass(frozen=True)
class OrderRequest:
    """What is asked for."""

    order_no: str
    kind: str
    requested_on: date
    category: str | None = None
    handling: str | None = None
    line: str | None = None
    unit_no: str | None = None
    customer_no: str | None = None
    project_no: str | None = None
    request_no: str | None = None
    price: Decimal | None = None


def order_opened(
    request: OrderRequest, *, seen: bool = False, unit_known: bool = True, software_installed: bool = False, law: Law
) -> Decision[str]:
    """The state in which an order starts (FLD-04, FLD-09, FLD-28, FLD-34..39; CON-18).

    Raises, in this order, ``duplicate_number``, ``unknown_unit``, ``request_missing``, ``fact_missing``, ``unknown_category``,
    ``training_before_installation``.
    """
    rule = RULES[request.kind]
    if seen:
        raise DuplicateNumber(number=request.order_no, because=[rule])
    if request.unit_no is not None and not unit_known:
        raise UnknownUnit(unit_no=request.unit_no, because=[rule])
    if request.kind == "on_site_service" and request.request_no is None:
        raise RequestMissing(because=["CON-18"])
    missing = next((name for name in NEEDED.get(request.kind, ()) if getattr(request, name) is None), None)
    if missing is not None:
        raise FactMissing(field=missing, because=[rule])
    cited = classified(request.category, handling=request.handling, line=request.line, on=request.requested_on, law=law)
    if request.kind == "software_training" and not software_installed:
        raise TrainingBeforeInstallation(customer_no=request.customer_no, because=["FLD-38"])
    return decide("requested", law.clause(rule), *cited.because, kind=request.kind, requested_on=request.requested_on)


def classified(category: str | None, *, handling: str | None = None, line: str | None = None, on: date, law: Law) -> Decision[str | None]:
    """The category, where it, its handling and the line are among those of the law (FLD-09, FLD-10, FLD-36; doc 5.2 l.391, doc 5.4 l.446).

    A handling belongs to civil repairs only. Raises ``unknown_category``.
    """
    categories, handlings = law.value("repair_order_categories", on=on), law.value("civil_handlings", on=on)
    lines = law.value("maintenance_lines", on=on)
    if category is not None and category not in categories.value:
        raise UnknownCategory(category=category, because=["FLD-09"])
    if handling is not None and (category != CIVIL or handling not in handlings.value):
        raise UnknownCategory(category=handling, because=["FLD-10"])
    if line is not None and line not in lines.value:
        raise UnknownCategory(category=line, because=["FLD-36"])
    given = {"repair_order_categories": category, "civil_handlings": handling, "maintenance_lines": line}
    cited: list[Citation] = [value for value in (categories, handlings, lines) if given[value.id] is not None]
    return decide(category, *cited, category=category, handling=handling, line=line)


def done_after_request(requested_on: date, *, handled_on: date | None, law: Law) -> Decision[date | None]:
    """The day on which an order was done, not before it was asked for (FLD-28); raises ``field_moments_reversed``."""
    if handled_on is not None and handled_on < requested_on:
        raise MomentsReversed(earlier="requested_on", later="handled_on", because=["FLD-28"])
    return decide(handled_on, law.clause("FLD-28"), requested_on=requested_on, handled_on=handled_on)


def steps_of(kind: str, *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The steps of a kind of order in their order, optional ones with a question mark (FLD-04; doc 4 l.304-309)."""
    steps = law.value("order_steps", on=on)
    return decide(tuple(steps.value.get(kind, steps.value["other"])), steps, kind=kind)


def step_names(kind: str, *, on: date, law: Law) -> tuple[str, ...]:
    """The names of all steps of a kind of order (FLD-04)."""
    return tuple(name.rstrip("?") for name in steps_of(kind, on=on, law=law).outcome)


def next_steps(kind: str, *, state: str, on: date, law: Law) -> tuple[str, ...]:
    """The steps that may follow now: up to and with the first one that must be taken (FLD-04)."""
    steps = steps_of(kind, on=on, law=law).outcome
    names = [name.rstrip("?") for name in steps]
    if state not in names:
        return ()
    following: list[str] = []
    for step in steps[names.index(state) + 1 :]:
        following.append(step.rstrip("?"))
        if not step.endswith("?"):
            break
    return tuple(following)


def step_taken(kind: str, *, state: str, to: str, on: date, law: Law) -> Decision[str]:
    """The state after a step that may be taken now, in the order of its kind (FLD-04; CON-19, CON-20, CON-22).

    Dispatching and agreeing the time may be repeated until somebody leaves. Raises ``order_step_out_of_order`` with what must come first.
    """
    steps = steps_of(kind, on=on, law=law)
    names = [name.rstrip("?") for name in steps.outcome]
    cited = (law.clause(RULES[kind]), *steps.because)
    if state not in names or to not in names:
        raise StepOutOfOrder(state=state, to=to, missing="-", because=[RULES[kind]])
    here, there = names.index(state), names.index(to)
    if there <= here and to in AGAIN and not LEFT & set(names[: here + 1]):
        return decide(state, *cited, state=state, to=to)
    missing = [name for name in steps.outcome[here + 1 : there] if not name.endswith("?")]
    if there <= here or missing:
        raise StepOutOfOrder(state=state, to=to, missing=", ".join(missing) or "-", because=[RULES[kind]])
    return decide(to, *cited, state=state, to=to)


def ended(kind: str, *, state: str, on: date, law: Law) -> bool:
    """Whether nothing more is to be done for an order."""
    return state == "cancelled" or not next_steps(kind, state=state, on=on, law=law)


def application_signed(applicant: str, *, signer: str, roles: Sequence[str], on: date, law: Law) -> Decision[str]:
    """Who signed the application for on-site service: a service manager, never the applicant (FLD-04, CON-20; doc 4 l.306).

    Raises ``self_approval``, then ``post_not_entitled``.
    """
    if signer == applicant:
        raise SelfApproval(staff_no=signer, because=["CON-20"])
    signers = law.value("application_signers", on=on)
    if not set(signers.value) & set(roles):
        raise PostNotEntitled(entitled=", ".join(signers.value), because=["CON-20"])
    return decide(signer, law.clause("CON-20"), signers, applicant=applicant, signer=signer)
