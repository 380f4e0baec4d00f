"""A score is a function of the set of facts: order does not matter, and what is reversed leaves no trace."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kefu.testing.cases import book_of
from kefu_performance import rules
from kefu_performance.rules.facts import Fact
from kefu_performance.rules.payroll import Due

LAW = book_of(rules).of("emall")
MONTH = "2025-06"
DAYS = some.integers(1, 30).map(lambda day: f"2025-06-{day:02}")
NUMBERS = some.integers(1, 9)


def _told(**fields):
    return {"staff_no": "E006", "because": ["DIS-12"], **fields}


EVENTS = some.one_of(
    some.tuples(some.sampled_from(["B1", "B2"]), some.just("effective"), DAYS.map(lambda day: _told(effective_on=day, amount="200.00"))),
    some.tuples(some.sampled_from(["B1", "B2"]), some.just("suspended"), DAYS.map(lambda day: _told(on=day))),
    some.tuples(some.sampled_from(["B1", "B2"]), some.just("reversed"), some.just(_told(amount="200.00", reason="revoked"))),
    some.tuples(some.sampled_from(["B1", "B2"]), some.just("reduced"), NUMBERS.map(lambda tens: _told(amount=f"{tens}0.00"))),
)
STORIES = some.lists(EVENTS, max_size=8).map(lambda events: [(number, *event) for number, event in enumerate(events, start=1)])


def _heard(story):
    """What is remembered of events in the order in which they are heard: the newest of each name."""
    facts: dict[str, dict] = {}
    for sequence, penalty, name, told in story:
        of_penalty = facts.setdefault(penalty, {})
        if name not in of_penalty or of_penalty[name]["sequence"] < sequence:
            of_penalty[name] = {**told, "sequence": sequence}
    return tuple(Fact(f"penalty/{penalty}", told) for penalty, told in facts.items())


@pytest.mark.rule("DIS-20")
@given(story=STORIES, chance=some.randoms())
def test_the_order_of_events_does_not_change_the_score(story, chance):
    other = list(story)
    chance.shuffle(other)
    found = [rules.monthly_score(_heard(heard), month=MONTH, law=LAW).outcome for heard in (story, other, story + other)]
    assert found[0] == found[1] == found[2]


@pytest.mark.rule("DIS-20")
@given(story=STORIES, day=DAYS, chance=some.randoms())
def test_a_reversed_decision_leaves_the_score_as_if_it_had_never_been_taken(story, day, chance):
    last = len(story)
    taken = (last + 1, "B9", "effective", _told(effective_on=day, amount="500.00"))
    back = (last + 2, "B9", "reversed", _told(amount="500.00", reason="revoked"))
    heard = [*story, taken, back]
    chance.shuffle(heard)
    never, reversed_ = (rules.monthly_score(_heard(events), month=MONTH, law=LAW).outcome for events in (story, heard))
    assert reversed_ == never
    standing = rules.monthly_score(_heard([*story, taken]), month=MONTH, law=LAW).outcome
    change = rules.score_change(standing.lines, after=reversed_.lines)
    assert [line.source for line in change.removed] == ["penalty/B9"]
    assert change.added == ()


@pytest.mark.rule("DIS-39")
@given(
    told=some.lists(some.tuples(some.sampled_from(["2025-05", "2025-06"]), some.sampled_from(["V1", "V2"]), some.integers(-500, 500))),
    split=some.integers(0, 20),
)
def test_what_was_handed_over_sums_to_what_is_due_whenever_a_period_was_closed(told, split):
    lines = [Due("J019", month, source, Decimal(amount), ("DIS-39",)) for month, source, amount in told]
    early, all_of_them = rules.summed(lines[:split]), rules.summed(lines)
    may = _closed("2025-05", early, handed=[], closed=[])
    june = _closed("2025-06", all_of_them, handed=may, closed=["2025-05"])
    july = _closed("2025-07", all_of_them, handed=[*may, *june], closed=["2025-05", "2025-06"])
    assert july == []
    handed = sum((line.value for line in [*may, *june]), Decimal(0))
    assert handed == sum((line.value for line in lines), Decimal(0))
    assert _closed("2025-06", all_of_them, handed=may, closed=["2025-05"]) == june


def _closed(month, due, *, handed, closed):
    return list(rules.period_lines(month, due=due, handed_over=handed, closed=closed, found_on=date(2025, 8, 1), law=LAW).outcome)
