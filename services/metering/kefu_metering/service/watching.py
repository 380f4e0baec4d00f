"""What Prometheus shows of the readings: the month's rate of each class beside its target (MET-05, MET-06, MET-07)."""

from __future__ import annotations

from decimal import Decimal

from kefu.calendar import last_day, month_of
from kefu.service import Ask, Figure, figures
from kefu_metering import facts, rules
from kefu_metering.rules.rates import cycle_months
from kefu_metering.service.months import Months


class Watching(Months):
    """The figures that an alert or a dashboard asks for."""

    @figures
    def watch_read_rates(self, ask: Ask) -> list[Figure]:
        """Each class of meters that are due this month; nothing while the month was not opened."""
        period = month_of(ask.today)
        if self.months.get(ask.organisation, period) is None:
            return []
        cycles = ask.law.value("reading_cycle_months", on=last_day(period)).value
        lines = self._lines(ask, list(cycle_months(period, months=max(int(months) for months in cycles.values()))))
        meters = tuple(facts.meter_in_month(meter) for meter in self.meters.every(ask.organisation))
        rates = rules.read_rates(period, meters=meters, readings=lines, law=ask.law).outcome.values()
        return [
            Figure(name, Decimal(str(rate[field])), {"meter_class": rate["class"]})
            for rate in rates
            if rate["rate_percent"] is not None
            for name, field in (("kefu_read_rate_percent", "rate_percent"), ("kefu_read_rate_target_percent", "target_percent"))
        ]
