"""Fines that follow from facts by rule, and what becomes of them in payroll and fund (DIS-24..DIS-40; doc 4 l.242-246, l.340-346).

A fine by rule is a proposal that takes effect by the rule's dates, that everybody concerned can see, and that a human can withdraw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kefu.calendar import first_day, month_of, months_after
from kefu.law import Citation, Decision, Law
from kefu_discipline.rules.attitude import Spell, first_ones
from kefu_discipline.rules.catalogue import Item, sanctionable
from kefu_discipline.rules.facts import File, Implementation, ServiceRecord, Session
from kefu_discipline.rules.outcomes import Fined, Line, Penalised
from kefu_discipline.rules.papers import Violation
from kefu_discipline.rules.settings import count, decided, setting

FORMS = {"program_change": "DIS-33", "data_removal": "DIS-34", "password_recovery": "DIS-35"}
RECORD_OF = {"data_cleanup": "CMP-35", "report_problem": "CMP-36", "admin_password": "CMP-37", "program_change": "CMP-38", "bug": "CMP-39"}
AMOUNT_SET_BY = {"DIS-24": "meeting_late_fine", "DIS-25": "meeting_missed_fine", "DIS-30": "attitude_first_fine"}
NOTICE = "penalty_notice"
NO_CLOSING = 31
LATE = frozenset({"late", "late_beyond_grace"})


@dataclass(frozen=True)
class Ground:
    """A fact from which a fine follows by rule; ``cancelled_on`` is the day on which the fact fell away."""

    code: str
    file: str
    source: str
    effective_on: date
    because: tuple[str, ...]
    times: int = 1
    cancelled_on: date | None = None
    amount: Decimal | None = None
    withdrawn_on: date | None = None
    complaint_no: str | None = None


def grounds(file: File, *, accepted: Mapping[str, Penalised], until: date, law: Law) -> Iterator[Ground]:
    """Every fact of the file that fines the person by rule up to the end of the day, in no order."""
    for session in file.sessions:
        yield from session_ground(session, staff_no=file.staff_no)
    yield from attitude_grounds(file, law=law)
    for lost in file.lost_forms:
        if lost.loss_confirmed_on is not None and lost.form in FORMS:
            code = FORMS[lost.form]
            yield Ground(code, "lost_forms", lost.record_no, lost.loss_confirmed_on, (code,), lost.sheets, lost.found_on)
    for record in file.service_records:
        yield from record_ground(record)
    for report in file.violations:
        yield from violation_ground(report, accepted=accepted, law=law)
    yield from left_open(file, until=until, law=law)


def left_open(file: File, *, until: date, law: Law) -> Iterator[Ground]:
    """Sheets not brought back, and evenings not secured (DIS-26, DIS-38; doc 4 l.242, l.344)."""
    for project in file.implementations:
        overdue = sheet_overdue_on(project, until=until, law=law)
        if overdue is not None:
            yield Ground("DIS-38", "implementations", project.project_no, overdue, ("DIS-38",))
    for check in file.checks:
        if check.left_on and check.confirmed_on is not None:
            yield Ground("DIS-26", "evening_checks", check.check_no, check.confirmed_on, ("DIS-26",))


def session_ground(session: Session, *, staff_no: str) -> Iterator[Ground]:
    """Late to a training, meeting or activity, or absent from it (DIS-24, DIS-25; doc 4 l.246)."""
    code = "DIS-24" if session.attendance in LATE else "DIS-25" if session.attendance == "missed" else None
    if code is not None:
        yield Ground(code, "sign_ins", f"{session.event_no}/{staff_no}", session.date, (code, "ATT-50"))


def attitude_grounds(file: File, *, law: Law) -> Iterator[Ground]:
    """The first complaint about attitude that was ever confirmed is fined, and no other (DIS-30; doc 4 l.340).

    Taken back, its fine is paid back like a withdrawn one; the next is fined by rule only where its month is still open.
    """
    for spell, known_on in first_ones(file):
        if not known_too_late(spell, known_on, law=law):
            named = {"withdrawn_on": spell.until, "complaint_no": spell.complaint_no}
            yield Ground("DIS-30", "complaints", spell.source, known_on, ("DIS-30",), **named)  # type: ignore[arg-type]


def known_too_late(spell: Spell, known_on: date, *, law: Law) -> bool:
    """Whether the payroll of the complaint's month had closed when it turned out to be the first: a human decides then (DIS-39)."""
    return known_on > closing_day(payroll_month(spell.since, law=law), law=law)


def record_ground(record: ServiceRecord) -> Iterator[Ground]:
    """A mandatory remote record missing or defective; outwork that was not entered by its day (DIS-36, DIS-37; doc 4 l.342-343)."""
    if record.standing == "settled":
        return
    if record.kind != "remote":
        yield Ground("DIS-36", "service_records", record.record_no, record.effective_on, ("DIS-36",))
    elif record.standing == "missing" and record.subject in RECORD_OF:
        because = ("DIS-37", "CMP-59", RECORD_OF[record.subject])
        yield Ground("DIS-37", "service_records", record.record_no, record.effective_on, because)


def sheet_overdue_on(project: Implementation, *, until: date, law: Law) -> date | None:
    """The day after the last one for the sheet, when it was not back by then; None in time or not yet due (DIS-38; doc 4 l.344)."""
    days = count(setting(law, "implementation_sheet_days", on=project.ended_on))
    overdue = project.ended_on + timedelta(days=days + 1)
    back = project.sheet_returned_on
    return overdue if (back is None or back >= overdue) and overdue <= until else None


