"""The daily summary and the monthly report (BIL-07, BIL-21, BIL-23, BIL-28, BIL-29)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kefu.calendar import first_day, last_day
from kefu.calls import Calls
from kefu.service import Ask, Shelf, command, query, schedule
from kefu_billing import rules
from kefu_billing.rules import month_money, month_recovery
from kefu_billing.rules.facts import ZERO, Account, Slip
from kefu_billing.rules.month import Month
from kefu_billing.rules.tills import CashUp, inside_own_cash_up
from kefu_billing.service.books import Books, account_in
from kefu_billing.store import MONTHS, SALES_DAYS, read
from kefu_messages.billing import (
    CollectionMonthReported,
    GetChargingWork,
    GetCollectionMonth,
    GetSalesDay,
    SalesDaySummarised,
    SubmitCollectionMonth,
    SubmitSalesDay,
)
from kefu_messages.errors import KefuError, MalformedRequest
from kefu_messages.metering import GetReadingMonth

ONE_DAY = timedelta(days=1)


class Months(Books):
    """What is reported of money and readings."""

    sales_days = Shelf(SALES_DAYS)
    months = Shelf(MONTHS)
    metering = Calls()

    @query(GetCollectionMonth)
    def get_collection_month(self, ask: Ask) -> dict[str, Any]:
        """Every figure of the month as of the report dates (BIL-23)."""
        period = ask["period"]
        dates = report_dates(ask.get("report_dates") or "") or (last_day(period),)
        month = self.month(ask, period=period, dates=dates)
        findings = {**month_money.findings(month), **month_recovery.findings(month)}
        return {"period": period, "report_dates": dates, "findings": findings, "invoices": month_recovery.invoice_rows(month)}

    def month(self, ask: Ask, *, period: str, dates: tuple[date, ...]) -> Month:
        """The facts of a collection month."""
        closing = dates[-1]
        accounts = self._accounts(ask, months_between(period, closing))
        cash_ups = self.cashups.find(ask.organisation, business_date=(first_day(period).isoformat(), closing.isoformat()))
        cashiers = {item.cashier for account in accounts for item in account.receipts}
        card_posts = set(ask.law.value("card_clerk_roles", on=closing).value)
        unchecked = self.register.find(ask.organisation, kind="cash", on=(first_day(period).isoformat(), closing.isoformat()))
        refused = self.register.find(ask.organisation, kind="slip", month=period)
        return Month(
            period=period,
            dates=dates,
            accounts=accounts,
            cash_ups=[read(item, CashUp, zone=ask.now.tzinfo) for item in cash_ups],
            law=ask.law,
            calendar=ask.calendar,
            refused_slips=[read(item["slip"], Slip, zone=ask.now.tzinfo) for item in refused],
            unchecked_cash=len(unchecked),
            card_clerks=frozenset(item for item in cashiers if self.posts(ask, item, closing) & card_posts),
            readings=self._read_rates(ask, period),
        )

    def _accounts(self, ask: Ask, months: list[str]) -> list[Account]:
        """The accounts with activity in the months, and those with anything open from before."""
        found = {record.key: record for record in self.accounts.every(ask.organisation, open=True)}
        found |= {record.key: record for record in self.accounts.every(ask.organisation, months=months)}
        return [account_in(record, ask) for record in found.values()]

    def _read_rates(self, ask: Ask, period: str) -> dict[str, Any]:
        """The read rates, fresh from metering; a month it knows nothing of has none."""
        try:
            return dict(self.metering(GetReadingMonth, ask, period=period).get("findings") or {})
        except KefuError as failure:
            if failure.status == 404:  # noqa: PLR2004 - not found
                return {}
            raise

    @command(SubmitCollectionMonth)
    def submit_collection_month(self, ask: Ask) -> Any:
        """Submit the month's report as of a day; it is told to all who keep figures (BIL-23)."""
        return self._submit(ask, period=ask["period"], as_of=ask["as_of"])

    def _submit(self, ask: Ask, *, period: str, as_of: date) -> Any:
        month = self.month(ask, period=period, dates=(as_of,))
        figures = month_recovery.findings(month)
        findings = {rule: figures[rule] for rule in ("BIL-21", "BIL-23", "BIL-28")}
        record = self.months.new(ask.organisation, period)
        event = CollectionMonthReported.of(period=period, as_of=as_of, findings=findings, because=["BIL-23", "BIL-28"])
        content = {"findings": findings, "as_of": as_of, "submitted_by": ask.identity.staff_no}
        reply = {"period": period, "report_dates": [as_of], "findings": findings, "invoices": []}
        return self.months.save(record, ask, changes=content, events=[event], reply=reply)

    @schedule("daily")
    def submit_month(self, ask: Ask) -> None:
        """Submit the month's report once its last working day has ended and nobody has done so (BIL-23)."""
        ended = ask.today - ONE_DAY
        period = f"{ended:%Y-%m}"
        if ended != ask.calendar.last_working_day(period) or self.months.get(ask.organisation, period) is not None:
            return
        if self._accounts(ask, [period]):
            self._submit(ask, period=period, as_of=ended)

    @query(GetSalesDay)
    def get_sales_day(self, ask: Ask) -> dict[str, Any]:
        """The day's summary, and whether it was submitted (BIL-07)."""
        submitted = self.sales_days.get(ask.organisation, ask["day"].isoformat()) is not None
        return {**self._sales_day(ask, ask["day"]), "submitted": submitted}

    def _sales_day(self, ask: Ask, day: date) -> dict[str, Any]:
        accounts = self.paying_on(ask, day)
        receipts = [item for account in accounts for item in account.receipts if item.paid_at.date() == day]
        volume = month_money.sold_volumes(accounts, until=day).get(day, Decimal(0))
        return month_money.sales_day(day, receipts=receipts, volume=volume)

    @command(SubmitSalesDay)
    def submit_sales_day(self, ask: Ask) -> Any:
        """Submit the day's summary; submitted again it tells the figures as they are now (BIL-07)."""
        summary = self._sales_day(ask, ask["day"])
        return self._tell_day(ask, ask["day"], summary)

    def _tell_day(self, ask: Ask, day: date, summary: dict[str, Any]) -> Any:
        record = self.sales_days.new(ask.organisation, day.isoformat())
        event = SalesDaySummarised.of(because=["BIL-07"], **summary)
        return self.sales_days.save(record, ask, changes=summary, events=[event], reply={**summary, "submitted": True})

    @schedule("daily")
    def summarise_day(self, ask: Ask) -> None:
        """Submit the summary of the day that has ended, and of the running one as far as it is; only what is new (BIL-07)."""
        for day in (ask.today - ONE_DAY, ask.today):
            summary = self._sales_day(ask, day)
            told = self.sales_days.get(ask.organisation, day.isoformat())
            if (summary["receipts"] or summary["reversals"]) and (told is None or summary != {name: told.get(name) for name in summary}):
                self._tell_day(ask, day, summary)

    @query(GetChargingWork)
    def get_charging_work(self, ask: Ask) -> dict[str, Any]:
        """Praise, findings and verdict per cashier, and the median minutes of a service (BIL-12, BIL-29, BIL-30)."""
        month = self.month_without_readings(ask, ask["period"])
        tills = month_money.tills(month)
        cashiers = sorted({item.cashier for _, item in month.receipts} | {till.cashier for till in tills})
        return {"period": ask["period"], "cashiers": [charging_row(month, tills, cashier) for cashier in cashiers]}

    def month_without_readings(self, ask: Ask, period: str) -> Month:
        """The money of a calendar month, without asking metering."""
        closing = last_day(period)
        accounts = self._accounts(ask, [period])
        cash_ups = self.cashups.find(ask.organisation, business_date=(first_day(period).isoformat(), closing.isoformat()))
        written = [read(item, CashUp, zone=ask.now.tzinfo) for item in cash_ups]
        return Month(period, (closing,), accounts, written, ask.law, ask.calendar)


