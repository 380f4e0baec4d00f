"""An echo over bare AMQP: the ceiling."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402
from itertools import count  # noqa: E402
from urllib.parse import unquote  # noqa: E402

import amqp  # noqa: E402
import load  # noqa: E402
from eventlet.event import Event  # noqa: E402


def connect():
    account, _, place = os.environ["AMQP_URI"].removeprefix("amqp://").rpartition("@")
    host, _, vhost = place.partition("/")
    user, _, password = account.partition(":")
    connection = amqp.Connection(host, userid=user, password=unquote(password), virtual_host=vhost)
    connection.connect()
    return connection


def server():
    connection = connect()
    channel = connection.channel()
    channel.queue_declare("bare", auto_delete=False)

    def answer(message):
        reply = amqp.Message(message.body, correlation_id=message.properties["correlation_id"])
        channel.basic_publish(reply, "", message.properties["reply_to"])

    channel.basic_consume("bare", no_ack=True, callback=answer)
    print("ready", flush=True)
    while True:
        connection.drain_events()


def caller():
    connection = connect()
    channel = connection.channel()
    queue = channel.queue_declare(exclusive=True).queue
    waiting, numbers = {}, count()
    channel.basic_consume(queue, no_ack=True, callback=lambda message: waiting.pop(message.properties["correlation_id"]).send(message.body))

    def read():
        while True:
            connection.drain_events()

    eventlet.spawn(read)

    def ask():
        number = str(next(numbers))
        answered = waiting[number] = Event()
        channel.basic_publish(amqp.Message(b'{"text": "a"}', correlation_id=number, reply_to=queue), "", "bare")
        answered.wait()

    load.serve(ask)


{"server": server, "caller": caller}[sys.argv[1]]()
