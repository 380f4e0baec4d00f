"""Our echo: a query of a service without a look into the store."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402

import load  # noqa: E402
from kefu_echo import Echo  # noqa: E402

from kefu.bus import Link  # noqa: E402
from kefu.container import Container  # noqa: E402
from kefu.rpc import Caller  # noqa: E402


def server():
    Container(Echo).start()
    print("ready", flush=True)
    while True:
        eventlet.sleep(60)


def caller():
    link = Link(os.environ["AMQP_URI"], name="bench")
    asker = Caller(link, service="bench")
    link.start()
    assert link.wait_open(20)
    context = {"token": os.environ["BENCH_TOKEN"]}
    load.serve(lambda: asker.call("echo", "ping", {"text": "a"}, context=context, deadline_seconds=10))


{"server": server, "caller": caller}[sys.argv[1]]()
