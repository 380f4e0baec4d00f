"""Cash-ups, hand-over to finance, security (BIL-03..BIL-06, BIL-10, BIL-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from kefu.checking import wrong_cells
from kefu.service import Ask, Record, command, query
from kefu_billing import rules
from kefu_billing.rules.facts import Receipt
from kefu_billing.rules.tills import CashUp, Till
from kefu_billing.service.accounts import finding
from kefu_billing.service.books import CLOSED, Books, given, happened_by_now, past_paper, till_key
from kefu_billing.store import read
from kefu_messages import Happening
from kefu_messages.billing import (
    AlreadyHandedOver,
    AuditCashUp,
    CashierNotAllowed,
    CashUpAlreadyClosed,
    CashUpClosed,
    CloseCashUp,
    GetCashUps,
    NotYourTill,
    RemarkCashUp,
    ReopenCashUp,
)
from kefu_messages.errors import NotFound, SelfApproval, ValidationFailed


class Tills(Books):
    """The cashier's day."""

    @command(CloseCashUp)
    def close_cash_up(self, ask: Ask) -> Any:
        """Write down the counted money; the day closes when note and, on a difference, remark are there (BIL-10)."""
        if wrong := wrong_cells(ask, required=("business_date",)):
            raise ValidationFailed(fields=wrong)
        written = given(ask, CashUp, cashier=self._own_till(ask))
        self._plausible(ask, written)
        record = self.cashups.new(ask.organisation, till_key(written.cashier, written.business_date))
        if record.exists:
            standing = read(record, CashUp, zone=ask.now.tzinfo)
            if standing == written:
                return self._reply(ask, record, standing)
            if self._reconciled(ask, standing).outcome.state in CLOSED:
                raise CashUpAlreadyClosed(cashier=written.cashier, business_date=written.business_date.isoformat(), state="closed")
        return self._keep_till(ask, record, written)

    def _plausible(self, ask: Ask, written: CashUp) -> None:
        """A day is written down once it is there, from beginning to end; a cashier does not explain the own difference (BIL-10)."""
        happened_by_now(ask, "business_date", "opened_at", "closed_at")
        wrong = {}
        if written.opened_at and written.closed_at and written.closed_at < written.opened_at:
            wrong["closed_at"] = "Before its beginning."
        if written.team_leader_remark and written.cashier == ask.identity.staff_no:
            wrong["team_leader_remark"] = "Not the cashier's own to give."
        if wrong:
            raise ValidationFailed(fields=wrong)

    def _own_till(self, ask: Ask) -> str:
        named = ask.get("cashier") or (ask.identity.staff_no if ask.row is None else "")
        if named != ask.identity.staff_no and not past_paper(ask):
            raise NotYourTill(cashier=named, action="close_cash_up")
        if not self.posts(ask, named, ask["business_date"]) & set(ask.law.value("money_roles", on=ask["business_date"]).value):
            raise CashierNotAllowed(cashier=named)
        return str(named)

    def _keep_till(self, ask: Ask, record: Record, written: CashUp) -> Any:
        verdict = self._reconciled(ask, written)
        short = rules.shortage(verdict.outcome, law=ask.law)
        events = till_events(verdict.outcome, because=verdict.clauses, severity=short.outcome)
        reply = {**till_reply(verdict.outcome), "hand_over": None, "audit_remarks": record.get("audit_remarks", [])}
        decisions = {"cash_up": verdict, "shortage": short}
        changes = {**asdict(written), "state": verdict.outcome.state}
        return self.cashups.save(record, ask, changes=changes, events=events, decisions=decisions, reply=reply)

    @command(RemarkCashUp)
    def remark_cash_up(self, ask: Ask) -> Any:
        """The team leader explains a difference, never the own one (BIL-10)."""
        record, written = self._others_cash_up(ask)
        return self._keep_till(ask, record, replace(written, team_leader_remark=ask["remark"]))

    @command(ReopenCashUp)
    def reopen_cash_up(self, ask: Ask) -> Any:
        """A closed day takes receipts again until it is closed anew; not once finance has the money (BIL-10)."""
        record, written = self._others_cash_up(ask)
        not_handed_over(record)
        till = self._reconciled(ask, written).outcome
        if record.get("state") not in CLOSED:
            raise rules.not_closed(till)
        return self._keep_till(ask, record, replace(written, reopened=ask["reason"]))

    def _others_cash_up(self, ask: Ask) -> tuple[Record, CashUp]:
        """A cash-up that is not the leader's own."""
        record, written = self._cash_up(ask)
        if written.cashier == ask.identity.staff_no:
            raise SelfApproval(staff_no=written.cashier)
        return record, written

    @command(AuditCashUp)
    def audit_cash_up(self, ask: Ask) -> Any:
        """Finance's remark stays with the cash-up (BIL-03)."""
        record, written = self._cash_up(ask)
        remark = {"by": ask.identity.staff_no, "at": ask.now.isoformat(timespec="seconds"), "remark": ask["remark"]}
        remarks = [*record.get("audit_remarks", []), remark]
        reply = {**till_reply(self._reconciled(ask, written).outcome), "audit_remarks": remarks}
        return self.cashups.save(record, ask, changes={"audit_remarks": remarks}, reply=reply)

    @query(GetCashUps)
    def get_cash_ups(self, ask: Ask) -> dict[str, Any]:
        """A business day's cash-ups, as far as the reader may see them (BIL-03, BIL-11)."""
        day = ask["business_date"]
        records = {item["cashier"]: item for item in self.cashups.find(ask.organisation, business_date=day.isoformat())}
        receipts = self.receipts_of(ask, day)
        cashiers = sorted({*records, *(item.cashier for item in receipts)})
        seen = rules.disclosed(cashiers, staff_no=ask.identity.staff_no, roles=frozenset(ask.identity.roles), on=day, law=ask.law).outcome
        rows = [self._day_row(ask, records.get(cashier), cashier=cashier, day=day, receipts=receipts) for cashier in seen]
        return {"business_date": day, "cash_ups": rows, "book_total": sum((row["book_total"] for row in rows), start=0)}

    def _day_row(self, ask: Ask, record: Record | None, *, cashier: str, day: date, receipts: list[Receipt]) -> dict[str, Any]:
        written = None if record is None else read(record, CashUp, zone=ask.now.tzinfo)
        till = rules.reconcile(written, cashier=cashier, day=day, receipts=receipts, law=ask.law).outcome
        stored: Mapping[str, Any] = record or {}
        state = rules.hand_over_state(till, handed_over=stored.get("hand_over"), on=ask.today, law=ask.law)
        row = {**till_reply(till), "hand_over": state.outcome, "audit_remarks": stored.get("audit_remarks", [])}
        return row if record is None else {**row, "version": record.version}

    def receipts_of(self, ask: Ask, day: date) -> list[Receipt]:
        """Every receipt of a day."""
        return [item for account in self.paying_on(ask, day) for item in account.receipts if item.paid_at.date() == day]

    def _reconciled(self, ask: Ask, written: CashUp) -> Any:
        receipts = self.receipts_of(ask, written.business_date)
        return rules.reconcile(written, cashier=written.cashier, day=written.business_date, receipts=receipts, law=ask.law)

    def _reply(self, ask: Ask, record: Record, written: CashUp) -> dict[str, Any]:
        till = self._reconciled(ask, written).outcome
        stored = {"hand_over": record.get("hand_over"), "audit_remarks": record.get("audit_remarks", []), "version": record.version}
        return {**till_reply(till), **stored}

    def _cash_up(self, ask: Ask) -> tuple[Record, CashUp]:
        key = till_key(ask["cashier"], ask["business_date"])
        record = self.cashups.get(ask.organisation, key)
        if record is None:
            raise NotFound(kind="cash-up", key=key)
        return record, read(record, CashUp, zone=ask.now.tzinfo)


