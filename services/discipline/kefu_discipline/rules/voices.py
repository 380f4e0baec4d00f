"""Whom the rules bind, and to whom objections and proposed amendments go (DIS-47, DIS-48; doc 4 l.347-349)."""

from __future__ import annotations

from datetime import date

from kefu.law import Decision, Law
from kefu_discipline.rules.facts import Person
from kefu_discipline.rules.settings import decided, setting

RULE_OF = {"objection": "DIS-47", "amendment": "DIS-48"}


def voice_goes_to(kind: str, *, on: date, law: Law) -> Decision[str]:
    """The post that receives an objection or an amendment; there is no deadline (DIS-47, DIS-48; doc 4 l.348-349)."""
    recipient = setting(law, "objections_to", on=on)
    return decided(recipient.value, [RULE_OF[kind]], recipient, law=law, on=on)


def bound_since(person: Person, *, law: Law) -> Decision[date]:
    """Whoever joins the department is deemed informed and bound from the first day (DIS-47; doc 4 l.347)."""
    return decided(person.joined_on, ["DIS-47"], law=law, joined_on=person.joined_on)
