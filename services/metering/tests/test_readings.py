"""Readings on a real bus and store: accepted, refused, corrected, imported."""

import pytest

from kefu_messages.customers import CustomerRegistered
from kefu_messages.errors import IdempotencyConflict, NotAllowed, NotFound, UnknownMeter
from kefu_messages.metering import (
    CommercialValuesIncomplete,
    CorrectReading,
    DailyReadingReportFiled,
    DuplicateReading,
    EntryErrorFound,
    EstimatedReading,
    GetMeter,
    GetReading,
    GetReadingMonth,
    InstallMeter,
    LaterReadingExists,
    ListReadings,
    LowerThanPrevious,
    MeterAnomalyReported,
    MeterInstalled,
    MissedReasonMissing,
    NothingCorrected,
    OpenReadingMonth,
    OutsidePeriod,
    ReaderNotAllowed,
    ReadingAccepted,
    ReadingCorrected,
    ReadingMissed,
    RecordConsumption,
    RecordOpeningReading,
    RecordReading,
    RegisterSheet,
    RegisterUnknown,
    RolloverImplausible,
    WhyReading,
)

LEADER, READER = ("business_centre_team_leader",), ("meter_reader",)
SHOP = {"base_reading": "4520", "cumulative": "4480", "remaining": "35"}


@pytest.mark.rule("MET-03", "MET-04")
def test_an_accepted_reading_is_said_with_all_that_others_need(rounds):
    reply = rounds.read("M1", **SHOP, appointment_at="2025-03-22T08:40", anomaly="fast", entered_on="2025-03-25")
    assert (reply["volume"], reply["minutes_late"], reply["entered_late"], reply["flags"]) == ("120", 20, True, [])
    (told,) = rounds.said(ReadingAccepted)
    assert told == {
        "meter_no": "M1", "customer_no": "C1", "customer_kind": "commercial", "reading_class": "commercial", "month": "2025-03",
        "read_at": "2025-03-22T09:00+08:00", "read_on": "2025-03-22", "entered_on": "2025-03-25", "reader": "R01", "sheet_no": "1001",
        "page": 1, "previous": "4400", "base_reading": "4520", "cumulative": "4480", "remaining": "35", "volume": "120",
        "recent_volumes": [], "anomaly": "fast", "appointment_at": "2025-03-22T08:40+08:00", "minutes_late": 20, "entered_late": True,
        "flags": [], "because": ["MET-03", "MET-04"],
    }  # fmt: skip
    assert ReadingAccepted().validate(told) == {}
    (anomaly,) = rounds.said(MeterAnomalyReported)
    assert anomaly == {
        "meter_no": "M1", "customer_no": "C1", "anomaly": "fast", "reported_on": "2025-03-22", "reader": "R01", "because": ["MET-12"],
    }  # fmt: skip
    assert MeterAnomalyReported().validate(anomaly) == {}
    assert rounds.ask(GetReading, roles=READER, meter_no="M1", period="2025-03") == reply


@pytest.mark.rule("MET-03")
def test_a_missed_meter_is_said_with_its_reason_and_can_still_be_read(rounds):
    reply = rounds.read(kind="missed", base_reading=None, missed_reason="nobody_home", anomaly="other")
    assert (reply["kind"], reply["missed_reason"], reply["volume"]) == ("missed", "nobody_home", None)
    (told,) = rounds.said(ReadingMissed)
    assert (told["missed_reason"], told["month"], told["because"]) == ("nobody_home", "2025-03", ["MET-03"])
    assert ReadingMissed().validate(told) == {}
    assert rounds.read(read_at="2025-03-24T09:00")["volume"] == "24.5"
    with pytest.raises(DuplicateReading):
        rounds.read(kind="missed", base_reading=None, missed_reason="nobody_home")
    assert [item["kind"] for item in rounds.ask(ListReadings, roles=READER, period="2025-03")["items"]] == ["regular", "missed"]


