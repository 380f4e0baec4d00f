"""Leave's rules: the law in examples, and that the order in which facts arrive never matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kefu.calendar import national
from kefu.law import Entry
from kefu.testing.cases import book_of, law_in_examples
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.rules.leave_decisions import Applicant, LeaveFacts, LeaveRequest, Rest, Step
from kefu_attendance.rules.spans import LateCall, Shift

test_law_in_examples = law_in_examples(rules, __file__)

BOOK = book_of(rules)
MONDAY = date(2025, 6, 16)
NINE, SIX = time(9), time(18)
MORNING = datetime(2025, 6, 16, 7, 50)  # noqa: DTZ001 - rules compare moments of one zone, whichever
ROSTER = tuple(Shift(f"S{number}", MONDAY + timedelta(days=number), "work", NINE, SIX) for number in range(12))
POSTS = {
    "emall": "customer_service_specialist", "gas_penalty": "gas_fitter", "jinyang": "engineer",
}  # fmt: skip
LEADERS = {
    "emall": ("customer_service_supervisor", "customer_service_manager", "general_manager"),
    "gas_penalty": ("department_head",),
    "jinyang": ("department_manager", "admin_hr"),
}


def request(**more) -> LeaveRequest:
    facts = {"request_no": "L1", "staff_no": "A1", "type": "sick", "from_date": MONDAY, "to_date": MONDAY, "applied_at": MORNING}
    return LeaveRequest(**{**facts, **more})


def decided(facts: LeaveFacts, *, organisation: str = "emall", as_of: date = date(2025, 7, 15)):
    return rules.leave_outcome(facts, as_of=as_of, calendar=national(), law=BOOK.of(organisation)).outcome


def applicant(organisation: str = "emall") -> Applicant:
    return Applicant("A1", (POSTS[organisation],), "S1")


def call(minutes: int, number: int, *, to_superior: bool = True) -> LateCall:
    return LateCall(MONDAY, datetime.combine(MONDAY, NINE) - timedelta(minutes=minutes), to_superior, "sick", f"N{number}")


@pytest.mark.rule("ATT-13")
@pytest.mark.parametrize(("minutes", "late"), [(61, False), (60, False), (59, True), (1, True)])
def test_a_call_in_the_last_hour_before_the_start_is_noted_as_late(minutes, late):
    papers = dict.fromkeys(("certificate", "medical_record", "sick_slip"), MONDAY + timedelta(days=1))
    outcome = decided(LeaveFacts(request(papers=papers), applicant(), ROSTER, (call(minutes, 1),)))
    assert (outcome.outcome, outcome.late_notice) == ("granted", late)


@pytest.mark.rule("ATT-13")
def test_of_several_calls_the_first_that_reached_a_superior_counts():
    calls = (call(30, 3), call(90, 1, to_superior=False), call(70, 2))
    assert decided(LeaveFacts(request(), applicant(), ROSTER, calls), as_of=MONDAY).late_notice is False


@pytest.mark.rule("ATT-11", "ATT-12")
def test_part_of_a_day_is_counted_in_hours_and_without_certificate_as_personal_leave():
    part = request(from_time=time(15), to_time=time(17, 30), steps=(Step(1, "S1", "approved", MORNING),))
    outcome = decided(LeaveFacts(part, applicant(), ROSTER))
    assert (part.hours, outcome.counts_as, outcome.reason) == (Decimal("2.5"), "personal", "certificate_missing")
    assert (outcome.outcome, outcome.because) == ("granted_as_personal", ("ATT-12", "ATT-55"))


@pytest.mark.rule("ATT-14")
def test_sickness_is_judged_again_on_the_day_after_its_papers_were_due():
    facts = LeaveFacts(request(), applicant(), ROSTER, (call(60, 1),))
    before = decided(facts, as_of=MONDAY + timedelta(days=1))
    assert (before.outcome, before.papers_due_on, before.judged_again_on) == ("granted", date(2025, 6, 17), date(2025, 6, 18))
    after = decided(facts, as_of=date(2025, 6, 18))
    assert (after.outcome, after.reason, after.judged_again_on) == ("absence", "papers_missing", None)


@pytest.mark.rule("ATT-16")
def test_what_is_written_down_ahead_counts_on_its_day():
    steps = tuple(Step(number, f"S{number}", "approved", MORNING - timedelta(days=4 - number)) for number in (1, 2))
    asked = request(type="personal", applied_at=MORNING - timedelta(days=6), steps=steps)
    facts = LeaveFacts(asked, applicant(), ROSTER)
    found = [decided(facts, as_of=MONDAY - timedelta(days=days)) for days in (5, 3, 2)]
    assert [outcome.outcome for outcome in found] == ["not_effective", "not_effective", "granted"]
    assert [outcome.judged_again_on for outcome in found[:2]] == [MONDAY - timedelta(days=3), MONDAY - timedelta(days=2)]


@pytest.mark.rule("ATT-45")
def test_leave_is_judged_again_when_it_is_to_be_reported_back_from():
    facts = LeaveFacts(request(), applicant("jinyang"), ROSTER, (call(1, 1),))
    outcome = decided(facts, organisation="jinyang", as_of=MONDAY)
    assert (outcome.report_back, outcome.judged_again_on) == ("not_due", MONDAY + timedelta(days=1))


@pytest.mark.rule("ATT-16")
def test_a_withdrawn_request_leaves_nothing_behind():
    gone = request(type="personal", withdrawn_at=MORNING - timedelta(days=1))
    outcome = decided(LeaveFacts(gone, applicant(), ROSTER))
    assert (outcome.outcome, outcome.because, outcome.excused) == ("withdrawn", ("ATT-16",), False)


@pytest.mark.rule("ATT-16")
def test_a_paper_may_leave_out_the_applicants_own_step_or_leave_it_empty():
    taken, nothing = ("M1", "approved", MORNING), (None, None, None)
    step = Step(1, "M1", "approved", MORNING)
    assert rules.positioned([taken, nothing, nothing], skipped=1) == (step,)
    assert rules.positioned([nothing, taken, nothing], skipped=1) == (step,)
    assert rules.positioned([("M1", None, None), ("G1", "approved", MORNING), nothing], skipped=1) == (Step(2, "G1", "approved", MORNING),)
    assert rules.positioned([nothing, taken, nothing], skipped=0) == (Step(2, "M1", "approved", MORNING),)


@pytest.mark.rule("ATT-25")
def test_the_year_counts_scheduled_days_by_type_and_what_is_left_of_the_entitlement():
    law = BOOK.of("emall").with_adopted({"leave_entitlement_days": (Entry(date(2020, 1, 1), {"annual": 5}, "board 3"),)})
    steps = tuple(Step(position, f"B{position}", "approved", datetime(2024, 1, 1)) for position in (1, 2, 3))  # noqa: DTZ001
    early = {"applied_at": datetime(2024, 1, 1), "steps": steps}  # noqa: DTZ001
    asked = [
        request(request_no="L1", type="annual", from_date=date(2024, 12, 30), to_date=date(2025, 1, 3), **early),
        request(request_no="L2", type="annual", to_date=MONDAY + timedelta(days=1), **early),
        request(request_no="L3", type="sick", from_time=time(15), to_time=SIX, **early),
        request(request_no="L4", type="annual", from_date=date(2025, 7, 1), to_date=date(2025, 7, 1), **{**early, "steps": ()}),
    ]
    decisions = [(item, decided(LeaveFacts(item, applicant(), ROSTER))) for item in asked]
    roster = (Shift("S1", MONDAY, "work", NINE, SIX), Shift("S2", MONDAY + timedelta(days=1), "rest"))
    found = rules.leave_of_year(2025, decided=decisions, roster=roster, calendar=national(), law=law).outcome
    assert [(item.type, item.days, item.hours, item.left) for item in found] == [
        ("annual", 3, Decimal(0), Decimal(2)),  # 01-02 and 01-03 by the calendar, 06-16 by the roster
        ("personal", 0, Decimal(3), None),
    ]


@pytest.mark.rule("ATT-25")
def test_rest_shows_whoever_decides_the_duty_behind_it_and_what_was_claimed_for_it():
    rest = Rest("C1", "A1", MONDAY, Decimal(4), "rest_day", MONDAY + timedelta(days=2))
    others = [replace(rest, request_no="C2"), replace(rest, request_no="C3", decision="rejected"), rest]
    others.append(replace(rest, request_no="C4", earned_on=date(2025, 6, 1)))
    assert rules.earned(rest, roster=ROSTER, others=others) == rules.Earned(Decimal(9), Decimal(8))
    assert rules.earned(rest, roster=(), others=()) == rules.Earned(Decimal(0), Decimal(4))


MOMENTS = some.integers(-20 * 24 * 60, 24 * 60).map(lambda minutes: datetime.combine(MONDAY, NINE) + timedelta(minutes=minutes))
DAYS = some.integers(-5, 8).map(lambda days: MONDAY + timedelta(days=days))


@some.composite
def everything(draw, organisation: str):
    """Some request with its steps, papers and calls, and an order in which they come in."""
    steps = tuple(
        Step(position, f"B{position}", draw(some.sampled_from(["approved", "approved", "approved", "rejected"])), draw(MOMENTS))
        for position, _ in enumerate(LEADERS[organisation], start=1)
        if draw(some.booleans())
    )
    papers = {paper: draw(DAYS) for paper in ("certificate", "medical_record", "sick_slip", "document") if draw(some.booleans())}
    calls = tuple(
        call(draw(some.integers(-30, 120)), number, to_superior=draw(some.booleans())) for number in range(draw(some.integers(0, 3)))
    )
    part = draw(some.booleans())
    days = 0 if part else draw(some.integers(0, 4))
    asked = request(
        type=draw(some.sampled_from(["sick", "personal", "annual", "marriage", "bereavement"])),
        to_date=MONDAY + timedelta(days=days),
        applied_at=draw(MOMENTS),
        from_time=time(14) if part else None,
        to_time=SIX if part else None,
        reported_back_on=draw(some.none() | DAYS),
    )
    facts = [*(("step", step) for step in steps), *(("paper", paper) for paper in papers.items()), *(("call", item) for item in calls)]
    return asked, draw(some.permutations(facts)), draw(some.permutations(ROSTER))


def arrived(asked: LeaveRequest, facts, roster, *, organisation: str):
    """What the request has come to once every fact has arrived, one after the other, decided anew each time."""
    outcome, calls = None, ()
    for kind, fact in [*facts, ("none", None)]:
        if kind == "step":
            asked = replace(asked, steps=(*asked.steps, fact))
        elif kind == "paper":
            asked = replace(asked, papers={**asked.papers, fact[0]: fact[1]})
        elif kind == "call":
            calls = (*calls, fact)
        outcome = decided(LeaveFacts(asked, applicant(organisation), tuple(roster), calls), organisation=organisation)
    return outcome


@pytest.mark.rule("ATT-16", "ATT-34", "ATT-43", "ATT-55")
@pytest.mark.parametrize("organisation", ["emall", "gas_penalty", "jinyang"])
def test_the_order_in_which_approvals_papers_and_calls_arrive_never_changes_the_outcome(organisation):
    @settings(max_examples=150, deadline=None)
    @given(everything(organisation))
    def holds(drawn):
        asked, facts, roster = drawn
        straight = sorted(facts, key=lambda fact: (fact[0], str(fact[1])))
        expected = arrived(asked, straight, ROSTER, organisation=organisation)
        assert arrived(asked, facts, roster, organisation=organisation) == expected

    holds()


@pytest.mark.rule("ATT-17")
@pytest.mark.parametrize("organisation", ["emall", "gas_penalty", "jinyang"])
def test_leave_that_is_granted_was_applied_for_and_approved_before_it_began(organisation):
    @settings(max_examples=150, deadline=None)
    @given(everything(organisation))
    def holds(drawn):
        asked, facts, roster = drawn
        outcome = arrived(asked, facts, roster, organisation=organisation)
        if outcome.excused and (asked.type != "sick" or organisation == "gas_penalty"):
            assert asked.applied_at < outcome.starts_at
            assert all(
                fact.decision == "approved" for kind, fact in facts if kind == "step" and fact.position <= len(chain(asked, organisation))
            )

    holds()


def chain(asked: LeaveRequest, organisation: str) -> tuple[str, ...]:
    return rules.approval_chain(asked, applicant=applicant(organisation), law=BOOK.of(organisation)).outcome


USES = ("rest_day", "offset_lateness")


@some.composite
def rests_of_a_day(draw):
    """Papers and calls of rest that all claim the duty of one day."""
    return [
        Rest(f"C{number}", "A1", MONDAY, Decimal(draw(some.sampled_from([2, 4, 8]))), draw(some.sampled_from(USES)),
             MONDAY + timedelta(days=draw(some.integers(1, 4))), "S1", draw(some.sampled_from(["approved", "approved", "rejected"])),
             paper=draw(some.booleans()))
        for number in range(draw(some.integers(1, 5)))
    ]  # fmt: skip


@pytest.mark.rule("ATT-25")
@settings(max_examples=150, deadline=None)
@given(rests=rests_of_a_day(), duty=some.sampled_from([0, 4, 8, 12]), shuffle=some.randoms(use_true_random=False))
def test_of_rests_for_one_day_the_same_stand_in_any_order_and_no_more_than_its_duty(rests, duty, shuffle):
    def standing(others):
        approved = [rest for rest in rests if rest.decision == "approved"]
        return {rest.request_no for rest in approved if rules.given_back(rest, others=others, duty_hours=Decimal(duty))}

    found = standing(rests)
    assert standing(shuffle.sample(rests, len(rests))) == found
    hours = [rest.hours for rest in rests if rest.request_no in found]
    assert bool(found) == any(rest.decision == "approved" for rest in rests)
    assert not duty or len(hours) == 1 or sum(hours) <= duty
    assert duty or sum(rest.use == "rest_day" for rest in rests if rest.request_no in found) <= 1
