"""Meters on a real bus and store: registered, given gas, replaced, removed."""

import pytest

from kefu_messages.customers import CustomerChanged
from kefu_messages.errors import NotAllowed, StateConflict, UnknownCustomer, UnknownMeter, ValidationFailed
from kefu_messages.metering import (
    ActivateMeter,
    ChangeMeter,
    DuplicateMeter,
    DuplicateReading,
    GetMeter,
    InstallMeter,
    InvalidInlet,
    InvalidValue,
    LaterReadingExists,
    ListMeters,
    LowerThanPrevious,
    MeterActivated,
    MeterChanged,
    MeterInstalled,
    MeterLifeExpired,
    MeterNotGasOn,
    MeterRemoved,
    MeterReplaced,
    ReadingAccepted,
    RecordConsumption,
    RecordOpeningReading,
    RemoveMeter,
    ReplaceMeter,
    StopMeter,
    WhyMeter,
)

LEADER, READER = ("business_centre_team_leader",), ("meter_reader",)


@pytest.mark.rule("MET-02")
def test_a_meter_is_registered_with_all_a_reader_must_know_and_told_of(department):
    meter = department.install("M1")
    known = {name: meter[name] for name in ("meter_no", "customer_kind", "reading_class", "state", "life_ends_on", "version")}
    assert known == {
        "meter_no": "M1", "customer_kind": "commercial", "reading_class": "commercial", "state": "gas_on", "life_ends_on": "2028-03-05",
        "version": 1,
    }  # fmt: skip
    (told,) = department.said(MeterInstalled)
    assert (told["meter_no"], told["customer_no"], told["inlet"], told["gas_on_on"], told["because"]) == (
        "M1", "C1", "left", "2018-03-10", ["MET-02"]
    )  # fmt: skip
    assert department.ask(GetMeter, roles=READER, meter_no="M1") == meter
    assert [item["meter_no"] for item in department.ask(ListMeters, roles=READER, customer_no="C1")["items"]] == ["M1"]


@pytest.mark.rule("MET-02")
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"customer_no": "C9", "inlet": "up"}, UnknownCustomer),
        ({"inlet": "up"}, InvalidInlet),
        ({"gas_on_on": None}, InvalidValue),
        ({"position": "roof"}, ValidationFailed),
    ],
)
def test_a_wrong_meter_is_refused_and_leaves_nothing(department, facts, refusal):
    with pytest.raises(refusal):
        department.install("M2", **facts)
    assert department.said(MeterInstalled, count=0) == []
    assert department.ask(ListMeters, roles=READER)["items"] == []


@pytest.mark.rule("MET-02")
def test_a_number_is_given_once_and_nobody_but_meter_staff_gives_it(department):
    department.install("M1")
    with pytest.raises(DuplicateMeter):
        department.install("M1", inlet="up")
    with pytest.raises(NotAllowed):
        department.ask(InstallMeter, roles=READER, **InstallMeter.example)
    assert len(department.said(MeterInstalled, count=0)) == 1


@pytest.mark.rule("MET-20")
def test_a_meter_is_read_only_from_the_day_of_its_gas(rounds):
    rounds.install("M4", state="installed", gas_on_on=None)
    with pytest.raises(MeterNotGasOn):
        rounds.read("M4", base_reading="3")
    reply = rounds.ask(ActivateMeter, roles=LEADER, meter_no="M4", gas_on_on="2025-03-23")
    assert (reply["state"], reply["gas_on_on"]) == ("gas_on", "2025-03-23")
    with pytest.raises(MeterNotGasOn):
        rounds.read("M4", base_reading="3")
    assert rounds.read("M4", base_reading="3", read_at="2025-03-23T09:00")["volume"] == "3"
    (told,) = rounds.said(MeterActivated)
    assert (told["meter_no"], told["gas_on_on"], told["because"]) == ("M4", "2025-03-23", ["MET-20"])
    (decision,) = [item for item in rounds.ask(WhyMeter, roles=READER, meter_no="M4")["decisions"] if item["name"] == "gas"]
    assert [cited["id"] for cited in decision["because"]] == ["MET-20"]


