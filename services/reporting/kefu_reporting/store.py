"""The documents of reporting: read models that can be built again, and what people have entered, handed in and closed."""

from __future__ import annotations

from kefu.service import Collection, Index

LAST = "last"  # the one rebuild that an organisation has a record of

REPORTS = Collection("reporting", key="report", indexes=[Index("report"), Index("kind", "report")], people={"remarks.by"})
DASHBOARDS = Collection("dashboards", key="period", nobody="figures of a day")
REPORTS_BESIDE = Collection(
    "reporting_beside", key="report", nobody="figures that are being built again"
)  # what a rebuild makes, until it is put in its place
DASHBOARDS_BESIDE = Collection("dashboards_beside", key="period", nobody="figures that are being built again")
FACTS = Collection("report_facts", key="fact", indexes=[Index("kind", "year"), Index("staff_no")], commands=False)

ENTRIES = Collection(
    "report_entries",
    key="entry_no",
    days={"on", "until"},
    indexes=[Index("kind", "entry_no"), Index("kind", "year", "entry_no"), Index("staff_no")],
    people={"entered_by", "withdrawn_by"},
)
PAPERS = Collection(
    "papers", key="paper_no", days={"submitted_on", "due_on"},
    indexes=[Index("kind", "paper_no"), Index("kind", "period", "paper_no"), Index("month"), Index("staff_no")],
    people={"by", "requested_by"},
)  # fmt: skip
DUTIES = Collection("paper_duties", key="duty_no", days={"due_on"}, indexes=[Index("month")], people={"missing"})
CLOSED = Collection("closed_reports", key="report", days={"cut_off", "closed_on"}, people={"closed_by"})
REBUILDS = Collection("rebuilds", key="rebuild", indexes=[Index("state")], people={"requested_by"})
