"""Any process of a working department is killed, again and again: nothing acknowledged is lost, nothing is doubled, all come back.

``KEFU_KILLS`` sets how often (a few in CI; figures of a long run are in docs/faults.md), ``KEFU_FAULT_SEED`` whom and when.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from http.client import HTTPException
from pathlib import Path

import eventlet
import pytest

from kefu.audit import AuditTrail

KILLS = int(os.environ.get("KEFU_KILLS", "2"))
SEED = int(os.environ.get("KEFU_FAULT_SEED", "0")) or time.time_ns() % 100_000
CLERKS = 3
SERVERS = {"broker": 3, "store": 2, "store.2": 2}  # are met more often than any one of the services
PATIENCE = 120.0

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(300 + 60 * KILLS)]


class Clerk:
    """Registers a customer, sells gas onto the card, registers the next; sends each command until it is acknowledged."""

    def __init__(self, department, number):
        self.department, self.number = department, number
        self.sold, self.unavailable, self.other = {}, 0, []
        self.longest, self.running = 0.0, True

    def work(self):
        customer = 0
        while self.running:
            customer += 1
            customer_no = f"W{self.number}-{customer}"
            self.sold[customer_no] = []
            self._register(customer_no)
            for sale in range(1, 11):
                if self.running:
                    self._sell(customer_no, f"{customer_no}-{sale}")
                    eventlet.sleep(0.05)

    def _register(self, customer_no):
        self._send("G01", "/customers", f"new/{customer_no}", customer_no=customer_no, name=customer_no, kind="residential",
                   opened_on="2019-05-06", address=f"{customer_no}號", confirmed_distinct=True)  # fmt: skip

    def _sell(self, customer_no, receipt_no):
        self._send("C01", "/card-top-ups", f"sale/{receipt_no}", receipt_no=receipt_no, customer_no=customer_no, method="card",
                   paid_at="2025-03-22T10:00", volume="10", terminal_ref=receipt_no)  # fmt: skip
        self.sold[customer_no].append(receipt_no)

    def _send(self, by, path, key, **body):
        """Send with the same key until it is acknowledged; an account that billing has not heard of yet is waited for."""
        tries = 0
        while (answer := self._once(by, path, f"{key}/{tries}", body)) != 201:
            if answer == "unknown_customer":
                tries += 1  # a refusal is an answer: the next attempt is another request
            eventlet.sleep(0.2)

    def _once(self, by, path, key, body):
        started = time.monotonic()
        try:
            answer = self.department.by(by).post(path, key=key, **body)
        except (OSError, HTTPException):
            self.unavailable += 1
            return None
        finally:
            self.longest = max(self.longest, time.monotonic() - started)
        if answer.status == 503:
            self.unavailable += 1
        elif answer.status != 201 and answer.code != "unknown_customer":
            self.other.append((answer.status, answer.code))
        return 201 if answer.status == 201 else answer.code


@pytest.fixture(scope="module")
def department(founded):
    """A gas company with a published price."""
    gas = founded("killed_gas")
    gas.by("F01").done(
        "/tariffs", tariff_no="T1", source="price_authority", customer_kind="residential", price="2.50", valid_from="2025-01-01"
    )
    return gas


def test_no_kill_of_anything_loses_or_doubles_what_was_acknowledged(department, instance, until):
    chance, killed, recoveries = random.Random(SEED), Counter(), []
    starts = {name: process.starts for name, process in instance.running.items()}
    victims = sorted(set(instance.running) - {"epmd"})
    order = chance.choices(victims, weights=[SERVERS.get(victim, 1) for victim in victims], k=KILLS)
    clerks = [Clerk(department, number) for number in range(CLERKS)]
    threads = [eventlet.spawn(clerk.work) for clerk in clerks]
    until(lambda: all(any(clerk.sold.values()) for clerk in clerks), seconds=PATIENCE)
    for victim in order:
        eventlet.sleep(chance.uniform(0.3, 2))
        pid = instance.pid(victim)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            killed[victim] += 1
        if chance.random() < 0.6:
            recoveries.append(_recovered(instance, until))
    recoveries.append(_recovered(instance, until))
    before = sum(len(sales) for clerk in clerks for sales in clerk.sold.values())
    until(lambda: sum(len(sales) for clerk in clerks for sales in clerk.sold.values()) > before + CLERKS, seconds=PATIENCE)
    for clerk in clerks:
        clerk.running = False
    for thread in threads:
        thread.wait()
    sold = {customer_no: sales for clerk in clerks for customer_no, sales in clerk.sold.items()}
    _nothing_lost_or_doubled(department, instance, sold, until)
    assert [refusal for clerk in clerks for refusal in clerk.other] == []
    assert all(instance.running[name].starts >= starts[name] + times for name, times in killed.items())
    recoveries.sort()
    _report(
        kills=sum(killed.values()), seed=SEED, killed=dict(killed), customers=len(sold), sales=sum(map(len, sold.values())),
        unavailable=sum(clerk.unavailable for clerk in clerks), longest_answer=round(max(clerk.longest for clerk in clerks), 1),
        recovery_seconds=[round(recoveries[0], 1), round(recoveries[len(recoveries) // 2], 1), round(recoveries[-1], 1)],
    )  # fmt: skip


def _recovered(instance, until):
    started = time.monotonic()
    until(lambda: not instance.unready(), seconds=PATIENCE)
    return time.monotonic() - started


def _nothing_lost_or_doubled(department, instance, sold, until):
    """Every acknowledged sale stands once in its account and once in the trail; every customer once in the register."""
    finance, head = department.by("F01"), department.by("H01")
    for customer_no, sales in sold.items():
        assert head.seen(f"/customers/{customer_no}")["customer_no"] == customer_no
        account = until(lambda no=customer_no: finance.seen(f"/accounts/{no}", as_of="2025-03-22"), seconds=PATIENCE)
        assert Counter(receipt["receipt_no"] for receipt in account["receipts"]) == Counter(sales), customer_no
        assert account["card_credit"] == str(10 * len(sales)), customer_no
    expected = sum(map(len, sold.values()))
    operations = until(lambda: len(found := _written(department, instance, sold)) >= expected and found, seconds=PATIENCE)
    assert len(operations) == len(set(operations)) == expected


def _written(department, instance, sold):
    """The operations of the sales in billing's audit trail."""
    with instance.databases(tz_aware=True) as client:
        trail = AuditTrail(client[instance.database("billing")])
        entries = [entry for customer_no in sold for entry in trail.entries(subject=f"billing/{customer_no}", limit=1000)]
    mine = [entry for entry in entries if entry["organisation"] == department.organisation]
    return [entry["operation"] for entry in mine if entry["what"] == "top_up_card"]


def _report(**figures):
    """Print, and append to the file of ``KEFU_FAULT_REPORT``."""
    line = json.dumps({"test": "department", **figures}, ensure_ascii=False)
    sys.stdout.write(f"{line}\n")
    if "KEFU_FAULT_REPORT" in os.environ:
        with Path(os.environ["KEFU_FAULT_REPORT"]).open("a", encoding="utf-8") as report:
            report.write(f"{line}\n")
