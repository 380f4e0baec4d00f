"""Who may not read a paper learns from no act that it is there: as of a number that nobody has (DIS-23, DIS-63)."""

from __future__ import annotations

from typing import Any

import pytest

from kefu_messages.discipline import (
    AnswerAppeal,
    AppealAnsweredAlready,
    CaseClosed,
    ConfirmViolation,
    CounselViolation,
    DraftNotice,
    GetNotice,
    IssueNotice,
    RecordWitness,
    RefuseSignature,
    SignAsWitness,
)
from kefu_messages.errors import NotFound, UnknownReference

CONFIRMED, ON = "2025-06-03", "2025-06-05"
LEADER = {"roles": ("business_centre_team_leader",), "by": "L03"}


@pytest.fixture
def another_leader(gas):
    """A leader of another team, who has had no hand in the case of C01."""
    gas.join("L03", role="business_centre_team_leader", superior="H01")
    gas.report(confirmed_on=CONFIRMED)
    return gas


def drafted(gas):
    gas.act(DraftNotice, "L02", notice_no="B1", violation_no="V1", drafted_on=CONFIRMED)


def issued(gas):
    gas.notice(signed_on=None)


def refused(gas):
    issued(gas)
    gas.act(RefuseSignature, "L02", notice_no="B1", refused_on=ON)


def witnessed(gas):
    refused(gas)
    for witness in ("C02", "C03"):
        gas.act(RecordWitness, "L02", notice_no="B1", witness_no=witness)
        gas.act(SignAsWitness, witness, notice_no="B1", signed_on=ON)


def signed(gas):
    gas.notice()


def appealed(gas):
    signed(gas)
    gas.appeal()


def revoked(gas):
    appealed(gas)
    gas.answer("revoked")


STATES = {
    drafted: "draft", issued: "issued", refused: "refused", witnessed: "effective", signed: "effective", appealed: "answer_overdue",
    revoked: "revoked",
}  # fmt: skip


def answers(gas: Any, message: Any, name: str, numbers: tuple[str, str], refusal: Any, **more: Any) -> list[dict[str, Any]]:
    """What is told of a number that is there and of one that is not, without the number itself."""
    told = []
    for number in numbers:
        with pytest.raises(refusal) as refused_so:
            gas.ask(message, **LEADER, **{name: number}, **more)
        assert refused_so.value.params["key"] == number
        told.append({**refused_so.value.params, "key": ""})
    return told


@pytest.mark.rule("DIS-23", "DIS-63")
@pytest.mark.parametrize("made", STATES, ids=lambda made: made.__name__)
def test_a_leader_who_may_not_read_a_notice_names_no_witness_of_it(another_leader, made):
    made(another_leader)
    for witness in ("L03", "C02", "X9"):
        there, nowhere = answers(another_leader, RecordWitness, "notice_no", ("B1", "B9"), UnknownReference, witness_no=witness)
        assert there == nowhere == {"kind": "notice", "key": "", "because": ["DIS-23"]}
    assert {look["what"] for look in another_leader.looks(RecordWitness) if look["by"] == "L03"} == {"refused:record_witness"}
    assert {look["subject"] for look in another_leader.looks(RecordWitness) if look["by"] == "L03"} == {"discipline/C01/B1"}
    there, nowhere = answers(another_leader, SignAsWitness, "notice_no", ("B1", "B9"), NotFound)
    assert there == nowhere == {"kind": "notice", "key": ""}
    notice = another_leader.act(GetNotice, "P01", notice_no="B1")
    assert (notice["state"], "L03" in str(notice["witnesses"])) == (STATES[made], False)


@pytest.mark.rule("DIS-23", "DIS-63")
@pytest.mark.parametrize("by", ["L01", "H01", "P01", "L02"])
def test_those_above_the_issuer_and_the_personnel_department_name_witnesses(another_leader, by):
    refused(another_leader)
    reply = another_leader.act(RecordWitness, by, notice_no="B1", witness_no="C02")
    assert reply["witnesses"] == [{"witness_no": "C02", "signed_on": None}]


