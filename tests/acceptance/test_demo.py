"""The demo department: the same every time, valid for the contracts, nothing of it in the future."""

from datetime import date

import pytest

from kefu.acceptance.folder import Folder
from kefu.acceptance.gas import PATHS
from kefu.acceptance.people.files import FACTS, path_of
from kefu.demo import gas, people
from kefu.demo.accounts import accounts
from kefu.demo.others import OTHERS
from kefu_messages import Command, messages
from kefu_messages.roles import EVERYBODY

IMPORTS = {message.bulk.path: message for message in messages(Command) if message.bulk}
TODAY = date(2026, 11, 24)


def columns(message):
    return {item.data_key or name: item for name, item in message().fields.items()}


def wrong(path, row):
    """The cells and required columns of a row that its contract does not take."""
    known = columns(IMPORTS[path])
    bad = {name for name, cell in row.values.items() if name not in known or (cell and known[name].deserialize(cell) is None)}
    return bad | {name for name, item in known.items() if item.required and not row.get(name)}


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 5), date(2027, 1, 11), date(2027, 3, 1)])
def test_every_row_of_the_gas_company_is_valid_and_none_is_in_the_future(tmp_path, today):
    folder = Folder(gas.write(tmp_path, today=today))
    assert len(folder.rows("customers")) == len(folder.rows("meters")) == 60
    for file, path in PATHS.items():
        rows = folder.rows(file)
        assert [wrong(path, row) for row in rows] == [set()] * len(rows)
        for column in ("read_at", "paid_at", "entered_on", "business_date"):
            assert all(row.get(column)[:10] < today.isoformat() for row in rows)


def test_the_same_day_makes_the_same_rows(tmp_path):
    first, second = (Folder(gas.write(tmp_path / name, today=TODAY)) for name in ("a", "b"))
    assert all(first.rows(file) == second.rows(file) for file in PATHS)


@pytest.mark.parametrize(
    ("today", "period"),
    [
        ("2026-11-10", "2026-10"),
        ("2026-11-11", "2026-11"),
        ("2027-01-01", "2026-12"),
        ("2026-11-30", "2026-11"),
    ],
)
def test_the_month_shown_is_the_running_one_once_there_is_something_to_read_in_it(today, period):
    assert gas.period_of(date.fromisoformat(today)) == period


def test_some_customers_have_paid_some_have_not_and_one_reading_is_missed(tmp_path):
    folder = Folder(gas.write(tmp_path, today=TODAY))
    read = [row for row in folder.rows("readings") if row.get("kind") == "regular"]
    assert 0 < len(folder.rows("payments")) < len(read)
    assert {row.get("method") for row in folder.rows("payments")} == {"cash", "card"}
    assert any(row.get("kind") == "missed" for row in folder.rows("readings"))


def test_every_row_of_the_other_organisations_is_valid():
    for organisation in OTHERS:
        sent = {"/staff:import": organisation.staff(), **organisation.rows}
        assert all(wrong(path, row) == set() for path, rows in sent.items() for row in rows)
        known = [staff_no for staff_no, _, _ in organisation.posts]
        assert all(superior in ("", *known[:place]) for place, (_, _, superior) in enumerate(organisation.posts))


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 1), date(2027, 1, 2), date(2027, 3, 1)])
@pytest.mark.parametrize("crew", people.CREWS, ids=lambda crew: crew.organisation)
def test_every_row_about_people_is_valid_and_none_is_in_the_future(tmp_path, crew, today):
    folder = Folder(people.write(tmp_path, crew, today=today))
    posts = {staff_no for organisation in OTHERS if organisation.id == crew.organisation for staff_no, _, _ in organisation.posts}
    for file in (file for stage in FACTS for file in stage):
        rows = folder.rows(file)
        assert [wrong(path_of(file), row) for row in rows] == [set()] * len(rows)
        assert {row.get("staff_no") for row in rows} <= {*posts, ""}
        for column in ("punched_at", "date", "from_date", "received_on", "signed_in_at"):
            assert all(row.get(column)[:10] < today.isoformat() for row in rows)
    assert folder.rows("shifts")


def test_there_is_one_account_per_role_and_organisation():
    found = list(accounts())
    places = [(account.organisation, account.role) for account in found]
    assert len(set(places)) == len(places)
    assert {account.role for account in found} <= EVERYBODY
    assert {organisation for organisation, _ in places} == {"shihua_gas", "emall", "jinyang", "shenpu_property"}
    assert all((organisation, "system_administrator") in places for organisation, _ in places)
