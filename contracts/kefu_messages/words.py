"""What people read instead of names: each service, post, message, resource, field and choice in Traditional Chinese and English.

Chinese is written in ``words.yaml``, here for what services share and in a service's own folder for the rest; English is made from
the name where none is written. A service without words of its own has its names in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kefu_messages import roles
from kefu_messages.openapi.names import OF_ALL, names

TRADITIONAL, ENGLISH = "zh-Hant", "en"
UPPER = frozenset({"csv", "hr", "hvac", "ic", "id", "ids", "kpi", "pc", "pcs", "url", "vip"})
SHORTENED = {"no": "no.", "nos": "nos."}

Words = Mapping[str, str]
Chooser = Callable[[Words], str]


def word(section: str, name: str, *, service: str | None = None) -> dict[str, str]:
    """A name of a section (``services``, ``roles``, ``fields``, ``decisions``, …) in Chinese and English.

    The service's own word comes before the shared one; a choice that is a post has the post's.
    """
    sections = [words_of(service).get(section, {})] if service else []
    sections += [words_of(OF_ALL).get(chosen, {}) for chosen in ((section, "roles") if section == "choices" else (section,))]
    written = next((words[name] for words in sections if name in words), None)
    said = {TRADITIONAL: written} if isinstance(written, str) else dict(written or {})
    made = english(name)
    return {TRADITIONAL: made, ENGLISH: made, **said}


@cache
def words_of(service: str) -> Mapping[str, Any]:
    """What a service's ``words.yaml`` says, section by section; without a service, what services share."""
    folder = files("kefu_messages")
    file = (folder / service if service else folder) / "words.yaml"
    return (yaml.safe_load(file.read_text(encoding="utf-8")) or {}) if file.is_file() else {}


def english(name: str) -> str:
    """``record_payment`` as "Record payment", ``customer_no`` as "Customer no."; a code such as ``G1.6`` stays as it is."""
    if not re.fullmatch(r"[a-z][a-z0-9 _-]*", name):
        return name
    parts = [part.upper() if part in UPPER else part for part in re.split("[ _-]", name)]
    parts[-1] = SHORTENED.get(parts[-1], parts[-1]) if len(parts) > 1 else parts[-1]
    return parts[0][:1].upper() + " ".join(parts)[1:]


def document(language_chooser: Chooser) -> dict[str, Any]:
    """Every word in one language, as a page reads them.

    ``fields`` and ``choices`` hold the shared ones under ``""`` and beside them, by service, those of its own; so do ``decisions`` (their
    names, and the keys of facts and outcomes that are no fields or mean something else there) and ``values`` (words of the law that are no
    choices). ``messages`` are named ``billing.record_payment``; ``first`` says per post what it does every day, in the order of use.
    """
    services = sorted({*names().messages})
    return {
        "services": {service: language_chooser(word("services", service, service=service)) for service in services},
        "roles": {role: language_chooser(word("roles", role)) for role in sorted(roles.EVERYBODY)},
        "resources": _resources(services, language_chooser),
        "messages": {
            f"{service}.{verb}": language_chooser(word("messages", verb, service=service))
            for service in services
            for verb in sorted(names().messages[service])
        },
        "fields": _by_service("fields", services, language_chooser),
        "choices": _by_service("choices", services, language_chooser),
        "decisions": _as_written("decisions", services, language_chooser),
        "values": _as_written("values", services, language_chooser),
        "first": first(),
    }


def first() -> dict[str, list[str]]:
    """What somebody of each post does every day, in the order of use."""
    daily: dict[str, list[str]] = {}
    for service in sorted(names().messages):
        for role, verbs in words_of(service).get("first", {}).items():
            daily.setdefault(role, []).extend(f"{service}.{verb}" for verb in verbs)
    return daily


def _resources(services: Iterable[str], language_chooser: Chooser) -> dict[str, str]:
    return {
        segment: language_chooser(word("resources", segment, service=service))
        for service in services
        for segment in sorted(names().resources[service])
    }


def _by_service(section: str, services: Iterable[str], language_chooser: Chooser) -> dict[str, dict[str, str]]:
    shared = words_of(OF_ALL).get(section, {})
    said = {OF_ALL: {name: language_chooser(word(section, name)) for name in shared}}
    for service in services:
        own = words_of(service).get(section, {})
        used: set[str] = getattr(names(), section)[service]
        said[service] = {
            name: language_chooser(word(section, name, service=service)) for name in sorted(used) if name in own or name not in shared
        }
    return said


def _as_written(section: str, services: Iterable[str], language_chooser: Chooser) -> dict[str, dict[str, str]]:
    return {
        service: {name: language_chooser(word(section, name, service=service)) for name in words_of(service).get(section, {})}
        for service in (OF_ALL, *services)
    }
