"""A service tells Prometheus when its own token ends."""

import time
from datetime import timedelta

import pytest

from kefu.identity import LocalIssuer, expiry_of
from kefu.metrics import Metrics

NAME = "kefu_service_token_expires_seconds"


def test_the_end_of_the_token_is_told(tmp_path):
    token = LocalIssuer(tmp_path).service_token("billing", "*", valid_for=timedelta(days=90))
    told = Metrics("billing", token=token).registry.get_sample_value(NAME)
    assert told == expiry_of(token)
    assert told == pytest.approx(time.time() + 90 * 86400, abs=60)


@pytest.mark.parametrize("token", ["", "garbage", "a.b.c"])
def test_what_is_no_token_tells_nothing(token):
    assert Metrics("billing", token=token).registry.get_sample_value(NAME) is None
