"""The insurer's fraud cases and quotations on a real bus and store."""

import pytest

from kefu.testing.cases import law_in_examples
from kefu_contracts import rules
from kefu_contracts.service import Contracts
from kefu_messages.contracts import FraudFound, GetFraudMonth, GetQuotation, QuoteRepair, RecordFraudCase, WhyQuotation
from kefu_messages.errors import AlreadyExists

test_claims_in_examples = law_in_examples(rules, __file__, cases="cases_claims.yaml")
MANAGER = ("service_manager",)


@pytest.fixture
def insurer(shared):
    shared.organisation = "insurer"
    return shared.start(Contracts)


@pytest.mark.rule("OTH-09")
def test_fraud_is_counted_in_the_month_it_was_found(insurer):
    case = {"kind": "invented_cause", "claim_no": "LP-77", "facts": "事故原因與現場不符", "prevented": "12000.00"}
    for number, day in (("DJ-1", "2025-05-31"), ("DJ-2", "2025-06-01")):
        insurer.ask(RecordFraudCase, roles=MANAGER, case_no=number, found_on=day, **case)
    with pytest.raises(AlreadyExists):
        insurer.ask(RecordFraudCase, roles=MANAGER, case_no="DJ-1", found_on="2025-06-01", **case)
    month = insurer.ask(GetFraudMonth, roles=MANAGER, month="2025-05")
    assert (month["cases"], month["by_kind"]["invented_cause"], month["prevented"]) == (1, 1, "12000.00")
    assert [told["case_no"] for told in insurer.said(FraudFound, count=2)] == ["DJ-1", "DJ-2"]


@pytest.mark.rule("OTH-10")
def test_a_quotation_is_whole_once_labour_is_known(insurer):
    quoted = {"quotation_no": "BJ-1", "quoted_on": "2025-05-06"}
    first = insurer.ask(QuoteRepair, roles=MANAGER, **quoted, vehicle="蒙A00001", parts="800.00")
    assert (first["complete"], first["missing"], first["total"]) == (False, ["labour"], None)
    whole = insurer.ask(QuoteRepair, roles=MANAGER, **quoted, labour="200.00")
    assert (whole["complete"], whole["total"]) == (True, "1000.00")
    assert insurer.ask(GetQuotation, roles=MANAGER, quotation_no="BJ-1")["version"] == 2
    assert insurer.ask(WhyQuotation, roles=MANAGER, quotation_no="BJ-1")["decisions"][0]["because"][0]["id"] == "OTH-10"
