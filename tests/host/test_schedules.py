"""Work that is due on certain days: once, on every day, whoever dies in between."""

from datetime import UTC, date, datetime, timedelta

import eventlet
import pytest
from kefu_echo import Echo
from prometheus_client import generate_latest

from kefu import clock
from kefu.schedules import Rhythm, Schedules
from kefu.service import schedule
from kefu_messages.errors import ValidationFailed


@pytest.mark.parametrize(
    ("rhythm", "day", "due"),
    [
        ("daily", date(2025, 3, 31), True),
        ("monthly:3", date(2025, 3, 3), True),
        ("monthly:3", date(2025, 3, 2), False),
        ("monthly:3", date(2025, 3, 4), False),
        ("monthly:31", date(2025, 2, 28), True),
        ("monthly:31", date(2024, 2, 28), False),
        ("monthly:31", date(2024, 2, 29), True),
        ("monthly:30", date(2025, 3, 30), True),
        ("monthly:30", date(2025, 3, 31), False),
        ("yearly:12-31", date(2025, 12, 31), True),
        ("yearly:12-31", date(2025, 12, 30), False),
    ],
)
def test_a_rhythm_falls_on_its_days(rhythm, day, due):
    assert Rhythm(rhythm).falls_on(day) is due


def test_an_unknown_rhythm_is_refused_when_it_is_declared(documents):
    with pytest.raises(ValueError, match="hourly"):
        Schedules(documents).add("tick", "hourly")


def test_a_day_is_run_once_and_missed_days_are_caught_up_in_order(echo):
    assert echo("run_due", {"as_of": "2025-03-03"})["ran"] == [{"name": "tick", "day": "2025-03-03"}]
    assert echo("run_due", {"as_of": "2025-03-06"})["ran"] == [{"name": "tick", "day": f"2025-03-0{day}"} for day in (4, 5, 6)]
    assert echo("run_due", {"as_of": "2025-03-06"})["ran"] == []
    assert echo("run_due", {"as_of": "2025-03-05"})["ran"] == []
    assert echo("get_counter", {"counter_no": "clock"})["total"] == 4


def test_two_replicas_asked_at_once_run_each_day_once(start, at_once):
    first, second = start(), start()
    first("run_due", {"as_of": "2025-03-01"})
    outcomes = at_once(10, lambda index: (first, second)[index % 2].host.run_due("shihua_gas", date(2025, 3, 8)))
    ran = [each["day"] for outcome in outcomes for each in outcome]
    assert sorted(ran) == [f"2025-03-0{day}" for day in range(2, 9)]
    assert first("get_counter", {"counter_no": "clock"})["total"] == 8


def test_each_organisation_has_its_own_days(echo, issuer):
    other = issuer.token(staff_no="A", organisation="elsewhere", roles=["system_administrator"])
    echo("run_due", {"as_of": "2025-03-03"})
    assert echo("run_due", {"as_of": "2025-03-05"}, token=other)["ran"] == [{"name": "tick", "day": "2025-03-05"}]


def test_a_day_whose_handler_failed_is_run_again_and_the_days_after_it_wait(documents):
    schedules, ran = Schedules(documents), []

    def run(method, day):
        ran.append(day.day)
        if ran == [3]:
            raise RuntimeError

    schedules.add("tick", "daily")
    with pytest.raises(RuntimeError):
        schedules.run_due("o", date(2025, 3, 3), run)
    schedules.run_due("o", date(2025, 3, 3), run)
    schedules.run_due("o", date(2025, 3, 4), run)
    assert ran == [3, 3, 4]


def test_a_lease_that_is_held_keeps_others_away_until_it_expires(documents):
    holder, other, ran = Schedules(documents), Schedules(documents), []
    for schedules in (holder, other):
        schedules.add("tick", "daily")
    documents["schedules"].insert_one({"_id": "o/tick/2025-03-03", "state": "running", "until": datetime.now(UTC) + timedelta(minutes=1)})
    assert other.run_due("o", date(2025, 3, 3), lambda *_: ran.append("other")) == []
    documents["schedules"].update_one({"_id": "o/tick/2025-03-03"}, {"$set": {"until": datetime.now(UTC) - timedelta(seconds=1)}})
    assert other.run_due("o", date(2025, 3, 3), lambda *_: ran.append("other")) == [{"name": "tick", "day": "2025-03-03"}]
    assert ran == ["other"]


def test_a_day_that_another_replica_is_still_running_is_not_passed_over(documents):
    first, second, ran = Schedules(documents), Schedules(documents), []
    for schedules in (first, second):
        schedules.add("tick", "daily")
    first.run_due("o", date(2025, 3, 2), lambda *_: None)
    documents["schedules"].insert_one({"_id": "o/tick/2025-03-03", "state": "running", "until": datetime.now(UTC) + timedelta(minutes=1)})
    second.run_due("o", date(2025, 3, 4), lambda _method, day: ran.append(day.day))
    documents["schedules"].update_one({"_id": "o/tick/2025-03-03"}, {"$set": {"until": datetime.now(UTC) - timedelta(seconds=1)}})
    second.run_due("o", date(2025, 3, 4), lambda _method, day: ran.append(day.day))
    assert sorted(ran) == [3, 4]


