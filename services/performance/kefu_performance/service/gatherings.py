"""Talks with staff, leisure together, and key persons (OTH-23, OTH-27, OTH-28)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kefu.directory import Directory
from kefu.entered import entry
from kefu.personal import decides_about
from kefu.service import Ask, Shelf, command, query
from kefu_messages.errors import AlreadyExists, UnknownStaff
from kefu_messages.performance import GetYearOfStaffSessions, NameKeyPerson, RecordStaffSession
from kefu_performance import rules
from kefu_performance.store import CANDIDATES, STAFF_SESSIONS


class Gatherings:
    """Whether people are heard and brought on."""

    staff_sessions = Shelf(STAFF_SESSIONS)
    candidates = Shelf(CANDIDATES)
    staff = Directory()

    @command(RecordStaffSession)
    def record_staff_session(self, ask: Ask) -> dict[str, Any]:
        """Note a talk or an activity with who was there (OTH-23, OTH-28)."""
        for staff_no in ask["participants"]:
            if not self.staff.known(ask.organisation, staff_no):
                raise UnknownStaff(staff_no=staff_no, because=["OTH-28"])
        record = self.staff_sessions.new(ask.organisation, ask["session_no"])
        if record.exists:
            raise AlreadyExists(kind="staff session", key=record.key)
        changes = {name: ask.get(name) for name in ("kind", "held_on", "participants", "topics")}
        return self.staff_sessions.save(record, ask, changes=changes, decisions=entry(ask, "held_on"))

    @query(GetYearOfStaffSessions)
    def get_year_of_staff_sessions(self, ask: Ask) -> dict[str, Any]:
        """Talks by quarter with their gaps, and activities of a year."""
        year, as_of = ask["year"], min(ask.get("as_of") or ask.today, ask.today)
        held = self.staff_sessions.find(ask.organisation, held_on=(f"{year}-01-01", f"{year}-12-31"))
        days = {kind: [item["held_on"] for item in held if item["kind"] == kind] for kind in ("communication", "leisure")}
        verdict = rules.year_of_sessions(year, **days, as_of=as_of, over_until=ask.today - timedelta(days=1), law=ask.law)
        return {"year": year, **vars(verdict.outcome), "because": ["OTH-28", "OTH-23"]}

    @command(NameKeyPerson)
    def name_key_person(self, ask: Ask) -> dict[str, Any]:
        """Name somebody below a candidate, or withdraw it; too many are a warning (OTH-27)."""
        if not self.staff.known(ask.organisation, ask["staff_no"]):
            raise UnknownStaff(staff_no=ask["staff_no"], because=["OTH-27"])
        decides_about(ask, self.staff, ask["staff_no"], because=["OTH-27"])
        late = entry(ask, "since", may_be_ahead=True)
        record = self.candidates.new(ask.organisation, ask["staff_no"])
        named = {item["staff_no"] for item in self.candidates.find(ask.organisation, candidate=True)}
        named = named | {record.key} if ask["candidate"] else named - {record.key}
        verdict = rules.key_persons(tuple(sorted(named)), on=ask["since"], law=ask.law)
        changes = {"candidate": ask["candidate"], "since": ask["since"]}
        reply = {"staff_no": record.key, **changes, "candidates": sorted(named), "warning": verdict.outcome, "because": ["OTH-27"]}
        return self.candidates.save(record, ask, changes=changes, decisions={"candidates": verdict, **late}, reply=reply)
