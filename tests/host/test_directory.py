"""The local copy of the register of staff, as any service may declare it."""

from datetime import date

import pytest

from kefu.directory import Colleague, Directory, Post
from kefu_messages.attendance import StaffChanged, StaffRegistered

SINCE = date(2024, 1, 1)


class Asking:
    """A service that knows the staff."""

    name = "training"
    staff = Directory()


@pytest.fixture
def directory(running):
    running.organisation = "emall"
    running.start(Asking)
    found = running.dependency("training", Directory)
    found.running = running
    return found


def registered(directory, staff_no="A1", **more):
    facts = {
        "staff_no": staff_no,
        "name": "趙濤",
        "joined_on": SINCE,
        "posts": [{"since": SINCE, "roles": ["cashier"], "reports_to": "S1"}],
    }
    directory.running.say(StaffRegistered, **{**facts, **more})


def test_nobody_is_known_before_the_register_tells(directory):
    assert not directory.known("emall", "A1")
    assert directory.role("emall", "A1") == frozenset()
    assert directory.name("emall", "A1") is None
    assert not directory.known("emall", None)


def test_who_is_registered_is_known_with_name_roles_and_superior(directory):
    assert not directory.known("emall", "A1")
    registered(directory)
    assert directory.known("emall", "A1")
    assert directory.name("emall", "A1") == "趙濤"
    assert directory.role("emall", "A1") == {"cashier"}
    assert directory.superior("emall", "A1") == "S1"


def test_staff_of_one_organisation_is_unknown_to_another(directory):
    registered(directory)
    assert not directory.known("jinyang", "A1")


def test_roles_are_those_in_force_on_the_day(directory):
    registered(directory)
    directory.running.say(
        StaffChanged,
        staff_no="A1",
        name="趙濤",
        joined_on=SINCE,
        left_on=date(2025, 12, 31),
        posts=[{"since": SINCE, "roles": ["cashier"]}, {"since": date(2025, 7, 1), "roles": ["charging_clerk", "duty_clerk"]}],
    )
    on = {
        day: directory.role("emall", "A1", on=date.fromisoformat(day))
        for day in (
            "2023-12-31",
            "2024-01-01",
            "2025-06-30",
            "2025-07-01",
            "2025-12-31",
            "2026-01-01",
        )
    }
    assert on == {
        "2023-12-31": frozenset(),
        "2024-01-01": {"cashier"},
        "2025-06-30": {"cashier"},
        "2025-07-01": {"charging_clerk", "duty_clerk"},
        "2025-12-31": {"charging_clerk", "duty_clerk"},
        "2026-01-01": frozenset(),
    }
    assert directory.known("emall", "A1")


def test_an_older_telling_that_arrives_late_changes_nothing(directory):
    registered(directory, sequence=200, posts=[{"since": SINCE, "roles": ["cashier"]}])
    directory.running.say(
        StaffChanged, sequence=100, staff_no="A1", name="舊名", joined_on=SINCE, posts=[{"since": SINCE, "roles": ["finance"]}]
    )
    assert directory.name("emall", "A1") == "趙濤"
    assert directory.role("emall", "A1") == {"cashier"}


def test_the_same_telling_twice_is_known_once(directory):
    registered(directory, id="one", sequence=100)
    registered(directory, id="one", sequence=100)
    assert directory.role("emall", "A1") == {"cashier"}


def test_what_a_later_contract_adds_to_a_post_does_not_matter(directory):
    wider = StaffRegistered().load(
        {
            "staff_no": "A1",
            "name": "趙濤",
            "joined_on": "2024-01-01",
            "posts": [{"since": "2024-01-01", "roles": ["cashier"], "desk": "7"}],
        }
    )
    assert wider["posts"] == [{"since": SINCE, "roles": ["cashier"]}]


def test_a_person_serves_from_the_first_to_the_last_day():
    person = Colleague("A1", "趙濤", SINCE, date(2024, 12, 31), (Post(SINCE, frozenset({"cashier"})),))
    assert [person.serves(day) for day in (date(2023, 12, 31), SINCE, date(2024, 12, 31), date(2025, 1, 1))] == [False, True, True, False]


def in_the_hall(directory, people):
    for staff_no, (role, superior, department) in people.items():
        registered(directory, staff_no, posts=[{"since": SINCE, "roles": [role], "reports_to": superior, "department": department}])


def test_where_nobody_has_a_superior_the_heads_of_the_department_stand_above_its_people(directory):
    in_the_hall(
        directory,
        {
            "A1": ("cashier", None, "hall"), "A2": ("cashier", None, "archive"), "H1": ("department_head", None, "hall"),
            "H2": ("department_manager", None, "hall"), "H3": ("department_head", None, "archive"),
        },
    )  # fmt: skip
    lines = {staff_no: directory.line("emall", staff_no, on=date(2025, 6, 2)) for staff_no in ("A1", "A2", "H1", "X9")}
    assert lines == {"A1": ["H1", "H2"], "A2": ["H3"], "H1": [], "X9": []}
    assert directory.line("emall", "A1", on=date(2023, 12, 31)) == []


def test_where_anybody_has_a_superior_the_line_alone_counts(directory):
    people = {"A1": ("cashier", "S1", "hall"), "A2": ("cashier", None, "hall"), "S1": ("cashier", "H1", "hall")}
    in_the_hall(directory, {**people, "H1": ("department_head", None, "hall"), "H2": ("department_head", None, "hall")})
    assert directory.line("emall", "A1", on=date(2025, 6, 2)) == ["S1", "H1"]
    assert directory.line("emall", "A2", on=date(2025, 6, 2)) == []