def test_the_scheduler_runs_by_itself_what_is_due_today_for_every_organisation_it_knows(start, documents, until):
    class Ticking(Echo):
        days: list[str] = []

        @schedule("daily")
        def tick(self, ask):
            Ticking.days.append(f"{ask.organisation} {ask.today}")

    documents["organisations"].insert_one({"_id": "shihua_gas", "timezone": "Asia/Shanghai", "name": "G"})
    ticking = start(Ticking, scheduler=True)
    until(lambda: Ticking.days)
    eventlet.sleep(0.2)
    assert Ticking.days == [f"shihua_gas {clock.today('Asia/Shanghai')}"]
    assert ticking.host.schedules.looked_at


def test_a_process_that_does_not_schedule_tells_no_lag(start):
    idle, ticking = start(), start(scheduler=True)
    told = [generate_latest(each.host.metrics.registry).decode() for each in (idle, ticking)]
    assert ["kefu_scheduler_lag_seconds" in text for text in told] == [False, True]


def test_a_scheduled_day_ends_at_its_very_end_where_the_organisation_is(echo):
    ask = echo.host.admission.schedule("tick", "shihua_gas", date(2025, 3, 31))
    assert ask.now.isoformat() == "2025-03-31T23:59:59+08:00"
    assert (ask.today, ask.identity.staff_no, ask.identity.roles) == (date(2025, 3, 31), "service:echo", frozenset({"service"}))


def test_what_is_due_by_the_minute_is_run_by_one_replica_at_a_time_as_of_the_moment(documents):
    first, second, ran = Schedules(documents), Schedules(documents), []
    for schedules in (first, second):
        schedules.add("look", "minutely")
    moment = datetime(2025, 3, 3, 2, 37, tzinfo=UTC)

    def run(method, at):
        ran.append((method, at))
        second.run_minute("o", at, lambda *_: ran.append("both"))

    first.run_minute("o", moment, run)
    assert ran == [("look", moment)]
    second.run_minute("o", moment, lambda method, at: ran.append((method, at)))
    assert ran == [("look", moment), ("look", moment)]


def test_a_minute_whose_handler_failed_or_died_is_no_obstacle_to_a_later_one(documents):
    schedules, ran = Schedules(documents), []
    schedules.add("look", "minutely")
    with pytest.raises(RuntimeError):
        schedules.run_minute("o", datetime(2025, 3, 3, 2, 37, tzinfo=UTC), lambda *_: (_ for _ in ()).throw(RuntimeError))
    schedules.run_minute("o", datetime(2025, 3, 3, 2, 38, tzinfo=UTC), lambda _, at: ran.append(at.minute))
    documents["schedules"].update_one({"_id": "o/look/minutely"}, {"$set": {"until": datetime.now(UTC) + timedelta(minutes=2)}})
    schedules.run_minute("o", datetime(2025, 3, 3, 2, 39, tzinfo=UTC), lambda _, at: ran.append(at.minute))
    documents["schedules"].update_one({"_id": "o/look/minutely"}, {"$set": {"until": datetime.now(UTC) - timedelta(seconds=1)}})
    schedules.run_minute("o", datetime(2025, 3, 3, 2, 40, tzinfo=UTC), lambda _, at: ran.append(at.minute))
    assert ran == [38, 40]


class Looking(Echo):
    moments: list[str] = []

    @schedule("minutely")
    def look(self, ask):
        Looking.moments.append(ask.now.isoformat(timespec="minutes"))


def test_due_work_of_the_minute_is_run_as_of_a_moment_or_the_end_of_a_day_that_is_over(start):
    Looking.moments = []
    looking = start(Looking)
    looking("run_due", {"at": "2025-03-03T10:37"})
    looking("run_due", {"as_of": "2025-03-04"})
    assert Looking.moments == ["2025-03-03T10:37+08:00", "2025-03-04T23:59+08:00"]


def test_work_of_a_day_or_moment_ahead_is_not_used_up_where_the_scheduler_looks_for_it(start):
    today = clock.today("Asia/Shanghai")
    looking = start(Looking, scheduler=True)
    for ahead in ({"as_of": today + timedelta(days=1)}, {"as_of": date(2099, 12, 31)}, {"at": "2099-12-31T10:00"}):
        with pytest.raises(ValidationFailed):
            looking("run_due", {name: str(value) for name, value in ahead.items()})
    ran = start(Looking).host.run_due("shihua_gas", today + timedelta(days=1))  # driven by hand alone, as a replay is
    assert {"name": "tick", "day": str(today + timedelta(days=1))} in ran


def test_the_scheduler_looks_every_minute_by_itself(start, documents, until):
    Looking.moments = []
    documents["organisations"].insert_one({"_id": "shihua_gas", "timezone": "Asia/Shanghai", "name": "G"})
    before = clock.now("Asia/Shanghai").isoformat(timespec="minutes")
    start(Looking, scheduler=True)
    until(lambda: Looking.moments)
    assert before <= Looking.moments[0] <= clock.now("Asia/Shanghai").isoformat(timespec="minutes")
