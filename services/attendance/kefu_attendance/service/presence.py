"""Being at one's post: consents, checks, breaks, conduct, time points and standing meetings (ATT-29 to ATT-58)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from kefu.calendar import last_day, month_of
from kefu.law import Decision
from kefu.service import Ask, Page, Shelf, command, query
from kefu_attendance.rules import presence
from kefu_attendance.rules.presence import Deviation, PostLeave
from kefu_attendance.service.acts import Taken, entry_of, not_own
from kefu_attendance.service.rosters import Rosters
from kefu_attendance.staff_month import roster_of
from kefu_attendance.store import PRESENCE
from kefu_messages.attendance import (
    ListMorningMeetingGaps,
    ListPresence,
    PresenceFindingRecorded,
    RecordBreak,
    RecordConduct,
    RecordMilestone,
    RecordPostCheck,
    RecordPostLeave,
    RecordStandingMeeting,
)
from kefu_messages.attendance.rosters import PLANNERS
from kefu_messages.errors import AlreadyExists, NotInLine

ONE_DAY = timedelta(days=1)
SKEW = "clock_skew_minutes"
Found = Iterable[tuple[str, Deviation]]


class Presence(Rosters):
    """What is observed during the day, each a document of its own."""

    presence = Shelf(PRESENCE)

    @command(RecordPostLeave)
    def record_post_leave(self, ask: Ask) -> Any:
        """Consent to leave the post for a while (ATT-38)."""
        person = self.known_person(ask, ask["staff_no"], because=("ATT-38",))
        not_own(ask, person.key, because=["ATT-38"])
        late = entry_of(ask, "left_at", may_be_ahead=True)
        leave = PostLeave(person.key, ask["left_at"], ask["back_at"], ask.identity.staff_no)
        verdict = presence.consent(leave, held=frozenset(ask.identity.roles), law=ask.law)
        day = ask["left_at"].date()
        facts = {"left_at": leave.left_at, "back_at": leave.back_at}
        return self._note(ask, "post_leave", day=day, verdict=verdict, late=late, **facts)

    @command(RecordPostCheck)
    def record_post_check(self, ask: Ask) -> Any:
        """Who was at a post, or that nobody was (ATT-29, ATT-33, ATT-38)."""
        person, at = self.known_person(ask, ask["staff_no"], because=("ATT-29",)), ask["checked_at"]
        late = _observed(ask, "checked_at", person.key, ask.get("at_post"))
        if ask.get("at_post") and ask["at_post"] != person.key:
            verdict = presence.substitution(ask["at_post"], rostered=[person.key], law=ask.law, on=at.date())
            whose = ask["at_post"]
        else:
            leaves = [] if ask.get("at_post") else self._leaves(ask, at.date())
            here = [PostLeave(person.key, at, at, "")] if ask.get("at_post") else leaves
            verdict = presence.post_check(person.key, checked_at=at, leaves=here, law=ask.law)
            whose = person.key
        found = [(whose, verdict.outcome)] if verdict.outcome else []
        facts = {"checked_at": at, "at_post": ask.get("at_post")}
        return self._note(ask, "post_check", day=at.date(), verdict=verdict, found=found, late=late, **facts)

    def _leaves(self, ask: Ask, day: date) -> list[PostLeave]:
        zone = ask.now.tzinfo
        found = self.presence.find(ask.organisation, kind="post_leave", date=day.isoformat())
        return [
            PostLeave(item["staff_no"], item["left_at"].astimezone(zone), item["back_at"].astimezone(zone), item["by"]) for item in found
        ]

    @command(RecordBreak)
    def record_break(self, ask: Ask) -> Any:
        """A noon break against the timetable (ATT-58)."""
        self.known_person(ask, ask["staff_no"], because=("ATT-58",))
        late = _observed(ask, "date", ask["staff_no"])
        left, back = time.fromisoformat(ask["left"]), time.fromisoformat(ask["back"])
        verdict = presence.break_deviations(left, back=back, on=ask["date"], law=ask.law)
        found = [(ask["staff_no"], item) for item in verdict.outcome]
        facts = {"left": ask["left"], "back": ask["back"]}
        return self._note(ask, "break", day=ask["date"], verdict=verdict, found=found, late=late, **facts)

    @command(RecordConduct)
    def record_conduct(self, ask: Ask) -> Any:
        """A private matter in working hours: a finding, no fine (ATT-31, ATT-49)."""
        self.known_person(ask, ask["staff_no"], because=("ATT-31",))
        late = _observed(ask, "observed_at", ask["staff_no"])
        at = ask["observed_at"]
        verdict = presence.conduct(ask["activity"], at=at.time(), on=at.date(), law=ask.law)
        found = [(ask["staff_no"], verdict.outcome)] if verdict.outcome else []
        facts = {"observed_at": at, "activity": ask["activity"]}
        return self._note(ask, "conduct", day=at.date(), verdict=verdict, found=found, late=late, **facts)

    @command(RecordMilestone)
    def record_milestone(self, ask: Ask) -> Any:
        """A time point of a cleaner or gardener; who reports his own does so at that moment (ATT-52)."""
        self.known_person(ask, ask["staff_no"], because=("ATT-52",))
        done = time.fromisoformat(ask["done"]) if ask.get("done") else None
        late = self._let_report(ask, done)
        verdict = presence.milestone(time.fromisoformat(ask["due"]), done=done, on=ask["date"], law=ask.law)
        found = [(ask["staff_no"], verdict.outcome)] if verdict.outcome else []
        facts = {name: ask.get(name) for name in ("task", "due", "done")}
        return self._note(ask, "milestone", day=ask["date"], verdict=verdict, found=found, late=late, **facts)

    def _let_report(self, ask: Ask, done: time | None) -> Taken:
        """The person itself reports as it happens, by our clock; somebody above, or HR, what was seen."""
        late = entry_of(ask, "date", whose=[ask["staff_no"]])
        if ask.identity.staff_no != ask["staff_no"]:
            if not ask.identity.roles & PLANNERS:
                raise NotInLine(staff_no=ask["staff_no"])
            return late
        skew = timedelta(minutes=int(ask.law.value(SKEW, on=ask.today).value))
        if done and abs(ask.now - datetime.combine(ask["date"], done, ask.now.tzinfo)) > skew:
            not_own(ask, ask["staff_no"], because=["ATT-52"])
        return late

    @command(RecordStandingMeeting)
    def record_standing_meeting(self, ask: Ask) -> Any:
        """Attendance of Monday's meeting (ATT-40) or of the morning meeting (ATT-53)."""
        for staff_no in ask["signed"]:
            self.known_person(ask, staff_no, because=("ATT-40" if ask["kind"] == "weekly_meeting" else "ATT-53",))
        late = _observed(ask, "date", *ask["signed"])
        on_duty = self._on_duty(ask, ask["date"]) if ask["kind"] == "weekly_meeting" else []
        on_duty = [staff_no for staff_no in on_duty if staff_no != ask.identity.staff_no]  # whoever takes it is no judge of himself
        verdict = presence.weekly_meeting(ask["date"], on_duty=on_duty, signed=ask["signed"], calendar=ask.calendar, law=ask.law)
        found = [(staff_no, Deviation("weekly_meeting_missed", because=("ATT-40",))) for staff_no in verdict.outcome]
        return self._note(ask, ask["kind"], day=ask["date"], verdict=verdict, found=found, late=late, signed=list(ask["signed"]))

    def _on_duty(self, ask: Ask, day: date) -> list[str]:
        """Who is to work on the day, by the roster as it stands."""
        records = self.staff_months.find(ask.organisation, month=month_of(day))
        return [record["staff_no"] for record in records if any(shift.day == day and shift.scheduled for shift in roster_of(record))]

    @query(ListPresence)
    def list_presence(self, ask: Ask) -> Page:
        """What was recorded of a kind and month about those whom the caller may read; the findings of nobody else."""
        page, reader = self.presence.page(ask, equals={"kind": ask["kind"], "month": ask["month"]}, order="record_no"), self.reader(ask)
        seen = reader.shown(page.items, subject=f"presence/{ask['kind']}", about=_people, month=ask["month"])
        return Page(
            [{**item, "findings": [found for found in item["findings"] if reader.may(found["staff_no"])]} for item in seen], page.next
        )

    @query(ListMorningMeetingGaps)
    def list_morning_meeting_gaps(self, ask: Ask) -> Page:
        """Working days without a morning meeting (ATT-53)."""
        first, last = f"{ask['month']}-01", last_day(ask["month"]).isoformat()
        held = [item["date"] for item in self.presence.find(ask.organisation, kind="morning_meeting", date=(first, last))]
        as_of = ask.get("as_of") or ask.today - ONE_DAY
        gaps = presence.morning_meeting_gaps(ask["month"], held_on=held, as_of=as_of, calendar=ask.calendar, law=ask.law)
        return Page([{"date": day, "because": ["ATT-53"]} for day in gaps.outcome])

    def _note(
        self, ask: Ask, kind: str, *, day: date, verdict: Decision[Any], found: Found = (), late: Mapping[str, Decision[Any]] | None = None,
        **facts: Any,
    ) -> Any:  # fmt: skip
        self.check_month_kept(ask, day)
        record = self.presence.new(ask.organisation, ask["record_no"])
        if record.exists:
            raise AlreadyExists(kind="presence", key=ask["record_no"])
        findings = [
            {"kind": item.kind, "minutes": item.minutes, "staff_no": staff_no, "because": list(item.because)} for staff_no, item in found
        ]
        events = [PresenceFindingRecorded.of(record_no=record.key, date=day, **item) for item in findings]
        of_whom = {"staff_no": ask.get("staff_no"), "by": ask.identity.staff_no}
        changes = {"kind": kind, **of_whom, "date": day, "month": month_of(day), "findings": findings, **facts}
        reply = {"record_no": record.key, **{name: changes[name] for name in ("kind", "staff_no", "date", "findings")}}
        return self.presence.save(record, ask, changes=changes, events=events, decisions={kind: verdict, **(late or {})}, reply=reply)


def _observed(ask: Ask, name: str, *people: str | None) -> Taken:
    """An observation is of others, and of the day on which it is made."""
    not_own(ask, *people, because=["ATT-29"])
    return entry_of(ask, name)


def _people(record: Mapping[str, Any]) -> list[str | None]:
    """Whom a record is about: the person observed, who was at the post or signed, and whose the findings are."""
    found = [item["staff_no"] for item in record["findings"]]
    return sorted({who for who in (record.get("staff_no"), record.get("at_post"), *(record.get("signed") or ()), *found) if who})
