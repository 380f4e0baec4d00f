"""Why discipline refuses what comes once a case is settled, or to settle it alone."""

from __future__ import annotations

from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict


class AppealAfterEffect(ContentInvalid):
    code = "appeal_after_effect"
    text = {
        "zh-Hant": "處罰單 {notice_no} 已於 {effective_on} 經見證人簽認生效,其後簽名不再開啟申訴",
        "en": "The notice {notice_no} took effect before witnesses on {effective_on}: a signature after that opens no appeal",
    }


class CauseCounselled(StateConflict):
    code = "cause_counselled"
    text = {
        "zh-Hant": "同一事由({cause})已以教育輔導結案({counselled}),不再處罰",
        "en": "The cause {cause} ended in counselling ({counselled}): it is not penalised as well",
    }


class NotAnApprover(NotAllowed):
    code = "not_an_approver"
    text = {"zh-Hant": "只有部門主管或批準人可批准辭退", "en": "Only the head of a department or an approver approves a dismissal"}
