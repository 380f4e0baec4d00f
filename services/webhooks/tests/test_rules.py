"""What is wanted, when it is tried again, how it is signed, where it may go."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from kefu_webhooks import rules

T0 = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("patterns", "is_wanted"),
    [
        (["*"], True),
        (["billing.*"], True),
        (["billing.slip_issued"], True),
        (["billing.slip"], False),
        (["metering.*"], False),
        ([], False),
    ],
)
def test_events_are_chosen_by_pattern(patterns, is_wanted):
    assert rules.wanted("kefu.billing.slip_issued.v1", patterns=patterns) is is_wanted


def test_tries_come_further_and_further_apart_and_end_after_three_days():
    now, tries, waits = T0, 0, []
    while True:
        tries += 1
        due = rules.next_try(tries, first_tried_at=T0, now=now)
        if due is None:
            break
        waits.append(due - now)
        now = due
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert timedelta(days=3) <= now - T0 < timedelta(days=3, hours=4)


def test_the_signature_is_that_of_standard_webhooks():
    """The example of the scheme's own reference library."""
    body = b'{"test": 2432232314}'
    signed = rules.signature(
        body, secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", event_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]
PRIVATE = [
    "127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "fe80::1%eth0", "fd00::1",  # noqa: S104
    "::ffff:10.0.0.1", "224.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1", "::127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "allowed", "reached"),
    [
        *((address, [], True) for address in PUBLIC), *((address, [], False) for address in PRIVATE),
        ("10.1.2.3", ["10.1.2.0/24"], True), ("10.1.3.3", ["10.1.2.0/24"], False), ("::ffff:10.1.2.3", ["10.1.2.0/24"], True),
        ("64:ff9b::808:808", [], True), ("64:ff9b::a01:203", ["10.1.2.0/24"], True), ("fec0::1", ["fec0::/10"], True),
    ],
)  # fmt: skip
def test_only_public_addresses_are_reached_and_those_that_are_allowed(address, allowed, reached):
    assert rules.may_reach(address, allowed=[ip_network(each) for each in allowed]) is reached
