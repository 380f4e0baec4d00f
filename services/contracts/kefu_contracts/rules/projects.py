"""Templates' versions and the pair of a project taken over (CON-47, CON-49, CON-50)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.contracts import SamePersonTwice


@dataclass(frozen=True)
class Template:
    """A version of the template of a kind and its first day."""

    template: str
    valid_from: date


@dataclass(frozen=True)
class Project:
    """A project maintained from one day to another."""

    project_no: str
    line: str
    taken_over_on: date
    terminated_on: date | None = None


def template_warnings(used: str | None, *, templates: Sequence[Template], drafted_on: date, law: Law) -> Decision[tuple[str, ...]]:
    """A new contract uses the current version of its kind's template, or bears a warning (CON-47; doc 5.4 l.457)."""
    valid = [item for item in templates if item.valid_from <= drafted_on]
    current = max(valid, key=lambda item: (item.valid_from, item.template)).template if valid else None
    warnings = () if current is None or used == current else ("template_outdated",)
    return decide(warnings, law.clause("CON-47"), used=used, current=current, drafted_on=drafted_on)


def pair_findings(engineers: Sequence[str], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """Two different engineers answer for a project; one alone is a finding (CON-49; doc 5.4 l.464); raises ``same_person_twice``."""
    twice = next((one for one in engineers if list(engineers).count(one) > 1), None)
    if twice is not None:
        raise SamePersonTwice(staff_no=twice)
    size = law.value("pair_size", on=on)
    findings = () if len(engineers) == size.value else ("pair_incomplete",)
    return decide(findings, law.clause("CON-49"), size, engineers=list(engineers))


def active_projects(projects: Sequence[Project], *, line: str, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The projects of a line that are maintained on the day (CON-50; doc 5.4 l.464)."""
    active = [
        item.project_no for item in projects
        if item.line == line and item.taken_over_on <= on and (item.terminated_on is None or on < item.terminated_on)
    ]  # fmt: skip
    return decide(tuple(sorted(active)), law.clause("CON-50"), line=line, on=on)
