"""Working days, make-up days, months and quarters."""

from datetime import UTC, date, datetime

import pytest

from kefu import clock
from kefu.calendar import (
    Calendar,
    CalendarNotPublished,
    add_months,
    calendar_in,
    calendar_of,
    days,
    end_of_year,
    first_day,
    last_day,
    month_of,
    months_after,
    national,
    quarter_end,
    quarter_of,
    quarter_start,
    succession,
)
from kefu.law import Law, parse
from kefu_messages.errors import ValidationFailed

MAKE_UP_2025 = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
MAKE_UP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
SHIHUA = Calendar.listed(["2025-04-04"])


@pytest.mark.parametrize("day", MAKE_UP_2025 + MAKE_UP_2026)
def test_a_make_up_day_on_a_weekend_is_worked(day):
    assert date.fromisoformat(day).weekday() >= 5
    assert national().working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-01-28", "2025-04-04", "2025-05-02", "2025-10-08", "2026-02-16", "2026-10-07"])
def test_a_public_holiday_on_a_weekday_is_not_worked(day):
    assert date.fromisoformat(day).weekday() < 5
    assert not national().working_day(date.fromisoformat(day))


def test_the_day_after_friday_is_monday_unless_saturday_is_made_up():
    assert national().add_working_days(date(2025, 6, 6), 1) == date(2025, 6, 9)
    assert national().add_working_days(date(2025, 2, 7), 1) == date(2025, 2, 8)


