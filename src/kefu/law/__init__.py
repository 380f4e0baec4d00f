"""Law as data: dated, cited values per organisation, and the decisions that cite them.

A service's ``law.yaml`` has two parts. ``values`` are numbers, lists and words that rules read; each holds, per
organisation (``"*"`` for all others), a list of entries with the day from which they are in force and their reference.
``clauses`` are what rules cite when no value is involved. Both carry a title in Traditional Chinese and English, in our own
words. An organisation may adopt its own values at run time (``attendance``'s ``AdoptPolicy``): :meth:`Law.with_adopted`. What it may
adopt, a value says with ``takes`` (``shapes``), ``optional`` (null is no rule at all) and ``adopted_by``; :func:`adoptable` gathers it.

Raises :class:`LawBroken` when the file is not law: no reference, a duplicate key, a float, overlapping dates.
"""

from kefu.law.adoptable import adoptable
from kefu.law.book import EVERYONE, MANAGEMENT, PERSONNEL, Citation, Decision, Entry, Law, LawBook, Value, as_table, decide
from kefu.law.keeping import as_kept, kept
from kefu.law.reading import LawBroken, exact, load, merged, of_package, parse
from kefu.law.shapes import Shape, misfit
from kefu.law.trying import tried

__all__ = [
    "EVERYONE", "MANAGEMENT", "PERSONNEL", "Citation", "Decision", "Entry", "Law", "LawBook", "LawBroken", "Shape", "Value", "adoptable",
    "as_kept", "as_table", "decide", "exact", "kept", "load", "merged", "misfit", "of_package", "parse", "tried",
]  # fmt: skip