def violation_ground(report: Violation, *, accepted: Mapping[str, Penalised], law: Law) -> Iterator[Ground]:
    """A confirmed fine where no notice is needed (DIS-39; doc 4 l.345); where one is, nothing is deducted without it (DIS-19)."""
    found = accepted.get(report.violation_no)
    if found is None or found.sanction != "fine" or found.amount is None or report.confirmed_on is None:
        return
    if not needs_notice(report.occurred_on, law=law):
        code, day = report.code, report.confirmed_on
        yield Ground(code, "violations", report.violation_no, day, (code,), 1, None, found.amount, report.withdrawn_on)


def fined_twice(file: File, *, accepted: Mapping[str, Penalised], law: Law) -> list[tuple[Violation, str]]:
    """Confirmed fines for a complaint or session that an earlier one has fined, with its number; where notices are needed, they are one.

    What people confirmed by a call of their own stands before what imported rows say; rows beside rows are past papers, which say what
    was. What was withdrawn fines nobody (DIS-18; doc 3 l.218, doc 4 l.345).
    """
    found, first = list[tuple[Violation, str]](), dict[str, Violation]()
    confirmed = [report for report in file.violations if report.confirmed_on is not None and report.withdrawn_on is None]
    for report in sorted(confirmed, key=lambda item: (item.line > 0, item.confirmed_on or date.max, item.violation_no)):
        penalised = accepted.get(report.violation_no)
        if report.cause is None or penalised is None or penalised.amount is None or needs_notice(report.occurred_on, law=law):
            continue
        earlier = first.setdefault(report.cause, report)
        if earlier is not report and not (earlier.line > 0 and report.line > 0):
            found.append((report, earlier.violation_no))
    return found


def needs_notice(day: date, *, law: Law) -> bool:
    """Whether nothing is deducted without a notice (DIS-19; doc 3 l.219); elsewhere a notice deducts nothing besides the fine itself."""
    return bool(setting(law, "penalty_document", on=day).value == NOTICE)


def fine_amount(ground: Ground, *, item: Item | None, law: Law) -> tuple[Decimal, Citation] | None:
    """What the fact costs: the setting's or the item's fixed amount, per sheet or time; None where the catalogue has no such item."""
    if item is None:
        return None
    on = ground.effective_on
    if ground.amount is not None:
        return ground.amount, setting(law, "violation_catalogue", on=on)
    name = AMOUNT_SET_BY.get(ground.code)
    cited = setting(law, name, on=on) if name else None
    if cited is None or cited.value is None:
        return (item.min or Decimal(0)) * ground.times, setting(law, "violation_catalogue", on=on)
    return Decimal(cited.value) * ground.times, cited


def by_rule(ground: Ground, *, law: Law) -> bool:
    """Whether a fine of that kind takes effect without another's signature, inside the catalogue's time (fines_by_rule; DIS-49)."""
    if not sanctionable(ground.effective_on, law=law):
        return False
    return ground.file == "violations" or ground.code in setting(law, "fines_by_rule", on=ground.effective_on).value


def payroll_month(day: date, *, law: Law) -> str:
    """The month of the wage that bears a fine of the day: that month, or the next once its payroll is closed (DIS-39; doc 4 l.345)."""
    closes = count(setting(law, "payroll_closes_on_day", on=day)) or NO_CLOSING
    month = month_of(day)
    return month if day.day <= closes else months_after(month, 1)


def closing_day(month: str, *, law: Law) -> date:
    """The day on which the month's payroll closes."""
    start = first_day(month)
    closes = count(setting(law, "payroll_closes_on_day", on=start)) or NO_CLOSING
    last = first_day(months_after(month, 1)) - timedelta(days=1)
    return min(last, start + timedelta(days=closes - 1))


def settle_fine(
    ground: Ground, *, amount: Decimal, withdrawn_on: date | None, law: Law, priced_by: Citation | None = None
) -> Decision[Fined]:
    """What becomes of a fine in payroll and fund (DIS-39, DIS-40; doc 4 l.345-346).

    What fell away or was withdrawn up to the closing day was never deducted; a later withdrawal is paid back in the payroll
    month of its day and leaves the fund; a form found later changes nothing.
    """
    month = payroll_month(ground.effective_on, law=law)
    closes = closing_day(month, law=law)
    ended = [day for day in (ground.cancelled_on, withdrawn_on) if day is not None and day <= closes]
    state, reversed_in, because = "deducted", None, (*ground.because, "DIS-39")
    if ended:
        state, because = "withdrawn", ground.because
    elif withdrawn_on is not None:
        state, reversed_in, because = "reversed", payroll_month(withdrawn_on, law=law), (*because, "DIS-40")
    outcome = Fined(
        source=ground.source, file=ground.file, code=ground.code, amount=amount, effective_on=ground.effective_on,
        payroll_month=None if ended else month, state=state, reversed_in=reversed_in, because=because,
    )  # fmt: skip
    closing = setting(law, "payroll_closes_on_day", on=ground.effective_on)
    facts = {"effective_on": ground.effective_on, "closes": closes, "cancelled_on": ground.cancelled_on, "withdrawn_on": withdrawn_on}
    values = (closing, priced_by) if priced_by is not None else (closing,)
    return decided(outcome, because, *values, law=law, times=ground.times, **facts)


def lines_of(fine: Fined, *, fund: bool) -> Iterator[Line]:
    """What the fine does to the wages of its months."""
    if fine.payroll_month is not None:
        yield Line(fine.payroll_month, fine.source, fine.amount, ("DIS-39",), fund, fine.file)
    if fine.reversed_in is not None:
        yield Line(fine.reversed_in, fine.source, -fine.amount, ("DIS-39", "DIS-40"), fund, fine.file)
