"""Who enters a sign-in: the person on the spot while the session is on, afterwards only whoever held it or HR (TRN-04, ATT-30)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from kefu.law import Decision, Law, decide
from kefu_messages.training import NotOrganiser, SignInOutsideWindow
from kefu_training.rules.facts import Session


def own_sign_in(session: Session, *, at: datetime, law: Law) -> Decision[datetime]:
    """Somebody signs in himself by the service's clock, from so long before the start to so long after the end (TRN-04; doc 1 l.124).

    ``at`` is in the organisation's zone; both ends of the window count. Raises ``sign_in_outside_window``.
    """
    opens, closes = (law.value(f"own_sign_in_{name}_minutes", on=session.day) for name in ("before", "after"))
    begin = datetime.combine(session.day, session.start, tzinfo=at.tzinfo) - timedelta(minutes=opens.value)
    end = datetime.combine(session.day, session.end, tzinfo=at.tzinfo) + timedelta(minutes=closes.value)
    if not begin <= at <= end:
        raise SignInOutsideWindow(event_no=session.event_no, opens=f"{begin:%F %R}", closes=f"{end:%F %R}", because=["TRN-04"])
    return decide(at, law.clause("TRN-04"), opens, closes, at=at, opens=begin, closes=end)


def entered_by(by: str, *, roles: AbstractSet[str], organisers: AbstractSet[str], day: date, law: Law) -> Decision[str]:
    """Others are entered by whoever announced, owns or holds the session, and by HR (TRN-04; doc 1 l.124); raises ``not_organiser``."""
    clerks = law.value("sign_in_clerks", on=day)
    if by not in organisers and not set(clerks.value) & roles:
        raise NotOrganiser(because=["TRN-04"])
    return decide(by, law.clause("TRN-04"), clerks, organisers=sorted(organisers))
