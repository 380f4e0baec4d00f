"""Acts and facts as they are entered: when they may be dated, and who may enter papers of the past.

By a single call everybody enters his own acts alone. What others did, with their names and days, comes as rows of a file, or one by one
from the personnel department and the system administrator with a reason, once its day is past ``latest_entry_days``; and neither in a
case of one's own.
"""

from __future__ import annotations

from datetime import date, datetime

from kefu.entered import REASON, day_of, earliest, entered
from kefu.law import Decision
from kefu.service import Ask
from kefu_discipline.rules.facts import File
from kefu_messages.discipline.shared import MIGRATION, PERSONNEL
from kefu_messages.errors import AheadOfTime, SelfApproval, ValidationFailed

CLERKS = PERSONNEL | MIGRATION
DAYS_OF_ACTS = frozenset(
    {
        "confirmed_on", "counselled_on", "drafted_on", "issued_on", "signed_on", "refused_on", "filed_on", "answered_on", "withdrawn_on",
        "decided_on", "ended_on", "sheet_returned_on", "observed_at",
    }
)  # fmt: skip


def by_now(ask: Ask, *names: str) -> Decision[str] | None:
    """Refuse an act that is dated ahead, or too long ago; HR enters older ones with a reason, which the returned decision keeps."""
    not_ahead(ask, *names)
    return entered(ask, *names, may_be_late=bool(CLERKS & ask.identity.roles))


def not_ahead(ask: Ask, *names: str) -> None:
    """Refuse a fact that is dated ahead: nobody writes down today what happens tomorrow."""
    late = {name: "Later than today." for name in names if ask.row is None and ask.get(name) is not None and _ahead(ask, ask[name])}
    if late:
        raise AheadOfTime(fields=late)


def _ahead(ask: Ask, value: date) -> bool:
    return value > ask.now if isinstance(value, datetime) else value > ask.today


def past_papers(ask: Ask, *names: str) -> bool:
    """Whether what is entered says what others did: rows, or papers of which every day that they name is past, with a reason."""
    if not CLERKS & ask.identity.roles:
        return False
    days = {name: day_of(ask[name]) for name in names if ask.get(name) is not None}
    late = bool(days) and all(day < earliest(ask, name) for name, day in days.items())
    return ask.row is not None or bool(late and ask.get(REASON))


def only_of_past_papers(ask: Ask, *names: str, allowed: bool) -> None:
    """Refuse what somebody else has to do by a command of his own."""
    wrong = {name: "Only of past papers." for name in names if ask.get(name) is not None and not allowed}
    if wrong:
        raise ValidationFailed(fields=wrong)


def whose(ask: Ask, name: str, *, allowed: bool) -> str:
    """Who acted: the caller, unless past papers name somebody; a single call names nobody else."""
    if ask.get(name) != ask.identity.staff_no:
        only_of_past_papers(ask, name, allowed=allowed)
    return str(ask.get(name) or ask.identity.staff_no)


def not_of_the_own(ask: Ask, staff_no: str, *because: str) -> None:
    """Keep everybody, also whoever imports rows, from entering anything in a case of his own. Raises ``self_approval``."""
    if ask.identity.staff_no == staff_no:
        raise SelfApproval(staff_no=staff_no, because=list(because))


def about(ask: Ask, file: File) -> str:
    """The name of the decision that a late entry is kept beside."""
    appealed = next((item.notice_no for item in file.appeals if item.appeal_no == ask.get("appeal_no")), None)
    named = {"notice": ask.get("notice_no") or appealed, "violation": ask.get("violation_no"), "proposal": ask.get("proposal_no")}
    withdrawn = file.withdrawals[-1].penalty_no if file.withdrawals and ask.get("penalty_no") else None
    named |= {"fine": withdrawn, "implementation": ask.get("project_no"), "inspection": ask.get("inspection_no")}
    paper = next((f" {ask[name]}" for name in ("witness_no", "answer_no", "appeal_no") if ask.get(name)), "")
    return next((f"{kind} {number}{paper}" for kind, number in named.items() if number), ask.verb)
