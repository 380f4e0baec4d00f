"""Who was away for a month catches up without loss, and is killed in the middle of it; through a real broker, into a real store."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from pymongo import MongoClient

from kefu_messages.billing import SalesDaySummarised
from kefu_messages.billing.receipts import PaymentReceived
from kefu_messages.customers import CustomerRegistered
from kefu_messages.metering import DailyReadingReportFiled, MeterInstalled
from kefu_messages.reporting import GetCompiledReport, ListReports
from kefu_reporting.service import Reporting
from kefu_reporting.store import FACTS

HEAD, FINANCE = ("department_head",), ("finance",)
CUSTOMERS, READERS, DAYS = 1_000, 12, [date(2025, 3, 1) + timedelta(days=number) for number in range(31)]
TEN = time(10, tzinfo=timezone(timedelta(hours=8)))
FACTS_TOLD = 3 * CUSTOMERS + len(DAYS)  # of 3,403 events: the readers' reports are no facts


def example(event, **told):
    return {**{name: value for name, value in event().load(event.example).items() if name != "because"}, **told}


def live_a_month(running):
    """A month of a gas company of 1,000 customers: each with a meter and a payment, and what its readers and tills report day by day."""
    with running.together():
        for number in range(CUSTOMERS):
            key, day = f"K{number}", DAYS[number % len(DAYS)]
            running.say(CustomerRegistered, **example(CustomerRegistered, customer_no=key, kind="residential", opened_on=day))
            running.say(MeterInstalled, **example(MeterInstalled, meter_no=f"M{number}", customer_no=key, installed_on=day))
            paid = example(
                PaymentReceived, paid_at=datetime.combine(day, TEN), receipt_no=f"R{number}", customer_no=key, amount=Decimal("33.10")
            )
            running.say(PaymentReceived, **paid)
        for day in DAYS:
            running.say(SalesDaySummarised, **example(SalesDaySummarised, date=day))
            for reader in range(READERS):
                running.say(DailyReadingReportFiled, **example(DailyReadingReportFiled, date=day, reader=f"R{reader:02}"))


@contextmanager
def process(running):
    """The service in a process of its own, on the same queues and the same database."""
    environment = {
        **os.environ, "AMQP_URI": running._amqp_uri, "MONGO_URI": running._mongo_uri, "KEFU_SCHEDULER": "off",  # noqa: SLF001
        "KEFU_MONGO_DATABASE": f"{running._database}_reporting", "KEFU_TOKEN_KEYS": str(running._issuer.jwks_path),  # noqa: SLF001
        "KEFU_SERVICE_TOKEN": running._issuer.service_token("reporting", "*"),  # noqa: SLF001
    }  # fmt: skip
    with subprocess.Popen([sys.executable, "-m", "kefu.runner", "reporting"], env=environment, stderr=subprocess.DEVNULL) as started:
        try:
            yield started
        finally:
            started.kill()


@pytest.mark.timeout(480)
def test_who_was_away_for_a_month_and_is_killed_in_the_middle_catches_up_without_loss(running):
    running.organisation = "shihua_gas"
    running.start(Reporting)
    with MongoClient(running._mongo_uri) as client:  # noqa: SLF001
        catch_up(running, client[f"{running._database}_reporting"][FACTS.name])  # noqa: SLF001


def catch_up(running, facts):
    running._containers.pop("reporting").stop()  # noqa: SLF001 - away, its queues stay
    live_a_month(running)
    there = {"_id": f"{running.organisation}/customer:K{CUSTOMERS // 4}"}
    with process(running) as killed:
        assert running.until(lambda: facts.find_one(there), bool, seconds=90), "it was killed in the middle"
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert facts.count_documents({}) < FACTS_TOLD, "it was killed in the middle"
    running.start(Reporting)
    last = [{"_id": f"{running.organisation}/{kind}{CUSTOMERS - 1}"} for kind in ("customer:K", "meter:M", "payment:R")]
    running.until(lambda: [each for each in last if not facts.find_one(each)], lambda missing: not missing, seconds=120)
    running.settle()
    assert facts.count_documents({}) == FACTS_TOLD
    month = running.ask(GetCompiledReport, roles=HEAD, kind="activity", period="2025-03")["rules"]["REP-12"]
    assert month["gas_payments_net"] == "33100"
    year = running.ask(GetCompiledReport, roles=HEAD, kind="gas_year", period="2025", cut_off="2025-03-31")["rules"]
    assert (year["REP-54"]["new"], year["REP-55"]["installations"]) == (CUSTOMERS, CUSTOMERS)
    days = running.ask(ListReports, roles=FINANCE, kind="daily_reading_report")["items"]
    assert [len(day["figures"]["readers"]) for day in days] == [READERS] * len(DAYS)
    assert len(running.ask(ListReports, roles=FINANCE, kind="sales_summary")["items"]) == len(DAYS)
