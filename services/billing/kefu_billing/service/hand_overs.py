"""Money and vouchers reach finance, once a day and cashier (BIL-04)."""

from __future__ import annotations

from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Record, command
from kefu_billing import rules
from kefu_billing.rules.tills import CashUp, Till
from kefu_billing.service.accounts import finding
from kefu_billing.service.books import happened_by_now
from kefu_billing.service.tills import Tills, not_handed_over, till_reply
from kefu_messages import Happening
from kefu_messages.billing import HandOverMoney, MoneyHandedOver, NotYourTill
from kefu_messages.errors import ValidationFailed

HANDED = ("money", "vouchers", "handed_over_at")


class HandOvers(Tills):
    """From the till to the finance department."""

    @command(HandOverMoney)
    def hand_over_money(self, ask: Ask) -> Any:
        """Money and vouchers reach finance; any difference is a finding (BIL-04)."""
        record, written = self._cash_up(ask)
        if written.cashier != ask.identity.staff_no:
            raise NotYourTill(cashier=written.cashier, action="hand_over_money")
        self._plausible_hand_over(ask, written)
        if handed_over_before(record, ask):
            return self._reply(ask, record, written)
        till = self._reconciled(ask, written).outcome
        named = {name: ask[name] for name in HANDED}
        receiver = self._receiver(ask, written)
        verdict = rules.hand_over(till, law=ask.law, **named)
        events = handed_over_events(till, verdict=verdict)
        reply = {**till_reply(till), "hand_over": verdict.outcome.state, "audit_remarks": record.get("audit_remarks", [])}
        changes = {"hand_over": verdict.outcome.state, "received_by": receiver.outcome, **named}
        decisions = {"hand_over": verdict, "receiver": receiver}
        return self.cashups.save(record, ask, changes=changes, events=events, decisions=decisions, reply=reply)

    def _plausible_hand_over(self, ask: Ask, written: CashUp) -> None:
        happened_by_now(ask, "handed_over_at")
        wrong = {}
        if written.closed_at is not None and ask["handed_over_at"] < written.closed_at:
            wrong["handed_over_at"] = "Before the cash-up was closed."
        if ask["vouchers"] < 0:
            wrong["vouchers"] = "Must not be negative."
        if wrong:
            raise ValidationFailed(fields=wrong)

    def _receiver(self, ask: Ask, written: CashUp) -> Decision[str]:
        staff_no, day = ask["received_by"], ask["handed_over_at"].date()
        known, held = self.staff.known(ask.organisation, staff_no), self.posts(ask, staff_no, day)
        return rules.may_receive(staff_no, cashier=written.cashier, known=known, held=held, on=day, law=ask.law)


def handed_over_before(record: Record, ask: Ask) -> bool:
    """Whether the same hand-over was told before; raises ``already_handed_over`` for another one."""
    said_again = {name: ask[name] for name in (*HANDED, "received_by")}
    if record.get("hand_over") and all(record.get(name) == value for name, value in said_again.items()):
        return True
    not_handed_over(record)
    return False


def handed_over_events(till: Till, *, verdict: Any) -> list[Happening]:
    """What finance received; unbalanced or late is a finding (BIL-04)."""
    about, outcome = f"{till.cashier} {till.business_date}", verdict.outcome
    shared = {"cashier": till.cashier, "business_date": till.business_date}
    named = {"state": outcome.state, "difference": outcome.difference}
    events = [MoneyHandedOver.of(till=about, because=verdict.clauses, **shared, **named)]
    if outcome.state == "unbalanced" or outcome.late:
        facts = {"difference": str(outcome.difference), "missing_vouchers": outcome.missing_vouchers, "late": outcome.late}
        what = "hand_over_unbalanced" if outcome.state == "unbalanced" else "hand_over_late"
        events.append(finding(about, what, on=till.business_date, facts=facts, because=verdict.clauses, staff_no=till.cashier))
    return events
