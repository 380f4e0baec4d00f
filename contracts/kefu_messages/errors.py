"""Everything that can go wrong, as one tree; each leaf has a stable ``code`` that programs may rely on.

* KefuError
  + MalformedRequest 400
  + NotAuthenticated 401
  + NotAllowed 403
  + NotFound 404
  + HttpMethodNotAllowed 405, NotAcceptable 406
  + StateConflict 409 - the thing is not in a state that allows it
    - VersionConflict 412 - it was changed since it was read
  + RequestTooLarge 413, AddressTooLong 414, UnsupportedMediaType 415, HeadersTooLarge 431
  + ContentInvalid 422 - understood, and refused by a rule
  + TooManyRequests 429
  + ServiceUnavailable 503

A service's own errors are leaves declared beside its messages. ``text`` holds the sentence a reader sees, in Traditional
Chinese and English, with ``{names}`` filled from the keyword arguments; Simplified Chinese is converted from the former. The keyword
``because`` lists the ids of the rules that refuse: it stands in the answer of an imported row and in the journal of refused rows.
``depends_on`` says what besides the content decides: ``sender`` (whoever has another right may send the same row), ``moment`` (so may
anybody, later), ``others`` (so may anybody, once what the row names is there); None where the row stays refused for good.
"""

from __future__ import annotations

from typing import Any, ClassVar

_BY_CODE: dict[str, type[KefuError]] = {}