def charging_row(month: Month, tills: Iterable[Any], cashier: str) -> dict[str, Any]:
    """One cashier's month (BIL-29)."""
    own = [item for _, item in month.receipts if item.cashier == cashier]
    days = [till for till in tills if till.cashier == cashier]
    severities = [rules.shortage(till, law=month.law).outcome for till in days]
    apologies = sum(bool(rules.warnings(item)) for item in own)
    inside = sum(inside_own_cash_up(item, cash_ups=month.cash_ups) for item in own)
    findings = sum(till.state in ("open", "missing") for till in days) + apologies + inside
    praise, serious = sum(item.praise for item in own), severities.count("serious")
    verdict = rules.charging_verdict(praise, findings=findings, serious=serious, on=month.closing, law=month.law)
    return {
        "cashier": cashier,
        "receipts": len(own),
        "praise": praise,
        "findings": findings,
        "serious": serious,
        "difference": str(sum((till.difference or ZERO for till in days), ZERO)),
        "service_minutes": None if (minutes := rules.service_minutes(own)) is None else str(minutes),
        "verdict": verdict.outcome,
    }


def report_dates(text: str) -> tuple[date, ...]:
    """The days in a comma-separated text, in order; raises ``malformed_request``."""
    try:
        return tuple(sorted(date.fromisoformat(item.strip()) for item in text.split(",") if item.strip()))
    except ValueError:
        raise MalformedRequest(detail="report_dates") from None


def months_between(period: str, closing: date) -> list[str]:
    """The months from the period to that of the closing date."""
    last, found = f"{closing:%Y-%m}", [period]
    while found[-1] < last:
        year, month = divmod(int(found[-1][:4]) * 12 + int(found[-1][5:]), 12)
        found.append(f"{year:04}-{month + 1:02}")
    return found
