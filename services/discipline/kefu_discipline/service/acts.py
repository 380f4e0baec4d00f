"""Acts and facts as they are entered: when they may be dated, and who may enter papers of the past."""

from __future__ import annotations

from kefu.entered import REASON, day_of, entered
from kefu.law import Decision
from kefu.service import Ask
from kefu_discipline.rules.facts import File
from kefu_messages.discipline.shared import MIGRATION, PERSONNEL
from kefu_messages.errors import ValidationFailed

DAYS_OF_ACTS = frozenset(
    {
        "confirmed_on", "counselled_on", "drafted_on", "issued_on", "signed_on", "refused_on", "filed_on", "answered_on", "withdrawn_on",
        "decided_on", "sheet_returned_on", "observed_at",
    }
)  # fmt: skip


def by_now(ask: Ask, *names: str) -> Decision[str] | None:
    """Refuse an act that is dated ahead, or too long ago; HR enters older ones with a reason, which the returned decision keeps."""
    return entered(ask, *names, may_be_late=bool((PERSONNEL | MIGRATION) & ask.identity.roles))


def not_ahead(ask: Ask, *names: str) -> None:
    """Refuse a fact that is dated ahead: nobody writes down today what happens tomorrow."""
    late = {name: "Later than today." for name in names if ask.row is None and ask.get(name) is not None and day_of(ask[name]) > ask.today}
    if late:
        raise ValidationFailed(fields=late)


def past_papers(ask: Ask) -> bool:
    """Whether what is entered says who did what, and when: rows, or papers of whoever migrates or of HR that gives a reason."""
    return migrating(ask) or bool(ask.get(REASON) and PERSONNEL & ask.identity.roles)


def migrating(ask: Ask) -> bool:
    """Whether past papers are taken over from elsewhere, by whoever migrates."""
    return ask.row is not None or bool(MIGRATION & ask.identity.roles)


def only_of_past_papers(ask: Ask, *names: str, allowed: bool) -> None:
    """Refuse what somebody else has to do by a command of his own."""
    wrong = {name: "Only of past papers." for name in names if ask.get(name) is not None and not allowed}
    if wrong:
        raise ValidationFailed(fields=wrong)


def about(ask: Ask, file: File) -> str:
    """The name of the decision that a late entry is kept beside."""
    appealed = next((item.notice_no for item in file.appeals if item.appeal_no == ask.get("appeal_no")), None)
    named = {"notice": ask.get("notice_no") or appealed, "violation": ask.get("violation_no"), "proposal": ask.get("proposal_no")}
    withdrawn = file.withdrawals[-1].penalty_no if file.withdrawals and ask.get("penalty_no") else None
    named |= {"fine": withdrawn, "implementation": ask.get("project_no"), "inspection": ask.get("inspection_no")}
    paper = next((f" {ask[name]}" for name in ("witness_no", "answer_no", "appeal_no") if ask.get(name)), "")
    return next((f"{kind} {number}{paper}" for kind, number in named.items() if number), ask.verb)
