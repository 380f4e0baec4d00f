"""The department amends its catalogue, a second person approves it, and what happened before keeps the old items."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from kefu_messages.discipline import (
    ApproveCatalogue,
    CatalogueAmended,
    CatalogueApproved,
    CatalogueBackdated,
    CatalogueIncomplete,
    GetCatalogue,
    ListCatalogues,
    NotTheSigner,
    PublishCatalogue,
)
from kefu_messages.errors import NotAllowed, NotFound, SelfApproval, UnknownCode, WrongApprover

AMENDMENT = {
    "version_no": "V2", "since": "2999-01-01", "department_head": "H01", "approver": "總經理",
    "items": [{"code": "DIS-03", "unit": "yuan", "min": "150", "max": "150"}],
}  # fmt: skip


def least_of(house, day: str) -> str:
    """What DIS-03 costs at least on the day."""
    (least,) = [item["min"] for item in house.act(GetCatalogue, "C01", day=day)["items"] if item["code"] == "DIS-03"]
    return least


@pytest.mark.rule("DIS-43", "DIS-44")
def test_only_the_department_amends_its_catalogue_and_never_backwards(gas):
    with pytest.raises(NotAllowed):
        gas.act(PublishCatalogue, "P01", **AMENDMENT)
    with pytest.raises(CatalogueIncomplete):
        gas.act(PublishCatalogue, "H01", **{**AMENDMENT, "approver": ""})
    with pytest.raises(CatalogueBackdated):
        gas.act(PublishCatalogue, "H01", **{**AMENDMENT, "since": "2025-01-01"})
    gas.act(PublishCatalogue, "H01", **AMENDMENT)
    approved = gas.act(ApproveCatalogue, "H02", version_no="V2")
    assert (approved["department_head"], approved["approver"], approved["approved_by"], approved["state"]) == (
        "H01",
        "H02",
        "H02",
        "approved",
    )
    assert (approved["version"], gas.act(ListCatalogues, "C01")["items"][0]["version"]) == (2, 2)
    for day, least in (("2998-12-31", "100.00"), ("2999-01-01", "150.00")):
        assert least_of(gas, day) == least
    found = gas.act(GetCatalogue, "C01", day="2999-01-01")
    assert (found["department_head"], found["approver"], found["since"]) == ("H01", "H02", "2999-01-01")
    assert gas.report(code="DIS-03", amount="100")["amount"] == "100.00"


@pytest.mark.rule("DIS-43", "DIS-44")
def test_an_amendment_binds_nobody_before_a_second_person_has_approved_it(gas):
    with pytest.raises(NotTheSigner):
        gas.act(PublishCatalogue, "H01", **{**AMENDMENT, "department_head": "何靜"})
    submitted = gas.act(PublishCatalogue, "H01", **AMENDMENT)
    assert (submitted["state"], submitted["published_by"]) == ("submitted", "H01")
    assert [item["version_no"] for item in gas.act(ListCatalogues, "H02", state="submitted")["items"]] == ["V2"]
    assert (least_of(gas, "2999-01-01"), gas.said(CatalogueAmended, count=0)) == ("100.00", [])
    for whoever, refusal in (("H01", SelfApproval), ("L01", WrongApprover), ("C01", WrongApprover)):
        with pytest.raises(refusal):
            gas.act(ApproveCatalogue, whoever, version_no="V2")
    with pytest.raises(NotFound):
        gas.act(ApproveCatalogue, "H02", version_no="V3")
    gas.act(ApproveCatalogue, "H02", version_no="V2")
    assert [told["version_no"] for told in gas.said(CatalogueAmended)] == ["V2"]
    assert (least_of(gas, "2999-01-01"), gas.act(ListCatalogues, "H02", state="submitted")["items"]) == ("150.00", [])
    with pytest.raises(CatalogueApproved):
        gas.act(ApproveCatalogue, "P01", version_no="V2")


@pytest.mark.rule("DIS-43", "DIS-44")
@pytest.mark.parametrize(("approved_on", "accepted"), [("2998-12-31", True), ("2999-01-01", False)])
def test_an_amendment_is_approved_before_its_first_day(gas, approved_on, accepted):
    gas.act(PublishCatalogue, "H01", **AMENDMENT)
    with gas.on(approved_on), nullcontext() if accepted else pytest.raises(CatalogueBackdated):
        gas.act(ApproveCatalogue, "H02", version_no="V2")
    assert least_of(gas, "2999-01-01") == ("150.00" if accepted else "100.00")


@pytest.mark.rule("DIS-18", "DIS-43")
def test_an_item_that_only_the_amendment_has_binds_like_the_others(gas):
    items = [{"code": "KF-01", "unit": "yuan", "min": "10", "max": "20"}]
    with gas.on("2025-06-02"):
        gas.act(PublishCatalogue, "H01", **{**AMENDMENT, "version_no": "V3", "since": "2025-06-10", "items": items})
        gas.act(ApproveCatalogue, "H02", version_no="V3")
    with pytest.raises(UnknownCode):
        gas.report(code="KF-01", amount="15", occurred_on="2025-06-09")
    assert gas.report(code="KF-01", amount="15", occurred_on="2025-06-10")["amount"] == "15.00"
