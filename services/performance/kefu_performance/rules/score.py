"""The monthly score: base, lines and what they add up to (POL-08.5, ATT-07, ATT-10, DIS-50, DIS-51, TRN-09, MET-14, BIL-29)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from kefu.calendar import add_months, first_day, last_day, month_of, months_after
from kefu.figures import in_decimals
from kefu.law import Citation, Decision, Law, decide
from kefu_messages.errors import SelfApproval
from kefu_messages.performance import AdjustmentOfOtherMonth, AdjustmentTooLarge
from kefu_performance.rules.entries import all_entries
from kefu_performance.rules.facts import Entry, Fact, Line, Score

ZERO = Decimal(0)
NOT_SERVED = "not served"
THRESHOLDS = ("commended_read_rate", "criticised_read_rate", "commended_praise", "criticised_findings")


def monthly_score(facts: tuple[Fact, ...], *, month: str, served: bool = True, law: Law) -> Decision[Score]:
    """A person's score of a month: the base and every line with its cause (ATT-07, ATT-10; doc 1 l.108).

    It is a function of the set of facts in their newest states: the order in which they came does not matter, and what has been
    reversed leaves no line. Base and score are None where the regulation knows no points, and in a month in which the person does not
    serve; the lines stand as references then.
    """
    on = first_day(month)
    base, weights = law.value("base_score", on=on), law.value("points_by_kind", on=on)
    entries = all_entries(facts, month=month)
    work = work_verdicts(entries, month=month, law=law)
    counted = (*entries, *work.outcome)
    lines = tuple(_line(entry, weights) for entry in counted)
    start = Decimal(base.value) if base.value and served else None
    score = None if start is None else in_decimals(Fraction(start) + sum(_points(entry, weights) for entry in counted))
    clauses = _clauses(lines, law)
    outcome = Score(start, score, lines)
    return decide(outcome, *clauses, base, weights, month=month, lines=[_told(line) for line in lines])


def score_basis(month: str, *, served: bool = True, law: Law) -> str:
    """What a month's score is added up with, as one text: another text means that the law or the service has changed under it."""
    names = ("base_score", "points_by_kind", *THRESHOLDS)
    values = (f"{name}={law.value(name, on=first_day(month)).value}" for name in names)
    return "; ".join((*values, *(() if served else (NOT_SERVED,))))


def _line(entry: Entry, weights: Citation) -> Line:
    return Line(entry.kind, entry.source, entry.on, in_decimals(_points(entry, weights)), entry.measure, entry.because)


def _points(entry: Entry, weights: Citation) -> Fraction:
    """The points of an entry, unrounded, so that thirds of a day add up: those it came with, or its weight so many times."""
    if entry.points is not None:
        return Fraction(entry.points)
    return Fraction(weights.value.get(entry.kind, 0)) * (1 if entry.days is None else entry.days)


def _clauses(lines: Sequence[Line], law: Law) -> list[Citation]:
    ids = dict.fromkeys(rule for line in lines for rule in line.because)
    return [law.clause(rule) for rule in ids if rule in law.book.clauses]


def _told(line: Line) -> dict[str, str]:
    return {
        "kind": line.kind,
        "source": line.source,
        "on": str(line.on or ""),
        "points": str(line.points),
        "because": ", ".join(line.because),
    }


def work_verdicts(entries: Sequence[Entry], *, month: str, law: Law) -> Decision[tuple[Entry, ...]]:
    """Reading and charging work that stands out (MET-14, BIL-29; doc 2 l.149, l.156): commendation or criticism.

    A reader is commended from a read rate on, without errors, and criticised below another; a cashier is commended for so many
    praises without a finding, and criticised for a serious finding or so many findings. The source gives no thresholds.
    """
    on = first_day(month)
    values = {
        name: law.value(name, on=on) for name in ("commended_read_rate", "criticised_read_rate", "commended_praise", "criticised_findings")
    }
    counted = Counter(entry.kind for entry in entries)
    rates = [entry for entry in entries if entry.kind == "read_rate" and entry.measure is not None]
    found = [verdict for entry in rates if (verdict := _of_reading(entry, errors=counted["reading_errors"], values=values))]
    charging = _of_charging(counted, values)
    if charging:
        found.append(Entry(charging, f"charging/{month}", month, None, None, None, ("BIL-29",)))
    return decide(tuple(found), law.clause("MET-14"), law.clause("BIL-29"), *values.values(), counted=dict(counted))


