"""A property year: from the folder through the gateway to the figures, in the shape of ``expected.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kefu.acceptance.folder import Folder, FolderUnusable, Row, as_in_the_folder
from kefu.acceptance.gas import enter_organisation, with_its_holidays
from kefu.acceptance.gateway import Gateway, Refusal
from kefu.acceptance.settling import settle
from kefu.acceptance.timeline import runs

PATHS = {
    "units": ("/units:import", "unit_no"),
    "opening_arrears": ("/opening-arrears:import", "unit_no"),
    "charges": ("/property-charges:import", "charge_no"),
    "payments": ("/property-payments:import", "receipt_no"),
    "discounts": ("/property-discounts:import", "discount_no"),
    "notices": ("/payment-notices:import", "notice_no"),
    "repairs": ("/tickets:import", "ticket_no"),
    "visits": ("/household-visits:import", "visit_no"),
    "visit_findings": ("/visit-findings:import", "finding_no"),
    "surveys": ("/owner-surveys:import", "survey_no"),
    "inspections": ("/vacant-unit-inspections:import", "inspection_no"),
    "cards": ("/resident-cards:import", "card_no"),
    "assets": ("/assets:import", "asset_no"),
    "staffing": ("/staffings:import", "team"),
}
STAGES = (
    ("units", "assets", "staffing"),
    ("opening_arrears", "charges", "repairs", "visits"),
    ("payments", "visit_findings", "surveys", "inspections", "cards"),
    ("discounts", "notices"),
)
REFUSALS_REPORTED = (
    "charges",
    "discounts",
    "payments",
    "notices",
    "repairs",
    "visits",
    "visit_findings",
    "surveys",
    "inspections",
    "cards",
)
OF_BILLING = ("BIL-36", "BIL-37", "BIL-39")


class PropertyYear:
    """Replays one folder of a property year.

    Files that build on each other follow in stages; a discount is judged against charges and payments, whatever their days.
    """

    def __init__(self, folder: Folder, *, gateway: Gateway, services: Sequence[str], say: Callable[[str], None]) -> None:
        self._folder, self._gateway, self._services, self._say = folder, gateway, services, say
        self._about = folder.organisation
        self.year, self.cut_off = _year(self._about), _cut_off(self._about)
        self._refused: dict[str, list[Refusal]] = {file: [] for file in PATHS}

    def replay(self) -> dict[str, Any]:
        """Send everything, drive what is scheduled up to the cut-off, and return the figures."""
        self.load()
        for service in self._services:
            self._gateway.post(f"/services/{service}/schedules:run", {"as_of": self.cut_off.isoformat()})
        self._settle()
        return self.figures()

    def load(self) -> dict[str, list[Refusal]]:
        """Send everything and return what was refused by file; what is scheduled is left to the platform."""
        rounding = {"rounding": self._about["rounding"]} if self._about.get("rounding") else {}
        about = {**self._about, "policies": {**(self._about.get("policies") or {}), **rounding}}
        enter_organisation(self._gateway, with_its_holidays(about))
        self._settle()
        for stage in STAGES:
            for file in stage:
                self._send(file, self._folder.rows(file))
            self._settle()
        return {file: found for file, found in self._refused.items() if found}

    def figures(self) -> dict[str, Any]:
        """What the platform reports of the year, with the refusals met on the way."""
        cut_off = self.cut_off.isoformat()
        report = self._gateway.get(f"/compiled-reports/property_year/{self.year}", cut_off=cut_off)
        fees = self._gateway.get(f"/property-years/{self.year}", cut_off=cut_off)
        refused = {
            file: [refusal.as_dict() for refusal in sorted(found, key=lambda refusal: refusal.line)]
            for file, found in self._refused.items()
            if found or file in REFUSALS_REPORTED
        }
        return {
            "organisation": self._about["id"],
            "year": self.year,
            "cut_off": cut_off,
            "refused": refused,
            "refused_counts": {file: dict(Counter(refusal["reason"] for refusal in found)) for file, found in refused.items()},
            "arrears_units": fees["arrears_units"],
            "rules": as_in_the_folder({**report["rules"], **{rule: fees["findings"][rule] for rule in OF_BILLING}}),
        }

    def _send(self, file: str, rows: Sequence[Row]) -> None:
        path, key = PATHS[file]
        for run in runs(self._dated(file, rows)):
            self._say(f"  {file}: {len(run)} rows from line {run[0].line}")
            numbers = {row.line: row.get(key) for row in run}
            self._refused[file] += [
                Refusal(refusal.line, numbers[refusal.line], refusal.reason, refusal.because) for refusal in self._gateway.send(path, run)
            ]

    def _dated(self, file: str, rows: Sequence[Row]) -> Sequence[Row]:
        """Opening arrears with the year at whose start they are owed, which is the folder's."""
        year = {"at_start_of": str(self.year)} if file == "opening_arrears" else {}
        return [replace(row, values={**year, **row.values}) for row in rows]

    def _settle(self) -> None:
        settle(self._gateway, services=self._services)


def _year(about: dict[str, Any]) -> int:
    try:
        return int(str(about.get("year")))
    except ValueError:
        raise FolderUnusable(f"organisation.yaml: 'year' is no year: {about.get('year')}") from None


def _cut_off(about: dict[str, Any]) -> date:
    value = about.get("cut_off")
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise FolderUnusable(f"organisation.yaml: 'cut_off' is no day YYYY-MM-DD: {value}") from None
