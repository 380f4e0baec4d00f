"""The month, the week and any period of a department: what was told and entered, made into figures by the rules."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kefu.figures import plain
from kefu.law import Decision, decide
from kefu_reporting import rules
from kefu_reporting.rules.entries import Entry

if TYPE_CHECKING:
    from kefu_reporting.service.compiling import Gathered

Figures = dict[str, Decision[Any]]
DATED = {
    "visit": "visited_on", "survey": "answered_on", "questionnaire": "answered_on", "call_back": "made_on", "order_handled": "handled_on",
    "inspection": "inspected_on", "notice": "issued_on", "praise": "received_on",
}  # fmt: skip


def service_month(found: Gathered) -> Figures:
    """Plan, specialists, revisits, ratings, quality (REP-14, REP-16 to REP-20)."""
    law = found.ask.law
    plan = dict(found.told.of("contract_plan")).get(found.period.name) or _planned(_entries(found, "contract_planned"))
    report = dict(found.told.of("revisit_report")).get(found.period.name)
    checks = {entry.name or entry.entry_no: entry.note or "" for entry in _entries(found, "quality_check")}
    plans = [entry for entry in found.entered.of("work_plan", found.period.first.year) if entry.on <= found.cut_off]
    scores = {entry.staff_no or "": Decimal(entry.quantity or 0) for entry in _entries(found, "work_quality")}
    specialists = {entry.staff_no or "": entry for entry in _entries(found, "software_use")}
    return {
        "REP-14": rules.plan_completed(plan["completed"], planned=plan["planned"], law=law),
        "REP-16": _of_specialists(found, specialists),
        **({"REP-17": rules.revisits(report["forms"], made=report["made"], on_time=report["on_time"], law=law)} if report else {}),
        "REP-18": rules.software_rating([entry.quantity or 0 for entry in _entries(found, "software_rating")], law=law),
        "REP-19": rules.work_quality(scores, on=found.cut_off, law=law),
        "REP-20": rules.quality_checks(checks, plan_state=plans[-1].state if plans else None, law=law),
    }  # fmt: skip


def service_week(found: Gathered) -> Figures:
    """The agenda of the week's quality meeting, and whether it was held (REP-15)."""
    law, day = found.ask.law, _meeting_day(found)
    held = any(entry.on == day for entry in _entries(found, "meeting"))
    attended = [each for _, each in found.told.of("attended", *found.period.years) if str(each["date"]) == day.isoformat()]
    kept = rules.meeting_kept(day, held=held or bool(attended), calendar=found.ask.calendar, law=law)
    noted = sum(entry.quantity or 0 for entry in _entries(found, "meeting"))
    came = sum(each["attendance"] in {"on_time", "late", "late_beyond_grace"} for each in attended)
    complaints = sorted(
        number
        for number, each in found.told.of("case", *found.period.years)
        if each["kind"] == "complaint" and _in(found, each["received_on"])
    )
    overdue = sorted({each["case_no"] for _, each in found.told.of("case_overdue") if _in(found, each["due_at"])})
    outcome = {
        "meeting_day": day.isoformat(), "meeting": kept.outcome, "attended": came + noted,
        "complaints": complaints, "call_backs": _number(found, "call_back"), "overdue_tickets": overdue,
    }  # fmt: skip
    return {"REP-15": decide(outcome, *kept.because, **kept.facts, complaints=len(complaints))}


def activity(found: Gathered) -> Figures:
    """What the department did in a day, week, month, quarter or year: the substance of its report to the company (REP-12)."""
    cases = [each for _, each in found.told.of("case", *found.period.years) if _in(found, each["received_on"])]
    before = range(found.period.first.year - 1, found.period.last.year + 1)
    handled = sum(_in(found, each["handled_on"]) for _, each in found.told.of("case_handled", *before))
    fees = _sum(found, "fee_payment", "paid_on")
    gas = _sum(found, "payment", "paid_at") + _sum(found, "reversal", "reversed_at")
    outcome = {
        "cases_received": len(cases), "by_kind": dict(sorted(Counter(each["kind"] for each in cases).items())), "cases_handled": handled,
        **{f"{kind}s": _number(found, kind) for kind in DATED}, "property_fees_received": plain(fees), "gas_payments_net": plain(gas),
    }  # fmt: skip
    return {"REP-12": decide(outcome, found.ask.law.clause("REP-12"), period=found.period.name, cut_off=found.cut_off)}


def _planned(entries: list[Entry]) -> dict[str, int]:
    """A plan that was entered by hand, where no other service tells of one."""
    return {"planned": len(entries), "completed": sum(entry.state == "completed" for entry in entries)}


def _of_specialists(found: Gathered, entries: dict[str, Entry]) -> Decision[dict[str, Any]]:
    law = found.ask.law
    made = {
        staff_no: rules.software_use(entry.quantity or 0, using=entry.part or 0, customers=entry.whole or 0, law=law).outcome
        for staff_no, entry in sorted(entries.items())
    }
    return decide(made, law.clause("REP-16"), specialists=len(made))


def _meeting_day(found: Gathered) -> date:
    weekday = found.ask.law.value("quality_meeting_weekday", on=found.period.first)
    return found.period.first + timedelta(days=int(weekday.value) - 1)


def _entries(found: Gathered, kind: str) -> list[Entry]:
    return [entry for entry in found.entered.of(kind, *found.period.years) if found.period.holds(entry.on, until=found.cut_off)]


def _in(found: Gathered, day: date | str | None) -> bool:
    return day is not None and found.period.holds(date.fromisoformat(str(day)[:10]), until=found.cut_off)


def _number(found: Gathered, kind: str) -> int:
    return sum(_in(found, each[DATED[kind]]) for _, each in found.told.of(kind, *found.period.years))


def _sum(found: Gathered, kind: str, day: str) -> Decimal:
    items = (each["amount"] for _, each in found.told.of(kind, *found.period.years) if _in(found, each[day]))
    return sum((Decimal(str(amount)) for amount in items), Decimal(0))
