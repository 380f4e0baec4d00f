"""Generates the records of one of three organisations' people for a month and the two weeks before it, others for every seed.

Requests and rows deviate in one thing at most, as the format says of refused rows. Not drawn, because the format leaves it open: leave
days that were worked although they were granted, an approver without a decision, long bereavement leave in jinyang, an amount with a
dismissal, a notice signed after it was refused, the last to leave being two people, anything cancelled after ``data_until``.
"""

from pathlib import Path
from random import Random

from oracles.people import draft_days, draft_leave, draft_penalties, draft_sessions
from oracles.people.casts import team


def write(folder: Path, *, seed: int, kind: str, month: str = "2025-06", own: str = "") -> None:
    """Write ``organisation.yaml`` and every CSV file of an ``emall``, ``gas_penalty`` or ``jinyang``."""
    made = team(folder, Random(f"{seed} {kind}"), kind=kind, month=month, identifier=own or f"{kind}_{month.replace('-', '_')}_{seed}")
    draft_days.shifts(made)
    draft_days.swaps(made)
    draft_leave.leave(made)
    draft_days.duty(made)
    draft_days.rest_of_the_days(made)
    draft_sessions.sessions(made)
    draft_penalties.complaints(made)
    draft_penalties.violations(made)
    if kind == "emall":
        draft_sessions.papers(made)
    elif kind == "gas_penalty":
        draft_penalties.notices(made)
    else:
        draft_penalties.service(made)
    for file in made.draft.columns:
        if file not in {"staff", "punches"}:
            made.draft.settle(file)
    made.draft.save()
