"""What reporting decides: pure functions of facts, days and law."""

from kefu_reporting.rules.catalogue import CATALOGUE, REVENUE, Kind, amended, may_read, parts_agree
from kefu_reporting.rules.kpis import Judged, judge, lights_of_collection, lights_of_readings
from kefu_reporting.rules.rates import printed_rate, reaches

__all__ = [
    "CATALOGUE", "REVENUE", "Judged", "Kind", "amended", "judge", "lights_of_collection", "lights_of_readings", "may_read", "parts_agree",
    "printed_rate", "reaches",
]  # fmt: skip
