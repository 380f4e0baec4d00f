"""Compiled reports as files."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from kefu.language import in_language
from kefu.service import Ask, query
from kefu_messages.reporting import MEDIA_TYPES, GetReportFile
from kefu_reporting.printing.page import as_html
from kefu_reporting.printing.rows import Sheet
from kefu_reporting.printing.spreadsheets import as_csv, as_xlsx
from kefu_reporting.service.compiled import Compiled

FORMS: dict[str, Callable[[Sheet], bytes]] = {"html": as_html, "csv": as_csv, "xlsx": as_xlsx}


class Files(Compiled):
    """Prints what is read."""

    @query(GetReportFile)
    def get_report_file(self, ask: Ask) -> dict[str, Any]:
        """The report as CSV, XLSX or a page to print."""
        report = self.read_report(ask)
        content = FORMS[ask["form"]](_sheet(ask, report))
        name = f"{ask['kind']}-{ask['period']}.{ask['form']}"
        return {"file_name": name, "media_type": MEDIA_TYPES[ask["form"]], "content": base64.b64encode(content).decode()}


def _sheet(ask: Ask, report: Mapping[str, Any]) -> Sheet:
    clauses = {rule: ask.law.clause(rule) for rule in report["rules"]}
    closed = report.get("closed_on")
    return Sheet(
        ask["kind"], ask["period"], str(report["cut_off"]), str(closed) if closed else None, report["rules"],
        {rule: in_language(clause.title, ask.language) for rule, clause in clauses.items()},
        {rule: clause.reference for rule, clause in clauses.items()}, ask.language,
    )  # fmt: skip
