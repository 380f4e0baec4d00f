"""A department on a real bus and store: its readers, customers and meters."""

from datetime import date

import pytest

from kefu_messages import platform
from kefu_messages.attendance import StaffRegistered
from kefu_messages.customers import CustomerRegistered
from kefu_messages.metering import InstallMeter, OpenReadingMonth, RecordOpeningReading, RecordReading
from kefu_metering.service import Metering

LEADER = ("business_centre_team_leader",)
READER = ("meter_reader",)
CLERK = ("counter_clerk",)
KINDS = {"C1": "commercial", "C2": "residential", "C3": "public_welfare"}
METERS = {
    "M1": {"customer_no": "C1", "position": "outdoor", "meter_type": "G25"},
    "M2": {"customer_no": "C2", "position": "outdoor", "meter_type": "G1.6"},
    "M3": {"customer_no": "C3", "position": "indoor", "meter_type": "G16"},
}
OPENING = {"M1": "4400", "M2": "6000.5", "M3": "100"}


class Department:
    """The metering of an organisation with a cashier, two readers, three customers and their meters, March 2025 being open."""

    def __init__(self, running):
        self.running = running
        running.organisation = "shihua_gas"
        running.start(Metering)
        with running.together():
            for staff_no, role in {"R01": "meter_reader", "R02": "meter_reader", "K01": "cashier"}.items():
                posts = [{"since": date(2020, 1, 1), "roles": [role]}]
                running.say(StaffRegistered, staff_no=staff_no, name=f"員工{staff_no}", joined_on=date(2020, 1, 1), posts=posts)
            for customer_no, kind in KINDS.items():
                running.say(CustomerRegistered, customer_no=customer_no, name=f"客戶{customer_no}", kind=kind, status="existing")

    def with_meters(self):
        for meter_no in METERS:
            self.install(meter_no)
            self.open(meter_no)
        self.running.ask(OpenReadingMonth, roles=LEADER, period="2025-03", opened_on="2025-03-01")
        return self

    def install(self, meter_no, **more):
        facts = {
            "meter_no": meter_no, "inlet": "left", "installed_on": "2018-03-06", "life_years": 10, "state": "gas_on",
            "gas_on_on": "2018-03-10", **METERS.get(meter_no, METERS["M2"]), **more,
        }  # fmt: skip
        return self.running.ask(InstallMeter, roles=LEADER, **facts)

    def open(self, meter_no, **more):
        facts = {"meter_no": meter_no, "read_on": "2025-02-24", "kind": "regular", "base_reading": OPENING.get(meter_no, "0"), **more}
        return self.running.ask(RecordOpeningReading, roles=LEADER, **facts)

    def read(self, meter_no="M2", **more):
        facts = {
            "meter_no": meter_no, "read_at": "2025-03-22T09:00", "reader": "R01", "sheet_no": "1001", "page": 1, "kind": "regular",
            "base_reading": "6025", "entered_on": "2025-03-22", **more,
        }  # fmt: skip
        return self.running.ask(RecordReading, roles=READER, by="R01", **facts)

    def run_due(self, day):
        """What the service does by itself until the end of the day."""
        message = next(item for item in platform.built_ins("metering") if item.verb() == "run_due")
        return self.running.ask(message, roles=("system_administrator",), as_of=day)["ran"]

    def __getattr__(self, name):
        return getattr(self.running, name)


@pytest.fixture
def department(shared):
    return Department(shared)


@pytest.fixture
def rounds(department):
    return department.with_meters()
