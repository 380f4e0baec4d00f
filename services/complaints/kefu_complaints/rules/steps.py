"""The steps a case may take, kind by kind, and what each of them needs (CMP-07..20, 25, 53; doc 1 l.37-46, doc 5.2 l.413)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from kefu.law import Decision, Law, decide
from kefu_messages.complaints.cases import ContactMissing
from kefu_messages.complaints.handling import ApologyRequired, CauseAndWishRequired, EscalationRequired, NotVerified
from kefu_messages.complaints.shared import DatesOutOfOrder, TextMissing, TransitionRefused
from kefu_messages.errors import SelfApproval

Table = Mapping[str, frozenset[str]]


def _table(**states: str) -> Table:
    return {state: frozenset(following.split()) for state, following in states.items()}


COMPLAINT = _table(
    received="accepted", accepted="investigating", investigating="proposal", proposal="resolved escalated",
    escalated="proposal investigating", resolved="follow_up investigating", follow_up="closed investigating",
)  # fmt: skip
INQUIRY = _table(
    received="verified", verified="closed referred case_file", referred="referral_answered case_file", referral_answered="closed",
    case_file="solution", solution="contacted", contacted="resolved escalated", escalated="solution", resolved="follow_up",
    follow_up="closed",
)  # fmt: skip
ANSWERED = _table(received="closed assigned", assigned="closed")
TICKET = _table(accepted="dispatched", dispatched="followed_up", followed_up="replied", replied="revisited", revisited="closed")
TABLES: Mapping[str, Table] = {
    "complaint": COMPLAINT, "inquiry": INQUIRY, "grumble": ANSWERED, "feedback": ANSWERED, "suggestion": ANSWERED, "praise": ANSWERED,
    "revisit_issue": ANSWERED, "repair": TICKET, "omitted_works": TICKET,
}  # fmt: skip
RULES = {"complaint": "CMP-07", "inquiry": "CMP-15", "repair": "CMP-53", "omitted_works": "CMP-53"}
ENDED = frozenset({"closed", "merged", "recorded"})


def moved(kind: str, *, state: str, to: str, law: Law) -> Decision[str]:
    """A case goes from a state to one that may follow (CMP-07, CMP-53; doc 1 l.37, doc 5.2 l.413); raises ``transition_refused``."""
    if to not in TABLES[kind].get(state, frozenset()):
        raise TransitionRefused(state=state, to=to)
    return decide(to, law.clause(RULES.get(kind, "CMP-51")), kind=kind, state=state)


def closed_after_revisit(state: str, *, revisited_on: date | None, law: Law) -> Decision[bool]:
    """A case is closed once its customer was asked about the result (CMP-07, CMP-51; doc 5.2 l.385); raises ``transition_refused``."""
    if state != "follow_up" or revisited_on is None:
        raise TransitionRefused(state=state, to="closed")
    return decide(True, law.clause("CMP-07"), law.clause("CMP-51"), revisited_on=revisited_on)


def said_why(satisfied: bool | None, *, note: str | None) -> None:  # noqa: FBT001 - the customer's answer
    """A case whose customer is not content is closed with a word on why nothing more is done (CMP-51); raises ``text_missing``."""
    if satisfied is False and not (note or "").strip():
        raise TextMissing(field="note", because=["CMP-51"])


def may_reopen(state: str, *, law: Law) -> Decision[bool]:
    """A complaint that was resolved or revisited is taken up again (CMP-07; doc 1 l.46); raises ``transition_refused``."""
    if state not in ("resolved", "follow_up"):
        raise TransitionRefused(state=state, to="investigating")
    return decide(True, law.clause("CMP-07"), state=state)


def still_open(state: str, *, to: str) -> None:
    """A case that has ended is not worked on any more; raises ``transition_refused``."""
    if state in ENDED:
        raise TransitionRefused(state=state, to=to)


def handled_by_another(about: str | None, *, by: str) -> None:
    """Nobody handles what a customer says about himself (CMP-11, CMP-24); raises ``self_approval``."""
    if about is not None and about == by:
        raise SelfApproval(staff_no=by, because=["CMP-24"])


def may_merge(
    *, disputes_billing: bool, into_disputes_billing: bool, same_customer: bool, law: Law, same_kind: bool = True, same_person: bool = True
) -> Decision[bool]:
    """A case may become part of another one of its kind, about the same member of staff if it is about one (CMP-51).

    A dispute over a bill only of one that goes on about a bill of the same customer: merged into anything else it would end, and with
    it what keeps the gas on (BIL-26). Raises ``transition_refused``.
    """
    if not same_kind:
        raise TransitionRefused(state="of_another_kind", to="merged", because=["CMP-51"])
    if not same_person:
        raise TransitionRefused(state="about_staff", to="merged", because=["CMP-51", "CMP-24"])
    if disputes_billing and not (into_disputes_billing and same_customer):
        raise TransitionRefused(state="disputing_a_bill", to="merged", because=["CMP-51"])
    return decide(True, law.clause("CMP-51"), disputes_billing=disputes_billing, same_customer=same_customer)


def in_order(earlier: datetime, *, later: datetime, named: str) -> None:
    """What follows was not done before what it follows; raises ``moments_out_of_order``."""
    if later < earlier:
        raise DatesOutOfOrder(earlier="received_at", later=named)


def accepted_with_apology(apologised_at: datetime | None, *, received_at: datetime, law: Law) -> Decision[datetime]:
    """A complaint is accepted with an apology on the agent's own initiative (CMP-10; doc 1 l.39); raises ``apology_required``."""
    if apologised_at is None:
        raise ApologyRequired(because=["CMP-10"])
    in_order(received_at, later=apologised_at, named="apologised_at")
    return decide(apologised_at, law.clause("CMP-10"), apologised_at=apologised_at)


