"""What Prometheus shows of the money: tills that differ, arrears by stage, the month's recovery (BIL-10, BIL-21, BIL-24)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from kefu.calendar import first_day, month_of
from kefu.figures import percent
from kefu.service import Ask, Figure, figures
from kefu_billing import rules
from kefu_billing.rules import month_recovery
from kefu_billing.rules.dunning import STAGES
from kefu_billing.rules.facts import ZERO, Account
from kefu_billing.rules.month import Month
from kefu_billing.rules.tills import CashUp
from kefu_billing.service.books import account_in
from kefu_billing.service.tills import Tills
from kefu_billing.store import read


class Watching(Tills):
    """The figures that an alert or a dashboard asks for; accounts are read one after the other."""

    @figures
    def watch_tills_that_differ(self, ask: Ask) -> list[Figure]:
        """The month's cash-ups whose difference nobody has explained (BIL-10)."""
        days = (first_day(month_of(ask.today)).isoformat(), ask.today.isoformat())
        written = [read(item, CashUp, zone=ask.now.tzinfo) for item in self.cashups.find(ask.organisation, business_date=days)]
        open_ones = [till for till in (self._reconciled(ask, item).outcome for item in written) if till.state == "open"]
        return [Figure("kefu_cash_ups_unbalanced", sum(bool(till.difference) for till in open_ones))]

    @figures
    def watch_arrears(self, ask: Ask) -> list[Figure]:
        """What is overdue, by the stage of dunning (BIL-24)."""
        arrears = dict.fromkeys(STAGES, ZERO)
        for record in self.accounts.every(ask.organisation, open=True):
            case = rules.case_at(account_in(record, ask), until=ask.today)
            if case.stage and case.overdue:
                arrears[case.stage] += case.overdue
        return [Figure("kefu_arrears_yuan", amount, {"stage": stage}) for stage, amount in arrears.items()]

    @figures
    def watch_recovery(self, ask: Ask) -> list[Figure]:
        """What is paid of the month's invoices, and the target (BIL-21)."""
        period = month_of(ask.today)
        target = Decimal(str(ask.law.value("recovery_target", on=first_day(period)).value))
        found = self._paid(ask, self._active(ask, period), period=period, day=ask.today)
        rate = percent(found[1], whole=found[0], places=4)
        told = [Figure("kefu_recovery_rate_target_percent", target)]
        return told if rate is None else [*told, Figure("kefu_recovery_rate_percent", rate)]

    def _active(self, ask: Ask, period: str) -> Iterable[Account]:
        return (account_in(record, ask) for record in self.accounts.every(ask.organisation, months=period))

    def _paid(self, ask: Ask, accounts: Iterable[Account], *, period: str, day: date) -> tuple[Decimal, Decimal]:
        """Receivable and received of the month at the end of the day, one account at a time."""
        receivable = received = ZERO
        for account in accounts:
            month = Month(period=period, dates=(day,), accounts=[account], cash_ups=(), law=ask.law, calendar=ask.calendar)
            one = month_recovery.recovery(month, day=day)
            receivable, received = receivable + Decimal(one["receivable"]), received + Decimal(one["received"])
        return receivable, received
