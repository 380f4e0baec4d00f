"""Why discipline refuses: each with the rules that refuse in ``because``."""

from __future__ import annotations

from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict


class OutOfScope(ContentInvalid):
    code = "out_of_scope"
    text = {"zh-Hant": "違規目錄不適用於 {staff_no} 所在部門", "en": "The catalogue does not bind the department of {staff_no}"}


class BeforeCatalogue(ContentInvalid):
    code = "before_catalogue"
    text = {"zh-Hant": "{occurred_on} 早於違規目錄生效日 {since}", "en": "{occurred_on} is before the catalogue's first day {since}"}


class FactsMissing(ContentInvalid):
    code = "facts_missing"
    text = {"zh-Hant": "須列明違紀事實", "en": "The facts of the violation must be stated"}


class EvidenceMissing(ContentInvalid):
    code = "evidence_missing"
    text = {"zh-Hant": "處分須有事實依據", "en": "A penalty needs evidence"}


class SelfReported(ContentInvalid):
    code = "self_reported"
    text = {"zh-Hant": "{staff_no} 不得登記本人的違規", "en": "{staff_no} cannot report an own violation"}


class ConditionNotMet(ContentInvalid):
    code = "condition_not_met"
    text = {"zh-Hant": "{violation_code} 的情節不成立:{condition}", "en": "The circumstances of {violation_code} do not hold: {condition}"}


class AmountOutOfRange(ContentInvalid):
    code = "amount_out_of_range"
    text = {
        "zh-Hant": "{violation_code} 的金額 {amount} 超出範圍 {least}-{most}",
        "en": "{amount} is outside {least}-{most} of {violation_code}",
    }


class ViolationNotAccepted(ContentInvalid):
    code = "violation_not_accepted"
    text = {"zh-Hant": "違規 {violation_no} 未獲受理", "en": "The violation {violation_no} was not accepted"}


class NoticeNotAccepted(ContentInvalid):
    code = "notice_not_accepted"
    text = {"zh-Hant": "處罰單 {notice_no} 未獲受理", "en": "The notice {notice_no} was not accepted"}


class AppealNotAccepted(ContentInvalid):
    code = "appeal_not_accepted"
    text = {"zh-Hant": "申訴 {appeal_no} 未獲受理", "en": "The appeal {appeal_no} was not accepted"}


class WitnessTwice(ContentInvalid):
    code = "witness_twice"
    text = {"zh-Hant": "{witness_no} 已見證此處罰單", "en": "{witness_no} has witnessed this notice already"}


class WitnessIsEmployee(ContentInvalid):
    code = "witness_is_employee"
    text = {"zh-Hant": "被處分者 {witness_no} 不得為見證人", "en": "{witness_no}, whom it concerns, is no witness"}


class WitnessIsIssuer(ContentInvalid):
    code = "witness_is_issuer"
    text = {"zh-Hant": "開單人 {witness_no} 不得為見證人", "en": "{witness_no}, who issued it, is no witness"}


class AppealTooLate(ContentInvalid):
    code = "appeal_too_late"
    text = {"zh-Hant": "申訴期限至 {last_day}", "en": "The last day of the appeal was {last_day}"}


class AppealNotWritten(ContentInvalid):
    code = "appeal_not_written"
    text = {"zh-Hant": "申訴須以書面提出", "en": "An appeal is filed in writing"}


class AppealNoticeNotSigned(ContentInvalid):
    code = "appeal_notice_not_signed"
    text = {"zh-Hant": "申訴前須在處罰單 {notice_no} 上簽字", "en": "The notice {notice_no} must be signed before an appeal"}


class AppealTwice(ContentInvalid):
    code = "appeal_twice"
    text = {"zh-Hant": "處罰單 {notice_no} 已有申訴", "en": "The notice {notice_no} has been appealed already"}


class AnsweredByIssuer(ContentInvalid):
    code = "answered_by_issuer"
    text = {"zh-Hant": "開單人 {staff_no} 不得答覆申訴", "en": "{staff_no}, who issued the notice, cannot answer the appeal"}


class AppealAnsweredAlready(ContentInvalid):
    code = "appeal_answered_already"
    text = {"zh-Hant": "申訴 {appeal_no} 已答覆", "en": "The appeal {appeal_no} has been answered already"}


class ReporterConfirms(NotAllowed):
    code = "reporter_confirms"
    text = {"zh-Hant": "登記人 {staff_no} 不得確認同一違規", "en": "{staff_no}, who reported it, cannot confirm it"}


class NotTheirFile(NotAllowed):
    code = "not_their_file"
    text = {"zh-Hant": "只有本人、直屬上級與人事可查看", "en": "Only the person, the line manager and HR may see this"}


class NotThePersons(NotAllowed):
    code = "not_the_persons"
    text = {"zh-Hant": "須由被處分者本人辦理", "en": "Only the person concerned can do this"}


class SanctionNotOffered(ContentInvalid):
    code = "sanction_not_offered"
    text = {
        "zh-Hant": "{violation_code} 不可處以 {sanction},可選 {offered}",
        "en": "{sanction} is not open under {violation_code}, only {offered}",
    }