@pytest.mark.rule("MET-20")
def test_a_stopped_meter_was_read_with_gas_until_its_last_day(rounds):
    rounds.ask(StopMeter, roles=LEADER, meter_no="M2", stopped_on="2025-03-21")
    with pytest.raises(MeterNotGasOn):
        rounds.read("M2")
    assert rounds.read("M2", read_at="2025-03-21T09:00")["volume"] == "24.5"
    with pytest.raises(StateConflict):
        rounds.ask(StopMeter, roles=LEADER, meter_no="M2", stopped_on="2025-03-22")
    assert [told["state"] for told in rounds.said(MeterChanged)] == ["stopped"]


@pytest.mark.rule("MET-03")
def test_an_opening_figure_is_set_until_the_first_reading(rounds):
    with pytest.raises(UnknownMeter):
        rounds.open("M9", base_reading="1")
    rounds.open("M2", base_reading="6001")
    assert rounds.read("M2")["volume"] == "24"
    with pytest.raises(LaterReadingExists):
        rounds.open("M2", base_reading="6000")
    assert rounds.ask(GetMeter, roles=READER, meter_no="M2")["last_reading"] == "6001"


@pytest.mark.rule("MET-03")
def test_a_replaced_meter_leaves_what_it_counted_to_its_successor(rounds):
    rounds.read("M2", read_at="2025-03-10T09:00", base_reading="6010.5")
    new = rounds.ask(
        ReplaceMeter, roles=LEADER, meter_no="M2", new_meter_no="M2b", replaced_on="2025-03-20", final_reading="6023",
        initial_reading="5", meter_type="G2.5", life_years=10,
    )  # fmt: skip
    place = (new["carried_over"], new["predecessor"], new["position"], new["last_reading"], new["state"])
    assert place == ("12.5", "M2", "outdoor", "5", "gas_on")
    (told,) = rounds.said(MeterReplaced)
    assert (told["predecessor"], told["final_reading"], told["carried_over"]) == ("M2", "6023", "12.5")
    old = rounds.until(lambda: rounds.ask(GetMeter, roles=READER, meter_no="M2"), lambda meter: meter["state"] == "removed")
    assert (old["successor"], old["removed_on"]) == ("M2b", "2025-03-20")
    (span,) = old["installations"]
    assert (span["since"], span["until"], span["final_reading"], span["ended_by"]) == ("2018-03-06", "2025-03-20", "6023", "replaced")
    reading = rounds.read("M2b", base_reading="25")
    assert (reading["previous"], reading["volume"]) == ("5", "32.5")
    assert [told["volume"] for told in rounds.said(ReadingAccepted, count=2)] == ["10", "32.5"]


@pytest.mark.rule("MET-02")
def test_a_place_has_one_successor_only(rounds):
    facts = {
        "meter_no": "M2", "replaced_on": "2025-03-20", "final_reading": "6023", "initial_reading": "0", "meter_type": "G2.5",
        "life_years": 10,
    }  # fmt: skip
    with pytest.raises(LowerThanPrevious):
        rounds.ask(ReplaceMeter, roles=LEADER, new_meter_no="M2b", **{**facts, "final_reading": "6000"})
    with pytest.raises(DuplicateMeter):
        rounds.ask(ReplaceMeter, roles=LEADER, new_meter_no="M1", **facts)
    rounds.ask(ReplaceMeter, roles=LEADER, new_meter_no="M2b", **facts)
    with pytest.raises(StateConflict):
        rounds.ask(ReplaceMeter, roles=LEADER, new_meter_no="M2c", **facts)
    assert len(rounds.said(MeterReplaced, count=0)) == 1


@pytest.mark.rule("MET-02")
def test_a_removed_meter_tells_what_it_counted_last_and_is_read_no_more(rounds):
    rounds.ask(RemoveMeter, roles=LEADER, meter_no="M2", removed_on="2025-03-20", final_reading="6003")
    (told,) = rounds.said(MeterRemoved)
    assert (told["final_reading"], told["unsettled"]) == ("6003", "2.5")
    with pytest.raises(MeterNotGasOn):
        rounds.read("M2")
    with pytest.raises(StateConflict):
        rounds.ask(ChangeMeter, roles=LEADER, meter_no="M2", position="indoor")


