"""What discipline decides: pure functions of facts, days and law."""

from __future__ import annotations

from kefu_discipline.rules.catalogue import Item, Version, in_force, item_for, publishable
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.judging import judge, repeated
from kefu_discipline.rules.outcomes import Judgement
from kefu_discipline.rules.payroll import fund_months, pay_months
from kefu_discipline.rules.points import points_of_month
from kefu_discipline.rules.proposals import decide_proposal
from kefu_discipline.rules.settings import setting
from kefu_discipline.rules.timing import as_of, next_change
from kefu_discipline.rules.violations import confirmable, judge_violation

__all__ = [
    "File",
    "Item",
    "Judgement",
    "Version",
    "as_of",
    "confirmable",
    "decide_proposal",
    "fund_months",
    "in_force",
    "item_for",
    "judge",
    "judge_violation",
    "next_change",
    "pay_months",
    "points_of_month",
    "publishable",
    "repeated",
    "setting",
]
