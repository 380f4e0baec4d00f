"""A service reaches its own queues, exchanges and database, and nobody else's."""

import contextlib

import amqp
import pymongo
import pytest
from pymongo.errors import OperationFailure

from kefu import topology
from kefu.testing.links import connect
from kefu_messages import Event, fields


class SlipPaid(Event):
    """Something billing says."""

    service = "billing"
    subject = "slip_no"
    example = {"slip_no": "1"}
    slip_no = fields.Identifier(required=True)


@pytest.fixture
def link(instance):
    """Connections of users."""
    with contextlib.ExitStack() as stack:
        yield lambda user: stack.enter_context(connect(instance.amqp_uri(user)))


@pytest.fixture
def channel(link):
    """Channels of users."""
    return lambda user: link(user).channel()


@pytest.fixture
def declared(link):
    """What metering has when it has started: its exchanges, its requests, billing's event."""
    billing, metering = link("billing"), link("metering")
    topology.declare_service(billing, "billing", delays=(500,))
    topology.declare_service(metering, "metering", delays=(500,))
    topology.declare_rpc_queue(metering.channel(), "metering")
    topology.declare_event_queue(metering, "metering", SlipPaid)


def test_a_service_may_do_what_it_must(channel, declared):
    billing, metering = channel("billing"), channel("metering")
    metering.basic_consume("rpc.metering", callback=lambda _: None)
    metering.basic_consume("evt.metering.billing.slip_paid", callback=lambda _: None)
    billing.queue_declare("rpc.billing.copy", exclusive=True)
    billing.queue_declare("reply.billing.abc", exclusive=True)
    billing.queue_bind("reply.billing.abc", topology.ANSWERS, "reply.billing.abc")
    billing.basic_publish_confirm(amqp.Message(b"{}"), exchange=topology.RPC, routing_key="metering.get_meter", mandatory=True)
    billing.basic_publish_confirm(amqp.Message(b"{}"), exchange="billing.events", routing_key="slip_paid", mandatory=True)
    metering.basic_publish_confirm(amqp.Message(b"{}"), exchange=topology.ANSWERS, routing_key="reply.billing.abc", mandatory=True)
    metering.basic_publish_confirm(
        amqp.Message(b"{}"), exchange="metering.parked", routing_key="evt.metering.billing.slip_paid", mandatory=True
    )


TRESPASSES = {
    "take another's requests": lambda billing: billing.basic_get("rpc.metering"),
    "take what another hears": lambda billing: billing.basic_get("evt.metering.billing.slip_paid"),
    "look at what another parked": lambda billing: billing.basic_get("evt.metering.billing.slip_paid.parked"),
    "empty another's queue": lambda billing: billing.queue_purge("rpc.metering"),
    "delete another's queue": lambda billing: billing.queue_delete("rpc.metering"),
    "declare another's queue": lambda billing: billing.queue_declare("evt.metering.billing.paid", durable=True),
    "declare a queue under no name of its own": lambda billing: billing.queue_declare("anything"),
    "have another's requests copied to itself": lambda billing: (
        billing.queue_declare("rpc.billing.copy", exclusive=True),
        billing.queue_bind("rpc.billing.copy", topology.RPC, "metering.*"),
    ),
    "have all requests copied to itself": lambda billing: (
        billing.queue_declare("rpc.billing.copy", exclusive=True),
        billing.queue_bind("rpc.billing.copy", topology.RPC, "#"),
    ),
    "hear whom it does not listen to": lambda billing: (
        billing.queue_declare("evt.billing.spy", exclusive=True),
        billing.queue_bind("evt.billing.spy", "discipline.events", "#"),
    ),
    "put a message into any queue": lambda billing: _publish(billing, "", "evt.metering.billing.slip_paid"),
    "speak for another": lambda billing: _publish(billing, "metering.events", "reading_accepted"),
    "retry for another": lambda billing: _publish(billing, "metering.retry", "evt.metering.billing.slip_paid"),
    "read all that was ever said": lambda billing: (billing.basic_qos(0, 1, False), billing.basic_consume("kefu.events")),
    "delete the log of events": lambda billing: billing.queue_delete("kefu.events"),
    "delete the exchange of requests": lambda billing: billing.exchange_delete(topology.RPC),
    "delete another's exchange": lambda billing: billing.exchange_delete("metering.events"),
    "read RabbitMQ's own log": lambda billing: (
        billing.queue_declare("rpc.billing.copy", exclusive=True),
        billing.queue_bind("rpc.billing.copy", "amq.rabbitmq.log", "#"),
    ),
}


def _publish(channel, exchange, key):
    channel.basic_publish_confirm(amqp.Message(b"{}"), exchange=exchange, routing_key=key)


@pytest.mark.parametrize("trespass", TRESPASSES.values(), ids=TRESPASSES.keys())
def test_a_service_may_not(channel, declared, trespass):
    with pytest.raises(amqp.AccessRefused):
        trespass(channel("billing"))


def test_a_service_reaches_only_its_own_database(instance):
    with pymongo.MongoClient(instance.mongo_uri("billing")) as client:
        client[instance.database("billing")].things.insert_one({"own": True})
        for act in (
            lambda: client[instance.database("metering")].things.find_one({}),
            lambda: client[instance.database("metering")].things.insert_one({}),
            client[instance.database("metering")].things.drop,
            lambda: client.admin.command("usersInfo"),
            lambda: client.admin.command("createUser", "x", pwd="x", roles=["root"]),
        ):
            with pytest.raises(OperationFailure, match=r"(?i)not authorized"):
                act()


def test_nobody_gets_in_without_a_password(instance):
    with (
        pymongo.MongoClient(
            f"mongodb://127.0.0.1:{instance.plan.ports[instance.plan.store_of('billing')]}/?directConnection=true"
        ) as client,
        pytest.raises(OperationFailure),
    ):
        client[instance.database("billing")].things.find_one({})
    with pytest.raises(amqp.AccessRefused):
        amqp.Connection(f"127.0.0.1:{instance.plan.ports['broker']}", virtual_host="kefu", login_response=None).connect()