@pytest.mark.rule("MET-05")
def test_a_customer_of_another_kind_moves_the_meters_to_another_class(rounds):
    rounds.say(CustomerChanged, customer_no="C2", name="客戶C2", kind="commercial", status="existing")
    meter = rounds.ask(GetMeter, roles=READER, meter_no="M2")
    assert (meter["customer_kind"], meter["reading_class"]) == ("commercial", "commercial")
    assert [told["what"] for told in rounds.said(MeterChanged)] == [["customer_kind"]]


@pytest.mark.rule("MET-05")
def test_what_was_told_of_a_customer_before_and_is_heard_later_classes_no_meter(rounds):
    told = {"customer_no": "C2", "name": "客戶C2", "status": "existing", "changed": ["kind"]}
    rounds.say(CustomerChanged, sequence=9_002, kind="commercial", **told)
    rounds.say(CustomerChanged, sequence=9_001, kind="public_welfare", **told)
    rounds.say(CustomerChanged, sequence=9_003, kind="commercial", **{**told, "changed": ["grade"]})
    assert rounds.ask(GetMeter, roles=READER, meter_no="M2")["customer_kind"] == "commercial"
    assert len(rounds.said(MeterChanged)) == 1


@pytest.mark.rule("MET-02")
def test_a_meter_is_given_to_another_customer_and_its_past_is_kept(rounds):
    meter = rounds.ask(ChangeMeter, roles=LEADER, meter_no="M2", customer_no="C3", changed_on="2025-03-05")
    assert (meter["customer_kind"], meter["reading_class"]) == ("public_welfare", "commercial")
    assert [(span["customer_no"], span["until"]) for span in meter["installations"]] == [("C2", "2025-03-05"), ("C3", None)]
    with pytest.raises(UnknownCustomer):
        rounds.ask(ChangeMeter, roles=LEADER, meter_no="M2", customer_no="C9")
    with pytest.raises(InvalidInlet):
        rounds.ask(ChangeMeter, roles=LEADER, meter_no="M2", inlet="up")


@pytest.mark.rule("MET-02")
def test_the_end_of_a_meters_life_is_told_once(rounds):
    rounds.run_due("2028-03-05")
    assert rounds.said(MeterLifeExpired, count=0) == []
    rounds.run_due("2028-03-06")
    assert {told["meter_no"] for told in rounds.said(MeterLifeExpired, count=3)} == {"M1", "M2", "M3"}
    rounds.run_due("2028-03-07")
    assert len(rounds.said(MeterLifeExpired, count=0)) == 3


@pytest.mark.rule("MET-12")
def test_a_reading_tells_the_consumption_of_the_three_months_before(rounds):
    for month, volume in {"2024-11": "1", "2024-12": "20", "2025-01": "22.5", "2025-02": "19"}.items():
        rounds.ask(RecordConsumption, roles=LEADER, meter_no="M2", month=month, volume=volume)
    with pytest.raises(UnknownMeter):
        rounds.ask(RecordConsumption, roles=LEADER, meter_no="M9", month="2025-01", volume="1")
    assert rounds.read("M2", base_reading="6100.5")["flags"] == ["suspected_fast"]
    (told,) = rounds.said(ReadingAccepted)
    assert told["recent_volumes"] == ["20", "22.5", "19"]
    with pytest.raises(DuplicateReading):
        rounds.read("M2", base_reading="6101")


@pytest.mark.rule("MET-03")
def test_the_same_opening_command_twice_is_done_once(rounds):
    facts = {"meter_no": "M2", "read_on": "2025-02-24", "kind": "regular", "base_reading": "6001"}
    first = rounds.ask(RecordOpeningReading, roles=LEADER, key="k1", **facts)
    assert rounds.ask(RecordOpeningReading, roles=LEADER, key="k1", **facts) == first
    assert rounds.ask(GetMeter, roles=READER, meter_no="M2")["version"] == first["version"]
