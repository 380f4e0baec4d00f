"""Writes Grafana's dashboards: the platform, one for each service, and the department's own figures; `make docs` runs it.

Every expression is asked of a live Prometheus by tests/deploy, so a panel without data is found there.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "deploy/grafana/dashboards"
SOURCE = {"type": "prometheus", "uid": "${source}"}
WIDTH, HEIGHT, COLUMNS = 8, 7, 3
Panel = tuple[str, str, Sequence[tuple[str, str]]]

PLATFORM: list[Panel] = [
    ("Processes", "short", [("count by (service) (up{job='kefu'} == 1)", "{{service}}")]),
    ("Requests a second", "reqps", [("kefu:commands:rate5m", "{{service}}")]),
    ("Requests that failed", "percentunit", [("kefu:command_errors:ratio_rate5m", "{{service}}")]),
    ("Answers, 95th percentile", "s", [("kefu:command_seconds:p95_5m", "{{service}}")]),
    ("Events handled, 95th percentile", "s", [("kefu:event_seconds:p95_5m", "{{service}}")]),
    ("Store, 95th percentile", "s", [("kefu:store_seconds:p95_5m{operation=~'find|insert|update'}", "{{service}} {{operation}}")]),
    ("Events sent a second", "eps", [("sum by (service) (rate(kefu_events_published_total[5m]))", "{{service}}")]),
    ("Oldest event not yet sent", "s", [("max by (service) (kefu_outbox_oldest_seconds)", "{{service}}")]),
    ("Event loop late by", "s", [("max by (service) (kefu_hub_lag_seconds)", "{{service}}")]),
    ("Events tried again", "eps", [("sum by (service) (rate(kefu_event_retries_total[5m])) or 0 * kefu:commands:rate5m", "{{service}}")]),
    ("Messages parked, now", "short", [("sum by (queue) (rabbitmq_detailed_queue_messages_ready{queue=~'.+[.]parked'})", "{{queue}}")]),
    (
        "Messages waiting",
        "short",
        [
            (
                "topk(10, sum by (queue) (rabbitmq_detailed_queue_messages_ready{queue=~'(evt|rpc)[.].+|sub-.+', queue!~'.+[.]parked'}))",
                "{{queue}}",
            )
        ],
    ),
    ("Own token lasts another", "s", [("min by (service) (kefu_service_token_expires_seconds) - time()", "{{service}}")]),
    ("Since the last look for due work", "s", [("max by (service) (kefu_scheduler_lag_seconds)", "{{service}}")]),
]

DEPARTMENT: list[Panel] = [
    ("抄表率 Read rate", "percent", [("max by (organisation, meter_class) (kefu_read_rate_percent)", "{{organisation}} {{meter_class}}")]),
    ("回收率 Recovery rate", "percent", [("max by (organisation) (kefu_recovery_rate_percent)", "{{organisation}}")]),
    ("欠費 Arrears by dunning stage", "currencyCNY", [("max by (organisation, stage) (kefu_arrears_yuan)", "{{organisation}} {{stage}}")]),
    ("Cash-ups that differ", "short", [("max by (organisation) (kefu_cash_ups_unbalanced)", "{{organisation}}")]),
    ("工單 Open tickets by age", "short", [("max by (organisation, age) (kefu_tickets_open)", "{{organisation}} {{age}}")]),
    ("Tickets past their time", "short", [("max by (organisation) (kefu_tickets_overdue)", "{{organisation}}")]),
    ("滿意度 Satisfaction by area", "percent", [("max by (organisation, area) (kefu_satisfaction_percent)", "{{organisation}} {{area}}")]),
]

MORE_OF: dict[str, list[Panel]] = {
    "webhooks": [("Webhooks paused", "short", [("max by (organisation) (kefu_webhooks_paused)", "{{organisation}}")])],
}

REQUESTS = ("kefu_command_duration_seconds", "verb", "outcome")
REQUESTS_OF = {"gateway": ("kefu_http_request_duration_seconds", "route", "status")}


def of_service(name: str) -> list[Panel]:
    """The panels of one service; the gateway answers HTTP, the others requests."""
    mine = f'service="{name}"'
    metric, what, how = REQUESTS_OF.get(name, REQUESTS)
    return [
        (f"Requests a second, by {what}", "reqps", [(f"sum by ({what}) (rate({metric}_count{{{mine}}}[5m]))", f"{{{{{what}}}}}")]),
        (f"Requests a second, by {how}", "reqps", [(f"sum by ({how}) (rate({metric}_count{{{mine}}}[5m]))", f"{{{{{how}}}}}")]),
        ("Answers: half, 95 %, 99 %", "s", [
            (f"histogram_quantile({part}, sum by (le) (rate({metric}_bucket{{{mine}}}[5m])))", f"{part}")
            for part in ("0.5", "0.95", "0.99")
        ]),
        ("Being handled now", "short", [(f"sum (kefu_running{{{mine}}})", "requests and events")]),
        ("Events sent a second", "eps", [(f"sum (rate(kefu_events_published_total{{{mine}}}[5m]))", "sent")]),
        ("Not yet sent", "short", [(f"sum (kefu_outbox_entries{{{mine}}})", "entries")]),
        ("Store by operation, a second", "ops",
         [(f"sum by (operation) (rate(kefu_store_duration_seconds_count{{{mine}}}[5m]))", "{{operation}}")]),
        ("Event loop late by", "s", [(f"max (kefu_hub_lag_seconds{{{mine}}})", "late")]),
        ("Since the last look for due work", "s", [(f"max (kefu_scheduler_lag_seconds{{{mine}}})", "since")]),
        *MORE_OF.get(name, []),
    ]  # fmt: skip


def main() -> None:
    """Write all of them, and take away those of services that are gone."""
    services = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))
    boards = {
        "platform": dashboard("platform", "Kefu: the platform", PLATFORM),
        "department": dashboard("department", "客服部 Department", DEPARTMENT),
    }
    boards |= {name: dashboard(f"service-{name}", f"Kefu: {name}", of_service(name)) for name in services}
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.json"):
        if path.stem not in boards:
            path.unlink()
    for name, board in boards.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(board, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def dashboard(uid: str, title: str, panels: Sequence[Panel]) -> dict[str, Any]:
    """One dashboard as Grafana reads it."""
    return {
        "uid": f"kefu-{uid}", "title": title, "tags": ["kefu"], "schemaVersion": 39, "version": 1, "editable": False, "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"}, "timezone": "browser",
        "templating": {"list": [{"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}]},
        "links": [{"type": "dashboards", "tags": ["kefu"], "title": "Kefu", "asDropdown": True}],
        "panels": [_panel(number, *panel) for number, panel in enumerate(panels)],
    }  # fmt: skip


def _panel(number: int, title: str, unit: str, asked: Sequence[tuple[str, str]]) -> dict[str, Any]:
    place = {"x": number % COLUMNS * WIDTH, "y": number // COLUMNS * HEIGHT, "w": WIDTH, "h": HEIGHT}
    targets = [
        {"refId": chr(ord("A") + index), "expr": expression, "legendFormat": legend, "datasource": SOURCE}
        for index, (expression, legend) in enumerate(asked)
    ]
    return {
        "id": number + 1, "type": "timeseries", "title": title, "datasource": SOURCE, "gridPos": place, "targets": targets,
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
    }  # fmt: skip


if __name__ == "__main__":
    main()
