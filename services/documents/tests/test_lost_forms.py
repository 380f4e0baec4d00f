"""Lost requests on a real bus and store: reported, found again, imported."""

import pytest

from kefu_documents.service import Documents
from kefu_messages.attendance import StaffRegistered
from kefu_messages.documents import (
    FormFoundAlready,
    GetLostForm,
    GetWhyLostForm,
    ListLostForms,
    LostFormFound,
    LostFormReported,
    RecordFormFound,
    ReportLostForm,
)
from kefu_messages.errors import AlreadyExists, NotAllowed, UnknownStaff
from kefu_messages.platform import built_ins

HR, MANAGER = ("hr",), ("service_manager",)
LOSS = {"staff_no": "J07", "form": "program_change", "sheets": 3, "loss_confirmed_on": "2025-06-12"}


@pytest.fixture
def documents(shared):
    shared.start(Documents)
    shared.say(
        StaffRegistered, staff_no="J07", name="林志強", joined_on="2023-01-01", posts=[{"since": "2023-01-01", "roles": ["engineer"]}]
    )
    return shared


@pytest.mark.rule("DIS-33")
def test_a_lost_request_is_told_and_so_is_its_return(documents):
    lost = documents.ask(ReportLostForm, roles=MANAGER, record_no="F01", **LOSS)
    assert (lost["sheets"], lost["found_on"]) == (3, None)
    (told,) = documents.said(LostFormReported)
    assert told == {"record_no": "F01", **LOSS, "because": ["DIS-33"]}
    assert documents.said(LostFormFound, count=0) == []
    found = documents.ask(RecordFormFound, roles=MANAGER, record_no="F01", found_on="2025-06-20")
    assert found["found_on"] == "2025-06-20"
    (told,) = documents.said(LostFormFound)
    assert told == {"record_no": "F01", "staff_no": "J07", "found_on": "2025-06-20", "because": ["DIS-33"]}
    with pytest.raises(FormFoundAlready):
        documents.ask(RecordFormFound, roles=MANAGER, record_no="F01", found_on="2025-06-21")
    assert documents.ask(GetLostForm, roles=HR, record_no="F01")["found_on"] == "2025-06-20"
    assert {item["name"] for item in documents.ask(GetWhyLostForm, roles=HR, record_no="F01")["decisions"]} == {"loss", "found"}


@pytest.mark.rule("DIS-33")
def test_nobody_unknown_loses_anything_and_no_record_twice(documents):
    with pytest.raises(UnknownStaff) as refusal:
        documents.ask(ReportLostForm, roles=HR, record_no="F02", **{**LOSS, "staff_no": "J99"})
    assert refusal.value.params["because"] == ["DIS-33"]
    assert documents.said(LostFormReported, count=0) == []
    assert documents.ask(ListLostForms, roles=HR)["items"] == []
    documents.ask(ReportLostForm, roles=HR, record_no="F01", **LOSS)
    with pytest.raises(AlreadyExists):
        documents.ask(ReportLostForm, roles=HR, record_no="F01", **{**LOSS, "sheets": 1})
    assert [item["sheets"] for item in documents.ask(ListLostForms, roles=HR, staff_no="J07")["items"]] == [3]


@pytest.mark.rule("DIS-35")
def test_rows_are_imported_with_what_was_found_by_then(documents):
    lost = {"staff_no": "J07", "form": "program_change", "sheets": "1", "loss_confirmed_on": "2025-06-12", "found_on": ""}
    rows = [
        {"record_no": "F01", **lost},
        {"record_no": "F02", **lost, "form": "password_recovery", "sheets": "3", "found_on": "2025-06-20"},
        {"record_no": "F03", **lost, "form": "data_removal", "staff_no": "J99"},
    ]
    outcomes = documents.send(ReportLostForm, rows, roles=HR)
    assert [(row["key"], row["state"], row["reason"]) for row in outcomes] == [
        ("F01", "accepted", None),
        ("F02", "accepted", None),
        ("F03", "refused", "unknown_staff"),
    ]
    assert outcomes[2]["detail"]["because"] == ["DIS-33"]
    assert [told["sheets"] for told in documents.said(LostFormReported, count=2)] == [1, 3]
    (found,) = documents.said(LostFormFound)
    assert (found["record_no"], found["because"]) == ("F02", ["DIS-35"])


