"""Law as data: dated, cited values per organisation, and the decisions that cite them.

A service's ``law.yaml`` has two parts. ``values`` are numbers, lists and words that rules read; each holds, per
organisation (``"*"`` for all others), a list of entries with the day from which they are in force and their reference.
``clauses`` are what rules cite when no value is involved. Both carry a title in Traditional Chinese and English, in our own
words. An organisation may adopt its own values at run time (``attendance``'s ``AdoptPolicy``): :meth:`Law.with_adopted`.

Raises :class:`LawBroken` when the file is not law: no reference, a duplicate key, a float, overlapping dates.
"""

from kefu.law.book import EVERYONE, Citation, Decision, Entry, Law, LawBook, Value, as_table, decide
from kefu.law.reading import LawBroken, exact, load, merged, of_package, parse
from kefu.law.trying import tried

__all__ = [
    "EVERYONE", "Citation", "Decision", "Entry", "Law", "LawBook", "LawBroken", "Value", "as_table", "decide", "exact", "load", "merged",
    "of_package", "parse", "tried",
]  # fmt: skip
