"""Pages of lists: every entry once, the newest first, and no window without an end."""

from datetime import UTC, datetime, timedelta

import pytest

from kefu.newest import MOST_WINDOWS, position, windows

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)


@pytest.mark.parametrize("days", [0, 1, 2, 30, 400, 1400, 9000])
def test_a_position_lies_in_exactly_one_window(days):
    place = position(NOW - timedelta(days=days), number="GD-1")
    assert len([1 for low, high, _ in windows(NOW, cursor=None, narrow=True) if low <= place <= high]) == 1


def test_a_narrow_list_ends_and_a_broad_one_goes_on():
    assert [reached for _, _, reached in windows(NOW, cursor=None, narrow=True)][-1] == ""
    broad = list(windows(NOW, cursor=None, narrow=False))
    assert (len(broad), bool(broad[-1][2])) == (MOST_WINDOWS, True)


def test_the_next_page_begins_behind_the_last_entry():
    shown = position(NOW - timedelta(days=3), number="GD-7")
    low, high, _ = next(windows(NOW, cursor=shown, narrow=True))
    assert low > shown
    assert low < position(NOW - timedelta(days=3), number="GD-8") <= high
