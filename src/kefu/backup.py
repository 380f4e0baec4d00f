"""Every service's database in a folder, and back: for `make up` and small departments; a large MongoDB is dumped by its own tools.

The layout is ``mongodump``'s (``<database>/<collection>.bson`` and ``.metadata.json``), so that ``mongorestore`` reads it too.
``backup.json`` is written last: the number of documents and the SHA-256 of each file. A folder without it is no backup.

A backup is one cut through all databases: nothing may be on its way between services when it begins, and nothing may be written
until it ends. Nearly every write leaves an entry on its service's audit trail, and the others follow from one that does: trails
that are the same before and after prove it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import bson
from bson import json_util
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.database import Database

from kefu.store.announced import LONG_AGO
from kefu.store.announced import NAME as ANNOUNCED
from kefu.stream import PLACES, READER

PREFIX = "kefu_"
MANIFEST = "backup.json"
AT_ONCE = 200
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
Manifest = dict[str, dict[str, dict[str, Any]]]


class Databases(Protocol):
    """A client, or several that keep the databases together."""

    def list_database_names(self) -> list[str]:
        """The databases that are there."""

    def __getitem__(self, name: str, /) -> Database[Any]: ...


class BackupImpossible(Exception):
    """The backup could not be made or brought back; the message says why."""


def back_up(client: Databases, folder: Path) -> Manifest:
    """Write every service's database into the folder; raises :class:`BackupImpossible` when somebody is at work meanwhile."""
    if (folder / MANIFEST).exists():
        raise BackupImpossible(f"{folder} holds a backup already")
    databases = [client[name] for name in sorted(client.list_database_names()) if name.startswith(PREFIX)]
    before = [_state(database) for database in databases]
    unsent = sum(left for _, left in before)
    if unsent:
        raise BackupImpossible(f"{unsent} events are not sent yet: wait, or look at kefu_outbox_oldest_seconds")
    written = {database.name: _dump(database, folder / database.name) for database in databases}
    if [_state(database) for database in databases] != before:
        raise BackupImpossible("something was written meanwhile: close the gateway and try again")
    manifest = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "databases": written}
    _private(folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return written


def restore(client: Databases, folder: Path) -> Manifest:
    """Bring every database back, indexes included, into a store that holds none of them; the readers of the stream begin anew."""
    try:
        wanted: Manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["databases"]
    except FileNotFoundError:
        raise BackupImpossible(f"{folder} holds no finished backup") from None
    _intact(folder, wanted)
    standing = sorted(name for name in client.list_database_names() if name.startswith(PREFIX) and client[name].list_collection_names())
    if standing:
        raise BackupImpossible(f"the store holds {', '.join(standing)} already: restore into an empty one")
    for database, collections in wanted.items():
        for name, told in collections.items():
            _load(client[database][name], folder / database / f"{name}.bson", documents=told["documents"])
        _continue_numbers(client[database])
    return wanted


def _state(database: Database[Any]) -> tuple[int, int]:
    """Where the audit trail ends, and how many documents hold something unsent."""
    last = next(iter(database["audit"].find({}, {"_id": 1}).sort("_id", -1).limit(1)), {"_id": 0})
    names = [name for name in database.list_collection_names() if name != "audit"]
    holding = [database[name].find({"outbox.at": {"$gt": LONG_AGO}}, {"_id": 1}) for name in names]
    return last["_id"], sum(_number(found) for found in (*holding, database[ANNOUNCED].find({}, {"_id": 1})))


def _number(found: Iterable[Any]) -> int:
    return sum(1 for _ in found)


def _dump(database: Database[Any], folder: Path) -> dict[str, dict[str, Any]]:
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    found = {}
    for name in sorted(database.list_collection_names()):
        if name.startswith("system."):
            continue
        collection = database.get_collection(name, codec_options=RAW)
        path, digest, documents = folder / f"{name}.bson", hashlib.sha256(), 0
        with _private(path).open("wb") as file:
            for document in collection.find({}, batch_size=AT_ONCE):
                file.write(document.raw)
                digest.update(document.raw)
                documents += 1
        _write_metadata(database[name], path.with_suffix(".metadata.json"))
        found[name] = {"documents": documents, "sha256": digest.hexdigest()}
    return found


def _private(path: Path) -> Path:
    """The path of a file that only its owner reads: a backup holds what the department knows about people."""
    path.touch(mode=0o600)
    return path


def _write_metadata(collection: Collection[Any], path: Path) -> None:
    indexes = [{**index, "key": dict(index["key"])} for index in collection.list_indexes()]
    content = {"options": {}, "indexes": indexes, "collectionName": collection.name, "type": "collection"}
    _private(path).write_text(json_util.dumps(content, json_options=json_util.RELAXED_JSON_OPTIONS, indent=1), encoding="utf-8")


def _intact(folder: Path, wanted: Manifest) -> None:
    for database, collections in wanted.items():
        for name, told in collections.items():
            path = folder / database / f"{name}.bson"
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != told["sha256"]:
                raise BackupImpossible(f"{path} is not what was written")


def _load(collection: Collection[Any], path: Path, *, documents: int) -> None:
    with path.open("rb") as file:
        for lot in _lots(file):
            collection.with_options(codec_options=RAW).insert_many(lot)
    for index in json_util.loads(path.with_suffix(".metadata.json").read_text(encoding="utf-8"))["indexes"]:
        if index["name"] != "_id_":
            options = {name: value for name, value in index.items() if name not in {"key", "v", "ns"}}
            collection.create_index(list(index["key"].items()), **options)
    there = _number(collection.find({}, {"_id": 1}))
    if there != documents:
        raise BackupImpossible(f"{collection.full_name}: {there} documents are there, {documents} were written down")


def _lots(file: BinaryIO) -> Iterator[list[RawBSONDocument]]:
    lot: list[RawBSONDocument] = []
    for document in bson.decode_file_iter(file, codec_options=RAW):
        lot.append(document)
        if len(lot) == AT_ONCE:
            yield lot
            lot = []
    if lot:
        yield lot


def _continue_numbers(database: Database[Any]) -> None:
    """The stream is not in a backup: a new one begins at 0, and whoever reads it goes on counting from where the lost one's ended."""
    place: Mapping[str, Any] | None = database[PLACES].find_one({"_id": READER})
    if place is not None:
        database[PLACES].update_one({"_id": READER}, {"$set": {"shift": place["next"]}})
