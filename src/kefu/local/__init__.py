"""Kefu on one machine: private servers and a supervisor, for `make up`, tests and `kefu acceptance`."""

from kefu.local.instance import Instance, NotReady, Running

__all__ = ["Instance", "NotReady", "Running"]
