"""Keeps every event of chosen services in an SQLite file: each once, from the beginning, however often it is stopped or killed.

    pip install pika
    python subscriber.py --amqp amqp://sub-board:…@host/kefu --file board.db --source customers --source billing

It reads the stream `kefu.events`. What it has done and how far it has read are one transaction, so a crash repeats nothing and
loses nothing. A subject's events carry a growing `sequence`; an older one that arrives late is kept but does not count as the newest.
What is no event, or not said by the service that it names, is reported and passed over. A restored department has a new stream, which
begins at 0 again: then everything in it is read anew, and what is known by its id is left out.
"""

import argparse
import json
import sqlite3
import sys

import pika

STREAM = "kefu.events"
NEEDED = {"id", "organisation", "source", "type", "subject", "sequence", "time", "data"}
TABLES = """
CREATE TABLE IF NOT EXISTS progress (stream TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, organisation TEXT, source TEXT, type TEXT, subject TEXT, sequence INTEGER, time TEXT, data TEXT);
CREATE TABLE IF NOT EXISTS newest (
    organisation TEXT, source TEXT, subject TEXT, sequence INTEGER, id TEXT, PRIMARY KEY (organisation, source, subject));
"""


def main() -> None:
    """Read until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--amqp", required=True)
    parser.add_argument("--file", required=True)
    parser.add_argument("--source", action="append", default=[], help="a service, repeatable; none means all")
    asked = parser.parse_args()
    kept = sqlite3.connect(asked.file, isolation_level=None)
    kept.executescript(TABLES)
    connection = pika.BlockingConnection(pika.URLParameters(asked.amqp))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=100)  # a stream is only read with a limit

    def receive(channel, method, properties, body):
        keep(kept, event_in(body, method.exchange), sources=asked.source, offset=properties.headers["x-stream-offset"])
        channel.basic_ack(method.delivery_tag)

    start = next_offset(kept)
    if start and not is_there(connection, start - 1):
        print("the stream is another one: from its beginning", file=sys.stderr)
        start = 0
    channel.basic_consume(STREAM, receive, arguments={"x-stream-offset": "first" if start is None else start})
    channel.start_consuming()


def next_offset(kept: sqlite3.Connection) -> int | None:
    """Where to go on; None at the very beginning."""
    row = kept.execute("SELECT next FROM progress WHERE stream = ?", (STREAM,)).fetchone()
    return row and row[0]


def is_there(connection: pika.BlockingConnection, offset: int) -> bool:
    """Whether the stream has come so far: its last messages are read, until two seconds pass without one."""
    channel = connection.channel()
    channel.basic_qos(prefetch_count=100)
    seen: list[int] = []

    def look(channel, method, properties, _body):
        seen.append(properties.headers["x-stream-offset"])
        channel.basic_ack(method.delivery_tag)

    reader = channel.basic_consume(STREAM, look, arguments={"x-stream-offset": "last"})
    before = -1
    while len(seen) > before and not (seen and seen[-1] >= offset):
        before = len(seen)
        connection.process_data_events(time_limit=2)
    channel.basic_cancel(reader)
    channel.close()
    return bool(seen) and seen[-1] >= offset


def event_in(body: bytes, exchange: str) -> dict | None:
    """The event, if it is one and came through the exchange of the service that it names; else None, and a line about it."""
    try:
        event = json.loads(body)
    except ValueError:
        event = None
    service = exchange.removesuffix(".events")
    whole = isinstance(event, dict) and event.keys() >= NEEDED
    if whole and event["source"] == f"/kefu/{service}" and str(event["type"]).startswith(f"kefu.{service}."):
        return event
    print(f"passed over: {body[:80]!r} through {exchange}", file=sys.stderr)
    return None


def keep(kept: sqlite3.Connection, event: dict | None, *, sources: list[str], offset: int) -> None:
    """Take one event, if it is one, and remember that it has been read, both or neither."""
    source = event["source"].rpartition("/")[2] if event else ""
    kept.execute("BEGIN IMMEDIATE")
    if event and (not sources or source in sources):
        kept.execute(
            "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                event["id"],
                event["organisation"],
                source,
                event["type"],
                event["subject"],
                event["sequence"],
                event["time"],
                json.dumps(event["data"], ensure_ascii=False),
            ),
        )
        kept.execute(
            "INSERT INTO newest VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence, id = excluded.id"
            " WHERE excluded.sequence > newest.sequence",
            (event["organisation"], source, event["subject"], event["sequence"], event["id"]),
        )
    kept.execute("INSERT INTO progress VALUES (?, ?) ON CONFLICT DO UPDATE SET next = excluded.next", (STREAM, offset + 1))
    kept.execute("COMMIT")


if __name__ == "__main__":
    main()
