"""Every service's data is dumped, lost and brought back: all that can be asked of them is answered as before, to the byte."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections import Counter
from datetime import UTC, datetime

import pymongo
import pytest

from kefu import backup, clock, registry
from kefu.audit import AuditTrail
from kefu_messages import Command, Query, messages
from kefu_messages.documents import AttachFile, DownloadAttachment
from kefu_messages.errors import KefuError
from kefu_messages.reporting import GetRebuild

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SERVICES = sorted(set(registry.services()) - {"gateway"})
ALWAYS_ANEW = {"get_backlog", "list_audit", "get_held", "get_held_of_customer", "list_archive_reads"}  # of this process, or of every look
CONTENT = 700_000  # bytes of an attachment: several pieces of the store


def role(message):
    """Somebody who may send it."""
    return [min(message.roles)] if message.roles else ["system_administrator"]


def live(running, passes=2):
    """Send every command that any service takes, as its contract's example; what the first pass was too early for, the second does."""
    done = Counter()
    for _ in range(passes):
        for message in messages(Command):
            if message.service in SERVICES:
                done[message.service] += answered(running, message)[0] == "done"
        running.settle()
    return done


def answered(running, message):
    """The answer to the example of a message, or the code of its refusal."""
    try:
        return "done", running.ask(message, roles=role(message), **message.example)
    except KefuError as refusal:
        return "refused", refusal.code


def rebuilt(running):
    """Whether the reports stand still: nothing is being rebuilt."""
    return running.ask(GetRebuild, roles=role(GetRebuild))["state"] == "done"


def everything(running):
    """The answers to every question that any service takes, as bytes."""
    asked = [message for message in messages(Query) if message.service in SERVICES and message.verb() not in ALWAYS_ANEW]
    return {f"{message.service}.{message.verb()}": json.dumps(answered(running, message), sort_keys=True) for message in asked}


def attach(running):
    """A file of several pieces, as base64."""
    content = base64.b64encode(b"%PDF-1.7\n" + os.urandom(CONTENT)).decode()
    told = {"about": "case", "about_no": "T1", "file_name": "照片.pdf"}
    running.ask(AttachFile, roles=["engineer"], attachment_no="FJ-9", content=content, **told)
    return content


def dumped(client, folder):
    """Whether a backup could be made, nobody being at work."""
    try:
        return backup.back_up(client, folder)
    except backup.BackupImpossible:
        shutil.rmtree(folder)
        return None


def lose(running, client, database):
    """Stop the services and take their databases away."""
    for container in running._containers.values():  # noqa: SLF001
        container.stop()
    for name in client.list_database_names():
        if name.startswith(database):
            client.drop_database(name)


def test_all_that_can_be_asked_is_answered_as_before(running, broker, database, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "PREFIX", f"{database}_")
    with clock.stopped_at(datetime.now(UTC)), pymongo.MongoClient(running._mongo_uri) as client:  # noqa: SLF001
        running.start(*map(registry.load, SERVICES))
        done, content = live(running), attach(running)
        assert set(done) == set(SERVICES), "something was written in each"
        running.settle()
        assert running.until(lambda: rebuilt(running), bool, seconds=60), "what had been asked to be rebuilt is"
        before = everything(running)
        folder = tmp_path / "backup"
        assert running.until(lambda: dumped(client, folder), bool, seconds=60)
        lose(running, client, database)
        backup.restore(client, folder)
        running._amqp_uri = broker.uri_of(broker.new_vhost())  # noqa: SLF001 - an empty broker
        running.start(*map(registry.load, SERVICES))
        after = everything(running)
        assert {name: (before[name], answer) for name, answer in after.items() if answer != before[name]} == {}
        answering = {name.partition(".")[0] for name, answer in before.items() if answer.startswith('["done"')}
        assert answering == set(SERVICES)
        kept = running.ask(DownloadAttachment, roles=["engineer"], attachment_no="FJ-9")["content"]
        assert kept == content
        trails = {service: AuditTrail(client[f"{database}_{service}"]).broken_at() for service in SERVICES}
        assert trails == dict.fromkeys(SERVICES)
        assert live(running, passes=1).keys() >= {"customers", "fieldwork", "reporting"}, "it goes on"
