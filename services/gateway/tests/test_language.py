"""Which language a reader is answered in."""

import pytest

from kefu.language import chosen, in_language


@pytest.mark.parametrize(("header", "language"), [
    (None, "zh-Hant"), ("", "zh-Hant"), ("zh", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-Hant-CN", "zh-Hant"), ("zh-Hans", "zh-Hans"),
    ("zh-SG", "zh-Hans"), ("EN", "en"), ("de-CH, *;q=0.5", "zh-Hant"), ("en;q=0.5, zh-CN;q=0.8", "zh-Hans"), ("en;q=1.5", "zh-Hant"),
    ("en;q=0", "zh-Hant"), (",,;", "zh-Hant"), ("en ; q=0.3", "en"),
])  # fmt: skip
def test_the_reader_s_preference_is_followed(header, language):
    assert chosen(header) == language


def test_simplified_is_made_of_traditional_unless_it_is_written():
    assert in_language({"zh-Hant": "抄表員繳費", "en": "x"}, "zh-Hans") == "抄表员缴费"
    assert in_language({"zh-Hant": "a", "zh-Hans": "b", "en": "x"}, "zh-Hans") == "b"
    assert in_language({"zh-Hant": "a", "en": "x"}, "en") == "x"