@pytest.mark.rule("MET-03", "MET-04")
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"meter_no": "M9", "reader": "K01"}, UnknownMeter),
        ({"reader": "K01", "read_at": "2025-04-01T00:00"}, ReaderNotAllowed),
        ({"read_at": "2025-04-01T00:00", "kind": "estimated"}, OutsidePeriod),
        ({"kind": "estimated", "base_reading": None}, EstimatedReading),
        ({"kind": "missed", "base_reading": None}, MissedReasonMissing),
        ({"meter_no": "M1", "base_reading": "4520", "cumulative": "4480"}, CommercialValuesIncomplete),
        ({"base_reading": "6000.4"}, LowerThanPrevious),
    ],
)
def test_a_refused_line_changes_nothing_and_says_nothing(rounds, facts, refusal):
    with pytest.raises(refusal):
        rounds.read(**facts)
    assert rounds.said(ReadingAccepted, count=0) == []
    assert rounds.ask(ListReadings, roles=READER, period="2025-03")["items"] == []


@pytest.mark.rule("MET-03")
def test_a_month_is_read_once_and_the_same_key_gives_the_same_answer(rounds):
    first = rounds.read(key="k1")
    assert rounds.read(key="k1") == first
    with pytest.raises(IdempotencyConflict):
        rounds.read(key="k1", base_reading="6026")
    with pytest.raises(DuplicateReading):
        rounds.read(base_reading="6030")
    assert len(rounds.said(ReadingAccepted, count=0)) == 1


@pytest.mark.rule("MET-03")
def test_nobody_but_readers_and_clerks_enters_readings(rounds):
    with pytest.raises(NotAllowed):
        rounds.ask(RecordReading, roles=("cashier",), **RecordReading.example)


@pytest.mark.rule("MET-03")
def test_an_earlier_month_is_not_read_after_a_later_one(rounds):
    rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-04")
    april = rounds.read(read_at="2025-04-10T09:00", entered_on="2025-04-10")
    assert (april["previous"], april["volume"]) == ("6000.5", "24.5")
    with pytest.raises(LaterReadingExists):
        rounds.read(base_reading="6020")


@pytest.mark.rule("MET-03")
def test_the_next_month_counts_from_the_reading_before_it(rounds):
    rounds.read()
    rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-04")
    april = rounds.read(read_at="2025-04-10T09:00", entered_on="2025-04-10", base_reading="6030")
    assert (april["previous"], april["volume"]) == ("6025", "5")
    assert rounds.said(ReadingAccepted, count=2)[1]["recent_volumes"] == ["24.5"]


@pytest.mark.rule("MET-03")
def test_a_register_that_passed_zero_counts_on_when_its_digits_are_known(rounds):
    rounds.open("M2", base_reading="99990")
    with pytest.raises(LowerThanPrevious):
        rounds.read(base_reading="12")
    with pytest.raises(RegisterUnknown):
        rounds.read(base_reading="12", rolled_over=True)
    rounds.install("M5", register_digits=5)
    rounds.open("M5", base_reading="99990")
    with pytest.raises(RolloverImplausible):
        rounds.read("M5", base_reading="60000", rolled_over=True)
    assert rounds.read("M5", base_reading="12", rolled_over=True)["volume"] == "22"


@pytest.mark.rule("MET-19")
def test_a_correction_keeps_the_old_figure_and_counts_against_its_author(rounds):
    rounds.open("M2", base_reading="200")
    rounds.read(base_reading="240")
    days = {"discovered_on": "2025-03-23", "corrected_on": "2025-03-28"}
    facts = {"meter_no": "M2", "period": "2025-03", "reason": "420 read as 240", **days}
    with pytest.raises(NothingCorrected):
        rounds.ask(CorrectReading, roles=READER, **facts, base_reading="240")
    with pytest.raises(LowerThanPrevious):
        rounds.ask(CorrectReading, roles=READER, **facts, base_reading="199")
    assert rounds.said(ReadingCorrected, count=0) == []
    reply = rounds.ask(CorrectReading, roles=READER, by="R02", **facts, base_reading="420")
    assert (reply["base_reading"], reply["volume"]) == ("420", "220")
    (note,) = reply["corrections"]
    assert (note["base_reading"], note["by"], note["author"], note["late"]) == ("240", "R02", "R01", True)
    (told,) = rounds.said(ReadingCorrected)
    assert (told["previous_base_reading"], told["previous_volume"], told["base_reading"], told["volume"]) == ("240", "40", "420", "220")
    (error,) = rounds.said(EntryErrorFound)
    assert error == {
        "staff_no": "R01", "meter_no": "M2", "month": "2025-03", "entered": "240", "corrected": "420", "discovered_on": "2025-03-23",
        "corrected_on": "2025-03-28", "correct_by": "2025-03-24", "corrected_late": True,
        "because": ["MET-19", "correction_limit_working_days"],
    }  # fmt: skip


