"""Service records: filed from paper, entered at the desk, judged when their day has passed (CMP-34..39, CMP-59)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.calendar import month_of
from kefu.directory import Directory
from kefu.entered import CLERKS, entry, past_papers
from kefu.law import Decision
from kefu.personal import own_or_below
from kefu.service import Ask, Page, Record, Shelf, command, query, schedule
from kefu_complaints import rules
from kefu_complaints.rules import Job, Judgement
from kefu_complaints.store import SERVICE_RECORDS
from kefu_messages import Happening
from kefu_messages.complaints import (
    EnterServiceRecord,
    FileServiceRecord,
    GetServiceRecord,
    ListServiceRecords,
    NotYourRecord,
    ServiceRecordLate,
    ServiceRecordMissing,
    ServiceRecordSettled,
    WhyServiceRecord,
)
from kefu_messages.errors import AlreadyExists

ENTRY = (
    "written_request", "tool", "report_name", "question", "analysis", "solution", "contact_told", "steps", "error_message",
)  # fmt: skip
JOB = ("staff_no", "kind", "customer", "customer_no", "finished_on", "topic")
EARLIEST = "0000-00-00"


class ServiceRecords:
    """Finds out which finished jobs were not entered, too late or without what they must hold."""

    service_records = Shelf(SERVICE_RECORDS)
    staff = Directory()

    @command(FileServiceRecord)
    def file_service_record(self, ask: Ask) -> dict[str, Any]:
        """File a finished job with its entry as it stands on paper, complete or not (CMP-34, CMP-59)."""
        record = self.service_records.new(ask.organisation, ask["record_no"])
        facts = {name: ask.get(name) for name in (*JOB, *ENTRY, "recorded_on")}
        known = self.staff.known(ask.organisation, ask["staff_no"])
        of_papers = ask.row is not None and past_papers(ask)
        filed = rules.job_filed(_job(facts), staff_known=known, staff_no=ask["staff_no"], law=ask.law, of_papers=of_papers)
        own_or_below(ask, self.staff, ask["staff_no"], posts=CLERKS, because=["CMP-34"])
        late = entry(ask, "finished_on", "recorded_on", whose=[ask["staff_no"]])
        if ask.row is None and facts["recorded_on"] is not None and not past_papers(ask, facts["recorded_on"]):
            rules.record_entered(_job(facts), law=ask.law)  # no paper of the past: today's entry is whole, at this desk too
        if not record.exists:
            return self._judge(ask, record, facts, decisions={"filed": filed, **late})
        if any(record.get(name) != facts[name] for name in JOB):
            raise AlreadyExists(kind="service record", key=record.key)
        if record.get("recorded_on") is None and facts["recorded_on"] is not None:
            return self._judge(ask, record, facts, decisions={"filed": filed, **late})
        if facts["recorded_on"] is not None and any(record.get(name) != facts[name] for name in (*ENTRY, "recorded_on")):
            raise AlreadyExists(kind="service record", key=record.key)
        return self.service_records.public(record)

    @command(EnterServiceRecord)
    def enter_service_record(self, ask: Ask) -> dict[str, Any]:
        """Enter the record of one's own finished job today; a mandatory record must be complete (CMP-34..39)."""
        record = self.service_records.require(ask.organisation, ask["record_no"])
        if record["staff_no"] != ask.identity.staff_no and not past_papers(ask, ask["recorded_on"]):
            raise NotYourRecord(because=["CMP-34"])
        late = entry(ask, "recorded_on", whose=[record["staff_no"]])
        facts = {**{name: record.get(name) for name in (*JOB, *ENTRY)}, "recorded_on": ask["recorded_on"]}
        facts |= {name: ask[name] for name in ENTRY if ask.get(name) is not None}
        entered = rules.record_entered(_job(facts), law=ask.law)
        return self._judge(ask, record, facts, decisions={"entered": entered, **late})

    @query(GetServiceRecord)
    def get_service_record(self, ask: Ask) -> dict[str, Any]:
        """One service record."""
        return self.service_records.public(self.service_records.require(ask.organisation, ask["record_no"]))

    @query(WhyServiceRecord)
    def why_service_record(self, ask: Ask) -> dict[str, Any]:
        """Why a record is missing, late or defective."""
        record = self.service_records.require(ask.organisation, ask["record_no"])
        return {"decisions": self.service_records.why(record, language=ask.language)}

    @query(ListServiceRecords)
    def list_service_records(self, ask: Ask) -> Page:
        """The records with one judgement, of everybody or of one person (CMP-34)."""
        equals = {"judgement": ask["judgement"]}
        if ask.get("staff_no"):
            equals = {"staff_judgement": f"{ask['staff_no']}/{ask['judgement']}"}
        return self.service_records.page(ask, equals=equals, order="record_no")

    @schedule("daily")
    def find_missing_records(self, ask: Ask) -> None:
        """Tell of the jobs whose last day for an entry was yesterday or before, and that have none (CMP-34, CMP-59)."""
        passed = (EARLIEST, (ask.today - timedelta(days=1)).isoformat())
        for record in self.service_records.find(ask.organisation, open_until=passed):
            self._judge(ask, record, {name: record.get(name) for name in (*JOB, *ENTRY, "recorded_on")}, decisions={}, as_of=ask.today)

    def _judge(
        self, ask: Ask, record: Record, facts: dict[str, Any], *, decisions: dict[str, Decision[Any]], as_of: date | None = None
    ) -> dict[str, Any]:
        seen = as_of or facts["recorded_on"] or facts["finished_on"]
        verdict = rules.record_judged(_job(facts), as_of=seen, law=ask.law)
        judged = verdict.outcome
        reported = bool(record.get("reported"))
        events = _events(record.key, facts, verdict, reported=reported)
        changes = {
            **facts, "due_on": judged.due_on, "mandatory": judged.mandatory, "missing_fields": list(judged.missing_fields),
            "judgement": judged.judgement, "staff_judgement": f"{facts['staff_no']}/{judged.judgement}",
            "open_until": judged.due_on.isoformat() if judged.judgement == "open" else None, "month": month_of(facts["finished_on"]),
            "reported": judged.held_against,
        }  # fmt: skip
        return self.service_records.save(record, ask, changes=changes, events=events, decisions={**decisions, "judged": verdict})


def _events(record_no: str, facts: Mapping[str, Any], verdict: Decision[Judgement], *, reported: bool) -> list[Happening]:
    """What is said of a judgement: what is held against somebody once, and that it is not any more."""
    judged = verdict.outcome
    if judged.held_against == reported:
        return []
    told = {
        "record_no": record_no, **{name: facts[name] for name in ("staff_no", "kind", "topic", "finished_on")},
        "mandatory": judged.mandatory, "due_on": judged.due_on, "effective_on": judged.effective_on,
    }  # fmt: skip
    if not judged.held_against:
        return [ServiceRecordSettled.of(**told, recorded_on=facts["recorded_on"], because=verdict.clauses)]
    if judged.judgement == "late":
        return [ServiceRecordLate.of(**told, recorded_on=facts["recorded_on"], days_late=judged.days_late, because=verdict.clauses)]
    return [ServiceRecordMissing.of(**told, missing_fields=list(judged.missing_fields), because=verdict.clauses)]


def _job(facts: Mapping[str, Any]) -> Job:
    entry = {name: facts.get(name) for name in ENTRY}
    return Job(facts["kind"], facts["finished_on"], facts.get("recorded_on"), facts.get("topic"), entry)
