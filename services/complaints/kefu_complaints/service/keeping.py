"""How a case is kept: every step with its history, and what lists, search, clocks and alarms need of it, derived anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from kefu.calendar import CalendarNotPublished
from kefu.law import Decision
from kefu.newest import position
from kefu.service import Ask, Record
from kefu.store import BoundShelf
from kefu_complaints import rules
from kefu_complaints.rules import Alarm, CaseTimes, Pause
from kefu_messages import Happening
from kefu_messages.complaints import CaseClosed, CaseEscalated, CaseHandled, ComplaintClosed, DatesOutOfOrder, HistoryFull

MOST_STEPS, ALARMS_KEPT = 300, 60
EMPTY: dict[str, Any] = {
    "priority": "normal", "paused": False, "remedies": [], "escalations": [], "steps": [], "similar": [], "links": [], "alarms": [],
    "orders": [], "pauses": [], "limits": {},
    **dict.fromkeys((
        "severity", "channel", "customer_no", "customer", "unit_no", "area", "category", "cause", "real_cause", "wanted", "text", "contact",
        "place", "person", "event", "happened_at", "procedure_edition", "owner", "queue", "responsible",
        "department", "department_refusals",
        "verified", "answer", "solution", "merged_into", "split_from", "apologised_at", "first_responded_at", "first_response_due_at",
        "solution_due_at", "solved_at", "solved_on", "handled_on", "revisited_on", "satisfied", "closed_on", "handling", "staff_no",
        "followed_up_at", "solution_at", "contacted_at", "assigned_at", "feedback_due_on", "next_due", "outcome", "investigated_on",
        "investigated_by", "filed_by", "major_impact", "confirmed_month", "clock_problem", "disputes_billing", "last_step_at",
    )),
}  # fmt: skip


def keep(
    cases: BoundShelf, ask: Ask, case: Record, *, what: str, at: datetime, changes: Mapping[str, Any], events: Sequence[Happening] = (),
    decisions: Mapping[str, Decision[Any]] | None = None, reply: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Save a step of a case: its line of history, what it changes, and all that follows from it."""
    after = {**(EMPTY if not case.exists else {}), **case, **changes}
    closing = after["state"] in rules.ENDED and case.get("state") not in rules.ENDED
    if len(after["steps"]) >= MOST_STEPS and not closing:
        raise HistoryFull(most=MOST_STEPS)
    step = {"at": at, "by": ask.identity.staff_no, "what": what, "reason": ask.get("reason"), "note": ask.get("note")}
    after["steps"] = [*after["steps"], step]
    after["followed_up_at"] = at
    if (after["state"], after["pauses"]) != (case.get("state"), case.get("pauses")):
        after["last_step_at"] = at
    after |= derived(after, case_no=case.key, ask=ask)
    if after["clock_problem"] and not case.get("clock_problem"):
        to = rules.supervisor("CMP-05", on=ask.today, law=ask.law)
        events = [*events, escalated(case.key, reason=after["clock_problem"], to_role=to.outcome, at=at, because=to.clauses)]
    changed = {name: value for name, value in after.items() if name not in case or case[name] != value}
    return cases.save(case, ask, changes=changed, events=events, decisions=decisions, reply=reply)


def follow(
    cases: BoundShelf, ask: Ask, case: Record, *, what: str, at: datetime, changes: Mapping[str, Any], events: Sequence[Happening] = (),
    note: str | None = None,
) -> None:  # fmt: skip
    """Save what is heard of a case: its line of history, which takes the place of the oldest of too many, and all that follows from it."""
    after = {**case, **changes}
    after["steps"] = [*after.get("steps", ()), {"at": at, "by": ask.identity.staff_no, "what": what, "note": note}][-MOST_STEPS:]
    after |= derived(after, case_no=case.key, ask=ask)
    cases.save(case, ask, changes={name: value for name, value in after.items() if name not in case or case[name] != value}, events=events)


def derived(case: Mapping[str, Any], *, case_no: str, ask: Ask) -> dict[str, Any]:
    """What is found out from a case anew with every change: its lists, words, terms and next alarm.

    A case is kept even when its terms run into a year whose calendar nobody has published: then it has a ``clock_problem``, no due
    moments, and is looked at every day until the calendar is there.
    """
    ended = case["state"] in rules.ENDED
    terms, raised = _terms(case, ask)
    words = f"{case.get('text') or ''} {case.get('customer') or ''}"
    return {
        "lists": rules.lists_of(kind=case["kind"], state=case["state"], ended=ended, overdue=bool(raised), of=_of(case, ended=ended)),
        "overdue_terms": sorted({alarm.term for alarm in raised}),
        "grams": rules.grams(words),
        "position": position(case["received_at"], number=case_no),
        "paused": any(item["until"] is None for item in case.get("pauses") or ()),
        **terms,
    }  # fmt: skip


def _terms(case: Mapping[str, Any], ask: Ask) -> tuple[dict[str, Any], list[Alarm]]:
    """The due moments and the next alarm of a case, and the alarms raised that still hold."""
    times = times_of(case, ask)
    try:
        alarms, raised = alarms_in(case, ask)
        due = {f"{term}_due_at": rules.due_moment(times, term, law=ask.law, zone=zone_of(ask)) for term in ("first_response", "solution")}
    except CalendarNotPublished as missing:
        tomorrow = midnight(ask.today + timedelta(days=1), ask)
        return {"first_response_due_at": None, "solution_due_at": None, "next_due": tomorrow, "clock_problem": missing.code}, []
    return {**due, "next_due": alarms[0].at if alarms else None, "clock_problem": None}, raised


