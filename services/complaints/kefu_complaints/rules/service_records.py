"""By when a finished job is entered, and what a mandatory record must hold (CMP-34..39, CMP-59; doc 4 l.288-294)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.calendar import calendar_in
from kefu.law import Decision, Law, decide
from kefu_messages.complaints.shared import ApplicationMissing, DatesOutOfOrder, RecordIncomplete
from kefu_messages.errors import UnknownCode, UnknownStaff

REMOTE = "remote"
CLAUSES = {
    "data_cleanup": "CMP-35", "report_problem": "CMP-36", "admin_password": "CMP-37", "program_change": "CMP-38", "bug": "CMP-39",
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A finished job and what its entry holds; ``recorded_on`` is None while there is no entry."""

    kind: str
    finished_on: date
    recorded_on: date | None = None
    topic: str | None = None
    entry: Mapping[str, str | None] | None = None


@dataclass(frozen=True)
class Judgement:
    """How an entry stands: ``open``, ``in_time``, ``late``, ``missing`` or ``defective``; held against the person from ``effective_on``."""

    judgement: str
    due_on: date
    effective_on: date
    mandatory: bool
    missing_fields: tuple[str, ...] = ()
    held_against: bool = False
    days_late: int = 0


def job_filed(job: Job, *, staff_known: bool, staff_no: str, law: Law, of_papers: bool = False) -> Decision[Job]:
    """A job is one of a person of the register; remote support has a topic, but where an old paper names none (CMP-34; doc 4 l.288).

    Raises ``unknown_staff``, ``unknown_code``, ``moments_out_of_order``.
    """
    if not staff_known:
        raise UnknownStaff(staff_no=staff_no, because=["CMP-34"])
    if job.kind == REMOTE and job.topic is None and not of_papers:
        raise UnknownCode(value="", because=["CMP-34"])
    _after_finish(job)
    return decide(job, law.clause("CMP-34"), staff_no=staff_no, kind=job.kind, finished_on=job.finished_on)


def record_due(kind: str, *, finished_on: date, law: Law) -> Decision[date]:
    """The last day on which a finished job is entered in time (CMP-34; doc 4 l.288)."""
    terms = law.value("service_record_working_days", on=finished_on)
    days = int(terms.value[kind])
    due = calendar_in(law, on=finished_on).add_working_days(finished_on, days)
    return decide(due, law.clause("CMP-34"), terms, kind=kind, finished_on=finished_on)


def record_judged(job: Job, *, as_of: date, law: Law) -> Decision[Judgement]:
    """How the entry of a job stands at the end of a day (CMP-34, CMP-59; doc 4 l.288-294, l.342-343).

    Outwork is held against the person when its entry is late or missing; remote support only when a mandatory record is missing or
    lacks a field, and no longer once it has been entered complete, however late.
    """
    due = record_due(job.kind, finished_on=job.finished_on, law=law)
    needed = law.value("mandatory_record_fields", on=job.finished_on)
    lacking = _lacking(job, needed.value)
    mandatory = job.kind == REMOTE and job.topic in needed.value
    found = _judgement(job, due=due.outcome, as_of=as_of, lacking=lacking)
    held = found in (("missing", "defective") if job.kind == REMOTE else ("missing", "late")) and (mandatory or job.kind != REMOTE)
    late = max(0, (job.recorded_on - due.outcome).days) if job.recorded_on else 0
    judged = Judgement(found, due.outcome, due.outcome + timedelta(days=1), mandatory, lacking, held, late)
    cited = (law.clause("CMP-59"), law.clause(CLAUSES[str(job.topic)]), needed) if mandatory else due.because
    return decide(judged, *cited, kind=job.kind, topic=job.topic, finished_on=job.finished_on, recorded_on=job.recorded_on, as_of=as_of)


def record_entered(job: Job, *, law: Law) -> Decision[Job]:
    """Who enters a mandatory record at the desk enters all of it (CMP-35..39; doc 4 l.290-294).

    Raises ``application_missing`` for a password without the customer's application, ``record_incomplete`` for what else is missing.
    """
    _after_finish(job)
    needed = law.value("mandatory_record_fields", on=job.finished_on)
    lacking = _lacking(job, needed.value)
    if job.topic == "admin_password" and "written_request" in lacking:
        raise ApplicationMissing(because=["CMP-37"])
    if lacking:
        raise RecordIncomplete(missing=", ".join(lacking), because=[CLAUSES[str(job.topic)]])
    clause = law.clause(CLAUSES.get(str(job.topic), "CMP-34"))
    return decide(job, clause, needed, topic=job.topic, recorded_on=job.recorded_on)


def _judgement(job: Job, *, due: date, as_of: date, lacking: tuple[str, ...]) -> str:
    if job.recorded_on is None or job.recorded_on > as_of:
        return "missing" if as_of > due else "open"
    if lacking:
        return "defective"
    return "late" if job.recorded_on > due else "in_time"


def _lacking(job: Job, needed: Mapping[str, list[str]]) -> tuple[str, ...]:
    if job.kind != REMOTE or job.recorded_on is None:
        return ()
    entry = job.entry or {}
    return tuple(name for name in needed.get(str(job.topic), ()) if not (entry.get(name) or "").strip())


def _after_finish(job: Job) -> None:
    if job.recorded_on is not None and job.recorded_on < job.finished_on:
        raise DatesOutOfOrder(earlier="finished_on", later="recorded_on", because=["CMP-34"])
