"""The parameters of an organisation's people as values of the law."""

import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from kefu import law, registry
from kefu.acceptance.folder import Folder, FolderUnusable
from kefu.acceptance.people.policies import READINGS, TABLE, adopted

SAMPLES = Path(__file__).parent / "hr_2025-06"


@pytest.mark.parametrize("organisation", ["emall", "gas_penalty", "jinyang"])
def test_every_parameter_of_a_sample_is_adopted(organisation):
    about = Folder(SAMPLES / organisation).organisation
    values = adopted(about)
    assert values["attendance_rule_set"] == about["rule_set"]["attendance"]
    assert values["holidays"]["closures"][0] == "2025-01-01"
    assert values["late_granularity"] == about["policy"]["POL-01.1"]["granularity"]


def test_where_the_organisation_says_nothing_it_keeps_to_the_book_of_its_regulation():
    about = {"id": "x", "policy": {"POL-01.2": {"free_events": 2}, "POL-01.5": {"absence_from_minutes": None}}}
    values = adopted({**about, "catalogue_in_force_from": date(2024, 1, 15), "rule_set": {"attendance": "doc4", "discipline": "doc4"}})
    assert (values["free_lateness_events"], values["absence_from_minutes"], values["book_of"]) == (2, None, "jinyang")
    assert values["catalogue_in_force_from"] == "2024-01-15"
    assert not {"extra_points", "holidays", "leave_types"} & values.keys()
    assert adopted({"id": "x"}) == READINGS


def test_a_parameter_without_a_value_is_said():
    with pytest.raises(FolderUnusable, match=r"no value of the law stands for POL-01.2.fre_events"):
        adopted({"id": "x", "policy": {"POL-01.2": {"fre_events": 2}}})


def test_every_value_of_the_table_is_of_some_services_law():
    books = [
        law.of_package(Path(sys.modules[registry.load(name).__module__.partition(".")[0]].__file__).parent) for name in registry.services()
    ]
    known = {value for book in books for value in book.values}
    wanted = [
        named
        for value in yaml.safe_load(TABLE.read_text(encoding="utf-8")).values()
        for named in ([value] if isinstance(value, str) else value)
    ]
    assert sorted(set(wanted) - known) == []
