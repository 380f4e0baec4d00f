"""What metering refuses: meters, readings and sheets that are against the rules."""

from __future__ import annotations

from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict


class DuplicateMeter(StateConflict):
    code = "duplicate_meter"
    text = {"zh-Hant": "表號 {meter_no} 已登記", "en": "The meter {meter_no} is registered already"}


class InvalidInlet(ContentInvalid):
    code = "invalid_inlet"
    text = {"zh-Hant": "進向「{inlet}」不是左或右", "en": "The inlet '{inlet}' is neither left nor right"}


class ReaderNotAllowed(ContentInvalid):
    code = "reader_not_allowed"
    text = {"zh-Hant": "{reader} 不是抄表員", "en": "{reader} is not a meter reader"}


class OutsidePeriod(ContentInvalid):
    code = "outside_period"
    text = {"zh-Hant": "抄表時間 {read_at} 不在開放的抄表月份內", "en": "{read_at} is not in an open reading month"}


class MeterNotGasOn(ContentInvalid):
    code = "meter_not_gas_on"
    text = {"zh-Hant": "表具 {meter_no} 在抄表時尚未通氣({state})", "en": "The meter {meter_no} had no gas when it was read ({state})"}


class EstimatedReading(ContentInvalid):
    code = "estimated_reading"
    text = {"zh-Hant": "不得估抄", "en": "Estimated readings are not allowed"}


class MissedReasonMissing(ContentInvalid):
    code = "missed_reason_missing"
    text = {"zh-Hant": "未抄見須註明原因", "en": "A missed reading needs its reason"}


class CommercialValuesIncomplete(ContentInvalid):
    code = "commercial_values_incomplete"
    text = {"zh-Hant": "商業客戶抄表缺少:{missing}", "en": "A commercial reading lacks {missing}"}


class InvalidValue(ContentInvalid):
    code = "invalid_value"
    text = {"zh-Hant": "「{field}」的值不正確", "en": "The value of '{field}' is not valid"}


class DuplicateReading(StateConflict):
    code = "duplicate_reading"
    text = {"zh-Hant": "表具 {meter_no} 在 {period} 已有抄表記錄", "en": "The meter {meter_no} has its reading of {period} already"}


class LowerThanPrevious(ContentInvalid):
    code = "lower_than_previous"
    text = {"zh-Hant": "讀數 {base_reading} 低於上次讀數 {previous}", "en": "{base_reading} is below the previous reading {previous}"}


class RegisterUnknown(ContentInvalid):
    code = "register_unknown"
    text = {
        "zh-Hant": "表具 {meter_no} 未登記表盤位數,不能按過零計算",
        "en": "The digits of meter {meter_no} are not known: no rollover can be computed",
    }


class RolloverImplausible(ContentInvalid):
    code = "rollover_implausible"
    text = {"zh-Hant": "過零計算的用量 {volume} 不合理", "en": "A rollover would mean an implausible consumption of {volume}"}


class LaterReadingExists(StateConflict):
    code = "later_reading_exists"
    text = {"zh-Hant": "表具 {meter_no} 在 {period} 之後已有抄表記錄", "en": "The meter {meter_no} was read again after {period}"}


class NothingCorrected(ContentInvalid):
    code = "nothing_corrected"
    text = {"zh-Hant": "更正的讀數與原讀數相同", "en": "The corrected reading is the reading as it stands"}


class InstructionNotAcknowledged(StateConflict):
    code = "instruction_not_acknowledged"
    text = {
        "zh-Hant": "抄表員 {reader} 尚未簽收現行版本:{documents}",
        "en": "{reader} has not acknowledged the current version of {documents}",
    }


class OwnSheet(NotAllowed):
    code = "own_sheet"
    text = {"zh-Hant": "抄表員不得檢查自己的抄表記錄單", "en": "Nobody checks their own reading sheets"}


class TooManyPages(ContentInvalid):
    code = "too_many_pages"
    text = {"zh-Hant": "記錄單 {sheet_no} 沒有第 {page} 頁", "en": "The sheet {sheet_no} has no page {page}"}
