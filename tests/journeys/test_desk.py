"""The desk in a browser: people of several posts do their day's work on the page, in their language."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STORIES = Path(__file__).parent / "desk_stories.py"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

pytestmark = pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="Chromium is not installed (.ci/run installs it)")


@pytest.fixture(scope="module")
def department(founded):
    """A gas company that sells gas, of which customer K1 owes 2,846.60."""
    department = founded("journey_desk").sells_gas()
    department.billed(1)
    return department


@pytest.fixture
def tell(department):
    """Has people do at the desk what the stories say; what the browser saw otherwise is the failure."""

    def told(*stories: str, **facts: str) -> None:
        people = {staff_no: department.by(staff_no) for staff_no in ("C01", "F01", "G01")}
        known = {"address": people["C01"].address, "tokens": {staff_no: person.token for staff_no, person in people.items()}, **facts}
        ran = subprocess.run(
            [sys.executable, str(STORIES), *stories], input=json.dumps(known), capture_output=True, text=True, timeout=120, check=False
        )
        assert ran.returncode == 0, ran.stderr

    return told


@pytest.mark.rule("BIL-09", "BIL-15")
def test_money_is_taken_once_also_when_the_form_is_sent_twice(tell, department):
    tell("pays_twice")
    account = department.by("C01").seen("/accounts/K1", as_of="2025-03-24")
    assert (account["open_amount"], [receipt["receipt_no"] for receipt in account["receipts"]]) == ("2800.00", ["D1"])


def test_what_is_wrong_is_told_where_it_is_and_nothing_is_done(tell, department):
    tell("errs_and_is_told")
    assert department.by("C01").get("/receipts/D2").status == 404


@pytest.mark.rule("BIL-19")
def test_why_is_answered_with_the_clauses(tell):
    tell("asks_why", clause="送達後交費期")


def test_somebody_finds_the_own_work_follows_keys_and_is_signed_out_in_the_end(tell):
    tell("finds_own_work_only", "follows_keys", "is_signed_out")


def test_a_record_that_has_changed_meanwhile_is_not_overwritten(tell, department):
    tell("is_overtaken", change="Change customer", code="version_conflict")
    assert department.by("G01").seen("/customers/K1")["phone"] == "13800000001"


def test_a_file_is_judged_row_by_row(tell, tmp_path):
    file = tmp_path / "tariffs.csv"
    file.write_text(
        "tariff_no,source,customer_kind,price,valid_from,valid_to,title\n"
        "T8,price_authority,residential,2.58,2025-01-01,,居民\nT9,price_authority,residential,x,2025-01-01,,居民\n",
        encoding="utf-8-sig",
    )
    tell("imports_a_file", file=str(file))


def test_what_a_record_says_is_text(tell, department):
    name = '<img src=x onerror="document.title=1">'
    department.by("G01").done(
        "/customers", customer_no="X1", name=name, kind="residential", opened_on="2019-05-06", confirmed_distinct=True
    )
    tell("reads_markup", name=name)
