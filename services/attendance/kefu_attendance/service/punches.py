"""The time clock and the calls that were not answered: each once, in any order (ATT-05, ATT-41, ATT-48, ATT-56)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kefu.calendar import month_of
from kefu.entered import check_moments
from kefu.service import Ask, Batch, Page, Record, command, importer, query
from kefu_attendance.service.acts import Taken, entry_of, not_own, only_paper
from kefu_attendance.service.entries import Entries, Entry, Intake
from kefu_attendance.service.reading import Reading
from kefu_attendance.staff_month import field_name, key_of
from kefu_attendance.store import out_punches
from kefu_messages import roles
from kefu_messages.attendance import (
    AttemptExists,
    DuplicatePunchId,
    GetLastToLeave,
    ListPunches,
    OthersMonth,
    RecordCallBack,
    RecordContactAttempt,
    RecordPunch,
)
from kefu_messages.errors import NotFound, NotInLine, ValidationFailed

SKEW = "clock_skew_minutes"
MOMENTS = ("attempted_at", "on_job_until", "called_back_at")


class Punches(Entries, Reading):
    """Punches and missed calls."""

    @command(RecordPunch)
    def record_punch(self, ask: Ask) -> Any:
        """One punch, however late the clock delivers it; by hand HR alone, of others and with a reason (ATT-05, ATT-41)."""
        names = ("punch_id", "staff_no", "punched_at", "direction", "device")
        return self.enter(ask, PUNCHES, reply={name: ask.get(name) for name in names})

    @importer(RecordPunch)
    def import_punches(self, batch: Batch) -> None:
        """What clocks have collected, by the thousand (ATT-05, ATT-41)."""
        self.enter_rows(batch, PUNCHES)

    @query(ListPunches)
    def list_punches(self, ask: Ask) -> Page:
        """A person's punches of the month, in order of time."""
        self.check_reader(ask, ask["staff_no"])
        record = self.staff_months.get(ask.organisation, key_of(ask["staff_no"], ask["month"]))
        punches = sorted((record.get("punches") or {}).values(), key=lambda item: (item["at"], item["punch_id"])) if record else []
        return Page([{**item, "staff_no": ask["staff_no"], "punched_at": item["at"].astimezone(ask.now.tzinfo)} for item in punches])

    @query(GetLastToLeave)
    def get_last_to_leave(self, ask: Ask) -> dict[str, Any]:
        """Whoever punched out last on the day (the evening check asks for it)."""
        outs = out_punches(self.staff_months, ask.organisation, ask["date"].isoformat())
        at, staff_no = max(((out.astimezone(ask.now.tzinfo), who) for out, who in outs), default=(None, None))
        if staff_no:
            self.reader(ask).look(staff_no, subject=f"last-to-leave/{ask['date']}", refusal=OthersMonth(staff_no=staff_no))
        return {"date": ask["date"], "staff_no": staff_no, "punched_at": at}

    @command(RecordContactAttempt)
    def record_contact_attempt(self, ask: Ask) -> Any:
        """A call to somebody that was not answered (ATT-48)."""
        return self.enter(ask, ATTEMPTS, reply=_attempt_shown(ask))

    @importer(RecordContactAttempt)
    def import_contact_attempts(self, batch: Batch) -> None:
        """A list of missed calls (ATT-48)."""
        self.enter_rows(batch, ATTEMPTS)

    @command(RecordCallBack)
    def record_call_back(self, ask: Ask) -> Any:
        """The missed call was returned (ATT-56)."""
        record = self.holder_of(ask.organisation, "attempts", ask["attempt_no"])
        if record is None:
            raise NotFound(kind="attempt", key=ask["attempt_no"])
        try:
            self.check_above(ask, record["staff_no"], because=["ATT-56"])
        except NotInLine as refusal:
            raise self.turned_away(ask, refusal, record["staff_no"], paper="attempt_no", kind="attempt") from None
        late = entry_of(ask, "called_back_at", "on_job_until")
        name = field_name(ask["attempt_no"])
        before = record["attempts"][name]
        _not_before(before["attempted_at"], ask["called_back_at"])
        job_until = ask.get("on_job_until") or before["on_job_until"]
        entry = {**before, "on_job_until": job_until, "called_back_at": ask["called_back_at"]}
        reply = {**entry, "staff_no": record["staff_no"], "version": record.version + 1}
        return self.put(
            ask, staff_no=record["staff_no"], month=record["month"], entries={"attempts": {name: entry}}, reply=reply, late=late
        )


def _punch(ask: Ask, _: Record, __: Record | None) -> Entry:
    at: datetime = ask["punched_at"]
    not_own(ask, ask["staff_no"], because=["ATT-05", "ATT-41"])
    check_moments(ask, "punched_at", minutes=int(ask.law.value(SKEW, on=ask.today).value))
    late = _by_hand(ask) if ask.row is None and roles.SERVICE not in ask.identity.roles else {}
    content = {"punch_id": ask["punch_id"], "at": at, "direction": ask["direction"], "device": ask.get("device")}
    return Entry("punches", ask["punch_id"], ask["staff_no"], month_of(at.date()), content, late)


def _by_hand(ask: Ask) -> Taken:
    late = entry_of(ask, "punched_at")
    only_paper(ask, "punched_at")
    return late


def _attempt(ask: Ask, _: Record, __: Record | None) -> Entry:
    not_own(ask, ask["staff_no"], because=["ATT-48"])
    _not_before(ask["attempted_at"], ask.get("called_back_at"))
    late = entry_of(ask, *MOMENTS)
    content = {name: ask.get(name) for name in ("attempt_no", *MOMENTS)}
    return Entry("attempts", ask["attempt_no"], ask["staff_no"], month_of(ask["attempted_at"].date()), content, late)


def _not_before(attempted_at: datetime, called_back_at: datetime | None) -> None:
    if called_back_at is not None and called_back_at < attempted_at:
        raise ValidationFailed(fields={"called_back_at": "Earlier than the call."})


def _attempt_shown(ask: Ask) -> dict[str, Any]:
    return {name: ask.get(name) for name in ("attempt_no", "staff_no", "attempted_at", "on_job_until", "called_back_at")}


PUNCHES = Intake(_punch, lambda entry: DuplicatePunchId(punch_id=entry.number, because=["ATT-01"]), by_itself=True)
ATTEMPTS = Intake(_attempt, lambda entry: AttemptExists(attempt_no=entry.number, because=["ATT-48"]), unknown=("ATT-48",), by_itself=True)
