"""Stock nameko's echo, from service to service."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402

import load  # noqa: E402
from nameko import config  # noqa: E402
from nameko.containers import ServiceContainer, WorkerContext  # noqa: E402
from nameko.extensions import Entrypoint  # noqa: E402
from nameko.rpc import ServiceRpc, rpc  # noqa: E402

config.setup({"AMQP_URI": os.environ["AMQP_URI"], "max_workers": 50, "prefetch_count": 50})


class Stock:
    name = "stock"

    @rpc
    def ping(self, text):
        return {"text": text}


class Asker:
    name = "asker"
    stock = ServiceRpc("stock")


def server():
    ServiceContainer(Stock).start()
    print("ready", flush=True)
    while True:
        eventlet.sleep(60)


def caller():
    container = ServiceContainer(Asker)
    container.start()
    entrypoint = Entrypoint()
    entrypoint.method_name = "ask"
    context = WorkerContext(container, Asker(), entrypoint)
    dependency = next(each for each in container.dependencies if each.attr_name == "stock")
    stock = dependency.get_dependency(context)
    load.serve(lambda: stock.ping("a"))


{"server": server, "caller": caller}[sys.argv[1]]()
