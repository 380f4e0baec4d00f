"""What Prometheus is told: how long the store takes, and the department's own figures."""

from decimal import Decimal

import pytest
from kefu_echo import Echo
from prometheus_client import generate_latest

from kefu import host
from kefu.service import Figure, figures


def shown(service, *, beginning: str) -> list[str]:
    text = generate_latest(service.host.metrics.registry).decode()
    return [line for line in text.splitlines() if line.startswith(beginning)]


def test_the_store_is_timed_by_operation(echo):
    echo("count", {"counter_no": "a"})
    counts = {
        line.partition("{")[2].partition("}")[0]: line.rpartition(" ")[2]
        for line in shown(echo, beginning="kefu_store_duration_seconds_count")
    }
    assert float(counts['operation="find",outcome="done"']) > 0
    assert any(name.startswith(('operation="insert"', 'operation="update"')) for name in counts)


@pytest.fixture
def told(start, documents, monkeypatch):
    """An echo that tells what the test wants it to, for two organisations."""

    class Telling(Echo):
        says: dict[str, list[Figure]] = {}

        @figures
        def tell(self, ask):
            found = Telling.says[ask.organisation]
            if found is None:
                raise ValueError("no figures today")
            return found

    monkeypatch.setattr(host, "ASK_FOR_FIGURES_EVERY", 0.05)
    for organisation in ("g1", "g2"):
        documents["organisations"].insert_one({"_id": organisation, "timezone": "Asia/Shanghai", "name": organisation})
    Telling.says = {
        "g1": [Figure("kefu_read_rate_percent", Decimal("94.5"), {"meter_class": "commercial"})],
        "g2": [Figure("kefu_cats", 3)],
    }
    return start(Telling), Telling


def test_figures_are_shown_by_organisation_and_label(told, until):
    service, _ = told
    until(lambda: shown(service, beginning="kefu_cats"))
    assert shown(service, beginning="kefu_cats") == ['kefu_cats{organisation="g2"} 3.0']
    assert shown(service, beginning="kefu_read") == ['kefu_read_rate_percent{meter_class="commercial",organisation="g1"} 94.5']


def test_a_figure_that_is_told_no_more_is_shown_no_more(told, until):
    service, telling = told
    until(lambda: shown(service, beginning="kefu_cats"))
    telling.says["g2"] = []
    until(lambda: not shown(service, beginning="kefu_cats"))
    assert shown(service, beginning="kefu_read_rate_percent")


def test_an_organisation_whose_figures_fail_does_not_stop_the_others(told, until):
    service, telling = told
    telling.says["g1"] = None
    telling.says["g2"] = [Figure("kefu_cats", 5)]
    until(lambda: shown(service, beginning="kefu_cats") == ['kefu_cats{organisation="g2"} 5.0'])