@pytest.mark.rule("DIS-33")
@pytest.mark.parametrize("found_on", ["", "2025-06-20"])
def test_a_loss_that_nobody_has_confirmed_is_noted_and_told_once_it_is(documents, found_on):
    row = {"record_no": "F01", "staff_no": "J07", "form": "program_change", "sheets": "3", "loss_confirmed_on": "", "found_on": found_on}
    outcomes = [documents.send(ReportLostForm, [row], roles=HR)[0] for _ in range(2)]
    assert [outcome["reason"] for outcome in outcomes] == [None, None]
    shown = documents.ask(GetLostForm, roles=HR, record_no="F01")
    assert ("loss_confirmed_on" in shown, shown["found_on"]) == (False, found_on or None)
    if not found_on:
        assert documents.ask(RecordFormFound, roles=MANAGER, record_no="F01", found_on="2025-06-20")["found_on"] == "2025-06-20"
    assert (documents.said(LostFormReported, count=0), documents.said(LostFormFound, count=0)) == ([], [])
    other = {**row, "sheets": "2", "loss_confirmed_on": "2025-06-12"}
    outcomes = documents.send(ReportLostForm, [other, {**row, "loss_confirmed_on": "2025-06-12"}, {**other, "sheets": "3"}], roles=HR)
    assert [outcome["reason"] for outcome in outcomes] == ["already_exists", None, "already_exists"]
    (told,) = documents.said(LostFormReported)
    assert (told["sheets"], told["loss_confirmed_on"]) == (3, "2025-06-12")
    assert documents.said(LostFormFound)[0]["found_on"] == "2025-06-20"


@pytest.mark.rule("DIS-33")
def test_a_loss_names_who_what_and_how_much(documents):
    row = {"record_no": "F01", "staff_no": "J07", "form": "program_change", "sheets": "3", "loss_confirmed_on": "2025-06-12"}
    rows = [{**row, name: ""} for name in ("staff_no", "form", "sheets")]
    assert [outcome["reason"] for outcome in documents.send(ReportLostForm, rows, roles=HR)] == ["validation_failed"] * 3
    assert documents.said(LostFormReported, count=0) == []


def test_all_that_is_held_about_a_person_is_shown_to_hr_and_the_person_and_to_nobody_else(documents):
    documents.ask(ReportLostForm, roles=HR, record_no="F01", **LOSS)
    documents.settle()
    get_held = next(message for message in built_ins("documents") if message.__name__ == "GetHeld")
    for reader, roles in (("P01", HR), ("J07", ("engineer",))):
        held = documents.ask(get_held, roles=roles, by=reader, staff_no="J07")
        assert held["complete"]
        kept = {(item["collection"], item["key"]) for item in held["records"] if item["collection"] != "audit"}
        assert kept == {("lost_forms", "F01"), ("directory", "J07")}
        assert {item["content"]["what"] for item in held["records"] if item["collection"] == "audit"} >= {"report_lost_form"}
        assert "ops" not in held["records"][0]["content"]
    with pytest.raises(NotAllowed):
        documents.ask(get_held, roles=MANAGER, by="J04", staff_no="J07")
    assert documents.ask(get_held, roles=HR, staff_no="J08")["records"] == []
    list_audit = next(message for message in built_ins("documents") if message.__name__ == "ListAudit")
    looks = [entry for entry in documents.ask(list_audit, roles=HR)["items"] if entry["what"].endswith("get_held")]
    assert [(entry["by"], entry["what"], entry["subject"]) for entry in looks] == [
        ("P01", "get_held", "documents/J07"),
        ("J07", "get_held", "documents/J07"),
        ("J04", "refused:get_held", "documents/J07"),
        ("T01", "get_held", "documents/J08"),
    ]
