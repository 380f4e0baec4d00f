"""Forms filled in, signed, filed and lent on a real bus and store."""

import pytest

from kefu_documents.service import Documents
from kefu_messages.attendance import StaffRegistered
from kefu_messages.documents import (
    DocumentLent,
    DocumentNotFiled,
    DocumentOnLoan,
    DocumentOverdue,
    DocumentReturned,
    FilledFormFiled,
    FilledFormSigned,
    FillForm,
    GetDocumentLoan,
    GetFilledForm,
    GetForm,
    LendDocument,
    ListDocumentLoans,
    ListFilledForms,
    ListForms,
    NoSuchSignature,
    PutFormOnFile,
    ReturnDocument,
    SignatureOutOfTurn,
    SignaturesMissing,
    SignForm,
    WhyFilledForm,
)
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound, SelfApproval, ValidationFailed
from kefu_messages.platform import built_ins

ENGINEER, MANAGER, ADMIN = ("engineer",), ("service_manager",), ("admin_hr",)
TRAVEL = {"form_no": "CC-7", "form": "出差申請單", "content": {"目的地": "包頭", "天數": "2"}, "filled_on": "2025-05-06"}


@pytest.fixture
def documents(shared):
    shared.start(Documents)
    shared.organisation = "jinyang"
    with shared.together():
        for number, superior in (("J07", "J04"), ("J04", None), ("J08", "J04")):
            post = {"since": "2023-01-01", "roles": ["engineer"], "reports_to": superior}
            shared.say(StaffRegistered, staff_no=number, name=number, joined_on="2023-01-01", posts=[post])
    return shared


@pytest.mark.rule("CON-24")
def test_a_travel_application_is_signed_and_filed_and_lent_and_returned(documents):
    filled = documents.ask(FillForm, roles=ENGINEER, by="J07", **TRAVEL)
    assert (filled["form"], filled["state"], filled["missing"]) == ("travel_application", "filled", ["service_manager"])
    with pytest.raises(AlreadyExists):
        documents.ask(FillForm, roles=ENGINEER, by="J07", **TRAVEL)
    with pytest.raises(SignaturesMissing):
        documents.ask(PutFormOnFile, roles=ADMIN, form_no="CC-7", filed_on="2025-05-07", file_no="DA-12")
    with pytest.raises(SelfApproval):
        documents.ask(SignForm, roles=MANAGER, by="J07", form_no="CC-7", signature="service_manager", signed_on="2025-05-06")
    assert documents.said(FilledFormSigned, count=0) == []
    signed = documents.ask(SignForm, roles=MANAGER, by="J04", form_no="CC-7", signature="service_manager", signed_on="2025-05-06")
    assert (signed["state"], signed["missing"], signed["signatures"][0]["staff_no"]) == ("signed", [], "J04")
    assert documents.said(FilledFormSigned)[0]["because"] == ["CON-24"]
    with pytest.raises(DocumentNotFiled):
        documents.ask(LendDocument, roles=ADMIN, loan_no="JY-1", document_no="CC-7", borrower="J08", lent_on="2025-05-08")
    documents.ask(PutFormOnFile, roles=ADMIN, by="P01", form_no="CC-7", filed_on="2025-05-07", file_no="DA-12")
    assert documents.said(FilledFormFiled)[0]["filed_with"] == "administration"
    assert {item["name"] for item in documents.ask(WhyFilledForm, roles=ENGINEER, form_no="CC-7")["decisions"]} == {
        "filled", "signed by service_manager", "filed",
    }  # fmt: skip
    assert [item["form_no"] for item in documents.ask(ListFilledForms, roles=ENGINEER, form="出差申請單", state="filed")["items"]] == [
        "CC-7"
    ]


