"""Files kept and read on a real bus and store."""

import base64
import hashlib

import pytest

from kefu_documents.service import Documents
from kefu_messages.attendance import StaffRegistered
from kefu_messages.documents import (
    AcknowledgeDocument,
    AttachFile,
    AttachmentTypeRefused,
    AttachmentUnreadable,
    DownloadAttachment,
    FileAttached,
    FillForm,
    GetAttachment,
    GetDocument,
    GetOrganisationTexts,
    ListAttachments,
    ListDocuments,
    ListOutstanding,
    NotTheOwner,
    PublishDocument,
    ReadEdition,
)
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound

PDF = b"%PDF-1.7\n" + bytes(300_000)
ABOUT = {"about": "leave_request", "about_no": "L1"}
SENT = {"attachment_no": "FJ-1", **ABOUT, "file_name": "病歷.pdf", "content": base64.b64encode(PDF).decode()}
SUPERVISOR, SPECIALIST, HR = ("customer_service_supervisor",), ("customer_service_specialist",), ("hr",)


@pytest.fixture
def documents(shared):
    shared.start(Documents)
    shared.organisation = "emall"
    with shared.together():
        for number, superior, role in (("E11", "E01", SPECIALIST), ("E12", "E01", SPECIALIST), ("E01", None, SUPERVISOR)):
            post = {"since": "2023-01-01", "roles": list(role), "reports_to": superior}
            shared.say(StaffRegistered, staff_no=number, name=f"員工{number}", joined_on="2023-01-01", posts=[post])
    return shared


