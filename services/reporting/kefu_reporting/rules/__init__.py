"""What reporting decides: pure functions of facts, days and law."""

from kefu_reporting.rules.boiler_year import hiring, market_notes, profit_centre, renewals, revenue, survival
from kefu_reporting.rules.catalogue import CATALOGUE, REVENUE, Kind, amended, may_read, parts_agree
from kefu_reporting.rules.closing import closable
from kefu_reporting.rules.comparing import compared, margin, over_target, sheet, stated_against, trend, years_of_decline
from kefu_reporting.rules.entries import Entry, entry_taken
from kefu_reporting.rules.gas_year import accident_free_days, new_complexes, new_residents, posts_complete, works
from kefu_reporting.rules.insurer_year import fraud_series, partners_renewed, referrals
from kefu_reporting.rules.kpis import Judged, judge, lights_of_collection, lights_of_readings
from kefu_reporting.rules.papers import completeness, handed_in, overdue_days, paper_due, punctuality, suggestions
from kefu_reporting.rules.property.assets import charging_stations, cleaning, gardeners, lamps
from kefu_reporting.rules.property.money import (
    against_target,
    discounts,
    households_paid,
    overall_rate,
    paid_after_cut_off,
    received_by_group,
    reconcile,
)
from kefu_reporting.rules.property.service import (
    cards,
    courier_share,
    finding_shares,
    handled_of,
    inspection_shares,
    inspections,
    notices,
    repairs,
    satisfied_of,
    treatments,
    visits,
    weighted_satisfaction,
)
from kefu_reporting.rules.property.units import (
    census,
    handed_over,
    handed_over_in_year,
    moved_in,
    not_occupied,
    occupied_by_state,
    residential_occupied,
)
from kefu_reporting.rules.rates import growth, per_hundred, printed_rate, rate, reaches
from kefu_reporting.rules.reconciling import Due, Months, Renewals, months_counted, renewals_counted
from kefu_reporting.rules.service_month import (
    meeting_kept,
    plan_completed,
    quality_checks,
    revisits,
    software_rating,
    software_use,
    work_quality,
)

__all__ = [
    "CATALOGUE", "REVENUE", "Due", "Entry", "Judged", "Kind", "Months", "Renewals", "accident_free_days", "against_target", "amended",
    "cards", "census", "charging_stations", "cleaning", "closable", "compared", "completeness", "courier_share", "discounts",
    "entry_taken", "finding_shares", "fraud_series", "gardeners", "growth", "handed_in", "handed_over", "handed_over_in_year",
    "handled_of", "hiring", "households_paid", "inspection_shares", "inspections", "judge", "lamps", "lights_of_collection",
    "lights_of_readings", "margin", "market_notes", "may_read", "meeting_kept", "months_counted", "moved_in", "new_complexes",
    "new_residents", "not_occupied", "notices", "occupied_by_state", "over_target", "overall_rate", "overdue_days", "paid_after_cut_off",
    "paper_due", "partners_renewed", "parts_agree", "per_hundred", "plan_completed", "posts_complete", "printed_rate", "profit_centre",
    "punctuality", "quality_checks", "rate", "reaches", "received_by_group", "reconcile", "referrals", "renewals", "renewals_counted",
    "repairs", "residential_occupied", "revenue", "revisits", "satisfied_of", "sheet", "software_rating", "software_use",
    "stated_against", "suggestions", "survival", "treatments", "trend", "visits", "weighted_satisfaction", "work_quality", "works",
    "years_of_decline",
]  # fmt: skip
