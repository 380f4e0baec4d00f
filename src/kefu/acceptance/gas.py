"""A gas month: from the folder through the gateway to the figures, in the shape of ``expected.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from kefu.acceptance.folder import Folder, FolderUnusable, as_in_the_folder
from kefu.acceptance.gateway import Gateway, Refusal
from kefu.acceptance.settling import settle
from kefu.acceptance.timeline import Day, Run, runs, timeline
from kefu.calendar import first_day, last_day
from kefu_messages.attendance.adoptable import all_adoptable

SINCE_EVER = date(1970, 1, 1)
PATHS = {
    "staff": "/staff:import",
    "customers": "/customers:import",
    "meters": "/meters:import",
    "tariffs": "/tariffs:import",
    "opening_readings": "/opening-readings:import",
    "consumption_history": "/consumption-history:import",
    "sheets": "/reading-sheets:import",
    "readings": "/readings:import",
    "slips": "/slips:import",
    "payments": "/payments:import",
    "dunning_actions": "/dunning-actions:import",
    "cashups": "/cashups:import",
}
AT_FIRST = (("staff",), ("customers",), ("meters", "tariffs"), ("opening_readings", "consumption_history", "sheets"))
REFUSALS_REPORTED = ("customers", "meters", "readings", "slips", "payments", "dunning_actions")
FIGURES_OF = {"reading-months": "findings", "collection-months": "findings", "customer-reports": "rules"}


class GasMonth:
    """Replays one folder of a gas month."""

    def __init__(self, folder: Folder, *, gateway: Gateway, services: Sequence[str], say: Callable[[str], None]) -> None:
        self._folder, self._gateway, self._services, self._say = folder, gateway, services, say
        self._organisation = folder.organisation
        self.period = _month(self._organisation.get("period"))
        self.until = _day(self._organisation.get("data_until")) or last_day(self.period)
        self._refused: dict[str, list[Refusal]] = {file: [] for file in PATHS}

    def replay(self) -> dict[str, Any]:
        """Send everything, day by day with what is scheduled on it, and return the figures."""
        self._prepare()
        days = self._days()
        for number, day in enumerate(days, start=1):
            self._say(f"{day.day} ({number} of {len(days)})")
            self._send_day(day)
            self._run_schedules(day.day)
        self._settle()
        return self.figures()

    def load(self) -> dict[str, list[Refusal]]:
        """Send everything, day by day, and return what was refused by file; what is scheduled is left to the platform."""
        self._prepare()
        for day in self._days():
            if day.readings or day.slips or day.money or day.cash_ups:
                self._say(f"{day.day}")
                self._send_day(day)
        self._settle()
        return {file: found for file, found in self._refused.items() if found}

    def figures(self) -> dict[str, Any]:
        """What the platform reports of the month, with the refusals met on the way."""
        dates = [str(day) for day in self._organisation.get("report_dates", ())]
        reports = {name: self._gateway.get(f"/{name}/{self.period}", **_as_of(name, dates, self.until)) for name in FIGURES_OF}
        refused = {
            file: [refusal.as_dict() for refusal in sorted(found, key=lambda refusal: refusal.line)]
            for file, found in self._refused.items()
            if found or file in REFUSALS_REPORTED
        }
        return {
            "organisation": self._organisation["id"],
            "period": self.period,
            "report_dates": dates,
            "refused": refused,
            "refused_counts": {file: dict(Counter(refusal["reason"] for refusal in found)) for file, found in refused.items()},
            "invoices": reports["collection-months"].get("invoices", []),
            "rules": as_in_the_folder(
                {rule: figure for name, report in reports.items() for rule, figure in (report.get(FIGURES_OF[name]) or {}).items()}
            ),
        }

    def _prepare(self) -> None:
        enter_organisation(self._gateway, with_its_holidays(self._organisation))
        self._settle()
        for files in AT_FIRST:
            for file in files:
                self._send(runs(self._folder.rows(file)))
            self._settle()
        opened = {"period": self.period, "opened_on": first_day(self.period).isoformat()}
        self._gateway.post("/reading-months", opened, done_as=("already_exists", "state_conflict"))
        self._settle()

    def _days(self) -> list[Day]:
        rows = {file: self._folder.rows(file) for file in PATHS}
        return timeline(
            readings=rows["readings"],
            slips=rows["slips"],
            payments=rows["payments"],
            dunning_actions=rows["dunning_actions"],
            cash_ups=rows["cashups"],
            first=first_day(self.period),
            last=self.until,
        )

    def _send_day(self, day: Day) -> None:
        for stage in (day.readings, day.slips, (*day.money, *day.cash_ups)):
            if stage:
                self._send(stage)
                self._settle()

    def _run_schedules(self, day: date) -> None:
        for service in self._services:
            self._gateway.post(f"/services/{service}/schedules:run", {"as_of": day.isoformat()})
        self._settle()

    def _send(self, stage: Sequence[Run]) -> None:
        for run in stage:
            file = run[0].file
            self._refused[file] += self._gateway.send(PATHS[file], run)

    def _settle(self) -> None:
        settle(self._gateway, services=self._services)


def with_its_holidays(organisation: dict[str, Any]) -> dict[str, Any]:
    """The organisation with the only days besides weekends that are no working days: none where it lists none."""
    return {**organisation, "holidays": organisation.get("holidays") or []}


def enter_organisation(gateway: Gateway, organisation: dict[str, Any]) -> None:
    """Register the organisation and put its policies and holidays in force, once however often it is done."""
    entered = {name: organisation[name] for name in ("name", "timezone", "currency") if organisation.get(name)}
    if organisation.get("rules") in all_adoptable().regulations:
        entered["rules"] = organisation["rules"]
    own = organisation["id"]
    gateway.post("/organisations", {"organisation": own, **entered}, done_as=("already_exists",))
    adopted = dict(organisation.get("policies") or {})
    if organisation.get("holidays") is not None:
        adopted["holidays"] = organisation["holidays"]
    for value, content in adopted.items():
        gateway.adopt(value, SINCE_EVER.isoformat(), _written(content), reference=f"organisation.yaml: {value}")


def _written(content: Any) -> Any:
    """A value of the organisation as JSON: days as they are written."""
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, list):
        return [_written(item) for item in content]
    if isinstance(content, dict):
        return {str(key): _written(item) for key, item in content.items()}
    return content


def _as_of(report: str, dates: list[str], until: date) -> dict[str, str]:
    if report != "collection-months":
        return {}
    return {"report_dates": ",".join(dates or [until.isoformat()])}


def _month(text: Any) -> str:
    try:
        return f"{first_day(str(text)):%Y-%m}"
    except ValueError:
        raise FolderUnusable(f"organisation.yaml: 'period' is no month YYYY-MM: {text}") from None


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise FolderUnusable(f"organisation.yaml: 'data_until' is no day YYYY-MM-DD: {value}") from None