def _of_reading(entry: Entry, *, errors: int, values: dict[str, Citation]) -> Entry | None:
    rate = entry.measure or ZERO
    kind = (
        "commendation" if rate >= values["commended_read_rate"].value and not errors
        else "criticism" if rate < values["criticised_read_rate"].value
        else None
    )  # fmt: skip
    return Entry(kind, entry.source, entry.month, None, rate, None, ("MET-14",)) if kind else None


def _of_charging(counted: Counter[str], values: dict[str, Citation]) -> str | None:
    findings = counted["charging_finding"] + counted["till_difference"]
    if counted["serious_finding"] or findings >= values["criticised_findings"].value:
        return "criticism"
    return "commendation" if counted["praise"] >= values["commended_praise"].value and not findings else None


@dataclass(frozen=True)
class Change:
    """What distinguishes two scores of the same month."""

    removed: tuple[Line, ...]
    added: tuple[Line, ...]


def score_change(before: tuple[Line, ...], *, after: tuple[Line, ...]) -> Change:
    """The lines that went and those that came, each as often as it stands there more or less than before."""
    was, now = Counter(before), Counter(after)
    gone, come = was - now, now - was
    return Change(tuple(sorted(gone.elements(), key=_place)), tuple(sorted(come.elements(), key=_place)))


def _place(line: Line) -> tuple[str, str, str]:
    return (str(line.on or ""), line.kind, line.source)


def adjustment_allowed(
    staff_no: str, *, by: str, month: str, decided_on: date, points: Decimal, standing: Sequence[Decimal], law: Law
) -> Decision[Decimal]:
    """A leader's line is for the month it is decided in or the one before, and small, as are all of a month together (POL-08.5).

    Nobody adds to the own score (own reading: segregation of duties). ``standing`` are the person's lines of the month in force; what
    gives and what takes is counted apart. Raises ``self_approval``, ``adjustment_of_other_month``, ``adjustment_too_large``.
    """
    if staff_no == by:
        raise SelfApproval(staff_no=by, because=["POL-08.5"])
    if month not in {month_of(decided_on), months_after(month_of(decided_on), -1)}:
        raise AdjustmentOfOtherMonth(month=month, decided_on=decided_on.isoformat(), because=["POL-08.5"])
    most = law.value("score_adjustment_most", on=decided_on)
    together = abs(points) + sum((abs(one) for one in standing if one * points > 0), ZERO)
    if not points or abs(points) > most.value["each"] or together > most.value["month"]:
        limits = {"each": str(most.value["each"]), "together": str(most.value["month"])}
        raise AdjustmentTooLarge(points=str(points), **limits, because=["POL-08.5"])
    return decide(points, law.clause("POL-08.5"), most, staff_no=staff_no, by=by, month=month, standing=list(standing))


def adjustment_revoked(staff_no: str, *, by: str, law: Law) -> Decision[str]:
    """A leader's line is taken back by somebody else than the person (POL-08.5); ``self_approval``."""
    if staff_no == by:
        raise SelfApproval(staff_no=by, because=["POL-08.5"])
    return decide(staff_no, law.clause("POL-08.5"), staff_no=staff_no, by=by)


def bonus_table_due(month: str, *, law: Law) -> Decision[date | None]:
    """The last day on which the month's bonus table reaches HR in time, that day included (ATT-03; doc 1 l.106); None where none is due."""
    following = add_months(first_day(month), 1)
    day = law.value("bonus_table_day", on=following)
    due = min(following + timedelta(days=day.value - 1), last_day(month_of(following))) if day.value else None
    return decide(due, law.clause("ATT-03"), day, month=month)
