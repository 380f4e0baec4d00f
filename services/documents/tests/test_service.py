"""Documents on a real bus and store: editions, acknowledgements, books of forms."""

import pytest

from kefu_documents.service import Documents
from kefu_messages.documents import (
    AcknowledgeDocument,
    CloseFormBook,
    DocumentAcknowledged,
    DocumentVersionPublished,
    EditionNotCurrent,
    EditionTooEarly,
    FormLost,
    FormNotInBook,
    FormsMissing,
    GetDocument,
    GetFormBook,
    ListAcknowledgements,
    PageNotInForm,
    PublishDocument,
    RegisterForm,
    RegisterFormBook,
    ReportFormLost,
)
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound, StateConflict

HEAD, READER, CLERK = ("department_head",), ("meter_reader",), ("counter_clerk",)
INSTRUCTION = {"document_id": "reading_work_instruction", "title": "抄表作業指導書", "required_of": ["meter_reader"], "text": "…"}
BOOK = {"form_type": "reading_sheet", "book_no": "7"}


@pytest.fixture
def documents(shared):
    return shared.start(Documents)


@pytest.mark.rule("MET-01")
def test_an_edition_is_published_and_acknowledged_by_each_for_himself(documents):
    first = documents.ask(PublishDocument, roles=HEAD, by="D01", effective_from="2025-01-01", **INSTRUCTION)
    assert (first["current"]["edition"], first["current"]["published_by"], len(first["current"]["digest"])) == (1, "D01", 64)
    instruction = {"document_id": "reading_work_instruction"}
    reply = documents.ask(AcknowledgeDocument, roles=READER, by="R01", edition=1, acknowledged_on="2025-01-02", **instruction)
    assert (reply["staff_no"], reply["edition"], reply["current"]) == ("R01", 1, True)
    (told,) = documents.said(DocumentAcknowledged)
    assert (told["document_id"], told["edition"], told["staff_no"], told["because"]) == ("reading_work_instruction", 1, "R01", ["MET-01"])
    documents.ask(PublishDocument, roles=HEAD, effective_from="2025-03-01", **INSTRUCTION)
    assert [item["edition"] for item in documents.said(DocumentVersionPublished, count=2)] == [1, 2]
    (listed,) = documents.ask(ListAcknowledgements, roles=HEAD, document_id="reading_work_instruction")["items"]
    assert (listed["staff_no"], listed["edition"], listed["current"]) == ("R01", 1, False)
    documents.ask(AcknowledgeDocument, roles=READER, by="R01", document_id="reading_work_instruction", edition=2)
    assert [item["edition"] for item in documents.said(DocumentAcknowledged, count=2)] == [1, 2]
    with pytest.raises(EditionNotCurrent):
        documents.ask(AcknowledgeDocument, roles=READER, by="R02", edition=1, acknowledged_on="2025-03-01", **instruction)
    assert len(documents.said(DocumentAcknowledged, count=0)) == 2


@pytest.mark.rule("MET-01")
def test_a_wrong_edition_is_refused_and_leaves_nothing(documents):
    documents.ask(PublishDocument, roles=HEAD, effective_from="2025-01-01", **INSTRUCTION)
    with pytest.raises(EditionTooEarly):
        documents.ask(PublishDocument, roles=HEAD, effective_from="2025-01-01", **INSTRUCTION)
    with pytest.raises(NotAllowed):
        documents.ask(PublishDocument, roles=READER, effective_from="2025-02-01", **INSTRUCTION)
    with pytest.raises(EditionNotCurrent):
        documents.ask(AcknowledgeDocument, roles=READER, by="R01", document_id="reading_work_instruction", edition=2)
    with pytest.raises(NotFound):
        documents.ask(AcknowledgeDocument, roles=READER, by="R01", document_id="nothing", edition=1)
    assert len(documents.said(DocumentVersionPublished, count=0)) == 1
    assert documents.said(DocumentAcknowledged, count=0) == []
    assert len(documents.ask(GetDocument, roles=READER, document_id="reading_work_instruction")["editions"]) == 1


@pytest.mark.rule("MET-13")
def test_a_book_tells_which_numbers_and_pages_are_missing(documents):
    documents.ask(RegisterFormBook, roles=CLERK, first_number=1, last_number=50, pages_each=2, **BOOK)
    with pytest.raises(AlreadyExists):
        documents.ask(RegisterFormBook, roles=CLERK, first_number=1, last_number=50, **BOOK)
    for number in range(1, 51):
        if number != 32:
            documents.ask(RegisterForm, roles=CLERK, number=number, pages=[1] if number == 7 else [], **BOOK)
    with pytest.raises(FormNotInBook):
        documents.ask(RegisterForm, roles=CLERK, number=51, **BOOK)
    with pytest.raises(PageNotInForm):
        documents.ask(RegisterForm, roles=CLERK, number=32, pages=[3], **BOOK)
    book = documents.ask(GetFormBook, roles=CLERK, **BOOK)
    assert (book["registered"], book["missing_numbers"], book["missing_pages"]) == (49, [32], [{"number": 7, "page": 2}])
    documents.ask(ReportFormLost, roles=READER, by="R01", number=32, lost_by="R01", lost_on="2025-03-20", **BOOK)
    (lost,) = documents.said(FormLost)
    assert (lost["number"], lost["lost_by"], lost["form_type"]) == (32, "R01", "reading_sheet")
    documents.ask(CloseFormBook, roles=CLERK, closed_on="2025-03-31", **BOOK)
    (missing,) = documents.said(FormsMissing)
    assert (missing["missing_numbers"], missing["missing_pages"]) == ([32], [{"number": 7, "page": 2}])
    with pytest.raises(StateConflict):
        documents.ask(RegisterForm, roles=CLERK, number=32, **BOOK)
    with pytest.raises(StateConflict):
        documents.ask(CloseFormBook, roles=CLERK, **BOOK)


@pytest.mark.rule("MET-13")
def test_a_whole_book_is_closed_without_a_word(documents):
    documents.ask(RegisterFormBook, roles=CLERK, first_number=1, last_number=2, **BOOK)
    forms = [{**BOOK, "number": "1"}, {**BOOK, "number": "2"}]
    assert {outcome["state"] for outcome in documents.send(RegisterForm, forms, roles=CLERK)} == {"accepted"}
    assert documents.ask(CloseFormBook, roles=CLERK, closed_on="2025-03-31", **BOOK)["missing_numbers"] == []
    assert documents.said(FormsMissing, count=0) == []
