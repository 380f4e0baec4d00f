"""An account of many years is answered in time that grows with its receipts, not with their square; pure, no store."""

import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import kefu_billing
from kefu.law import of_package
from kefu_billing import rules
from kefu_billing.rules.facts import Account, Allocation, Invoice, Receipt
from kefu_billing.service.replies import account_reply
from kefu_messages.billing import GetAccount

NUMBER, DAY = 5_000, date(2025, 3, 1)
ZONE = timezone(timedelta(hours=8))


@pytest.fixture(scope="module")
def account():
    """A customer who tops up his card, and pays the last of the invoices in halves: 5,000 of each."""
    invoices = tuple(
        Invoice(f"I{no}", "commercial", "2025-03", Decimal(1), "T", Decimal("3.31"), Decimal("3.31"), DAY + timedelta(days=no // 100), DAY)
        for no in range(NUMBER)
    )
    receipts = tuple(
        Receipt(f"R{no}", at(no), "card", Decimal("3.31"), "C01", (Allocation(f"I{no}", Decimal("3.31")),)) for no in range(NUMBER - 1)
    )
    return Account("K1", "commercial", invoices=invoices, receipts=receipts)


def at(number):
    return datetime(2025, 3, 1, 10, tzinfo=ZONE) + timedelta(days=number // 100)


@pytest.mark.rule("BIL-09", "BIL-21")
def test_five_thousand_receipts_are_answered_and_another_is_taken(account):
    law = of_package(Path(kefu_billing.__file__).parent).of("shihua_gas")
    last = DAY + timedelta(days=NUMBER // 100)
    began = time.monotonic()
    reply = account_reply(account, on=last, law=law, version=1)
    parts = rules.allocate(account, amount=Decimal("1.00"), slip_no="", at=at(NUMBER))
    assert time.monotonic() - began < 60, "it takes about a second; by the square and more it would be hours"
    assert (reply["open_amount"], len(reply["invoices"]), len(reply["receipts"])) == (Decimal("3.31"), NUMBER, NUMBER - 1)
    assert reply["invoices"][0]["settled_on"] == DAY
    assert parts == (Allocation(f"I{NUMBER - 1}", Decimal("1.00")),)


def test_a_page_of_it_lists_what_is_from_a_day_on_and_what_is_open(account):
    law = of_package(Path(kefu_billing.__file__).parent).of("shihua_gas")
    last = DAY + timedelta(days=NUMBER // 100)
    reply = account_reply(account, on=last, law=law, version=1, since=last)
    assert [each["invoice_no"] for each in reply["invoices"]] == [f"I{NUMBER - 1}"]
    assert reply["receipts"] == []
    assert reply["open_amount"] == Decimal("3.31")
    assert GetAccount().load({"customer_no": "K1", "since": "2025-03-01"})["since"] == DAY
