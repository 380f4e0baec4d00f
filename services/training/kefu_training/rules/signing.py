"""Who enters a sign-in: the person on the spot while the session is on, afterwards only whoever held it or HR (TRN-04, ATT-30).

What has begun is announced and moved by nobody but HR: otherwise whoever missed it could move it to where he comes in time.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from kefu.law import Decision, Law, decide
from kefu_messages.errors import SelfApproval, StateConflict
from kefu_messages.training import SessionBegun, SignInOutsideWindow
from kefu_messages.training.shared import NotOrganiser
from kefu_training.rules.facts import Session


def own_sign_in(session: Session, *, at: datetime, open_still: bool = True, law: Law) -> Decision[datetime]:
    """Somebody signs in himself by the service's clock, from so long before the start to so long after the end (TRN-04; doc 1 l.124).

    ``at`` is in the organisation's zone; both ends of the window count. A session that was moved when it had begun is not signed in to
    anew (``open_still``). Raises ``sign_in_outside_window``.
    """
    opens, closes = (law.value(f"own_sign_in_{name}_minutes", on=session.day) for name in ("before", "after"))
    begin = datetime.combine(session.day, session.start, tzinfo=at.tzinfo) - timedelta(minutes=opens.value)
    end = datetime.combine(session.day, session.end, tzinfo=at.tzinfo) + timedelta(minutes=closes.value)
    if not open_still or not begin <= at <= end:
        raise SignInOutsideWindow(event_no=session.event_no, opens=f"{begin:%F %R}", closes=f"{end:%F %R}", because=["TRN-04"])
    return decide(at, law.clause("TRN-04"), opens, closes, at=at, opens=begin, closes=end)


def entered_by(by: str, *, roles: AbstractSet[str], organisers: AbstractSet[str], day: date, law: Law) -> Decision[str]:
    """Others are entered by whoever announced, owns or holds the session, and by HR (TRN-04; doc 1 l.124); raises ``not_organiser``."""
    clerks = law.value("sign_in_clerks", on=day)
    if by not in organisers and not set(clerks.value) & roles:
        raise NotOrganiser(because=["TRN-04"])
    return decide(by, law.clause("TRN-04"), clerks, organisers=sorted(organisers))


def has_begun(session: Session, *, at: datetime) -> bool:
    """Whether the session is on or over at a moment in the organisation's zone."""
    return datetime.combine(session.day, session.start, tzinfo=at.tzinfo) <= at


def announced_in_time(session: Session, *, at: datetime, papers: bool, law: Law) -> Decision[bool]:
    """Whether the session is announced before it begins; of one that has begun only HR brings the papers (TRN-04; doc 1 l.124).

    Raises ``session_begun``: who was not invited in time cannot be found missing.
    """
    begun = has_begun(session, at=at)
    if begun and not papers:
        raise SessionBegun(event_no=session.event_no, because=["TRN-04"])
    return decide(not begun, law.clause("TRN-04"), at=at, day=session.day, start=session.start)


def session_moved(
    before: Session, *, after: Session, at: datetime, by: str, clerk: bool, people: AbstractSet[str], judged: bool, signed: bool, law: Law
) -> Decision[bool]:
    """Whether people still sign in themselves once the session is moved (TRN-04; doc 1 l.124).

    What has begun, or is put to where it would have begun, is moved by HR alone, by nobody who takes part in it; what has begun not
    ahead once somebody has been judged, and to no other day once somebody has signed in.
    Raises ``session_begun``, ``self_approval``, ``state_conflict``.
    """
    begun, then = has_begun(before, at=at), has_begun(after, at=at)
    if (begun or then) and not clerk:
        raise SessionBegun(event_no=before.event_no, because=["TRN-04"])
    if (begun or then) and by in people:
        raise SelfApproval(staff_no=by, because=["TRN-04"])
    if begun and ((judged and after.day >= at.date()) or (signed and after.day != before.day)):
        raise StateConflict(state="held")
    days = {"was": f"{before.day} {before.start:%H:%M}", "is": f"{after.day} {after.start:%H:%M}"}
    return decide(not then, law.clause("TRN-04"), at=at, by=by, **days)
