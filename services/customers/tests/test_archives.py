"""The confidential archive on a real bus and store."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.attendance import StaffRegistered
from kefu_messages.customers import (
    AnalyseSpecial,
    AnalysisNoteMissing,
    ArchiveExportNotAuthorised,
    ArchiveUpdated,
    AuthoriseArchiveExport,
    ChangeArchive,
    CreateArchive,
    DescribeCredit,
    DuplicateTransaction,
    ExportArchives,
    ExportSelfAuthorised,
    FileDocument,
    FlagSpecial,
    GetCustomer,
    InvestigateCredit,
    ListArchiveFindings,
    ListArchiveReads,
    ListTransactions,
    NameCustodian,
    NotArchiveCustodian,
    NoteComplaintCase,
    PurposeMissing,
    PurposeNotAllowed,
    ReadArchive,
    RecordCustomerVisit,
    RecordTransaction,
    RegisterCustomer,
    UnknownDocumentKind,
)
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound

SPECIALIST, SUPERVISOR, GUEST_DESK = ("customer_service_specialist",), ("customer_service_supervisor",), ("reception_agent",)
REVIEW = "second_development_contract_review"


@pytest.fixture
def customers(shared):
    shared.organisation = "emall"
    shared.start(Customers)
    facts = {"customer_no": "K1", "name": "甲公司", "kind": "commercial", "opened_on": "2024-01-01"}
    shared.ask(RegisterCustomer, roles=SPECIALIST, **facts)
    return shared


def create(customers, **more):
    return customers.ask(CreateArchive, roles=SPECIALIST, by="A1", customer_no="K1", created_on="2025-03-01", **more)


def read(customers, purpose=REVIEW, *, by="A1", roles=SPECIALIST):
    return customers.ask(ReadArchive, roles=roles, by=by, customer_no="K1", **({"purpose": purpose} if purpose else {}))


def employ(customers, staff_no, role):
    posts = [{"since": "2020-01-01", "roles": [role]}]
    customers.say(StaffRegistered, staff_no=staff_no, name=staff_no, joined_on="2020-01-01", posts=posts)


def findings(customers, as_of="2025-03-10"):
    rows = customers.ask(ListArchiveFindings, roles=SUPERVISOR, as_of=as_of)["archives"]
    return {row["customer_no"]: row["findings"] for row in rows}


@pytest.mark.rule("CUS-12")
def test_a_specialist_creates_an_archive_and_the_guest_desk_does_not(customers):
    with pytest.raises(NotAllowed):
        customers.ask(CreateArchive, roles=GUEST_DESK, customer_no="K1")
    assert customers.said(ArchiveUpdated, count=0) == []
    assert create(customers)["updated_on"] == "2025-03-01"
    with pytest.raises(AlreadyExists):
        create(customers)


@pytest.mark.rule("CUS-13")
def test_qualification_documents_are_filed_and_the_missing_ones_known(customers):
    assert create(customers)["missing_documents"] == ["business_licence", "tax_registration"]
    licence = {"kind": "business_licence", "number": "9115", "filed_on": "2025-03-02"}
    assert customers.ask(FileDocument, roles=SPECIALIST, customer_no="K1", **licence)["missing_documents"] == ["tax_registration"]
    with pytest.raises(UnknownDocumentKind):
        customers.ask(FileDocument, roles=SPECIALIST, customer_no="K1", **{**licence, "kind": "photograph"})
    assert [item["kind"] for item in read(customers)["documents"]] == ["business_licence"]


@pytest.mark.rule("CUS-15")
def test_the_credit_description_keeps_its_earlier_text_author_and_day(customers):
    create(customers)
    customers.ask(DescribeCredit, roles=SPECIALIST, by="A1", customer_no="K1", text="六十日內付款", written_on="2025-03-01")
    customers.ask(DescribeCredit, roles=SPECIALIST, by="A2", customer_no="K1", text="三十日內付款", written_on="2025-03-05")
    shown = read(customers)
    assert (shown["credit_description"], shown["credit_reviewed_on"]) == ("三十日內付款", "2025-03-05")
    assert shown["credit_history"] == [
        {"text": "六十日內付款", "author": "A1", "written_on": "2025-03-01"}, {"text": "三十日內付款", "author": "A2",
        "written_on": "2025-03-05"},
    ]  # fmt: skip


@pytest.mark.rule("CUS-09")
def test_an_investigation_of_the_supervisor_is_the_last_review(customers):
    create(customers)
    customers.ask(DescribeCredit, roles=SPECIALIST, customer_no="K1", text="三十日內付款", written_on="2025-03-01")
    found = {"investigated_on": "2025-04-02", "investigator": "S1", "result": "信用良好"}
    with pytest.raises(NotAllowed):
        customers.ask(InvestigateCredit, roles=SPECIALIST, customer_no="K1", **found)
    customers.ask(InvestigateCredit, roles=SUPERVISOR, customer_no="K1", **found)
    assert (read(customers)["credit_reviewed_on"], read(customers)["credit_investigations"]) == ("2025-04-02", [found])


@pytest.mark.rule("CUS-16")
def test_production_data_and_past_transactions_are_archived(customers):
    create(customers, production_process="手工", raw_materials="麵粉")
    deal = {"transaction_no": "T1", "traded_on": "2025-01-10", "amount": "12000.00"}
    customers.ask(RecordTransaction, roles=SPECIALIST, customer_no="K1", **deal)
    with pytest.raises(DuplicateTransaction):
        customers.ask(RecordTransaction, roles=SPECIALIST, customer_no="K1", **deal)
    shown = read(customers)
    assert (shown["transactions"], shown["transactions_total"]) == (1, "12000.00")
    assert (shown["production_process"], shown["raw_materials"], shown["production_scale"]) == ("手工", "麵粉", None)
    (listed,) = customers.ask(ListTransactions, roles=SPECIALIST, customer_no="K1", purpose="contract_review")["items"]
    assert (listed["transaction_no"], listed["amount"]) == ("T1", "12000.00")


@pytest.mark.rule("CUS-17")
def test_one_named_person_keeps_an_archive(customers):
    create(customers)
    assert "no_custodian" in findings(customers)["K1"]
    employ(customers, "D1", "archive_custodian")
    employ(customers, "C1", "cashier")
    with pytest.raises(NotArchiveCustodian):
        customers.ask(NameCustodian, roles=SUPERVISOR, customer_no="K1", custodian="C1")
    assert customers.ask(NameCustodian, roles=SUPERVISOR, customer_no="K1", custodian="D1")["custodian"] == "D1"
    assert "no_custodian" not in findings(customers)["K1"]


@pytest.mark.rule("CUS-17")
def test_a_visit_makes_the_archive_due_for_an_update(customers):
    create(customers)
    customers.ask(
        RecordCustomerVisit, roles=SUPERVISOR, by="S1", visit_no="V1", customer_no="K1", kind="routine", visited_on="2025-03-05",
        face_to_face=True,
    )  # fmt: skip
    customers.settle()
    assert findings(customers, "2025-03-08")["K1"] == ["no_custodian", "update_due", "documents_missing"]
    assert findings(customers, "2025-03-09")["K1"] == ["no_custodian", "update_due", "update_overdue", "documents_missing"]
    customers.ask(ChangeArchive, roles=SPECIALIST, customer_no="K1", updated_on="2025-03-09")
    assert findings(customers, "2025-03-09")["K1"] == ["no_custodian", "documents_missing"]


@pytest.mark.rule("CUS-17")
def test_a_case_closed_on_03_05_leaves_an_archive_of_03_01_due_for_an_update(customers):
    create(customers)
    case = {"complaint_no": "T1", "customer_no": "K1", "cause": "delay", "received_on": "2025-03-02"}
    customers.ask(NoteComplaintCase, roles=SUPERVISOR, **case)
    customers.settle()
    assert "update_due" not in findings(customers, "2025-03-05")["K1"]
    customers.ask(NoteComplaintCase, roles=SUPERVISOR, closed_on="2025-03-05", result="justified", **case)
    customers.settle()
    assert "update_due" in findings(customers, "2025-03-05")["K1"]


@pytest.mark.rule("CUS-06")
def test_a_special_customer_needs_a_reason_and_an_analysis(customers):
    create(customers)
    with pytest.raises(AnalysisNoteMissing):
        customers.ask(FlagSpecial, roles=SPECIALIST, customer_no="K1", special=True)
    customers.ask(FlagSpecial, roles=SPECIALIST, customer_no="K1", special=True, reason="多次退單")
    assert "analysis_note_missing" in findings(customers)["K1"]
    customers.ask(AnalyseSpecial, roles=SPECIALIST, customer_no="K1", note="退單多因配送遲延", written_on="2025-03-05")
    assert "analysis_note_missing" not in findings(customers)["K1"]


@pytest.mark.rule("CUS-18", "CUS-23")
def test_every_read_is_logged_with_its_purpose_and_every_refusal_too(customers):
    create(customers)
    read(customers, by="A1")
    with pytest.raises(PurposeMissing):
        read(customers, None, by="A2")
    with pytest.raises(PurposeNotAllowed):
        read(customers, "curiosity", by="A2")
    reads = customers.ask(ListArchiveReads, roles=SUPERVISOR, customer_no="K1")["items"]
    assert [(item["staff_no"], item["purpose"], item["allowed"]) for item in reads] == [
        ("A1", REVIEW, True), ("A2", None, False), ("A2", "curiosity", False),
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        customers.ask(ListArchiveReads, roles=SPECIALIST, customer_no="K1")


@pytest.mark.rule("CUS-23")
def test_the_cashier_of_another_organisation_is_refused_and_written_down(customers):
    create(customers)
    customers.organisation = "shihua_gas"
    with pytest.raises(NotAllowed):
        read(customers, by="C9", roles=("cashier",))
    (entry,) = [item for item in trail(customers) if item["what"] == "refused:read_archive"]
    assert (entry["by"], entry["organisation"]) == ("C9", customers.organisation)


@pytest.mark.rule("CUS-23")
def test_another_organisation_does_not_find_the_archive(customers):
    create(customers)
    customers.organisation = "jinyang"
    with pytest.raises(NotFound):
        read(customers)


@pytest.mark.rule("CUS-23")
def test_the_registry_shows_nothing_of_the_archive(customers):
    create(customers, production_process="手工")
    customers.ask(DescribeCredit, roles=SPECIALIST, customer_no="K1", text="三十日內付款", written_on="2025-03-01")
    shown = customers.ask(GetCustomer, roles=SPECIALIST, customer_no="K1")
    assert not {"credit_description", "production_process", "documents", "special", "custodian"} & shown.keys()
    assert all("付款" not in str(told) for told in customers.said(ArchiveUpdated, count=2))


@pytest.mark.rule("CUS-23")
def test_an_export_needs_somebody_elses_authorisation_and_happens_once(customers):
    create(customers)
    body = {"authorisation_no": "EX1", "customer_nos": ["K1"], "purpose": "contract_review"}
    with pytest.raises(ExportSelfAuthorised):
        customers.ask(AuthoriseArchiveExport, roles=SUPERVISOR, by="S1", exporter="S1", **body)
    with pytest.raises(NotFound):
        customers.ask(ExportArchives, roles=SPECIALIST, by="A1", authorisation_no="EX1")
    customers.ask(AuthoriseArchiveExport, roles=SUPERVISOR, by="S1", exporter="A1", **body)
    with pytest.raises(ArchiveExportNotAuthorised):
        customers.ask(ExportArchives, roles=SPECIALIST, by="A2", authorisation_no="EX1")
    exported = customers.ask(ExportArchives, roles=SPECIALIST, by="A1", authorisation_no="EX1")
    assert [item["customer_no"] for item in exported["archives"]] == ["K1"]
    with pytest.raises(ArchiveExportNotAuthorised):
        customers.ask(ExportArchives, roles=SPECIALIST, by="A1", authorisation_no="EX1")
    reads = customers.ask(ListArchiveReads, roles=SUPERVISOR, customer_no="K1")["items"]
    assert [(item["staff_no"], item["allowed"]) for item in reads] == [("A1", True)]


def trail(customers):
    from kefu_messages import platform  # noqa: PLC0415 - only here

    message = next(item for item in platform.built_ins("customers") if item.verb() == "list_audit")
    return customers.ask(message, roles=("system_administrator",))["items"]
