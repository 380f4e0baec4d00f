"""The documents of reporting: read models that can be built again, and what people have entered, handed in and closed."""

from __future__ import annotations

from kefu.service import Collection, Index

REPORTS = Collection("reporting", key="report", indexes=[Index("report"), Index("kind", "report")])
DASHBOARDS = Collection("dashboards", key="period")
FACTS = Collection("report_facts", key="fact", indexes=[Index("kind", "year"), Index("staff_no")], commands=False)

ENTRIES = Collection(
    "report_entries",
    key="entry_no",
    days={"on", "until"},
    indexes=[Index("kind", "entry_no"), Index("kind", "year", "entry_no"), Index("staff_no")],
)
PAPERS = Collection(
    "papers", key="paper_no", days={"submitted_on", "due_on"},
    indexes=[Index("kind", "paper_no"), Index("kind", "period", "paper_no"), Index("month"), Index("staff_no")],
)  # fmt: skip
DUTIES = Collection("paper_duties", key="duty_no", days={"due_on"}, indexes=[Index("month")])
CLOSED = Collection("closed_reports", key="report", days={"cut_off", "closed_on"})
REBUILDS = Collection("rebuilds", key="rebuild", indexes=[Index("state")])
