"""Phone notices written down by whoever took the call (ATT-13, ATT-18, ATT-42)."""

from __future__ import annotations

from typing import Any

from kefu.calendar import month_of
from kefu.service import Ask, Page, command, query
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.service.acts import Taken, entry_of, is_clerk, not_own, only_paper
from kefu_attendance.service.leave_book import LeaveBook
from kefu_messages.attendance import ListPhoneNotices, OthersPaper, PhoneNoticeRecorded, RecordPhoneNotice
from kefu_messages.errors import AlreadyExists


class Notices(LeaveBook):
    """Who called when, for which day, and whom."""

    @command(RecordPhoneNotice)
    def record_phone_notice(self, ask: Ask) -> Any:
        """Write down a call; nobody writes down his own (ATT-13, ATT-42)."""
        called_to = ask.get("called_to") or ask.identity.staff_no
        record = self.phone_notices.new(ask.organisation, ask["notice_no"])
        if record.exists:
            raise AlreadyExists(kind="phone notice", key=ask["notice_no"])
        self.check_leave_kept(ask, ask["for_date"])
        late, day = self._let_write(ask, called_to), ask["called_at"].date()
        verdict = rules.judge_notice(
            staff_no=ask["staff_no"], called_to=called_to, line=self.line_of(ask, ask["staff_no"], day),
            roles_of_taker=self.roles_of(ask, called_to, day), on=ask["for_date"], law=ask.law,
        )  # fmt: skip
        named = {name: ask[name] for name in ("staff_no", "for_date", "called_at", "reason")}
        noted = {**named, "called_to": called_to, "to_superior": verdict.outcome}
        said = PhoneNoticeRecorded.of(notice_no=record.key, because=verdict.clauses[:1], **noted)
        changes = {**noted, "month": month_of(ask["for_date"]), "entered_by": ask.identity.staff_no}
        return self.phone_notices.save(record, ask, changes=changes, events=[said], decisions={"notice": verdict, **late})

    def _let_write(self, ask: Ask, called_to: str) -> Taken:
        """Whoever took the call writes it down; of a call to somebody else there is a paper."""
        not_own(ask, ask["staff_no"], because=["ATT-01", rules.notice_rule(ask.law, on=ask["for_date"])])
        others = called_to != ask.identity.staff_no
        if others and not is_clerk(ask):
            raise OthersPaper
        late = entry_of(ask, "called_at")
        if others:
            only_paper(ask, "called_at")
        return late

    @query(ListPhoneNotices)
    def list_phone_notices(self, ask: Ask) -> Page:
        """Calls by number; without a person only those the caller may read."""
        page = self.phone_notices.page(ask, equals={"staff_no": ask.get("staff_no"), "month": ask.get("month")}, order="notice_no")
        seen = self.read_by(ask, page.items, subject="phone_notices")
        zone = ask.now.tzinfo
        return Page([{**item, "called_at": item["called_at"].astimezone(zone)} for item in seen], page.next)
