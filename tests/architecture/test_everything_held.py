"""Every collection of every service says whom it names: what a search for a person has to look at, or why there is nothing."""

import pytest

from kefu import registry
from kefu.store import Collection, Index, Shelf
from kefu.store.records import PERSON


def collections(service: type) -> dict[str, Collection]:
    """Those of its own shelves and of the extensions that keep documents."""
    declared = [value for base in service.__mro__ for value in vars(base).values()]
    shelves = [shelf for value in declared for shelf in (value, getattr(value, "shelf", None)) if isinstance(shelf, Shelf)]
    return {shelf.collection.name: shelf.collection for shelf in shelves}


@pytest.mark.parametrize("name", list(registry.services()))
def test_every_collection_says_whom_it_names_or_why_nobody(name):
    found = collections(registry.load(name))
    assert found or name == "gateway"
    assert [collection for collection, declared in found.items() if not declared.says_whom_it_names] == []
    assert [collection for collection, declared in found.items() if declared.nobody and (declared.people or declared.about)] == []


def test_a_collection_that_says_nothing_would_be_found():
    assert not Collection("planted", key="planted_no").says_whom_it_names
    assert not Collection("planted", key="planted_no", indexes=[Index("state", "staff_no")]).says_whom_it_names
    assert Collection("planted", key=PERSON).says_whom_it_names
    assert Collection("planted", key="planted_no", indexes=[Index("staff_no")]).about == ["staff_no"]
    whose = Collection("planted", key="planted_no", whose={"agent"}, people={"reviewer"})
    assert (whose.about, [index.fields for index in whose.indexes]) == (["agent"], [("agent",)])
