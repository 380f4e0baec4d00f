"""What contracts refuses."""

from __future__ import annotations

from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict


class NotYourUnit(NotAllowed):
    code = "not_your_unit"
    text = {"zh-Hant": "單位 {customer_no} 由其他專員負責", "en": "The unit {customer_no} is another specialist's"}


class PeriodReversed(ContentInvalid):
    code = "period_reversed"
    text = {"zh-Hant": "{last} 早於 {first}", "en": "{last} is before {first}"}


class ContractStepMissing(StateConflict):
    code = "contract_step_missing"
    text = {"zh-Hant": "合同須先完成:{missing}", "en": "The contract still lacks: {missing}"}


class ContractStepDone(StateConflict):
    code = "contract_step_done"
    text = {
        "zh-Hant": "合同該步驟已於 {done_on} 完成,不得重做",
        "en": "This step was taken on {done_on} and is not taken again",
    }


class RenewsNothing(ContentInvalid):
    code = "renews_nothing"
    text = {
        "zh-Hant": "{renews} 不是客戶 {customer_no} 的既有合同,不能續簽",
        "en": "{customer_no} has no contract {renews} to renew",
    }


class ContractEnded(StateConflict):
    code = "contract_ended"
    text = {"zh-Hant": "合同已於 {ended_on} 終止", "en": "The contract ended on {ended_on}"}


class RenewalUnpaid(StateConflict):
    code = "renewal_unpaid"
    text = {"zh-Hant": "{contract_no} 款項未到,不得更新服務期及序列號", "en": "{contract_no} is not paid: service period and serial stay"}


class NotInstalled(StateConflict):
    code = "not_installed"
    text = {"zh-Hant": "客戶 {customer_no} 尚未安裝程序,不提供序列號", "en": "Nothing is installed at {customer_no} yet: no serial number"}


class PlanDecided(StateConflict):
    code = "plan_decided"
    text = {"zh-Hant": "{month} 合同計劃已確定", "en": "The plan of {month} is decided already"}


class PerformanceNoteMissing(ContentInvalid):
    code = "performance_note_missing"
    text = {
        "zh-Hant": "續簽承包合同須參照該保潔員一年來的作業情況及能力",
        "en": "A renewal considers the cleaner's past year: its note is missing",
    }


class RedivisionMissing(ContentInvalid):
    code = "redivision_missing"
    text = {"zh-Hant": "原合同 {ended_on} 到期前須重新劃分區域", "en": "The areas must be divided anew before {ended_on}"}


class AreaTaken(StateConflict):
    code = "area_taken"
    text = {"zh-Hant": "區域 {areas} 已由 {contract_no} 承包", "en": "The areas {areas} belong to {contract_no} already"}


class NoAreas(ContentInvalid):
    code = "no_areas"
    text = {"zh-Hant": "承包合同未列樓道或外圍區域", "en": "The contract names no stairwell and no outer area"}


class SamePersonTwice(ContentInvalid):
    code = "same_person_twice"
    text = {"zh-Hant": "「1+1組合」須為兩名不同人員", "en": "A pair is two different persons: {staff_no} stands twice"}


class ReferralWithoutResponsible(ContentInvalid):
    code = "referral_without_responsible"
    text = {"zh-Hant": "車商送修須指定送修責任人", "en": "A referral needs its responsible person"}


class UnknownPartner(ContentInvalid):
    code = "unknown_partner"
    text = {"zh-Hant": "沒有合作單位 {partner_no}", "en": "There is no partner {partner_no}"}


class RequirementNotConfirmed(StateConflict):
    code = "requirement_not_confirmed"
    text = {"zh-Hant": "與客戶確認需求後方可存檔", "en": "The form is filed once its requirement is confirmed with the customer"}


class NotReviewedByManager(StateConflict):
    code = "not_reviewed_by_manager"
    text = {"zh-Hant": "須由服務經理審核後方可存檔", "en": "The service manager reviews it before it is filed"}
