"""Compiled reports: read as the facts are, or as they were closed (REP-13 to REP-83)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command, query
from kefu.store import BoundShelf
from kefu.store.values import plain
from kefu_messages.reporting import (
    CloseCompiledReport,
    CompiledReportClosed,
    GetCompiledReport,
    ReportClosedAlready,
    WhyCompiledReport,
)
from kefu_reporting import rules
from kefu_reporting.rules.closing import closable
from kefu_reporting.rules.periods import Period, period_of
from kefu_reporting.service.compiling import RHYTHMS, Compiling, Content
from kefu_reporting.store import CLOSED


class Compiled(Compiling):
    """Every report is a function of the facts and the cut-off; a closed one is kept as it was."""

    closed_reports: BoundShelf = Shelf(CLOSED)  # type: ignore[assignment] - nameko binds it

    @query(GetCompiledReport)
    def get_compiled_report(self, ask: Ask) -> dict[str, Any]:
        """The report as it was closed or, while it is open, as the facts are now."""
        period, cut_off, closed = self._asked(ask)
        if closed is not None and closed["cut_off"] == cut_off:
            return _as_closed(closed)
        return {**_head(ask, cut_off), "rebuilding": self._rebuilding(ask), **_shown(self._content(ask, period, cut_off))}

    @query(WhyCompiledReport)
    def why_compiled_report(self, ask: Ask) -> dict[str, Any]:
        """Which clauses and facts each figure comes from, titles in the reader's language."""
        period, cut_off, closed = self._asked(ask)
        if closed is not None and closed["cut_off"] == cut_off:
            told = self.closed_reports.why(closed, language=ask.language)
        else:
            figures = self._content(ask, period, cut_off).figures
            told = [explained(ask, rule, decision) for rule, decision in figures.items()]
        return {"decisions": [each for each in told if ask.get("rule") in {None, each["name"]}]}

    @command(CloseCompiledReport)
    def close_compiled_report(self, ask: Ask) -> dict[str, Any]:
        """Publish the report: from now on it stays as it is (REP-13, REP-83)."""
        period, cut_off, closed = self._asked(ask)
        if closed is not None:
            raise ReportClosedAlready(kind=ask["kind"], period=period.name)
        verdict = closable(ask["kind"], period=period, cut_off=cut_off, today=ask.today, verified=self._verified(ask, period), law=ask.law)
        content = self._content(ask, period, cut_off)
        key = f"{ask['kind']}~{period.name}"
        record = self.closed_reports.new(ask.organisation, key)
        kept = {
            "kind": ask["kind"], "period": period.name, "cut_off": cut_off, "closed_on": ask.today, "closed_by": ask.identity.staff_no,
            **_shown(content),
        }  # fmt: skip
        event = CompiledReportClosed.of(
            report=key, kind=ask["kind"], period=period.name, cut_off=cut_off, closed_on=ask.today, because=verdict.clauses
        )
        decisions = {**content.figures, "closed": verdict}
        return self.closed_reports.save(record, ask, changes=kept, events=[event], decisions=decisions)

    def _asked(self, ask: Ask) -> tuple[Period, date, Record | None]:
        """The period, the cut-off (the closed report's, else the period's last day) and the closed report."""
        period = period_of(ask["period"], kind=ask["kind"], rhythms=RHYTHMS[ask["kind"]])
        closed = self.closed_reports.get(ask.organisation, f"{ask['kind']}~{period.name}")
        return period, ask.get("cut_off") or (closed["cut_off"] if closed else period.last), closed


def explained(ask: Ask, rule: str, decision: Decision[Any]) -> dict[str, Any]:
    """A decision that is not stored, in the shape of those that are."""
    cited = [
        {"id": each.id, "title": each.title.get(ask.language) or each.title["zh-Hant"], "reference": each.reference,
         "rules": list(each.rules), "value": plain(each.value), "since": plain(each.since)}
        for each in decision.because
    ]  # fmt: skip
    return {"name": rule, "outcome": plain(decision.outcome), "facts": plain(decision.facts), "law": ask.law.version, "because": cited}


def _head(ask: Ask, cut_off: date) -> dict[str, Any]:
    return {"kind": ask["kind"], "period": ask["period"], "cut_off": cut_off, "closed_on": None, "closed_by": None}


def _shown(content: Content) -> dict[str, Any]:
    return {"rules": {rule: decision.outcome for rule, decision in content.figures.items()}, "details": content.details}


def _as_closed(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record, "rebuilding": False, "version": getattr(record, "version", 1)}


__all__ = ["Compiled", "explained", "rules"]
