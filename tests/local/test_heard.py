"""Whom a service may hear on the broker is whom it listens to."""

import pytest

from kefu import registry
from kefu.config import Config
from kefu.container import Container
from kefu.directory import Directory
from kefu.local.heard import EVERYBODY, HEARD_BY, heard_by
from kefu.service import EventEntrypoint
from kefu_messages.attendance import StaffRegistered


def listens_to(service):
    """The services whose events it has listeners for, read from its class."""
    container = Container(registry.load(service), Config(scheduler=False))
    events = {entrypoint.event for entrypoint in container.entrypoints if isinstance(entrypoint, EventEntrypoint)}
    events |= {StaffRegistered for extension in container.extensions if isinstance(extension, Directory)}
    return {event.service for event in {*events, *container.host.hearing._listeners}}  # noqa: SLF001 - what the host itself listens to


def test_the_table_names_services_only_and_who_is_not_in_it_hears_everybody():
    assert {*HEARD_BY} <= {*registry.services()}
    assert heard_by("tenth") == EVERYBODY


@pytest.mark.parametrize("service", sorted(HEARD_BY))
def test_a_service_may_hear_whom_it_listens_to(service):
    assert listens_to(service) == HEARD_BY[service]
