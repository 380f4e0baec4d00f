"""Calls, messages for colleagues, the day's call figures (CMP-14, CMP-21..23; doc 1 l.17-61)."""

from __future__ import annotations

from typing import Any

from kefu.directory import Directory
from kefu.entered import CLERKS, check_moments, entry
from kefu.personal import decides_about
from kefu.service import Ask, Page, Shelf, command, query
from kefu_complaints import rules
from kefu_complaints.rules import Call
from kefu_complaints.store import CALL_FIGURES, CALLS
from kefu_messages.complaints import (
    CallFiguresRecorded,
    CoordinationRequested,
    GetCallFigures,
    ListMessages,
    LogCall,
    RecordCallFigures,
)
from kefu_messages.errors import AlreadyExists, UnknownStaff

LOGGED = (
    "direction", "called_at", "outcome", "transferred_to", "customer_no", "taken_for", "message_left", "analysis", "feedback", "suggestion",
    "coordination_department", "case_no",
)  # fmt: skip


class Calls:
    """Logs who called, what came of it, and who has to hear of it."""

    calls = Shelf(CALLS)
    call_figures = Shelf(CALL_FIGURES)
    staff = Directory()

    @command(LogCall)
    def log_call(self, ask: Ask) -> dict[str, Any]:
        """Log a call with its one outcome and the message for an absent colleague (CMP-14, CMP-22, CMP-23)."""
        record = self.calls.new(ask.organisation, ask["call_no"])
        if record.exists:
            raise AlreadyExists(kind="call", key=record.key)
        check_moments(ask, "called_at")
        department, task = ask.get("coordination_department"), ask.get("coordination")
        call = Call(ask["outcome"], ask.get("transferred_to"), ask.get("taken_for"), ask["message_left"], department, task)
        verdict = rules.call_logged(call, law=ask.law)
        for colleague in (call.transferred_to, call.taken_for):
            if colleague is not None and not self.staff.known(ask.organisation, colleague):
                raise UnknownStaff(staff_no=colleague, because=["CMP-23"])
        events = []
        if department:
            told = {"department": department, "text": task, "requested_by": ask.identity.staff_no, "requested_at": ask["called_at"]}
            events = [CoordinationRequested.of(source_no=record.key, **told, because=["CMP-14"])]
        changes = {**{name: ask.get(name) for name in LOGGED}, "agent": ask.identity.staff_no}
        return self.calls.save(record, ask, changes=changes, events=events, decisions={"logged": verdict})

    @query(ListMessages)
    def list_messages(self, ask: Ask) -> Page:
        """The messages left for a colleague (CMP-23)."""
        return self.calls.page(ask, equals={"taken_for": ask["staff_no"]}, order="call_no")

    @command(RecordCallFigures)
    def record_call_figures(self, ask: Ask) -> dict[str, Any]:
        """Store the call centre's figures of an agent below, as HR of any, and day; once more replaces them (CMP-21)."""
        decides_about(ask, self.staff, ask["agent"], posts=CLERKS, because=["CMP-21"])
        late = entry(ask, "day")
        record = self.call_figures.new(ask.organisation, _key(ask))
        counts = {name: ask[name] for name in ("inbound", "answered", "outbound", "handling_seconds")}
        rates = rules.call_rates(**counts, law=ask.law)
        named = {"agent": ask["agent"], "day": ask["day"]}
        told = {name: counts[name] for name in ("inbound", "answered", "outbound")}
        event = CallFiguresRecorded.of(**named, **told, answer_percent=rates.outcome.answer_percent, because=rates.clauses)
        changes = {**named, **counts, **vars(rates.outcome)}
        return self.call_figures.save(record, ask, changes=changes, events=[event], decisions={"rates": rates, **late})

    @query(GetCallFigures)
    def get_call_figures(self, ask: Ask) -> dict[str, Any]:
        """The call centre's figures of an agent and day (CMP-21)."""
        return self.call_figures.public(self.call_figures.require(ask.organisation, _key(ask)))


def _key(ask: Ask) -> str:
    return f"{ask['agent']} {ask['day'].isoformat()}"