class KefuError(Exception):
    """A refusal with a stable code; keyword arguments fill its text and travel with it (JSON values only)."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    depends_on: ClassVar[str | None] = None
    row_is_kept: ClassVar[bool] = True  # whether the journal keeps what a refused row said
    text: ClassVar[dict[str, str]] = {"zh-Hant": "系統發生錯誤", "en": "Something went wrong"}

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.sentence("en"))

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        known = _BY_CODE.setdefault(cls.code, cls)
        if known is not cls and (known.__module__, known.__name__) != (cls.__module__, cls.__name__) and "code" in cls.__dict__:
            raise TypeError(f"error code {cls.code!r} is declared by {known.__name__} and by {cls.__name__}")

    def sentence(self, language: str) -> str:
        """The text in the language (``zh-Hant`` or ``en``), its names filled in."""
        template = self.text.get(language, self.text["en"])
        try:
            return template.format(**self.params)
        except (KeyError, IndexError):
            return template

    def as_message(self) -> dict[str, Any]:
        """The form in which it crosses the bus."""
        return {"code": self.code, "params": self.params}


def from_message(message: dict[str, Any]) -> KefuError:
    """The error that crossed the bus, of its own class again; an unknown code becomes a plain :class:`KefuError`."""
    cls = _BY_CODE.get(str(message.get("code")), KefuError)
    return cls(**message.get("params") or {})


def by_code() -> dict[str, type[KefuError]]:
    """Every declared error."""
    return dict(_BY_CODE)


class MalformedRequest(KefuError):
    code, status = "malformed_request", 400
    text = {"zh-Hant": "請求格式不正確:{detail}", "en": "The request is malformed: {detail}"}


class NotAuthenticated(KefuError):
    code, status = "not_authenticated", 401
    text = {"zh-Hant": "請先登入:{detail}", "en": "Please sign in: {detail}"}


class NotAllowed(KefuError):
    code, status = "not_allowed", 403
    depends_on = "sender"
    text = {"zh-Hant": "您的崗位無權執行此操作({action})", "en": "Your role does not permit this ({action})"}


class WrongOrganisation(NotAllowed):
    code = "wrong_organisation"
    text = {"zh-Hant": "該資料屬於其他單位", "en": "This belongs to another organisation"}


class NotFound(KefuError):
    code, status = "not_found", 404
    text = {"zh-Hant": "找不到 {kind} {key}", "en": "There is no {kind} {key}"}


class StateConflict(KefuError):
    code, status = "state_conflict", 409
    text = {"zh-Hant": "目前狀態({state})不允許此操作", "en": "Its state ({state}) does not allow this"}


class AlreadyExists(StateConflict):
    code = "already_exists"
    text = {"zh-Hant": "{kind} {key} 已存在", "en": "{kind} {key} exists already"}


class TooManyEntries(StateConflict):
    """A list within one record is as long as it may be: no record grows without bound."""

    code = "too_many_entries"
    text = {"zh-Hant": "{what} 已有 {most} 條,不能再加", "en": "{what} holds {most} entries: no more can be added"}


class VersionConflict(StateConflict):
    code, status = "version_conflict", 412
    text = {"zh-Hant": "資料已被他人修改,請重新讀取", "en": "It was changed meanwhile: read it again"}


class ContentInvalid(KefuError):
    code, status = "content_invalid", 422
    text = {"zh-Hant": "內容不符合要求", "en": "The content is not valid"}


class ValidationFailed(ContentInvalid):
    """``fields`` maps each field to what is wrong with it."""

    code = "validation_failed"
    text = {"zh-Hant": "欄位內容不正確:{fields}", "en": "Some fields are wrong: {fields}"}


class AheadOfTime(ValidationFailed):
    """A day or moment that is still to come: what is refused today may be right tomorrow."""

    depends_on = "moment"


class OnlyOfPapers(ValidationFailed):
    """What its own person enters by an act of his own comes from others with papers of the past alone."""

    depends_on = "sender"


class EnteredTooLate(ContentInvalid):
    """An act is entered when it is done; what was done longer ago is entered by the personnel department, with the reason."""

    code = "entered_too_late"
    depends_on = "sender"
    text = {
        "zh-Hant": "{field} {day} 過早:最早可登記 {earliest};更早的須由人事說明原因後補錄",
        "en": "{field} {day} is too long ago: {earliest} is the earliest; what is older is entered by HR, with a reason in late_reason",
    }


class IdempotencyConflict(ContentInvalid):
    code = "idempotency_conflict"
    text = {"zh-Hant": "此冪等鍵已用於不同內容的請求", "en": "This idempotency key was used with another body"}


class UnknownCustomer(ContentInvalid):
    code = "unknown_customer"
    depends_on = "others"
    text = {"zh-Hant": "沒有客戶 {customer_no}", "en": "There is no customer {customer_no}"}


class UnknownMeter(ContentInvalid):
    code = "unknown_meter"
    depends_on = "others"
    text = {"zh-Hant": "沒有登記表具 {meter_no}", "en": "There is no registered meter {meter_no}"}


class UnknownUnit(ContentInvalid):
    code = "unknown_unit"
    depends_on = "others"
    text = {"zh-Hant": "沒有房號 {unit_no}", "en": "There is no unit {unit_no}"}


class UnknownStaff(ContentInvalid):
    code = "unknown_staff"
    depends_on = "others"
    text = {"zh-Hant": "人員名冊中沒有 {staff_no}", "en": "The register has no {staff_no}"}


class UnknownReference(ContentInvalid):
    code = "unknown_reference"
    depends_on = "others"
    text = {"zh-Hant": "沒有所引用的 {kind} {key}", "en": "There is no {kind} {key} to refer to"}


class UnknownCode(ContentInvalid):
    code = "unknown_code"
    text = {"zh-Hant": "代碼 {value} 不存在", "en": "There is no code {value}"}


class SelfApproval(ContentInvalid):
    code = "self_approval"
    depends_on = "sender"
    text = {"zh-Hant": "{staff_no} 不得審批本人的事項", "en": "{staff_no} cannot decide on his own request"}


class WrongApprover(ContentInvalid):
    code = "wrong_approver"
    depends_on = "sender"
    text = {"zh-Hant": "{staff_no} 沒有這一步的審批權", "en": "{staff_no} lacks the post that decides this step"}


class NotInLine(NotAllowed):
    """What concerns a person is decided by somebody above: the direct superior, or whoever stands above that one."""

    code = "not_in_line"
    text = {
        "zh-Hant": "須由 {staff_no} 的上級辦理",
        "zh-Hans": "须由 {staff_no} 的上级办理",
        "en": "Somebody above {staff_no} has to do this",
    }


class OwnerNotSupervisor(ContentInvalid):
    code = "owner_not_supervisor"
    text = {"zh-Hant": "責任人必須是客服主管", "en": "The owner must be a customer-service supervisor"}


class ChannelNotAllowed(ContentInvalid):
    code = "channel_not_allowed"
    text = {"zh-Hant": "不得使用方式 {channel}", "en": "The channel {channel} is not allowed"}


class UnknownCategory(ContentInvalid):
    code = "unknown_category"
    text = {"zh-Hant": "分類 {category} 不在規定範圍內", "en": "{category} is not one of the categories"}


class ValueNotInForce(ContentInvalid):
    code = "not_in_force"
    text = {"zh-Hant": "規定「{value}」在 {day} 對 {organisation} 尚未生效", "en": "'{value}' is not in force for {organisation} on {day}"}


class HttpMethodNotAllowed(KefuError):
    code, status = "http_method_not_allowed", 405
    text = {"zh-Hant": "此位址不接受 {method},可用:{allowed}", "en": "{method} is not possible here: {allowed}"}


class NotAcceptable(KefuError):
    code, status = "not_acceptable", 406
    text = {"zh-Hant": "只能以 {offered} 回應", "en": "The answer can only be given as {offered}"}


class UnsupportedMediaType(KefuError):
    code, status = "unsupported_media_type", 415
    text = {"zh-Hant": "只接受 {accepted}", "en": "Only {accepted} is accepted"}


class MalformedRow(ContentInvalid):
    code = "malformed_row"
    text = {"zh-Hant": "此列無法讀取:{detail}", "en": "The row cannot be read: {detail}"}


class RequestTooLarge(KefuError):
    code, status = "request_too_large", 413
    text = {"zh-Hant": "請求超過 {limit} 位元組", "en": "The request exceeds {limit} bytes"}


class AddressTooLong(KefuError):
    code, status = "address_too_long", 414
    text = {"zh-Hant": "請求位址過長", "en": "The address of the request is too long"}


class HeadersTooLarge(KefuError):
    code, status = "headers_too_large", 431
    text = {"zh-Hant": "請求標頭過大", "en": "The headers of the request are too large"}


class TooManyRequests(KefuError):
    code, status = "too_many_requests", 429
    text = {"zh-Hant": "請求過於頻繁,請 {retry_after} 秒後再試", "en": "Too many requests: try again in {retry_after} s"}


class ServiceUnavailable(KefuError):
    code, status = "service_unavailable", 503
    text = {"zh-Hant": "服務 {service} 暫時無法回應", "en": "The service {service} does not answer at the moment"}
