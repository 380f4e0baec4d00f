"""The days of a gas month in the order in which they happened."""

from datetime import date

from kefu.acceptance.folder import Row
from kefu.acceptance.timeline import days_of_slips, runs, timeline

FIRST, LAST = date(2025, 3, 1), date(2025, 3, 3)


def rows(file, column, *values, start=2, **other):
    return [Row(file, start + number, {column: value, **other}) for number, value in enumerate(values)]


def days(**files):
    every = {name: files.get(name, ()) for name in ("readings", "slips", "payments", "dunning_actions", "cash_ups")}
    return {day.day.isoformat(): day for day in timeline(**every, first=FIRST, last=LAST)}


def lines(stage):
    return [[(row.file, row.line) for row in run] for run in stage]


def test_every_day_of_the_span_is_there_and_days_with_rows_outside_it_too():
    found = days(readings=rows("readings", "read_at", "2025-02-28T09:00", "2025-04-01T10:05"))
    assert list(found) == ["2025-02-28", "2025-03-01", "2025-03-02", "2025-03-03", "2025-04-01"]


def test_readings_go_by_their_time_and_ties_by_file_order():
    found = days(readings=rows("readings", "read_at", "2025-03-02T10:00", "2025-03-02T09:00", "2025-03-02T09:00", "2025-03-03T08:00"))
    assert lines(found["2025-03-02"].readings) == [[("readings", 3), ("readings", 4)], [("readings", 2)]]
    assert lines(found["2025-03-03"].readings) == [[("readings", 5)]]


def test_a_row_without_a_usable_date_is_sent_on_the_first_day():
    found = days(payments=rows("payments", "paid_at", "", "2025-13-40T09:00", "gestern"))
    assert sorted(row.line for run in found["2025-03-01"].money for row in run) == [2, 3, 4]


def test_at_the_same_minute_payments_come_before_dunning_then_file_order():
    found = days(
        payments=rows("payments", "paid_at", "2025-03-02T09:30", "2025-03-02T09:30", "2025-03-02T10:00"),
        dunning_actions=rows("dunning_actions", "action_at", "2025-03-02T09:29", "2025-03-02T09:30"),
    )
    assert lines(found["2025-03-02"].money) == [
        [("dunning_actions", 2)],
        [("payments", 2), ("payments", 3)],
        [("dunning_actions", 3)],
        [("payments", 4)],
    ]


def slip(line, number, *, issued, delivered="", entered=""):
    return Row("slips", line, {"slip_no": number, "issued_on": issued, "delivered_on": delivered, "entered_on": entered})


def test_a_slip_is_sent_when_posted_else_delivered_else_issued():
    slips = [
        slip(2, "A", issued="2025-03-01", delivered="2025-03-02", entered="2025-03-03"),
        slip(3, "B", issued="2025-03-01", delivered="2025-03-02"),
        slip(4, "C", issued="2025-03-01"),
        slip(5, "D", issued="?"),
    ]
    assert days_of_slips(slips, FIRST) == {2: date(2025, 3, 3), 3: date(2025, 3, 2), 4: date(2025, 3, 1), 5: FIRST}


def test_a_repeated_slip_number_is_never_sent_before_its_first_row():
    slips = [slip(2, "A", issued="2025-03-01", entered="2025-03-03"), slip(3, "A", issued="2025-03-01")]
    assert days_of_slips(slips, FIRST)[3] == date(2025, 3, 3)
    found = days(slips=slips)
    assert lines(found["2025-03-03"].slips) == [[("slips", 2), ("slips", 3)]]


def test_cash_ups_belong_to_their_business_day():
    found = days(cash_ups=rows("cashups", "business_date", "2025-03-02", "2025-03-03", "2025-03-02"))
    assert lines(found["2025-03-02"].cash_ups) == [[("cashups", 2)], [("cashups", 4)]]


def test_a_run_is_of_one_file_and_of_consecutive_lines():
    mixed = [Row("a", 2, {}), Row("a", 3, {}), Row("b", 4, {}), Row("b", 6, {}), Row("b", 7, {})]
    assert lines(runs(mixed)) == [[("a", 2), ("a", 3)], [("b", 4)], [("b", 6), ("b", 7)]]
