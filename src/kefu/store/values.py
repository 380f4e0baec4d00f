"""Values on their way into documents and decisions: Decimal128 for decimals, text for days, hours and fractions, JSON for the trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from decimal import Context, Decimal
from fractions import Fraction
from itertools import islice
from struct import Struct
from typing import Any, TypeVar

from bson.codec_options import CodecOptions, TypeDecoder, TypeRegistry
from bson.decimal128 import Decimal128

from kefu.figures import exact

Item = TypeVar("Item")
HALVES = Struct("<QQ")
LARGE, COEFFICIENT = 3 << 61, (1 << 49) - 1
EXACT = Context(prec=34, Emax=6144, Emin=-6143, traps=[])
AS_THEY_ARE = frozenset({str, int, bool, type(None)})
_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str)


def as_decimal(value: Decimal128) -> Decimal:
    """The same number; an ordinary one several times faster than by the library's own way (IEEE 754, binary integer decimal)."""
    low, high = HALVES.unpack(value.bid)
    if high & LARGE == LARGE:  # infinite, no number, or a coefficient of more than 34 digits
        return value.to_decimal()
    coefficient, exponent = (high & COEFFICIENT) << 64 | low, (high >> 49 & 0x3FFF) - 6176
    number = Decimal(coefficient).scaleb(exponent, EXACT)
    return number.copy_negate() if high >> 63 else number


class _Decimals(TypeDecoder):
    bson_type = Decimal128

    def transform_bson(self, value: Decimal128) -> Decimal:
        return as_decimal(value)


def _fallback(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    if isinstance(value, Decimal):
        return Decimal128(value)
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"cannot store a {type(value).__name__}")


CODECS: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, type_registry=TypeRegistry([_Decimals()], fallback_encoder=_fallback))


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    """A value as JSON: days, moments and decimals as text, dataclasses as mappings."""
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    if kind is dict:  # before the others: what is asked of them all takes longer than the rest
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Fraction):
        return exact(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    return value


def digest(value: Any) -> str:
    """A short fingerprint of JSON values."""
    return hashlib.blake2b(_SORTED.encode(value).encode(), digest_size=16).hexdigest()


def in_lots(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items, so many at a time."""
    left = iter(items)
    while lot := list(islice(left, size)):
        yield lot
