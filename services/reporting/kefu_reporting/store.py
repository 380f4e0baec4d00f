"""The documents of reporting: one per report, one per month's lights."""

from __future__ import annotations

from kefu.service import Collection, Index

REPORTS = Collection("reporting", key="report", indexes=[Index("report"), Index("kind", "report")])
DASHBOARDS = Collection("dashboards", key="period")
