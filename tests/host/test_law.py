"""Law as data: what is law, what is refused as none, what is in force when and for whom."""

import json
from datetime import date
from decimal import Decimal

import pytest

from kefu.law import Entry, LawBroken, as_kept, kept, merged, parse
from kefu_messages.errors import ValueNotInForce

BOOK = """
version: "7"
values:
  days:
    title: {zh-Hant: 期限, en: Term}
    unit: calendar_days
    rules: [X-1]
    entries:
      gas:
        - {from: 2013-01-01, value: 7, reference: doc 2 l.1}
        - {from: 2020-01-01, value: 9, reference: doc 2 l.2}
      "*": [{from: 2015-06-01, value: "2.50", reference: doc 3, assumption: true}]
clauses:
  X-1: {title: {zh-Hant: 條, en: Clause}, reference: doc 2 l.3}
"""


@pytest.mark.parametrize(
    ("organisation", "day", "value"),
    [
        ("gas", "2013-01-01", 7),
        ("gas", "2019-12-31", 7),
        ("gas", "2020-01-01", 9),
        ("gas", "2999-01-01", 9),
        ("other", "2015-06-01", Decimal("2.50")),
    ],
)
def test_the_value_in_force_on_a_day_is_the_last_before_it(organisation, day, value):
    assert parse(BOOK).of(organisation).value("days", on=date.fromisoformat(day)).value == value


def test_before_its_first_day_a_value_is_not_in_force():
    with pytest.raises(ValueNotInForce) as refused:
        parse(BOOK).of("other").value("days", on=date(2015, 5, 31))
    assert refused.value.params == {"value": "days", "organisation": "other", "day": "2015-05-31"}


@pytest.mark.parametrize("day", ["2012-12-31", "1900-01-01"])
def test_what_is_older_than_the_book_is_judged_by_what_stands_in_it_from_its_beginning(day):
    book = parse(BOOK)
    assert book.of("gas").value("days", on=date.fromisoformat(day)).value == 7
    with pytest.raises(ValueNotInForce):
        book.of("other").value("days", on=date.fromisoformat(day))


def test_a_value_cites_its_reference_rules_and_whether_it_is_assumed():
    cited = parse(BOOK).of("other").value("days", on=date(2016, 1, 1))
    assert (cited.reference, cited.rules, cited.since, cited.assumption) == ("doc 3", ("X-1",), date(2015, 6, 1), True)
    assert str(cited.value) == "2.50"


@pytest.mark.parametrize(
    ("what", "instead", "says"),
    [
        ("reference: doc 2 l.1", "note: none", "reference"),
        ("value: 7, reference", "value: 7.5, reference", "float"),
        ("from: 2020-01-01", "from: 2013-01-01", "in force at once"),
        ("from: 2020-01-01", "from: 2012-01-01", "in force at once"),
        ("from: 2020-01-01", "from: soon", "must be a day"),
        ("    unit: calendar_days\n", "    unit: calendar_days\n    unit: weeks\n", "unit"),
        ('version: "7"', "colour: red", "version"),
        ("title: {zh-Hant: 期限, en: Term}", "title: {en: Term}", "zh-Hant"),
        ("title: {zh-Hant: 期限, en: Term}", "title: {zh-Hant: 期限, en: Term, in days}", "in days.*quoted"),
        ("title: {zh-Hant: 條, en: Clause}", "title: {zh-Hant: 條, 款, en: Clause}", "款.*quoted"),
        ("    rules: [X-1]\n", "", "rules"),
        ("reference: doc 2 l.3", "reference: ''", "reference"),
        ("value: 9,", "", "value"),
    ],
)
def test_what_is_no_law_is_refused_and_the_place_named(what, instead, says):
    assert what in BOOK
    with pytest.raises(LawBroken, match=says):
        parse(BOOK.replace(what, instead, 1))


def test_a_value_in_two_books_is_refused():
    with pytest.raises(LawBroken, match="days"):
        merged([parse(BOOK), parse(BOOK)])


def test_adopted_values_follow_the_books_from_their_first_day_on():
    law = parse(BOOK).of("gas").with_adopted({"days": [Entry(since=date(2026, 1, 1), value=5, reference="order 4")]})
    assert law.value("days", on=date(2025, 12, 31)).value == 9
    assert (law.value("days", on=date(2026, 1, 1)).value, law.value("days", on=date(2026, 1, 1)).reference) == (5, "order 4")
    assert law.version == "7+1"


def test_who_is_not_named_in_a_book_may_work_like_somebody_who_is():
    book = parse(BOOK)
    assert book.of("branch", like="gas").value("days", on=date(2013, 1, 1)).value == 7
    assert book.of("gas", like="other").value("days", on=date(2013, 1, 1)).value == 7
    assert str(book.of("branch", like="nobody").value("days", on=date(2016, 1, 1)).value) == "2.50"
    adopted = book.of("branch", like="gas").with_adopted({"days": [Entry(since=date(2026, 1, 1), value=5, reference="order 4")]})
    assert [adopted.value("days", on=date(year, 1, 1)).value for year in (2020, 2026)] == [9, 5]


def test_an_unknown_value_or_clause_is_a_fault_of_the_program():
    law = parse(BOOK).of("gas")
    with pytest.raises(KeyError):
        law.value("weeks", on=date(2025, 1, 1))
    with pytest.raises(KeyError):
        law.clause("X-2")