def may_propose(real_cause: str | None, *, wanted: str | None, law: Law) -> Decision[bool]:
    """A proposal needs the real cause and the solution the customer wants (CMP-08; doc 1 l.38); raises ``cause_and_wish_required``."""
    known = {"real_cause": real_cause, "wanted": wanted}
    missing = [name for name, text in known.items() if not (text or "").strip()]
    if missing:
        raise CauseAndWishRequired(missing=", ".join(missing), because=["CMP-08"])
    return decide(True, law.clause("CMP-08"), **known)


def may_answer(answer: str, *, verified: bool, needs_verification: bool, law: Law) -> Decision[str]:
    """An inquiry is answered once verified, and with words (CMP-15, CMP-16; doc 1 l.43-44); raises ``not_verified``, ``text_missing``."""
    if needs_verification and not verified:
        raise NotVerified(because=["CMP-15"])
    if not answer.strip():
        raise TextMissing(field="answer", because=["CMP-16"])
    return decide(answer, law.clause("CMP-15"), law.clause("CMP-16"), verified=verified)


def response_taken(response: str, *, escalate_to: str | None, law: Law) -> Decision[str]:
    """An accepted proposal resolves the case; a rejected one is escalated at the same time (CMP-19, CMP-20; doc 1 l.46).

    Raises ``escalation_required``.
    """
    if response == "accepted":
        return decide("resolved", law.clause("CMP-19"), response=response)
    if not escalate_to:
        raise EscalationRequired(because=["CMP-20"])
    return decide("escalated", law.clause("CMP-20"), response=response, escalate_to=escalate_to)


def case_file_complete(contact: Mapping[str, str | None], *, place: str, person: str, event: str, law: Law) -> Decision[bool]:
    """A case file holds time, place, person, event and a phone, QQ or e-mail (CMP-17; doc 1 l.45).

    Raises ``contact_missing``, ``text_missing``.
    """
    for name, text in (("place", place), ("person", person), ("event", event)):
        if not text.strip():
            raise TextMissing(field=name, because=["CMP-17"])
    if not any((contact.get(way) or "").strip() for way in ("phone", "qq", "email")):
        raise ContactMissing(because=["CMP-17"])
    return decide(True, law.clause("CMP-17"), ways=sorted(way for way, value in contact.items() if value))


def department_answered(accepted: bool, *, refusals: int, on: datetime, law: Law) -> Decision[str]:  # noqa: FBT001 - the department's answer
    """``handed_over`` once a department accepts; else ``kept``, or ``to_supervisor`` after so many refusals (CMP-26; doc 2 l.197)."""
    most = law.value("department_refusals", on=on.date())
    if accepted:
        return decide("handed_over", law.clause("CMP-26"), accepted=accepted)
    outcome = "to_supervisor" if refusals + 1 >= int(most.value) else "kept"
    return decide(outcome, law.clause("CMP-26"), most, refusals=refusals + 1)
