"""Every room of messages is a service's: what services share in their contracts is no room of its own."""

from kefu.registry import services
from kefu_messages.message import rooms


def test_every_room_belongs_to_a_service():
    assert set(rooms()) <= set(services())
