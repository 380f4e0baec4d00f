"""One scheduled day of a person, judged by its punches, leave and calls (ATT-05 to ATT-08, ATT-17, ATT-18, ATT-32, ATT-39 to ATT-43)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from kefu.law import Law
from kefu_attendance.rules.facts import MonthFacts, Punch
from kefu_attendance.rules.part_days import share_left
from kefu_attendance.rules.policy import Policy, policy_on
from kefu_attendance.rules.regimes import Ids
from kefu_attendance.rules.results import WHOLE_DAY, Absence, Day, LateEarly, OtherEvent, union
from kefu_attendance.rules.spans import FAILED, GRANTED, LateCall, LeaveSpan, Shift

A_MINUTE = 60


@dataclass(frozen=True)
class DayFacts:
    """What is known of one scheduled day: ``first_in`` is the earliest in-punch, ``last_out`` the latest out-punch after the start.

    Who punches out at 00:20 has left the day before, not the shift that begins at 09:00.
    """

    shift: Shift
    first_in: datetime | None
    last_out: datetime | None
    leave: tuple[LeaveSpan, ...]
    calls: tuple[LateCall, ...]
    roles: frozenset[str]
    offsets: frozenset[str] = frozenset()

    @property
    def punched(self) -> bool:
        """Whether there is any punch."""
        return self.first_in is not None or self.last_out is not None

    def whole(self, outcomes: Iterable[str]) -> list[LeaveSpan]:
        """The whole-day leave of those outcomes that covers the day."""
        return [span for span in self.leave if not span.part_of_day and span.outcome in outcomes]


def day_facts(shift: Shift, *, facts: MonthFacts) -> DayFacts:
    """The day's share of the month's facts."""
    day = shift.day
    return DayFacts(
        shift,
        first_in=min(_at(facts.punches, shift, "in"), default=None),
        last_out=max((at for at in _at(facts.punches, shift, "out") if shift.start is None or at.time() > shift.start), default=None),
        leave=tuple(sorted((span for span in facts.leave if span.covers(day)), key=lambda span: span.request_no)),
        calls=tuple(sorted((call for call in facts.calls if call.for_date == day), key=lambda call: call.called_at)),
        roles=facts.roles_on(day),
        offsets=frozenset(item.kind for item in facts.offsets if item.day == day),
    )


def _at(punches: Iterable[Punch], shift: Shift, direction: str) -> list[datetime]:
    return [punch.at for punch in punches if punch.direction == direction and punch.at.date() == shift.day]


def judge_day(facts: DayFacts, *, law: Law) -> Day:
    """What the scheduled day comes to: leave, absence, or presence judged by its punches."""
    policy, day = policy_on(law, on=facts.shift.day), Day(facts.shift.day, scheduled=True, facts=_shown(facts))
    granted = facts.whole(GRANTED)
    if granted:
        return replace(day, leave_type=granted[0].type, other_events=tuple(_late_notices(facts)))
    if not facts.punched:
        return _without_punches(day, facts=facts, policy=policy)
    return _with_punches(day, facts=facts, policy=policy)


def _late_notices(facts: DayFacts) -> Iterable[OtherEvent]:
    """Sickness called in late and accepted, noted on its first day (ATT-13)."""
    return (
        OtherEvent(facts.shift.day, "late_notice", because=("ATT-13",))
        for span in facts.whole(GRANTED)
        if span.late_notice and span.from_date == facts.shift.day
    )


def _without_punches(day: Day, *, facts: DayFacts, policy: Policy) -> Day:
    if facts.whole({"pending_document"}):
        pending = facts.whole({"pending_document"})
        return replace(day, other_events=(OtherEvent(day.date, "leave_pending_document", because=union(s.because for s in pending)),))
    if facts.shift.place == "customer_site" or _presence(facts) is None:
        return day
    share = _share_left(facts, policy=policy)
    absence = Absence(day.date, share * Fraction(policy["absence_full_day"]), ("no_show",), _why_no_show(facts, policy=policy))
    return replace(day, absences=(absence,) if share else (), most_absence=share)


def _share_left(facts: DayFacts, *, policy: Policy) -> Fraction:
    """How much of the day can be absence: where the organisation says so, no more than granted leave has left of it (ATT-08, ATT-18)."""
    if policy["absence_beside_leave"] == "whole_day":
        return WHOLE_DAY
    return share_left(facts.shift, leave=facts.leave, noon=policy["noon_break"])


def _why_no_show(facts: DayFacts, *, policy: Policy) -> Ids:
    """The rules of a day not worked: those of the request that failed, else whether anybody was told (ATT-14, ATT-17, ATT-18, ATT-43)."""
    regime, failed = policy.regime, facts.whole(FAILED)
    called = [call for call in facts.calls if call.to_superior]
    if regime.called_no_show:
        return regime.called_no_show if failed or called else regime.no_show
    if failed and regime.failed_request:
        sick = all(span.outcome == "absence" for span in failed)
        return union([*(span.because for span in failed), () if sick else regime.failed_request])
    if regime.called_sick and any(call.reason == "sick" and _before_start(call, facts) for call in called):
        return regime.called_sick
    return regime.no_show


def _before_start(call: LateCall, facts: DayFacts) -> bool:
    return call.called_at < facts.shift.starts_at(call.called_at.tzinfo)


def _with_punches(day: Day, *, facts: DayFacts, policy: Policy) -> Day:
    hours = _presence(facts)
    if facts.shift.place == "customer_site" or hours is None:
        return day
    begin, end = hours
    arrived = _arrival(facts, start=begin, policy=policy)
    left = _departure(facts, end=end, policy=policy)
    found = [_offset(item, facts=facts) for item in (*arrived, *left)]
    share = _share_left(facts, policy=policy)
    return replace(
        day,
        most_absence=max(share, min(Fraction(policy["absence_half_day"]), WHOLE_DAY)),
        late_early=tuple(item for item in found if isinstance(item, LateEarly)),
        absences=tuple(item for item in found if isinstance(item, Absence)),
        other_events=tuple(item for item in found if isinstance(item, OtherEvent)),
    )


def _offset(found: LateEarly | Absence | OtherEvent, *, facts: DayFacts) -> LateEarly | Absence | OtherEvent:
    """A lateness or early leave made up for by rest is only noted, where the organisation allows such rest at all (ATT-09)."""
    if isinstance(found, LateEarly) and found.kind in facts.offsets:
        return OtherEvent(found.date, f"{found.kind}_offset", found.minutes, because=("ATT-09",))
    return found


def _presence(facts: DayFacts) -> tuple[datetime, datetime] | None:
    """From when to when the person is to be there: the shift without granted part-day leave at its ends; None when nothing is left."""
    zone = next((moment.tzinfo for moment in (facts.first_in, facts.last_out) if moment is not None), None)
    begin, end = facts.shift.starts_at(zone), facts.shift.ends_at(zone)
    for span in sorted((span for span in facts.leave if span.part_of_day), key=lambda span: (span.from_time, span.request_no)):
        if span.from_time is None or span.to_time is None or span.outcome not in GRANTED:
            continue
        first, last = (datetime.combine(facts.shift.day, when, zone) for when in (span.from_time, span.to_time))
        if first <= begin < last:
            begin = last
        if first < end <= last:
            end = first
    return (begin, end) if begin < end else None


def _arrival(facts: DayFacts, *, start: datetime, policy: Policy) -> list[LateEarly | Absence | OtherEvent]:
    regime, day = policy.regime, facts.shift.day
    if facts.first_in is None:
        return [OtherEvent(day, "missing_in", because=regime.missing_in)] if regime.missing_in else []
    minutes = _minutes(_cut(facts.first_in, policy) - start)
    if minutes is None:
        return _preparation(facts, start=start, policy=policy)
    if policy.says("call_excuses_lateness"):
        return [_called_or_not(facts, minutes=minutes, policy=policy)]
    if policy.absence_from_minutes is not None and minutes >= policy.absence_from_minutes:
        return [Absence(day, policy.absence_for(minutes), ("late_30_minutes_or_more",), regime.from_minutes)]
    return [LateEarly(day, "late", minutes, facts.first_in, because=regime.late)]


def _called_or_not(facts: DayFacts, *, minutes: int, policy: Policy) -> LateEarly | Absence | OtherEvent:
    """Late with a call before the start is excused, with a later one late, without any absence (ATT-42)."""
    regime, day = policy.regime, facts.shift.day
    calls = [call for call in facts.calls if call.to_superior]
    if any(_before_start(call, facts) for call in calls):
        return OtherEvent(day, "late_excused", minutes, because=regime.late_excused)
    if calls and facts.first_in is not None:
        return LateEarly(day, "late", minutes, facts.first_in, because=regime.late)
    return Absence(day, policy.absence_for(minutes), ("no_call",), regime.no_call)


def _preparation(facts: DayFacts, *, start: datetime, policy: Policy) -> list[LateEarly | Absence | OtherEvent]:
    """Those who are to be at their post before the start and were not, though in time (ATT-39)."""
    ahead = timedelta(minutes=int(policy["preparation_minutes"]))
    bound = bool(facts.roles & set(policy["preparation_roles"] or ()))
    if not ahead or not bound or facts.first_in is None or start != facts.shift.starts_at(start.tzinfo):
        return []
    minutes = _minutes(_cut(facts.first_in, policy) - (start - ahead))
    return [OtherEvent(facts.shift.day, "preparation_late", minutes, because=policy.regime.preparation)] if minutes else []


def _departure(facts: DayFacts, *, end: datetime, policy: Policy) -> list[LateEarly | Absence | OtherEvent]:
    regime, day = policy.regime, facts.shift.day
    if facts.last_out is None:
        return [OtherEvent(day, "missing_out", because=regime.missing_out)] if regime.missing_out else []
    minutes = _minutes(end - _cut(facts.last_out, policy)) if policy["early_leave_counted"] else None
    if minutes is None:
        return []
    if policy.absence_from_minutes is not None and minutes >= policy.absence_from_minutes:
        return [Absence(day, policy.absence_for(minutes), ("early_leave_30_minutes_or_more",), regime.from_minutes)]
    return [LateEarly(day, "early_leave", minutes, facts.last_out, because=regime.early_leave)]


def _cut(moment: datetime, policy: Policy) -> datetime:
    """The moment as it is compared: to the second, or with its seconds cut off (ATT-05)."""
    return moment.replace(second=0, microsecond=0) if policy["late_granularity"] == "minute" else moment


def _minutes(delay: timedelta) -> int | None:
    """Whole minutes, rounded down, at least 1; None when there is no delay."""
    seconds = int(delay.total_seconds())
    return max(seconds // A_MINUTE, 1) if delay > timedelta(0) else None


def _shown(facts: DayFacts) -> dict[str, object]:
    """The day's facts as a decision shows them."""
    shift = facts.shift
    return {
        "shift": {"shift_id": shift.shift_id, "kind": shift.kind, "hours": f"{shift.start}-{shift.end}", "place": shift.place},
        "first_in": facts.first_in,
        "last_out": facts.last_out,
        "leave": {span.request_no: span.outcome for span in facts.leave},
        "calls": [call.called_at for call in facts.calls],
    }
