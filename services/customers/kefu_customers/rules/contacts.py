"""Which contacts are logged, and what customers said (CUS-03, CUS-10, CUS-11; doc 1 l.12, l.27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.customers import ContactTypeUnknown, OrderNumberMissing

ORDER_ENQUIRY = "order_enquiry"


@dataclass(frozen=True)
class Said:
    """What a customer said, on which occasion."""

    source: str
    source_no: str
    given_on: date
    text: str | None = None


def accept_contact(contact_type: str, *, order_no: str | None = None, contacted_on: date, law: Law) -> Decision[str]:
    """A contact of one of the organisation's types; an order enquiry names the order (CUS-10; doc 1 l.27)."""
    types = law.value("contact_types", on=contacted_on)
    if contact_type not in types.value:
        raise ContactTypeUnknown(type=contact_type, types=", ".join(types.value))
    if contact_type == ORDER_ENQUIRY and not order_no:
        raise OrderNumberMissing
    return decide(contact_type, types, contact_type=contact_type, order_no=order_no)


def feedback_of(said: tuple[Said, ...], *, law: Law) -> Decision[tuple[Said, ...]]:
    """Everything a customer has said in contacts, visits and surveys, oldest first (CUS-11; doc 1 l.27)."""
    spoken = sorted((item for item in said if (item.text or "").strip()), key=lambda item: (item.given_on, item.source, item.source_no))
    return decide(tuple(spoken), law.clause("CUS-11"), occasions=len(said))


def accept_suggestion(text: str, *, customer_no: str | None, staff_no: str, law: Law) -> Decision[str]:
    """Whose suggestion it is: the customer's, or else the member of staff's (CUS-03, CUS-32; doc 1 l.12, l.100)."""
    clause = law.clause("CUS-32" if customer_no else "CUS-03")
    return decide(customer_no or staff_no, clause, characters=len(text))
