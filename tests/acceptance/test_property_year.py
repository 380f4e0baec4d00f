"""Property years through the gateway of a whole instance: the sample, the sample again, the same story in another year, a tiny one."""

import csv
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from kefu.acceptance.comparison import differences
from kefu.acceptance.folder import Folder
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import PROPERTY, services_for
from kefu.local import Instance

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
SAMPLE = Path(__file__).parent / "shenpu_2024"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    home = tmp_path_factory.mktemp("property")
    with Instance(home, services=services_for([Folder(SAMPLE)]), environment={"KEFU_SCHEDULER": "off"}) as instance:
        yield instance.wait_ready(240)


@pytest.fixture
def year_of(instance):
    """The property year of a folder, about to be replayed."""

    def made(path: Path):
        folder = Folder(path)
        gateway = Gateway(instance.gateway_url, token=operator_token(instance.home, folder.organisation["id"]))
        return PROPERTY.replay(folder, gateway=gateway, services=PROPERTY.working, say=print)

    return made


def told(expected, found):
    return [str(difference) for difference in differences(expected, found)]


def write(folder: Path, name: str, *rows: dict[str, str]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


UNIT = {
    "unit_no": "", "type": "residence", "area": "B", "building": "B1", "owner": "某", "phone": "", "ownership": "owner",
    "handover_due_on": "2020-01-01", "handed_over_on": "2020-01-01", "occupancy": "", "occupied_since": "", "chargeable": "yes",
    "monthly_fee": "100.00", "fee_paid_through": "2020-12-31",
}  # fmt: skip
CHARGE = {
    "charge_no": "", "unit_no": "", "fee_type": "property_fee", "fee_year": "2021", "period_from": "2021-01", "period_to": "2021-12",
    "months": "12", "monthly_fee": "100.00", "amount": "1200.00", "issued_on": "2021-01-01",
}  # fmt: skip
PAYMENT = {
    "receipt_no": "",
    "paid_on": "",
    "unit_no": "",
    "fee_type": "property_fee",
    "channel": "cash",
    "amount": "",
    "payer": "",
    "note": "",
}


@pytest.fixture
def tiny(tmp_path):
    """Three units, LF and no byte-order mark, half of the files missing, a cut-off in the middle of the year."""
    (tmp_path / "organisation.yaml").write_text(
        "id: tiny_property\nname: 小物業\nyear: 2021\ncut_off: 2021-06-30\n"
        "policies: {vacancy_discount_percent: 50, vacancy_discount_types: [residence], target_occupied_percent: 50,\n"
        "  notice_channels: [sms], survey_channels: [phone], bonus: {pay_months: 12, free_months: 2, window_months: 3}}\n"
        "rounding: {collection_households: {method: truncate, decimals: 1}}\n",
        encoding="utf-8",
    )
    occupied = {"occupancy": "decorated", "occupied_since": "2020-02-01"}
    write(tmp_path, "units", {**UNIT, "unit_no": "1", **occupied}, {**UNIT, "unit_no": "2", **occupied}, {**UNIT, "unit_no": "3"})
    write(tmp_path, "charges", *({**CHARGE, "charge_no": f"C{number}", "unit_no": str(number)} for number in (1, 2, 3)))
    write(
        tmp_path, "payments",
        {**PAYMENT, "receipt_no": "R1", "paid_on": "2021-06-30", "unit_no": "1", "amount": "1200.00"},
        {**PAYMENT, "receipt_no": "R2", "paid_on": "2021-07-01", "unit_no": "2", "amount": "1200.00"},
        {**PAYMENT, "receipt_no": "R2", "paid_on": "2021-06-01", "unit_no": "3", "amount": "1.00"},
        {**PAYMENT, "receipt_no": "R4", "paid_on": "2021-06-01", "unit_no": "9", "amount": "1.00"},
    )  # fmt: skip
    debt = {"unit_no": "3", "fee_type": "property_fee", "fee_year": "2020", "amount": "1.00"}
    write(tmp_path, "opening_arrears", debt, debt, {**debt, "fee_year": "2021", "amount": "2.00"})
    discount = {"discount_no": "D1", "kind": "vacant_half", "unit_no": "3", "charge_no": "C3", "receipt_no": "", "months": "12"}
    write(tmp_path, "discounts", {**discount, "amount": "600.00", "granted_on": "2021-02-01"})
    return tmp_path


@pytest.mark.rule("REP-26", "REP-27", "REP-28", "REP-30", "REP-32", "REP-53", "REP-75", "REP-83")
def test_a_tiny_year_with_a_cut_off_in_its_middle(year_of, tiny):
    found = year_of(tiny).replay()
    assert found["refused"]["payments"] == [
        {"line": 4, "key": "R2", "reason": "duplicate_receipt"},
        {"line": 5, "key": "R4", "reason": "unknown_unit"},
    ]  # fmt: skip
    figures = found["rules"]
    assert figures["REP-26"]["rate"] == {"numerator": "1200.00", "denominator": "3000.00", "percent": "40.0000", "shown": "40.00"}
    assert (figures["REP-27"]["occupied"], figures["REP-27"]["unoccupied"], figures["REP-27"]["arrears"]) == (
        "1200.00",
        "604.00",
        "1804.00",
    )
    assert figures["REP-28"]["rate"]["shown"] == "50.0"
    assert figures["REP-30"] == {
        "due": 1,
        "paid": 0,
        "unpaid": 1,
        "rate": {"numerator": 0, "denominator": 1, "percent": "0.0000", "shown": "0.0"},
    }
    assert (figures["REP-32"]["opening_arrears"], figures["REP-32"]["ledger_balances"]) == ("4.00", True)
    assert figures["REP-53"] == {"target_percent": 50, "due": 2, "paid": 1, "needed": 1, "gap": 0, "reached": True}
    assert figures["REP-83"]["payments_after_cut_off"] == 1
    assert figures["REP-41"]["rate"]["percent"] is None
    assert found["arrears_units"] == [{"unit_no": "2", "balance": "1200.00"}, {"unit_no": "3", "balance": "604.00"}]


@pytest.mark.rule(*EXPECTED["rules"])
def test_the_sample_gives_every_figure_and_the_same_ones_when_it_is_sent_again(year_of):
    first = year_of(SAMPLE).replay()
    assert told(EXPECTED, first) == []
    again = year_of(SAMPLE)
    again.load()
    assert again.figures() == first


@pytest.mark.skipif(os.environ.get("KEFU_EVERY_VARIATION") != "1", reason="minutes long: KEFU_EVERY_VARIATION=1 runs it")
def test_the_same_story_four_years_earlier_has_the_same_figures(year_of, tmp_path):
    folder = tmp_path / "earlier"
    shutil.copytree(SAMPLE, folder)
    for file in folder.glob("*.*"):
        earlier = re.sub(r"\b20(1[4-9]|2\d)\b(?=-|\n|,|$|\")", lambda year: str(int(year[0]) - 4), file.read_text(encoding="utf-8-sig"))
        file.write_text(earlier.replace("id: shenpu_property", "id: shenpu_earlier"), encoding="utf-8")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8")) | {"organisation": "shenpu_earlier"}
    assert told({**expected, "year": 2020}, year_of(folder).replay()) == []
