"""Billing on a real bus and store, with two customers and what they and their clerks do."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kefu.service import Ask, query
from kefu.testing.running import Running
from kefu_billing.service import Billing
from kefu_messages import platform
from kefu_messages.attendance import StaffRegistered
from kefu_messages.billing import (
    ApproveShutoff,
    CloseCashUp,
    GetAccount,
    HandOverMoney,
    PublishTariff,
    RecordPayment,
    TakeDunningStep,
)
from kefu_messages.customers import CustomerRegistered
from kefu_messages.metering import GetReadingMonth, MeterInstalled, ReadingAccepted

STAFF = {
    "C01": "charging_clerk",
    "K01": "card_clerk",
    "R01": "meter_reader",
    "S01": "counter_clerk",
    "H01": "department_head",
    "F01": "finance",
}
TARIFFS = {"residential": "2.58", "commercial": "3.31"}
RATE = {"due": 1, "read": 1, "rate_percent": "100.00", "pass": True}


class ReadRates:
    """Stands where metering does, and knows one month's read rates."""

    name = "metering"

    @query(GetReadingMonth)
    def get_reading_month(self, ask: Ask) -> dict[str, Any]:
        return {"period": ask["period"], "state": "open", "findings": {"MET-05": RATE, "MET-06": RATE, "MET-07": RATE}}


class House(Running):
    """Billing, started once for a file; every test is an organisation of its own."""

    quiet = False
    rate = RATE

    def settle(self) -> None:
        """Wait until nothing is under way, unless several things are to be said at once."""
        if not self.quiet:
            super().settle()

    def enter(self, organisation: str) -> None:
        """Two customers, a resident and a restaurant, each with a meter; tariffs and staff."""
        self.settle()
        self.organisation, self.quiet = organisation, True
        for staff_no, role in STAFF.items():
            post = {"since": "2010-01-01", "roles": [role]}
            person = {"staff_no": staff_no, "joined_on": "2010-01-01", "posts": [post], "left_on": None}
            self.say(StaffRegistered, **{**StaffRegistered.example, **person})
        for customer_no, kind, meter_no in (("SH1", "residential", "M1"), ("SH2", "commercial", "M2")):
            self.say(CustomerRegistered, **{**CustomerRegistered.example, "customer_no": customer_no, "kind": kind})
            meter = {"customer_no": customer_no, "meter_no": meter_no, "customer_kind": kind}
            self.say(MeterInstalled, **{**MeterInstalled.example, **meter})
        for kind, price in TARIFFS.items():
            tariff = {
                "tariff_no": f"T-{kind}",
                "source": "price_authority",
                "customer_kind": kind,
                "price": price,
                "valid_from": "2025-03-01",
            }
            self.ask(PublishTariff, roles=("finance",), **tariff)
        self.quiet = False
        self.settle()
        self._heard.clear()

    def read(self, *, meter_no="M1", customer_no="SH1", kind="residential", volume="20", read_on="2025-03-10", recent=()):
        told = {
            "meter_no": meter_no,
            "customer_no": customer_no,
            "customer_kind": kind,
            "month": read_on[:7],
            "volume": volume,
            "recent_volumes": list(recent),
        }
        self.say(
            ReadingAccepted, **{**ReadingAccepted.example, **told, "read_on": read_on, "read_at": f"{read_on}T09:00", "entered_on": read_on}
        )

    def restaurant(self):
        self.read(meter_no="M2", customer_no="SH2", kind="commercial", volume="420", read_on="2025-03-21")

    def pay(self, *, receipt_no="R1", amount="51.60", when="2025-03-12T10:00", customer_no="SH1", by="C01", **more):
        money = {"method": "cash", "amount": amount, "tendered": "100000.00", "authenticity_checked": True, **more}
        return self.ask(RecordPayment, roles=(STAFF[by],), by=by, receipt_no=receipt_no, paid_at=when, customer_no=customer_no, **money)

    def dun(self, action, when, by="R01", **more):
        named = {"action_no": f"CJ-{action}-{when[:10]}", "action": action, "action_at": when, "customer_no": "SH1", **more}
        return self.ask(TakeDunningStep, roles=(STAFF[by],), by=by, **named)

    def approve(self, when, by="H01", customer_no="SH1"):
        return self.ask(ApproveShutoff, roles=(STAFF[by],), by=by, customer_no=customer_no, approved_at=when)

    def close(self, counted="51.60", by="C01", day="2025-03-12", **more):
        """Close a cashier's day of cash at 17:10, with its note."""
        times = {"business_date": day, "opened_at": f"{day}T16:50", "closed_at": f"{day}T17:10"}
        written = {"counted_cash": counted, "counted_card": "0", "handover_note": "票款已交", **times, **more}
        return self.ask(CloseCashUp, roles=(STAFF[by],), by=by, **written)

    def hand_over(self, by="C01", **more):
        """Hand the day's money over to finance at 17:30."""
        day = {"cashier": "C01", "business_date": "2025-03-12", "handed_over_at": "2025-03-12T17:30"}
        return self.ask(HandOverMoney, roles=(STAFF[by],), by=by, **{**day, "money": "51.60", "vouchers": 1, "received_by": "F01", **more})

    def serve(self):
        """A resident's case up to the served dunning notice: due 03-17, notified 03-18, handed over 03-21, served 03-22."""
        self.read()
        self.dun("notice", "2025-03-18T10:00", channel="phone")
        self.dun("handover", "2025-03-21T10:00", by="S01")
        self.dun("dunning_notice", "2025-03-22T10:00")

    def account(self, customer_no="SH1", as_of="2025-12-31"):
        return self.ask(GetAccount, roles=("finance",), customer_no=customer_no, as_of=as_of)

    def run(self, day):
        message = next(item for item in platform.built_ins("billing") if item.verb() == "run_due")
        self.ask(message, roles=("system_administrator",), as_of=day)
        self.settle()


@pytest.fixture(scope="module")
def house(broker, store, tmp_path_factory):
    vhost = broker.new_vhost()
    inside = House(
        amqp_uri=broker.uri_of(vhost), mongo_uri=store.uri, database=f"billing_{uuid.uuid4().hex[:8]}",
        home=tmp_path_factory.mktemp("issuer"),
    )  # fmt: skip
    inside.start(Billing, ReadRates)
    yield inside
    inside.stop()
    broker.manage("DELETE", f"vhosts/{vhost}")


@pytest.fixture
def billing(house):
    house.enter(f"gas-{uuid.uuid4().hex[:8]}")
    return house
