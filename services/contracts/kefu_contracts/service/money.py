"""What billing tells of contracts' money: when it is due, when all of it arrived, which invoice was mailed (CON-16, CON-17)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, on
from kefu_contracts.service.agreements import Agreements
from kefu_messages.billing import ContractOverdue, ContractPaymentRecorded, ContractReceivableOpened, InvoiceMailed
from kefu_messages.contracts import ContractPaymentMissing
from kefu_messages.roles import SERVICE_MANAGER


class Money(Agreements):
    """Keeps what billing tells; the order in which it arrives changes nothing."""

    @on(ContractReceivableOpened)
    def know_due_day(self, ask: Ask) -> None:
        """The money is due on a day (CON-17; doc 4 l.301)."""
        self._keep_money(ask, {"payment_due_on": ask["due_on"]})

    @on(ContractPaymentRecorded)
    def know_payment(self, ask: Ask) -> None:
        """Once the last yuan arrived the contract is paid (CON-17, CON-09; doc 4 l.301)."""
        if ask.get("paid_up_on") is not None:
            self._keep_money(ask, {"paid_on": ask["paid_up_on"]})

    @on(InvoiceMailed)
    def know_invoice(self, ask: Ask) -> None:
        """An invoice was mailed; the first one's day counts (CON-16; doc 4 l.300)."""
        known = self.money.new(ask.organisation, ask["contract_no"])
        if known.get("invoice_mailed_on") is None or ask["mailed_on"] < known["invoice_mailed_on"]:
            self._keep_money(ask, {"invoice_no": ask["invoice_no"], "invoice_mailed_on": ask["mailed_on"]})

    @on(ContractOverdue)
    def tell_missing_payment(self, ask: Ask) -> None:
        """The money did not arrive in time: the service manager is told (CON-17; doc 4 l.301)."""
        contract = self.contracts.get(ask.organisation, ask["contract_no"])
        if contract is None:
            return
        named = {"contract_no": contract.key, "customer_no": contract["customer_no"], "specialist": contract.get("specialist")}
        due = {"due_on": ask["due_on"], "open": ask["open"], "to_role": SERVICE_MANAGER}
        event = ContractPaymentMissing.of(**named, **due, because=["CON-17"])
        self._keep_money(ask, {"told_missing": True}, events=[event])

    def _keep_money(self, ask: Ask, changes: dict[str, Any], **more: Any) -> None:
        self.money.save(self.money.new(ask.organisation, ask["contract_no"]), ask, changes=changes, reply={}, **more)
