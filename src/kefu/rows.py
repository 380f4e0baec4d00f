"""Imports whose rows stand for records of their own: judged one by one against records read together, saved together."""

from __future__ import annotations

from collections.abc import Callable

from kefu.checking import check_cells, wrong_cells
from kefu.service import Ask, Batch, Draft, Record
from kefu.store import BoundShelf, Saved
from kefu_messages.errors import KefuError

Drafting = Callable[[Ask, Record, bool], Draft]


def import_rows(batch: Batch, shelf: BoundShelf, *, key: str | Callable[[Ask], str], drafted: Drafting) -> None:
    """Accept or refuse every row in the file's order: ``drafted(row, record, seen)`` decides or raises the refusal.

    ``key`` is the field that names the record, or what makes its key of several. ``seen`` is whether the key was taken before,
    by a stored record or by an earlier row.
    """
    keys = {row.line: key(row) if callable(key) else str(row[key]) for row in batch.rows if not wrong_cells(row)}
    standing = shelf.get_many(batch.organisation, sorted(set(keys.values())))
    drafts: dict[str, Draft] = {}
    for row in batch.rows:
        number = keys.get(row.line, "")
        record = standing.get(number)
        if batch.already(row, record):
            batch.accept(row)
            continue
        try:
            check_cells(row)
            drafts[number] = drafted(row, record or shelf.blank(batch.organisation, number), record is not None or number in drafts)
        except KefuError as refusal:
            batch.refuse(row, refusal)
    _save(batch, shelf, list(drafts.values()))


def saved(shelf: BoundShelf, draft: Draft) -> Saved:
    """Save one draft as the command it comes from."""
    return shelf.save(draft.record, draft.row, changes=draft.changes, events=draft.events, decisions=draft.decisions)


def _save(batch: Batch, shelf: BoundShelf, drafts: list[Draft]) -> None:
    refused = shelf.save_many(batch, drafts) if drafts else {}
    for draft in drafts:
        error = refused.get(draft.row.line)
        batch.accept(draft.row) if error is None else batch.refuse(draft.row, error)
