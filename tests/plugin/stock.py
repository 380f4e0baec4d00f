"""A service of stock nameko, run as `nameko run` does, to be compared with ours; its journal tells what was executed."""

import eventlet

eventlet.monkey_patch()

import logging  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from nameko import config  # noqa: E402
from nameko.constants import AMQP_URI_CONFIG_KEY  # noqa: E402
from nameko.events import EventDispatcher, event_handler  # noqa: E402
from nameko.rpc import ServiceRpc, rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


def note(text):
    with Path(os.environ["KEFU_ECHO_JOURNAL"]).open("a", encoding="utf-8") as journal:
        journal.write(f"{text}\n")


class Stock:
    name = "stock"
    dead = ServiceRpc("dead")
    dispatch = EventDispatcher()

    @rpc
    def ping(self, text):
        return {"text": text}

    @rpc
    def linger(self, name, milliseconds):
        note(name)
        time.sleep(milliseconds / 1000)
        return name

    @rpc
    def ask_the_dead(self):
        note("asking")
        return self.dead.ping("a")

    @rpc
    def say(self, milliseconds):
        note("saying")
        time.sleep(milliseconds / 1000)
        try:
            with eventlet.Timeout(1):
                self.dispatch("said", {})
        finally:
            note("said")

    @event_handler("source", "fails")
    def hear_failing(self, data):
        note("failed")
        raise RuntimeError("not in the mood")

    @event_handler("source", "loops", requeue_on_error=True)
    def hear_looping(self, data):
        note("looped")
        raise RuntimeError("not in the mood")


def main():
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
    config.setup({AMQP_URI_CONFIG_KEY: os.environ["AMQP_URI"], "max_workers": 50, "prefetch_count": 50})
    runner = ServiceRunner()
    runner.add_service(Stock)
    runner.start()
    note("ready")
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))
    eventlet.spawn(runner.wait).wait()


if __name__ == "__main__":
    main()
