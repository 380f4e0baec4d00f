"""The read models built again from the stream of everything that was ever said, event by event as if it were said now.

They are built beside those that count, which everybody goes on reading; when the reader has come to the stream's end, the new ones
take their place. One replica at a time has the turn; it notes how far it is, so that another goes on from there, or begins anew where
that place is not in the stream any more. What people have entered, handed in, remarked and closed is no read model and stays.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator, Mapping
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
from kefu_reporting.service.beside import Beside, Reach
from kefu_reporting.service.told import FIRST_GENERATION, KNOWN_FOR
from kefu_reporting.store import LAST, REBUILDS

_log = logging.getLogger(__name__)
WAITING, RUNNING, DONE, ENDS = "waiting", "running", "done", "last"
TURN, NOBODYS_TURN = timedelta(seconds=30), datetime(2000, 1, 1, tzinfo=UTC)
PAUSE, AT_ONCE, AT_A_TIME, QUIET, PATIENCE = 2.0, 200, 20, 1.0, 10.0
DOUBT = timedelta(hours=1)  # a stream that has let its oldest events go does not begin at one moment for all that were said about then
FORGOTTEN_AFTER = timedelta(seconds=60)  # whoever reads the old ones has finished by then


class Rebuilder(DependencyProvider):  # type: ignore[misc]
    """The green thread that builds again what somebody has asked for."""

    def setup(self) -> None:
        """Find the collection."""
        self._rebuilds = self.container.host.database[REBUILDS.name]
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
                self._look()
            except (PyMongoError, BrokerUnavailable) as away:
                _log.warning("a rebuild waits", extra={"error": str(away)[:300]})
            except Exception:  # noqa: BLE001 - whatever it is, the next turn goes on
                _log.exception("a rebuild stumbles")
            eventlet.sleep(PAUSE)

    def _look(self) -> None:
        wanted = self._rebuilds.find_one({"state": {"$in": [WAITING, RUNNING]}})
        if wanted is not None and self._have_the_turn(wanted):
            self._rebuild(wanted)
        over = self._rebuilds.find_one({"state": DONE, "forget_at": {"$lt": datetime.now(UTC)}})
        if over is not None and self._have_the_turn(over):
            self._beside(over, counting=over["generation"]).clear()
            self._rebuilds.update_one({"_id": over["_id"], "state": DONE}, {"$set": {"forget_at": None}})

    def _have_the_turn(self, wanted: Mapping[str, Any]) -> bool:
        now = datetime.now(UTC)
        content = {"$set": {"holder": self._me, "held_until": now + TURN}}
        ours, free = {"holder": self._me}, {"held_until": {"$lt": now}}
        return any(self._rebuilds.update_one({"_id": wanted["_id"], **mine}, content).matched_count for mine in (ours, free))

    def _rebuild(self, wanted: Mapping[str, Any]) -> None:
        """Hear everything again, put what was built in its place, then hear what was said meanwhile."""
        build = self._begun(wanted)
        beside = self._beside(build, counting=build["building"] - 1)
        reach = Reach(build["back_to"], build["requested_at"])
        if not build["switched"]:
            if not self._hear_all(build):
                return
            self._note(build, switched=True, generation=build["building"], kept=beside.keep_facts(reach))
            build["switched"] = True
        eventlet.sleep(2 * KNOWN_FOR)  # by then every process knows, and what it has heard is in the stream
        if not self._hear_all(build):
            return
        lost = beside.put_in_place(reach)
        now = datetime.now(UTC)
        self._note(build, state=DONE, finished_at=now, forget_at=now + FORGOTTEN_AFTER, kept=self._kept(build) + lost)

    def _begun(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The rebuild as far as it is: begun now, or anew where the stream does not hold the place any more at which it was left."""
        if wanted["state"] == RUNNING and "building" in wanted and self._is_there(wanted):
            return dict(wanted)
        counting = int(wanted.get("generation") or FIRST_GENERATION)
        self._beside(wanted, counting=counting).clear()
        first = next(iter(self._take(since=FIRST, most=1)), None)
        back_to = None if first is None else _said_at(first) + (DOUBT if first.offset else timedelta(0))
        begun = {
            "state": RUNNING, "read_to": 0, "read_id": None, "events": 0, "building": counting + 1, "switched": False, "kept": 0,
            "back_to": back_to, "begins_at": None if first is None else _said_at(first),
        }  # fmt: skip
        self._note(wanted, **begun)
        return {**wanted, **begun}

    def _is_there(self, build: Mapping[str, Any]) -> bool:
        if build["read_id"] is None:
            return True
        found = next(iter(self._take(since=build["read_to"] - 1, most=1)), None)
        return found is not None and found.envelope["id"] == build["read_id"]

    def _hear_all(self, build: dict[str, Any]) -> bool:
        """Hear what is in the stream by now; False when the turn went to another."""
        end = self._end()
        if build["read_to"] >= end:
            return True
        stream = self._stream(since=build["read_to"] or FIRST)
        try:
            while not self._stopping and self._have_the_turn(build):
                entries = stream.take(most=AT_ONCE, seconds=PATIENCE)
                if not entries:
                    raise BrokerUnavailable("the stream does not go on")
                build["events"] += self._hear_again(build, entries)
                build |= {"read_to": entries[-1].offset + 1, "read_id": entries[-1].envelope["id"]}
                self._note(build, **{name: build[name] for name in ("read_to", "read_id", "events")})
                if build["read_to"] >= end:
                    return True
        finally:
            stream.close()
        return False

    def _end(self) -> int:
        """The number after that of the last event in the stream."""
        return max((entry.offset + 1 for entry in self._take(since=ENDS, most=AT_ONCE)), default=0)

    def _take(self, *, since: int | str, most: int) -> Iterator[Entry]:
        """What is there from that place on, until nothing more comes at once, or so many; nothing when there is none."""
        stream, until = self._stream(since=since), time.monotonic() + PATIENCE
        try:
            entries = stream.take(most=most, seconds=PATIENCE)
            while entries:
                yield from entries
                if most == 1 or time.monotonic() > until:
                    return
                entries = stream.take(most=most, seconds=QUIET)
        finally:
            stream.close()

    def _stream(self, *, since: int | str) -> Stream:
        host = self.container.host
        return Stream(host.config.amqp_uri, name="reporting builds again", since=since, metrics=host.metrics)

    def _hear_again(self, build: Mapping[str, Any], entries: list[Entry]) -> int:
        """Let the service hear the organisation's events, those of one subject in their order."""
        lanes: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for entry in entries:
            if entry.envelope["organisation"] == build["organisation"]:
                lanes.setdefault((entry.envelope["type"].split(".")[1], str(entry.envelope["subject"])), []).append(entry.envelope)
        again = {"replaying": True, "generation": build["building"]}
        return sum(GreenPool(AT_A_TIME).imap(lambda lane: self._hear_lane(lane, again), lanes.values()))

    def _hear_lane(self, envelopes: list[dict[str, Any]], again: Mapping[str, Any]) -> int:
        heard = 0
        for envelope in envelopes:
            listeners = [each for each in self._listeners if each.event.type() == envelope["type"]]
            for listener in listeners:
                ask = self.container.host.admission.event(listener.event, envelope)
                self.container.host.answering.in_worker(listener, replace(ask, context={**ask.context, **again}))
            heard += bool(listeners)
        return heard

    def _beside(self, build: Mapping[str, Any], *, counting: int) -> Beside:
        return Beside(self.container.host.database, build["organisation"], counting=counting)

    def _kept(self, build: Mapping[str, Any]) -> int:
        return int((self._rebuilds.find_one({"_id": build["_id"]}) or {}).get("kept") or 0)

    def _note(self, build: Mapping[str, Any], **changes: Any) -> None:
        self._rebuilds.update_one({"_id": build["_id"]}, {"$set": changes, "$inc": {"version": 1}})


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
            "finished_at": None, "holder": None, "held_until": NOBODYS_TURN, "begins_at": None, "kept": None, "forget_at": None,
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


def _said_at(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.envelope["time"])
