"""The messenger's hours and the month's statistics (CMP-31, CMP-33; doc 4 l.259, l.286)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kefu.calendar import first_day, last_day
from kefu.directory import Directory
from kefu.entered import CLERKS, entry
from kefu.personal import own_or_below
from kefu.service import Ask, Shelf, command, query
from kefu_complaints import rules
from kefu_complaints.rules import Stretch
from kefu_complaints.service.keeping import zone_of
from kefu_complaints.store import CASES, MESSENGER_DAYS, SERVICE_RECORDS, STATISTICS
from kefu_messages.complaints import (
    KINDS,
    GetServiceStatistics,
    MessengerOffline,
    RecordMessengerDay,
    ServiceStatisticsVerified,
    VerifyServiceStatistics,
)
from kefu_messages.errors import StateConflict

MOST_NAMED = 200
FEEDBACK = ("complaint", "grumble", "feedback", "suggestion")


class Statistics:
    """Compiles a month for who answers for it, and measures how reachable remote support was."""

    cases = Shelf(CASES)
    service_records = Shelf(SERVICE_RECORDS)
    messenger_days = Shelf(MESSENGER_DAYS)
    statistics = Shelf(STATISTICS)
    staff = Directory()

    @command(RecordMessengerDay)
    def record_messenger_day(self, ask: Ask) -> dict[str, Any]:
        """Record when the service messenger was offline and how fast it answered (CMP-33)."""
        own_or_below(ask, self.staff, ask["staff_no"], posts=CLERKS, because=["CMP-33"])
        late = entry(ask, "day")
        day = self.messenger_days.new(ask.organisation, f"{ask['account']} {ask['day'].isoformat()}")
        offline = [Stretch(*_localised(ask, one["since"], one["until"])) for one in ask["offline"]]
        responses = [Stretch(*_localised(ask, one["asked_at"], one["answered_at"])) for one in ask["responses"]]
        verdict = rules.messenger_findings(offline, responses=responses, on=ask["day"], law=ask.law, zone=zone_of(ask))
        found = verdict.outcome
        limit = int(ask.law.value("first_response_minutes", on=ask["day"]).value["remote"])
        changes = {
            "account": ask["account"], "day": ask["day"], "offline_minutes": found.offline_minutes,
            "responses": [
                {"asked_at": one.since.isoformat(), "answered_at": one.until.isoformat(), "minutes": took, "in_time": took <= limit}
                for one, took in zip(responses, found.response_minutes, strict=True)
            ],
            "findings": [*(["offline"] if found.offline_minutes else []), *(["late_response"] if found.late_responses else [])],
        }  # fmt: skip
        told = {"account": ask["account"], "staff_no": ask["staff_no"], "day": ask["day"]}
        counts = {"offline_minutes": found.offline_minutes, "late_responses": found.late_responses}
        events = [MessengerOffline.of(**told, **counts, because=verdict.clauses)] if changes["findings"] else []
        return self.messenger_days.save(day, ask, changes=changes, events=events, decisions={"found": verdict, **late})

    @query(GetServiceStatistics)
    def get_service_statistics(self, ask: Ask) -> dict[str, Any]:
        """The month's statistics: as verified, or as they are now (CMP-31)."""
        known = self.statistics.get(ask.organisation, ask["month"])
        return self.statistics.public(known) if known else self._compiled(ask)

    @command(VerifyServiceStatistics)
    def verify_service_statistics(self, ask: Ask) -> dict[str, Any]:
        """Compile and verify the month's statistics (CMP-31)."""
        record, on, late = self.statistics.new(ask.organisation, ask["month"]), ask["verified_on"], entry(ask, "verified_on")
        verified = rules.statistics_verified(ask["month"], verified_on=on, roles=frozenset(ask.identity.roles), law=ask.law)
        if record.exists:
            raise StateConflict(state="verified")
        figures = {**self._compiled(ask), "verified": True, "verified_by": ask.identity.staff_no, "verified_on": on}
        told = {
            name: figures[name] for name in ("month", "services", "cases", "by_kind", "by_channel", "handled", "verified_by", "verified_on")
        }
        event = ServiceStatisticsVerified.of(**told, because=verified.clauses)
        changes = {name: value for name, value in figures.items() if name != "month"}
        return self.statistics.save(record, ask, changes=changes, events=[event], decisions={"verified": verified, **late})

    def _compiled(self, ask: Ask) -> dict[str, Any]:
        month = ask["month"]
        span = (first_day(month).isoformat(), last_day(month).isoformat())
        cases = [case for kind in KINDS for case in self.cases.every(ask.organisation, kind=kind, received_on=span)]
        unhandled = sorted(
            case.key for case in cases if case["kind"] in FEEDBACK and case.get("solved_on") is None and not case.get("outcome")
        )
        return {
            "month": month, "services": sum(1 for _ in self.service_records.every(ask.organisation, month=month)), "cases": len(cases),
            "by_kind": dict(sorted(Counter(case["kind"] for case in cases).items())),
            "by_channel": dict(sorted(Counter(case["channel"] or "none" for case in cases).items())),
            "handled": sum(case.get("solved_on") is not None or bool(case.get("outcome")) for case in cases),
            "unhandled": unhandled[:MOST_NAMED], "verified": False, "verified_by": None, "verified_on": None,
        }  # fmt: skip


def _localised(ask: Ask, *moments: Any) -> list[Any]:
    """Moments inside lists come without the organisation's zone."""
    return [one.replace(tzinfo=ask.now.tzinfo) if one.tzinfo is None else one.astimezone(ask.now.tzinfo) for one in moments]