@pytest.mark.rule("DIS-20", "DIS-23")
@pytest.mark.parametrize(("made", "state"), [(signed, "signed"), (appealed, "signed"), (revoked, "signed"), (witnessed, "effective")])
def test_nobody_is_named_a_witness_once_nothing_is_refused_any_more(another_leader, made, state):
    made(another_leader)
    with pytest.raises(CaseClosed) as refusal:
        another_leader.act(RecordWitness, "L01", notice_no="B1", witness_no="H02")
    assert refusal.value.params["state"] == state


@pytest.mark.rule("DIS-22", "DIS-23", "DIS-63")
@pytest.mark.parametrize("made", STATES, ids=lambda made: made.__name__)
def test_nor_does_he_issue_it_or_note_a_refusal_and_learns_nothing_by_trying(another_leader, made):
    made(another_leader)
    for message, more in ((IssueNotice, {"issued_on": ON}), (RefuseSignature, {"refused_on": ON})):
        there, nowhere = answers(another_leader, message, "notice_no", ("B1", "B9"), NotFound, **more)
        assert there == nowhere == {"kind": "notice", "key": ""}
        assert {look["subject"] for look in another_leader.looks(message) if look["by"] == "L03"} == {"discipline/C01/B1"}
    assert another_leader.act(GetNotice, "P01", notice_no="B1")["state"] == STATES[made]


@pytest.mark.rule("DIS-22", "DIS-63")
def test_those_above_are_told_why_a_notice_is_not_issued_again(another_leader):
    signed(another_leader)
    for by in ("L01", "H01", "L02"):
        with pytest.raises(CaseClosed):
            another_leader.act(IssueNotice, by, notice_no="B1", issued_on=ON)


@pytest.mark.rule("DIS-19", "DIS-63")
def test_a_second_notice_on_a_violation_is_refused_to_others_as_on_none(another_leader):
    signed(another_leader)
    for number in ("B1", "B2"):
        there, nowhere = answers(another_leader, DraftNotice, "violation_no", ("V1", "V9"), UnknownReference, notice_no=number)
        assert there == nowhere == {"kind": "violation", "key": "", "because": ["DIS-19"]}
    with pytest.raises(CaseClosed):
        another_leader.act(DraftNotice, "L01", notice_no="B2", violation_no="V1", drafted_on=ON)


@pytest.mark.rule("DIS-17", "DIS-18", "DIS-63")
def test_nor_does_a_violation_that_is_closed_tell_others_that_it_is_there(another_leader):
    signed(another_leader)
    head = {"roles": ("department_head",), "by": "L03"}
    for message, more in ((ConfirmViolation, {"confirmed_on": ON}), (CounselViolation, {"counselled_on": ON, "note": "談話"})):
        for number in ("V1", "V9"):
            with pytest.raises(NotFound) as refusal:
                another_leader.ask(message, **head, violation_no=number, **more)
            assert refusal.value.params == {"kind": "violation", "key": number}
        with pytest.raises(CaseClosed):
            another_leader.act(message, "H01", violation_no="V1", **more)


@pytest.mark.rule("DIS-21", "DIS-63")
def test_nor_does_an_appeal_that_is_answered(another_leader):
    revoked(another_leader)
    answer = {"answer_no": "AA2", "answered_on": "2025-06-11", "result": "upheld"}
    for number in ("A1", "A9"):
        with pytest.raises(UnknownReference) as refusal:
            another_leader.ask(AnswerAppeal, roles=("department_head",), by="L03", appeal_no=number, **answer)
        assert refusal.value.params == {"kind": "appeal", "key": number, "because": ["DIS-21"]}
    with pytest.raises(AppealAnsweredAlready):
        another_leader.act(AnswerAppeal, "H02", appeal_no="A1", **answer)
