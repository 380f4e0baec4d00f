"""What is written into files that people open in a spreadsheet: a text that it would take for a formula stays a text."""

from __future__ import annotations

import re

NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are full-width forms


def harmless(text: str) -> str:
    """The text as a cell: what would begin a formula, be it after blanks, gets an apostrophe before it; numbers do not."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) and not NUMBER.fullmatch(text) else text
