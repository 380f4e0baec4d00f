"""Contracts with billing and customers, which hear it and which it hears, on a real bus and store."""

from __future__ import annotations

import pytest

from kefu_billing.service import Billing
from kefu_contracts.service import Contracts
from kefu_customers.service import Customers
from kefu_messages import platform
from kefu_messages.customers import AssignSoftwareCustomer

RUN = next(item for item in platform.built_ins("contracts") if item.__name__ == "RunDue")


@pytest.fixture
def place(shared):
    shared.organisation = "jinyang"
    return shared.start(Contracts, Billing, Customers)


@pytest.fixture
def unit(place):
    """U7, the unit of the specialist S1."""
    place.ask(AssignSoftwareCustomer, roles=("service_manager",), customer_no="U7", specialist="S1", assigned_on="2026-01-05")
    place.settle()
    return place


@pytest.fixture
def run_due(place):
    """A day's scheduled work of contracts, done now."""

    def run(day):
        place.ask(RUN, roles=("system_administrator",), as_of=day)
        place.settle()

    return run
