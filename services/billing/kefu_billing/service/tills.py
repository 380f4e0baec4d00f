"""Cash-ups, hand-over to finance, security (BIL-03..BIL-06, BIL-10, BIL-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from kefu.service import Ask, Record, Shelf, command, query, schedule
from kefu_billing import rules
from kefu_billing.rules.facts import Receipt
from kefu_billing.rules.tills import CashUp, Till
from kefu_billing.service.accounts import finding
from kefu_billing.service.books import Books, given, happened_by_now, needed
from kefu_billing.store import CHECKLISTS, read
from kefu_messages import Happening
from kefu_messages.billing import (
    AuditCashUp,
    CashierNotAllowed,
    CashUpAlreadyClosed,
    CashUpClosed,
    CloseCashUp,
    GetCashUps,
    HandOverMoney,
    MoneyHandedOver,
    RecordSecurityChecklist,
    RemarkCashUp,
)
from kefu_messages.errors import NotFound, ValidationFailed
from kefu_messages.roles import SYSTEM_ADMINISTRATOR

CLOSED = ("closed", "closed_with_remark")


class Tills(Books):
    """The cashier's day."""

    checklists = Shelf(CHECKLISTS)

    @command(CloseCashUp)
    def close_cash_up(self, ask: Ask) -> Any:
        """Write down the counted money; the day closes when note and, on a difference, remark are there (BIL-10)."""
        needed(ask, ("business_date", "opened_at", "closed_at", "counted_cash", "counted_card"))
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
        happened_by_now(ask, "business_date")
        wrong = {}
        if written.closed_at < written.opened_at:
            wrong["closed_at"] = "Before its beginning."
        if written.team_leader_remark and written.cashier == ask.identity.staff_no:
            wrong["team_leader_remark"] = "Not the cashier's own to give."
        if wrong:
            raise ValidationFailed(fields=wrong)

    def _own_till(self, ask: Ask) -> str:
        named = ask.get("cashier") or (ask.identity.staff_no if ask.row is None else "")
        own = named == ask.identity.staff_no
        if ask.row is None and not own and SYSTEM_ADMINISTRATOR not in ask.identity.roles:
            raise CashierNotAllowed(cashier=named)
        if not self.posts(ask, named, ask["business_date"]) & set(ask.law.value("money_roles", on=ask["business_date"]).value):
            raise CashierNotAllowed(cashier=named)
        return str(named)

    def _keep_till(self, ask: Ask, record: Record, written: CashUp) -> Any:
        verdict = self._reconciled(ask, written)
        short = rules.shortage(verdict.outcome, law=ask.law)
        events = till_events(verdict.outcome, because=verdict.clauses, severity=short.outcome)
        reply = {**till_reply(verdict.outcome), "hand_over": None, "audit_remarks": record.get("audit_remarks", [])}
        decisions = {"cash_up": verdict, "shortage": short}
        return self.cashups.save(record, ask, changes=asdict(written), events=events, decisions=decisions, reply=reply)

    @command(RemarkCashUp)
    def remark_cash_up(self, ask: Ask) -> Any:
        """The team leader explains a difference, never the own one (BIL-10)."""
        record, written = self._cash_up(ask)
        if written.cashier == ask.identity.staff_no:
            raise CashierNotAllowed(cashier=written.cashier)
        return self._keep_till(ask, record, replace(written, team_leader_remark=ask["remark"]))

    @command(AuditCashUp)
    def audit_cash_up(self, ask: Ask) -> Any:
        """Finance's remark stays with the cash-up (BIL-03)."""
        record, written = self._cash_up(ask)
        remark = {"by": ask.identity.staff_no, "at": ask.now.isoformat(timespec="seconds"), "remark": ask["remark"]}
        remarks = [*record.get("audit_remarks", []), remark]
        reply = {**till_reply(self._reconciled(ask, written).outcome), "audit_remarks": remarks}
        return self.cashups.save(record, ask, changes={"audit_remarks": remarks}, reply=reply)

    @command(HandOverMoney)
    def hand_over_money(self, ask: Ask) -> Any:
        """Money and vouchers reach finance; any difference is a finding (BIL-04)."""
        record, written = self._cash_up(ask)
        if written.cashier != ask.identity.staff_no and SYSTEM_ADMINISTRATOR not in ask.identity.roles:
            raise CashierNotAllowed(cashier=ask.identity.staff_no)
        happened_by_now(ask, "handed_over_at")
        till = self._reconciled(ask, written).outcome
        named = {name: ask[name] for name in ("money", "vouchers", "handed_over_at")}
        verdict = rules.hand_over(till, law=ask.law, **named)
        events = handed_over_events(till, verdict=verdict)
        reply = {**till_reply(till), "hand_over": verdict.outcome.state, "audit_remarks": record.get("audit_remarks", [])}
        changes = {"hand_over": verdict.outcome.state, "received_by": ask["received_by"], "handed_over_at": ask["handed_over_at"]}
        return self.cashups.save(record, ask, changes=changes, events=events, decisions={"hand_over": verdict}, reply=reply)

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

    @command(RecordSecurityChecklist)
    def record_security_checklist(self, ask: Ask) -> Any:
        """The daily tick; an item left out is a finding (BIL-06)."""
        key = f"{ask['place']}/{ask['checked_on']}"
        verdict = rules.security_findings(ask["ticked"], on=ask["checked_on"], law=ask.law)
        facts = {"place": ask["place"], "missing": list(verdict.outcome)}
        about = finding(ask["place"], "security_item_unticked", on=ask["checked_on"], facts=facts, because=verdict.clauses)
        reply = {"number": f"{ask['place']} {ask['checked_on']}", "state": "incomplete" if verdict.outcome else "complete"}
        changes = {"place": ask["place"], "checked_on": ask["checked_on"], "ticked": ask["ticked"], "by": ask.identity.staff_no}
        return self.checklists.save(
            self.checklists.new(ask.organisation, key), ask, changes=changes, events=[about] if verdict.outcome else [],
            decisions={"security": verdict}, reply=reply,
        )  # fmt: skip

    @schedule("daily")
    def watch_tills(self, ask: Ask) -> None:
        """Look at the tills of the day that has ended: not cashed up, not handed over, no security tick (BIL-04, BIL-06, BIL-10)."""
        day = ask.today - timedelta(days=1)
        receipts = self.receipts_of(ask, day)
        if not receipts:
            return
        records = {item["cashier"]: item for item in self.cashups.find(ask.organisation, business_date=day.isoformat())}
        rows = [
            self._day_row(ask, records.get(cashier), cashier=cashier, day=day, receipts=receipts)
            for cashier in sorted({item.cashier for item in receipts})
        ]
        events = [event for row in rows for event in neglected(row, day=day)]
        if not self.checklists.find(ask.organisation, checked_on=day.isoformat(), limit=1):
            facts = {"missing": ["checklist"]}
            events.append(finding(f"tills {day}", "security_checklist_missing", on=day, facts=facts, because=["security_items", "BIL-06"]))
        if events:
            record = self.checklists.new(ask.organisation, f"watched/{day}")
            self.checklists.save(record, ask, changes={"findings": len(events)}, events=events, reply={})

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


def neglected(row: dict[str, Any], *, day: date) -> list[Happening]:
    """What a cashier left undone on a day that has ended (BIL-04, BIL-10)."""
    undone = {"cash_up_missing": row["state"] == "missing", "hand_over_overdue": row["hand_over"] == "overdue"}
    facts = {"book_total": str(row["book_total"])}
    about, named = f"{row['cashier']} {day}", {"staff_no": row["cashier"], "because": ["BIL-04", "BIL-10"]}
    return [finding(about, what, on=day, facts=facts, **named) for what, found in undone.items() if found]


def till_key(cashier: str, day: date) -> str:
    """The key of a cashier's day."""
    return f"{cashier}/{day.isoformat()}"


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
