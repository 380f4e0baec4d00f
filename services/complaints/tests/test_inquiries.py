"""Inquiries and grumbles on a real bus and store (CMP-15..19, 25, 27, 32)."""

import pytest

from kefu_messages import platform
from kefu_messages.complaints import (
    AnswerCase,
    AnswerReferral,
    CaseClosed,
    CaseOpened,
    ComplaintClosed,
    ComplaintFiled,
    ContactCustomer,
    ContactMissing,
    NotVerified,
    ObtainSolution,
    OpenCaseFile,
    RecordResponse,
    ReferCase,
    RelayAnswer,
    TextMissing,
    TransitionRefused,
    VerifyCase,
    WhyCase,
)
from kefu_messages.errors import ChannelNotAllowed, NotFound

LEADER = ("customer_service_supervisor",)
RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")


@pytest.mark.rule("CMP-27", "CMP-32")
def test_a_grumble_is_recorded_with_words_and_channel(complaints, opened, case):
    with pytest.raises(TextMissing):
        opened("G1", kind="grumble", text=" ")
    with pytest.raises(ChannelNotAllowed):
        opened("G1", kind="grumble", channel="telegram")
    with pytest.raises(NotFound):
        case("G1")
    assert complaints.said(CaseOpened, count=0) == []
    assert opened("G1", kind="grumble", channel="letter", text="排隊太久")["kind"] == "grumble"
    (told,) = complaints.said(CaseOpened)
    assert (told["channel"], told["kind"]) == ("letter", "grumble")
    assert "text" not in told
    assert complaints.said(ComplaintFiled, count=0) == []


@pytest.mark.rule("CMP-15", "CMP-16")
def test_an_inquiry_is_verified_then_answered(complaints, opened, act, case):
    opened("Q1", kind="inquiry", text="invoice missing")
    with pytest.raises(NotVerified):
        act(AnswerCase, "Q1", answer="已寄出")
    act(VerifyCase, "Q1", at="2025-05-06T10:03")
    with pytest.raises(TextMissing):
        act(AnswerCase, "Q1", answer="")
    assert case("Q1")["state"] == "verified"
    answered = act(AnswerCase, "Q1", answer="已寄出", at="2025-05-06T10:08")
    assert (answered["state"], answered["answer"], answered["closed_on"]) == ("closed", "已寄出", "2025-05-06")
    (told,) = complaints.said(CaseClosed)
    assert (told["outcome"], told["kind"]) == ("answered", "inquiry")
    assert complaints.said(ComplaintClosed, count=0) == []


@pytest.mark.rule("CMP-25")
def test_a_referred_question_stays_open_until_its_answer_is_relayed(opened, act):
    opened("Q1", kind="inquiry", text="如何年結")
    act(VerifyCase, "Q1", at="2025-05-06T10:00")
    act(ReferCase, "Q1", to_staff_no="E18", at="2025-05-06T10:00")
    with pytest.raises(TransitionRefused):
        act(RelayAnswer, "Q1")
    answered = act(AnswerReferral, "Q1", answer="先備份", at="2025-05-06T11:00", by="E18")
    assert (answered["state"], answered["closed_on"]) == ("referral_answered", None)
    assert act(RelayAnswer, "Q1", at="2025-05-06T11:05")["state"] == "closed"


@pytest.mark.rule("CMP-17", "CMP-18", "CMP-19")
def test_what_cannot_be_answered_at_once_becomes_a_case_file(complaints, opened, act):
    opened("Q1", kind="inquiry", text="發票遺失")
    act(VerifyCase, "Q1", at="2025-05-06T10:00")
    told = {"happened_at": "2025-05-05T16:00", "place": "門店", "person": "李先生", "event": "發票遺失", "responsible": "E18"}
    with pytest.raises(ContactMissing):
        act(OpenCaseFile, "Q1", **told)
    assert act(OpenCaseFile, "Q1", contact={"email": "li@example.cn"}, **told, at="2025-05-06T10:01")["state"] == "case_file"
    act(ObtainSolution, "Q1", solution="補開", at="2025-05-06T10:05", by="E18")
    assert act(ContactCustomer, "Q1", at="2025-05-06T10:20")["state"] == "contacted"
    reasons = complaints.ask(WhyCase, roles=LEADER, case_no="Q1")["decisions"]
    assert next(one for one in reasons if one["name"] == "contacted")["outcome"] == 15
    assert act(RecordResponse, "Q1", response="accepted", at="2025-05-06T10:21")["state"] == "resolved"
