"""What metering stores: meters, readings, sheets, reading months, daily reports, and copies of what others tell."""

from __future__ import annotations

from kefu.store import Collection, Index

METERS = Collection(
    "metering",
    key="meter_no",
    indexes=[Index("meter_no"), Index("customer_no", "meter_no"), Index("life_ends_on")],
    claims=True,
    days={"installed_on", "life_ends_on", "gas_on_on", "stopped_on", "removed_on"},
    people={"history.by"},
)
READINGS = Collection(
    "readings",
    key="entry",
    indexes=[Index("period", "entry"), Index("sheet_no"), Index("entered_on"), Index("read_on")],
    days={"read_on", "entered_on", "entry_limit"},
    people={"corrections.author", "entered_by", "reader"},
)
SHEETS = Collection(
    "sheets",
    key="sheet_no",
    indexes=[Index("sheet_no"), Index("reader", "sheet_no"), Index("issued_on")],
    days={"issued_on", "returned_on"},
    people={"faults.by", "reader"},
)
MONTHS = Collection(
    "reading_months",
    key="period",
    indexes=[Index("state", "period")],
    days={"opened_on", "consolidated_on"},
    nobody="which months are open",
)
DAILY_REPORTS = Collection("daily_reports", key="report", indexes=[Index("period", "report")], days={"date", "filed_on"}, whose={"reader"})

CUSTOMERS = Collection("known_customers", key="customer_no", commands=False, nobody="what billing needs of customers")
EDITIONS = Collection(
    "known_editions",
    key="edition_id",
    indexes=[Index("document_id")],
    days={"effective_from"},
    commands=False,
    nobody="editions of documents",
)
ACKNOWLEDGEMENTS = Collection("known_acknowledgements", key="acknowledgement_id", commands=False, indexes=[Index("staff_no")])
SLIPS = Collection("known_slips", key="slip_no", indexes=[Index("month")], commands=False, people={"issued_by"})
