"""Leave, sickness and compensatory rest as they come out (format: compensatory_rest, leave outcomes; readings 12 to 18)."""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from oracles.people.office import EMALL, JINYANG, Office, clock, plain
from oracles.people.requests import Request, is_long, passed, refusal_of, request_of
from oracles.people.roster import Roster
from oracles.tables import day, first_that_applies

Outcome = tuple[str, str | None, list[str]]  # outcome, reason, because


@dataclass(frozen=True)
class Part:
    """Granted leave of a part of a day."""

    type: str
    begins: datetime
    ends: datetime
    hours: Decimal
    because: list[str]


@dataclass
class Leave:
    """What requests and rest make of people's days; ``failed`` says why a day not worked is absence."""

    roster: Roster
    requests: dict[str, dict] = field(default_factory=dict)
    days: dict[tuple[str, date], tuple[str, list[str]]] = field(default_factory=dict)
    parts: dict[tuple[str, date], list[Part]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[tuple[str, date], list[str]] = field(default_factory=dict)
    pending: set[tuple[str, date]] = field(default_factory=set)
    late_notices: list[tuple[str, date]] = field(default_factory=list)

    def covers(self, staff_no: str, begins: datetime, ends: datetime) -> bool:
        parts = self.parts[staff_no, begins.date()]
        return (staff_no, begins.date()) in self.days or any(part.begins <= begins and part.ends >= ends for part in parts)


def leave(roster: Roster) -> Leave:
    found, office = Leave(roster), roster.office
    rest = _rest(office)
    for row in office.files["leave_requests"]:
        request = request_of(roster, row)
        reason, because = refusal_of(office, request)
        if reason:
            office.refuse("leave_requests", row, reason, *because)
        else:
            _decide(found, request, rest)
    for key in rest:
        found.days.setdefault(key, ("compensatory", ["ATT-25"]))
    return found


def _rest(office: Office) -> set[tuple[str, date]]:
    """An approved rest day makes that scheduled day a day off."""
    found = set()
    for row in office.files["compensatory_rest"]:
        reason = first_that_applies(
            ("unknown_staff", lambda row=row: row["staff_no"] not in office.staff),
            ("offset_forbidden", lambda row=row: row["use"] != "rest_day"),
            ("self_approval", lambda row=row: row["approved_by"] == row["staff_no"]),
        )
        if reason:
            office.refuse("compensatory_rest", row, reason, "ATT-01" if reason == "self_approval" else "ATT-09")
        elif row["approved_by"]:
            found.add((row["staff_no"], day(row["use_date"])))
    return found


def _decide(found: Leave, request: Request, rest: set[tuple[str, date]]) -> None:
    office, row = found.roster.office, request.row
    more: dict = {}
    if office.kind == EMALL and request.sick and not request.is_part:
        outcome, reason, because = _sick_day(found, request, rest, more)
    elif office.kind == EMALL:
        outcome, reason, because = _sick_part(found, request, rest) if request.sick else _planned(office, request)
    elif office.kind == JINYANG and request.sick:
        outcome, reason, because = _sick_by_call(found, request)
    else:
        outcome, reason = passed(request)
        because = [request.rule, "ATT-46", "ATT-45"] if office.kind == JINYANG and outcome == "granted" else [request.rule]
    if office.kind == JINYANG and outcome == "granted":
        more["report_back"] = _reported_back(office, request)
    hours = (clock(request.first, row["to_time"]) - clock(request.first, row["from_time"])).seconds / Decimal(3600)
    about = {"staff_no": request.person, "type": row["type"], "from": row["from_date"], "to": row["to_date"]}
    counted = {"calendar_days": len(request.days), **({"hours": plain(hours)} if request.is_part else {})}
    found.requests[row["request_no"]] = {**about, **counted, "outcome": outcome, "reason": reason, "because": because, **more}
    _enter(found, request, outcome, because)


def _enter(found: Leave, request: Request, outcome: str, because: list[str]) -> None:
    row, emall_planned = request.row, found.roster.office.kind == EMALL and not request.sick
    type_ = "personal" if outcome == "granted_as_personal" else row["type"]
    for on in request.days:
        key = request.person, on
        if outcome in {"granted", "granted_as_personal"} and request.is_part:
            begins, ends = clock(on, row["from_time"]), clock(on, row["to_time"])
            found.parts[key].append(Part(type_, begins, ends, (ends - begins).seconds / Decimal(3600), because))
        elif outcome == "granted":
            found.days[key] = type_, because
        elif outcome == "pending_document":
            found.pending.add(key)
        else:
            found.failed[key] = sorted({*because, "ATT-17"}) if emall_planned else because


def _planned(office: Office, request: Request) -> Outcome:
    """Personal, annual, marriage, maternity and bereavement leave in emall."""
    type_, long = request.row["type"], is_long(office, request.row)
    outcome, reason = passed(request)
    if reason == "filed_after_start":
        return outcome, reason, ["ATT-17"]
    short_of = _notice_short(office, request, long=long)
    if short_of:
        return "refused", "notice_too_short", [short_of]
    if outcome != "granted":
        return outcome, reason, [request.rule]
    if type_ in office.policy("POL-03.7", "document_types") and not request.row["document_on"]:
        return "pending_document", "document_required", ["ATT-23"]
    if type_ == "personal":
        return outcome, None, ["ATT-22"] if long else ["ATT-16", "ATT-15"]
    return outcome, None, ["ATT-23", *(["ATT-24"] if type_ == "marriage" else []), *(["ATT-22"] if long else [])]


def _notice_short(office: Office, request: Request, *, long: bool) -> str | None:
    """The rule whose notice was not kept; days of notice are calendar days from application day to first day."""
    type_, applied = request.row["type"], request.applied.date()
    notice = (request.first - applied).days
    if type_ == "marriage":
        return "ATT-24" if request.first < month_later(applied, office.policy("POL-03.3", "months")) else None
    if long:
        return "ATT-22" if notice < office.policy("POL-03.2", "days") else None
    return "ATT-15" if type_ == "personal" and notice < office.policy("POL-03.1", "days") else None


def month_later(on: date, months: int) -> date:
    """Same day number, clipped at the month's end."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _sick_day(found: Leave, request: Request, rest: set[tuple[str, date]], more: dict) -> Outcome:
    """A call before the start to a superior; 60 minutes before is in time; all papers by the first scheduled day after."""
    office = found.roster.office
    calls = [
        at
        for at, reason, taken_by in found.roster.calls[request.person, request.first]
        if reason == "sick" and at < request.start and taken_by in office.superiors(request.person)
    ]
    if not calls:
        return "absence", "no_prior_notice", ["ATT-18", "ATT-55"]
    late = request.start - min(calls) < timedelta(minutes=office.policy("POL-03.4", "minutes_before_start"))
    more["late_notice"] = late
    if late and office.policy("POL-03.4", "late_notice") == "absence":
        return "absence", "late_notice", ["ATT-13", "ATT-18", "ATT-55"]
    papers = [request.row[f"{paper}_on"] for paper in office.policy("POL-03.7", "sick_papers")]
    if not all(_in_time(found, request, paper, rest) for paper in papers):
        return "absence", "papers_missing", ["ATT-14", "ATT-55"]
    if late:
        found.late_notices.append((request.person, request.first))
    return "granted", None, ["ATT-13", "ATT-14", "ATT-55"]


def _in_time(found: Leave, request: Request, handed_in: str, rest: set[tuple[str, date]]) -> bool:
    """By the first scheduled day after the leave."""
    following = [on for person, on in found.roster.scheduled if person == request.person and on > request.last and (person, on) not in rest]
    return bool(handed_in) and (not following or day(handed_in) <= min(following))


def _sick_part(found: Leave, request: Request, rest: set[tuple[str, date]]) -> Outcome:
    """Approved before leaving; without certificate by the next scheduled day it is personal leave."""
    outcome, reason = passed(request)
    if outcome != "granted":
        return outcome, reason, ["ATT-11"]
    if not _in_time(found, request, request.row["certificate_on"], rest):
        return "granted_as_personal", "certificate_missing", ["ATT-12", "ATT-55"]
    return outcome, reason, ["ATT-11", "ATT-55"]


def _sick_by_call(found: Leave, request: Request) -> Outcome:
    """Jinyang: a call before the start, or prior approval."""
    outcome, _ = passed(request)
    if any(at < request.start and reason == "sick" for at, reason, _ in found.roster.calls[request.person, request.first]):
        return "granted", None, ["ATT-42", "ATT-45"]
    if outcome == "granted":
        return "granted", None, ["ATT-43", "ATT-45"]
    if outcome == "rejected":
        return outcome, "rejected", ["ATT-42", "ATT-43"]
    return "absence", "no_prior_notice", ["ATT-42", "ATT-43"]


def _reported_back(office: Office, request: Request) -> str:
    """Sick leave is reported back with its certificate."""
    done = request.row["reported_back_on"] and (not request.sick or request.row["certificate_on"])
    return "done" if done else "not_due" if request.last >= office.until else "open"