@pytest.mark.rule("CUS-64")
def test_a_filed_form_is_lent_to_one_at_a_time_and_its_delay_is_said_once(documents):
    _filed(documents, "CC-8")
    lent = documents.ask(LendDocument, roles=ADMIN, by="P01", loan_no="JY-1", document_no="CC-8", borrower="J08", lent_on="2025-06-02")
    assert (lent["due_on"], lent["state"]) == ("2025-06-09", "lent")
    assert documents.said(DocumentLent)[0]["due_on"] == "2025-06-09"
    with pytest.raises(DocumentOnLoan):
        documents.ask(LendDocument, roles=ADMIN, loan_no="JY-2", document_no="CC-8", borrower="J07", lent_on="2025-06-03")
    run_due = next(message for message in built_ins("documents") if message.__name__ == "RunDue")
    for day, count in (("2025-06-09", 0), ("2025-06-10", 1), ("2025-06-11", 1)):
        documents.ask(run_due, roles=("system_administrator",), as_of=day)
        assert len(documents.said(DocumentOverdue, count=count)) == count
    assert [item["loan_no"] for item in documents.ask(ListDocumentLoans, roles=ADMIN, state="lent")["items"]] == ["JY-1"]
    documents.ask(ReturnDocument, roles=ADMIN, loan_no="JY-1", returned_on="2025-06-12")
    assert documents.said(DocumentReturned)[0]["days_late"] == 3
    assert documents.ask(GetDocumentLoan, roles=ENGINEER, loan_no="JY-1")["days_late"] == 3
    documents.ask(LendDocument, roles=ADMIN, loan_no="JY-2", document_no="CC-8", borrower="J07", lent_on="2025-06-12")


def _filed(documents, form_no):
    request = {"form": "password_recovery_application", "content": {}, "filled_on": "2025-06-01"}
    documents.ask(FillForm, roles=ENGINEER, by="J07", form_no=form_no, **request)
    documents.ask(PutFormOnFile, roles=ADMIN, by="P01", form_no=form_no, filed_on="2025-06-01", file_no="DA-1")


def test_a_confidential_form_is_read_by_hr_the_manager_the_person_and_who_filled_it_in(documents):
    form = {"form_no": "SY-1", "form": "probation_form", "content": {"評分": "85"}, "filled_on": "2025-06-01", "staff_no": "J07"}
    documents.ask(FillForm, roles=MANAGER, by="J09", **form)
    for reader, roles in (("J07", ENGINEER), ("J04", MANAGER), ("J09", MANAGER), ("P01", ADMIN)):
        assert documents.ask(GetFilledForm, roles=roles, by=reader, form_no="SY-1")["content"] == {"評分": "85"}
    for message in (GetFilledForm, WhyFilledForm):
        _told_of_none(documents, message)
    with pytest.raises(NotAllowed):
        documents.ask(ListFilledForms, roles=MANAGER, by="J04", form="probation_form")
    looks = [entry["by"] for entry in documents.looks(GetFilledForm) if entry["what"] == "get_filled_form"]
    assert looks == ["J07", "J04", "J09", "P01"]


def _told_of_none(documents, message, **more):
    """J08 is told the same of SY-1, which he may not read, as of a number that nobody has; the attempt is on the trail."""
    for number in ("SY-1", "SY-9"):
        with pytest.raises(NotFound) as refusal:
            documents.ask(message, roles=ENGINEER, by="J08", form_no=number, **more)
        assert refusal.value.params == {"kind": "form_no", "key": number}
    looks = {(look["what"], look["subject"]) for look in documents.looks(message) if look["by"] == "J08"}
    assert looks == {(f"refused:{message.verb()}", "filled_forms/SY-1")}


@pytest.mark.rule("ATT-14")
@pytest.mark.parametrize("form", ["hospital_certificate", "leave_papers", "personal_leave_application", "leave_supporting_document"])
def test_who_may_not_read_a_leave_paper_learns_nothing_by_signing_it(documents, form):
    documents.ask(FillForm, roles=("admin_hr",), by="P01", form_no="SY-1", form=form, content={}, filled_on="2025-06-01", staff_no="J07")
    for signature in ("witness", "customer_service_supervisor", "head_of_customer_service"):
        for day in ("2025-06-01", "2025-05-31"):
            _told_of_none(documents, SignForm, signature=signature, signed_on=day)
    for by, roles in (("J07", ENGINEER), ("J04", MANAGER), ("P01", ADMIN)):
        with pytest.raises(NoSuchSignature):
            documents.ask(SignForm, roles=roles, by=by, form_no="SY-1", signature="witness", signed_on="2025-06-01")


