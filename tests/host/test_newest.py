"""Pages of lists: every entry once, the newest first, and no window without an end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kefu.newest import MOST_WINDOWS, newest, position, windows
from kefu.store import BoundShelf, Collection, Index
from kefu_messages.errors import MalformedRequest

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


@pytest.fixture
def long_list(start):
    """Twenty entries of the last days, two hundred within a minute of a year ago."""
    host = start().host
    shelf = BoundShelf(Collection("things", key="thing_no", indexes=[Index("lists", "position")]), host)
    shelf.create_indexes()
    moments = [NOW - timedelta(days=number) for number in range(20)] + [
        NOW - timedelta(days=365, seconds=number // 4) for number in range(200)
    ]
    places = [position(at, number=f"T{number:05}") for number, at in enumerate(moments)]
    shelf.documents.insert_many(
        {"_id": f"o/T{number:05}", "organisation": "o", "thing_no": f"T{number:05}", "lists": ["all"], "position": place, "version": 1}
        for number, place in enumerate(places)
    )
    return shelf, replace(host.admission.schedule("page", "o", NOW.date(), at=NOW), limit=30)


def paged(long_list, monkeypatch, **asked):
    """Each page's numbers, and how many documents it read."""
    monkeypatch.setattr("kefu.newest.MOST_AT_ONCE", 10)
    monkeypatch.setattr("kefu.newest.MOST_LOOKED_AT", 20)
    shelf, ask = long_list
    read, find = [], BoundShelf.find
    monkeypatch.setattr(BoundShelf, "find", lambda *args, **more: read.append(found := find(*args, **more)) or found)
    while True:
        read.clear()
        page = newest(shelf, ask, equals={"lists": "all"}, **asked)
        yield [one["thing_no"] for one in page.items], sum(map(len, read))
        if page.next is None:
            return
        ask = replace(ask, cursor=page.next)


@pytest.mark.parametrize("narrow", [True, False])
def test_pages_hold_every_entry_once_however_many_stand_close_together(long_list, monkeypatch, narrow):
    pages = list(paged(long_list, monkeypatch, narrow=narrow))[:40]
    numbers = [number for page, _ in pages for number in page]
    assert numbers == [f"T{number:05}" for number in range(220)]
    assert max(read for _, read in pages) <= 200  # of ten at once


def test_a_search_that_finds_nothing_ends_its_page_after_a_bounded_number_of_documents(long_list, monkeypatch):
    first, read = next(paged(long_list, monkeypatch, narrow=False, wanted=lambda _: False))
    assert (first, read <= 300) == ([], True)


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("chosen", ["few", "none"])
def test_a_list_that_holds_few_ends_with_its_last_page(long_list, narrow, chosen):
    shelf, ask = long_list
    shelf.documents.update_many({"thing_no": {"$in": ["T00000", "T00003", "T00019"]}}, {"$set": {"lists": ["all", "few"]}})
    shelf.documents.update_one(
        {"thing_no": "T00219"}, {"$set": {"lists": ["all", "few"], "position": position(datetime(1999, 1, 1, tzinfo=UTC), number="T00219")}}
    )
    page = newest(shelf, ask, equals={"lists": chosen}, narrow=narrow)
    numbers = [one["thing_no"] for one in page.items]
    assert (numbers, page.next) == (["T00000", "T00003", "T00019", "T00219"] if chosen == "few" else [], None)


@pytest.mark.parametrize("cursor", ["abc", "q", "12", "-1", "9999999999x-1", "99999999999", "١" * 11 + "-1"])
def test_a_cursor_that_no_page_gave_is_refused(long_list, cursor):
    shelf, ask = long_list
    with pytest.raises(MalformedRequest):
        newest(shelf, replace(ask, cursor=cursor), equals={"lists": "all"}, narrow=False)
