"""What follows from a file, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kefu.law import Law
from kefu_discipline.rules.catalogue import Version
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.judging import judge
from kefu_discipline.rules.outcomes import Claim, Fined, PayMonth, Proposed, Served
from kefu_discipline.rules.payroll import FundMonth, fund_months, pay_months
from kefu_discipline.rules.settings import setting
from kefu_discipline.rules.statistics import ItemCount, by_item, occurrences


def served(file: File, *, until: date, law: Law) -> tuple[Served, ...]:
    """The accepted notices at the end of the day (DIS-19..DIS-23)."""
    return judge(file, until=until, law=law).notices


def fined(file: File, *, until: date, law: Law) -> tuple[Fined, ...]:
    """The fines by rule at the end of the day (DIS-24..DIS-40)."""
    return judge(file, until=until, law=law).fines


def claimed(file: File, *, until: date, law: Law) -> tuple[Claim, ...]:
    """The losses to be borne (DIS-27, DIS-29, DIS-46, DIS-61)."""
    return judge(file, until=until, law=law).claims


def proposed(file: File, *, until: date, law: Law) -> tuple[Proposed, ...]:
    """What the facts propose (DIS-16, 25, 28, 31, 32, 41, 52, 62, 66, 79)."""
    return judge(file, until=until, law=law).proposals


def deducted(file: File, *, until: date, law: Law) -> tuple[PayMonth, ...]:
    """What is taken from the wages (DIS-19, DIS-39)."""
    return pay_months(judge(file, until=until, law=law).lines)


def fund_of(files: Sequence[File], *, until: date, law: Law) -> tuple[FundMonth, ...]:
    """The fund by month (DIS-40)."""
    lines = [line for file in files for line in judge(file, until=until, law=law).lines]
    return fund_months(lines, opening=Decimal(setting(law, "fund_opening_balance", on=until).value or 0))


def counted(files: Sequence[File], *, month: str, until: date, law: Law, versions: Sequence[Version] = ()) -> tuple[ItemCount, ...]:
    """The month's table by item (DIS-45)."""
    found = [item for file in files for item in occurrences(file, judge(file, until=until, law=law, versions=versions), month=month)]
    return by_item(found, law=law).outcome
