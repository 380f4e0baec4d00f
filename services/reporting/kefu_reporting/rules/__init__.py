"""What reporting decides: pure functions of facts, days and law."""

from kefu_reporting.rules.catalogue import CATALOGUE, REVENUE, Kind, amended, may_read, parts_agree
from kefu_reporting.rules.kpis import Judged, judge, lights_of_collection, lights_of_readings
from kefu_reporting.rules.rates import growth, per_hundred, printed_rate, rate, reaches

__all__ = [
    "CATALOGUE", "REVENUE", "Judged", "Kind", "amended", "growth", "judge", "lights_of_collection", "lights_of_readings", "may_read",
    "parts_agree", "per_hundred", "printed_rate", "rate", "reaches",
]  # fmt: skip
