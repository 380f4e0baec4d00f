"""Installation, gas-on, shut-off and reconnection, on a real bus and store."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kefu_messages.billing import DunningCancelled, DunningHeld, DunningHoldReleased, ReconnectionDue, ShutoffOrdered
from kefu_messages.customers import MeterOfAnotherCustomer
from kefu_messages.discipline import ViolationRecorded
from kefu_messages.errors import StateConflict
from kefu_messages.fieldwork import (
    ArriveAtOrder,
    CheckerIsFitter,
    CheckOrder,
    FindingRaised,
    GasShutOff,
    GasTurnedOn,
    GetFinding,
    GetOrder,
    GetOrderFigures,
    GetServiceChain,
    HandleOrder,
    MeterNotKnown,
    MomentsReversed,
    NotInstalledYet,
    OpenOrder,
    OrderNotPassed,
    OrderTestMissing,
    RecordOrderTest,
    RecordPastOrder,
    ReportUntestedWork,
    SecondCheckMissing,
    ShutoffHeld,
    ShutoffNotOrdered,
    ShutoffUnproven,
    SpecificationStepsOpen,
    TickSpecification,
    UntestedWorkFound,
)
from kefu_messages.metering import MeterChanged, MeterInstalled

KEPT = dict.fromkeys(("identified", "shoe_covers", "civil_conduct", "correct_wording", "site_cleaned"), True)
LEADER, FITTER = ("business_centre_team_leader",), ("gas_fitter",)
DONE = {"result": "完成", "entry_checklist": KEPT}


def installed(gas, meter_no, customer_no, on="2025-03-01", state="installed"):
    told = {"meter_no": meter_no, "customer_no": customer_no, "installed_on": on, "state": state}
    gas.say(MeterInstalled, **{**MeterInstalled.example, **told})


def leak_test(gas, order_no, *, passed, at):
    return gas.ask(RecordOrderTest, roles=FITTER, by="F1", order_no=order_no, test="leak_test", passed=passed, tested_at=at)


def opened(gas, order_no, kind, **more):
    told = {"customer_no": "SH1", "requested_at": "2025-03-10T09:00", **more}
    return gas.ask(OpenOrder, roles=LEADER, by="L1", order_no=order_no, kind=kind, **told)


@pytest.mark.rule("FLD-03", "FLD-05", "FLD-28", "FLD-29", "FLD-31")
def test_gas_is_turned_on_after_installation_specification_test_and_second_check(gas):
    opened(gas, "TQ-1", "gas_on", meter_nos=["M1"])
    do = {"roles": FITTER, "by": "F1", "order_no": "TQ-1"}
    with pytest.raises(NotInstalledYet):
        gas.ask(HandleOrder, **do, **DONE)
    gas.say(
        MeterInstalled,
        **{**MeterInstalled.example, "meter_no": "M1", "customer_no": "SH1", "installed_on": "2025-03-01", "state": "installed"},
    )
    with pytest.raises(SpecificationStepsOpen):
        gas.ask(HandleOrder, **do, **DONE)
    gas.ask(TickSpecification, **do, steps=["appliances_checked", "purged"])
    with pytest.raises(OrderTestMissing):
        gas.ask(HandleOrder, **do, **DONE)
    failed = leak_test(gas, "TQ-1", passed=False, at="2025-03-12T10:20")
    assert (failed["outcome"], failed["state"]) == ("not_passed", "requested")
    with pytest.raises(OrderTestMissing):
        gas.ask(HandleOrder, **do, **DONE)
    assert gas.said(GasTurnedOn, count=0) == []
    assert [one["tested_on"] for one in gas.said(OrderNotPassed)] == ["2025-03-12"]
    assert leak_test(gas, "TQ-1", passed=True, at="2025-03-12T11:00")["outcome"] is None
    with pytest.raises(SecondCheckMissing):
        gas.ask(HandleOrder, **do, **DONE)
    gas.ask(CheckOrder, **do)
    with pytest.raises(CheckerIsFitter):
        gas.ask(HandleOrder, **do, **DONE)
    gas.ask(CheckOrder, roles=FITTER, by="F2", order_no="TQ-1")
    now = datetime.now(ZoneInfo("Asia/Shanghai")).isoformat()
    assert leak_test(gas, "TQ-1", passed=False, at=now)["outcome"] == "not_passed"
    leak_test(gas, "TQ-1", passed=True, at=datetime.now(ZoneInfo("Asia/Shanghai")).isoformat())
    with pytest.raises(SecondCheckMissing):
        gas.ask(HandleOrder, **do, **DONE)
    gas.ask(CheckOrder, roles=FITTER, by="F2", order_no="TQ-1")
    done = gas.ask(HandleOrder, **do, **DONE)
    assert (done["state"], done["checker"], done["specification"]) == ("handled", "F2", "1")
    (on,) = gas.said(GasTurnedOn)
    assert (on["meter_nos"], on["fitter"], on["checker"], on["again"]) == (["M1"], "F1", "F2", False)
    year = int(on["turned_on_on"][:4])
    assert gas.ask(GetOrderFigures, roles=LEADER, year=year)["households"] == {"safety_inspection": 0, "installation": 0, "gas_on": 1}
    chain = gas.ask(GetServiceChain, roles=LEADER, customer_no="SH1")["steps"]
    assert [(one["step"], one["responsible"]) for one in chain if one["responsible"]] == [("gas_on", ["F1"])]


@pytest.mark.rule("FLD-03")
def test_work_left_untested_is_told_to_discipline(gas):
    opened(gas, "TQ-1", "gas_on")
    facts = {"staff_no": "F1", "hazard": True, "found_on": "2025-03-13"}
    gas.ask(ReportUntestedWork, roles=LEADER, by="L1", order_no="TQ-1", **facts)
    assert [(one["staff_no"], one["violation"]) for one in gas.said(UntestedWorkFound)] == [("F1", "DIS-15")]
    opened(gas, "AJ-1", "safety_inspection")
    with pytest.raises(Exception, match="safety_inspection"):
        gas.ask(ReportUntestedWork, roles=LEADER, by="L1", order_no="AJ-1", **facts)


@pytest.mark.rule("FLD-32", "DIS-56")
def test_a_private_connection_leaves_a_hazard_to_be_removed(gas):
    told = {**ViolationRecorded.example, "violation_no": "V56", "code": "DIS-56", "confirmed_on": "2025-06-14"}
    gas.say(ViolationRecorded, **{**told, "safety_critical": False})
    gas.say(ViolationRecorded, **{**told, "safety_critical": True})
    hazard = gas.ask(GetFinding, roles=LEADER, finding_no="YH.V56")
    assert (hazard["source"], hazard["level"], hazard["due_on"], hazard["responsible"]) == (
        "hazard",
        "critical",
        "2025-06-15",
        "department_head",
    )
    assert len(gas.said(FindingRaised)) == 1


@pytest.mark.rule("FLD-28", "FLD-29", "BIL-26")
def test_an_order_touches_meters_of_its_own_customer_only_and_known_ones(gas):
    installed(gas, "M1", "SH1")
    installed(gas, "M2", "SH2")
    with pytest.raises(MeterOfAnotherCustomer):
        opened(gas, "TQ-1", "gas_on", meter_nos=["M1", "M2"])
    assert opened(gas, "TQ-2", "gas_on", meter_nos=["M1", "M3"])["unknown_meters"] == ["M3"]
    do = {"roles": FITTER, "by": "F1", "order_no": "TQ-2"}
    with pytest.raises(MeterNotKnown) as refused:
        gas.ask(HandleOrder, **do, **DONE)
    assert refused.value.params["meters"] == "M3"
    installed(gas, "M3", "SH2")  # it was another customer's all the time
    with pytest.raises(MeterOfAnotherCustomer):
        gas.ask(HandleOrder, **do, **DONE)
    assert gas.said(GasTurnedOn, count=0) == []


@pytest.mark.rule("FLD-03", "FLD-29")
def test_a_leak_test_of_the_day_before_the_installation_is_none(gas):
    installed(gas, "M1", "SH1", on="2025-03-12")
    opened(gas, "TQ-1", "gas_on", meter_nos=["M1"])
    do = {"roles": FITTER, "by": "F1", "order_no": "TQ-1"}
    leak_test(gas, "TQ-1", passed=True, at="2025-03-11T23:59")
    gas.ask(TickSpecification, **do, steps=["appliances_checked", "purged"])
    gas.ask(CheckOrder, roles=FITTER, by="F2", order_no="TQ-1")
    with pytest.raises(OrderTestMissing):
        gas.ask(HandleOrder, **do, **DONE)
    leak_test(gas, "TQ-1", passed=True, at="2025-03-12T00:00")
    gas.ask(CheckOrder, roles=FITTER, by="F2", order_no="TQ-1")
    assert gas.ask(HandleOrder, **do, **DONE)["meter_nos"] == ["M1"]


@pytest.mark.rule("BIL-26")
def test_gas_is_shut_off_on_the_word_of_dunning_alone(gas):
    installed(gas, "M1", "SH1", state="gas_on")
    for customer_no in ("SH1", "SH2"):
        with pytest.raises(ShutoffNotOrdered):
            opened(gas, "CJ1", "shutoff", customer_no=customer_no, meter_nos=["M1"])
    row = {"order_no": "CJ2", "kind": "shutoff", "customer_no": "SH1", "requested_on": "2025-04-09", "handled_on": ""}
    assert [one["reason"] for one in gas.send(RecordPastOrder, [row], roles=LEADER)] == [None]
    with pytest.raises(ShutoffNotOrdered):
        gas.ask(HandleOrder, roles=FITTER, by="F1", order_no="CJ2", result="已停氣")
    ordered = {**ShutoffOrdered.example, "action_no": "CJ2", "customer_no": "SH1", "meter_nos": ["M1"], "ordered_on": "2025-04-09"}
    gas.say(ShutoffOrdered, **ordered)  # its number was taken
    gas.say(DunningHeld, customer_no="SH1", hold_no="TS-1", kind="complaint", since="2025-04-10", until=None)
    do = {"roles": FITTER, "by": "F1", "order_no": "CJ2.shutoff", "result": "已停氣"}
    with pytest.raises(ShutoffHeld):
        gas.ask(HandleOrder, **do)
    gas.say(DunningHoldReleased, customer_no="SH1", hold_no="TS-1", released_on="2025-04-15")
    moved = {**MeterChanged.example, "meter_no": "M1", "customer_no": "SH2", "state": "gas_on", "what": ["customer_no"]}
    gas.say(MeterChanged, **moved)  # somebody else lives there now
    with pytest.raises(MeterOfAnotherCustomer):
        gas.ask(HandleOrder, **do)
    assert gas.said(GasShutOff, count=0) == []


@pytest.mark.rule("BIL-26")
def test_nothing_is_shut_off_while_a_hold_stands(gas):
    installed(gas, "M1", "SH1", state="gas_on")
    gas.say(
        ShutoffOrdered,
        **{**ShutoffOrdered.example, "action_no": "CJ1", "customer_no": "SH1", "meter_nos": ["M1"], "ordered_on": "2025-04-09"},
    )
    hold = {"customer_no": "SH1", "hold_no": "TS-1", "kind": "complaint", "since": "2025-04-10", "until": None}
    gas.say(DunningHeld, **hold)
    do = {"roles": FITTER, "by": "F1", "order_no": "CJ1", "result": "已停氣"}
    with pytest.raises(ShutoffHeld):
        gas.ask(HandleOrder, **do)
    for at in ("2025-04-08T10:00", "2099-01-01T10:00"):  # before the order, and so before the hold; not yet
        with pytest.raises(MomentsReversed):
            gas.ask(HandleOrder, **do, at=at)
    assert gas.said(GasShutOff, count=0) == []
    for at in ("2025-04-09T10:00", "2025-04-09T23:59"):  # after the order and before the hold: anybody could say so now
        with pytest.raises(ShutoffUnproven) as refused:
            gas.ask(HandleOrder, **do, at=at)
    assert refused.value.params["hold_no"] == "TS-1"
    gas.say(DunningHoldReleased, customer_no="SH1", hold_no="TS-1", released_on="2025-04-15")
    with pytest.raises(ShutoffUnproven):
        gas.ask(HandleOrder, **do, at="2025-04-09T10:00")
    arrived = gas.ask(ArriveAtOrder, roles=FITTER, by="F1", order_no="CJ1", at="2025-04-09T09:50")["steps"][-1]
    assert (arrived["at"], arrived["entered_at"] > "2026") == ("2025-04-09T09:50+08:00", True)
    with pytest.raises(ShutoffUnproven):  # an arrival that is told only now proves nothing either
        gas.ask(HandleOrder, **do, at="2025-04-09T10:00")
    gas.ask(HandleOrder, **do)
    (off,) = gas.said(GasShutOff)
    assert (off["customer_no"], off["meter_nos"], off["by"]) == ("SH1", ["M1"], "F1")
    gas.say(ReconnectionDue, customer_no="SH1", meter_nos=["M1"], paid_on="2025-04-20")
    again = gas.ask(GetOrder, roles=LEADER, order_no="HF.SH1.2025-04-20")
    assert (again["kind"], again["state"]) == ("reconnection", "requested")
    with pytest.raises(OrderTestMissing):
        gas.ask(HandleOrder, **{**do, "order_no": again["order_no"]}, entry_checklist=KEPT)


@pytest.mark.rule("BIL-26")
def test_who_has_paid_is_not_shut_off(gas):
    ordered = {**ShutoffOrdered.example, "action_no": "CJ2", "customer_no": "SH2", "ordered_on": "2025-04-09"}
    gas.say(ShutoffOrdered, **ordered)
    gas.say(DunningCancelled, customer_no="SH2", on="2025-04-10", was="shut_off")
    assert gas.ask(GetOrder, roles=LEADER, order_no="CJ2")["state"] == "cancelled"
    with pytest.raises(StateConflict):
        gas.ask(HandleOrder, roles=FITTER, by="F1", order_no="CJ2", result="已停氣")
    assert gas.said(GasShutOff, count=0) == []
