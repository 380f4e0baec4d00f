"""Notices, cards, visits, satisfaction, repairs and inspections of a property year (REP-36 to REP-48)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_reporting.rules.property.facts import Finding, PropertyFacts, Repair
from kefu_reporting.rules.rates import per_hundred, rate

FINDINGS = ("service_attitude", "engineering", "security_vehicle", "cleaning_greening")
AREAS = {"REP-47": "villa", "REP-80": "AC", "REP-81": "B", "REP-82": "DC"}
REPAIRS = {"REP-43": "water_electric", "REP-44": "civil", "REP-45": "intelligent", "REP-46": "lift"}
HANDLINGS = ("glass_doors_windows", "reported_to_engineering", "self_repaired")
DEFECTS = ("defect", "not_cleaned", "cable_stolen")


def notices(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Payment notices per channel and month; the months add up to the total (REP-36; doc 5.2 l.380)."""
    found = [item for item in facts.notices if facts.counts(item.issued_on)]
    months, channels = Counter(item.issued_on.month for item in found), Counter(item.channel for item in found)
    outcome = {
        "notices": len(found), "by_channel": dict(sorted(channels.items())), "by_month": [months[month] for month in range(1, 13)],
    }  # fmt: skip
    return decide(outcome, law.clause("REP-36"), notices=len(found))


