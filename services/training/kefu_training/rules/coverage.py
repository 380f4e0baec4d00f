"""Keeping the service line staffed while a training is on (TRN-11)."""

from __future__ import annotations

from kefu.law import Decision, Law, decide


def continuity(on_duty: tuple[str, ...], *, invited: tuple[str, ...], law: Law) -> Decision[bool]:
    """Whether somebody on duty during the training stays on the line (TRN-11; doc 1 l.71); False is a warning, no refusal."""
    staying = sorted(set(on_duty) - set(invited))
    return decide(bool(staying), law.clause("TRN-11"), on_duty=sorted(on_duty), invited=sorted(invited), staying=staying)
