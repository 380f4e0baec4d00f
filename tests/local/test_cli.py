"""The command line on an instance: who may come in, what runs, what is parked, which rules are in force."""

import re

import amqp
import pytest
from click.testing import CliRunner

from kefu import topology
from kefu.cli import main
from kefu.identity import LocalIssuer, Verifier
from kefu.testing.links import connect
from kefu_messages import Event, messages

EVENT = next(event for event in messages(Event) if event.service == "billing")
QUEUE = topology.event_queue("metering", EVENT)


@pytest.fixture
def kefu(instance):
    """The command line on the instance; returns what it prints."""

    def run(*arguments, status=0):
        result = CliRunner().invoke(main, arguments, env={"KEFU_HOME": str(instance.home), "AMQP_URI": None})
        assert result.exit_code == status, result.output
        return result.output

    return run


@pytest.fixture
def parked(instance, monkeypatch):
    """A queue of metering with two parked events; the channel to look at it."""
    monkeypatch.setattr("kefu.registry.services", lambda: {"metering": None})
    with connect(instance.amqp_uri()) as connection:
        topology.declare_service(connection, "metering", delays=(500,))
        topology.declare_event_queue(connection, "metering", EVENT)
        channel = connection.channel()
        for queue in (QUEUE, f"{QUEUE}.parked"):
            channel.queue_purge(queue)
        for number in (1, 2):
            message = amqp.Message(
                b'{"n": %d}' % number, application_headers={"x-kefu-tries": 4, "x-kefu-error": "Boom: it", "kept": "yes"}
            )
            channel.basic_publish_confirm(message, exchange="metering.parked", routing_key=QUEUE, mandatory=True)
        yield channel


def count(channel, queue):
    return channel.queue_declare(queue, passive=True).message_count


def test_every_command_is_found_in_its_module():
    wanted = {"acceptance", "down", "import", "parked", "rules", "run", "services", "status", "token", "up"}
    assert wanted <= set(main.list_commands(None))


def test_a_token_speaks_for_its_holder(kefu, instance):
    token = kefu("token", "--role", "cashier", "--staff", "C01", "--organisation", "shihua_gas").strip()
    identity = Verifier(str(LocalIssuer(instance.home).jwks_path)).verify(token)
    assert (identity.staff_no, identity.organisation, identity.roles) == ("C01", "shihua_gas", frozenset({"cashier"}))


def test_the_link_to_the_desk_bears_a_token_where_no_server_sees_it(kefu, instance):
    who = ("--role", "cashier", "--staff", "C01", "--organisation", "shihua_gas")
    page, _, token = kefu("desk", *who, "--language", "en").strip().partition("#token=")
    assert page == f"{instance.gateway_url}/desk?lang=en"
    assert Verifier(str(LocalIssuer(instance.home).jwks_path)).verify(token).staff_no == "C01"
    assert kefu("desk", *who).startswith(f"{instance.gateway_url}/desk#token=")


def test_a_role_that_no_regulation_knows_gets_no_token(kefu):
    assert "emperor" in kefu("token", "--role", "emperor", "--staff", "C01", "--organisation", "shihua_gas", status=2)


def test_status_lists_what_runs(kefu, instance):
    lines = kefu("status").splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [
        [name, "ready"] for name in ("broker", "store", "store.2", "billing", "gateway", "metering")
    ]
    assert instance.gateway_url in lines[-1]


def test_status_of_nothing_is_an_error(tmp_path):
    assert CliRunner().invoke(main, ["status", "--home", str(tmp_path)]).exit_code == 1


def test_parked_messages_are_listed_with_what_ails_them(kefu, parked):
    assert kefu("parked", "list") == f"{QUEUE}  2  Boom: it\n"
    assert count(parked, f"{QUEUE}.parked") == 2


def test_a_retried_event_is_heard_again_with_its_tries_forgotten(kefu, parked):
    assert kefu("parked", "retry", QUEUE, "--count", "1") == f"1 put back into {QUEUE}\n"
    again = parked.basic_get(QUEUE, no_ack=True)
    assert bytes(again.body) == b'{"n": 1}'
    assert {name for name in again.headers if name.startswith(("x-kefu", "kept"))} == {"kept"}
    assert count(parked, f"{QUEUE}.parked") == 1


def test_a_dropped_message_is_shown_and_gone(kefu, parked):
    printed = kefu("parked", "drop", QUEUE, "--yes")
    assert '{\\"n\\": 1}' in printed
    assert printed.endswith(f"2 dropped from {QUEUE}\n")
    assert count(parked, f"{QUEUE}.parked") == 0
    assert count(parked, QUEUE) == 0


def test_requests_are_not_retried(kefu, parked):
    assert "answered" in kefu("parked", "retry", "rpc.metering", status=1)


def test_the_page_of_rules_is_checked_against_the_law(kefu, tmp_path):
    page = tmp_path / "rules.md"
    kefu("rules", "--out", str(page))
    assert page.read_text().startswith("# The rules in force")
    kefu("rules", "--out", str(page), "--check")
    page.write_text("something else")
    kefu("rules", "--out", str(page), "--check", status=1)


def test_a_subscriber_gets_an_account_that_opens_the_broker_and_a_new_password_when_asked_again(kefu):
    first, second = (kefu("subscriber", "sub-board").strip() for _ in range(2))
    assert re.match(r"amqp://sub-board:[a-f0-9]{48}@", first)  # a password that begins with "-" would be an option of rabbitmqctl
    assert first != second
    with pytest.raises(amqp.exceptions.AccessRefused), connect(first):
        pass
    with connect(second) as connection:
        connection.channel().queue_declare("sub-board")
        with pytest.raises(amqp.exceptions.AccessRefused):
            connection.channel().queue_declare("rpc.metering")


def test_a_subscribers_name_begins_with_sub(kefu):
    assert "begins with 'sub-'" in kefu("subscriber", "billing", status=1)
