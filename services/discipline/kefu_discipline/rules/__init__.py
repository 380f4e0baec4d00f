"""What discipline decides: pure functions of facts, days and law."""

from __future__ import annotations

from kefu_discipline.rules.approvals import DISMISSAL, settling
from kefu_discipline.rules.catalogue import Item, Version, amendment_approvable, in_force, item_for, publishable
from kefu_discipline.rules.displacing import displaced
from kefu_discipline.rules.duties import apart, held_in
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.inspections import checklist, inspect
from kefu_discipline.rules.judging import judge, repeated
from kefu_discipline.rules.keeping import past_cases, without_contents
from kefu_discipline.rules.notices import accept_answer, accept_appeal, accept_notice, accept_witness, judge_notice
from kefu_discipline.rules.order import still_refusing
from kefu_discipline.rules.outcomes import Judgement
from kefu_discipline.rules.parts import claimed, counted, deducted, fined, fund_of, proposed, served
from kefu_discipline.rules.payroll import fund_months, pay_months
from kefu_discipline.rules.points import points_of_month
from kefu_discipline.rules.proposals import decide_proposal
from kefu_discipline.rules.reading import readable_by
from kefu_discipline.rules.settings import setting
from kefu_discipline.rules.statistics import by_item, occurrences
from kefu_discipline.rules.timing import as_of, next_change
from kefu_discipline.rules.violations import confirmable, confirmed_apart, judge_violation
from kefu_discipline.rules.visitors import unauthorised
from kefu_discipline.rules.voices import bound_since, voice_goes_to

__all__ = [
    "DISMISSAL",
    "File",
    "Item",
    "Judgement",
    "Version",
    "accept_answer",
    "accept_appeal",
    "accept_notice",
    "accept_witness",
    "amendment_approvable",
    "apart",
    "as_of",
    "bound_since",
    "by_item",
    "checklist",
    "claimed",
    "confirmable",
    "confirmed_apart",
    "counted",
    "decide_proposal",
    "deducted",
    "displaced",
    "fined",
    "fund_months",
    "fund_of",
    "held_in",
    "in_force",
    "inspect",
    "item_for",
    "judge",
    "judge_notice",
    "judge_violation",
    "next_change",
    "occurrences",
    "past_cases",
    "pay_months",
    "points_of_month",
    "proposed",
    "publishable",
    "readable_by",
    "repeated",
    "served",
    "setting",
    "settling",
    "still_refusing",
    "unauthorised",
    "voice_goes_to",
    "without_contents",
]
