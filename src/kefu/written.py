"""Whether what somebody has written says anything: blanks, controls and characters that nobody sees alone are no words."""

from __future__ import annotations

from unicodedata import category

SEEN = frozenset("LNPS")  # letters, numbers, punctuation, symbols; marks stand on one of these
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and a symbol by their category, and empty on the page


def says_something(text: str) -> bool:
    """Whether a reader sees anything of the text."""
    return any(category(character)[0] in SEEN and character not in FILLERS for character in text)
