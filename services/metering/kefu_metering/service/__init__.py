"""The nameko service: meters, sheets, readings, reading months, and what it hears from others."""

from __future__ import annotations

from kefu_metering.service.gas_orders import GasOrders
from kefu_metering.service.imports import Imports
from kefu_metering.service.meters import Meters
from kefu_metering.service.mirrors import Mirrors
from kefu_metering.service.months import Months
from kefu_metering.service.readings import Readings
from kefu_metering.service.replacements import Replacements
from kefu_metering.service.reports import Reports
from kefu_metering.service.sheets import Sheets
from kefu_metering.service.watching import Watching


class Metering(Meters, Replacements, Sheets, Readings, Imports, Watching, Months, Reports, GasOrders, Mirrors):
    """Which meters there are, what they counted each month, and whether they were read as the regulation asks."""

    name = "metering"
