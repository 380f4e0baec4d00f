"""The reports of the catalogue, as other services tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.language import in_language
from kefu.law import decide
from kefu.service import Ask, Page, Record, Shelf, command, on, query
from kefu.store import BoundShelf
from kefu_messages.billing import CollectionMonthReported, SalesDaySummarised
from kefu_messages.metering import DailyReadingReportFiled, ReadingMonthConsolidated
from kefu_messages.reporting import AmendReport, GetCatalogue, GetReport, ListReports, ReportCompiled, WhyReport
from kefu_reporting import rules
from kefu_reporting.rules import CATALOGUE, REVENUE
from kefu_reporting.service.rebuilding import said_again
from kefu_reporting.store import REPORTS, REPORTS_BESIDE

SALES = ("date", "receipts", "reversals", "volume", "amount", "cash", "card")
READINGS = ("reader", "due", "read", "missed", "anomalies", "rate_percent", "filed_on")


class Reports:
    """One document per kind and period; a newer telling replaces an older one."""

    reports: BoundShelf = Shelf(REPORTS)
    reports_beside: BoundShelf = Shelf(REPORTS_BESIDE)

    @on(DailyReadingReportFiled)
    def know_daily_reading_report(self, ask: Ask) -> None:
        """Keep a reader's report among those of the day (REP-08)."""
        record = self._report(ask, "daily_reading_report", ask["date"].isoformat())
        told = {**_plain(ask, READINGS), "sequence": ask.sequence, "told_at": ask.event_time}
        readers = {each["reader"]: each for each in (record.get("figures") or {}).get("readers", ())}
        if readers.get(told["reader"], told)["sequence"] > ask.sequence:
            return
        readers[told["reader"]] = told
        self._keep(ask, record, {"readers": [readers[reader] for reader in sorted(readers)]})

    @on(SalesDaySummarised)
    def know_sales_day(self, ask: Ask) -> None:
        """Keep the day's summary of gas sold (REP-09)."""
        self._keep_newer(ask, "sales_summary", ask["date"].isoformat(), _plain(ask, SALES))

    @on(ReadingMonthConsolidated)
    def know_reading_month(self, ask: Ask) -> None:
        """Keep the month-end analysis of readings (REP-08)."""
        figures = {"consolidated_on": ask["consolidated_on"].isoformat(), "findings": ask["findings"], "readers": ask.get("readers") or {}}
        self._keep_newer(ask, "reading_analysis", ask["period"], figures)

    @on(CollectionMonthReported)
    def know_collection_month(self, ask: Ask) -> None:
        """Keep the monthly reading-and-collection report (REP-10)."""
        self._keep_newer(ask, "collection_report", ask["period"], {"as_of": ask["as_of"].isoformat(), "findings": ask["findings"]})

    def _keep_newer(self, ask: Ask, kind: str, period: str, figures: Mapping[str, Any]) -> None:
        record = self._report(ask, kind, period)
        if record.get("sequence", -1) < ask.sequence:
            self._keep(ask, record, figures)

    def _report(self, ask: Ask, kind: str, period: str) -> Record:
        return self._shelf(ask).new(ask.organisation, f"{kind}:{period}")

    def _shelf(self, ask: Ask) -> BoundShelf:
        """Where reports are kept; what is heard again for a rebuild is kept beside them."""
        return self.reports_beside if said_again(ask) else self.reports

    def _keep(self, ask: Ask, record: Record, figures: Mapping[str, Any]) -> None:
        kind, _, period = record.key.partition(":")
        verdict = decide(record.key, ask.law.clause(CATALOGUE[kind].rule), kind=kind, period=period)
        changes = {
            "kind": kind,
            "period": period,
            "figures": dict(figures),
            "sequence": ask.sequence,
            "told_at": ask.event_time,
            "agrees": rules.parts_agree(kind, figures=figures),
        }
        said = ReportCompiled.of(report=record.key, kind=kind, period=period, because=verdict.clauses)
        events = [] if said_again(ask) else [said]
        self._shelf(ask).save(record, ask, changes=changes, decisions={"compiled": verdict}, events=events)

    @query(GetCatalogue)
    def get_catalogue(self, ask: Ask) -> dict[str, Any]:
        """Every kind of report with its title in the reader's language."""
        return {
            "entries": [{**vars(kind), "title": in_language(ask.law.clause(kind.rule).title, ask.language)} for kind in CATALOGUE.values()]
        }

    @query(ListReports)
    def list_reports(self, ask: Ask) -> Page:
        """The reports of a kind, or all that the reader may see."""
        kind = ask.get("kind")
        if kind:
            self._let_read(ask, kind)
        page = self.reports.page(ask, equals={"kind": kind}, order="report")
        visible = [item for item in page.items if kind or item["kind"] not in REVENUE or self._may_see_revenue(ask)]
        return Page([_shown(item) for item in visible], page.next)

    @query(GetReport)
    def get_report(self, ask: Ask) -> dict[str, Any]:
        """One report."""
        self._let_read(ask, ask["kind"])
        return _shown(self.reports.public(self._existing(ask)))

    @query(WhyReport)
    def why_report(self, ask: Ask) -> dict[str, Any]:
        """Which clauses the report comes from."""
        self._let_read(ask, ask["kind"])
        return {"decisions": self.reports.why(self._existing(ask), language=ask.language)}

    @command(AmendReport)
    def amend_report(self, ask: Ask) -> dict[str, Any]:
        """Note a remark; figures are refused (REP-09)."""
        self._let_read(ask, ask["kind"])
        record = self._existing(ask)
        verdict = rules.amended(ask["kind"], period=ask["period"], figures=ask.get("figures"), remark=ask.get("remark"), law=ask.law)
        noted = {"by": ask.identity.staff_no, "at": ask.now, "text": verdict.outcome or ""}
        remarks = [*record.get("remarks", ()), noted]
        return self.reports.save(
            record,
            ask,
            changes={"remarks": remarks},
            decisions={"remark": verdict},
            reply=_shown({**self.reports.public(record), "remarks": remarks, "version": record.version + 1}),
        )

    def _existing(self, ask: Ask) -> Record:
        return self.reports.require(ask.organisation, f"{ask['kind']}:{ask['period']}")

    def _let_read(self, ask: Ask, kind: str) -> None:
        rules.may_read(kind, roles=ask.identity.roles, on=ask.today, law=ask.law)

    def _may_see_revenue(self, ask: Ask) -> bool:
        return bool(ask.identity.roles & set(ask.law.value("revenue_readers", on=ask.today).value))


def _plain(ask: Ask, names: tuple[str, ...]) -> dict[str, Any]:
    """The event's fields as JSON values, so that they are shown as they were told."""
    dumped = ask.message().dump(ask.data)
    return {name: dumped.get(name) for name in names}


def _shown(item: Mapping[str, Any]) -> dict[str, Any]:
    figures = dict(item["figures"])
    if "readers" in figures and isinstance(figures["readers"], list):
        figures["readers"] = [{name: each.get(name) for name in READINGS} for each in figures["readers"]]
    return {
        "kind": item["kind"],
        "period": item["period"],
        "rule": CATALOGUE[item["kind"]].rule,
        "figures": figures,
        "agrees": item["agrees"],
        "remarks": item.get("remarks", []),
        "version": item["version"],
    }
