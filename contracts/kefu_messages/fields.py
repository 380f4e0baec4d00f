r"""The field types of messages: how a quantity is written on the wire and what it becomes inside.

Money and volumes are decimal strings, never floats; days ``YYYY-MM-DD``; months ``YYYY-MM``; instants ISO 8601 with an
offset, or without one for the organisation's local time (the service attaches the zone). Years run from 1900 to 2999.
Patterns are anchored with ``\Z``: ``$`` would let a line break through.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

Boolean = fields.Boolean
Dict = fields.Dict
List = fields.List
Nested = fields.Nested
String = fields.String

SHOWN_IN: ContextVar[tzinfo | None] = ContextVar("shown_in", default=None)
LARGEST_INTEGER = 2**53 - 1
DAY = r"(?:19|2[0-9])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
MOMENT = DAY + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"


class Integer(fields.Integer):
    """A whole number that every JSON reader can hold exactly; ``87.5`` is none, ``87.0`` is."""

    def _validated(self, value: Any) -> int:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer()) or _digits(value)
        if isinstance(value, bool) or not whole or abs(int(value)) > LARGEST_INTEGER:
            raise self.make_error("invalid", input=value)
        return int(value)


def _digits(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,16}", value) is not None


class Date(fields.Field[date]):
    """A calendar day, ``YYYY-MM-DD`` and nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        try:
            if isinstance(value, str) and re.fullmatch(DAY, value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise ValidationError("Not a valid date.")

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value if value is None or isinstance(value, str) else str(value.isoformat()[:10])


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"


class Text(fields.String):
    """Free text of bounded length (default 500 characters).

    Where it is required and says nothing, blanks and invisible characters alone, it is missing; ``blank_by_rule``: a rule of the service
    says so, with a code of its own.
    """

    def __init__(self, *, longest: int = 500, blank_by_rule: bool = False, **kwargs: Any) -> None:
        self.blank_by_rule = blank_by_rule
        kwargs.setdefault("validate", validate.Length(max=longest))
        super().__init__(**kwargs)


IDENTIFIER = r"^[^\s/\x00-\x1f](?:[^/\x00-\x1f]*[^\s/\x00-\x1f])?\Z"


class Identifier(fields.String):
    """A number or code that people write down: 1 to 64 printable characters without ``/`` or blanks at its ends."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validate", [validate.Length(min=1, max=64), validate.Regexp(IDENTIFIER)])
        super().__init__(**kwargs)


class Choice(fields.String):
    """One of a closed list of words."""

    def __init__(self, *choices: str, **kwargs: Any) -> None:
        kwargs.setdefault("validate", validate.OneOf(choices))
        super().__init__(**kwargs)


class _Decimal(fields.Field[Decimal]):
    """A decimal written as a string; numbers are taken too, floats are not."""

    places: int | None = None
    PATTERN = r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?"

    def __init__(self, *, negative: bool = True, **kwargs: Any) -> None:
        self.negative = negative
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or not re.fullmatch(self.PATTERN, str(value)):
            raise ValidationError("Not a decimal number.")
        number = Decimal(str(value))
        if self.places is not None and -int(number.as_tuple().exponent) > self.places:
            raise ValidationError(f"More than {self.places} places.")
        if not self.negative and str(value).startswith("-"):
            raise ValidationError("Must not be negative.")
        return number

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else _plain(Decimal(str(value)))


class Money(_Decimal):
    """An amount in the organisation's currency (yuan): two places, half-up."""

    places = 2

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))


class Price(_Decimal):
    """A unit price, yuan per m3, without trailing zeros."""


class Volume(_Decimal):
    """Cubic metres, exact, without trailing zeros."""


class Number(_Decimal):
    """A plain decimal: a percentage, a mean."""


class Month(fields.String):
    """A calendar month, ``YYYY-MM``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validate", validate.Regexp(r"^(?:19|2[0-9])[0-9]{2}-(?:0[1-9]|1[0-2])\Z"))
        super().__init__(**kwargs)


class Year(Integer):
    """A calendar year."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validate", validate.Range(min=1900, max=2999))
        super().__init__(**kwargs)


class Instant(fields.Field[datetime]):
    """A point in time, ISO 8601; without an offset it is local to the organisation (the service attaches the zone).

    A reply shows it in the zone that is set in ``SHOWN_IN``, as it is where none is.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            if isinstance(value, str) and re.fullmatch(MOMENT, value):
                return datetime.fromisoformat(value)
        except ValueError:
            pass
        raise ValidationError("Not an ISO 8601 date and time.")

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        zone = SHOWN_IN.get()
        value = value.astimezone(zone) if zone is not None and value.tzinfo is not None else value
        return str(value.isoformat(timespec="minutes" if not value.second and not value.microsecond else "auto"))
