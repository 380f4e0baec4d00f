"""Who sees whose discipline: HR all, a head the people below him, everybody the own; each look on the trail."""

import pytest

from kefu_messages.discipline import (
    ConfirmEveningCheck,
    GetDisciplineReport,
    GetEveningCheck,
    ListProposals,
    NotTheirFile,
    RecordEveningCheck,
    ReplayPenalties,
)
from kefu_messages.errors import NotFound

EVERYBODY = ["C01", "C02", "C03"]


@pytest.fixture
def told_of(jinyang):
    """Everybody below L01 and L02 was late to a meeting; whoever is late too often is proposed for dismissal."""
    jinyang.join("X01", role="department_head", superior=None)
    for who in EVERYBODY:
        jinyang.attend("M1", who, "late", day="2025-06-06")
    return jinyang


@pytest.mark.rule("DIS-63")
@pytest.mark.parametrize(
    ("message", "asked", "people"),
    [
        (GetDisciplineReport, {"as_of": "2025-06-30"}, lambda told: {item["staff_no"] for item in told["fines"]}),
        (
            ReplayPenalties, {"values": {"meeting_late_fine": 30}, "as_of": "2025-06-30"},
            lambda told: {row["staff_no"] for row in told["differing"]},
        ),
        (ListProposals, {"open_only": False}, lambda told: {row["staff_no"] for row in told["proposals"]}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_a_report_shows_hr_all_and_a_head_the_people_below_him(told_of, message, asked, people):
    whole = people(told_of.act(message, "P01", **asked))
    assert whole == (set() if message is ListProposals else set(EVERYBODY))
    assert people(told_of.act(message, "H01", **asked)) == whole
    told_of.ask(message, roles=("department_head",), by="X01", **asked)
    assert people(told_of.ask(message, roles=("department_head",), by="X01", **asked)) == set()
    looks = told_of.looks(message)
    assert [look["by"] for look in looks] == ["P01", "H01", "X01", "X01"]
    assert set(looks[0]["shown"]) >= whole
    assert looks[2]["shown"] == (["X01"] if message is GetDisciplineReport else [])


@pytest.mark.rule("DIS-63")
def test_a_head_reads_the_file_of_whoever_works_below_him(told_of):
    assert told_of.file("C01", by="H01")["staff_no"] == "C01"
    with pytest.raises(NotTheirFile):
        told_of.file("C01", by="L02")


@pytest.mark.rule("DIS-26", "DIS-63")
def test_an_evening_check_is_for_who_answers_for_it_those_above_and_whoever_made_it(told_of):
    told_of.leaves_last("C01", "2025-06-06")
    check = {"check_no": "Q1", "date": "2025-06-06", "left_on": "空調", "checked_by": "L02", "checked_at": "2025-06-06T19:00"}
    told_of.act(RecordEveningCheck, "L02", **check)
    told_of.settle()
    told_of.act(ConfirmEveningCheck, "H01", check_no="Q1", confirmed_on="2025-06-07")
    for reader in ("P01", "H01", "L01", "L02", "C01"):
        assert told_of.act(GetEveningCheck, reader, check_no="Q1")["staff_no"] == "C01"
    for reader in ("C02", "C03"):
        for number in ("Q1", "Q9"):
            with pytest.raises(NotFound) as refusal:
                told_of.act(GetEveningCheck, reader, check_no=number)
            assert refusal.value.params == {"kind": "check_no", "key": number}
    looks = told_of.looks(GetEveningCheck)
    assert [(look["by"], look["allowed"]) for look in looks] == [
        ("P01", True), ("H01", True), ("L01", True), ("L02", True), ("C01", True), ("C02", False), ("C03", False),
    ]  # fmt: skip


@pytest.mark.rule("DIS-63")
def test_where_nobody_has_a_superior_a_head_sees_the_whole_department(jinyang, monkeypatch):
    monkeypatch.setattr(jinyang, "nobody_above", True)
    jinyang.enter("doc4")
    jinyang.join("X01", role="department_head", superior=None)
    jinyang.join("X02", role="charging_clerk", superior=None, department="finance")
    for who in (*EVERYBODY, "X02"):
        jinyang.attend("M1", who, "late", day="2025-06-06")
    told = jinyang.ask(GetDisciplineReport, roles=("department_head",), by="X01", as_of="2025-06-30")
    assert {item["staff_no"] for item in told["fines"]} == set(EVERYBODY)
    assert {item["staff_no"] for item in jinyang.act(GetDisciplineReport, "P01", as_of="2025-06-30")["fines"]} == {*EVERYBODY, "X02"}
    assert jinyang.file("C01", by="H01")["staff_no"] == "C01"
    with pytest.raises(NotTheirFile):
        jinyang.file("C01", by="L01")
