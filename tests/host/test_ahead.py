"""Reading ahead: in order, one lot ahead, and a failure in its turn."""

import eventlet
import pytest

from kefu.store import read_ahead
from kefu.store.announced import ROWS


def test_each_lot_comes_with_what_was_read_for_it():
    items = list(range(2 * ROWS + 1))
    assert [(lot, found) for lot, found in read_ahead(items, sum)] == [
        (items[:ROWS], sum(items[:ROWS])), (items[ROWS : 2 * ROWS], sum(items[ROWS : 2 * ROWS])), (items[2 * ROWS :], items[-1])
    ]  # fmt: skip
    assert list(read_ahead([], sum)) == []


def test_the_next_lot_is_being_read_while_one_is_dealt_with_and_no_further():
    begun = []

    def read(lot):
        begun.append(lot[0])
        eventlet.sleep(0)

    lots = read_ahead(range(4 * ROWS), read)
    next(lots)
    eventlet.sleep(0)
    assert begun == [0, ROWS]


def test_what_cannot_be_read_stops_its_own_lot_and_not_the_one_before():
    def read(lot):
        if lot[0]:
            raise ConnectionError

    lots = read_ahead(range(2 * ROWS), read)
    next(lots)
    with pytest.raises(ConnectionError):
        next(lots)
