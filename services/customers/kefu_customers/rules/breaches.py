"""Which sanctions a breach of confidentiality or safety allows (CUS-39, CUS-55; doc 2 l.149-187, doc 4 l.241, l.248)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_messages.customers.breaches import OwnBreach, SanctionNotSelectable


@dataclass(frozen=True)
class BreachConsequence:
    """What a breach may lead to; the regulations name no amount."""

    amount: Decimal | None
    sanctions: tuple[str, ...]


def breach_consequence(
    kind: str, *, staff_no: str, reported_by: str, happened_on: date, proposed: str | None, law: Law
) -> Decision[BreachConsequence]:
    """The selectable sanction kinds of a breach, without an amount (CUS-39, CUS-55, DIS-53, DIS-60).

    Raises ``OwnBreach`` when somebody reports themselves, ``SanctionNotSelectable`` for any other sanction.
    """
    if staff_no == reported_by:
        raise OwnBreach
    sanctions = law.value("breach_sanctions", on=happened_on)
    if proposed is not None and proposed not in sanctions.value:
        raise SanctionNotSelectable(sanction=proposed, selectable=", ".join(sanctions.value))
    clause = law.clause("CUS-39" if kind == "customer_data_disclosure" else "CUS-55")
    return decide(BreachConsequence(None, tuple(sanctions.value)), clause, sanctions, kind=kind, happened_on=happened_on)
