"""What every caller does: read a task a line, let green threads ask until the time is over, tell what was measured."""

import json
import sys
import time

import eventlet
from eventlet import tpool


def serve(ask):
    """Measure ``ask()`` as often as standard input says."""
    print("ready", flush=True)
    while True:
        line = tpool.execute(sys.stdin.readline)
        if not line:
            return
        task = json.loads(line)
        print(json.dumps(measure(ask, **task)), flush=True)


def measure(ask, *, callers, seconds, pause=0):
    taken = []
    end = time.monotonic() + seconds

    def one():
        while (started := time.monotonic()) < end:
            ask()
            taken.append(time.monotonic() - started)
            if pause:
                eventlet.sleep(pause)

    began = time.monotonic()
    threads = [eventlet.spawn(one) for _ in range(callers)]
    for thread in threads:
        thread.wait()
    elapsed = time.monotonic() - began
    taken.sort()
    return {"per_second": len(taken) / elapsed, "p50_ms": taken[len(taken) // 2] * 1000, "p99_ms": taken[len(taken) * 99 // 100] * 1000}
