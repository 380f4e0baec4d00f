"""What must be there before work counts as done: test, second check, specification, home-entry code, installation, no hold (FLD-01..31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kefu.law import Decision, Law, decide
from kefu_messages.errors import UnknownCode
from kefu_messages.fieldwork.order_steps import (
    CheckerIsFitter,
    EntryChecklistMissing,
    NotInstalledYet,
    OrderTestMissing,
    SecondCheckMissing,
    ShutoffHeld,
    ShutoffUnproven,
    SpecificationStepsOpen,
)


@dataclass(frozen=True)
class Test:
    """A test as it was made."""

    __test__ = False
    test: str
    passed: bool
    tested_at: datetime


@dataclass(frozen=True)
class Hold:
    """A hold on a customer's dunning; the released day is no longer held."""

    hold_no: str
    since: date
    until: date | None = None
    released_on: date | None = None


def entry_code_kept(kind: str, *, checklist: Mapping[str, bool] | None, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The items of the home-entry code that were not kept (FLD-01; doc 2 l.142, l.206).

    Raises ``entry_checklist_missing`` for a home visit whose checklist lacks an item, ``unknown_code`` for an item that is none.
    """
    kinds, code = law.value("home_visit_kinds", on=on), law.value("entry_code", on=on)
    given = checklist or {}
    stranger = next((item for item in given if item not in code.value["items"]), None)
    if stranger is not None:
        raise UnknownCode(value=stranger, because=["FLD-01"])
    missing = [item for item in code.value["items"] if item not in given]
    if kind in kinds.value and missing:
        raise EntryChecklistMissing(items=", ".join(missing), because=["FLD-01"])
    broken = tuple(item for item in code.value["items"] if given.get(item) is False)
    return decide(broken, law.clause("FLD-01"), kinds, code, kind=kind, edition=code.value["edition"])


def tests_required(kind: str, *, on: date, law: Law) -> tuple[str, ...]:
    """The tests without which such an order isn't done (FLD-03)."""
    return tuple(law.value("required_tests", on=on).value.get(kind, ()))


def test_known(kind: str, *, test: str, on: date, law: Law) -> Decision[str]:
    """A test that belongs to the kind of order (FLD-03; doc 3 l.216); raises ``unknown_code``."""
    tests = law.value("required_tests", on=on)
    if test not in tests.value.get(kind, ()):
        raise UnknownCode(value=test, because=["FLD-03"])
    return decide(test, law.clause("FLD-03"), tests, kind=kind)


test_known.__test__ = False  # type: ignore[attr-defined]  # pytest takes it for one of its own


def tests_passed(
    kind: str,
    *,
    tests: Sequence[Test],
    on: date,
    law: Law,
    installed_on: date | None = None,  # noqa: PT028 - no test of ours
) -> Decision[tuple[str, ...]]:
    """The tests that passed, each by its latest run after the installation (FLD-03; doc 3 l.216); raises ``order_test_missing``.

    What was tested before the meter stood there says nothing of it.
    """
    made = [test for test in tests if installed_on is None or test.tested_at.date() >= installed_on]
    latest = {test.test: test.passed for test in sorted(made, key=lambda test: test.tested_at)}
    required = tests_required(kind, on=on, law=law)
    missing = [name for name in required if not latest.get(name)]
    if missing:
        raise OrderTestMissing(tests=", ".join(missing), because=["FLD-03"])
    facts = {"kind": kind, "tests": len(made), **({"installed_on": installed_on} if installed_on else {})}
    return decide(required, law.clause("FLD-03"), law.value("required_tests", on=on), **facts)


tests_passed.__test__ = False  # type: ignore[attr-defined]


def may_check(checker: str, *, fitters: Sequence[str], law: Law) -> Decision[str]:
    """Who checks the work: never somebody who did it (FLD-31; doc 5.3 l.431); raises ``checker_is_fitter``."""
    if checker in fitters:
        raise CheckerIsFitter(staff_no=checker, because=["FLD-31"])
    return decide(checker, law.clause("FLD-31"), checker=checker, fitters=list(fitters))


def second_check(
    kind: str, *, checker: str | None, fitters: Sequence[str], on: date, law: Law, checked_at: datetime | None = None,
    tests: Sequence[Test] = (),
) -> Decision[str | None]:  # fmt: skip
    """The second person who checked the work, where the kind needs one (FLD-31; doc 5.3 l.431).

    Where it is known when that was, a check before the last test is none: the work was not as it is now. Raises
    ``second_check_missing``, ``checker_is_fitter``.
    """
    kinds = law.value("second_check_kinds", on=on)
    if checked_at is not None and any(test.tested_at > checked_at for test in tests):
        checker = None
    if checker is None:
        if kind in kinds.value:
            raise SecondCheckMissing(because=["FLD-31"])
        return decide(None, kinds, kind=kind)
    checked = may_check(checker, fitters=fitters, law=law)
    return decide(checker, *checked.because, kinds, kind=kind, checker=checker, fitters=list(fitters))


def steps_known(kind: str, *, ticked: Sequence[str], on: date, law: Law) -> Decision[str | None]:
    """The edition of the specification to which the ticked steps belong (FLD-05); raises ``unknown_code``."""
    specifications = law.value("specifications", on=on)
    specification = specifications.value.get(kind, {"edition": None, "steps": []})
    stranger = next((step for step in ticked if step not in specification["steps"]), None)
    if stranger is not None:
        raise UnknownCode(value=stranger, because=["FLD-05"])
    edition = specification["edition"]
    return decide(None if edition is None else str(edition), law.clause("FLD-05"), specifications, kind=kind)


def specification_done(kind: str, *, ticked: Sequence[str], on: date, law: Law) -> Decision[str | None]:
    """The edition of the specification, all of whose steps are ticked (FLD-05; doc 4 l.250); raises ``specification_steps_open``."""
    edition = steps_known(kind, ticked=ticked, on=on, law=law)
    steps = law.value("specifications", on=on).value.get(kind, {"steps": []})["steps"]
    missing = [step for step in steps if step not in ticked]
    if missing:
        raise SpecificationStepsOpen(steps=", ".join(missing), because=["FLD-05"])
    return edition


def gas_after_installation(kind: str, *, installed_on: date | None, on: date, law: Law) -> Decision[date | None]:
    """The day of the installation that gas-on follows (FLD-29; doc 5.3 l.421); raises ``not_installed_yet``."""
    if kind == "gas_on" and (installed_on is None or installed_on > on):
        raise NotInstalledYet(because=["FLD-29"])
    return decide(installed_on, law.clause("FLD-29"), kind=kind, installed_on=installed_on, on=on)


def no_hold(
    kind: str, *, holds: Sequence[Hold], on: date, law: Law, told_on: date | None = None, proven_on: date | None = None
) -> Decision[bool]:
    """A shut-off is carried out on a day on which no hold stands; told later, none stood since either (BIL-26).

    What was told before the hold began, such as the arrival (``proven_on``), proves a day that is told later. Raises ``shutoff_held``,
    ``shutoff_unproven``.
    """
    for hold in holds if kind == "shutoff" else ():
        if _stood(hold, on, on):
            raise ShutoffHeld(hold_no=hold.hold_no, because=["BIL-26"])
        if _stood(hold, on, told_on or on) and not (proven_on is not None and proven_on < hold.since):
            raise ShutoffUnproven(hold_no=hold.hold_no, on=on.isoformat(), because=["BIL-26"])
    return decide(True, law.clause("BIL-26"), kind=kind, holds=len(holds), on=on, told_on=told_on, proven_on=proven_on)


def untested_violation(*, hazard: bool, serious: bool, law: Law) -> Decision[str]:
    """The violation that work left untested is (FLD-03; DIS-13, DIS-15, DIS-16; doc 3 l.216)."""
    violation = "DIS-16" if serious else "DIS-15" if hazard else "DIS-13"
    return decide(violation, law.clause("FLD-03"), hazard=hazard, serious=serious)


def _stood(hold: Hold, first: date, last: date) -> bool:
    """Whether the hold stood on one of the days at least."""
    released = hold.released_on is not None and hold.released_on <= max(first, hold.since)
    return hold.since <= last and not released and (hold.until is None or first <= hold.until)