@pytest.mark.rule("MET-19")
def test_a_reading_that_a_later_one_stands_on_is_not_corrected(rounds):
    rounds.read()
    rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-04")
    rounds.read(read_at="2025-04-10T09:00", entered_on="2025-04-10", base_reading="6030")
    days = {"discovered_on": "2025-04-11", "corrected_on": "2025-04-11"}
    facts = {"meter_no": "M2", "reason": "slip of the pen", "base_reading": "6026", **days}
    with pytest.raises(LaterReadingExists):
        rounds.ask(CorrectReading, roles=READER, period="2025-03", **facts)
    with pytest.raises(NotFound):
        rounds.ask(CorrectReading, roles=READER, period="2025-05", **facts)


@pytest.mark.rule("MET-09", "MET-15", "MET-16")
def test_a_reading_tells_why_it_is_flagged(rounds):
    rounds.read("M3", base_reading="130", read_at="2025-03-26T10:20", appointment_at="2025-03-26T10:00", entered_on="2025-03-28")
    decisions = {item["name"]: item for item in rounds.ask(WhyReading, roles=READER, meter_no="M3", period="2025-03")["decisions"]}
    assert decisions["window"]["outcome"] == ["outside_visit_window"]
    assert decisions["entry"]["outcome"] == {"limit": "2025-03-27", "late": True}
    assert decisions["appointment"]["outcome"] == 20
    assert decisions["reading"]["outcome"]["volume"] == "30"
    assert [cited["id"] for cited in decisions["entry"]["because"]] == ["entry_limit_working_days", "MET-09"]
    assert decisions["entry"]["because"][1]["title"] == "Readings are entered in the archive in time"


def row(meter_no, read_at, base_reading="", *, kind="regular", reader="R01", page="1", **more):
    cells = ("cumulative", "remaining", "missed_reason", "anomaly", "appointment_at")
    return {
        "meter_no": meter_no, "read_at": read_at, "reader": reader, "sheet_no": "1001", "page": page, "kind": kind,
        "base_reading": base_reading, **{name: more.get(name, "") for name in cells},
        "entered_on": more.get("entered_on", read_at[:10]),
    }  # fmt: skip


ROWS = [
    row("M2", "2025-03-24T09:00", "6030"),  # a second reading of the month, by its time
    row("M2", "2025-03-22T09:00", "6025"),
    row("M9", "2025-03-22T09:00", "1"),
    row("M1", "2025-03-22T09:00", "1", reader="K01"),
    row("M1", "2025-04-01T00:00", "1"),
    row("M4", "2025-03-22T09:00", "1"),
    row("M1", "2025-03-22T09:00", "", kind="estimated"),
    row("M3", "2025-03-22T09:00", kind="missed"),
    row("M1", "2025-03-22T09:00", "4520", cumulative="4480"),
    row("M3", "2025-03-22T09:00", "13O"),
    row("M3", "2025-03-22T09:00", "99"),
    row("M3", "2025-03-22T10:00", "", kind="guessed"),
    row("M3", "2025-03-22T10:00", "1400", kind=""),
    row("M3", "2025-03-20T09:00", kind="missed", missed_reason="nobody_home", page="2"),
    row("M1", "2025-03-23T09:00", "4520", cumulative="4480", remaining="0"),
]
REFUSED = [
    "duplicate_reading", None, "unknown_meter", "reader_not_allowed", "outside_period", "meter_not_gas_on", "estimated_reading",
    "missed_reason_missing", "commercial_values_incomplete", "invalid_value", "lower_than_previous", *["invalid_value"] * 2,
    None, None,
]  # fmt: skip


