"""The records that one process has read or written last, so that a command need not read again what it is about to write.

A write is guarded by the version it was decided on: what is remembered and no longer true costs a second run on the fresh record and
nothing else. Only the record that a command saves is guarded so. Hence a command that is refused, that saves nothing, or that saves
another record is run again on what the store holds, and what it reads without saving it is read from the store from then on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import bson

from kefu.store.values import CODECS
from kefu_messages import Command, Query

if TYPE_CHECKING:
    from kefu.ask import Ask

MOST, LARGEST = 1_000, 64 * 1024


class Remembered:
    """The last records of one collection, each as it was stored; what was sent of it is left out."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self._distrusted_by: set[str] = set()

    def recall(self, identity: str, ask: Ask | None) -> dict[str, Any] | None:
        """The document for a command that may judge by it, noted with the command; None when the store is to be asked."""
        if ask is None or not ask.may_recall or ask.verb in self._distrusted_by:
            return None
        kept = self._kept.get(identity)
        if kept is None:
            return None
        self._kept.move_to_end(identity)
        ask.recalled[self, identity] = kept[0]
        return bson.decode(kept[1], CODECS)

    def keep(self, document: Mapping[str, Any], ask: Ask | None) -> None:
        """Remember what was read for somebody who asks, unless something newer is remembered."""
        if ask is None or ask.row is not None or not issubclass(ask.message, Command | Query):
            return
        kept = self._kept.get(document["_id"])
        if kept is None or kept[0] < document["version"]:
            self._keep(document)

    def follow(self, identity: str, version: int, update: Mapping[str, Any]) -> None:
        """Remember what an update has made of that version."""
        kept = self._kept.pop(identity, None)
        if kept is not None and kept[0] == version:
            document = bson.decode(kept[1], CODECS)
            if _apply(update, document):
                self._keep(document)

    def forget(self, identity: str) -> None:
        """It was changed by somebody else."""
        self._kept.pop(identity, None)

    def distrust(self, verb: str) -> None:
        """Commands of that name read such records without saving them."""
        self._distrusted_by.add(verb)

    def _keep(self, document: Mapping[str, Any]) -> None:
        raw = bson.encode({**document, "outbox": []}, codec_options=CODECS)
        if len(raw) > LARGEST:
            self._kept.pop(document["_id"], None)
            return
        self._kept[document["_id"]] = document["version"], raw
        self._kept.move_to_end(document["_id"])
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)


def trust(ask: Ask, saved: tuple[Remembered, str, int] | None = None) -> bool:
    """Whether all that the command recalled is what it saves: record and version. The rest is not recalled for its like again."""
    others = [name for name, version in ask.recalled.items() if (*name, version) != saved]
    for remembered, _ in others:
        remembered.distrust(ask.verb)
    return not others


def _apply(update: Mapping[str, Any], document: dict[str, Any]) -> bool:
    """Do to the document what the store did; False when that is not certain."""
    document["version"] += update["$inc"]["version"]
    for path, value in update.get("$set", {}).items():
        *folders, name = path.split(".")
        place: Any = document
        for folder in folders:
            place = place.setdefault(folder, {}) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            return False
        place[name] = value
    for name, pushed in update["$push"].items():
        each = isinstance(pushed, Mapping) and "$each" in pushed
        values = [*document.get(name, ()), *(pushed["$each"] if each else [pushed])]
        document[name] = values[pushed["$slice"] :] if each and "$slice" in pushed else values
    return True
