"""Compiled reports: read as the facts are, or as they were closed (REP-13 to REP-83)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.language import in_language
from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command, query
from kefu.store import BoundShelf
from kefu.store.values import plain
from kefu_messages.reporting import CloseCompiledReport, CompiledReportClosed, GetCompiledReport, ReportClosedAlready, WhyCompiledReport
from kefu_reporting import rules
from kefu_reporting.rules.periods import Period, period_of
from kefu_reporting.service.compiling import RHYTHMS, Compiling, Content
from kefu_reporting.store import CLOSED, REBUILDS


class Compiled(Compiling):
    """Every report is a function of the facts and the cut-off; a closed one is kept as it was."""

    closed_reports: BoundShelf = Shelf(CLOSED)
    rebuilds: BoundShelf = Shelf(REBUILDS)

    @query(GetCompiledReport)
    def get_compiled_report(self, ask: Ask) -> dict[str, Any]:
        """The report as it was closed or, while it is open, as the facts are now."""
        return self.read_report(ask)

    def read_report(self, ask: Ask) -> dict[str, Any]:
        """The report that is asked for, with its head."""
        period, cut_off, closed = self._asked(ask)
        if closed is not None and closed["cut_off"] == cut_off:
            return {**closed, "rebuilding": False, "version": closed.version}
        head = {"kind": ask["kind"], "period": period.name, "cut_off": cut_off, "closed_on": None, "closed_by": None}
        return {**head, "rebuilding": self._rebuilding(ask), **_shown(self._content(ask, period, cut_off))}

    @query(WhyCompiledReport)
    def why_compiled_report(self, ask: Ask) -> dict[str, Any]:
        """Which clauses and facts each figure comes from, titles in the reader's language."""
        period, cut_off, closed = self._asked(ask)
        if closed is not None and closed["cut_off"] == cut_off:
            told = self.closed_reports.why(closed, language=ask.language)
        else:
            told = [_explained(ask, rule, decision) for rule, decision in self._content(ask, period, cut_off).figures.items()]
        return {"decisions": [each for each in told if ask.get("rule") in {None, each["name"]}]}

    @command(CloseCompiledReport)
    def close_compiled_report(self, ask: Ask) -> dict[str, Any]:
        """Publish the report: from now on it stays as it is (REP-13, REP-83)."""
        period, cut_off, closed = self._asked(ask)
        if closed is not None:
            raise ReportClosedAlready(kind=ask["kind"], period=period.name)
        verified = self._verified(ask, period)
        verdict = rules.closable(ask["kind"], period=period, cut_off=cut_off, today=ask.today, verified=verified, law=ask.law)
        content, record = self._content(ask, period, cut_off), self.closed_reports.new(ask.organisation, f"{ask['kind']}~{period.name}")
        head: Mapping[str, Any] = {"kind": ask["kind"], "period": period.name, "cut_off": cut_off, "closed_on": ask.today}
        kept = {**head, "closed_by": ask.identity.staff_no, **_shown(content)}
        event = CompiledReportClosed.of(report=record.key, because=verdict.clauses, **head)
        return self.closed_reports.save(record, ask, changes=kept, events=[event], decisions={**content.figures, "closed": verdict})

    def _asked(self, ask: Ask) -> tuple[Period, date, Record | None]:
        """The period, the cut-off (the closed report's, else the period's last day) and the closed report."""
        period = period_of(ask["period"], kind=ask["kind"], rhythms=RHYTHMS[ask["kind"]])
        closed = self.closed_reports.get(ask.organisation, f"{ask['kind']}~{period.name}")
        return period, ask.get("cut_off") or (closed["cut_off"] if closed else period.last), closed

    def _rebuilding(self, ask: Ask) -> bool:
        found = self.rebuilds.get(ask.organisation, "last")
        return found is not None and found["state"] != "done"


def _explained(ask: Ask, rule: str, decision: Decision[Any]) -> dict[str, Any]:
    """A decision that is not stored, in the shape of those that are."""
    cited = [
        {"id": each.id, "title": in_language(each.title, ask.language), "reference": each.reference, "rules": list(each.rules),
         "value": plain(each.value), "since": plain(each.since)}
        for each in decision.because
    ]  # fmt: skip
    return {"name": rule, "outcome": plain(decision.outcome), "facts": plain(decision.facts), "law": ask.law.version, "because": cited}


def _shown(content: Content) -> dict[str, Any]:
    return {"rules": {rule: decision.outcome for rule, decision in content.figures.items()}, "details": content.details}
