"""What organisations may adopt, as the contracts hold it for the service that takes it down."""

import json
from pathlib import Path

import pytest

from kefu.acceptance.folder import Folder
from kefu.acceptance.people.policies import adopted
from kefu.cli.rules import books, what_is_adoptable
from kefu.law import exact, misfit
from kefu_messages.attendance.adoptable import WRITTEN, all_adoptable

SAMPLES = Path(__file__).parents[1] / "acceptance"


def test_the_contracts_hold_what_the_law_books_say():
    assert WRITTEN.read_text(encoding="utf-8") == what_is_adoptable(books()), "run `make docs`"


@pytest.mark.parametrize("organisation", ["emall", "gas_penalty", "jinyang"])
def test_what_the_samples_adopt_is_taken(organisation):
    known = all_adoptable().values
    for value, content in adopted(Folder(SAMPLES / "hr_2025-06" / organisation).organisation).items():
        written = exact(json.loads(json.dumps(content)))
        assert [misfit(written, shape) for shape in known[value].takes if misfit(written, shape)] == [], value


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("points_per_lateness", -2),
        ("extra_points", -50),
        ("free_lateness_events", -1),
        ("free_lateness_events", "many"),
        ("leave_chain", []),
        ("leave_chain", None),
        ("leave_chain", ["boss"]),
        ("leave_chain_of_other_types", {"types": ["annual"], "chain": []}),
        ("destruction_approvals", 0),
        ("destruction_approvals", 1),
        ("witnesses_needed", 0),
        ("appeal_days", 10**9),
        ("personal_score_readers", ["phone_agent"]),
        ("latest_entry_days", -5),
        ("latest_entry_days", "soon"),
        ("attendance_rule_set", "doc9"),
        ("discipline_rule_set", "doc9"),
        ("violation_catalogue", []),
        ("violation_catalogue", [{"code": "DIS-03", "unit": "yuan", "min": 300, "max": 200}]),
        ("duties_apart", {"boss": ["reporter"]}),
        ("notice_needs_confirmation", "no"),
        ("book_of", "nosuch"),
    ],
)
def test_what_no_rule_can_work_with_is_not_taken(value, content):
    assert [shape for shape in all_adoptable().values[value].takes if misfit(exact(content), shape)]


def test_fines_four_eyes_and_readers_are_not_for_the_personnel_department_alone():
    known = all_adoptable().values
    assert known["violation_catalogue"].adopted_by == "/violation-catalogues"
    guarded = (
        "duties_apart", "destruction_approvals", "notice_needs_confirmation", "personal_score_readers", "file_readers", "fines_by_rule",
        "discipline_rule_set", "latest_entry_days", "witnesses_needed", "attitude_first_fine",
        "leave_chain", "long_leave_chain", "head_leave_approvers", "leave_of_superiors", "swap_approvers", "swap_partner_agrees",
    )  # fmt: skip
    assert {known[name].adopted_by for name in guarded} == {"management"}
    assert known["points_per_lateness"].adopted_by == "management"
    assert known["holidays"].adopted_by == "personnel"