class CatalogueIncomplete(ContentInvalid):
    code = "catalogue_incomplete"
    text = {"zh-Hant": "違規目錄須載明部門主管、批準人與日期:{missing}", "en": "A catalogue names head, approver and day: {missing}"}


class CatalogueBackdated(ContentInvalid):
    code = "catalogue_backdated"
    text = {"zh-Hant": "違規目錄不得溯及既往(最早 {earliest})", "en": "A catalogue does not reach back (earliest {earliest})"}


class CatalogueApproved(StateConflict):
    code = "catalogue_approved"
    text = {"zh-Hant": "違規目錄 {version_no} 已經批準", "en": "The catalogue {version_no} has been approved already"}


class NotTheSigner(NotAllowed):
    code = "not_the_signer"
    text = {"zh-Hant": "部門主管須以本人({staff_no})名義簽署", "en": "The head of the department signs in his own name ({staff_no})"}


class ViolationNotConfirmed(ContentInvalid):
    code = "violation_not_confirmed"
    text = {
        "zh-Hant": "違規 {violation_no} 尚未經確認,不得開出處罰單",
        "en": "The violation {violation_no} is not confirmed yet: no notice is issued on it",
    }


class DutiesApart(NotAllowed):
    code = "duties_apart"
    text = {
        "zh-Hant": "{staff_no} 已為本案的{held},不得再為{duty}",
        "en": "{staff_no} is the {held} of this case already and cannot be its {duty}",
    }


class WitnessNotNamed(NotAllowed):
    code = "witness_not_named"
    text = {"zh-Hant": "{witness_no} 未被指定為處罰單 {notice_no} 的見證人", "en": "{witness_no} is not named as a witness of {notice_no}"}


class CauseHasNotice(StateConflict):
    code = "cause_has_notice"
    text = {
        "zh-Hant": "同一事由({cause})已有處罰單 {notice_no},只可擇一項目處罰",
        "en": "The cause {cause} has the notice {notice_no} already: one item is chosen for one fact",
    }


class CauseFined(StateConflict):
    code = "cause_fined"
    text = {
        "zh-Hant": "同一事由({cause})已因違規 {violation_no} 罰款,一事不二罰",
        "en": "The cause {cause} is fined by the violation {violation_no} already: one fact is fined once",
    }


class ConfirmedBeforeFact(ContentInvalid):
    code = "confirmed_before_fact"
    text = {
        "zh-Hant": "確認日 {confirmed_on} 早於事實發生日 {occurred_on}",
        "en": "Confirmed on {confirmed_on}, before {occurred_on}, the day of the fact",
    }


class WithdrawnBeforeEffect(ContentInvalid):
    code = "withdrawn_before_effect"
    text = {
        "zh-Hant": "撤回日 {withdrawn_on} 早於生效日 {effective_on}",
        "en": "Withdrawn on {withdrawn_on}, before it took effect on {effective_on}",
    }


class NoticeDatesContradict(ContentInvalid):
    code = "notice_dates_contradict"
    text = {
        "zh-Hant": "處罰單 {notice_no} 日期矛盾:{later} {later_on} 早於 {earlier} {earlier_on}",
        "en": "The days of the notice {notice_no} contradict: {later} on {later_on}, {earlier} only on {earlier_on}",
    }


class WitnessBeforeRefusal(ContentInvalid):
    code = "witness_before_refusal"
    text = {
        "zh-Hant": "見證人 {witness_no} 簽認日 {signed_on} 早於拒簽日 {refused_on}",
        "en": "{witness_no} witnessed on {signed_on} a refusal of {refused_on}",
    }


class AppealBeforeNotice(ContentInvalid):
    code = "appeal_before_notice"
    text = {
        "zh-Hant": "申訴日 {filed_on} 早於處罰單開出日 {issued_on}",
        "en": "Appealed on {filed_on}, before the notice was issued on {issued_on}",
    }


class AnswerBeforeAppeal(ContentInvalid):
    code = "answer_before_appeal"
    text = {"zh-Hant": "答覆日 {answered_on} 早於申訴日 {filed_on}", "en": "Answered on {answered_on}, before the appeal of {filed_on}"}


class SheetBeforeEnd(ContentInvalid):
    code = "sheet_before_end"
    text = {
        "zh-Hant": "工程實施單取回日 {sheet_returned_on} 早於實施結束日 {ended_on}",
        "en": "The sheet came back on {sheet_returned_on}, before the implementation ended on {ended_on}",
    }


class DecidedBeforeProposal(ContentInvalid):
    code = "decided_before_proposal"
    text = {
        "zh-Hant": "決定日 {decided_on} 早於提議日 {proposed_on}",
        "en": "Decided on {decided_on}, before it was proposed on {proposed_on}",
    }


class CaseClosed(StateConflict):
    code = "case_closed"
    text = {"zh-Hant": "此案已結({state})", "en": "The case is closed ({state})"}


class UnknownChecklistItem(ContentInvalid):
    code = "unknown_checklist_item"
    text = {"zh-Hant": "檢查表沒有項目 {item}", "en": "The checklist has no item {item}"}


class ObservationMissing(ContentInvalid):
    code = "observation_missing"
    text = {"zh-Hant": "檢查項目 {item} 須填寫 {needed}", "en": "The item {item} needs {needed}"}
