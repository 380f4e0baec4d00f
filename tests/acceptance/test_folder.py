"""Folders of past data: read as Excel writes them, with their line numbers."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kefu import clock
from kefu.acceptance.folder import Folder, FolderUnusable, as_in_the_folder, read_rows, written
from kefu.acceptance.gas import with_its_holidays
from kefu.acceptance.organisations import environment_for


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_keep_their_line_with_and_without_mark_and_carriage_return(mark, end):
    text = mark + end.join(["meter_no,base_reading", "2100007,24085.7", "2100014,", ""]).encode()
    first, second = read_rows(text, file="readings")
    assert (first.line, first.get("base_reading")) == (2, "24085.7")
    assert (second.line, second.get("base_reading")) == (3, "")
    assert second.get("no_such_column") == ""


def test_columns_are_found_by_name():
    (row,) = read_rows('名,號\n"林,記",7\n'.encode(), file="customers")
    assert dict(row.values) == {"名": "林,記", "號": "7"}


def test_a_target_is_a_number_as_the_organisation_writes_it():
    told = {"MET-06": {"target_percent": "98.5", "rate_percent": "98.50"}, "MET-05": [{"target_percent": 100}]}
    assert as_in_the_folder(told) == {
        "MET-06": {"target_percent": Decimal("98.5"), "rate_percent": "98.50"},
        "MET-05": [{"target_percent": 100}],
    }


@pytest.mark.parametrize("listed", [{}, {"holidays": None}, {"holidays": []}])
def test_an_organisation_that_lists_no_holidays_has_none(listed):
    assert with_its_holidays({"id": "a", **listed}) == {"id": "a", "holidays": []}
    assert with_its_holidays({"id": "a", "holidays": ["2025-04-04"]})["holidays"] == ["2025-04-04"]


def test_rows_are_written_as_they_were_read():
    rows = read_rows(b'a,b\n"1,5",\n2,x\n', file="x")
    assert written(rows) == 'a,b\n"1,5",\n2,x\n'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no header row"),
        (b"a,a\n1,2\n", "a column stands there twice"),
        (b"a,b\n1\n", "line 2: 1 cells under 2 columns"),
        (b"a,b\n1,2\n1,2,3\n", "line 3: 3 cells under 2 columns"),
        ("名\n".encode("gb18030"), "not UTF-8 at byte 0"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, content, says):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(FolderUnusable, match=f"x.csv: {says}"):
        Folder(tmp_path).rows("x")


def test_a_missing_file_has_no_rows(tmp_path):
    assert Folder(tmp_path).rows("sheets") == ()
    assert not Folder(tmp_path).has("sheets")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file"),
        ("name: x\n", "'id' is missing"),
        ("- 1\n", "'id' is missing"),
        ("a: [1\n", "while parsing"),
    ],
)
def test_a_folder_without_organisation_is_refused_in_one_line(tmp_path, content, says):
    if content is not None:
        (tmp_path / "organisation.yaml").write_text(content)
    with pytest.raises(FolderUnusable, match=says) as refusal:
        _ = Folder(tmp_path).organisation
    assert "\n" not in str(refusal.value)


def test_a_decimal_of_the_organisation_is_never_a_float(tmp_path):
    (tmp_path / "organisation.yaml").write_text("id: x\npolicies: {half_day: 0.5, whole: 7}\n")
    assert Folder(tmp_path).organisation["policies"] == {"half_day": "0.5", "whole": 7}


@pytest.mark.parametrize(
    ("about", "ahead"),
    [
        ("data_until: 2025-11-25\nperiod: 2025-10", None), ("data_until: 2026-11-26\nperiod: 2026-11", "370"), ("period: 2026-12", "401"),
        ("data_until: '2026-11-27'\nreporting_month: 2026-10", "367"), ("year: 2026\ncut_off: 2027-01-15", "416"), ("year: '2024'", None),
        ("period: soon", None),
    ],
)  # fmt: skip
def test_data_of_days_to_come_are_replayed_on_a_day_when_they_are_over(tmp_path, about, ahead):
    (tmp_path / "organisation.yaml").write_text(f"id: a\n{about}\n", encoding="utf-8")
    with clock.stopped_at(datetime(2026, 11, 26, 4, tzinfo=UTC)):
        assert environment_for([Folder(tmp_path)]).get(clock.AHEAD) == ahead


def test_a_clock_is_set_ahead_by_days(monkeypatch):
    before = clock.today()
    monkeypatch.setenv(clock.AHEAD, "400")
    clock.ahead.cache_clear()
    try:
        assert (clock.today() - before).days in {400, 401}
    finally:
        monkeypatch.undo()
        clock.ahead.cache_clear()
