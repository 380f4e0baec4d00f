"""Rows of sign-in sheets by the thousand: read together, judged one by one, saved together (TRN-04, TRN-05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kefu.checking import check_cells
from kefu.directory import Directory
from kefu.retention import DESTRUCTIONS, kept_from
from kefu.service import Ask, Batch, Draft, Record, Shelf, importer
from kefu_messages.errors import KefuError
from kefu_messages.training import RecordSignIn
from kefu_training.rules.facts import Leave
from kefu_training.service.judging import judge
from kefu_training.service.signing import PARTS, check_part_kept, known_people, session_for, signed
from kefu_training.store import LEAVES, PARTICIPATIONS, SESSIONS, leave_of, participation_no


@dataclass(frozen=True)
class Known:
    """What the rows of a batch are judged by."""

    sessions: Mapping[str, Record]
    records: Mapping[str, Record]
    leaves: Mapping[str, tuple[Leave, ...]]
    kept: date | None


class Sheets:
    """Whole sheets at once; a bad row stops no good one, and of two rows for one person and session the later counts."""

    participations = Shelf(PARTICIPATIONS)
    sessions = Shelf(SESSIONS)
    leaves = Shelf(LEAVES)
    destructions = Shelf(DESTRUCTIONS)
    staff = Directory()

    @importer(RecordSignIn)
    def import_sign_ins(self, batch: Batch) -> None:
        """Judge every row against what is known, then write them together."""
        known = self._known(batch)
        drafts: dict[str, Draft] = {}
        for row in batch.rows:
            key = _key(row)
            if batch.already(row, known.records.get(key)):
                batch.accept(row)
                continue
            try:
                drafts[key] = self._draft(row, key, known)
                batch.accept(row)
            except KefuError as refusal:
                batch.refuse(row, refusal)
        refused = self.participations.save_many(batch, list(drafts.values())) if drafts else {}
        for row in batch.rows:
            if row.line in refused:
                batch.refuse(row, refused[row.line])

    def _draft(self, row: Ask, key: str, known: Known) -> Draft:
        check_cells(row)
        known_people(row, self.staff)
        session = session_for(row, known.sessions.get(row["event_no"]))
        record = known.records.get(key) or self.participations.blank(row.organisation, key)
        check_part_kept(session, record, kept=known.kept)
        facts, late = signed(row, session, record, staff=self.staff)
        person = self.staff.person(row.organisation, row["staff_no"])
        found = judge(row, record, facts=facts, leaves=known.leaves.get(row["staff_no"], ()), person=person)
        return Draft(record, row, found.changes, found.events, {**found.decisions, **late})

    def _known(self, batch: Batch) -> Known:
        people = sorted({row["staff_no"] for row in batch.rows if row.get("staff_no")})
        leaves: defaultdict[str, tuple[Leave, ...]] = defaultdict(tuple)
        for item in self.leaves.find(batch.organisation, staff_no=people):
            if item["excused"]:
                leaves[item["staff_no"]] = (*leaves[item["staff_no"]], leave_of(item))
        numbers = sorted({row["event_no"] for row in batch.rows if row.get("event_no")})
        records = self.participations.get_many(batch.organisation, sorted({_key(row) for row in batch.rows}))
        kept = kept_from(self.destructions, batch.organisation, PARTS)
        return Known(self.sessions.get_many(batch.organisation, numbers), records, leaves, kept)


def _key(row: Ask) -> str:
    return participation_no(str(row.get("event_no", "")), str(row.get("staff_no", "")))
