"""The files of an organisation's people: where each is imported, in which order, and how its rows are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kefu.acceptance.folder import Row
from kefu.acceptance.timeline import day_of

REGISTER = "staff"
FACTS: tuple[tuple[str, ...], ...] = (
    ("shifts", "trainings", "meetings"),
    ("shift_swaps", "phone_notices", "compensatory_rest", "leave_requests", "sign_ins", "complaints"),
    ("punches", "exams", "contact_attempts", "submissions", "attendance_confirmations", "service_records", "lost_forms"),
)
PLANNED = frozenset(FACTS[0])  # rosters and sessions are announced ahead of their days
SANCTIONS: tuple[tuple[str, ...], ...] = (
    ("violations", "implementations", "evening_checks"),
    ("penalty_notices",),
    ("notice_witnesses", "appeals"),
    ("appeal_answers",),
)
DATED = ("date", "_on", "_at")
KEYED_BY = {"sign_ins": ("event_no", "staff_no"), "notice_witnesses": ("notice_no", "witness_no")}


def path_of(file: str) -> str:
    """Where the file is imported."""
    return f"/{file.replace('_', '-')}:import"


def key_of(row: Row) -> str:
    """How the row is named in the figures: by its first column, or by the two that name it together."""
    columns = KEYED_BY.get(row.file) or (next(iter(row.values)),)
    return "/".join(row.get(column) for column in columns)


def complete_on(row: Row, *, until: date) -> date:
    """The day on which all that the row tells has happened, as far as it lies in the time replayed; what is planned stands at once."""
    if row.file in PLANNED:
        return date.min
    return max((day for day in _days(row) if day <= until), default=until)


def _days(row: Row) -> Iterator[date]:
    for column, text in row.values.items():
        if column.endswith(DATED) and (day := day_of(text)) is not None:
            yield day