def couriers(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Courier letters to vacant units: addressed, undeliverable, sent (REP-37; doc 5.2 l.386)."""
    found = [item for item in facts.notices if item.channel == "courier" and facts.counts(item.issued_on)]
    return courier_share(len(found), undeliverable=sum(item.delivery_state != "sent" for item in found), facts=facts, law=law)


def courier_share(addressed: int, *, undeliverable: int, facts: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """The part that could not be delivered (REP-37)."""
    share = rate(undeliverable, addressed, figure="share", on=facts.cut_off, law=law)
    outcome = {
        "addressed": addressed, "undeliverable": undeliverable, "sent": addressed - undeliverable, "undeliverable_share": share.outcome,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-37"), *share.because, addressed=addressed, undeliverable=undeliverable)


def cards(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Households whose cards were changed, and cards (REP-38; doc 5.2 l.386)."""
    found = [card for card in facts.cards if facts.counts(card.replaced_on)]
    outcome = {
        "households": len({card.unit_no for card in found}), "cards": len(found),
        "tenant_households": len({card.unit_no for card in found if card.holder_type == "tenant"}),
        "gate_upgrade_cards": sum(card.reason == "gate_upgrade" for card in found),
    }  # fmt: skip
    return decide(outcome, law.clause("REP-38"), cards=len(found))


def visits(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Household visits of the occupied households (REP-39; doc 5.2 l.389)."""
    found = [visit for visit in facts.visits if facts.counts(visit.visited_on)]
    households, occupied = len({visit.unit_no for visit in found}), len(facts.in_group("occupied"))
    share = rate(households, occupied, figure="share", on=facts.cut_off, law=law)
    outcome = {"visits": len(found), "households": households, "occupied": occupied, "rate": share.outcome}
    return decide(outcome, law.clause("REP-39"), *share.because, visits=len(found), occupied=occupied)


def findings(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """What the visits brought up, per class, with shares and per 100 visits (REP-40; doc 5.2 l.389)."""
    found = Counter(item.category for item in _findings(facts))
    counted = {category: found[category] for category in (*FINDINGS, *sorted(found.keys() - set(FINDINGS)))}
    return finding_shares(counted, visits=sum(facts.counts(visit.visited_on) for visit in facts.visits), facts=facts, law=law)


def finding_shares(counted: dict[str, int], *, visits: int, facts: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """The share of each class, and findings per 100 visits (REP-40)."""
    whole = sum(counted.values())
    shares = {category: rate(number, whole, figure="share", on=facts.cut_off, law=law) for category, number in counted.items()}
    every_hundred = per_hundred(whole, visits, figure="share", on=facts.cut_off, law=law)
    outcome = {
        "findings": counted, "total": whole, "shares": {category: share.outcome for category, share in shares.items()},
        "per_100_visits": every_hundred.outcome,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-40"), *every_hundred.because, findings=whole, visits=visits)


def treatments(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """How the findings ended; those without ticket or decision by number (CUS-62; doc 5.2 l.389)."""
    found = _findings(facts)
    untreated = sorted(item.written_no or item.finding_no for item in found if item.treatment is None)
    kinds = Counter(item.treatment for item in found)
    outcome = {"with_ticket": kinds["ticket"], "no_action": kinds["no_action"], "untreated": untreated}
    return decide(outcome, law.clause("CUS-62"), untreated=len(untreated))


def satisfaction(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Satisfied of all answers: every answer weighs the same, never the mean of the areas (REP-41; doc 5.2 l.389)."""
    found = [item for item in facts.surveys if facts.counts(item.answered_on)]
    return satisfied_of(sum(item.satisfied for item in found), answers=len(found), rule="REP-41", facts=facts, law=law)


def satisfaction_of_area(facts: PropertyFacts, *, rule: str, law: Law) -> Decision[dict[str, Any]]:
    """Satisfied of the answers of an area (REP-47, REP-80, REP-81, REP-82; doc 5.2 l.389)."""
    found = [item for item in facts.surveys if facts.counts(item.answered_on) and item.area == AREAS[rule]]
    return satisfied_of(sum(item.satisfied for item in found), answers=len(found), rule=rule, facts=facts, law=law)


def satisfied_of(satisfied: int, *, answers: int, rule: str, facts: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """A satisfaction rate (REP-41, REP-47, REP-80 to REP-82)."""
    figure = "satisfaction_area" if rule in AREAS else "satisfaction_total"
    shown = rate(satisfied, answers, figure=figure, on=facts.cut_off, law=law)
    area = {"area": AREAS[rule]} if rule in AREAS else {}
    outcome = {**area, "answers": answers, "satisfied": satisfied, "rate": shown.outcome}
    return decide(outcome, law.clause(rule), *shown.because, answers=answers, satisfied=satisfied)


def weighted_satisfaction(groups: Sequence[tuple[int, int]], *, facts: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """The overall rate of groups of ``(answers, satisfied)``, each weighing as much as it has answers (REP-41)."""
    answers, satisfied = sum(each for each, _ in groups), sum(each for _, each in groups)
    return satisfied_of(satisfied, answers=answers, rule="REP-41", facts=facts, law=law)


def repairs(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Repairs received in the year and handled by the cut-off (REP-42; doc 5.2 l.391)."""
    found = _repairs(facts)
    return handled_of(_handled(found, facts), received=len(found), rule="REP-42", facts=facts, law=law)


def repairs_of_category(facts: PropertyFacts, *, rule: str, law: Law) -> Decision[dict[str, Any]]:
    """The same of one category (REP-43 to REP-46; doc 5.2 l.391)."""
    found = [item for item in _repairs(facts) if item.category == REPAIRS[rule]]
    return handled_of(_handled(found, facts), received=len(found), rule=rule, facts=facts, law=law)


def handled_of(handled: int, *, received: int, rule: str, facts: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """A processing rate (REP-42 to REP-46)."""
    shown = rate(handled, received, figure=f"repairs_{REPAIRS.get(rule, 'total')}", on=facts.cut_off, law=law)
    category = {"category": REPAIRS[rule]} if rule in REPAIRS else {}
    outcome = {**category, "received": received, "handled": handled, "open": received - handled, "rate": shown.outcome}
    return decide(outcome, law.clause(rule), *shown.because, received=received, handled=handled)


def civil_by_handling(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """How civil repairs were handled (FLD-10; doc 5.2 l.391)."""
    found = Counter(item.handling for item in _repairs(facts) if item.category == "civil" and item.handling)
    return decide({handling: found[handling] for handling in (*HANDLINGS, *sorted(found.keys() - set(HANDLINGS)))}, law.clause("FLD-10"))


def not_revisited(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Repairs handled by the cut-off that nobody has called back about, whenever that was done (CMP-51; doc 5.2 l.385)."""
    handled = [item for item in _repairs(facts) if item.handled_on is not None and item.handled_on <= facts.cut_off]
    missing = sum(item.revisited_on is None for item in handled)
    return decide({"handled_without_revisit": missing}, law.clause("CMP-51"), handled=len(handled))


def inspections(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Vacant units inspected, and of them those with each finding (REP-48; doc 5.2 l.394)."""
    found = [item for item in facts.inspections if facts.counts(item.inspected_on)]
    units = len({item.unit_no for item in found})
    counted = {name: len({item.unit_no for item in found if getattr(item, name)}) for name in DEFECTS}
    return inspection_shares(units, counted=counted, facts=facts, law=law)


def inspection_shares(inspected: int, *, counted: Mapping[str, int | None], facts: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """The share of each finding among the inspected units; a count that is not known has none (REP-48)."""
    shares = {
        name: None if number is None else rate(number, inspected, figure="share", on=facts.cut_off, law=law)
        for name, number in counted.items()
    }
    outcome = {
        "inspected": inspected,
        **{name: {"units": counted[name], "share": share.outcome if share else None} for name, share in shares.items()},
    }  # fmt: skip
    return decide(outcome, law.clause("REP-48"), inspected=inspected)


def _findings(facts: PropertyFacts) -> list[Finding]:
    return [item for item in facts.findings if facts.counts(item.visited_on)]


def _repairs(facts: PropertyFacts) -> list[Repair]:
    return [item for item in facts.repairs if facts.counts(item.reported_on)]


def _handled(found: Sequence[Repair], facts: PropertyFacts) -> int:
    return sum(item.handled_on is not None and item.handled_on <= facts.cut_off for item in found)
