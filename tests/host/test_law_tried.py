"""The law as it might be: another organisation's, that of another day, with other values."""

from datetime import date
from decimal import Decimal

import pytest

from kefu.law import Entry, parse, tried
from kefu_messages.errors import ValidationFailed

BOOK = parse(
    """
version: "1"
values:
  grace_minutes:
    title: {zh-Hant: 寬限, en: Grace}
    unit: minutes
    rules: [TRN-04]
    takes: {number: [0, 60]}
    entries:
      emall: [{from: 2010-01-01, value: 15, reference: "a"}, {from: 2025-01-01, value: 10, reference: "b"}]
      jinyang: [{from: 2010-01-01, value: 0, reference: "c"}]
  later:
    title: {zh-Hant: 後來, en: Later}
    unit: days
    rules: [TRN-04]
    entries: {emall: [{from: 2026-01-01, value: 3, reference: "d"}]}
clauses: {}
"""
)
DAY = date(2025, 6, 12)


def grace(law, on=DAY):
    return law.value("grace_minutes", on=on).value


def test_values_stand_for_their_own_as_if_they_always_had():
    law = tried(BOOK.of("emall"), values={"grace_minutes": "7.5"})
    assert (grace(law), grace(law, date(2011, 1, 1))) == (Decimal("7.5"), Decimal("7.5"))


def test_another_organisations_law_is_the_books_and_not_what_the_caller_has_adopted():
    own = BOOK.of("emall").with_adopted({"grace_minutes": [Entry(date(2000, 1, 1), 1, "own")]})
    assert grace(tried(own, values={})) == 1
    assert grace(tried(own, values={}, organisation="jinyang")) == 0
    assert grace(tried(own, values={"grace_minutes": 5}, organisation="jinyang")) == 5


def test_the_law_of_another_day_holds_for_every_day_and_what_was_not_in_force_then_stays_as_it_is():
    law = tried(BOOK.of("emall"), values={}, on=date(2020, 1, 1))
    assert grace(law) == 15
    assert law.value("later", on=date(2026, 2, 1)).value == 3


@pytest.mark.parametrize(
    "values",
    [
        {"no_such": 1},
        {"grace_minutes": 1.5},
        {"grace_minutes": "abc"},
        {"grace_minutes": {}},
        {"grace_minutes": None},
        {"grace_minutes": -1},
        {"later": "0.5"},
    ],
)
def test_what_cannot_be_tried_is_refused(values):
    with pytest.raises(ValidationFailed):
        tried(BOOK.of("emall"), values=values)


def test_whom_no_book_names_is_no_organisation_to_be_judged_as():
    with pytest.raises(ValidationFailed, match=r"nosuch.*jinyang"):
        tried(BOOK.of("emall"), values={}, organisation="nosuch")
    assert tried(BOOK.of("emall"), values={}, organisation="shihua_gas").organisation == "shihua_gas"  # other books name it


def test_the_callers_own_name_stands_for_the_law_he_works_by():
    own = BOOK.of("branch", like="jinyang").with_adopted({"grace_minutes": [Entry(date(2025, 6, 1), 1, "own")]})
    assert [grace(tried(own, values={}, organisation="branch"), on=day) for day in (date(2025, 5, 31), date(2025, 6, 1))] == [0, 1]


def test_there_is_no_law_of_a_day_on_which_nothing_was_in_force_yet():
    with pytest.raises(ValidationFailed, match="2009-12-31"):
        tried(BOOK.of("emall"), values={}, on=date(2009, 12, 31))
    assert grace(tried(BOOK.of("emall"), values={}, on=date(2010, 1, 1))) == 15