@pytest.mark.rule("ATT-16")
def test_whose_post_signs_such_forms_is_told_why_not(documents):
    form = {"form": "personal_leave_application", "content": {"事由": "家事"}, "filled_on": "2025-06-01", "staff_no": "J07"}
    documents.ask(FillForm, roles=ENGINEER, by="J07", form_no="SY-1", **form)
    sign = {"form_no": "SY-1", "signed_on": "2025-06-01", "signature": "customer_service_manager"}
    with pytest.raises(SignatureOutOfTurn):
        documents.ask(SignForm, roles=("customer_service_manager",), by="M01", **sign)


@pytest.mark.rule("DIS-23")
def test_a_witness_signs_a_penalty_form_and_is_shown_the_signatures_alone(documents):
    form = {"form": "penalty_notice", "content": {"金額": "100"}, "filled_on": "2025-06-01", "staff_no": "J07"}
    documents.ask(FillForm, roles=MANAGER, by="J09", form_no="SY-1", **form)
    sign = {"form_no": "SY-1", "signed_on": "2025-06-01"}
    _told_of_none(documents, SignForm, signature="sanctioned_employee", signed_on="2025-06-01")
    told = documents.ask(SignForm, roles=ENGINEER, by="J08", **sign, signature="witness")
    assert (told["state"], [one["staff_no"] for one in told["signatures"]]) == ("signed", ["J08"])
    assert not {"content", "staff_no", "customer_no", "filled_by"} & {name for name, value in told.items() if value is not None}
    assert documents.ask(GetFilledForm, roles=MANAGER, by="J04", form_no="SY-1")["content"] == {"金額": "100"}


def test_the_catalogue_is_read_page_by_page_in_the_reader_s_language(documents):
    pages = documents.ask(ListForms, roles=ENGINEER, filed_with="administration")
    assert "travel_application" in {form["form"] for form in pages["items"]}
    assert documents.ask(GetForm, roles=ENGINEER, form="處罰單", language="zh-Hans")["title"] == "处罚单"


@pytest.mark.rule("CON-24", "CUS-17")
def test_no_day_is_ahead_and_none_before_the_one_that_comes_first(documents):
    with pytest.raises(ValidationFailed):
        documents.ask(FillForm, roles=ENGINEER, by="J07", **{**TRAVEL, "filled_on": "2099-01-01"})
    documents.ask(FillForm, roles=ENGINEER, by="J07", **TRAVEL)
    sign = {"form_no": "CC-7", "signature": "service_manager", "name": ""}
    for day in ("2020-05-06", "2099-01-01"):
        with pytest.raises(ValidationFailed):
            documents.ask(SignForm, roles=MANAGER, by="J04", **sign, signed_on=day)
    documents.ask(SignForm, roles=MANAGER, by="J04", **sign, signed_on="2025-05-07")
    for day in ("2019-05-06", "2025-05-06", "2099-01-01"):
        with pytest.raises(ValidationFailed):
            documents.ask(PutFormOnFile, roles=ADMIN, by="A1", form_no="CC-7", file_no="DA-1", filed_on=day)
    documents.ask(PutFormOnFile, roles=ADMIN, by="A1", form_no="CC-7", file_no="DA-1", filed_on="2025-05-08")
    loan = {"loan_no": "L1", "document_no": "CC-7", "borrower": "J08"}
    for day in ("2018-01-01", "2099-01-01"):
        with pytest.raises(ValidationFailed):
            documents.ask(LendDocument, roles=ADMIN, by="A1", **loan, lent_on=day)
    documents.ask(LendDocument, roles=ADMIN, by="A1", **loan, lent_on="2025-05-09")
    with pytest.raises(ValidationFailed):
        documents.ask(ReturnDocument, roles=ADMIN, by="A1", loan_no="L1", returned_on="2099-01-01")
