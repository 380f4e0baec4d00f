"""The bonus table of a month (ATT-03)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kefu.calendar import first_day, months_after
from kefu.directory import Directory
from kefu.service import Ask, Shelf, on, query, schedule
from kefu_messages.attendance import MonthlyPaperSubmitted
from kefu_messages.performance import BonusTableDue, GetBonusTable
from kefu_performance import rules
from kefu_performance.service.people import not_serving_in, serving_in
from kefu_performance.service.replies import reader
from kefu_performance.store import DUE_TOLD, HOLDERS, PAPERS, SCORES, plain_number


class Bonus:
    """Everybody's month in one table, and when it is due."""

    scores = Shelf(SCORES)
    papers = Shelf(PAPERS)
    holders = Shelf(HOLDERS)
    due_told = Shelf(DUE_TOLD)
    staff = Directory()

    @query(GetBonusTable)
    def get_bonus_table(self, ask: Ask) -> dict[str, Any]:
        """Those whom the caller may read, with what was added and taken off."""
        month = ask["month"]
        due = rules.bonus_table_due(month, law=ask.law)
        people = self._people(ask, month)
        paper: Mapping[str, Any] = self.papers.get(ask.organisation, month) or {}
        rows = [{**_row(record), "name": self.staff.name(ask.organisation, staff_no)} for staff_no, record in people.items()]
        return {
            "month": month, "due_on": due.outcome, "submitted_at": paper.get("submitted_at"), "status": paper.get("status", "open"),
            "rows": sorted(rows, key=lambda row: str(row["staff_no"])), "because": ["ATT-03"],
        }  # fmt: skip

    def _people(self, ask: Ask, month: str) -> dict[str, Mapping[str, Any]]:
        """Everybody serving in the month, without a fact the base, whom the caller may read; nobody before it has begun."""
        if ask.today < first_day(month):
            return {}
        base = plain_number(rules.monthly_score((), month=month, law=ask.law).outcome.base)
        holders = list(self.holders.every(ask.organisation))
        serving, away = serving_in(holders, month=month), not_serving_in(holders, month=month)
        people: dict[str, Mapping[str, Any]] = {
            number: {"staff_no": number, "base": base, "score": base, "lines": []} for number in serving
        }
        scores = self.scores.find(ask.organisation, month=month)
        people |= {record["staff_no"]: record for record in scores if record["staff_no"] not in away}
        subject = f"{ask.organisation}/bonus-table/{month}"
        return dict(reader(ask, self.staff).shown(people.items(), subject=subject, about=lambda item: [item[0]]))

    @on(MonthlyPaperSubmitted)
    def know_paper(self, ask: Ask) -> None:
        """Know when the table of a month reached HR."""
        if ask["document"] == "bonus_table":
            self.papers.mirror(ask, ask["month"], submitted_at=ask["submitted_at"].isoformat(), status=ask["status"])

    @schedule("daily")
    def tell_bonus_table_due(self, ask: Ask) -> None:
        """Say once, when a month is over, by which day its table is due (ATT-03)."""
        month = months_after(f"{ask.today:%Y-%m}", -1)
        record = self.due_told.new(ask.organisation, month)
        if record.exists or not self.scores.find(ask.organisation, limit=1, month=month):
            return
        due = rules.bonus_table_due(month, law=ask.law)
        if due.outcome is None:
            return
        event = BonusTableDue.of(month=month, due_on=due.outcome, because=["ATT-03"])
        self.due_told.save(record, ask, changes={"due_on": due.outcome}, decisions={"due": due}, events=[event])


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    points = [Decimal(line["points"]) for line in record["lines"]]
    added, deducted = sum((item for item in points if item > 0), Decimal(0)), -sum((item for item in points if item < 0), Decimal(0))
    return {"staff_no": record["staff_no"], "base": record["base"], "score": record["score"], "added": added, "deducted": deducted}
