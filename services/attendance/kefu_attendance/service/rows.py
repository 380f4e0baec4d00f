"""Rows of files that are taken together."""

from __future__ import annotations

from kefu.checking import required_missing
from kefu.service import Ask
from kefu_messages.errors import ValidationFailed


def complete(row: Ask) -> None:
    """Refuse a row for what a single command would have been refused for."""
    invalid = row.row.invalid if row.row else {}
    wrong = {**invalid, **dict.fromkeys(required_missing(row.message, row.data), "Missing data for required field.")}
    if wrong:
        raise ValidationFailed(fields=wrong)
