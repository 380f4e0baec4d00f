"""What is asked of a collection, as MongoDB is asked it, and the indexes that serve it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymongo.collection import Collection
from pymongo.errors import OperationFailure

INDEX_DECLARED_OTHERWISE = frozenset({85, 86})


def create_anew(documents: Collection[dict[str, Any]], keys: list[tuple[str, int]], **options: Any) -> None:
    """Create the index, in the place of one of the same keys that was declared otherwise."""
    try:
        documents.create_index(keys, **options)
    except OperationFailure as failure:
        if failure.code not in INDEX_DECLARED_OTHERWISE:
            raise
        documents.drop_index(keys)
        documents.create_index(keys, **options)


def condition_of(organisation: str, equals: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that equal a value, any of a list, or lie in a closed range ``(low, high)``."""
    condition: dict[str, Any] = {"organisation": organisation}
    for name, value in equals.items():
        if isinstance(value, tuple):
            condition[name] = {"$gte": value[0], "$lte": value[1]}
        elif isinstance(value, list | set | frozenset):
            condition[name] = {"$in": list(value)}
        else:
            condition[name] = value
    return condition
