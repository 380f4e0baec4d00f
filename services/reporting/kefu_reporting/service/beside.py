"""What a rebuild makes beside the read models that count, and how it takes their place.

What the stream cannot tell any more is kept: what was told before the stream begins, and what was told since the rebuild was asked
for, which is on its way to it. What lies between and was not told again was never said, and goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from pymongo.collection import Collection as Documents
from pymongo.database import Database

from kefu.store import CODECS, Collection
from kefu_messages.reporting import KPIS
from kefu_reporting.rules.catalogue import parts_agree
from kefu_reporting.rules.kpis import READ_RATES
from kefu_reporting.service.told import FIRST_GENERATION, MARK, generation_of, kind_in
from kefu_reporting.store import DASHBOARDS, DASHBOARDS_BESIDE, FACTS, REPORTS, REPORTS_BESIDE

Document = dict[str, Any]
AT_ONCE, OWN = 500, ("_id", "organisation", "version", "ops", "keyed", "heard", "outbox", "decisions", "remarks", "claims")
COMPILED = "compiled"  # the decision of a report that a rebuild makes; that on a remark stays
DAILY_READING_REPORT = "daily_reading_report"  # the one that several people tell of
EMPTIED: Document = {"figures": {}, "sequence": -1, "agrees": False}
Merge = Callable[[Document, Document], tuple[Document, int]]
FROM_READINGS = frozenset(kpi for kpi, _ in READ_RATES.values())


@dataclass(frozen=True)
class Reach:
    """How far back the stream goes, None for one that is empty, and when the rebuild was asked for."""

    back_to: datetime | None
    asked_at: datetime

    def loses(self, told_at: datetime | None) -> bool:
        """Whether what was told at the moment is not in the stream, or may not be: nobody noted the moment."""
        return self.back_to is None or told_at is None or _aware(told_at) < self.back_to

    def keeps(self, told_at: datetime | None) -> bool:
        """Whether what was told then and not heard again stays."""
        return self.loses(told_at) or (told_at is not None and _aware(told_at) >= self.asked_at)


class Beside:
    """The read models of one organisation that count, and those that are being built."""

    def __init__(self, database: Database[Any], organisation: str, *, counting: int) -> None:
        self._counting, self._building = counting, counting + 1
        self._mine = {"organisation": organisation}
        self._facts, self._reports, self._reports_beside, self._dashboards, self._dashboards_beside = (
            database[each.name].with_options(codec_options=CODECS) for each in _all()
        )

    def clear(self) -> None:
        """Take away what does not count: what another build has left, or what counted before."""
        for lot in _lots(self._facts.find(self._mine, {"kind": 1})):
            left = [each["_id"] for each in lot if generation_of(each["kind"]) != self._counting]
            if left:
                self._facts.delete_many({"_id": {"$in": left}})
        for documents in (self._reports_beside, self._dashboards_beside):
            documents.delete_many(self._mine)

    def keep_facts(self, reach: Reach) -> int:
        """Bring the facts over that the stream does not tell; how many of them it had lost."""
        lost = 0
        for lot in _lots(self._facts.find(self._mine)):
            counting = {self._moved(each)["_id"]: each for each in lot if generation_of(each["kind"]) == self._counting}
            built = {each["_id"]: each["sequence"] for each in self._facts.find({"_id": {"$in": list(counting)}}, {"sequence": 1})}
            for identity, fact in counting.items():
                if built.get(identity, -1) < fact["sequence"] and reach.keeps(fact.get("told_at")):
                    self._facts.replace_one({"_id": identity}, self._moved(fact), upsert=True)
                    lost += reach.loses(fact.get("told_at"))
        return lost

    def put_in_place(self, reach: Reach) -> int:
        """Let reports and dashboards be as they were built, each at once; how many parts of them the stream had lost."""
        reports = _put(self._reports, self._reports_beside, self._mine, lambda now, built: merged_report(now, built, reach))
        dashboards = _put(self._dashboards, self._dashboards_beside, self._mine, lambda now, built: merged_lights(now, built, reach))
        return reports + dashboards

    def _moved(self, fact: Mapping[str, Any]) -> Document:
        organisation, _, key = fact["_id"].partition("/")
        plain = key if self._counting == FIRST_GENERATION else key.partition(MARK)[2]
        moved, kind = f"{self._building}{MARK}{plain}", kind_in(fact["kind"].partition(MARK)[0], self._building)
        return {**fact, "_id": f"{organisation}/{moved}", FACTS.key: moved, "kind": kind}


def merged_report(now: Document, built: Document, reach: Reach) -> tuple[Document, int]:
    """The report as it was built, with what the stream does not tell of it; and how much of that it had lost."""
    if DAILY_READING_REPORT in {now.get("kind"), built.get("kind")}:
        return _merged_readers(now, built, reach)
    newer = now.get("sequence", -1) > built.get("sequence", -1) and reach.keeps(now.get("told_at"))
    return _own(now if newer else built), int(newer and reach.loses(now.get("told_at")))


def _merged_readers(now: Document, built: Document, reach: Reach) -> tuple[Document, int]:
    """A day's report by reader: the newest telling of each."""
    readers = {each["reader"]: each for each in (built.get("figures") or {}).get("readers", ())}
    lost = 0
    for each in (now.get("figures") or {}).get("readers", ()):
        told = readers.get(each["reader"])
        if (told is None or told["sequence"] < each["sequence"]) and reach.keeps(each.get("told_at")):
            readers[each["reader"]] = each
            lost += reach.loses(each.get("told_at"))
    if not readers:
        return {}, lost
    figures = {"readers": [readers[name] for name in sorted(readers)]}
    newest = built if built.get("sequence", -1) >= now.get("sequence", -1) else now
    return {**_own(newest), "figures": figures, "agrees": parts_agree(DAILY_READING_REPORT, figures=figures)}, lost


