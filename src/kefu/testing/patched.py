"""Patches the test process as the runner patches a service: before anything imports pymongo."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet announces its maintenance mode on import
    import eventlet

    eventlet.monkey_patch()
