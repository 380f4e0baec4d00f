"""What is past its time of keeping is listed, approved by two people, and then gone; what is counted of it stays."""

from __future__ import annotations

from datetime import date

import pytest

from kefu.testing.cases import book_of
from kefu_discipline import rules
from kefu_discipline.rules.facts import File, Person, Posting
from kefu_discipline.rules.keeping import DESTROYED, past_cases, without_contents
from kefu_discipline.rules.papers import Answer, Appeal, Notice, Violation
from kefu_messages.destroying import ApprovedTwice, DestructionDecided
from kefu_messages.discipline import (
    DecideDisciplineDestruction,
    DisciplineDestructionDue,
    DisciplineRecordsDestroyed,
    GetViolation,
    ListDisciplineDestructions,
    PayrollLineRaised,
    WhyViolation,
)
from kefu_messages.errors import NotAllowed

GAS = book_of(rules).of("gas_penalty")
DAY = date(2022, 3, 10)
PERSON = Person("S1", date(2010, 1, 1), None, (Posting(date(2010, 1, 1), ("engineer",), "customer_service", "L1"),))
REPORT = Violation("V1", "S1", "DIS-14", DAY, "L1", DAY, facts="屬實", evidence="記錄", sanction="fine", amount=100)
NOTICE = Notice("B1", "V1", DAY, date(2022, 3, 12), "L1", date(2022, 3, 12))
APPEAL = Appeal("A1", "B1", date(2022, 3, 14), grounds="不服")
ANSWER = Answer("AA1", "A1", date(2022, 3, 20), "H1")


def test_a_case_has_ended_with_its_last_paper_and_an_unanswered_appeal_keeps_it():
    appealed = File("S1", PERSON, (REPORT,), (NOTICE,), (), (APPEAL,))
    answered = File("S1", PERSON, (REPORT,), (NOTICE,), (), (APPEAL,), (ANSWER,))
    assert past_cases(appealed, before=date(2030, 1, 1)) == frozenset()
    assert past_cases(answered, before=date(2022, 3, 20)) == frozenset()
    assert past_cases(answered, before=date(2022, 3, 21)) == {"V1", "B1", "A1", "AA1"}


def test_what_is_judged_stays_the_same_without_what_was_written():
    file = File("S1", PERSON, (REPORT,), (NOTICE,), (), (APPEAL,), (ANSWER,))
    day = date(2025, 1, 1)
    after = without_contents(file, numbers=past_cases(file, before=day), before=day)
    assert (after.violations[0].facts, after.appeals[0].grounds) == (DESTROYED, "")
    assert past_cases(after, before=day) == frozenset()
    then, now = (rules.judge(each, until=day, law=GAS) for each in (file, after))
    assert (then.notices, then.lines, then.violations) == (now.notices, now.lines, now.violations)


def test_two_people_approve_and_only_then_the_contents_are_gone_for_good(gas):
    for number, day in (("V1", "2022-06-02"), ("V2", "2025-06-02")):
        with gas.on(day):
            gas.report(number, occurred_on=day, facts="錄錯表號", evidence="記錄單", confirmed_on=day)
    gas.run("2025-07-01")
    (due,) = gas.said(DisciplineDestructionDue)
    assert (due["kind"], due["before"], due["records"]) == ("discipline", "2022-07-01", 1)
    gas.run("2025-07-02")
    assert len(gas.said(DisciplineDestructionDue)) == 1
    asked = {"destruction_no": due["destruction_no"], "decision": "destroy"}
    with pytest.raises(NotAllowed):
        gas.act(DecideDisciplineDestruction, "L01", **asked)
    assert gas.act(DecideDisciplineDestruction, "P01", **asked)["state"] == "due"
    with pytest.raises(ApprovedTwice):
        gas.act(DecideDisciplineDestruction, "P01", **asked)
    assert gas.act(GetViolation, "P01", violation_no="V1")["facts"] == "錄錯表號"
    assert gas.act(DecideDisciplineDestruction, "H01", **asked)["state"] == "approved"
    assert [told["records"] for told in gas.said(DisciplineRecordsDestroyed)] == [1]
    gone, kept = (gas.act(GetViolation, "P01", violation_no=number) for number in ("V1", "V2"))
    assert (gone["facts"], gone["evidence"], gone["amount"], gone["state"]) == (DESTROYED, DESTROYED, "100.00", "confirmed")
    assert kept["facts"] == "錄錯表號"
    (listed,) = gas.act(ListDisciplineDestructions, "P01")["items"]
    assert (listed["state"], listed["approved_by"], listed["destroyed"]) == ("destroyed", ["P01", "H01"], 1)
    with pytest.raises(DestructionDecided):
        gas.act(DecideDisciplineDestruction, "H02", **asked)
    document = gas.document("C01")
    found, younger = (str(part).count("錄錯表號") for part in (document, kept_of(document)))
    assert found == younger > 0
    why = {item["name"]: item for item in gas.act(WhyViolation, "P01", violation_no="V1")["decisions"]}
    assert "violation V1" in why
    assert gas.said(PayrollLineRaised, count=0) == []
    gas.run("2025-08-01")
    assert len(gas.said(DisciplineDestructionDue)) == 1


def kept_of(document):
    """What is left is what was written of the younger case."""
    younger = [item for item in document["violations"] if item["violation_no"] == "V2"]
    standing = [item for item in document["standing"]["violations"] if item["violation_no"] == "V2"]
    return [younger, standing, [op for op in document["ops"] if '"V2"' in str(op)]]


def test_one_person_may_keep_them_for_a_reason(gas):
    with gas.on("2022-06-02"):
        gas.report("V1", occurred_on="2022-06-02", confirmed_on="2022-06-02")
    gas.run("2025-07-01")
    (due,) = gas.said(DisciplineDestructionDue)
    kept = gas.act(DecideDisciplineDestruction, "P01", destruction_no=due["destruction_no"], decision="keep", reason="勞動仲裁中")
    assert (kept["state"], kept["kept_by"], kept["reason"]) == ("kept", "P01", "勞動仲裁中")
    assert gas.said(DisciplineRecordsDestroyed, count=0) == []
    assert gas.act(GetViolation, "P01", violation_no="V1")["facts"] == "錄入錯誤"
