"""The order of facts says nothing; what is taken back and taken again is as if it had never been; events sum up to the state."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kefu.testing.cases import book_of
from kefu_discipline import rules
from kefu_discipline.rules.changes import changes, things
from kefu_discipline.rules.facts import Check, Complaint, File, Finding, Implementation, LostForm, Person, Posting, Session, Withdrawal
from kefu_discipline.rules.papers import Answer, Appeal, Notice, Violation, Witness
from kefu_discipline.service.telling import Telling
from kefu_messages.discipline import FundMoved, PayrollLineRaised

BOOK = book_of(rules)
GAS, JINYANG = BOOK.of("gas_penalty"), BOOK.of("jinyang")
FIRST = date(2025, 5, 1)
PERSON = Person("S1", date(2010, 1, 1), None, (Posting(date(2010, 1, 1), ("engineer",), "customer_service", "L1"),))
days = some.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))
perhaps = some.none() | days


@some.composite
def gas_files(draw):
    """A person of the gas company with a few violations, and what may have happened to their notices."""
    found, notices, witnesses, appeals, answers = [], [], [], [], []
    for number in range(draw(some.integers(0, 3))):
        on = draw(days)
        amount = draw(some.sampled_from([40, 50, 120, 200]))
        found.append(
            Violation(
                f"V{number}",
                "S1",
                "DIS-14",
                on,
                "L1",
                draw(some.sampled_from([on, on, None])),
                draw(some.sampled_from([None, "H1"])),
                facts="屬實",
                evidence="記錄",
                sanction="fine",
                amount=Decimal(amount),
                event_no=draw(some.sampled_from([None, "T1"])),
            )
        )
        if draw(some.booleans()):
            notices.append(Notice(f"N{number}", f"V{number}", on, on, draw(some.sampled_from(["L1", "S1"])), draw(perhaps), draw(perhaps)))
            witnesses += [
                Witness(f"N{number}", name, draw(perhaps)) for name in draw(some.lists(some.sampled_from(["W1", "W2", "S1"]), max_size=3))
            ]
        if draw(some.booleans()):
            appeals.append(Appeal(f"A{number}", f"N{number}", draw(days)))
        if draw(some.booleans()):
            result = draw(some.sampled_from(["upheld", "revoked", "reduced"]))
            new = Decimal(50) if result == "reduced" else None
            answers.append(Answer(f"AA{number}", f"A{number}", draw(days), draw(some.sampled_from(["H1", "L1"])), result, new))
    return File("S1", PERSON, tuple(found), tuple(notices), tuple(witnesses), tuple(appeals), tuple(answers))


@some.composite
def complaints_found(draw, number: int):
    """A complaint with what one investigation after the other has found of it."""
    on, findings = draw(days), []
    for told in range(draw(some.integers(0, 3))):
        cause, later = draw(some.sampled_from(["attitude", "attitude", "skill"])), timedelta(days=draw(some.integers(0, 40)))
        findings.append(Finding(told, cause, on + later, confirmed=draw(some.booleans())))
    return Complaint(f"K{number}", "attitude", on).found(tuple(findings))


@some.composite
def jinyang_files(draw):
    """A person of the software department with whatever can be fined by rule."""
    sessions = [Session(f"M{number}", draw(days), draw(some.sampled_from(["late", "missed", "excused"]))) for number in range(3)]
    complaints = [draw(complaints_found(number)) for number in range(draw(some.integers(0, 4)))]
    lost = [LostForm("F1", "data_removal", 2, draw(days), draw(perhaps))]
    checks = [Check("Q1", draw(days), "窗戶", draw(perhaps), Decimal(300))]
    projects = [Implementation("I1", "S1", draw(days), draw(perhaps))]
    withdrawn = draw(some.lists(some.sampled_from(["sign_ins/M0/S1", "lost_forms/F1", "implementations/I1"]), max_size=2, unique=True))
    withdrawals = [Withdrawal(number, draw(days), "H1") for number in withdrawn]
    return File(
        "S1", PERSON, sessions=tuple(sessions), complaints=tuple(complaints), lost_forms=tuple(lost), checks=tuple(checks),
        implementations=tuple(projects), withdrawals=tuple(withdrawals),
    )  # fmt: skip


def shuffled(file: File, random) -> File:
    listed = {item.name: list(getattr(file, item.name)) for item in fields(file) if isinstance(getattr(file, item.name), tuple)}
    for part in listed.values():
        random.shuffle(part)
    return replace(file, **{name: tuple(part) for name, part in listed.items()})


def refusals(judgement):
    return sorted((item.kind, item.key, item.error.code) for item in judgement.refused)


def judged(file: File, law, until: date = FIRST + timedelta(days=90)):
    return rules.judge(file, until=until, law=law)


@pytest.mark.rule("DIS-20", "DIS-23", "DIS-39")
@given(file=gas_files() | jinyang_files(), random=some.randoms())
@settings(max_examples=120, deadline=None)
def test_the_order_of_facts_says_nothing(file, random):
    for law in (GAS, JINYANG):
        one, other = judged(file, law), judged(shuffled(file, random), law)
        assert things(one) == things(other)
        assert refusals(one) == refusals(other)


@pytest.mark.rule("DIS-20", "DIS-21")
@given(file=gas_files(), result=some.sampled_from(["upheld", "revoked"]), on=days)
@settings(max_examples=80, deadline=None)
def test_an_answer_taken_back_and_given_again_is_as_if_it_had_never_been_taken_back(file, result, on):
    answered = replace(file, answers=(Answer("AA9", "A0", on, "H1", result),))
    without = replace(file, answers=())
    before, between, after = (things(judged(each, GAS)) for each in (answered, without, answered))
    assert before == after
    undone = {change.said.kind + change.said.key: change.difference for change in changes(before, between)}
    redone = {change.said.kind + change.said.key: change.difference for change in changes(between, after)}
    assert undone.keys() == redone.keys()
    assert all(undone[key] + redone[key] == 0 for key in undone)


@pytest.mark.rule("DIS-39", "DIS-40")
@given(steps=some.lists(jinyang_files(), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_what_is_told_sums_up_to_what_is_deducted_whatever_the_way(steps):
    paid, fund, said = Counter(), Counter(), ()
    for file in steps:
        judgement = judged(file, JINYANG)
        now = things(judgement)
        for event in Telling(file, judgement, changes(said, now), fund="after_sales_department").events():
            if event.event is PayrollLineRaised:
                paid[event.data["month"], event.data["source"]] += Decimal(event.data["amount"])
            if event.event is FundMoved:
                fund[event.data["month"]] += Decimal(event.data["amount"])
        said = now
    months = rules.pay_months(judgement.lines)
    assert {month.month: month.amount for month in months if month.amount} == _by_month(paid)
    assert {item.month: item.credited - item.reversed for item in rules.fund_months(judgement.lines, opening=Decimal(0))} == {
        month: amount for month, amount in fund.items() if amount or month in {line.month for line in judgement.lines}
    }


def _by_month(paid):
    sums = Counter()
    for (month, _), amount in paid.items():
        sums[month] += amount
    return {month: amount for month, amount in sums.items() if amount}


@pytest.mark.rule("DIS-39")
@given(file=jinyang_files())
@settings(max_examples=60, deadline=None)
def test_a_fine_withdrawn_before_its_payroll_closes_leaves_no_trace_in_wages(file):
    for fine in judged(file, JINYANG).fines:
        key = f"{fine.file}/{fine.source}"
        withdrawn = replace(file, withdrawals=(*file.withdrawals, Withdrawal(key, fine.effective_on, "H1")))
        closes = fine.effective_on.day <= 28
        lines = [line for line in judged(withdrawn, JINYANG).lines if (line.file, line.source) == (fine.file, fine.source)]
        assert sum(line.amount for line in lines) == 0
        assert not (closes and lines)


@pytest.mark.rule("DIS-20", "DIS-38")
@given(file=gas_files() | jinyang_files())
@settings(max_examples=60, deadline=None)
def test_nothing_changes_by_itself_before_the_next_change(file):
    for law in (GAS, JINYANG):
        until = FIRST + timedelta(days=20)
        pending = rules.next_change(file, until=until, law=law)
        last = (pending or until + timedelta(days=400)) - timedelta(days=1)
        assert things(judged(file, law, until)) == things(judged(file, law, last))


@some.composite
def notices_on_one_cause(draw):
    """Several notices on the violations of one session, entered by calls (line 0) or imported, with what may have followed."""
    reports, notices, witnesses, appeals, answers = [], [], [], [], []
    line = some.sampled_from([0, 2, 3, 4])
    for number in range(2):
        told = {"facts": "屬實", "evidence": "記錄", "sanction": "fine", "amount": Decimal(100), "event_no": "T1"}
        reports.append(Violation(f"V{number}", "S1", "DIS-14", FIRST, "L1", FIRST, "H1", **told))
    for number in range(draw(some.integers(2, 4))):
        issued = draw(days)
        signed = draw(some.none() | some.just(issued))
        drafted = draw(some.sampled_from([issued, None]))
        notices.append(Notice(f"N{number}", draw(some.sampled_from(["V0", "V1"])), drafted, issued, "L1", signed, line=draw(line)))
        if signed and draw(some.booleans()):
            appeals.append(Appeal(f"A{number}", f"N{number}", issued + timedelta(days=draw(some.integers(0, 3))), line=draw(line)))
            if draw(some.booleans()):
                on, result = appeals[-1].filed_on + timedelta(days=1), draw(some.sampled_from(["upheld", "revoked"]))
                answers.append(Answer(f"AA{number}", f"A{number}", on, "H2", result, line=draw(line)))
    return File("S1", PERSON, tuple(reports), tuple(notices), tuple(witnesses), tuple(appeals), tuple(answers))


@pytest.mark.rule("DIS-11", "DIS-18")
@given(file=notices_on_one_cause(), random=some.randoms())
@settings(max_examples=150, deadline=None)
def test_of_several_notices_on_one_cause_one_stands_whatever_the_order_in_which_they_came(file, random):
    one, other = judged(file, GAS), judged(shuffled(file, random), GAS)
    assert things(one) == things(other)
    assert refusals(one) == refusals(other)
    assert sum(line.amount for line in one.lines) <= 100
    assert sum(notice.state != "revoked" for notice in one.notices) <= 1


@pytest.mark.rule("DIS-11", "DIS-18", "DIS-20", "DIS-21")
@given(file=notices_on_one_cause(), random=some.randoms())
@settings(max_examples=150, deadline=None)
def test_whatever_single_calls_enter_one_after_the_other_nothing_that_was_accepted_falls(file, random):
    papers = [("notices", item) for item in file.notices] + [("appeals", item) for item in file.appeals]
    papers += [("answers", item) for item in file.answers]
    random.shuffle(papers)
    kept = replace(file, notices=(), appeals=(), answers=())
    for part, paper in papers:
        before, wider = judged(kept, GAS), replace(kept, **{part: (*getattr(kept, part), replace(paper, line=0))})
        after = judged(wider, GAS)
        if refusals(after) == refusals(before) == [] and rules.displaced(before, after) is None:
            assert {notice.notice_no for notice in before.notices} <= {notice.notice_no for notice in after.notices}
            kept = wider
        else:
            assert len(after.refused) > len(before.refused)


@pytest.mark.rule("DIS-11", "DIS-18")
@given(file=notices_on_one_cause(), row=some.builds(Notice, some.just("N"), some.sampled_from(["V0", "V1"]), days, days, some.just("L9")))
@settings(max_examples=150, deadline=None)
def test_an_imported_notice_takes_nothing_away_on_which_people_have_acted(file, row):
    acted = {notice.notice_no for notice in file.notices if notice.line == 0}
    standing = {notice.notice_no for notice in judged(file, GAS).notices} & acted
    imported = replace(row, signed_on=row.issued_on, line=5)
    assert standing <= {notice.notice_no for notice in judged(replace(file, notices=(*file.notices, imported)), GAS).notices}
