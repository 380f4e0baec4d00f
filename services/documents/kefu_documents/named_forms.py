"""The regulations' named forms as data: ``forms.yaml``, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kefu.language import in_language
from kefu_documents.rules.forms import OUTSIDE, Form, Slot
from kefu_messages import roles
from kefu_messages.documents import NoSuchForm

FILE = Path(__file__).parent / "forms.yaml"


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its identifier, sorted."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: _form(name, entry) for name, entry in sorted(read.items())}


def named(form: str) -> Form:
    """The form of that identifier or Chinese name; raises ``no_such_form``."""
    known = forms()
    found = known.get(form) or next((item for item in known.values() if form in {item.title["zh-Hant"], *item.also}), None)
    if found is None:
        raise NoSuchForm(form=form)
    return found


def _form(name: str, entry: Mapping[str, Any]) -> Form:
    unknown = set(entry["filled_by"]) - roles.EVERYBODY - OUTSIDE - {"*"}
    if unknown:
        raise ValueError(f"{name}: no such posts {sorted(unknown)}")
    slots = tuple(Slot(slot["by"], tuple(slot["roles"]), slot.get("instead")) for slot in entry["signatures"])
    return Form(
        name, entry["title"], tuple(entry.get("also", ())), tuple(entry["filled_by"]), slots, entry["filed_with"],
        bool(entry.get("confidential")), entry["words"], tuple(entry["rules"]), entry["reference"],
    )  # fmt: skip


def shown(form: Form, *, language: str) -> dict[str, Any]:
    """A form as a reply shows it."""
    slots = [{"by": slot.by, "roles": list(slot.roles), "instead": slot.instead} for slot in form.signatures]
    return {
        "form": form.form, "title": in_language(form.title, language), "also": list(form.also), "filled_by": list(form.filled_by),
        "signatures": slots, "filed_with": form.filed_with, "confidential": form.confidential, "words": form.words,
        "rules": list(form.rules), "reference": form.reference,
    }  # fmt: skip
