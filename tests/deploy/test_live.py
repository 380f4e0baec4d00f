"""A live Prometheus and Alertmanager watch a running department: dashboards and rules have data, and what goes wrong is told."""

import contextlib
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import amqp
import eventlet
import pytest
import yaml

from kefu.local.broker import control
from kefu.local.ports import free_port
from kefu.outbox import CLOUDEVENT
from kefu.testing.links import connect
from kefu.topology import retry_exchange
from kefu_messages import Event, messages

DEPLOY = Path(__file__).parents[2] / "deploy"
LIVE = ("attendance", "billing", "complaints", "customers", "gateway", "metering")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.fault,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not shutil.which("prometheus-alertmanager"), reason="Prometheus is not installed (.ci/run installs it)"),
]

# The rules as they are, in a hurry: looks back less far, waits less long, minds less.
WINDOW = "15s"
HURRIED = {
    r"\[\d+[mhd]\]": f"[{WINDOW}]",
    r"kefu_outbox_oldest_seconds\) > 60": "kefu_outbox_oldest_seconds) > 2",
    r"kefu_event_retries_total\[15s\]\)\) > 1$": "kefu_event_retries_total[15s])) > 0.05",
    r"kefu_scheduler_lag_seconds\) > 600": "kefu_scheduler_lag_seconds) > 10",  # the instance's scheduler is off
    r"> 1000$": "> 20",
    r"day_of_month\(\) >= days_in_month\(\) - 3": "vector(1)",
}
# nobody looks here, which KefuNobodySchedules tells; tests/host/test_schedules.py asks one who does
UNSCHEDULED = "Since the last look for due work"


def rules(name):
    """The rules of a file of ours, hurried."""
    text = yaml.safe_load((DEPLOY / "prometheus/rules" / name).read_text(encoding="utf-8"))
    for group in text["groups"]:
        for rule in group["rules"]:
            rule["expr"] = hurried(rule["expr"])
            rule.pop("for", None)
    return text


def hurried(expression):
    """The expression with each replacement made."""
    for pattern, replacement in HURRIED.items():
        expression = re.sub(pattern, replacement, expression.strip())
    return expression


RULES = {path.name: rules(path.name) for path in sorted((DEPLOY / "prometheus/rules").glob("*.yml"))}


