"""What stands is not taken away by somebody who only enters something else (DIS-11, DIS-18, DIS-20, DIS-21; doc 3 l.216-221)."""

from __future__ import annotations

from kefu_discipline.rules.outcomes import Judgement, Refused
from kefu_messages.discipline import AppealAfterEffect, AppealAnsweredAlready, AppealTwice, CaseClosed, CauseFined, CauseHasNotice
from kefu_messages.errors import KefuError

ONCE = (CauseHasNotice, CauseFined, CaseClosed, AppealTwice, AppealAnsweredAlready, AppealAfterEffect)


def displaced(before: Judgement, after: Judgement) -> KefuError | None:
    """Why a new fact is refused that would take the place of an accepted one: a notice, a fine, an appeal, an answer on the same cause."""
    refused = {(item.kind, item.key, item.line) for item in before.refused}
    found = (item for item in after.refused if isinstance(item.error, ONCE) and (item.kind, item.key, item.line) not in refused)
    return next((_turned(item) for item in found), None)


def _turned(standing: Refused) -> KefuError:
    """The refusal as the newcomer gets it, which names what stands."""
    error, because = standing.error, list(standing.because)
    if isinstance(error, CauseHasNotice):
        return CauseHasNotice(cause=error.params["cause"], notice_no=standing.key, because=because)
    if isinstance(error, CauseFined):
        return CauseFined(cause=error.params["cause"], violation_no=standing.key, because=because)
    if isinstance(error, CaseClosed):
        return CaseClosed(state=f"notice {standing.key}", because=because)
    if isinstance(error, AppealAfterEffect):
        return CaseClosed(state=f"appeal {standing.key}", because=because)
    return error
