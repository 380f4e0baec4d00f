"""Whatever services are installed: none reaches another's queues, exchanges or database with its own credentials."""

import time

import amqp
import pymongo
import pytest
from pymongo.errors import OperationFailure

from kefu import registry, topology
from kefu.local import Instance
from kefu.testing.links import connect

SERVICES = tuple(registry.services())
IDLE = ("/bin/sh", "-c", "exec sleep 3600")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """A broker and a store with a user for each service, none of which runs."""
    with Instance(tmp_path_factory.mktemp("rights"), services=SERVICES, runner=IDLE) as instance:
        end = time.monotonic() + 90
        while not set(instance.plan.private_servers) <= {name for name, process in instance.running.items() if process.ready}:
            assert time.monotonic() < end
            time.sleep(0.1)
        with connect(instance.amqp_uri()) as operator:
            for service in SERVICES:
                channel = operator.channel()
                for queue in (f"rpc.{service}", f"rpc.{service}.parked", f"evt.{service}.nobody.said"):
                    channel.queue_declare(queue, durable=True, auto_delete=False)
                channel.exchange_declare(f"{service}.retry", "direct", durable=True, auto_delete=False)
        with instance.databases() as client:
            for service in SERVICES:
                client[instance.database(service)].things.insert_one({"of": service})
        yield instance


TRESPASSES = {
    "takes its requests": lambda channel, _, other: channel.basic_get(f"rpc.{other}"),
    "takes what it hears": lambda channel, _, other: channel.basic_consume(f"evt.{other}.nobody.said"),
    "looks at what it parked": lambda channel, _, other: channel.basic_get(f"rpc.{other}.parked"),
    "speaks for it": lambda channel, _, other: _publish(channel, f"{other}.events", "said"),
    "retries for it": lambda channel, _, other: _publish(channel, f"{other}.retry", f"evt.{other}.nobody.said"),
    "overhears its requests": lambda channel, own, other: _overhear(channel, own, other),
    "deletes its queue": lambda channel, _, other: channel.queue_delete(f"evt.{other}.nobody.said"),
}


def _publish(channel, exchange, key):
    channel.basic_publish_confirm(amqp.Message(b"{}"), exchange=exchange, routing_key=key)


def _overhear(channel, own, other):
    copy = f"rpc.{own}.copy_of_{other}"
    channel.queue_declare(copy, exclusive=True)
    channel.queue_bind(copy, topology.RPC, f"{other}.*")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_does_its_own_work_and_reaches_no_other(servers, service):
    with connect(servers.amqp_uri(service)) as connection:
        assert connection.channel().basic_get(f"rpc.{service}") is None
        for other in SERVICES:
            for what, trespass in TRESPASSES.items() if other != service else ():
                try:
                    trespass(connection.channel(), service, other)
                except amqp.AccessRefused:
                    continue
                pytest.fail(f"{service} {what}: {other}")


def test_a_service_reaches_no_other_database(servers):
    for service in SERVICES:
        with pymongo.MongoClient(servers.mongo_uri(service)) as client:
            assert client[servers.database(service)].things.find_one({})["of"] == service
            for other in set(SERVICES) - {service}:
                things = client[servers.database(other)].things
                for act in (lambda things=things: things.find_one({}), lambda things=things: things.insert_one({})):
                    with pytest.raises(OperationFailure, match=r"(?i)not authorized"):
                        act()
