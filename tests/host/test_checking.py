"""What arrives is checked against its contract where the organisation is: a moment must fall there into a year that can be told."""

import pytest
from marshmallow import Schema

from kefu.checking import NO_MOMENT, checked, read_row
from kefu_messages import POST, Command, fields
from kefu_messages.errors import ValidationFailed

ZONE = "Asia/Shanghai"


class Reply(Schema):
    pass


class TakeNote(Command):
    """Planted."""

    service = "planted"
    route = POST("/notes")
    roles = frozenset({"cashier"})
    reply = Reply
    example = {"at": "2025-03-12T10:00"}
    at = fields.Instant(required=True)
    note = fields.Text(load_default="")


@pytest.mark.parametrize("at", ["2999-12-31T23:30-01:00", "2999-12-31T16:00Z", "1900-01-01T00:00+14:00"])
def test_a_moment_that_falls_into_an_impossible_year_there_is_refused(at):
    with pytest.raises(ValidationFailed) as refusal:
        checked(TakeNote, {"at": at}, ZONE)
    assert refusal.value.params == {"fields": {"at": [NO_MOMENT]}}
    data, row = read_row(TakeNote, 2, {"at": at, "note": "x"}, ZONE)
    assert (data, row.invalid) == ({"note": "x"}, {"at": NO_MOMENT})


@pytest.mark.parametrize(
    ("at", "there"),
    [("2999-12-31T23:59", "2999-12-31T23:59:00+08:00"), ("1899-12-31T16:00Z", None), ("1902-01-01T00:00Z", "1902-01-01T08:00:00+08:00")],
)
def test_the_first_and_the_last_moment_are_taken_as_they_are(at, there):
    try:
        found = checked(TakeNote, {"at": at}, ZONE)["at"].isoformat()
    except ValidationFailed:
        found = None
    assert found == there
