"""How accounts, invoices, slips and receipts are answered."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.law import Law
from kefu_billing import rules
from kefu_billing.rules.facts import Account, Invoice, Receipt, Slip


def invoice_reply(account: Account, invoice: Invoice, *, on: date) -> dict[str, Any]:
    """An invoice with what is open of it at the end of the day."""
    return {
        **asdict(invoice),
        "customer_no": account.customer_no,
        "charge_date": invoice.priced_on,
        "opened_on": invoice.charged_on,
        "open": rules.open_of(account, invoice, until=on),
        "settled_on": rules.settled_on(account, invoice, until=on),
    }


def slip_reply(account: Account, slip: Slip, *, law: Law) -> dict[str, Any]:
    """A slip with its state, due date and invoice."""
    raised = account.invoice_of_slip(slip.slip_no)
    due = rules.payment_due(slip.delivered_on, law=law).outcome
    return {
        **asdict(slip),
        "month": slip.month,
        "state": rules.state_of(slip),
        "due_on": due,
        "invoice_no": raised.invoice_no if raised else None,
    }


def receipt_reply(account: Account, receipt: Receipt) -> dict[str, Any]:
    """A receipt with change, allocation and warnings."""
    return {
        **asdict(receipt),
        "customer_no": account.customer_no,
        "change": rules.change_given(receipt),
        "warnings": rules.warnings(receipt),
        "audit_remarks": [dict(item) for item in receipt.audit_remarks],
    }


def account_reply(account: Account, *, on: date, law: Law, version: int, since: date = date.min) -> dict[str, Any]:
    """An account at the end of a day; of what lies before ``since`` only what is still open is listed."""
    return {
        "customer_no": account.customer_no,
        "kind": account.kind,
        "as_of": on,
        "open_amount": rules.open_amount(account, until=on),
        "overdue_amount": rules.overdue_amount(account, until=on),
        "card_credit": rules.card_credit(account, until=on),
        "stage": rules.case_at(account, until=on).stage,
        "invoices": [
            invoice_reply(account, item, on=on)
            for item in rules.charged(account, until=on)
            if item.charged_on >= since or rules.open_of(account, item, until=on) > 0
        ],
        "slips": [slip_reply(account, item, law=law) for item in account.slips if since <= item.known_on <= on],
        "receipts": [receipt_reply(account, item) for item in rules.in_order(account) if since <= item.paid_at.date() <= on],
        "holds": [
            {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(item).items()}
            for item in account.holds
        ],
        "version": version,
    }
