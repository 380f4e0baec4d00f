"""What fieldwork carries out at meters (MET-20)."""

import pytest

from kefu_messages.fieldwork import GasShutOff, GasTurnedOn
from kefu_messages.metering import GetMeter, MeterActivated, MeterChanged

LEADER = ("business_centre_team_leader",)


def meter(department):
    return department.ask(GetMeter, roles=LEADER, meter_no="M2")


@pytest.mark.rule("MET-20", "FLD-03")
def test_a_meter_has_gas_once_fieldwork_turned_it_on(department):
    department.install("M2", state="installed", gas_on_on=None)
    on = {**GasTurnedOn.example, "meter_nos": ["M2", "X9"], "customer_no": "C2", "turned_on_on": "2025-03-12"}
    department.say(GasTurnedOn, **on)
    assert (meter(department)["state"], meter(department)["gas_on_on"]) == ("gas_on", "2025-03-12")
    department.say(GasTurnedOn, **{**on, "order_no": "TQ-8", "turned_on_on": "2025-03-13"})
    assert meter(department)["gas_on_on"] == "2025-03-12"
    assert [one["meter_no"] for one in department.said(MeterActivated)] == ["M2"]


@pytest.mark.rule("MET-20", "BIL-26")
def test_a_meter_is_stopped_once_its_gas_was_shut_off(department):
    department.install("M2")
    off = {**GasShutOff.example, "meter_nos": ["M2"], "customer_no": "C2", "shut_off_on": "2025-04-10"}
    department.say(GasShutOff, **off)
    assert (meter(department)["state"], meter(department)["stopped_on"]) == ("stopped", "2025-04-10")
    department.say(GasShutOff, **{**off, "order_no": "CJ-2", "shut_off_on": "2025-04-11"})
    assert meter(department)["stopped_on"] == "2025-04-10"
    assert len(department.said(MeterChanged, count=0)) == 1
