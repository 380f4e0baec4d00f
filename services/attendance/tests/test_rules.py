"""The register's rules, as cases and one by one."""

from datetime import date

import pytest

from kefu.testing.cases import law_in_examples
from kefu_attendance import rules
from kefu_attendance.rules import Person, Post, papers, presence, requirements, rosters, swaps, year
from kefu_messages.attendance import ContentNotExact

test_law_in_examples = law_in_examples(rules, __file__)
test_requirements_in_examples = law_in_examples(requirements, __file__, cases="cases_requirements.yaml")
test_swaps_in_examples = law_in_examples(swaps, __file__, cases="cases_swaps.yaml")
test_rosters_in_examples = law_in_examples(rosters, __file__, cases="cases_rosters.yaml")
test_papers_in_examples = law_in_examples(papers, __file__, cases="cases_papers.yaml")
test_presence_in_examples = law_in_examples(presence, __file__, cases="cases_presence.yaml")
test_years_in_examples = law_in_examples(year, __file__, cases="cases_year.yaml")

SPECIALISTS = ("A1", "A2", "A3", "A4", "A5", "A6")


def person(staff_no: str, *, role: str, reports_to: str | None = None, left_on: date | None = None) -> Person:
    return Person(staff_no, date(2024, 1, 1), (Post(date(2024, 1, 1), (role,), reports_to=reports_to),), left_on)


@pytest.mark.rule("OTH-22")
def test_a_supervisor_with_six_specialists_is_a_tree_of_one_and_six():
    people = [person("S1", role="customer_service_supervisor"), person("S2", role="customer_service_supervisor")]
    people += [person(number, role="customer_service_specialist", reports_to="S1") for number in SPECIALISTS]
    people += [person("A7", role="customer_service_specialist", reports_to="S2")]
    found = rules.tree("S1", people=people, on=date(2025, 6, 1))
    assert [(level, member.staff_no) for level, member, _ in found] == [(0, "S1"), *((1, number) for number in SPECIALISTS)]


def test_the_tree_leaves_out_who_has_left_and_follows_the_post_of_the_day():
    moved = Person(
        "A1",
        date(2024, 1, 1),
        (
            Post(date(2024, 1, 1), ("customer_service_specialist",), reports_to="S1"),
            Post(date(2025, 7, 1), ("customer_service_specialist",), reports_to="S2"),
        ),
    )
    gone = person("A2", role="customer_service_specialist", reports_to="S1", left_on=date(2025, 5, 31))
    people = [person("S1", role="customer_service_supervisor"), moved, gone]
    assert [member.staff_no for _, member, _ in rules.tree("S1", people=people, on=date(2025, 5, 31))] == ["S1", "A1", "A2"]
    assert [member.staff_no for _, member, _ in rules.tree("S1", people=people, on=date(2025, 6, 30))] == ["S1", "A1"]
    assert [member.staff_no for _, member, _ in rules.tree("S1", people=people, on=date(2025, 7, 1))] == ["S1"]


@pytest.mark.parametrize("content", [2.5, [1, 0.5], {"a": {"b": 1.0}}, float("nan")])
def test_a_policy_with_a_float_is_refused(content):
    with pytest.raises(ContentNotExact):
        rules.exact_content(content)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (7, "7"),
        ("2.5", '"2.5"'),
        ({"visit": [20, 25], "commercial": [22, 23]}, '{"commercial": [22, 23], "visit": [20, 25]}'),
        (["電話"], '["電話"]'),
        (None, "null"),
    ],
)
def test_a_policy_is_written_as_exact_json(content, text):
    assert rules.exact_content(content) == text


def test_a_policy_has_a_longest_length():
    with pytest.raises(ContentNotExact):
        rules.exact_content("x" * 20_000)
