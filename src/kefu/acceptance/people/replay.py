"""The people of one organisation: registered, imported, driven day by day; what the services then report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from kefu.acceptance.folder import Folder, FolderUnusable, Row
from kefu.acceptance.gateway import Gateway, Refusal
from kefu.acceptance.people.figures import Reports
from kefu.acceptance.people.files import STAGES, first_fact, key_of, path_of
from kefu.acceptance.people.policies import adopted
from kefu.acceptance.settling import settle
from kefu.calendar import days, first_day, last_day, month_of, months_after

SINCE_EVER = date(1970, 1, 1).isoformat()
ENTERED = ("name", "timezone", "currency")


class PeopleReplay:
    """Replays the records of one organisation's people."""

    def __init__(self, folder: Folder, *, gateway: Gateway, services: Sequence[str], say: Callable[[str], None]) -> None:
        self._folder, self._gateway, self._services, self._say = folder, gateway, services, say
        self._about = folder.organisation
        self.until = _day(self._about, "data_until")
        self.month = str(self._about.get("reporting_month") or month_of(self.until))
        self._refused: list[tuple[Row, Refusal]] = []

    def replay(self) -> dict[str, Any]:
        """Send everything, drive the days to the last one, and return the figures."""
        self.load()
        self._drive()
        return self.figures()

    def load(self) -> list[Refusal]:
        """Register the organisation and send everything; what was refused."""
        self._register()
        first = first_fact(self._folder, until=self.until)
        self._run(first - timedelta(days=1))
        for stage in STAGES:
            for file in stage:
                self._send(file)
            self._settle()
        return [refusal for _, refusal in self._refused]

    def figures(self) -> dict[str, Any]:
        """What the services report of the people at the end of the last day, with the rows that were refused."""
        reported = Reports(self._gateway, until=self.until, month=self.month).figures()
        refused = [
            {"file": f"{row.file}.csv", "line": row.line, "key": key_of(row), "reason": refusal.reason, "because": list(refusal.because)}
            for row, refusal in self._refused
        ]
        return {
            "organisation": self._about["id"],
            "data_until": self.until.isoformat(),
            **reported,
            "refused": sorted(refused, key=lambda item: (item["file"], item["line"])),
        }

    def _register(self) -> None:
        own = {name: self._about[name] for name in ENTERED if self._about.get(name)}
        self._gateway.post("/organisations", {"organisation": self._about["id"], **own}, done_as=("already_exists",))
        for value, content in adopted(self._about).items():
            policy = {"value": value, "since": SINCE_EVER, "content": content, "reference": "organisation.yaml"}
            self._gateway.post("/policies", policy)
        self._settle()

    def _send(self, file: str) -> None:
        rows = self._folder.rows(file)
        if rows:
            self._say(f"  {file}: {len(rows)} rows")
            by_line = {row.line: row for row in rows}
            self._refused += [(by_line[refusal.line], refusal) for refusal in self._gateway.send(path_of(file), rows)]

    def _drive(self) -> None:
        for day in self._stops():
            self._say(f"  {day}")
            self._run(day)
            self._settle()

    def _stops(self) -> Iterator[date]:
        """The days at which everybody waits for everybody: month ends at first, every day from the month reported on."""
        first = first_fact(self._folder, until=self.until)
        closely = min(max(first, first_day(self.month)), self.until)
        month = month_of(first)
        while last_day(month) < closely:
            yield last_day(month)
            month = months_after(month, 1)
        yield from days(closely, self.until)

    def _run(self, day: date) -> None:
        """Have every service run what is due by the day; the days before it are caught up with in order."""

        def run(service: str) -> None:
            self._gateway.post(f"/services/{service}/schedules:run", {"as_of": day.isoformat()})

        with ThreadPoolExecutor(max_workers=len(self._services)) as pool:
            list(pool.map(run, self._services))

    def _settle(self) -> None:
        settle(self._gateway, services=self._services)


def _day(about: dict[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(str(about[key]))
    except (KeyError, ValueError):
        raise FolderUnusable(f"organisation.yaml: '{key}' is no day YYYY-MM-DD: {about.get(key)}") from None
