"""The fund of a month that payroll has closed: it keeps its figures, and what is known otherwise later moves the open month."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kefu_discipline import rules
from kefu_discipline.rules.fund import ClosedMonth, as_closed
from kefu_discipline.rules.outcomes import Line
from kefu_messages.discipline import FundMoved, GetFund, PayrollLineRaised
from kefu_messages.performance import PayrollPeriodExported


def close(house, month: str, on: str) -> None:
    house.say(PayrollPeriodExported, **{**PayrollPeriodExported.example, "month": month, "closed_on": on})


def fund(house, as_of: str | None = None) -> list[tuple[str, str, str, str]]:
    found = house.act(GetFund, "C02", **({"as_of": as_of} if as_of else {}))["months"]
    assert found == house.department(as_of)["fund"]
    return [(month["month"], month["credited"], month["reversed"], month["balance"]) for month in found]


@pytest.mark.rule("DIS-39", "DIS-40")
def test_a_sign_in_corrected_before_the_month_is_closed_changes_it_and_afterwards_the_open_month(jinyang):
    jinyang.attend("M1", "C01", "missed")
    jinyang.attend("M2", "C02", "missed")
    jinyang.attend("M2", "C02", "excused")
    assert fund(jinyang) == [("2025-06", "100.00", "0.00", "100.00")]
    close(jinyang, "2025-06", "2025-07-01")
    jinyang.attend("M1", "C01", "excused")
    jinyang.attend("M3", "C03", "late", day="2025-06-10")
    corrected = [("2025-06", "100.00", "0.00", "100.00"), ("2025-07", "20.00", "100.00", "20.00")]
    assert fund(jinyang) == corrected
    assert [(told["month"], told["amount"]) for told in jinyang.said(FundMoved)[-2:]] == [("2025-07", "-100.00"), ("2025-07", "20.00")]
    assert [told["month"] for told in jinyang.said(PayrollLineRaised)[-2:]] == ["2025-06", "2025-06"]
    close(jinyang, "2025-07", "2025-08-01")
    close(jinyang, "2025-07", "2025-08-01")
    jinyang.attend("M1", "C01", "missed")
    assert fund(jinyang) == [*corrected, ("2025-08", "100.00", "0.00", "120.00")]


@pytest.mark.rule("DIS-39", "DIS-40")
def test_a_person_unknown_when_the_month_was_closed_moves_the_open_month_too(jinyang):
    close(jinyang, "2025-06", "2025-07-01")
    jinyang.attend("M1", "C09", "late")
    jinyang.join("C09")
    assert fund(jinyang) == [("2025-07", "20.00", "0.00", "20.00")]
    assert fund(jinyang, "2025-06-30") == [("2025-06", "20.00", "0.00", "20.00")]
    assert fund(jinyang, "2025-07-01") == [("2025-07", "20.00", "0.00", "20.00")]


def line(month: str, amount: int, source: str = "M1/C01", *, fund: bool = True) -> Line:
    return Line(month, source, Decimal(amount), ("DIS-39",), fund, "sign_ins")


def moved(lines, *closed: ClosedMonth) -> list[tuple[str, Decimal, Decimal]]:
    months = rules.fund_months(as_closed(lines, closed=closed), opening=Decimal(0))
    return [(item.month, item.credited, item.reversed) for item in months]


@pytest.mark.rule("DIS-39", "DIS-40")
def test_of_closed_months_each_keeps_its_own_lines_in_whatever_order_the_closings_were_heard():
    june, july = (
        ClosedMonth("2025-06", (line("2025-06", 20),)),
        ClosedMonth("2025-07", (line("2025-06", 20), line("2025-07", 100, "M2/C01"))),
    )
    for closed in ((june, july), (july, june)):
        assert moved([line("2025-06", 20), line("2025-07", 100, "M2/C01")], *closed) == [("2025-06", 20, 0), ("2025-07", 100, 0)]
        assert moved([line("2025-05", 20)], *closed) == [("2025-06", 20, 0), ("2025-07", 100, 0), ("2025-08", 0, 100)]


@pytest.mark.rule("DIS-40")
def test_what_is_no_matter_of_the_fund_moves_nothing_and_without_a_closed_month_nothing_is_kept():
    assert moved([line("2025-06", 20, fund=False)], ClosedMonth("2025-06", ())) == []
    assert moved([line("2025-06", 20), line("2025-07", -20)]) == [("2025-06", 20, 0), ("2025-07", 0, 20)]
