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
BOOKS = [
    law.of_package(Path(sys.modules[registry.load(name).__module__.partition(".")[0]].__file__).parent) for name in registry.services()
]


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


SAMPLE = {name: Folder(SAMPLES / name).organisation for name in ("emall", "gas_penalty", "jinyang")}
POLICIES = [(name, number) for name, about in SAMPLE.items() for number in about["policy"]]


@pytest.mark.parametrize(("organisation", "number"), POLICIES)
@pytest.mark.parametrize("left", ["nothing", None, {}])
def test_an_organisation_without_one_of_its_parameters_keeps_to_its_book_in_that(organisation, number, left):
    about, table = SAMPLE[organisation], yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    others = {name: item for name, item in about["policy"].items() if name != number}
    values = adopted({**about, "policy": others if left == "nothing" else {**others, number: left}})
    gone = {path: table[path] for path in (f"{number}.{name}" for name in about["policy"][number])}
    named = {value for value in gone.values() if isinstance(value, str)} | {
        each for value in gone.values() if isinstance(value, list) for each in value
    }
    assert values == {name: item for name, item in adopted(about).items() if name not in named}


@pytest.mark.parametrize("organisation", SAMPLE)
def test_every_parameter_that_is_left_out_stands_in_the_book(organisation):
    on, book_of = date(2025, 6, 30), adopted(SAMPLE[organisation])["book_of"]
    for path, named in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        for value in [named] if isinstance(named, str) else named:
            books = [book for book in BOOKS if value in book.values]
            assert books, path
            assert [book.of(book_of).value(value, on=on).id for book in books] == [value] * len(books)


@pytest.mark.parametrize(
    ("about", "named"),
    [
        ({"policy": {"POL-20.1": 3}}, "policy.POL-20.1"),
        ({"policy": ["POL-20.1"]}, "'policy'"),
        ({"rule_set": {"attendance": "doc9"}}, "rule_set.attendance"),
    ],
)
def test_what_cannot_be_read_is_named(about, named):
    with pytest.raises(FolderUnusable, match=named):
        adopted({"id": "x", **about})


def test_a_parameter_without_a_value_is_said():
    with pytest.raises(FolderUnusable, match=r"no value of the law stands for POL-01.2.fre_events"):
        adopted({"id": "x", "policy": {"POL-01.2": {"fre_events": 2}}})


def test_every_value_of_the_table_is_of_some_services_law():
    known = {value for book in BOOKS for value in book.values}
    wanted = [
        named
        for value in yaml.safe_load(TABLE.read_text(encoding="utf-8")).values()
        for named in ([value] if isinstance(value, str) else value)
    ]
    assert sorted(set(wanted) - known) == []
