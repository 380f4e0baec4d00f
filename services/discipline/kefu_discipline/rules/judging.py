"""All that follows from a person's file on a day: a pure function of the set of facts, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from typing import Any

from kefu.calendar import add_months, month_of
from kefu.law import Decision, Law
from kefu_discipline.rules.catalogue import Item, Version, item_for
from kefu_discipline.rules.counselling import after_counselling
from kefu_discipline.rules.evidence import evidence
from kefu_discipline.rules.facts import File, Verdict
from kefu_discipline.rules.fines import Ground, by_rule, fine_amount, fined_twice, grounds, lines_of, needs_notice, settle_fine
from kefu_discipline.rules.ledger import kept_in_closed_months
from kefu_discipline.rules.notices import judge_notice
from kefu_discipline.rules.outcomes import Claim, Fined, Judgement, Line, Penalised, PointsOff, Refused, Served
from kefu_discipline.rules.papers import Violation
from kefu_discipline.rules.paperwork import Paperwork
from kefu_discipline.rules.points import points_of_month
from kefu_discipline.rules.proposals import proposals
from kefu_discipline.rules.settings import decided, setting
from kefu_discipline.rules.timing import as_of
from kefu_discipline.rules.violations import judge_violation
from kefu_messages.discipline import CauseCounselled, CauseFined, SheetBeforeEnd
from kefu_messages.errors import KefuError, UnknownStaff

Decisions = dict[str, Decision[Any]]


def judge(file: File, *, until: date, law: Law, versions: Sequence[Version] = ()) -> Judgement:
    """Judge the file as it stands at the end of the day; months whose payroll had closed keep what was in them (DIS-39)."""

    def lines(file: File, day: date) -> tuple[Line, ...]:
        return _judged(file, until=day, law=law, versions=versions).lines

    found = _judged(file, until=until, law=law, versions=versions)
    return replace(found, lines=kept_in_closed_months(found.lines, file=file, until=until, lines_of=lines, law=law))


def _judged(file: File, *, until: date, law: Law, versions: Sequence[Version]) -> Judgement:
    known, decisions, refused = as_of(file, until), Decisions(), list[Refused]()
    accepted = _accepted(known, decisions=decisions, refused=refused, law=law, versions=versions)

    def item_of(violation_no: str) -> Item | None:
        report = next(each for each in known.violations if each.violation_no == violation_no)
        return item_for(report.code, on=report.occurred_on, law=law, versions=versions)

    papers = Paperwork(known, law, accepted, item_of).sort()
    served = {number: judge_notice(case, until=until, law=law) for number, case in papers.cases.items()}
    decisions |= papers.decisions | {f"notice {number}": verdict for number, verdict in served.items()}
    notices = tuple(verdict.outcome for verdict in served.values())
    fines = tuple(_fines(known, accepted=accepted, until=until, law=law, versions=versions, decisions=decisions))
    found = proposals(known, accepted=accepted, cases=papers.cases, notices=notices, law=law)
    for item in found:
        facts, values = evidence(item, file=known, cases=papers.cases, law=law)
        decisions[f"proposal {item.proposal_no}"] = decided(item, item.because, *values, law=law, **facts)
    return Judgement(
        violations=tuple(accepted.values()), notices=notices, fines=fines, claims=tuple(_claims(known, accepted=accepted)),
        lines=tuple(_lines(fines, notices, law=law)), points=tuple(_points(known, law=law)), proposals=found,
        groundless=_groundless(known.verdicts, among={item.proposal_no for item in found}),
        refused=(*refused, *papers.refused, *_unknown(known)), decisions=decisions,
    )  # fmt: skip


def _accepted(file: File, *, decisions: Decisions, refused: list[Refused], law: Law, versions: Sequence[Version]) -> dict[str, Penalised]:
    accepted = {}
    for report in sorted(file.violations, key=lambda item: item.violation_no):
        try:
            verdict = judge_violation(report, file=file, law=law, versions=versions)
        except KefuError as refusal:
            refused.append(Refused("violation", report.violation_no, refusal, report.line))
        else:
            accepted[report.violation_no] = verdict.outcome
            decisions[f"violation {report.violation_no}"] = verdict
    closed: list[tuple[Violation, KefuError]] = [
        (report, CauseCounselled(cause=report.cause, counselled=number, because=["DIS-17", "DIS-18"]))
        for report, number in after_counselling(file, accepted=accepted)
    ]
    _turned_down(closed, accepted=accepted, decisions=decisions, refused=refused)
    fined = [
        (report, CauseFined(cause=report.cause, violation_no=first, because=["DIS-18"]))
        for report, first in fined_twice(file, accepted=accepted, law=law)
    ]
    _turned_down(fined, accepted=accepted, decisions=decisions, refused=refused)
    return accepted


def _turned_down(
    found: Sequence[tuple[Violation, KefuError]], *, accepted: dict[str, Penalised], decisions: Decisions, refused: list[Refused]
) -> None:  # fmt: skip
    for report, error in found:
        refused.append(Refused("violation", report.violation_no, error, report.line))
        del accepted[report.violation_no], decisions[f"violation {report.violation_no}"]


def _fines(
    file: File, *, accepted: Mapping[str, Penalised], until: date, law: Law, versions: Sequence[Version], decisions: Decisions
) -> Iterator[Fined]:
    if file.person is None:
        return
    found = [ground for ground in grounds(file, accepted=accepted, until=until, law=law) if by_rule(ground, law=law)]
    entered = _entered(file, accepted)
    for ground in sorted(found, key=lambda item: (item.effective_on, item.file, item.source)):
        item = item_for(ground.code, on=ground.effective_on, law=law, versions=versions)
        priced = fine_amount(ground, item=item, law=law)
        if priced is None or ground.effective_on > until or (ground.code, ground.complaint_no or ground.source) in entered:
            continue
        verdict = settle_fine(ground, amount=priced[0], withdrawn_on=_withdrawn(file, ground), law=law, priced_by=priced[1])
        decisions[f"fine {ground.file}/{ground.source}"] = verdict
        yield verdict.outcome


def _entered(file: File, accepted: Mapping[str, Penalised]) -> set[tuple[str, str]]:
    """Facts that a confirmed or counselled violation of the same item names: one fact is fined once, and no report alone undoes a fine."""
    done = [report for report in file.violations if report.confirmed_on is not None or report.counselled_on is not None]
    reports = [report for report in done if report.violation_no in accepted]
    complaints = {(report.code, report.complaint_no) for report in reports if report.complaint_no}
    return complaints | {(report.code, f"{report.event_no}/{file.staff_no}") for report in reports if report.event_no}


def _withdrawn(file: File, ground: Ground) -> date | None:
    names = {ground.source, f"{ground.file}/{ground.source}"}
    days = [item.withdrawn_on for item in file.withdrawals if item.penalty_no in names]
    return min([*days, *([ground.withdrawn_on] if ground.withdrawn_on else [])], default=None)


def _lines(fines: Sequence[Fined], notices: Sequence[Served], *, law: Law) -> Iterator[Line]:
    for fine in fines:
        yield from lines_of(fine, fund=_into_fund(fine.effective_on, law=law))
    for notice in notices:
        if notice.deductible_on is not None and notice.amount and needs_notice(notice.deductible_on, law=law):
            fund = _into_fund(notice.deductible_on, law=law)
            yield Line(month_of(notice.deductible_on), notice.notice_no, notice.amount, ("DIS-19",), fund, "penalty_notices")


def _into_fund(day: date, *, law: Law) -> bool:
    """Whether the organisation has a fund that its fines go into (DIS-40; doc 4 l.346)."""
    return setting(law, "fund", on=day).value not in {None, "none"}


def _claims(file: File, *, accepted: Mapping[str, Penalised]) -> Iterator[Claim]:
    """Losses to be borne, apart from fines and fund (DIS-27, DIS-29, DIS-46, DIS-61; doc 4 l.242-250, doc 2 l.138)."""
    if file.person is None:
        return
    for check in file.checks:
        if check.left_on and check.confirmed_on is not None and check.loss_amount:
            yield Claim("DIS-27", check.loss_amount, check.confirmed_on, check.check_no, ("DIS-27",))
    for report in file.violations:
        found = accepted.get(report.violation_no)
        if found is not None and found.sanction == "compensation" and report.confirmed_on is not None and report.loss_amount:
            yield Claim(found.code, report.loss_amount, report.confirmed_on, report.violation_no, (found.code,))


def _points(file: File, *, law: Law) -> Iterator[PointsOff]:
    for month in sorted(file.points, key=lambda item: item.month):
        yield from points_of_month(month.month, events=month.events, law=law).outcome


def _unknown(file: File) -> Iterator[Refused]:
    if file.person is None:
        for project in file.implementations:
            yield Refused("implementation", project.project_no, UnknownStaff(staff_no=file.staff_no, because=["DIS-38"]), project.line)
    for project in file.implementations:
        back = project.sheet_returned_on
        if file.person is not None and back is not None and back < project.ended_on:
            days = {"sheet_returned_on": back.isoformat(), "ended_on": project.ended_on.isoformat()}
            yield Refused("implementation", project.project_no, SheetBeforeEnd(because=["DIS-38"], **days), project.line)


def repeated(file: File, judgement: Judgement, *, until: date, law: Law) -> tuple[int, ...]:
    """How many confirmed violations lie within each of the windows before the end of the day: half a year, a year (DIS-45).

    The day so many months before counts, as it does for complaints (DIS-32).
    """
    confirmed = {item.violation_no for item in judgement.violations if item.confirmed_on is not None}
    days = [report.occurred_on for report in file.violations if report.violation_no in confirmed and report.occurred_on <= until]
    windows = setting(law, "repeat_windows_months", on=until).value
    return tuple(sum(until <= add_months(day, window) for day in days) for window in windows)


def _groundless(verdicts: Iterable[Verdict], *, among: AbstractSet[str]) -> tuple[Verdict, ...]:
    """The last decision of each proposal that the facts no longer make."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.decided_on, verdict.decided_by))
    fallen = {verdict.proposal_no: verdict for verdict in ordered if verdict.proposal_no not in among}
    return tuple(fallen[number] for number in sorted(fallen))
