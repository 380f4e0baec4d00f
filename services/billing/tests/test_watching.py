"""What Prometheus shows of the money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kefu_messages.billing import RemarkCashUp

END = date(2025, 3, 31)


@pytest.mark.rule("BIL-10")
def test_a_till_that_differs_is_shown_until_its_difference_is_explained(billing):
    billing.read()
    billing.pay()
    billing.close("51.10")
    assert billing.figures("billing", on=END)["kefu_cash_ups_unbalanced",] == 1
    assert billing.figures("billing", on=date(2025, 4, 1))["kefu_cash_ups_unbalanced",] == 0, "each month by itself"
    leader = {"roles": ("business_centre_team_leader",), "by": "L01"}
    billing.ask(RemarkCashUp, **leader, cashier="C01", business_date="2025-03-12", remark="找零差錯")
    assert billing.figures("billing", on=END)["kefu_cash_ups_unbalanced",] == 0


@pytest.mark.rule("BIL-21", "BIL-24")
def test_the_months_recovery_beside_its_target_and_the_arrears_by_stage(billing):
    assert ("kefu_recovery_rate_percent",) not in billing.figures("billing", on=END), "nothing was charged"
    billing.read()
    told = billing.figures("billing", on=date(2025, 3, 18))
    assert (told["kefu_recovery_rate_percent",], told["kefu_recovery_rate_target_percent",]) == (0, 95)
    assert (told["kefu_arrears_yuan", "overdue"], told["kefu_arrears_yuan", "notified"]) == (Decimal("51.60"), 0)
    billing.dun("notice", "2025-03-18T10:00", channel="phone")
    billing.pay(amount="12.90", when="2025-03-19T10:00")
    told = billing.figures("billing", on=date(2025, 3, 19))
    assert told["kefu_recovery_rate_percent",] == 25
    assert (told["kefu_arrears_yuan", "overdue"], told["kefu_arrears_yuan", "notified"]) == (0, Decimal("38.70"))
