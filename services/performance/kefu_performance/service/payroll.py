"""Periods handed to payroll: closed once, corrected later (DIS-39, ATT-03)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.calendar import first_day
from kefu.cells import harmless
from kefu.entered import entry
from kefu.service import Ask, Record, Shelf, command, on, query
from kefu_messages.discipline import PayrollLineRaised
from kefu_messages.performance import ClosePayrollPeriod, GetPayrollExport, PayrollPeriodExported
from kefu_performance import rules
from kefu_performance.rules.payroll import Due, Exported
from kefu_performance.service.people import not_serving_in, serving_in
from kefu_performance.store import HANDED_OVER, HOLDERS, PERIODS, SCORES, WAGE_LINES, lay_out, plain_number

FIRST = "0000-00"
COLUMNS = ("staff_no", "kind", "for_month", "source", "amount", "score", "found_on", "because")


class Payroll:
    """What was handed over for which month, and what it turned out to owe since."""

    wage_lines = Shelf(WAGE_LINES)
    periods = Shelf(PERIODS)
    handed_over = Shelf(HANDED_OVER)
    scores = Shelf(SCORES)
    holders = Shelf(HOLDERS)

    @on(PayrollLineRaised)
    def know_wage_line(self, ask: Ask) -> None:
        """Keep each change of somebody's wage once, by the event that told it (DIS-39)."""
        told = {name: ask[name] for name in ("staff_no", "month", "source")}
        self.wage_lines.mirror(ask, ask.key.replace("/", ":"), **told, amount=ask["amount"], because=list(ask["because"]))

    @command(ClosePayrollPeriod)
    def close_payroll_period(self, ask: Ask) -> dict[str, Any]:
        """Fix the lines of the month, corrections of earlier ones among them: each person's first, then the period, which names them."""
        late, periods = entry(ask, "closed_on"), self._closed(ask)
        record = self.periods.new(ask.organisation, ask["month"])
        closed = [period.key for period in periods]
        may = rules.may_close(ask["month"], closed_on=ask["closed_on"], closed=closed, law=ask.law)
        verdict = self._lines(ask, ask["month"], periods, found_on=ask["closed_on"])
        shown = _shown(ask["month"], verdict.outcome, state="closed", closed_on=ask["closed_on"])
        corrections = sum(1 for line in verdict.outcome if line.kind == "adjustment")
        event = PayrollPeriodExported.of(
            month=ask["month"], closed_on=ask["closed_on"], lines=len(verdict.outcome), adjustments=corrections, digest=shown["digest"],
            because=["DIS-39"],
        )  # fmt: skip
        lay_out(self.handed_over, ask.organisation, _by_person(ask["month"], verdict.outcome, digest=shown["digest"]))
        changes = {"closed_on": ask["closed_on"], "closed_by": ask.identity.staff_no, "digest": shown["digest"]}
        return self.periods.save(record, ask, changes=changes, decisions={"closed": may, **late}, events=[event], reply=shown)

    @query(GetPayrollExport)
    def get_payroll_export(self, ask: Ask) -> dict[str, Any]:
        """The fixed lines of a closed period, or a preview of an open one."""
        ask.audit(f"{ask.organisation}/payroll/{ask['month']}")
        record = self.periods.get(ask.organisation, ask["month"])
        if record is not None:
            lines = rules.in_order(self._handed(ask, [record]))
            return {**_shown(ask["month"], lines, state="closed", closed_on=record["closed_on"]), "version": record.version}
        verdict = self._lines(ask, ask["month"], self._closed(ask), found_on=ask.today)
        return _shown(ask["month"], verdict.outcome, state="open", closed_on=None)

    def _closed(self, ask: Ask) -> list[Record]:
        return list(self.periods.every(ask.organisation))

    def _lines(self, ask: Ask, month: str, periods: Sequence[Record], *, found_on: date) -> Any:
        earlier = [period for period in periods if period.key < month]
        closed = [period.key for period in earlier]
        due = self._due(ask, [*closed, month])
        return rules.period_lines(month, due=due, handed_over=self._handed(ask, earlier), closed=closed, found_on=found_on, law=ask.law)

    def _handed(self, ask: Ask, periods: Sequence[Record]) -> list[Exported]:
        """What those periods handed over; what somebody laid out and did not close is none of it."""
        digests = {period.key: period["digest"] for period in periods}
        found = self.handed_over.every(ask.organisation, month=sorted(digests)) if digests else ()
        return [_line(item["staff_no"], line) for item in found if item["digest"] == digests[item["month"]] for line in item["lines"]]

    def _due(self, ask: Ask, months: list[str]) -> list[Due]:
        lines = [
            Due(item["staff_no"], item["month"], item["source"], item["amount"], tuple(item["because"]))
            for item in self.wage_lines.every(ask.organisation, month=(FIRST, max(months)))
        ]
        everybody = self._scores(ask, [month for month in months if first_day(month) <= ask.today])
        scored = [Due(*place, "score", Decimal(score), ("POL-08.5",)) for place, score in everybody.items() if score is not None]
        return [*rules.summed(lines), *scored]

    def _scores(self, ask: Ask, months: list[str]) -> dict[tuple[str, str], str | None]:
        """The score of everybody serving in each month, the base of who has no fact in it."""
        holders = list(self.holders.every(ask.organisation))
        away = {month: not_serving_in(holders, month=month) for month in months}
        stored = self.scores.every(ask.organisation, month=months) if months else ()
        scores = {(item["staff_no"], item["month"]): item["score"] for item in stored if item["staff_no"] not in away[item["month"]]}
        bases = {month: plain_number(rules.monthly_score((), month=month, law=ask.law).outcome.base) for month in months}
        return {(staff_no, month): base for month, base in bases.items() for staff_no in serving_in(holders, month=month)} | scores


def _by_person(month: str, lines: Sequence[Exported], *, digest: str) -> dict[str, dict[str, Any]]:
    """A document for each person; the digest in its key keeps apart what was laid out and never closed."""
    people: dict[str, dict[str, Any]] = {}
    for line in lines:
        empty = {"staff_no": line.staff_no, "month": month, "digest": digest, "lines": []}
        people.setdefault(f"{month}:{digest[:16]}:{line.staff_no}", empty)["lines"].append(_stored(line))
    return people


def _line(staff_no: str, stored: Mapping[str, Any]) -> Exported:
    found_on = date.fromisoformat(stored["found_on"]) if stored["found_on"] else None
    because = tuple(stored["because"])
    return Exported(staff_no, stored["kind"], stored["for_month"], stored["source"], Decimal(stored["value"]), found_on, because)


def _stored(line: Exported) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in ("kind", "for_month", "source")}
    return {**told, "value": str(line.value), "found_on": line.found_on and line.found_on.isoformat(), "because": list(line.because)}


def _shown(month: str, lines: Sequence[Exported], *, state: str, closed_on: date | None) -> dict[str, Any]:
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: harmless(text) for name, text in row.items()} for row in rules.as_rows(lines))
    text = file.getvalue()
    shown = [
        {
            **vars(line), "amount": None if line.source == "score" else line.value, "score": line.value if line.source == "score" else None,
        }
        for line in lines
    ]  # fmt: skip
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"month": month, "state": state, "closed_on": closed_on, "lines": shown, "csv": text, "digest": digest}