@pytest.mark.rule("MET-03", "MET-04", "MET-20")
def test_the_lines_of_a_file_are_judged_in_the_order_they_were_read_and_once(rounds):
    rounds.install("M4", state="installed", gas_on_on=None)
    outcomes = rounds.send(RecordReading, ROWS, roles=("counter_clerk",))
    assert [outcome["reason"] for outcome in outcomes] == REFUSED
    told = [(item["meter_no"], item["volume"]) for item in rounds.said(ReadingAccepted, count=2)]
    assert sorted(told) == [("M1", "120"), ("M2", "24.5")]
    assert rounds.send(RecordReading, ROWS, roles=("counter_clerk",)) == outcomes
    assert len(rounds.said(ReadingAccepted, count=0)) == 2
    assert len(rounds.said(ReadingMissed, count=0)) == 1
    found = rounds.ask(GetReadingMonth, roles=LEADER, period="2025-03")["findings"]
    assert (found["MET-03"]["estimated_refused"], found["MET-04"], found["MET-20"]) == (
        1, {"incomplete_refused": 1}, {"not_gas_on_refused": 1}
    )  # fmt: skip
    stored = rounds.ask(GetReading, roles=READER, meter_no="M1", period="2025-03")
    assert (stored["remaining"], stored["read_at"]) == ("0", "2025-03-23T09:00+08:00")


@pytest.mark.rule("MET-03")
def test_a_line_is_judged_by_what_was_read_long_before_it_in_the_same_file(rounds):
    rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-04", opened_on="2025-04-01")
    visits = [row("M3", f"2025-03-22T{9 + n // 60:02}:{n % 60:02}", kind="missed", missed_reason="nobody_home") for n in range(110)]
    lines = [row("M2", "2025-03-22T08:00", "6025"), *visits, row("M2", "2025-03-23T08:00", "6030"), row("M2", "2025-04-22T08:00", "6040")]
    reasons = [outcome["reason"] for outcome in rounds.send(RecordReading, lines, roles=("counter_clerk",))]
    assert reasons == [*[None] * 111, "duplicate_reading", None]
    assert sorted(item["volume"] for item in rounds.said(ReadingAccepted, count=2)) == ["15", "24.5"]


@pytest.mark.rule("MET-02")
def test_a_register_of_meters_is_taken_row_by_row(department):
    def meter(meter_no, customer_no="C1", **more):
        return {
            "meter_no": meter_no, "customer_no": customer_no, "meter_type": "G4", "position": "indoor", "inlet": "left",
            "installed_on": "2018-03-06", "life_years": "10", "state": "gas_on", "gas_on_on": "2018-03-10", **more,
        }  # fmt: skip

    rows = [
        meter("A1"), meter("A1", inlet="up"), meter("A2", "C9", inlet="up"), meter("A3", inlet="up"), meter("A4", "C2", life_years="ten"),
        meter("A5", "C2", state="installed", gas_on_on=""), meter("A6", installed_on=""),
        meter("A7", "C8", position="", meter_type="", life_years=""), meter("A/8", "C8", inlet="up"), meter("", inlet="up"),
    ]  # fmt: skip
    reasons = [outcome["reason"] for outcome in department.send(InstallMeter, rows, roles=LEADER)]
    assert reasons == [
        None, "duplicate_meter", "unknown_customer", "invalid_inlet", "validation_failed", None, None, "unknown_customer",
        "validation_failed", "validation_failed",
    ]  # fmt: skip
    assert sorted(told["meter_no"] for told in department.said(MeterInstalled, count=3)) == ["A1", "A5", "A6"]
    assert [outcome["reason"] for outcome in department.send(InstallMeter, rows, roles=LEADER)] == reasons
    department.say(CustomerRegistered, customer_no="C9", name="新客戶", kind="residential", status="existing")
    assert department.send(InstallMeter, [meter("A2", "C9")], roles=LEADER)[0]["reason"] is None
    assert department.ask(GetMeter, roles=READER, meter_no="A2")["reading_class"] == "indoor_residential"


