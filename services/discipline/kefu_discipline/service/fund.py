"""The department's fund by month; what payroll has closed keeps its figures (DIS-39, DIS-40; doc 4 l.345-346)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.service import Ask, on, query
from kefu_discipline import rules
from kefu_discipline.rules.fund import ClosedMonth, as_closed
from kefu_discipline.rules.outcomes import Line
from kefu_discipline.rules.payroll import FundMonth
from kefu_discipline.service.files import Files
from kefu_discipline.service.standing import lines_in
from kefu_messages.discipline import GetFund
from kefu_messages.performance import PayrollPeriodExported

AsClosed = Callable[[str, Sequence[Line]], tuple[Line, ...]]
OWN = ("month", "source", "amount", "because", "fund", "file")


class Fund(Files):
    """What the fines have brought in, and what was paid back out of it."""

    @on(PayrollPeriodExported)
    def keep_closed_month(self, ask: Ask) -> None:
        """Keep the fund's lines of the month as they stand when payroll has closed it, and of those before it that were never closed."""
        record = self.fund_closed.new(ask.organisation, ask["month"])
        if record.exists:
            return
        as_closed, last = self.as_closed(ask), max(self.closed_months(ask), default="")
        kept = [
            {"staff_no": staff_no, **{name: getattr(line, name) for name in OWN}}
            for staff_no, told in self.known(ask, "lines")
            for line in as_closed(staff_no, lines_in(told))
            if last < line.month <= ask["month"]
        ]
        self.fund_closed.save(record, ask, changes={"closed_on": ask["closed_on"], "lines": kept})

    @query(GetFund)
    def get_fund(self, ask: Ask) -> Any:
        """The fund by month: sums only, nobody's name."""
        as_closed = self.as_closed(ask)
        lines = [line for staff_no, told in self.known(ask, "lines") for line in as_closed(staff_no, lines_in(told))]
        name = rules.setting(ask.law, "fund", on=ask.get("as_of") or ask.today).value
        fund = None if name in {None, "none"} else name
        return {"fund": fund, "opening_balance": _opening(ask) if fund else None, "months": self.fund_months(ask, lines)}

    def fund_months(self, ask: Ask, lines: Iterable[Line]) -> tuple[FundMonth, ...]:
        """The months in which the fund moved, from its opening balance on."""
        return rules.fund_months(lines, opening=_opening(ask))

    def as_closed(self, ask: Ask) -> AsClosed:
        """Makes of a person's lines those of the fund, months kept that were closed by the end of the day asked about."""
        until = ask.get("as_of") or date.max
        closed = [record for record in self.fund_closed.every(ask.organisation) if record["closed_on"] <= until]
        kept: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
        for record in closed:
            for line in record["lines"]:
                kept[line["staff_no"], record.key].append(_line(line))
        months = [record.key for record in closed]
        return lambda staff_no, lines: as_closed(
            lines, closed=[ClosedMonth(month, tuple(kept.get((staff_no, month), ()))) for month in months]
        )  # fmt: skip


def _opening(ask: Ask) -> Decimal:
    return Decimal(rules.setting(ask.law, "fund_opening_balance", on=ask.get("as_of") or ask.today).value or 0)


def _line(stored: Mapping[str, Any]) -> Line:
    own = {name: stored[name] for name in OWN}
    return Line(**{**own, "because": tuple(own["because"])})
