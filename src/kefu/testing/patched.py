"""Patches the test process as the runner patches a service: before anything imports pymongo; and has it collect garbage as seldom."""

import gc
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet announces its maintenance mode on import
    import eventlet

    eventlet.monkey_patch()

GARBAGE_EVERY = 10_000  # objects, as the runner
gc.set_threshold(GARBAGE_EVERY, 10, 10)


def pytest_collection_finish() -> None:
    """Look no more through the tests and what they import: it stays until the end, and to look took a tenth of the time."""
    gc.collect()
    gc.freeze()
