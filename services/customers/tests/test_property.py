"""Units, visits, letters, cards and files on a real bus and store (CUS-56..64)."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.customers import (
    ArrearsReasonRecorded,
    ArrearsReasonUnknown,
    ChangeHolder,
    DuplicateUnit,
    FileInArchive,
    FileLent,
    FileOnLoan,
    FileReturned,
    GetArchiveFile,
    GetArrearsReasons,
    GetCardFigures,
    GetFindingTreatment,
    GetHouseholdVisit,
    GetOwnerMailing,
    GetOwnerSatisfaction,
    GetUnit,
    HandOverUnit,
    HouseholdVisited,
    IssueResidentCard,
    LendFile,
    ListAddressRepairs,
    ListArchiveFiles,
    ListResidentCards,
    ListUnits,
    ListVisitFindings,
    MoveIn,
    MoveOut,
    NotHandedOverYet,
    OccupancyDoesNotFit,
    RecordArrearsContact,
    RecordHouseholdVisit,
    RecordLetter,
    RecordOwnerSurvey,
    RecordVisitFinding,
    RegisterUnit,
    RepairAddress,
    ReturnFile,
    TakeUnitCensus,
    TreatVisitFinding,
    UnitChanged,
    UnitRegistered,
    VisitFindingRecorded,
    VisitFindingTreated,
)
from kefu_messages.errors import NotAllowed, StateConflict, UnknownUnit, ValidationFailed

AGENT, STEWARD, CUSTODIAN = ("property_service_agent",), ("area_steward",), ("archive_custodian",)
UNIT = {
    "type": "residence",
    "area": "B",
    "building": "B01",
    "owner": "謝玉洋",
    "ownership": "owner",
    "chargeable": "yes",
    "monthly_fee": "126.65",
}
OCCUPIED = {**UNIT, "handed_over_on": "2023-01-10", "occupancy": "decorated", "occupied_since": "2023-02-01"}


@pytest.fixture
def customers(shared):
    shared.organisation = "shenpu_property"
    return shared.start(Customers)


def bring(customers, message, *rows):
    """The refusal reasons of imported rows, None for an accepted one."""
    return [answer["reason"] for answer in customers.send(message, rows, roles=("system_administrator",))]


def occupied(customers, *numbers, **more):
    assert bring(customers, RegisterUnit, *({"unit_no": number, **OCCUPIED, **more} for number in numbers)) == [None] * len(numbers)


@pytest.mark.rule("CUS-56")
def test_a_unit_is_handed_over_moved_into_sold_and_left_on_dated_days(customers):
    assert bring(customers, RegisterUnit, {"unit_no": "5-201", **UNIT}) == [None]
    move = {"unit_no": "5-201", "moved_in_on": "2025-04-01", "occupancy": "under_decoration"}
    with pytest.raises(NotHandedOverYet):
        customers.ask(MoveIn, roles=STEWARD, **move)
    customers.ask(HandOverUnit, roles=STEWARD, by="G1", unit_no="5-201", handed_over_on="2025-03-01")
    with pytest.raises(OccupancyDoesNotFit):
        customers.ask(MoveIn, roles=STEWARD, **{**move, "occupancy": "shop"})
    customers.ask(MoveIn, roles=STEWARD, by="G1", **move, tenant="張先生")
    customers.ask(ChangeHolder, roles=STEWARD, by="G1", unit_no="5-201", holder="owner", name="周女士", changed_on="2025-05-01")
    assert customers.ask(GetUnit, roles=STEWARD, unit_no="5-201")["group"] == "occupied"
    customers.ask(MoveOut, roles=STEWARD, by="G1", unit_no="5-201", moved_out_on="2025-08-31")
    unit = customers.ask(GetUnit, roles=STEWARD, unit_no="5-201")
    assert (unit["owner"], unit["tenant"], unit["occupancy"], unit["group"]) == ("周女士", None, None, "unoccupied")
    assert [(event["what"], event["on"], event["before"]) for event in unit["history"]] == [
        ("handed_over", "2025-03-01", None), ("moved_in", "2025-04-01", None), ("owner_changed", "2025-05-01", "謝玉洋"),
        ("moved_out", "2025-08-31", None),
    ]  # fmt: skip
    assert [said["what"] for said in customers.said(UnitChanged, count=4)] == ["handed_over", "moved_in", "owner_changed", "moved_out"]
    assert [one["unit_no"] for one in customers.ask(ListUnits, roles=STEWARD, area="B")["items"]] == ["5-201"]


@pytest.mark.rule("CUS-57")
def test_units_are_counted_by_group_type_and_state_as_of_a_day(customers):
    occupied(customers, "A-1", "A-2", occupancy="under_decoration", occupied_since="2024-12-31")
    rows = [
        {"unit_no": "P-1", "type": "parking", "ownership": "owner", "handed_over_on": "2024-01-10"},
        {"unit_no": "A-3", "type": "residence", "ownership": "leaseback"},
        {"unit_no": "A-1", **OCCUPIED},
        {"unit_no": "S-1", **OCCUPIED, "type": "shop"},
        {"unit_no": "X-1", **OCCUPIED, "type": "castle"},
        {"unit_no": "P-0", "type": "parking", "ownership": "owner", "handed_over_on": "2005-01-10"},
    ]
    told = [None, None, "duplicate_unit", "occupancy_does_not_fit", "validation_failed", None]
    assert bring(customers, RegisterUnit, *rows) == told
    census = customers.ask(TakeUnitCensus, roles=STEWARD, on="2024-12-31")
    assert census["groups"] == {"occupied": {"residence": 2}, "unoccupied": {"parking": 2}, "let": {"residence": 1}, "not_handed_over": {}}
    assert census["occupied_by_state"] == {"under_decoration": 2}
    assert customers.ask(TakeUnitCensus, roles=STEWARD, on="2024-12-30")["groups"]["unoccupied"] == {"parking": 2, "residence": 2}
    assert len(customers.said(UnitRegistered, count=5)) == 5


@pytest.mark.rule("CUS-57", "CUS-60")
def test_a_file_sent_again_changes_nothing_and_a_faulty_row_stops_no_other(customers):
    units = [{"unit_no": "A-1", **OCCUPIED}, {"unit_no": "A-2", **OCCUPIED, "handed_over_on": "2023-13-01"}, {"unit_no": "", **OCCUPIED},
             {"unit_no": "A-3", **OCCUPIED}, {"unit_no": "A-1", **OCCUPIED, "type": "shop"}]  # fmt: skip
    outcome = [None, "validation_failed", "validation_failed", None, "duplicate_unit"]
    assert bring(customers, RegisterUnit, *units) == outcome
    assert bring(customers, RegisterUnit, *units) == outcome
    assert customers.ask(TakeUnitCensus, roles=STEWARD, on="2024-12-31")["groups"]["occupied"] == {"residence": 2}
    customers.settle()
    assert len(customers.said(UnitRegistered, count=2)) == 2
    unit = customers.ask(GetUnit, roles=STEWARD, unit_no="A-1")
    assert (unit["unit_type"], unit["monthly_fee"], unit["version"]) == ("residence", "126.65", 1)
    with pytest.raises(DuplicateUnit):
        customers.ask(RegisterUnit, roles=AGENT, unit_no="A-1", type="residence")


@pytest.mark.rule("CUS-58")
def test_arrears_contacts_are_grouped_by_reason(customers):
    occupied(customers, "5-201")
    told = {"contact_no": "GT-1", "unit_no": "5-201", "contacted_on": "2024-05-06", "reason": "leak_unresolved", "need": "修好再交"}
    with pytest.raises(ArrearsReasonUnknown):
        customers.ask(RecordArrearsContact, roles=STEWARD, **{**told, "reason": "bad_mood"})
    with pytest.raises(UnknownUnit):
        customers.ask(RecordArrearsContact, roles=STEWARD, **{**told, "unit_no": "9-999"})
    assert customers.ask(RecordArrearsContact, roles=STEWARD, by="G1", **told)["steward"] == "G1"
    analysis = customers.ask(GetArrearsReasons, roles=STEWARD, year=2024)
    assert analysis == {"year": 2024, "reasons": [{"reason": "leak_unresolved", "contacts": 1, "units": ["5-201"]}]}
    assert customers.said(ArrearsReasonRecorded)[0]["need"] == "修好再交"


@pytest.mark.rule("CUS-59")
def test_letters_without_an_address_go_to_the_repair_list_until_it_is_known(customers):
    occupied(customers, "A-1", "A-2", "A-3")
    letter = {"mailing_no": "KD-1", "dispatched_on": "2024-05-10"}
    rows = [{**letter, "unit_no": "A-1", "state": "sent"}, {**letter, "unit_no": "A-2", "state": "address_unknown"},
            {**letter, "unit_no": "A-3", "state": "address_unknown"}, {**letter, "unit_no": "Z-9", "state": "sent"}]  # fmt: skip
    assert bring(customers, RecordLetter, *rows) == [None, None, None, "unknown_unit"]
    outcome = customers.ask(GetOwnerMailing, roles=STEWARD, mailing_no="KD-1")
    assert (outcome["targeted"], outcome["sent"], outcome["address_unknown"], outcome["address_unknown_percent"]) == (3, 1, 2, "66.7")
    customers.ask(RepairAddress, roles=STEWARD, unit_no="A-2", postal_address="申浦路 8 號", repaired_on="2024-05-12")
    assert customers.ask(ListAddressRepairs, roles=STEWARD) == {"units": ["A-3"]}


@pytest.mark.rule("CUS-60")
def test_three_cards_of_one_household_are_one_household_and_three_cards(customers):
    occupied(customers, "2-102")
    card = {"unit_no": "2-102", "holder_type": "owner", "reason": "gate_upgrade", "replaced_on": "2024-04-01"}
    rows = [{**card, "card_no": "K1"}, {**card, "card_no": "K2"}, {**card, "card_no": "K3", "holder_type": "tenant"},
            {**card, "card_no": "K1"}, {**card, "card_no": "K4", "unit_no": "9-999"}, {**card, "card_no": "K5", "unit_no": ""}]  # fmt: skip
    assert bring(customers, IssueResidentCard, *rows) == [None, None, None, "duplicate_card", *["unknown_unit"] * 2]
    assert bring(customers, IssueResidentCard, *rows) == [None, None, None, "duplicate_card", *["unknown_unit"] * 2]
    figures = customers.ask(GetCardFigures, roles=STEWARD, year=2024)
    assert (figures["households"], figures["cards"], figures["tenant_households"], figures["by_reason"]) == (1, 3, 1, {"gate_upgrade": 3})
    assert [one["card_no"] for one in customers.ask(ListResidentCards, roles=STEWARD, unit_no="2-102")["items"]] == ["K1", "K2", "K3"]


@pytest.mark.rule("CUS-61", "CUS-62")
def test_visits_and_findings_are_judged_row_by_row_and_every_finding_ends(customers):
    occupied(customers, "4-301")
    assert bring(customers, RegisterUnit, {"unit_no": "4-302", **UNIT, "handed_over_on": "2023-01-10"}) == [None]
    visit = {"unit_no": "4-301", "visited_on": "2024-01-02", "steward": "張春", "result": "有意見"}
    visits = [{**visit, "visit_no": "Z1"}, {**visit, "visit_no": "Z1"}, {**visit, "visit_no": "Z2", "unit_no": "9-999"},
              {**visit, "visit_no": "Z3", "unit_no": "4-302"}, {**visit, "visit_no": "Z4", "visited_on": "2023-01-31"},
              {**visit, "visit_no": "Z5", "unit_no": ""}]  # fmt: skip
    assert bring(customers, RecordHouseholdVisit, *visits) == [
        None,
        "duplicate_visit",
        "unknown_unit",
        "unit_not_occupied",
        "unit_not_occupied",
        "unknown_unit",
    ]
    finding = {"visit_no": "Z1", "category": "cleaning_greening", "description": "", "treatment": "", "ticket_no": ""}
    ticket = {"category": "engineering", "treatment": "ticket", "ticket_no": "T1"}
    findings = [{**finding, "finding_no": "W1"}, {**finding, "finding_no": "W2", **ticket},
                {**finding, "finding_no": "W3", "category": "security_vehicle"}, {**finding, "finding_no": "W4", "visit_no": "Z3"},
                {**finding, "finding_no": "W5", "category": "neighbours"}, {**finding, "finding_no": "W6", "category": ""},
                {**finding, "finding_no": "W7", "visit_no": ""}, {**finding, "finding_no": "W8", **ticket, "ticket_no": ""}]  # fmt: skip
    assert bring(customers, RecordVisitFinding, *findings) == [
        *[None] * 3, "unknown_visit", "unknown_category", "unknown_category", "unknown_visit", None,
    ]  # fmt: skip
    assert customers.ask(GetHouseholdVisit, roles=STEWARD, visit_no="Z1")["findings"] == ["W1", "W2", "W3", "W8"]
    treating = {"finding_no": "W1", "treatment": "no_action", "treated_on": "2024-01-05"}
    customers.ask(TreatVisitFinding, roles=STEWARD, **treating, reason="無法重現")
    with pytest.raises(StateConflict):
        customers.ask(TreatVisitFinding, roles=STEWARD, **treating, reason="再次")
    summary = customers.ask(GetFindingTreatment, roles=STEWARD, year=2024)
    assert (summary["visits"], summary["households"], summary["with_ticket"], summary["no_action"], summary["untreated"]) == (
        1,
        1,
        1,
        1,
        ["W3", "W8"],
    )
    assert summary["findings"] == {"cleaning_greening": 1, "engineering": 2, "security_vehicle": 1}
    assert [one["finding_no"] for one in customers.ask(ListVisitFindings, roles=STEWARD, year=2024, open_only=True)["items"]] == [
        "W3",
        "W8",
    ]
    assert len(customers.said(VisitFindingRecorded, count=4)) == 4
    assert customers.said(VisitFindingTreated)[0]["treatment"] == "no_action"
    assert [said["visit_no"] for said in customers.said(HouseholdVisited)] == ["Z1"]


@pytest.mark.rule("CUS-63")
def test_answers_by_phone_and_at_home_are_counted_by_the_units_area(customers):
    occupied(customers, "B-1")
    occupied(customers, "V-1", area="villa")
    answer = {"unit_no": "B-1", "channel": "phone", "answered_on": "2024-11-02", "satisfied": "yes"}
    asked = [{"survey_no": "D1"}, {"survey_no": "D2", "satisfied": "no"}, {"survey_no": "D3", "unit_no": "V-1"},
             {"survey_no": "D4", "unit_no": "9-9"}, {"survey_no": "D5", "channel": "email"},
             {"survey_no": "D6", "satisfied": ""}, {"survey_no": "D7", "channel": ""}, {"survey_no": "D8", "unit_no": ""}]  # fmt: skip
    rows = [{**answer, **one} for one in asked]
    assert bring(customers, RecordOwnerSurvey, *rows) == [
        None,
        None,
        None,
        "unknown_unit",
        "channel_not_allowed",
        "answer_missing",
        "channel_not_allowed",
        "unknown_unit",
    ]
    figures = customers.ask(GetOwnerSatisfaction, roles=STEWARD, year=2024)
    assert figures["overall"] == {"answers": 3, "satisfied": 2, "percent": "66.6667"}
    assert figures["areas"] == {
        "B": {"answers": 2, "satisfied": 1, "percent": "50"},
        "villa": {"answers": 1, "satisfied": 1, "percent": "100"},
    }


@pytest.mark.rule("CUS-61", "CUS-62", "CUS-63")
def test_findings_and_answers_that_repeat_a_number_in_a_file_count_each_and_once(customers):
    occupied(customers, "B-1")
    visit = {"visit_no": "Z1", "unit_no": "B-1", "visited_on": "2024-01-02", "steward": "張春"}
    assert bring(customers, RecordHouseholdVisit, visit) == [None]
    finding = {"finding_no": "W1", "visit_no": "Z1", "category": "engineering"}
    answer = {"survey_no": "D1", "unit_no": "B-1", "channel": "phone", "answered_on": "2024-11-02", "satisfied": "yes"}
    found = [finding, finding, {**finding, "category": "security_vehicle"}]
    answers = [answer, {**answer, "satisfied": "no"}, {**answer, "unit_no": "9-9"}, answer]
    for _ in range(2):
        assert bring(customers, RecordVisitFinding, *found) == [None, None, None]
        assert bring(customers, RecordOwnerSurvey, *answers) == [None, None, "unknown_unit", None]
    assert bring(customers, RecordOwnerSurvey, {**answer, "survey_no": "D0"}, *answers[:2]) == [None, "already_exists", "already_exists"]
    summary = customers.ask(GetFindingTreatment, roles=STEWARD, year=2024)
    assert (summary["findings"]["engineering"], summary["findings"]["security_vehicle"]) == (2, 1)
    assert customers.ask(GetOwnerSatisfaction, roles=STEWARD, year=2024)["overall"]["answers"] == 4
    told = [(event["finding_no"], event["written_no"]) for event in customers.said(VisitFindingRecorded, count=3)]
    assert sorted(told, key=lambda one: one[0]) == [("W1", None), ("W1~2", "W1"), ("W1~3", "W1")]


@pytest.mark.rule("CUS-64")
def test_a_lent_file_has_a_term_and_one_borrower(customers):
    filing = {"file_no": "F-12", "kind": "customer_file", "title": "業主資料", "place": "3 號柜", "filed_on": "2024-06-01"}
    with pytest.raises(NotAllowed):
        customers.ask(FileInArchive, roles=AGENT, **filing)
    customers.ask(FileInArchive, roles=CUSTODIAN, **filing)
    lending = {"file_no": "F-12", "borrower": "E1", "lent_on": "2024-07-01"}
    with pytest.raises(ValidationFailed):
        customers.ask(LendFile, roles=CUSTODIAN, **{**lending, "lent_on": "2999-12-31"})
    assert customers.ask(LendFile, roles=CUSTODIAN, **lending)["due_on"] == "2024-07-08"
    with pytest.raises(FileOnLoan):
        customers.ask(LendFile, roles=CUSTODIAN, **{**lending, "borrower": "E2"})
    (listed,) = customers.ask(ListArchiveFiles, roles=AGENT, state="on_loan")["items"]
    assert (listed["borrower"], listed["overdue"]) == ("E1", True)
    customers.ask(ReturnFile, roles=CUSTODIAN, file_no="F-12", returned_on="2024-07-10")
    file = customers.ask(GetArchiveFile, roles=AGENT, file_no="F-12")
    assert (file["state"], file["loans"][0]["days_late"], file["overdue"]) == ("filed", 2, False)
    assert customers.said(FileReturned)[0]["days_late"] == 2
    customers.ask(LendFile, roles=CUSTODIAN, **{**lending, "borrower": "E2", "lent_on": "2024-07-11"})
    assert [said["borrower"] for said in customers.said(FileLent, count=2)] == ["E1", "E2"]


@pytest.mark.rule("CUS-57", "CUS-60")
def test_a_unit_of_no_known_type_and_a_card_of_no_known_holder_are_taken_from_a_file(customers):
    assert bring(customers, RegisterUnit, {"unit_no": "1-1", **OCCUPIED, "type": ""}, {"unit_no": "1-2", **OCCUPIED, "type": "tent"}) == [
        None, "validation_failed",
    ]  # fmt: skip
    assert [told["unit_type"] for told in customers.said(UnitRegistered)] == [None]
    card = {"card_no": "K1", "unit_no": "1-1", "holder_type": "", "reason": "", "replaced_on": "2024-04-01"}
    assert bring(customers, IssueResidentCard, card, {**card, "card_no": "K2", "replaced_on": ""}) == [None, "validation_failed"]
    figures = customers.ask(GetCardFigures, roles=STEWARD, year=2024)
    assert (figures["cards"], figures["tenant_cards"], figures["by_reason"]) == (1, 0, {})
