"""A folder of data as people hand it over: ``organisation.yaml`` and CSV files as Excel writes them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml


class FolderUnusable(Exception):
    """The folder cannot be replayed; the message is one line that says why."""


@dataclass(frozen=True)
class Row:
    """A row of a file with its line number (the header is line 1); ``values`` are the cells as they are written."""

    file: str
    line: int
    values: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell, empty when there is no such column."""
        return self.values.get(column, "")


@dataclass(frozen=True)
class Folder:
    """One organisation's data of one period."""

    path: Path

    @cached_property
    def organisation(self) -> dict[str, Any]:
        """``organisation.yaml``; raises :class:`FolderUnusable`."""
        source = self.path / "organisation.yaml"
        try:
            content = yaml.load(source.read_text(encoding="utf-8-sig"), Loader=_Exact)  # noqa: S506 - a SafeLoader
        except OSError as problem:
            raise FolderUnusable(f"{source}: {problem.strerror or problem}") from None
        except (yaml.YAMLError, UnicodeDecodeError) as problem:
            raise FolderUnusable(f"{source}: {' '.join(str(problem).split())}") from None
        if not isinstance(content, dict) or not content.get("id"):
            raise FolderUnusable(f"{source}: 'id' is missing")
        return content

    def json(self, name: str) -> dict[str, Any] | None:
        """A JSON object of the folder, its decimals exact; None when there is no such file; raises :class:`FolderUnusable`."""
        source = self.path / name
        if not source.is_file():
            return None
        try:
            content = json.loads(source.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        except (ValueError, OSError) as problem:
            raise FolderUnusable(f"{source}: {problem}") from None
        if not isinstance(content, dict):
            raise FolderUnusable(f"{source}: no JSON object")
        return content

    def has(self, file: str) -> bool:
        """Whether the folder holds that CSV file."""
        return (self.path / f"{file}.csv").is_file()

    def rows(self, file: str) -> tuple[Row, ...]:
        """The rows of a CSV file in its order, none when it is missing; raises :class:`FolderUnusable`."""
        source = self.path / f"{file}.csv"
        if not source.is_file():
            return ()
        try:
            return read_rows(source.read_bytes(), file=file)
        except FolderUnusable as problem:
            raise FolderUnusable(f"{source}: {problem}") from None
        except OSError as problem:
            raise FolderUnusable(f"{source}: {problem.strerror or problem}") from None


class _Exact(yaml.SafeLoader):
    """YAML whose decimals stay the words they were written as: a figure is never a float."""


_Exact.add_constructor("tag:yaml.org,2002:float", lambda loader, node: loader.construct_scalar(node))  # type: ignore[arg-type]


def read_rows(content: bytes, *, file: str) -> tuple[Row, ...]:
    """The rows of CSV text in UTF-8, with or without byte-order mark, CRLF or LF; raises :class:`FolderUnusable`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FolderUnusable(f"not UTF-8 at byte {problem.start}") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, None)
        if not header or len(set(header)) < len(header):
            raise FolderUnusable("no header row" if not header else "a column stands there twice")
        return tuple(_row(file, reader.line_num, header, cells) for cells in reader if cells)
    except csv.Error as problem:
        raise FolderUnusable(f"line {reader.line_num}: {problem}") from None


def _row(file: str, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise FolderUnusable(f"line {line}: {len(cells)} cells under {len(header)} columns")
    return Row(file, line, dict(zip(header, cells, strict=True)))


def as_in_the_folder(figures: Any) -> Any:
    """Figures with every ``target_percent`` as ``organisation.yaml`` writes it: a number, also where the platform tells it as text."""
    if isinstance(figures, list):
        return [as_in_the_folder(item) for item in figures]
    if not isinstance(figures, Mapping):
        return figures
    return {
        name: Decimal(item) if name == "target_percent" and isinstance(item, str) else as_in_the_folder(item)
        for name, item in figures.items()
    }


def written(rows: Sequence[Row]) -> str:
    """The rows as CSV text with their header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0].values), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.values for row in rows)
    return out.getvalue()
