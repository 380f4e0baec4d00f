"""What arrives is checked against its contract where the organisation is: a moment must fall there into a year that can be told."""

import pytest
from marshmallow import Schema

from kefu.checking import MISSING, NO_MOMENT, UNREADABLE, checked, read_row, required_missing
from kefu_messages import POST, Command, Event, fields
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


class Line(Schema):
    said = fields.Text(required=True)
    by = fields.Text()


class TakeMinutes(Command):
    """Planted."""

    service = "planted"
    route = POST("/minutes")
    roles = frozenset({"cashier"})
    reply = Reply
    example = {"title": "x"}
    title = fields.Text(required=True)
    words = fields.Text(required=True, blank_by_rule=True)
    lines = fields.List(fields.Nested(Line))
    head = fields.Nested(Line)


class NoteTaken(Event):
    """Planted."""

    service = "planted"
    subject = "note"
    version = 1
    example = {"note": "x", "because": []}
    note = fields.Text(required=True)


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


@pytest.mark.parametrize("note", ["a\x00b", "\x1b[2J", "\x07"])
def test_text_with_control_characters_is_refused_wherever_it_stands(note):
    with pytest.raises(ValidationFailed) as refusal:
        checked(TakeNote, {"at": "2025-03-12T10:00", "note": note}, ZONE)
    assert refusal.value.params == {"fields": {"note": [UNREADABLE]}}
    with pytest.raises(ValidationFailed):
        checked(TakeNote, {"at": "2025-03-12T10:00", "note": "x", "more": {"in": ["depth", {note: 1}]}}, ZONE)
    _, row = read_row(TakeNote, 2, {"at": "2025-03-12T10:00", "note": note}, ZONE)
    assert row.invalid == {"note": UNREADABLE}


def test_tabs_and_ends_of_lines_are_text_and_what_services_tell_is_taken_as_it_is():
    assert checked(TakeNote, {"at": "2025-03-12T10:00", "note": "甲\t乙\r\n丙"}, ZONE)["note"] == "甲\t乙\r\n丙"
    assert checked(NoteTaken, {"note": "a\x00b", "because": []}, ZONE)["note"] == "a\x00b"


NOTHING = ["", " ", "\u3000\u200b", "\ufeff", "\u00a0\t\r\n", "\u2060\u00ad", "\u202e", "\ufe0f", "\u3164", "\u2800"]


@pytest.mark.parametrize("title", NOTHING)
def test_a_required_text_that_says_nothing_is_missing(title):
    with pytest.raises(ValidationFailed) as refusal:
        checked(TakeMinutes, {"title": title, "words": "x"}, ZONE)
    assert refusal.value.params == {"fields": {"title": [MISSING]}}
    data, row = read_row(TakeMinutes, 2, {"title": title, "words": "x"}, ZONE)
    assert (data, list(required_missing(TakeMinutes, data)), row.invalid) == ({"words": "x"}, ["title"], {})


@pytest.mark.parametrize("title", ["。", "0", "é", "甲\u200b", "\u3000乙", "👍\ufe0f", "-"])
def test_whatever_a_reader_sees_is_taken_as_it_is(title):
    assert checked(TakeMinutes, {"title": title, "words": "x"}, ZONE)["title"] == title
    assert read_row(TakeMinutes, 2, {"title": title}, ZONE)[0] == {"title": title}


def test_within_other_fields_too_where_a_rule_judges_it_and_where_it_is_optional_it_becomes_empty():
    with pytest.raises(ValidationFailed) as refusal:
        checked(TakeMinutes, {"title": "x", "words": "x", "lines": [{"said": "x"}, {"said": "\u200b"}], "head": {"said": " "}}, ZONE)
    assert refusal.value.params == {"fields": {"lines": {1: {"said": [MISSING]}}, "head": {"said": [MISSING]}}}
    taken = checked(TakeMinutes, {"title": "x", "words": "\u200b", "lines": [{"said": "x", "by": " "}]}, ZONE)
    assert (taken["words"], taken["lines"]) == ("", [{"said": "x", "by": ""}])
    assert checked(NoteTaken, {"note": " ", "because": []}, ZONE)["note"] == " "
