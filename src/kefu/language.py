"""In which language a reader is answered: Traditional Chinese, Simplified Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from opencc import OpenCC

TRADITIONAL, SIMPLIFIED, ENGLISH = "zh-Hant", "zh-Hans", "en"
LANGUAGES = (TRADITIONAL, SIMPLIFIED, ENGLISH)
DEFAULT = TRADITIONAL
_SIMPLIFIED_REGIONS = {"hans", "cn", "sg", "my"}
_to_simplified: Callable[[], OpenCC] = lru_cache(maxsize=1)(lambda: OpenCC("t2s"))


def chosen(accept_language: str | None, *, default: str = DEFAULT) -> str:
    """The language a reader prefers, by an ``Accept-Language`` header; the default when we have none he names."""
    best, best_weight = default, 0.0
    for part in (accept_language or "").split(","):
        tag, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        language = _ours(tag.strip(), default)
        if language and weight > best_weight:
            best, best_weight = language, weight
    return best


def in_language(words: Mapping[str, str], language: str) -> str:
    """Of a text written in Traditional Chinese and English, the reader's version; Simplified is converted."""
    if language == SIMPLIFIED:
        return words.get(SIMPLIFIED) or simplified(words[TRADITIONAL])
    return words.get(language) or words[ENGLISH]


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """The text in Simplified characters; what is not Chinese stays as it is."""
    return str(_to_simplified().convert(text))


def _ours(tag: str, default: str) -> str | None:
    parts = tag.lower().split("-")
    if parts[0] == "en":
        return ENGLISH
    if parts[0] == "zh":
        return SIMPLIFIED if _SIMPLIFIED_REGIONS & set(parts[1:]) and "hant" not in parts else TRADITIONAL
    return default if parts[0] == "*" else None


def _weight(parameters: str) -> float:
    if not parameters.strip():
        return 1.0
    found = re.fullmatch(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", parameters)
    return float(found[1]) if found else 0.0