class Tower:
    """Prometheus, Alertmanager and whoever is told."""

    def __init__(self, port):
        self.address, self.heard = f"http://127.0.0.1:{port}/api/v1", []

    def asked(self, path, **query):
        with urllib.request.urlopen(f"{self.address}/{path}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
            return json.load(answer)["data"]

    def found(self, expression):
        return self.asked("query", query=expression)["result"]

    def firing(self):
        return {alert["labels"]["alertname"] for alert in self.asked("alerts")["alerts"] if alert["state"] == "firing"}

    def hear(self, receiver, message):
        self.heard += [(receiver, alert) for alert in message["alerts"]]

    def told(self, name, status, labels):
        """The receivers that were told of such an alert."""
        wanted = {"alertname": name, **labels}.items()
        return {receiver for receiver, alert in self.heard if alert["status"] == status and wanted <= alert["labels"].items()}


@pytest.fixture(scope="module")
def tower(live, tmp_path_factory, until):
    """The watch, with our own files as far as they are not about addresses and patience."""
    folder = tmp_path_factory.mktemp("watch")
    prometheus = free_port()
    alertmanager = free_port(besides=[prometheus])
    watch = Tower(prometheus)
    with _receiver(watch) as receiver:
        _write(folder / "alertmanager.yml", _alertmanager(receiver))
        for name, content in RULES.items():
            _write(folder / "rules" / name, content)
        _write(folder / "prometheus.yml", _prometheus(live.instance, alertmanager))
        commands = (
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{prometheus}", "--log.level=warn"],
            ["prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml", f"--storage.path={folder}/alerts",
             f"--web.listen-address=127.0.0.1:{alertmanager}", "--cluster.listen-address=", "--log.level=warn"],
        )  # fmt: skip
        with contextlib.ExitStack() as stack:
            for command in commands:
                stack.enter_context(_running(command, folder / f"{command[0]}.log"))
            until(lambda: _answers(watch))
            yield watch


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def _answers(watch):
    with contextlib.suppress(OSError):
        return watch.found("vector(1)")


@contextlib.contextmanager
def _running(command, log):
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def _receiver(watch):
    """Where Alertmanager tells: ``/<receiver>``."""

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            watch.hear(self.path[1:], json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def _alertmanager(port):
    config = yaml.safe_load((DEPLOY / "alertmanager/alertmanager.yml").read_text(encoding="utf-8"))
    config["route"] |= {"group_wait": "0s", "group_interval": "1s"}
    for receiver in config["receivers"]:
        receiver["webhook_configs"] = [{"url": f"http://127.0.0.1:{port}/{receiver['name']}", "send_resolved": True}]
    return config


def _prometheus(instance, alertmanager):
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text(encoding="utf-8"))
    config["global"] = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    config["alerting"]["alertmanagers"][0]["static_configs"] = [{"targets": [f"127.0.0.1:{alertmanager}"]}]
    ours, broker = config["scrape_configs"]
    ports = instance.plan.ports
    ours.pop("file_sd_configs")
    ours["static_configs"] = [{"targets": [f"127.0.0.1:{ports[name]}"], "labels": {"service": name}} for name in instance.plan.services]
    broker["static_configs"] = [{"targets": [f"127.0.0.1:{ports['prometheus']}"]}]
    return config


@pytest.fixture(scope="module")
def traffic(live, tower, until):
    """Customers, a month of readings, a complaint past its time, a survey, and a till whose count differs from its receipts."""
    now = datetime.now(UTC).astimezone()
    today, period = now.date().isoformat(), f"{now:%Y-%m}"
    for number in range(3):
        live.done("G01", "/customers", customer_no=f"K{number}", name=f"客戶{number}", kind="commercial", opened_on="2019-05-06",
                  address=f"{number}號", confirmed_distinct=True)  # fmt: skip
    live.done("L01", "/reading-months", period=period, opened_on=f"{period}-01")
    meter = {"meter_no": "M1", "customer_no": "K1", "meter_type": "G25", "position": "outdoor", "inlet": "left"}
    until(lambda: live.done("E01", "/meters", **meter, installed_on="2019-05-06", life_years=10))
    live.done("E01", "/meters/M1:activate", gas_on_on="2019-05-10")
    _billed(live, until, period=period, today=today)
    till = {"business_date": today, "opened_at": f"{today}T00:00", "closed_at": f"{today}T00:01", "counted_card": "0"}
    assert live.done("C02", "/cashups", **till, counted_cash="10.00")["state"] == "open"
    old = (now - timedelta(days=60)).isoformat(timespec="minutes")
    live.done("G01", "/cases", case_no="T1", kind="complaint", channel="phone", text="抄表數字不對", customer_no="K1", received_at=old)
    live.done("A01", "/units", unit_no="A06-103", type="residence", area="AC", building="A06", owner="謝玉洋", phone="13600000000",
              ownership="owner", handover_due_on="2020-10-13", handed_over_on="2020-10-15", occupancy="decorated",
              occupied_since="2021-02-01", chargeable=True, monthly_fee="126.65", fee_paid_through="2023-12-31")  # fmt: skip
    live.done("A01", "/owner-surveys", survey_no="DC1", unit_no="A06-103", channel="phone", answered_on=today, satisfied=True)
    for service in ("billing", "metering", "complaints", "customers"):
        live.instance.restart(service)  # figures are asked for when a process starts, and once a minute
    live.instance.wait_ready(180)
    for number in range(3):
        until(lambda number=number: live.seen("H01", f"/customers/K{number}"))
    return today


def _billed(live, until, *, period, today):
    """A resident whose reading of the month is billed and not paid."""
    live.done("G01", "/customers", customer_no="K7", name="客戶7", kind="residential", opened_on="2019-05-06", address="7號",
              confirmed_distinct=True)  # fmt: skip
    tariff = {"tariff_no": "TR", "source": "price_authority", "customer_kind": "residential", "price": "2.58"}
    live.done("F01", "/tariffs", **tariff, valid_from="2025-01-01")
    meter = {"meter_no": "M7", "customer_no": "K7", "meter_type": "G1.6", "position": "indoor", "inlet": "left"}
    until(lambda: live.done("E01", "/meters", **meter, installed_on="2019-05-06", life_years=10))
    live.done("E01", "/meters/M7:activate", gas_on_on="2019-05-10")
    live.done("L01", "/opening-readings", meter_no="M7", read_on=f"{period}-01", kind="regular", base_reading="100")
    live.done("R01", "/readings", meter_no="M7", read_at=f"{today}T00:00", reader="R01", sheet_no="7", page=1, kind="regular",
              base_reading="120", entered_on=today)  # fmt: skip
    until(lambda: live.seen("F01", f"/invoices/{period}-M7"))


def boards():
    """Every expression of the dashboards of what runs here."""
    for name in ("platform", "department", *LIVE):
        board = json.loads((DEPLOY / f"grafana/dashboards/{name}.json").read_text(encoding="utf-8"))
        for panel in board["panels"]:
            for target in panel["targets"]:
                yield f"{name}: {panel['title']}", hurried(target["expr"])


def recorded():
    """Every expression that is recorded under a name."""
    return [(rule["record"], rule["expr"]) for rule in RULES["recording.yml"]["groups"][0]["rules"]]


@pytest.mark.usefixtures("traffic")
def test_every_panel_and_every_recorded_ratio_has_data(live, tower, until):
    def all_have_data():
        for number in range(3):
            live.seen("H01", f"/customers/K{number}")
            live.seen("F01", f"/accounts/K{number}")
            live.seen("E01", "/meters/M1")
            live.seen("G01", "/cases?state=open")
            live.seen("A01", "/staff/E01")
        missing = {name for name, expression in (*boards(), *recorded()) if not tower.found(expression)}
        assert {name for name in missing if not name.endswith(UNSCHEDULED)} == set()
        return True

    until(all_have_data, seconds=120)


def test_every_alert_can_be_asked(tower):
    alerts = [rule for rules in RULES.values() for group in rules["groups"] for rule in group["rules"] if "alert" in rule]
    for alert in alerts:
        tower.found(alert["expr"])
    states = {rule["name"]: rule["health"] for group in tower.asked("rules")["groups"] for rule in group["rules"]}
    assert set(states) >= {alert["alert"] for alert in alerts}
    assert set(states.values()) == {"ok"}


def _told(tower, until, name, *, receiver, act=lambda: None, **labels):
    """Wait until the alert has come to the receiver, acting at each look."""

    def look():
        act()
        return tower.told(name, "firing", labels)

    try:
        assert until(look, seconds=90) == {receiver}
    except AssertionError:
        heard = sorted({(alert["status"], *sorted(alert["labels"].items())) for _, alert in tower.heard})
        pytest.fail(f"{name} {labels} was not told to {receiver}; heard: {heard}")


def _over(tower, until, *names, **labels):
    until(lambda: all(tower.told(name, "resolved", labels) for name in names), seconds=120)


@contextlib.contextmanager
def _frozen(live, name):
    pid = live.instance.pid(name)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def channel(live):
    """A channel of the operator."""
    with connect(live.instance.amqp_uri()) as connection:
        yield connection.channel()


def test_a_department_s_figure_is_told_to_the_supervisors_and_over_when_it_is_explained(live, tower, traffic, until):
    labels = {"organisation": live.organisation, "severity": "department"}
    _told(tower, until, "KefuCashUpUnbalanced", receiver="supervisors", **labels)
    _told(tower, until, "KefuTicketsOverdue", receiver="supervisors", **labels)
    _told(tower, until, "KefuReadRateAtRisk", receiver="supervisors", **labels, meter_class="commercial")
    _told(tower, until, "KefuCollectionRateAtRisk", receiver="supervisors", **labels)
    live.done("L01", f"/cashups/{traffic}/C02:remark", remark="找零差錯,已核實")
    status, reply = live.ask("C02", "POST", "/cashups", {
        "business_date": traffic, "opened_at": f"{traffic}T00:00", "closed_at": f"{traffic}T00:01", "counted_card": "0",
        "counted_cash": "0", "handover_note": "票款已交財務"})  # fmt: skip
    assert status == 201, reply
    live.instance.restart("billing")
    _over(tower, until, "KefuCashUpUnbalanced", organisation=live.organisation)
    live.instance.wait_ready(180)


def test_garbage_that_is_parked_and_a_failing_event_that_is_tried_again(live, tower, channel, until):
    heard = next(queue for queue in _queues(live, "billing") if queue.startswith("evt.billing.customers."))
    channel.basic_publish_confirm(amqp.Message(b"garbage"), exchange="", routing_key=heard)
    _told(tower, until, "KefuParked", receiver="operations", service="billing", queue=heard)

    def fail():
        channel.basic_publish_confirm(_event_that_fails(heard), exchange=retry_exchange("billing"), routing_key=heard)

    _told(tower, until, "KefuRetryStorm", receiver="operations", service="billing", act=fail)
    until(lambda: _kefu(live, "parked", "drop", heard, "--yes").splitlines()[-1] == f"0 dropped from {heard}")


def test_a_queue_that_nobody_reads(tower, channel, until):
    queue = "evt.billing.attendance.heard_no_more"
    channel.queue_declare(queue, durable=True, auto_delete=False)
    for _ in range(30):
        channel.basic_publish_confirm(amqp.Message(b"{}"), exchange="", routing_key=queue)
    _told(tower, until, "KefuNobodyReads", receiver="pager", queue=queue)
    _told(tower, until, "KefuConsumerLag", receiver="operations", queue=queue)
    channel.queue_delete(queue)
    _over(tower, until, "KefuNobodyReads", "KefuConsumerLag", queue=queue)


def test_events_that_the_broker_does_not_take(live, tower, channel, until):
    queue = "evt.nobody.attendance.full"
    channel.queue_declare(queue, auto_delete=False, arguments={"x-max-length": 0, "x-overflow": "reject-publish"})
    channel.queue_bind(queue, "customers.events", "#")
    live.done("G01", "/customers", customer_no="K9", name="客戶9", kind="commercial", opened_on="2019-05-06", address="9號",
              confirmed_distinct=True)  # fmt: skip
    _told(tower, until, "KefuOutboxOld", receiver="pager", service="customers")
    channel.queue_delete(queue)
    _over(tower, until, "KefuOutboxOld", service="customers")
    until(lambda: live.seen("F01", "/accounts/K9"))


def test_a_service_that_is_frozen_and_wakes_up_late(live, tower, until):
    until(lambda: tower.found('kefu_service_info{service="complaints"}'))  # only who was there can be missed
    with _frozen(live, "complaints"):
        _told(tower, until, "KefuServiceDown", receiver="pager", service="complaints")
        _told(tower, until, "KefuServiceMissing", receiver="pager", service="complaints")

    def nap():
        with _frozen(live, "complaints"):
            eventlet.sleep(1.7)
        eventlet.sleep(0.7)

    _told(tower, until, "KefuLoopLate", receiver="operations", act=nap, service="complaints")
    _over(tower, until, "KefuServiceDown", "KefuServiceMissing", "KefuLoopLate", service="complaints")


def test_a_store_that_does_not_answer(live, tower, until):
    with _frozen(live, live.instance.plan.store_of("billing")):
        asked = [eventlet.spawn(live.ask, "F01", "GET", f"/accounts/K{number % 3}") for number in range(6)]
        assert 503 in {thread.wait()[0] for thread in asked}
        _told(tower, until, "KefuErrorsFast", receiver="pager", service="gateway", act=lambda: live.ask("F01", "GET", "/accounts/K0"))
        _told(tower, until, "KefuErrorsSlow", receiver="operations", service="gateway")
        _told(tower, until, "KefuSlow", receiver="operations", service="gateway")

    def nap():
        with _frozen(live, live.instance.plan.store_of("billing")):
            asked = eventlet.spawn(live.ask, "F01", "GET", "/accounts/K0")
            eventlet.sleep(1.2)
        asked.wait()

    _told(tower, until, "KefuStoreSlow", receiver="operations", act=nap)
    live.instance.wait_ready(180)


def test_the_scheduler_that_is_off_is_noticed(tower, until):
    _told(tower, until, "KefuNobodySchedules", receiver="operations")


def test_nothing_is_left_but_what_still_lasts(live, tower, until):
    """The retries, parked messages and slow answers fall out of the window; the case stays overdue, the month unread and unpaid."""
    lasting = {"KefuTicketsOverdue", "KefuReadRateAtRisk", "KefuCollectionRateAtRisk", "KefuNobodySchedules"}
    until(lambda: tower.firing() <= lasting, seconds=120)
    assert live.instance.unready() == []


def _kefu(live, *arguments):
    command = [sys.executable, "-m", "kefu.cli", *arguments, "--home", str(live.instance.home)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _queues(live, service):
    return control(live.instance.plan, "list_queues", "-p", "kefu", "--silent", "name").split()


def _event_that_fails(queue):
    """A well-formed event of the queue whose time no zone can hold."""
    _, _, source, name = queue.split(".")
    event = next(each for each in messages(Event) if each.service == source and each.verb() == name)
    envelope = {
        "specversion": "1.0", "id": uuid.uuid4().hex, "type": event.type(), "source": f"/kefu/{source}",
        "time": "9999-12-31T23:59:59+00:00", "organisation": "watched_gas", "sequence": 1, "subject": "x", "data": dict(event.example),
    }  # fmt: skip
    return amqp.Message(json.dumps(envelope).encode(), content_type=CLOUDEVENT, message_id=envelope["id"])
