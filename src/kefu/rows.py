"""Imports whose rows are judged one by one against records read together, and saved together: each row a record of its own, or each
a change of one that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kefu.checking import check_cells, wrong_cells
from kefu.service import Ask, Batch, Draft, Record
from kefu.store import BoundShelf, Saved
from kefu_messages.errors import KefuError

Drafting = Callable[[Ask, Record, bool], Draft]


def import_rows(batch: Batch, shelf: BoundShelf, *, key: str | Callable[[Ask], str], drafted: Drafting) -> None:
    """Accept or refuse every row in the file's order: ``drafted(row, record, seen)`` decides or raises the refusal.

    ``key`` is the field that names the record, or what makes its key of several. ``seen`` is whether there is such a record, also one
    of an earlier row: rows of one key come one after the other, each a turn later than the one before it.
    """
    keys = {row.line: key(row) if callable(key) else str(row[key]) for row in batch.rows if not wrong_cells(row)}
    left: Sequence[Ask] = batch.rows
    while left:
        turn, left = _turn(left, lambda row: {keys[row.line]} if row.line in keys else set())
        standing = shelf.get_many(batch.organisation, sorted({keys[row.line] for row in turn if row.line in keys}))
        drafts = []
        for row in turn:
            number = keys.get(row.line, "")
            record = standing.get(number)
            if batch.already(row, record):
                batch.accept(row)
                continue
            try:
                check_cells(row)
                drafts.append(drafted(row, record or shelf.blank(batch.organisation, number), record is not None))
            except KefuError as refusal:
                batch.refuse(row, refusal)
        _save(batch, shelf, drafts)


def import_changes(batch: Batch, shelf: BoundShelf, *, key: str, number: Callable[[Ask], str | None], drafted: Drafting) -> None:
    """Accept or refuse rows that each change a record and claim a number of their own; those of one record, or number, in the file's order.

    ``key`` is the field that names the record. ``drafted(row, record, seen)`` decides or raises the refusal, ``seen`` being whether the
    number is taken. The rows of a turn change different records, so that they are read together and written together: the numbers first,
    so that a number that the row itself has taken, when it was sent before and is still at work, is found in the record.
    """
    left: Sequence[Ask] = batch.rows
    while left:
        turn, left = _turn(left, lambda row: _names(row, key, number))
        taken = shelf.taken(batch.organisation, sorted({name for row in turn if (name := number(row)) is not None}))
        standing = shelf.get_many(batch.organisation, sorted({str(row[key]) for row in turn if row.get(key) is not None}))
        drafts = []
        for row in turn:
            record = standing.get(str(row.get(key)))
            if batch.already(row, record):
                batch.accept(row)
                continue
            try:
                drafts.append(drafted(row, record or shelf.blank(batch.organisation, str(row.get(key))), number(row) in taken))
            except KefuError as refusal:
                batch.refuse(row, refusal)
        _save(batch, shelf, drafts)


def _names(row: Ask, key: str, number: Callable[[Ask], str | None]) -> set[tuple[str, str]]:
    """The record and the number of a row, as far as it tells them."""
    return {(kind, str(name)) for kind, name in (("record", row.get(key)), ("number", number(row))) if name is not None}


def _turn(rows: Sequence[Ask], named: Callable[[Ask], set[Any]]) -> tuple[list[Ask], list[Ask]]:
    """The rows that come first for all that they name, and the others; a row that names nothing meets no other."""
    met: set[Any] = set()
    turn: list[Ask] = []
    left: list[Ask] = []
    for row in rows:
        names = named(row)
        (left if names & met else turn).append(row)
        met |= names
    return turn, left


def saved(shelf: BoundShelf, draft: Draft) -> Saved:
    """Save one draft as the command it comes from."""
    return shelf.save(draft.record, draft.row, changes=draft.changes, events=draft.events, decisions=draft.decisions)


def _save(batch: Batch, shelf: BoundShelf, drafts: list[Draft]) -> None:
    refused = shelf.save_many(batch, drafts) if drafts else {}
    for draft in drafts:
        error = refused.get(draft.row.line)
        batch.accept(draft.row) if error is None else batch.refuse(draft.row, error)