@pytest.mark.rule("MET-12")
def test_opening_figures_and_history_are_taken_row_by_row(rounds):
    figures = [
        {"meter_no": "M2", "read_on": "2025-02-13", "kind": "regular", "base_reading": "5904", "cumulative": "", "remaining": ""},
        {"meter_no": "M9", "read_on": "2025-02-13", "kind": "regular", "base_reading": "1", "cumulative": "", "remaining": ""},
        {"meter_no": "M1", "read_on": "2025-02-13", "kind": "regular", "base_reading": "", "cumulative": "", "remaining": ""},
    ]
    reasons = [outcome["reason"] for outcome in rounds.send(RecordOpeningReading, figures, roles=LEADER)]
    assert reasons == [None, "unknown_meter", "validation_failed"]
    months = [
        {"meter_no": "M2", "month": month, "volume": volume}
        for month, volume in {"2024-12": "30", "2025-01": "40.5", "2025-02": "35"}.items()
    ]
    rows = [*months, {"meter_no": "M9", "month": "2025-01", "volume": "1"}, {"meter_no": "M1", "month": "2025-13", "volume": "1"}]
    for _ in range(2):
        reasons = [outcome["reason"] for outcome in rounds.send(RecordConsumption, rows, roles=LEADER)]
        assert reasons == [None, None, None, "unknown_meter", "validation_failed"]
    rounds.read(base_reading="5940")
    (told,) = rounds.said(ReadingAccepted)
    assert (told["previous"], told["volume"], told["recent_volumes"]) == ("5904", "36", ["30", "40.5", "35"])


@pytest.mark.rule("MET-02", "MET-03", "MET-09", "MET-13", "MET-20")
def test_a_cell_that_is_left_empty_is_not_known_and_refuses_nothing_that_can_do_without(rounds):
    """A meter with gas since nobody knows when, of no known place, make, age; readings of no known entry; a sheet of no known reader."""
    plate = {"inlet": "left", "meter_type": "", "position": "", "installed_on": "", "life_years": "", "state": "gas_on", "gas_on_on": ""}
    meters = [{"meter_no": "M7", "customer_no": "C2", **plate}, {"meter_no": "M8", "customer_no": "C1", **plate}]
    assert [outcome["reason"] for outcome in rounds.send(InstallMeter, meters, roles=LEADER)] == [None, None]
    assert [(told["position"], told["gas_on_on"]) for told in rounds.said(MeterInstalled, count=5)[3:]] == [(None, None)] * 2
    opening = {"meter_no": "M7", "read_on": "", "kind": "", "base_reading": "10", "cumulative": "", "remaining": ""}
    assert rounds.send(RecordOpeningReading, [opening], roles=LEADER)[0]["reason"] is None
    lines = [row("M7", "2025-03-01T08:00", "15", entered_on=""), row("M8", "2025-03-22T08:00", **SHOP, entered_on="")]
    assert [outcome["reason"] for outcome in rounds.send(RecordReading, lines, roles=("counter_clerk",))] == [None, None]
    sheets = [{"sheet_no": number, "reader": "", "issued_on": "", "returned_on": back, "pages": "1"} for number, back in (
        ("S1", ""), ("S2", "2025-03-31"), ("S3", "2025-04-01"))]  # fmt: skip
    assert [outcome["reason"] for outcome in rounds.send(RegisterSheet, sheets, roles=LEADER)] == [None] * 3
    told = [(item["meter_no"], item["reading_class"], item["volume"], item["entered_on"]) for item in rounds.said(ReadingAccepted, count=2)]
    assert sorted(told) == [("M7", None, "5", None), ("M8", "commercial", "4520", None)]
    found = rounds.ask(GetReadingMonth, roles=LEADER, period="2025-03")["findings"]
    assert found["MET-09"] == {"late_entries": [], "count": 0}
    assert (found["MET-05"]["due"], found["MET-05"]["read"], found["MET-06"]["due"]) == (3, 1, 1)
    assert (found["MET-13"]["missing_sheets"], found["MET-13"]["missing_pages"]) == (["S1"], [{"sheet_no": "S2", "page": 1}])


@pytest.mark.rule("MET-10")
def test_the_day_of_a_line_whose_entry_nobody_dates_is_filed_the_day_after_it_was_read(rounds):
    rounds.send(RecordReading, [row("M2", "2025-03-22T08:00", "6025", entered_on="")], roles=("counter_clerk",))
    rounds.run_due("2025-03-22")
    assert rounds.said(DailyReadingReportFiled, count=0) == []
    rounds.run_due("2025-03-23")
    assert [(told["date"], told["read"]) for told in rounds.said(DailyReadingReportFiled)] == [("2025-03-22", 1)]
