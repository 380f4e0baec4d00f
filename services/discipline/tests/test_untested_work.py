"""Work that fieldwork found untested is proposed as a violation, and never fined by itself (DIS-13, DIS-15, DIS-16)."""

import pytest

from kefu_messages.discipline import ListProposals, ViolationProposed
from kefu_messages.fieldwork import UntestedWorkFound


@pytest.mark.rule("DIS-13", "DIS-15", "FLD-03")
@pytest.mark.parametrize("violation", ["DIS-13", "DIS-15", "DIS-16"])
def test_gas_on_without_test_is_a_draft_of_its_own_item(gas, violation):
    gas.say(UntestedWorkFound, **{**UntestedWorkFound.example, "staff_no": "C01", "violation": violation})
    drafts = gas.act(ListProposals, "H01")["proposals"]
    assert [(one["kind"], one["code"], one["staff_no"], one["source"]) for one in drafts] == [("violation", violation, "C01", "TQ-7")]
    assert [set(told["because"]) for told in gas.said(ViolationProposed)] == [{"FLD-03", violation}]
