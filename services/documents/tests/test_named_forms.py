"""The regulations' forms as data: every named one is there, whole and cited."""

import re

import pytest

from kefu_documents.named_forms import forms, named
from kefu_messages.documents import NoSuchForm
from kefu_messages.roles import EVERYBODY


def test_all_ninety_three_named_forms_are_there():
    assert sum(1 + len(form.also) for form in forms().values()) == 93
    assert len(forms()) == 89


@pytest.mark.parametrize("form", forms().values(), ids=lambda form: form.form)
def test_a_form_is_whole(form):
    assert re.fullmatch(r"doc [0-9.]+ l\.\d+(; doc [0-9.]+ l\.\d+)*", form.reference), "cited by document and line"
    assert form.rules
    assert {"zh-Hant", "en"} == set(form.title)
    assert all(set(slot.roles) <= EVERYBODY | {"*"} for slot in form.signatures)


def test_a_form_is_found_by_each_of_its_names():
    assert {named(name).form for name in ("implementation_sheet", "工程實施單", "工程實施表")} == {"implementation_sheet"}
    assert named("金蝶軟件售后服務到期通知函") is named("金洋售后服務到期通知函")
    with pytest.raises(NoSuchForm):
        named("請柬")


def test_forms_about_people_are_confidential():
    assert named("處罰單").confidential
    assert named("病歷本").confidential
    assert not named("出差申請單").confidential
