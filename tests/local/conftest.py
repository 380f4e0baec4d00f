"""An instance whose services only answer that they are ready: what is tested here is what surrounds them."""

import sys
from pathlib import Path

import pytest

from kefu.local import Instance

RUNNER = (sys.executable, str(Path(__file__).with_name("answering_runner.py")))


@pytest.fixture(scope="session")
def instance(tmp_path_factory):
    with Instance(tmp_path_factory.mktemp("instance"), services=("billing", "gateway", "metering"), runner=RUNNER) as running:
        yield running.wait_ready(180)