def test_what_an_organisation_adopts_at_run_time_applies_to_it_and_not_to_others(echo, issuer, until):
    echo.database["organisations"].insert_one(
        {
            "_id": "shihua_gas",
            "timezone": "Asia/Shanghai",
            "name": "G",
            "values": {"largest_step": {"2020-01-01": {"content": json.dumps(2), "reference": "order 4"}}},
        }
    )
    until(lambda: echo.host.adopted.law("shihua_gas").value("largest_step", on=date(2026, 1, 1)).value == 2)
    echo.database["organisations"].insert_one(
        {
            "_id": "branch",
            "timezone": "Asia/Shanghai",
            "name": "B",
            "values": {"book_of": {"1970-01-01": {"content": json.dumps("shihua_gas"), "reference": "order 5"}}},
        }
    )
    assert echo.host.adopted.law("branch").like == "shihua_gas"
    other = issuer.token(staff_no="X", organisation="elsewhere", roles=["cashier"])
    for token, largest in ((echo.ask.token, 2), (other, 5)):
        [value] = echo("list_law", token=token)["values"]
        assert (value["id"], value["value"]) == ("largest_step", largest)


def known_of(echo, organisation, values=None, **more):
    named = {day: {"content": json.dumps(content), "reference": "order 6"} for day, content in (values or {}).items()}
    echo.database["organisations"].insert_one(
        {"_id": organisation, "name": "B", "values": {"largest_step": named} if named else {}, **more}
    )
    return echo.host.adopted.law(organisation)


def test_what_was_adopted_once_and_no_rule_can_work_with_is_left_out(echo, caplog):
    law = known_of(echo, "house", {"2021-01-01": -2, "2022-01-01": 7, "2023-01-01": "many"})
    assert [law.value("largest_step", on=date(year, 6, 1)).value for year in (2021, 2022, 2024)] == [5, 7, 7]
    assert known_of(echo, "other", {"2021-01-01": None}).value("largest_step", on=date(2021, 6, 1)).value == 5
    assert len([line for line in caplog.messages if "left out" in line]) == 3


@pytest.mark.parametrize(
    ("rules", "book_of", "like"),
    [("document 4", None, "jinyang"), ("document 2", None, "shihua_gas"), (None, None, None), ("our own", None, None),
     ("document 4", "shihua_gas", "shihua_gas")],
)  # fmt: skip
def test_an_organisation_works_by_the_book_of_its_regulation_unless_it_has_adopted_another(echo, rules, book_of, like):
    adopted = {"values": {"book_of": {"1970-01-01": {"content": json.dumps(book_of), "reference": "order 7"}}}} if book_of else {}
    echo.database["organisations"].insert_one({"_id": "house", "name": "B", "rules": rules, **adopted})
    assert echo.host.adopted.law("house").like == like


@pytest.mark.parametrize(("language", "title"), [("zh-Hant", "每次最大步數"), ("zh-Hans", "每次最大步数"), ("en", "Largest step")])
def test_law_and_decisions_are_titled_in_the_readers_language(echo, language, title):
    [value] = echo("list_law", language=language)["values"]
    assert value["title"] == title
    cited = {"id": "largest_step", "reference": "tests", "rules": [], "value": 5, "since": "2020-01-01"}
    stored = {"outcome": 1, "facts": {}, "law": "1", "because": [cited, {**cited, "id": "gone"}]}
    told = echo.host.explain("total", stored, language=language)
    assert [item["title"] for item in told["because"]] == [title, "gone"]


def test_a_closed_period_keeps_its_law_whatever_is_adopted_or_written_later():
    book = parse(BOOK)
    before = book.of("branch", like="gas").with_adopted(
        {"days": [Entry(since=date(2021, 1, 1), value=Decimal("3.5"), reference="order 4")]}
    )
    text = kept(before, until=date(2021, 12, 31))
    after = parse(BOOK.replace("value: 7", "value: 8")).of("branch", like="gas")
    later = after.with_adopted({"days": [Entry(since=date(2014, 1, 1), value=1, reference="dated back")]})
    assert later.value("days", on=date(2015, 1, 1)).value == 1
    told = as_kept(later, text)
    assert [told.value("days", on=date(year, 6, 1)).value for year in (2015, 2020, 2021)] == [7, 9, Decimal("3.5")]
    assert told.value("days", on=date(2021, 6, 1)).reference == "order 4"
    assert told.value("days", on=date(2012, 12, 31)).value == 7


def test_the_list_of_holidays_of_the_next_year_leaves_this_years_days_as_they_are(echo):
    values = {since: {"content": json.dumps(days), "reference": "order 7"} for since, days in {
        "2025-01-01": ["2025-06-02", "2025-12-31"], "2026-01-01": ["2026-01-05"]}.items()}  # fmt: skip
    echo.database["organisations"].insert_one({"_id": "yearly", "timezone": "Asia/Shanghai", "name": "Y", "values": {"holidays": values}})
    calendar = echo.host.adopted.calendar("yearly")
    days = [date(2025, 6, 2), date(2025, 6, 3), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 5)]
    assert [calendar.working_day(day) for day in days] == [False, True, False, True, False]
    assert not calendar.working_day(date(2024, 10, 1))
