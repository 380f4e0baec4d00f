"""The read models built again from the stream of everything that was ever said, event by event as if it were said now.

One replica at a time has the turn; it notes how far it is, so that another goes on from there. What people have entered, handed in,
remarked and closed is no read model and stays.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import eventlet
from eventlet.greenpool import GreenPool
from nameko.extensions import DependencyProvider
from pymongo.errors import PyMongoError

from kefu.bus import BrokerUnavailable
from kefu.service import Ask, EventEntrypoint, Shelf, command, query
from kefu.store import BoundShelf
from kefu.stream import FIRST, Entry, Stream
from kefu_messages.reporting import GetRebuild, RebuildReports, RebuildRunning
from kefu_reporting.store import DASHBOARDS, FACTS, REBUILDS, REPORTS

_log = logging.getLogger(__name__)
LAST, WAITING, RUNNING, DONE = "last", "waiting", "running", "done"
TURN, NOBODYS_TURN = timedelta(seconds=30), datetime(2000, 1, 1, tzinfo=UTC)
PAUSE, AT_ONCE, AT_A_TIME, QUIET = 2.0, 200, 20, 2.0


class Rebuilder(DependencyProvider):  # type: ignore[misc]
    """The green thread that builds again what somebody has asked for."""

    def setup(self) -> None:
        """Find the collections and the listeners."""
        host = self.container.host
        self._facts, self._dashboards, self._reports, self._rebuilds = (
            host.database[each.name] for each in (FACTS, DASHBOARDS, REPORTS, REBUILDS)
        )
        self._me, self._stopping = uuid.uuid4().hex, False

    def start(self) -> None:
        """Begin to look for what is asked for."""
        self._listeners = [each for each in self.container.extensions if isinstance(each, EventEntrypoint)]
        self._thread = eventlet.spawn(self._run)

    def stop(self) -> None:
        """End; what is under way is gone on with by the next one who has the turn."""
        self._stopping = True
        self._thread.kill()

    def _run(self) -> None:
        while not self._stopping:
            try:
                wanted = self._rebuilds.find_one({"state": {"$in": [WAITING, RUNNING]}})
                if wanted is not None and self._have_the_turn(wanted):
                    self._rebuild(wanted)
            except (PyMongoError, BrokerUnavailable) as away:
                _log.warning("a rebuild waits", extra={"error": str(away)[:300]})
            except Exception:  # noqa: BLE001 - whatever it is, the next turn goes on
                _log.exception("a rebuild stumbles")
            eventlet.sleep(PAUSE)

    def _have_the_turn(self, wanted: Mapping[str, Any]) -> bool:
        now = datetime.now(UTC)
        content = {"$set": {"holder": self._me, "held_until": now + TURN}}
        ours, free = {"holder": self._me}, {"held_until": {"$lt": now}}
        return any(self._rebuilds.update_one({"_id": wanted["_id"], **mine}, content).matched_count for mine in (ours, free))

    def _rebuild(self, wanted: Mapping[str, Any]) -> None:
        organisation = wanted["organisation"]
        if wanted["state"] == WAITING:
            self._forget(organisation)
            self._note(wanted, state=RUNNING, read_to=0, events=0)
        read_to, events = (wanted.get("read_to") or 0, wanted.get("events") or 0) if wanted["state"] == RUNNING else (0, 0)
        stream = Stream(self.container.host.config.amqp_uri, name="reporting builds again", since=read_to or FIRST)
        try:
            while not self._stopping and self._have_the_turn(wanted):
                entries = stream.take(most=AT_ONCE, seconds=QUIET)
                if not entries:
                    self._note(wanted, state=DONE, finished_at=datetime.now(UTC))
                    return
                events += self._hear_again(organisation, entries)
                self._note(wanted, read_to=entries[-1].offset + 1, events=events)
        finally:
            stream.close()

    def _forget(self, organisation: str) -> None:
        """Empty the read models; a report somebody has remarked on keeps its remarks."""
        mine = {"organisation": organisation}
        self._facts.delete_many(mine)
        self._dashboards.delete_many(mine)
        for report in self._reports.find(mine, {"remarks": 1}):
            remarks = report.get("remarks") or []
            if not remarks:
                self._reports.delete_one({"_id": report["_id"]})
                continue
            emptied = {"figures": {}, "sequence": -1, "agrees": False, "version": len(remarks)}
            self._reports.update_one({"_id": report["_id"]}, {"$set": emptied, "$unset": {"heard": ""}})

    def _hear_again(self, organisation: str, entries: list[Entry]) -> int:
        """Let the service hear the organisation's events, those of one subject in their order."""
        heard = 0
        lanes: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for entry in entries:
            if entry.envelope["organisation"] == organisation:
                lanes.setdefault((entry.envelope["type"].split(".")[1], str(entry.envelope["subject"])), []).append(entry.envelope)
        pool = GreenPool(AT_A_TIME)
        for count in pool.imap(self._hear_lane, lanes.values()):
            heard += count
        return heard

    def _hear_lane(self, envelopes: list[dict[str, Any]]) -> int:
        heard = 0
        for envelope in envelopes:
            listeners = [each for each in self._listeners if each.event.type() == envelope["type"]]
            for listener in listeners:
                ask = self.container.host.admission.event(listener.event, envelope)
                self.container.host.answering.in_worker(listener, replace(ask, context={**ask.context, "replaying": True}))
            heard += bool(listeners)
        return heard

    def _note(self, wanted: Mapping[str, Any], **changes: Any) -> None:
        self._rebuilds.update_one({"_id": wanted["_id"]}, {"$set": changes, "$inc": {"version": 1}})


class Rebuilding:
    """Who may have the read models built again, and how far that is."""

    rebuilds: BoundShelf = Shelf(REBUILDS)
    rebuilder = Rebuilder()

    @command(RebuildReports)
    def rebuild_reports(self, ask: Ask) -> dict[str, Any]:
        """Ask for it; one at a time."""
        record = self.rebuilds.new(ask.organisation, LAST)
        if record.exists and record["state"] != DONE:
            raise RebuildRunning
        changes = {
            "state": WAITING, "requested_by": ask.identity.staff_no, "requested_at": ask.now, "read_to": None, "events": 0,
            "finished_at": None, "holder": None, "held_until": NOBODYS_TURN,
        }  # fmt: skip
        return self.rebuilds.save(record, ask, changes=changes)

    @query(GetRebuild)
    def get_rebuild(self, ask: Ask) -> dict[str, Any]:
        """How far it is."""
        record = self.rebuilds.get(ask.organisation, LAST)
        return {"state": "none", "events": 0} if record is None else self.rebuilds.public(record)


def said_again(ask: Ask) -> bool:
    """Whether the event is heard again for a rebuild: then nothing is said of what follows from it."""
    return bool(ask.context.get("replaying"))
