"""What others tell of people's work: each record in its newest state, each score in step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.calendar import first_day, month_of, months_after
from kefu.retention import DESTRUCTIONS, kept_from
from kefu.service import Ask, Shelf, on, schedule
from kefu_messages.attendance import AttendanceAdjusted, AttendanceMonthChanged, StaffChanged, StaffRegistered
from kefu_messages.billing import CashUpClosed, ChargingFindingRaised, PraiseRecorded
from kefu_messages.complaints import ComplaintConfirmed, ComplaintUnconfirmed, PraiseReceived
from kefu_messages.discipline import PenaltyEffective, PenaltyReduced, PenaltyReversed, PenaltySuspended
from kefu_messages.metering import ReadingMonthConsolidated
from kefu_messages.performance import ScoreAdjusted
from kefu_messages.training import ExamMissed, ExamScored, SessionAttended
from kefu_performance import rules
from kefu_performance.service.people import not_serving_in, serves_in
from kefu_performance.service.scoring import Known, Told, remember, score_again
from kefu_performance.store import CAUSES, FACTS, HOLDERS, SCORES

OF_PENALTIES = {PenaltyEffective: "effective", PenaltySuspended: "suspended", PenaltyReversed: "reversed", PenaltyReduced: "reduced"}


class Hearing:
    """Keeps facts and has the months they touch added up again."""

    facts = Shelf(FACTS)
    scores = Shelf(SCORES)
    holders = Shelf(HOLDERS)
    destructions = Shelf(DESTRUCTIONS)

    @on(AttendanceMonthChanged)
    def know_attendance(self, ask: Ask) -> None:
        """The month as attendance has judged it (ATT-07, ATT-10)."""
        self._take(ask, f"attendance/{ask['staff_month']}", name="month", month=ask["month"])

    @on(AttendanceAdjusted)
    def know_attendance_adjustment(self, ask: Ask) -> None:
        """A correction of a closed month counts in the month it is listed in; each is a difference of its own, beside those before it."""
        self._take(ask, f"attendance_adjustment/{ask['staff_month']}:{ask.sequence}", name="adjusted", month=ask["listed_in"])

    @on(SessionAttended)
    def know_session(self, ask: Ask) -> None:
        """Who came late to a session, or not at all."""
        self._take(ask, f"session/{ask['participation']}", name="attended", month=month_of(ask["date"]))

    @on(ExamScored, ExamMissed)
    def know_exam(self, ask: Ask) -> None:
        """What an exam came to (TRN-09)."""
        name = "scored" if ask.message is ExamScored else "missed"
        self._take(ask, f"exam/{ask['participation']}", name=name, month=month_of(ask["date"]))

    @on(PenaltyEffective, PenaltySuspended, PenaltyReversed, PenaltyReduced)
    def know_penalty(self, ask: Ask) -> None:
        """A penalty takes effect, rests, falls or shrinks; its month is that in which it takes effect."""
        day = ask.get("effective_on")
        self._take(ask, f"penalty/{ask['penalty_no']}", name=OF_PENALTIES[ask.message], month=month_of(day) if day else None)

    @on(ComplaintConfirmed, ComplaintUnconfirmed)
    def know_complaint(self, ask: Ask) -> None:
        """A complaint is confirmed or not, by the newest investigation."""
        confirmed = ask.message is ComplaintConfirmed
        month = month_of(ask["confirmed_on"]) if confirmed else None
        self._take(ask, f"complaint/{ask['complaint_no']}", name="confirmed" if confirmed else "unconfirmed", month=month)

    @on(ReadingMonthConsolidated)
    def know_readings(self, ask: Ask) -> None:
        """Each reader's rate and errors of the month (MET-14)."""
        for reader, figures in sorted((ask.get("readers") or {}).items()):
            content = {"period": ask["period"], **figures}
            self._take(ask, f"reading/{reader}:{ask['period']}", "consolidated", ask["period"], staff_no=reader, content=content)

    @on(CashUpClosed)
    def know_till(self, ask: Ask) -> None:
        """A cashier's day with its difference (BIL-10, BIL-29)."""
        self._take(ask, f"till/{ask['till']}", name="closed", month=month_of(ask["business_date"]), staff_no=ask["cashier"])

    @on(ChargingFindingRaised)
    def know_charging(self, ask: Ask) -> None:
        """A finding in somebody's charging work (BIL-29)."""
        if ask.get("staff_no"):
            self._take(ask, f"charging/{ask['about']}:{ask['finding']}", name="raised", month=month_of(ask["on"]))

    @on(PraiseRecorded)
    def know_praise(self, ask: Ask) -> None:
        """A customer praised the service at the counter (BIL-30)."""
        self._take(ask, f"praise/{ask['receipt_no']}", name="praised", month=month_of(ask["on"]))

    @on(PraiseReceived)
    def know_praise_of_case(self, ask: Ask) -> None:
        """A customer praised a person."""
        if ask.get("staff_no"):
            content = {"on": ask["received_on"], "because": []}
            self._take(ask, f"praise/{ask['case_no']}", "praised", month_of(ask["received_on"]), content=content)

    @on(ScoreAdjusted)
    def know_adjustment(self, ask: Ask) -> None:
        """A leader's own line, or that it was taken back."""
        self._take(ask, f"adjustment/{ask['adjustment_no']}", name="adjusted", month=ask["month"])

    @schedule("daily")
    def add_up_again(self, ask: Ask) -> None:
        """Add up anew those scores of this month and the last under which the law has changed."""
        for month in (months_after(f"{ask.today:%Y-%m}", -1), f"{ask.today:%Y-%m}"):
            away = not_serving_in(self.holders.every(ask.organisation), month=month)
            basis = {served: rules.score_basis(month, served=served, law=ask.law) for served in (True, False)}
            scores = self.scores.every(ask.organisation, month=month)
            stale = [record.key for record in scores if record.get("basis") != basis[record["staff_no"] not in away]]
            score_again(self._known, ask, places=stale, cause="law")

    @on(StaffRegistered, StaffChanged)
    def know_holder(self, ask: Ask) -> None:
        """Know who serves from when to when, in which post; only months of service are scored (ATT-03)."""
        posts = [{"since": post["since"].isoformat(), "roles": list(post["roles"])} for post in ask["posts"]]
        days = {name: ask[name].isoformat() if ask.get(name) else None for name in ("joined_on", "left_on")}
        self.holders.mirror(ask, ask["staff_no"], posts=posts, **days)
        person = self.holders.get(ask.organisation, ask["staff_no"])
        scores = self.scores.every(ask.organisation, staff_no=ask["staff_no"])
        score_again(self._known, ask, places=[score.key for score in scores if _outdated(score, person)], cause="register")

    def _take(self, ask: Ask, source: str, name: str, month: str | None, *, staff_no: str | None = None, content: Any = None) -> None:
        if month is not None and self._destroyed(ask, month):
            return
        told = Told(source, name, staff_no or ask["staff_no"], month, content if content is not None else ask.data)
        places = remember(self.facts, ask, told)
        score_again(self._known, ask, places=places, cause=source)

    def _destroyed(self, ask: Ask, month: str) -> bool:
        """Whether what told of the month has been destroyed: nothing is kept of it any more."""
        kept = kept_from(self.destructions, ask.organisation, CAUSES)
        return kept is not None and first_day(month) < kept

    @property
    def _known(self) -> Known:
        return Known(self.scores, self.facts, self.holders)


def _outdated(score: Mapping[str, Any], person: Mapping[str, Any] | None) -> bool:
    """Whether a month that has a score is none of service, or the other way round."""
    return serves_in(person, month=score["month"]) == str(score.get("basis")).endswith(rules.NOT_SERVED)
