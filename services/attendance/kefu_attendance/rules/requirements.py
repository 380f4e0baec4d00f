"""What posts ask of candidates (OTH-01, OTH-02), and which regulations bind whom (OTH-24 to OTH-26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_messages.attendance import PostWithoutRequirements

HALL_RULES = "document 2, business hall"


@dataclass(frozen=True)
class Fit:
    """Whether a candidate may be taken, what he lacks, and whether he has the experience that is preferred."""

    eligible: bool
    missing: tuple[str, ...]
    preferred_met: bool | None


def requirements(post: str, *, on: date, law: Law) -> Decision[Mapping[str, Any]]:
    """What the regulation asks of candidates for the post; raises ``post_without_requirements``."""
    asked = law.value("job_requirements", on=on)
    if post not in asked.value:
        raise PostWithoutRequirements(post=post)
    return decide(asked.value[post], asked, post=post)


def candidate_fits(post: str, *, met: tuple[str, ...], experience_months: int, on: date, law: Law) -> Decision[Fit]:
    """A candidate lacks nothing that is required; what is preferred ("最好") excludes nobody (OTH-01, OTH-02; doc 1 l.25, l.32).

    Raises ``post_without_requirements``.
    """
    asked = requirements(post, on=on, law=law)
    missing = tuple(item for item in asked.outcome["required"] if item not in met)
    preferred = asked.outcome.get("preferred_months")
    fit = Fit(not missing, missing, None if preferred is None else experience_months >= preferred)
    return decide(fit, *asked.because, post=post, met=met, experience_months=experience_months)


def bound_by(posts: tuple[str, ...], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The regulations of the person's organisation, with the hall's for who holds a post there (OTH-24 to OTH-26; doc 2 l.132, l.169)."""
    own, hall = law.value("regulations", on=on), law.value("hall_posts", on=on)
    in_hall = bool(set(posts) & set(hall.value))
    return decide((*own.value, *((HALL_RULES,) if in_hall else ())), own, hall, posts=posts)