def till_reply(till: Till) -> dict[str, Any]:
    """A cashier's day as it is answered."""
    return {
        "cashier": till.cashier,
        "business_date": till.business_date,
        "receipts": till.receipts,
        "book_cash": till.book_cash,
        "book_card": till.book_card,
        "book_total": till.book,
        "counted_total": till.counted,
        "difference": till.difference,
        "state": till.state,
        "reasons": list(till.reasons),
    }


def till_events(till: Till, *, because: list[str], severity: str | None) -> list[Happening]:
    """The day is closed, or what keeps it open; an unexplained shortage is a candidate violation (BIL-05, BIL-10)."""
    about = f"{till.cashier} {till.business_date}"
    shared = {"cashier": till.cashier, "business_date": till.business_date, "difference": till.difference}
    facts = {"difference": str(till.difference), "reasons": list(till.reasons)}
    events = []
    if till.state in CLOSED:
        named = {"book_total": till.book, "counted_total": till.counted, "state": till.state}
        events.append(CashUpClosed.of(till=about, because=because, **shared, **named))
    else:
        events.append(finding(about, "cash_up_not_closed", on=till.business_date, facts=facts, because=because, staff_no=till.cashier))
    if severity is not None:
        shortage: dict[str, Any] = {"because": ["BIL-05"], "severity": severity, "staff_no": till.cashier}
        events.append(finding(about, "unexplained_shortage", on=till.business_date, facts=facts, **shortage))
    return events


def not_handed_over(record: Record) -> None:
    """Refuse to touch a day whose money finance has received (BIL-04)."""
    if record.get("hand_over"):
        day = record["business_date"]
        raise AlreadyHandedOver(cashier=record["cashier"], business_date=str(day), received_by=record["received_by"], state="handed_over")
