"""A form that contracts takes to the file stands in the register of filled forms too, over the bus (CON-24, CON-27)."""

import pytest

from kefu_contracts.service import Contracts
from kefu_documents.service import Documents
from kefu_messages.attendance import StaffRegistered
from kefu_messages.contracts import FileForm, FormFiled, FormHandedIn, FormReviewed, HandInForm, ReviewForm
from kefu_messages.documents import FiledWithItsFiling, FillForm, GetFilledForm, LendDocument, ListFilledForms, PutFormOnFile, SignForm

ENGINEER, MANAGER, ADMIN = ("engineer",), ("service_manager",), ("admin_hr",)
HANDED_IN = {
    "filing_no": "GD-1", "form": "travel_application", "document_no": "CC-9", "customer_no": "U7", "staff_no": "J07",
    "handed_in_on": "2025-05-06",
}  # fmt: skip
FILED = {"filed_on": "2025-05-08", "file_no": "DA-12"}


@pytest.fixture
def office(shared):
    """Contracts and documents beside each other on a bus."""
    shared.organisation = "jinyang"
    inside = shared.start(Contracts, Documents)
    for number, role in (("J07", "engineer"), ("J04", "service_manager")):
        posts = [{"since": "2020-01-01", "roles": [role], "reports_to": None}]
        inside.say(StaffRegistered, staff_no=number, name=f"員工{number}", joined_on="2020-01-01", posts=posts)
    return inside


def registered(place, form_no, **more):
    """What the register says of a form."""
    place.settle()
    return place.ask(GetFilledForm, roles=ENGINEER, by="J07", form_no=form_no, **more)


@pytest.mark.rule("CON-24")
def test_a_form_on_its_way_to_the_file_stands_in_the_register_step_by_step(office):
    office.ask(HandInForm, roles=ENGINEER, by="J07", **HANDED_IN)
    shown = registered(office, "CC-9")
    assert (shown["state"], shown["filing_no"], shown["staff_no"], shown["filled_on"]) == ("filled", "GD-1", "J07", "2025-05-06")
    assert shown["missing"] == ["service_manager"]
    with pytest.raises(FiledWithItsFiling):
        office.ask(PutFormOnFile, roles=ADMIN, by="P01", form_no="CC-9", **FILED)
    office.ask(ReviewForm, roles=MANAGER, by="J04", filing_no="GD-1", reviewed_on="2025-05-07")
    shown = registered(office, "CC-9")
    assert (shown["state"], shown["missing"], shown["signatures"][0]["staff_no"]) == ("signed", [], "J04")
    office.ask(FileForm, roles=ADMIN, by="P01", filing_no="GD-1", **FILED)
    shown = registered(office, "CC-9")
    assert (shown["state"], shown["filed_on"], shown["file_no"]) == ("filed", "2025-05-08", "DA-12")
    listed = office.ask(ListFilledForms, roles=ENGINEER, form="travel_application", state="filed")["items"]
    assert [one["form_no"] for one in listed] == ["CC-9"]
    lent = {"loan_no": "JY-1", "document_no": "CC-9", "borrower": "J07", "lent_on": "2025-06-02"}
    assert office.ask(LendDocument, roles=ADMIN, by="P01", **lent)["state"] == "lent"


@pytest.mark.rule("CON-24")
def test_a_form_that_was_filled_in_here_keeps_what_is_written_on_it(office):
    content = {"目的地": "包頭"}
    office.ask(FillForm, roles=ENGINEER, by="J07", form_no="CC-9", form="travel_application", content=content, filled_on="2025-05-05")
    office.ask(SignForm, roles=MANAGER, by="J04", form_no="CC-9", signature="service_manager", signed_on="2025-05-05")
    office.ask(HandInForm, roles=ENGINEER, by="J07", **HANDED_IN)
    office.ask(ReviewForm, roles=MANAGER, by="J04", filing_no="GD-1", reviewed_on="2025-05-07")
    shown = registered(office, "CC-9")
    assert (shown["content"], shown["filled_on"], shown["filing_no"]) == (content, "2025-05-05", "GD-1")
    assert [(one["by"], one["signed_on"]) for one in shown["signatures"]] == [("service_manager", "2025-05-05")]


@pytest.mark.rule("CON-27")
def test_another_form_of_that_number_is_left_alone(office):
    office.ask(FillForm, roles=ENGINEER, by="J07", form_no="CC-9", form="service_application", content={}, filled_on="2025-05-05")
    office.ask(HandInForm, roles=ENGINEER, by="J07", **{**HANDED_IN, "form": "program_change_form"})
    assert registered(office, "CC-9")["form"] == "service_application"
    shown = registered(office, "GD-1")
    assert (shown["form"], shown["filing_no"], shown["missing"]) == ("change_request_form", "GD-1", ["official_seal"])


@pytest.mark.rule("CON-24")
def test_the_register_is_the_same_in_whatever_order_it_hears(office):
    told = {name: HANDED_IN[name] for name in ("filing_no", "form", "document_no")}
    office.say(FormFiled, **told, **FILED, because=["CON-24"])
    office.say(FormReviewed, **told, reviewed_on="2025-05-07", reviewed_by="J04", because=["CON-24"])
    office.say(FormHandedIn, **HANDED_IN, implementation_no=None, goes_to="administration", because=["CON-24"])
    shown = registered(office, "CC-9")
    assert (shown["state"], shown["filled_by"], shown["filed_on"], shown["missing"]) == ("filed", "J07", "2025-05-08", [])