def if_published(decide: Callable[[], Decision[Any]], *, name: str) -> dict[str, Decision[Any]]:
    """The decision under its name, or none when it needs a calendar that nobody has published."""
    try:
        return {name: decide()}
    except CalendarNotPublished:
        return {}


def alarms_in(case: Mapping[str, Any], ask: Ask) -> tuple[list[Alarm], list[Alarm]]:
    """The alarms of a case that have not been raised yet, the next one first, and those raised that still hold."""
    raised = set(case.get("alarms") or ())
    alarms = rules.alarms_of(times_of(case, ask), law=ask.law, zone=zone_of(ask))
    return [alarm for alarm in alarms if alarm.name not in raised], [alarm for alarm in alarms if alarm.name in raised]


def times_of(case: Mapping[str, Any], ask: Ask) -> CaseTimes:
    """The moments of a case, local to the organisation."""
    moments = {
        name: _local(case.get(name), ask)
        for name in ("first_responded_at", "solved_at", "followed_up_at", "solution_at", "contacted_at", "assigned_at")
    }
    pauses = tuple(Pause(local(item["since"], ask), _local(item["until"], ask)) for item in case.get("pauses", ()))
    return CaseTimes(
        kind=case["kind"], received_at=local(case["received_at"], ask), limits=dict(case.get("limits") or {}), pauses=pauses,
        ended=case["state"] in rules.ENDED, feedback_due_on=case.get("feedback_due_on"), **moments,
    )  # fmt: skip


def moment_of(ask: Ask, case: Mapping[str, Any], *, what: str) -> datetime:
    """When a step was done: not before the one before it and not ahead of now, by somebody else than whom the case is about.

    Raises ``self_approval``, ``moments_out_of_order``.
    """
    at: datetime = ask.get("at") or ask.now
    rules.handled_by_another(case.get("staff_no"), by=ask.identity.staff_no)
    if at < case["received_at"]:
        raise DatesOutOfOrder(earlier="received_at", later=what)
    if case.get("last_step_at") is not None and at < case["last_step_at"]:
        raise DatesOutOfOrder(earlier=case["state"], later=what)
    if at > ask.now:
        raise DatesOutOfOrder(earlier=what, later="now")
    return at


def told(case: Mapping[str, Any], case_no: str) -> dict[str, Any]:
    """What every event of a case carries."""
    names = ("kind", "channel", "category", "handling", "area", "unit_no", "customer_no", "received_on")
    return {"case_no": case_no, **{name: case.get(name) for name in names}}


def handled(case: Mapping[str, Any], case_no: str, *, at: datetime, because: Sequence[str], on: date | None = None) -> Happening:
    """That what a case was about has been dealt with; on the day of the moment unless another day is known."""
    due = case.get("solution_due_at")
    in_time = None if due is None else at <= due
    facts = {"handled_on": on or at.date(), "handled_by": case.get("owner"), "in_time": in_time}
    return CaseHandled.of(**told(case, case_no), **facts, because=list(because))


def closed(case: Mapping[str, Any], case_no: str, *, on: date, outcome: str, because: Sequence[str]) -> list[Happening]:
    """That a case is over, and a complaint with what it held up."""
    more = {"closed_on": on, "outcome": outcome}
    days = (on - case["received_on"]).days
    events = [
        CaseClosed.of(
            **told(case, case_no), **more, handled_on=case.get("solved_on"), satisfied=case.get("satisfied"), days_open=days,
            because=list(because),
        )
    ]  # fmt: skip
    if case["kind"] == "complaint":
        disputes = bool(case.get("disputes_billing"))
        events.append(
            ComplaintClosed.of(
                complaint_no=case_no, customer_no=case.get("customer_no"), disputes_billing=disputes, **more, because=list(because)
            )
        )
    return events


def escalated(case_no: str, *, reason: str, to_role: str, at: datetime, because: Sequence[str], level: int | None = None) -> Happening:
    """That a case has gone to somebody higher; a level of a missed term at its own moment, however late it is told."""
    due_at = None if level is None else at
    more = {"level": level, "escalated_at": at, "due_at": due_at, "because": list(because)}
    return CaseEscalated.of(case_no=case_no, reason=reason, to_role=to_role, **more)


def escalation(
    ask: Ask, case: Mapping[str, Any], *, reason: str, to_role: str, at: datetime, level: int | None = None
) -> list[dict[str, Any]]:
    """The escalations of a case with one more."""
    one = {"reason": reason, "to_role": to_role, "level": level, "at": at.isoformat(), "by": ask.identity.staff_no}
    return [*case.get("escalations", ()), one]


def local(moment: datetime, ask: Ask) -> datetime:
    """The moment in the organisation's zone."""
    return moment.astimezone(ask.now.tzinfo)


def midnight(day: date, ask: Ask) -> datetime:
    """The beginning of a day of which no moment is known."""
    return datetime.combine(day, time(), ask.now.tzinfo)


def zone_of(ask: Ask) -> str:
    """The name of the organisation's zone."""
    return str(ask.now.tzinfo)


def _local(moment: datetime | None, ask: Ask) -> datetime | None:
    return None if moment is None else local(moment, ask)


def _of(case: Mapping[str, Any], *, ended: bool) -> list[str]:
    """Whose list a case stands in; in that of a queue only while it may be taken from it."""
    filters = {"owner": case.get("owner"), "area": case.get("area"), "customer": case.get("customer_no"), "category": case.get("category")}
    if not ended:
        filters["queue"] = case.get("queue")
    return [f"{name}:{value}" for name, value in filters.items() if value]
