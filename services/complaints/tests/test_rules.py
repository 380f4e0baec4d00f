"""The law of complaints in examples, and the table of conformance of its clocks."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from kefu.calendar import national
from kefu.testing.cases import book_of, law_in_examples
from kefu_complaints import rules

CLOCKS = "cases_clocks.yaml"
test_law_in_examples = law_in_examples(rules, __file__)
test_remote_in_examples = law_in_examples(rules, __file__, cases="cases_remote.yaml")
test_clocks_in_examples = law_in_examples(rules, __file__, cases=CLOCKS)


@pytest.mark.rule("CMP-05")
def test_the_table_of_clocks_holds_every_make_up_day_of_two_years():
    text = (Path(__file__).parent / CLOCKS).read_text(encoding="utf-8")
    assert len(yaml.safe_load(text)) >= 60
    days = [day for day in national().make_up if day.year in (2025, 2026)]
    assert len(days) == 11
    assert [day for day in days if f"{day.isoformat()}T" not in text] == []


@pytest.mark.rule("CMP-05")
def test_an_hour_asked_at_any_hour_of_a_year_never_ends_while_the_service_is_closed():
    law = book_of(rules).of("jinyang")
    open_time = rules.working_time(date(2025, 1, 1), law=law).outcome
    days = [f"2025-{month:02}-{number:02}" for month in range(1, 13) for number in (1, 8, 26, 28)]
    moments = [moment for day in days for moment in _hours(day)]
    for moment in moments:
        ends = rules.term_ends(moment, limit_minutes=60, law=law).outcome
        assert ends is not None
        assert rules.counted_minutes(moment, until=ends, law=law).outcome == 60, moment
        assert any(opened < ends <= closed for opened, closed in open_time.open_on(ends.date())), moment


@pytest.mark.rule("CMP-52")
def test_the_categories_of_a_year_add_up_to_all_its_complaints():
    counts = {"service_attitude": 3, "engineering": 33, "security_vehicle": 39, "cleaning_greening": 13}
    complaints = [rules.Complained(category) for category, count in counts.items() for _ in range(count)]
    found = rules.complaint_figures(complaints, law=book_of(rules).of("shenpu_property")).outcome
    assert found["categories"] == counts
    assert sum(found["categories"].values()) == 88


def _hours(day):
    return [datetime.fromisoformat(f"{day}T{hour:02}:15").replace(tzinfo=ZoneInfo("Asia/Shanghai")) for hour in range(24)]
