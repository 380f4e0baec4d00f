"""Letters on a real bus and store: what events made due is drawn, of the customer's name only what may be read."""

import base64

import pytest

from kefu_customers.service import Customers
from kefu_documents.service import Documents
from kefu_messages.attendance import OrganisationRegistered
from kefu_messages.billing import DunningStepTaken
from kefu_messages.contracts import ExpiryNoticeDue
from kefu_messages.documents import DrawDunningNotice, DrawExpiryNotice, ListLetters
from kefu_messages.errors import NotAllowed, NotFound, ServiceUnavailable

READER, SPECIALIST = ("meter_reader",), ("revisit_specialist",)
STEP = {**DunningStepTaken.example, "action": "dunning_notice", "stage": "dunning_notice_served"}
EXPIRY = dict(ExpiryNoticeDue.example)


@pytest.fixture
def documents(shared):
    shared.start(Documents, Customers)
    shared.organisation = "shihua_gas"
    with shared.together():
        registered = {**OrganisationRegistered.example, "organisation": shared.organisation, "name": "石華燃氣客戶服務部"}
        shared.say(OrganisationRegistered, **registered)
        shared.say(DunningStepTaken, **STEP)
        shared.say(DunningStepTaken, **{**STEP, "action_no": "CJ00003", "action": "notice"})
        shared.say(ExpiryNoticeDue, **EXPIRY)
    return shared


@pytest.mark.rule("BIL-26")
@pytest.mark.rule("CON-11")
def test_a_served_dunning_notice_and_an_expiry_letter_are_drawn_and_nothing_else_is_a_letter(documents):
    (listed,) = documents.ask(ListLetters, roles=READER, customer_no=STEP["customer_no"])["items"]
    assert listed == {
        "letter_no": "CJ00002", "kind": "dunning_notice", "customer_no": STEP["customer_no"], "dated": STEP["on"], "template": 1,
    }  # fmt: skip
    reading_english = documents.ask(DrawDunningNotice, roles=READER, letter_no="CJ00002")  # nobody says otherwise: the reader's language
    assert reading_english["file_name"] == "Dunning notice for gas CJ00002.pdf"
    paper = documents.ask(DrawDunningNotice, roles=READER, letter_no="CJ00002", language="zh-Hant")
    assert (paper["media_type"], paper["file_name"]) == ("application/pdf", "氣費催繳通知單 CJ00002.pdf")
    assert base64.b64decode(paper["content"]).startswith(b"%PDF-")
    letter = documents.ask(DrawExpiryNotice, roles=SPECIALIST, letter_no="U7 2025-06-30", language="zh-Hant")
    assert letter["file_name"] == f"{EXPIRY['letter_title']} U7 2025-06-30.pdf"
    simplified = documents.ask(DrawExpiryNotice, roles=SPECIALIST, letter_no="U7 2025-06-30", language="zh-Hans")
    assert simplified["file_name"] == "金蝶软件售后服务到期通知函 U7 2025-06-30.pdf"
    for letter_no in ("CJ00003", "U7 2025-06-30"):
        with pytest.raises(NotFound):
            documents.ask(DrawDunningNotice, roles=READER, letter_no=letter_no)
    with pytest.raises(NotAllowed):
        documents.ask(DrawExpiryNotice, roles=READER, letter_no="U7 2025-06-30")


def test_while_customers_is_away_no_letter_is_drawn_without_the_name(running):
    running.start(Documents)
    running.say(DunningStepTaken, **STEP)
    with pytest.raises(ServiceUnavailable):
        running.ask(DrawDunningNotice, roles=READER, letter_no="CJ00002")