def test_a_certificate_is_kept_whole_and_read_by_hr_the_manager_and_the_person(documents):
    kept = documents.ask(AttachFile, roles=SPECIALIST, by="E11", staff_no="E11", **SENT)
    assert (kept["media_type"], kept["size"], kept["sha256"]) == ("application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert documents.said(FileAttached)[0]["confidential"] is True
    for reader, roles in (("E11", SPECIALIST), ("E01", SUPERVISOR), ("P01", HR)):
        file = documents.ask(DownloadAttachment, roles=roles, by=reader, attachment_no="FJ-1")
        assert (base64.b64decode(file["content"]), file["file_name"]) == (PDF, "病歷.pdf")
    for query in (DownloadAttachment, GetAttachment):
        _told_of_none(documents, query)
    assert documents.ask(ListAttachments, roles=SPECIALIST, by="E12", **ABOUT)["items"] == []
    assert len(documents.ask(ListAttachments, roles=SUPERVISOR, by="E01", **ABOUT)["items"]) == 1
    with pytest.raises(AlreadyExists):
        documents.ask(AttachFile, roles=SPECIALIST, by="E11", **SENT)


def _told_of_none(documents, query):
    for number in ("FJ-1", "FJ-9"):
        with pytest.raises(NotFound) as refusal:
            documents.ask(query, roles=SPECIALIST, by="E12", attachment_no=number)
        assert refusal.value.params == {"kind": "attachment_no", "key": number}
    looks = [(look["what"], look["subject"]) for look in documents.looks(query) if look["by"] == "E12"]
    assert looks == [(f"refused:{query.verb()}", "attachments/FJ-1")]


@pytest.mark.parametrize("told", [{}, {"staff_no": "E12"}])
def test_a_file_of_a_confidential_form_is_read_by_whoever_may_read_the_form(documents, told):
    form = {"form_no": "SY-1", "form": "probation_form", "content": {"評分": "85"}, "filled_on": "2025-06-01", "staff_no": "E11"}
    documents.ask(FillForm, roles=("service_manager",), by="E02", **form)
    of_form = {**SENT, "about": "filled_form", "about_no": "SY-1"}
    kept = documents.ask(AttachFile, roles=SUPERVISOR, by="E09", **of_form, **told)
    assert documents.said(FileAttached)[0]["confidential"] is True
    listed = {"about": "filled_form", "about_no": "SY-1"}
    for reader, roles in (("E11", SPECIALIST), ("E01", SUPERVISOR), ("E02", SUPERVISOR), ("E09", SUPERVISOR), ("P01", HR)):
        assert documents.ask(DownloadAttachment, roles=roles, by=reader, attachment_no=kept["attachment_no"])["file_name"] == "病歷.pdf"
        assert len(documents.ask(ListAttachments, roles=roles, by=reader, **listed)["items"]) == 1
    for query in (DownloadAttachment, GetAttachment):
        _told_of_none(documents, query)
    assert documents.ask(ListAttachments, roles=SPECIALIST, by="E12", **listed)["items"] == []


def test_a_file_of_a_form_that_is_not_confidential_is_read_by_everybody(documents):
    form = {"form_no": "CC-7", "form": "出差申請單", "content": {"目的地": "包頭"}, "filled_on": "2025-05-06", "staff_no": "E11"}
    documents.ask(FillForm, roles=SPECIALIST, by="E11", **form)
    documents.ask(AttachFile, roles=SPECIALIST, by="E11", **{**SENT, "about": "filled_form", "about_no": "CC-7"})
    assert documents.said(FileAttached)[0]["confidential"] is False
    assert documents.ask(GetAttachment, roles=SPECIALIST, by="E12", attachment_no="FJ-1")["about_no"] == "CC-7"


def test_what_is_refused_is_not_kept(documents):
    for content, refusal in (("TVqQAAMA", AttachmentTypeRefused), ("", AttachmentUnreadable), ("not base64!", AttachmentUnreadable)):
        with pytest.raises(refusal):
            documents.ask(AttachFile, roles=SPECIALIST, **{**SENT, "content": content})
    with pytest.raises(NotFound):
        documents.ask(GetAttachment, roles=SPECIALIST, attachment_no="FJ-1")
    assert documents.said(FileAttached, count=0) == []


@pytest.mark.rule("OTH-04")
@pytest.mark.rule("OTH-08")
def test_a_standard_is_the_supervisor_s_and_its_text_is_read_and_acknowledged(documents):
    first = {
        "document_id": "service_standard", "kind": "standard", "title": "服務標準(試行)", "effective_from": "2025-01-01",
        "required_of": ["customer_service_specialist"], "text": "接聽電話須在三聲之內。", "stage": "trial",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        documents.ask(PublishDocument, roles=SPECIALIST, by="E11", **first)
    with pytest.raises(NotTheOwner):
        documents.ask(PublishDocument, roles=HR, by="P01", **first)
    documents.ask(PublishDocument, roles=SUPERVISOR, by="E01", **first)
    second = {**first, "title": "服務標準", "effective_from": "2025-06-01", "stage": "final"}
    shown = documents.ask(PublishDocument, roles=SUPERVISOR, by="E01", **second)
    assert [(item["edition"], item["stage"], item["state"]) for item in shown["editions"]] == [
        (1, "trial", "archived"),
        (2, "final", "in_force"),
    ]
    assert documents.ask(ReadEdition, roles=SPECIALIST, document_id="service_standard", edition=1)["text"] == first["text"]
    assert [item["document_id"] for item in documents.ask(ListDocuments, roles=SPECIALIST, kind="standard")["items"]] == [
        "service_standard"
    ]
    documents.ask(AcknowledgeDocument, roles=SPECIALIST, by="E11", document_id="service_standard", edition=2)
    left = documents.ask(ListOutstanding, roles=SUPERVISOR, document_id="service_standard")
    assert (left["edition"], left["acknowledged"], left["outstanding"]) == (2, 1, [{"staff_no": "E12", "name": "員工E12"}])
    assert documents.ask(GetDocument, roles=SPECIALIST, document_id="service_standard")["current"]["title"] == "服務標準"


@pytest.mark.rule("OTH-18")
def test_the_portal_shows_the_organisation_s_words(documents):
    (shown,) = documents.ask(GetOrganisationTexts, roles=SPECIALIST)["texts"]
    assert (shown["text"], shown["reference"]) == ("service_concept", "doc 1 l.7")


def test_a_file_with_a_running_ending_is_not_kept_and_a_path_is_no_name(documents):
    text = base64.b64encode(b"echo off").decode()
    with pytest.raises(AttachmentTypeRefused):
        documents.ask(AttachFile, roles=SPECIALIST, by="E11", **{**SENT, "file_name": "invoice.bat", "content": text})
    kept = documents.ask(AttachFile, roles=SPECIALIST, by="E11", **{**SENT, "file_name": "../../etc/\u202e病歷\r\n.pdf"})
    assert kept["file_name"] == "病歷.pdf"
