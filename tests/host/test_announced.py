"""What imported rows say is announced before they are stored: told once they are, whoever dies in between, and never of others."""

from datetime import UTC, datetime, timedelta

import pytest
from kefu_echo import Count, Echo, HasCounted
from pymongo.errors import AutoReconnect

from kefu.outbox import Outbox
from kefu.service import Draft, importer
from kefu.store.announced import GIVEN_UP_AFTER
from kefu_messages.errors import KefuError

AT_ONCE = timedelta(seconds=-1)


class Together(Echo):
    """Takes rows together: one record each."""

    @importer(Count)
    def count_many(self, batch):
        drafts = []
        for row in batch.rows:
            record = self.counters.get(batch.organisation, row["counter_no"]) or self.counters.blank(batch.organisation, row["counter_no"])
            if batch.already(row, record):
                batch.accept(row)
                continue
            drafts.append(Draft(record, row, {"total": row["step"]}, [HasCounted.of(counter_no=record.key, total=row["step"])]))
        refused = self.counters.save_many(batch, drafts)
        for draft in drafts:
            error = refused.get(draft.row.row.line)
            batch.refuse(draft.row, error) if error else batch.accept(draft.row)


def rows(*names):
    return {"rows": [{"line": line, "raw": {"counter_no": name, "step": "1"}} for line, name in enumerate(names, start=2)]}


def effects(running):
    return {effect["counter_no"]: effect["times"] for effect in running.database["effects"].find()}


@pytest.fixture
def died(start, monkeypatch):
    """``died(rows)``: a service took the rows and was gone before it said anything."""

    def run(file, *, stored=True):
        with monkeypatch.context() as dead:
            dead.setattr(Outbox, "say", lambda *_: None)
            if not stored:
                dead.setattr("kefu.store.together._put_in", _fail)
            service = start(Together)
            try:
                service("count__import", file, deadline=60)
            except KefuError:
                assert not stored
            service.stop()

    return run


def _fail(*_, **__):
    raise AutoReconnect("gone between the announcement and the rows")


def test_rows_carry_nothing_to_be_sent_and_their_announcement_goes_when_it_is_told(start, until):
    together = start(Together)
    together("count__import", rows(*(f"n{number}" for number in range(150))))
    assert together.database["echo"].find_one({"outbox": {"$exists": True}}) is None
    together.settle(20)
    until(lambda: together.host.outbox.left() == 0)
    assert (set(effects(together).values()), len(effects(together))) == ({1}, 150)
    until(lambda: together.database["announced"].find_one() is None)


def test_what_was_stored_but_not_said_is_said_by_the_sweep_of_the_next(died, start, until):
    died(rows("a", "b", "c"))
    second = start(Together)
    assert second.host.outbox.left() == 1
    assert second.host.outbox.sweep(older_than=AT_ONCE) == 3
    second.settle()
    until(lambda: second.host.outbox.left() == 0)
    assert effects(second) == {"a": 1, "b": 1, "c": 1}
    assert [entry["what"] for entry in second.host.audit.entries()].count("count") == 3


def test_what_was_announced_but_not_stored_is_not_said_until_the_file_is_sent_again(died, start, until):
    died(rows("a", "b"), stored=False)
    second = start(Together)
    assert second.host.outbox.sweep(older_than=AT_ONCE) == 0
    second.settle()
    assert (effects(second), second.host.outbox.left()) == ({}, 1)
    second("count__import", rows("a", "b"))
    second.settle()
    second.host.outbox.sweep(older_than=AT_ONCE)
    second.settle()
    until(lambda: second.host.outbox.left() == 0)
    assert effects(second) == {"a": 1, "b": 1}


def test_a_row_that_the_trail_knows_is_not_said_again(died, start, until):
    died(rows("a"))
    second = start(Together)
    for announcement in list(second.host.announcements.left(datetime.now(UTC), limit=10)):
        second.host.audit.append([{"id": row.entry.id, **row.entry.audit} for row in announcement.rows])
    assert second.host.outbox.sweep(older_than=AT_ONCE) == 0
    until(lambda: second.host.outbox.left() == 0)
    assert effects(second) == {}


def test_an_announcement_whose_rows_never_came_is_given_up_after_a_day(died, start, until, documents):
    died(rows("a"), stored=False)
    documents["announced"].update_many({}, {"$set": {"at": datetime.now(UTC) - GIVEN_UP_AFTER - timedelta(hours=1)}})
    second = start(Together)
    second.host.outbox.sweep(older_than=AT_ONCE)
    until(lambda: second.host.outbox.left() == 0)
    assert effects(second) == {}
