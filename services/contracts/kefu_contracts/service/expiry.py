"""The reminder before the service ends, its letter, and the customer's answer (CON-10..12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.entered import check_moments
from kefu.entries import one_more
from kefu.service import Ask, command, schedule
from kefu_contracts import rules
from kefu_contracts.service.periods import LONG_AGO, Periods, reminder_for
from kefu_messages.contracts import ExpiryAnswered, ExpiryNoticeDue, ExpiryReminderRecorded, RecordExpiryAnswer, RecordExpiryReminder
from kefu_messages.errors import StateConflict
from kefu_messages.roles import REVISIT_SPECIALIST

MOST_REMINDERS = 200  # one for each end of a customer's service
LETTER = ("letter_sent_on", "letter_channel", "letter_copy")


class Expiry(Periods):
    """Has customers reminded in time, and keeps the letter's copy and the answer."""

    @schedule("daily")
    def tell_notices_due(self, ask: Ask) -> None:
        """Tell one calendar month before the end that the letter is due, once for each end (CON-10, CON-11; doc 4 l.297)."""
        for record in list(self.served.every(ask.organisation, notice_due_on=(LONG_AGO, ask.today))):
            covered: date = record["covered_until"]
            due = rules.reminder_due(covered, law=ask.law)
            title = ask.law.value("expiry_letter_title", on=ask.today)
            named = {"customer_no": record.key, "specialist": record.get("specialist"), "covered_until": covered, "due_on": due.outcome}
            event = ExpiryNoticeDue.of(
                **named, letter_title=title.value, to_role=REVISIT_SPECIALIST, because=[*due.clauses, "expiry_letter_title"]
            )
            changes = {"noticed": covered.isoformat(), "notice_due_on": None}
            told = [event] if ask.today <= covered else []  # what ended before anybody entered it has lapsed: there is nothing to announce
            self.served.save(record, ask, changes=changes, events=told, decisions={"notice": due}, reply={})

    @command(RecordExpiryReminder)
    def record_expiry_reminder(self, ask: Ask) -> dict[str, Any]:
        """Remind a customer; with the letter's copy, date and sender the reminder is complete (CON-10..12; doc 4 l.283, l.297)."""
        check_moments(ask, "reminded_on", "letter_sent_on")
        record = self.served.require(ask.organisation, ask["customer_no"])
        covered = record.get("covered_until")
        if covered is None:
            raise StateConflict(state="unknown")
        known = _reminder(record, covered)
        letter = {name: _day(ask.get(name)) for name in LETTER} if ask.get("letter_sent_on") else {name: known.get(name) for name in LETTER}
        sender = ask.identity.staff_no if ask.get("letter_sent_on") else known.get("sender")
        first = min(known.get("reminded_on") or "9999", ask["reminded_on"].isoformat())
        reminder = {**known, "covered_until": covered.isoformat(), "reminded_on": first, **letter, "sender": sender}
        reminders = one_more(_others(record, covered), reminder, most=MOST_REMINDERS, what="reminders")
        rules.reminder_in_order(reminder_for({"reminders": reminders}, covered))
        state = rules.reminder_state(
            reminder_for({"reminders": reminders}, covered), due_on=record.get("notice_due_on"), on=ask["reminded_on"], law=ask.law
        )
        told = {"customer_no": record.key, "covered_until": covered, "reminded_on": ask["reminded_on"]}
        event = ExpiryReminderRecorded.of(**told, complete=state.outcome == "complete", because=state.clauses)
        return self._keep_period(ask, record, {"reminders": reminders}, events=(event,), decisions={"letter": state})

    @command(RecordExpiryAnswer)
    def record_expiry_answer(self, ask: Ask) -> dict[str, Any]:
        """Enter what the customer answers; customers keeps it in its revisits (CON-12; doc 4 l.320)."""
        check_moments(ask, "answered_on")
        record = self.served.require(ask.organisation, ask["customer_no"])
        covered = record.get("covered_until")
        reminded = reminder_for({"reminders": [], **record}, covered)
        rules.reminder_in_order(reminded, answered_on=ask["answered_on"])
        verdict = rules.answer_taken(reminded, answer=ask["answer"], law=ask.law)
        said = {name: ask[name] for name in ("answer", "answered_on", "text")}
        reminder = {**_reminder(record, covered), **said, "answered_on": said["answered_on"].isoformat()}
        named = {"customer_no": record.key, "specialist": record.get("specialist"), "covered_until": covered}
        event = ExpiryAnswered.of(**named, **said, opportunity=verdict.outcome, because=verdict.clauses)
        reminders = one_more(_others(record, covered), reminder, most=MOST_REMINDERS, what="reminders")
        return self._keep_period(ask, record, {"reminders": reminders}, events=(event,), decisions={"answer": verdict})


def _reminder(record: Mapping[str, Any], covered: date) -> dict[str, Any]:
    """What is kept of the reminder of this end; nothing when there was none."""
    return next((one for one in record.get("reminders", []) if one["covered_until"] == covered.isoformat()), {})


def _others(record: Mapping[str, Any], covered: date) -> list[dict[str, Any]]:
    return [one for one in record.get("reminders", []) if one["covered_until"] != covered.isoformat()]


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