def merged_lights(now: Document, built: Document, reach: Reach) -> tuple[Document, int]:
    """The month's lights as they were built, those of readings and those of collection apart; and how many sources were lost."""
    changes: Document = {}
    lights: dict[str, Any] = {}
    decisions: dict[str, Any] = {}
    lost = 0
    for source in ("readings", "collection"):
        sequence, told_at = f"{source}_sequence", f"{source}_told_at"
        newer = now.get(sequence, -1) > built.get(sequence, -1) and reach.keeps(now.get(told_at))
        taken = now if newer else built
        lost += newer and reach.loses(now.get(told_at))
        mine = {kpi for kpi in KPIS if (kpi in FROM_READINGS) == (source == "readings")}
        lights |= {each["kpi"]: each for each in taken.get("lights", ()) if each["kpi"] in mine}
        decisions |= {f"decisions.{kpi}": decision for kpi, decision in (taken.get("decisions") or {}).items() if kpi in mine}
        changes |= {name: taken[name] for name in (sequence, told_at) if name in taken}
    shown = [lights[kpi] for kpi in KPIS if kpi in lights]
    return ({**changes, **decisions, "lights": shown} if lights else {}), lost


def _put(counting: Documents[Any], beside: Documents[Any], mine: Mapping[str, Any], merge: Merge) -> int:
    names = {each["_id"] for documents in (counting, beside) for each in documents.find(mine, {"_id": 1})}
    return sum(_put_one(counting, beside.find_one({"_id": name}) or {}, name, merge) for name in sorted(names))


def _put_one(counting: Documents[Any], built: Document, name: str, merge: Merge) -> int:
    """Put one document in its place; once more when somebody has changed it meanwhile."""
    while True:
        now = counting.find_one({"_id": name}) or {}
        merged, lost = merge(now, built)
        if not now:
            if counting.update_one({"_id": name}, {"$setOnInsert": {**_without_id(built), "outbox": []}}, upsert=True).upserted_id:
                return lost
            continue
        guard = {"_id": name, "version": now["version"]}
        if merged and all(now.get(field) == value for field, value in _compared(merged)):
            return lost
        if not merged and not now.get("remarks"):
            done = counting.delete_one(guard).deleted_count
        else:
            done = counting.update_one(guard, {"$set": merged or EMPTIED, "$inc": {"version": 1}}).matched_count
        if done:
            return lost


def _without_id(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "_id"}


def _compared(merged: Document) -> Iterator[tuple[str, Any]]:
    """Decisions of the same figures bear the law's version of the day they were made: they are no reason to write."""
    return ((name, value) for name, value in merged.items() if not name.startswith("decisions."))


def _own(document: Mapping[str, Any]) -> Document:
    decided = {f"decisions.{name}": decision for name, decision in (document.get("decisions") or {}).items() if name == COMPILED}
    return {**{name: value for name, value in document.items() if name not in OWN}, **decided}


def _lots(found: Any) -> Iterator[list[Document]]:
    found = iter(found)
    while lot := list(islice(found, AT_ONCE)):
        yield lot


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _all() -> tuple[Collection, ...]:
    return FACTS, REPORTS, REPORTS_BESIDE, DASHBOARDS, DASHBOARDS_BESIDE