def test_the_golden_week_is_stepped_over_both_ways():
    assert national().add_working_days(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert national().add_working_days(date(2025, 10, 9), -1) == date(2025, 9, 30)


def test_no_working_days_later_is_the_day_itself_even_a_sunday():
    assert national().add_working_days(date(2025, 6, 8), 0) == date(2025, 6, 8)


def test_working_days_of_a_month_are_counted_with_both_ends():
    assert national().working_days_between(date(2025, 10, 1), date(2025, 10, 31)) == 18


@pytest.mark.parametrize("year", [2003, 2027])
def test_a_year_nobody_has_published_is_refused_by_name(year):
    with pytest.raises(CalendarNotPublished) as refusal:
        national().working_day(date(year, 1, 5))
    assert refusal.value.params == {"year": year}


def test_counting_into_an_unpublished_year_is_refused_rather_than_guessed():
    with pytest.raises(CalendarNotPublished):
        national().add_working_days(date(2026, 12, 31), 1)


def test_an_own_list_is_all_there_is_and_holds_for_every_year():
    assert not SHIHUA.working_day(date(2025, 4, 4))
    assert SHIHUA.working_day(date(2025, 5, 1))
    assert not SHIHUA.working_day(date(2025, 4, 27))
    assert SHIHUA.working_day(date(2027, 1, 4))
    assert SHIHUA.add_working_days(date(2025, 4, 3), 1) == date(2025, 4, 7)


def test_public_holidays_of_a_year_are_in_order():
    assert national().public_holidays(2025)[:2] == (date(2025, 1, 1), date(2025, 1, 28))
    assert len(national().public_holidays(2025)) == 28
    with pytest.raises(CalendarNotPublished):
        national().public_holidays(2027)


def test_the_last_working_day_of_a_month_is_before_a_closing_weekend():
    assert SHIHUA.last_working_day("2025-08") == date(2025, 8, 29)
    assert SHIHUA.last_working_day("2025-03") == date(2025, 3, 31)


def law(value: str) -> Law:
    return parse(f"""
version: "1"
values:
  holidays:
    title: {{zh-Hant: 假日, en: Holidays}}
    unit: days
    rules: [MET-09]
    entries: {{"*": [{{from: 2000-01-01, value: {value}, reference: test}}]}}
""").of("shihua_gas")


def test_the_law_says_which_calendar_an_organisation_follows():
    day = date(2025, 3, 3)
    assert calendar_in(law("national"), on=day) is national()
    assert calendar_in(law("[2025-04-04]"), on=day) == SHIHUA
    assert calendar_in(law('["2025-04-04"]'), on=day) == SHIHUA
    assert calendar_in(parse('version: "1"').of("emall"), on=day) is national()


def test_an_organisation_may_close_or_work_besides_the_national_calendar():
    own = calendar_of({"base": "national", "closures": ["2025-06-09", "2025-09-28"], "make_up": ["2025-10-08"]})
    assert not own.working_day(date(2025, 6, 9))
    assert not own.working_day(date(2025, 9, 28))
    assert own.working_day(date(2025, 10, 8))
    assert not own.working_day(date(2025, 10, 7))
    with pytest.raises(CalendarNotPublished):
        own.working_day(date(2027, 1, 4))


def test_own_holidays_and_adjusted_workdays_stand_alone_without_a_base():
    own = calendar_of({"closures": ["2025-06-02"], "make_up": ["2025-06-07"]})
    assert not own.working_day(date(2025, 6, 2))
    assert own.working_day(date(2025, 6, 7))
    assert own.working_day(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("day", "count", "kept", "expected"),
    [
        ("2025-01-31", 1, False, "2025-02-28"),
        ("2024-01-31", 1, False, "2024-02-29"),
        ("2025-03-31", 3, True, "2025-06-30"),
        ("2025-02-28", 3, True, "2025-05-31"),
        ("2025-02-28", 3, False, "2025-05-28"),
        ("2025-07-15", -1, False, "2025-06-15"),
        ("2025-01-15", -1, False, "2024-12-15"),
        ("2025-12-31", 1, False, "2026-01-31"),
    ],
)
def test_months_are_added_and_clipped_to_the_month_s_end(day, count, kept, expected):
    assert add_months(date.fromisoformat(day), count, keep_month_end=kept) == date.fromisoformat(expected)


def test_months_and_quarters_have_their_ends():
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_of(date(2025, 3, 9)) == "2025-03"
    assert months_after("2025-03", -3) == "2024-12"
    assert quarter_of(date(2025, 3, 31)) == (2025, 1)
    assert (quarter_start(date(2025, 5, 20)), quarter_end(date(2025, 5, 20))) == (date(2025, 4, 1), date(2025, 6, 30))
    assert list(days(date(2025, 2, 28), date(2025, 3, 1))) == [date(2025, 2, 28), date(2025, 3, 1)]


def test_today_is_the_day_where_the_organisation_is():
    with clock.stopped_at(datetime(2025, 3, 21, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2025, 3, 22)
        assert clock.today("Europe/London") == date(2025, 3, 21)
        assert clock.now().isoformat() == "2025-03-22T00:00:00+08:00"


def test_a_local_time_gets_the_zone_and_an_aware_one_is_moved_to_it():
    assert clock.localise(datetime.fromisoformat("2025-03-22T09:00")).isoformat() == "2025-03-22T09:00:00+08:00"
    assert clock.localise(datetime(2025, 3, 22, 1, 0, tzinfo=UTC)).isoformat() == "2025-03-22T09:00:00+08:00"


def test_an_unknown_zone_is_named():
    with pytest.raises(clock.UnknownZone) as refusal:
        clock.now("Asia/Nowhere")
    assert refusal.value.params == {"zone": "Asia/Nowhere"}


@pytest.mark.parametrize("year", [1900, 2999])
def test_a_year_ends_with_december(year):
    assert end_of_year(year) == date(year, 12, 31)


@pytest.mark.parametrize("year", [-1, 0, 1899, 3000, 99_999])
def test_a_year_that_is_none_of_ours_is_refused(year):
    with pytest.raises(ValidationFailed, match=str(year)):
        end_of_year(year)


YEARLY = succession([
    (date.min, Calendar.listed(["2025-10-02"])),
    (date(2025, 1, 1), Calendar.listed(["2024-10-01", "2025-10-01", "2026-01-01"], make_up=["2025-10-11"])),
    (date(2026, 1, 1), Calendar.listed(["2026-01-02"], make_up=["2026-01-04"])),
])  # fmt: skip


@pytest.mark.parametrize(("day", "worked"), [
    ("2024-10-01", True), ("2025-10-01", False), ("2025-10-02", True), ("2025-10-11", True), ("2025-12-31", True),
    ("2026-01-01", True), ("2026-01-02", False), ("2026-01-04", True), ("2026-10-01", True),
])  # fmt: skip
def test_the_list_of_the_next_year_leaves_the_days_of_this_one_as_they_are(day, worked):
    assert YEARLY.working_day(date.fromisoformat(day)) is worked


def test_a_year_is_known_when_every_list_with_days_in_it_knows_it():
    own_later = succession([(date(2020, 1, 1), national()), (date(2090, 1, 1), Calendar.listed([]))])
    assert own_later.working_day(date(2090, 1, 2))
    with pytest.raises(CalendarNotPublished):
        own_later.working_day(date(2089, 12, 30))
    in_mid_year = succession([(date(2020, 1, 1), national()), (date(2089, 7, 1), Calendar.listed([]))])
    with pytest.raises(CalendarNotPublished):
        in_mid_year.working_day(date(2089, 12, 30))
