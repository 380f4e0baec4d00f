"""What people read instead of names is written for everything that the contracts show, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.contracts.decided import ByService, decision_keys, decision_names, law_values

from kefu.language import ENGLISH, SIMPLIFIED, TRADITIONAL, in_language
from kefu_messages import roles, words
from kefu_messages.message import Command, Query, messages, rooms
from kefu_messages.openapi.names import OF_ALL, names, names_in

SECTIONS = ("messages", "resources", "fields", "choices")
HAN = re.compile(r"[\u4e00-\u9fff]")
MOST_DAILY = 8


def _in(language: str) -> words.Chooser:
    return lambda said: in_language(said, language)


def _chinese(section: str, name: str, service: str) -> str:
    return words.word(section, name, service=service)[TRADITIONAL]


def _written(sections: tuple[str, ...] = SECTIONS) -> Iterator[tuple[str, str, str]]:
    """Every written word: its service (none for the shared), section and name."""
    for service in (OF_ALL, *rooms()):
        for section in sections:
            yield from ((service, section, name) for name in words.words_of(service).get(section, {}))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("customer_no", "Customer no."),
        ("paid_at", "Paid at"),
        ("record_payment", "Record payment"),
        ("safety-years", "Safety years"),
        ("no", "No"),
        ("ic_card", "IC card"),
        ("G1.6", "G1.6"),
        ("A", "A"),
    ],
)
def test_english_is_made_from_the_name(name, made):
    assert words.english(name) == made


def test_english_is_as_written_where_the_name_would_mislead():
    assert words.word("fields", "on") == {TRADITIONAL: "日期", ENGLISH: "On day"}


def test_a_word_of_the_service_comes_before_the_shared_one(monkeypatch):
    said = {OF_ALL: {"fields": {"amount": "金額"}}, "billing": {"fields": {"amount": "實收金額"}}}
    monkeypatch.setattr(words, "words_of", lambda service: said.get(service, {}))
    assert words.word("fields", "amount", service="billing") == {TRADITIONAL: "實收金額", ENGLISH: "Amount"}
    assert words.word("fields", "amount", service="metering") == {TRADITIONAL: "金額", ENGLISH: "Amount"}


def test_a_service_without_words_has_its_names_in_both_languages():
    assert words.words_of("echo") == {}
    assert words.word("messages", "say_again", service="echo") == {TRADITIONAL: "Say again", ENGLISH: "Say again"}
    assert words.word("services", "echo", service="echo") == {TRADITIONAL: "Echo", ENGLISH: "Echo"}


def test_the_names_of_a_service_from_elsewhere_are_found_in_its_description():
    schema = {"properties": {"said": {"enum": ["softly", None]}, "heard": {"items": {"properties": {"by": {}}}}}}
    operation = {
        "operationId": "echo.say_again",
        "parameters": [
            {"name": "loud", "in": "query", "schema": {"enum": ["very"]}},
            {"name": "If-Match", "in": "header", "schema": {}},
        ],
        "responses": {"200": {"content": {"application/json": {"schema": schema}}}},
    }
    found = names_in({"components": {"schemas": {}}, "paths": {"/echoes:again/{loud}": {"get": operation}}})
    assert found.messages == {"echo": {"say_again"}}
    assert found.resources == {"echo": {"echoes"}}
    assert found.fields == {"echo": {"said", "heard", "by", "loud"}}
    assert found.choices == {"echo": {"softly", "very"}}


def test_the_document_is_in_the_language_that_is_chosen():
    in_english, traditional, simplified = (words.document(_in(language)) for language in (ENGLISH, TRADITIONAL, SIMPLIFIED))
    assert [page["services"]["contracts"] for page in (in_english, traditional, simplified)] == ["Contracts", "合同", "合同"]
    assert [page["roles"]["meter_reader"] for page in (in_english, traditional, simplified)] == ["Meter reader", "抄表員", "抄表员"]
    assert [page["messages"]["billing.list_audit"] for page in (in_english, traditional, simplified)] == [
        "List audit",
        "查閱操作記錄",
        "查阅操作记录",
    ]
    assert [page["fields"][OF_ALL]["customer_no"] for page in (in_english, traditional, simplified)] == [
        "Customer no.",
        "客戶編號",
        "客户编号",
    ]
    assert [page["choices"][OF_ALL]["gas_on"] for page in (in_english, traditional, simplified)] == ["Gas on", "通氣", "通气"]
    assert [page["resources"]["staff"] for page in (in_english, traditional, simplified)] == ["Staff", "員工", "员工"]


def test_the_document_names_everything_in_every_language():
    for language in (ENGLISH, TRADITIONAL, SIMPLIFIED):
        page = words.document(_in(language))
        assert set(page["messages"]) == {f"{service}.{verb}" for service, verbs in names().messages.items() for verb in verbs}
        for section in ("fields", "choices"):
            known = page[section]
            assert not [
                (service, name)
                for service, used in getattr(names(), section).items()
                for name in used
                if name not in known.get(service, {}) and name not in known[OF_ALL]
            ]


def test_every_post_has_a_word_and_no_other():
    assert set(words.words_of(OF_ALL)["roles"]) == roles.EVERYBODY


def test_every_service_has_a_word_and_no_other():
    assert set(words.words_of(OF_ALL)["services"]) == set(names().messages)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_name_has_a_chinese_word(section):
    without = [
        (service, name)
        for service, used in getattr(names(), section).items()
        for name in sorted(used)
        if words.english(name) != name and not HAN.search(_chinese(section, name, service))
    ]
    assert without == []


def test_no_word_is_left_over():
    assert [(service, section, name) for service, section, name in _written() if not _needed(service, section, name)] == []


def _needed(service: str, section: str, name: str) -> bool:
    """A service's word for what it uses; a shared word for what two services use, or what is no single service's."""
    users = names().users(section, name)
    if service and section == "resources":  # a document of words knows a segment by its name alone
        return users == {service}
    return service in users if service else len(users) > 1 or bool(users & {OF_ALL, "gateway"})


def _decided() -> ByService:
    return {service: {*told, *decision_keys()[service]} for service, told in decision_names().items()}


def _in_words(section: str, service: str, name: str) -> str:
    """The Chinese word, empty where none is written."""
    chosen = _chinese(section, name, service)
    return chosen if chosen != words.english(name) else ""


def test_every_decision_fact_and_outcome_has_a_chinese_word():
    without = [
        (service, name)
        for service, told in _decided().items()
        for name in sorted(told)
        if words.english(name) != name and not any(HAN.search(_in_words(section, service, name)) for section in ("decisions", "fields"))
    ]
    assert without == []


def test_every_word_of_the_law_in_records_has_a_chinese_word():
    without = [
        (service, name)
        for service, told in law_values().items()
        for name in sorted(told)
        if not any(_in_words(section, service, name) for section in ("choices", "values"))
    ]
    assert without == []


@pytest.mark.parametrize(("section", "found"), [("decisions", _decided), ("values", law_values)])
def test_no_word_of_decisions_or_the_law_is_left_over(section, found):
    users = {name: {service for service, told in found().items() if name in told} for told in found().values() for name in told}
    over = [
        (service, name)
        for service in (OF_ALL, *rooms())
        for name in words.words_of(service).get(section, {})
        if (service not in users.get(name, ()) if service else len(users.get(name, ())) < 2 and OF_ALL not in users.get(name, ()))
    ]
    assert over == []


def test_a_word_of_the_law_is_no_choice_too():
    twice = [
        (service, name)
        for service in (OF_ALL, *rooms())
        for name in words.words_of(service).get("values", {})
        if name in {**words.words_of(OF_ALL)["choices"], **words.words_of(service).get("choices", {})}
    ]
    assert twice == []


def test_decisions_are_read_from_the_code():
    assert {"anomaly", "invoice", "first step", "due date", "shutoff approval"} <= decision_names()["billing"]
    assert {"limit", "overdue_since", "recent", "term_from", "charged_on"} <= decision_keys()["billing"]
    assert {"cash", "card", "phone", "letter"} <= law_values()["billing"]


def test_the_document_says_decisions_and_values_by_service():
    page = words.document(_in(SIMPLIFIED))
    assert [page["decisions"]["billing"][name] for name in ("first step", "limit")] == ["首次催缴", "最迟日期"]
    assert [page["values"]["billing"][name] for name in ("cash", "card")] == ["现金", "刷卡"]
    assert words.document(_in(ENGLISH))["decisions"]["billing"]["first step"] == "First step"


def test_no_word_is_both_shared_and_a_services():
    shared = words.words_of(OF_ALL)
    twice = [
        (service, section, name)
        for service, section, name in (*_written(), *_written(("decisions", "values")))
        if service and shared[section].get(name) == words.words_of(service)[section][name]
    ]
    assert twice == []


def test_what_a_post_does_every_day_it_may_do():
    asked = {f"{message.service}.{message.verb()}": message for kind in (Command, Query) for message in messages(kind)}
    daily = words.first()
    assert set(daily) <= roles.EVERYBODY
    assert [(role, verb) for role, verbs in daily.items() for verb in verbs if role not in asked[verb].roles] == []


def test_what_a_post_does_every_day_fits_on_a_page():
    for service in rooms():
        for role, verbs in words.words_of(service).get("first", {}).items():
            assert 0 < len(verbs) <= MOST_DAILY, (service, role)
            assert len(verbs) == len(set(verbs)), (service, role)


def test_words_are_in_traditional_chinese_and_in_the_order_of_their_names():
    for service in (OF_ALL, *rooms()):
        for section, written in words.words_of(service).items():
            assert list(written) == sorted(written), (service, section)
