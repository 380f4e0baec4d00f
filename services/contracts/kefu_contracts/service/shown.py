"""A contract as it is shown and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.service import Ask
from kefu_contracts import rules
from kefu_contracts.rules import Agreement
from kefu_contracts.store import read

TOLD = ("contract_no", "customer_no", "kind", "line", "project_no", "specialist", "renews", "period_from", "period_to", "amount")
FROM_BILLING = ("payment_due_on", "paid_on", "invoice_no", "invoice_mailed_on")


def agreement_of(content: Mapping[str, Any], money: Mapping[str, Any], *, contract_no: str) -> Agreement:
    """The contract with what billing tells of its money."""
    held = {name: value for name, value in content.items() if value is not None}
    return read({**held, **from_billing(money)}, Agreement, contract_no=contract_no)


def from_billing(money: Mapping[str, Any]) -> dict[str, Any]:
    """What billing has told so far."""
    return {name: money[name] for name in FROM_BILLING if money.get(name) is not None}


def contract_shown(ask: Ask, content: Mapping[str, Any], money: Mapping[str, Any], *, contract_no: str, on: date) -> dict[str, Any]:
    """The contract as of a day: how far it is, what is missing, whether it is paid."""
    agreement = agreement_of(content, money, contract_no=contract_no)
    steps = rules.renewal_steps(agreement, on=on, law=ask.law).outcome
    return {
        **content, **from_billing(money),
        "contract_no": contract_no,
        "state": rules.contract_state(agreement, law=ask.law).outcome,
        "return_overdue": rules.return_overdue(agreement, on=on, law=ask.law).outcome,
        "payment": rules.payment_state(agreement, on=on, law=ask.law).outcome,
        "steps": [asdict(step) for step in steps],
    }  # fmt: skip


def told(content: Mapping[str, Any], *, contract_no: str) -> dict[str, Any]:
    """What every event of a contract carries."""
    return {name: content.get(name) for name in TOLD} | {"contract_no": contract_no}
