"""Decisions of billing: pure functions of facts, days and law."""

from kefu_billing.rules.balances import (
    charged,
    in_order,
    money,
    open_amount,
    open_of,
    overdue_amount,
    overdue_since,
    received_on,
    settled_on,
    turns,
)
from kefu_billing.rules.contracts import (
    contract_due,
    contract_overdue_days,
    final_payment,
    judge_contract_payment,
    mailable,
    price_list_of,
)
from kefu_billing.rules.dunning import case_at, first_step, judge_step, next_step_from, standing_hold
from kefu_billing.rules.invoices import delivered_later, invoice_of_reading, invoice_of_slip, payment_due, resident_due
from kefu_billing.rules.payments import (
    allocate,
    card_credit,
    change_given,
    delete_receipt,
    judge_payment,
    reversal_of,
    service_minutes,
    take_money,
    top_up,
    warnings,
)
from kefu_billing.rules.performance import charging_verdict, purchase_anomaly
from kefu_billing.rules.property import (
    bonus_paid_through,
    judge_arrears,
    judge_charge,
    judge_discount,
    judge_notice,
    judge_owner_payment,
    monthly_charge,
    use_promotion,
)
from kefu_billing.rules.property_year import collection_target, target_achieved
from kefu_billing.rules.slips import deliver, judge_issue, judge_posting, judge_slip, post, sign, state_of, without_checklist
from kefu_billing.rules.tariffs import charge, price_override, publishable, tariff_on
from kefu_billing.rules.tills import disclosed, hand_over, hand_over_state, reconcile, security_findings, shortage

__all__ = [name for name in dir() if not name.startswith("_")]
