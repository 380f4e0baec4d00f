"""Who may do what, and the refusals that several rooms share."""

from __future__ import annotations

from kefu_messages import roles
from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict

LEADERS = frozenset({
    roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR,
    roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.PROPERTY_MANAGER, roles.GENERAL_MANAGER,
})  # fmt: skip
AGENTS = LEADERS | roles.CLERKS | {
    roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT, roles.RECEPTION_AGENT, roles.DUTY_CLERK, roles.CASHIER, roles.SERVICE_SPECIALIST,
    roles.REVISIT_SPECIALIST, roles.ENGINEER, roles.PROPERTY_SERVICE_AGENT, roles.AREA_STEWARD,
}  # fmt: skip
RECORDERS = AGENTS | {roles.HR, roles.SYSTEM_ADMINISTRATOR}  # who may bring in papers
READERS = RECORDERS | {roles.REPORTING, roles.SERVICE}

CAUSES = ("attitude", "skill", "delay_by_employee", "resident_interest", "waiting_time", "other")
KINDS = ("inquiry", "complaint", "grumble", "feedback", "suggestion", "praise", "repair", "omitted_works", "revisit_issue")
SEVERITIES = ("minor", "major", "critical")


class TransitionRefused(StateConflict):
    code = "transition_refused"
    text = {"zh-Hant": "個案狀態為 {state},不能轉為 {to}", "en": "A case that is {state} cannot become {to}"}


class HistoryFull(StateConflict):
    code = "history_full"
    text = {"zh-Hant": "個案記錄已滿 {most} 條,請拆分或結案", "en": "The case holds {most} entries: close it or split it"}


class TermPassed(StateConflict):
    code = "term_passed"
    text = {
        "zh-Hant": "{term} 的期限已於 {at} 屆滿,不得補記在此之前的暫停", "zh-Hans": "{term} 的期限已于 {at} 届满,不得补记在此之前的暂停",
        "en": "The term of the {term} passed at {at}: no pause before it can be entered any more",
    }  # fmt: skip


class TextMissing(ContentInvalid):
    code = "text_missing"
    text = {"zh-Hant": "須填寫內容:{field}", "en": "{field} must be written down"}


class DatesOutOfOrder(ContentInvalid):
    code = "moments_out_of_order"
    text = {"zh-Hant": "{later} 不得早於 {earlier}", "en": "{later} cannot be before {earlier}"}


class RecordIncomplete(ContentInvalid):
    code = "record_incomplete"
    text = {"zh-Hant": "必需申報的記錄缺少:{missing}", "en": "The mandatory record lacks {missing}"}


class ApplicationMissing(StateConflict):
    code = "application_missing"
    text = {"zh-Hant": "須有客戶的書面申請", "en": "The customer's written application is missing"}


class NotForThisRole(NotAllowed):
    code = "post_not_competent"
    text = {"zh-Hant": "此事由 {competent} 處理", "en": "This is for the {competent}"}
