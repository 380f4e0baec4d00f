"""What an organisation may adopt, who adopts it and from which day: values that rules can work with, and no law for days that are over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from kefu.law import MANAGEMENT, Decision, Law, decide, exact, misfit
from kefu_messages.attendance import (
    MANAGEMENT as MANAGERS,
)
from kefu_messages.attendance import (
    ContentNotExact,
    PolicyAmendedElsewhere,
    PolicyBackdated,
    PolicyNotTheirs,
    PolicyUnusable,
    UnknownPolicy,
    UnknownRegulation,
)
from kefu_messages.attendance.adoptable import Adoptable, AllAdoptable

LONGEST = 20_000
RULES = ["ATT-27"]


@dataclass(frozen=True)
class Policy:
    """What is to be adopted: the content exact, as JSON text."""

    value: str
    since: date
    content: str
    reference: str


@dataclass(frozen=True)
class Circumstances:
    """Whether anybody is on the register already, the first day that nothing has been judged of yet, and the posts of who adopts."""

    peopled: bool
    earliest: date
    posts: frozenset[str]


def adopted(policy: Policy, *, circumstances: Circumstances, known: AllAdoptable, law: Law) -> Decision[Policy]:
    """Put the value in force (ATT-27; POL-01 to POL-30 differ by organisation; doc 3 l.225-229 for what is never dated back).

    While nobody is on the register anything rules can work with, from any day: nothing has been judged yet. Afterwards from tomorrow on
    at the earliest, since what has happened today may be judged already, and by the management, but for what the law leaves to the
    personnel department. Raises ``unknown_policy``, ``policy_unusable``, ``policy_not_theirs``, ``policy_amended_elsewhere`` and
    ``policy_backdated``.
    """
    value = known.values.get(policy.value)
    if value is None:
        raise UnknownPolicy(value=policy.value, because=RULES)
    _check_content(policy, value)
    if circumstances.peopled:
        _check_who(policy.value, value.adopted_by, posts=circumstances.posts)
        _check_since(policy, earliest=circumstances.earliest)
    told = {"value": policy.value, "since": policy.since, "content": policy.content, "reference": policy.reference}
    return decide(policy, law.clause("ATT-27"), **told)


def works_by(rules: str | None, *, known: AllAdoptable) -> str | None:
    """Whose book an organisation with that regulation is judged by (OTH-24, OTH-25); None by what is written for all.

    Raises ``unknown_regulation``.
    """
    if rules is None:
        return None
    if rules not in known.regulations:
        raise UnknownRegulation(rules=rules, known=", ".join(sorted(known.regulations)), because=["OTH-24"])
    return known.regulations[rules]


def exact_content(content: Any) -> str:
    """The value as JSON text, keys in order; raises ``content_not_exact`` on a float or anything that is not JSON."""
    _refuse_floats(content)
    try:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError) as problem:
        raise ContentNotExact(detail=str(problem)) from None
    if len(text) > LONGEST:
        raise ContentNotExact(detail=f"longer than {LONGEST} characters")
    return text


def _check_content(policy: Policy, value: Adoptable) -> None:
    """The content is what every service that reads the value can work with."""
    content = exact(json.loads(policy.content))
    for shape in value.takes:
        found = misfit(content, shape)
        if found is not None:
            raise PolicyUnusable(value=policy.value, place=found[0], takes=found[1], because=RULES)


def _check_who(value: str, adopted_by: str, *, posts: frozenset[str]) -> None:
    if adopted_by.startswith("/"):
        raise PolicyAmendedElsewhere(value=value, address=adopted_by, action="adopt_policy", because=["DIS-43"])
    if adopted_by == MANAGEMENT and not posts & MANAGERS:
        raise PolicyNotTheirs(value=value, action="adopt_policy", because=RULES)


def _check_since(policy: Policy, *, earliest: date) -> None:
    if policy.since < earliest:
        raise PolicyBackdated(value=policy.value, since=policy.since.isoformat(), earliest=earliest.isoformat(), because=RULES)


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise ContentNotExact(detail=f'{content} is a float; write "{content}"')
    children = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for child in children:
        _refuse_floats(child)
