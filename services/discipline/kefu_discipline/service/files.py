"""The files of persons: read, judged anew on every change, written with what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import eventlet

from kefu.calls import Calls
from kefu.directory import Directory
from kefu.law import Decision
from kefu.personal import Reader
from kefu.service import Ask, Record, Shelf
from kefu.store import digest
from kefu.store.values import plain
from kefu_discipline import rules
from kefu_discipline.rules.catalogue import Version
from kefu_discipline.rules.changes import Change, changes, things
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.outcomes import Judgement
from kefu_discipline.service.acts import DAYS_OF_ACTS, about, by_now, not_of_the_own
from kefu_discipline.service.standing import standing_of, still_stands
from kefu_discipline.service.telling import Telling
from kefu_discipline.store import (
    CATALOGUES,
    CHECKS,
    FILES,
    FUND_CLOSED,
    SUBMITTED,
    VISITORS,
    VOICES,
    WAITING,
    closed_months,
    file_changes,
    file_of,
    said_in,
    standings,
    version_of,
)
from kefu_messages import Happening
from kefu_messages.discipline import DisciplineFactKept, NotTheirFile
from kefu_messages.errors import AlreadyExists, KefuError, NotFound


class Files:
    """What every room of the service works on."""

    files = Shelf(FILES)
    waiting = Shelf(WAITING)
    checks = Shelf(CHECKS)
    catalogues = Shelf(CATALOGUES)
    voices = Shelf(VOICES)
    visitors = Shelf(VISITORS)
    fund_closed = Shelf(FUND_CLOSED)
    staff = Directory()
    others = Calls()

    # -- reading

    def open(self, ask: Ask, staff_no: str) -> tuple[Record, File]:
        """The person's record and file; an empty file when nothing is known yet."""
        record = self.files.new(ask.organisation, staff_no)
        return record, file_of(record, staff_no=staff_no)

    def holder(self, ask: Ask, claim: str) -> tuple[Record, File]:
        """The file that holds a numbered paper; raises ``NotFound``."""
        record = self.files.claimed(ask.organisation, claim)
        if record is None:
            raise absent(claim)
        return record, file_of(record, staff_no=record.key)

    def every(self, ask: Ask) -> Iterator[File]:
        """All files of the organisation, one after the other."""
        return (file_of(record, staff_no=record.key) for record in self.files.every(ask.organisation))

    def known(self, ask: Ask, *parts: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Everybody's number and parts of the judgement for the end of the day: as kept where it still stands, else judged now."""
        until, mark, versions = ask.get("as_of") or ask.today, law_mark(ask), self.versions(ask)
        for document in standings(self.files, ask.organisation, *parts):
            staff_no = str(document["staff_no"])
            if still_stands(document, until=until, mark=mark):
                yield staff_no, document["standing"]
                continue
            file = file_of(self.files.require(ask.organisation, staff_no), staff_no=staff_no)
            yield staff_no, standing_of(file, self.judged(ask, file, versions=versions))
            eventlet.sleep(0)  # others are served meanwhile

    def versions(self, ask: Ask) -> list[Version]:
        """The department's amendments of the catalogue that were approved."""
        return [version_of(record) for record in self.catalogues.every(ask.organisation) if record.get("state") != SUBMITTED]

    def closed_months(self, ask: Ask) -> list[str]:
        """The months that payroll has closed."""
        return closed_months(self.fund_closed, ask.organisation)

    def judged(self, ask: Ask, file: File, *, versions: Sequence[Version] | None = None) -> Judgement:
        """The judgement as of the day asked about, today when none is named."""
        amended = self.versions(ask) if versions is None else versions
        return rules.judge(file, until=ask.get("as_of") or ask.today, law=ask.law, versions=amended)

    def readable(self, ask: Ask, file: File, *, paper: str = "") -> None:
        """Let only HR, the line manager and the person read; it is written on the audit trail first (DIS-63; doc 4 l.233).

        Whoever may not read a numbered ``paper`` is answered as if there were none: numbers tell nothing.
        """
        reader, subject = self.reader(ask), f"discipline/{file.staff_no}"
        try:
            if not reader.may(file.staff_no):
                rules.readable_by(ask.identity.staff_no, roles=ask.identity.roles, file=file, on=ask.today, law=ask.law)
        except NotTheirFile:
            if not paper:
                raise
            ask.audit(f"{subject}/{paper.partition('/')[2]}", refused=True)
            raise absent(paper) from None
        reader.note([file.staff_no], subject=subject)

    def reader(self, ask: Ask) -> Reader:
        """Who asks, as a reader of files: the posts of the law see all, whoever stands above a person that person's (DIS-63)."""
        posts = rules.setting(ask.law, "file_readers", on=ask.today).value
        return Reader(ask, posts=frozenset(posts), above=lambda staff_no: self.staff.line(ask.organisation, staff_no, on=ask.today))

    # -- writing

    def keep(
        self, record: Record, ask: Ask, *, before: File, after: File, claims: Sequence[str] = (), reply: Mapping[str, Any] | None = None,
        refusal: KefuError | None = None, events: Sequence[Happening] = (), judgement: Judgement | None = None,
        decisions: Mapping[str, Decision[Any]] | None = None,
    ) -> Any:  # fmt: skip
        """Write the file as it is after a fact, what follows from it, and what differs from what was last said."""
        until, late = self._until(record, ask), self._late(ask, after)
        found = judgement or rules.judge(after, until=until, law=ask.law, versions=self.versions(ask))
        said = things(found)
        changed = changes(said_in(record), said)
        fund = str(rules.setting(ask.law, "fund", on=until).value)
        told = Telling(after, found, changed, fund=fund, closed=self._closed_for(ask, changed)).events()
        kept = [DisciplineFactKept.of(key=claim, staff_no=after.staff_no) for claim in claims]
        pending = rules.next_change(after, until=until, law=ask.law)
        written = {
            **file_changes(before, after), **({"said": list(said)} if changed else {}),
            "standing": standing_of(after, found), "next_on": pending.isoformat() if pending else None,
            "judged_until": until.isoformat(), "judged_under": law_mark(ask),
        }  # fmt: skip
        taken = {**_decisions(found, changed), **late, **(decisions or {})}
        return self.files.save(
            record, ask, changes=written, events=[*events, *told, *kept], decisions=taken, claims=claims,
            reply=reply if reply is not None else {}, refusal=refusal,
        )  # fmt: skip

    def _closed_for(self, ask: Ask, changed: Sequence[Change]) -> list[str]:
        """The closed months, where something is to be told of the fund."""
        return self.closed_months(ask) if any(change.said.kind == "fund" for change in changed) else []

    def _late(self, ask: Ask, file: File) -> dict[str, Decision[Any]]:
        """The decision to take what was done longer ago; nobody enters his own so."""
        decision = None if ask.of_many else by_now(ask, *DAYS_OF_ACTS & ask.data.keys())
        if decision is None:
            return {}
        not_of_the_own(ask, file.staff_no, *decision.because[0].rules)
        return {stored_name(f"entry {about(ask, file)} {ask.verb}"): decision}

    def _until(self, record: Record, ask: Ask) -> date:
        """Today, or the latest day judged so far: a replayed day does not take back what a later one knew."""
        judged = record.get("judged_until")
        return max(ask.today, date.fromisoformat(judged)) if judged else ask.today

    def hear(self, ask: Ask, staff_no: str, put: Any) -> None:
        """Take over what another service tells of a person; ``put`` makes the new file, or None when it changes nothing."""
        record, before = self.open(ask, staff_no)
        after = put(before)
        if after is not None and after != before:
            self.keep(record, ask, before=before, after=after)

    def file_row(
        self, record: Record, ask: Ask, *, before: File, after: File, kind: str, key: str, claims: Sequence[str] = (), reply: Any,
    ) -> Any:  # fmt: skip
        """Write a reported fact. One that is refused as things stand changes nothing, but of a file of papers it is kept and judged anew
        when what it rests on changes: the order of the files says nothing. Nor does a single call take away what is accepted already.
        """
        until, versions = date.max if ask.row else self._until(record, ask), self.versions(ask)
        judgement = rules.judge(after, until=until, law=ask.law, versions=versions)
        refused = judgement.refusal(kind, key, line=ask.line)
        if refused is not None and ask.row is None:
            raise refused.error
        taken = None if ask.row else rules.displaced(rules.judge(before, until=until, law=ask.law, versions=versions), judgement)
        if taken is not None:
            raise taken
        error = refused.error if refused else None
        return self.keep(record, ask, before=before, after=after, claims=claims, reply=reply(judgement), refusal=error)


def _decisions(judgement: Judgement, changed: Sequence[Change]) -> dict[str, Decision[Any]]:
    """The decisions behind what differs, under names a document can hold."""
    names = (decision_of(change.said.kind, change.said.key) for change in changed)
    return {stored_name(name): judgement.decisions[name] for name in names if name in judgement.decisions}


def law_mark(ask: Ask) -> str:
    """A fingerprint of the law that judges: another one is judged by anew."""
    return digest([ask.law.book.version, ask.law.like, plain(ask.law.adopted)])


def decision_of(kind: str, key: str) -> str:
    """The name of the decision about a thing that was said."""
    if kind != "penalty":
        return f"{kind} {key}"
    file, _, number = key.partition("/")
    return f"notice {number}" if file == "penalty_notices" else f"fine {key}"


def stored_name(name: str) -> str:
    """The name under which a decision is stored: without what means something in a document's paths."""
    return name.replace(".", "_").replace("$", "_")


def put(items: Sequence[Any], item: Any, *, key: str) -> tuple[Any, ...] | None:
    """The items with one that is new or told later than the one with its key; None when an older event tells it."""
    name = getattr(item, key)
    standing = next((each for each in items if getattr(each, key) == name), None)
    if standing is not None and standing.told >= item.told:
        return None
    return (*(each for each in items if getattr(each, key) != name), item)


def heard(file: File, part: str, item: Any, *, key: str) -> File | None:
    """The file with what an event tells in one of its parts; None when an older event tells it."""
    found = put(getattr(file, part), item, key=key)
    return None if found is None else replace(file, **{part: found})


def absent(claim: str) -> NotFound:
    """The refusal of a number that nobody has, or that the caller may not read."""
    kind, _, key = claim.partition("/")
    return NotFound(kind=kind, key=key)


def exists(kind: str, key: str) -> AlreadyExists:
    """The refusal of a number that is taken."""
    return AlreadyExists(kind=kind, key=key)
