"""The month's traffic lights."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.calendar import last_day
from kefu.law import Decision
from kefu.service import Ask, Shelf, on, query
from kefu.store import BoundShelf
from kefu_messages.billing import CollectionMonthReported
from kefu_messages.metering import ReadingMonthConsolidated
from kefu_messages.reporting import KPIS, GetDashboard, KpiJudged, WhyDashboard
from kefu_reporting import rules
from kefu_reporting.rules import Judged
from kefu_reporting.service.rebuilding import said_again
from kefu_reporting.store import DASHBOARDS, DASHBOARDS_BESIDE

REVENUE_KPI = "recovery_rate"


class Dashboards:
    """One document per month with a light per figure."""

    dashboards: BoundShelf = Shelf(DASHBOARDS)
    dashboards_beside: BoundShelf = Shelf(DASHBOARDS_BESIDE)

    @on(ReadingMonthConsolidated)
    def judge_read_rates(self, ask: Ask) -> None:
        """Read rates against 100, 98 and 70 percent (REP-77)."""
        self._judge(ask, rules.lights_of_readings(ask["findings"], on=_closing(ask), law=ask.law), source="readings")

    @on(CollectionMonthReported)
    def judge_collection(self, ask: Ask) -> None:
        """Recovery and slip accuracy against their targets (REP-10, REP-11)."""
        self._judge(ask, rules.lights_of_collection(ask["findings"], on=_closing(ask), law=ask.law), source="collection")

    def _judge(self, ask: Ask, verdicts: list[Decision[Judged]], *, source: str) -> None:
        shelf = self.dashboards_beside if said_again(ask) else self.dashboards
        record = shelf.new(ask.organisation, ask["period"])
        if record.get(f"{source}_sequence", -1) >= ask.sequence or not verdicts:
            return
        lights = {light["kpi"]: light for light in record.get("lights", ())}
        lights |= {verdict.outcome.kpi: vars(verdict.outcome) for verdict in verdicts}
        said = [
            KpiJudged.of(because=verdict.clauses, period=ask["period"], **{k: v for k, v in vars(verdict.outcome).items() if k != "rule"})
            for verdict in verdicts
        ]
        shelf.save(
            record,
            ask,
            events=[] if said_again(ask) else said,
            decisions={verdict.outcome.kpi: verdict for verdict in verdicts},
            changes={
                "lights": [lights[kpi] for kpi in KPIS if kpi in lights],
                f"{source}_sequence": ask.sequence,
                f"{source}_told_at": ask.event_time,
            },
        )

    @query(GetDashboard)
    def get_dashboard(self, ask: Ask) -> dict[str, Any]:
        """The lights of the month, money only for those it concerns (BIL-11)."""
        record = self.dashboards.require(ask.organisation, ask["period"])
        return {"period": ask["period"], "lights": [light for light in record["lights"] if _visible(ask, light["kpi"])]}

    @query(WhyDashboard)
    def why_dashboard(self, ask: Ask) -> dict[str, Any]:
        """Why each light shows what it shows, money only for those it concerns (BIL-11)."""
        record = self.dashboards.require(ask.organisation, ask["period"])
        told = self.dashboards.why(record, language=ask.language)
        return {"decisions": [each for each in told if _visible(ask, each["name"])]}


def _visible(ask: Ask, kpi: str) -> bool:
    readers = set(ask.law.value("revenue_readers", on=ask.today).value)
    return kpi != REVENUE_KPI or bool(ask.identity.roles & readers)


def _closing(ask: Ask) -> date:
    return last_day(ask["period"])
