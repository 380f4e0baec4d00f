"""The people of one organisation: registered, imported, driven day by day; what the services then report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from kefu.acceptance.folder import Folder, FolderUnusable, Row
from kefu.acceptance.gateway import Gateway, Refusal
from kefu.acceptance.people.figures import Reports
from kefu.acceptance.people.files import FACTS, REGISTER, SANCTIONS, complete_on, key_of, path_of
from kefu.acceptance.people.policies import adopted
from kefu.acceptance.settling import settle
from kefu.acceptance.timeline import runs
from kefu.calendar import first_day, month_of

AT_ONCE = timedelta(days=10)
SINCE_EVER = date(1970, 1, 1).isoformat()
ENTERED = ("name", "timezone", "currency")
OF_FACTS = ("attendance", "training", "complaints", "documents")
JUDGE_THE_DAY_BEFORE = ("attendance",)
OF_SANCTIONS = ("discipline", "performance")


class PeopleReplay:
    """Replays the records of one organisation's people.

    The days are driven from the first of the month that is reported on, or from the first stop; what lies before is judged on the
    first of them. ``stops`` are the days at which everybody waits for everybody: what is complete by then is sent, then the days up to
    it are driven. One stop is as good as many; the figures are the same.
    """

    def __init__(
        self, folder: Folder, *, gateway: Gateway, services: Sequence[str], say: Callable[[str], None], stops: Sequence[date] = ()
    ) -> None:
        self._folder, self._gateway, self._services, self._say = folder, gateway, services, say
        self._about = folder.organisation
        self.until = _day(self._about, "data_until")
        self.month = str(self._about.get("reporting_month") or month_of(self.until))
        self._stops = (*sorted(day for day in stops if day < self.until), self.until)
        self._refused: list[tuple[Row, Refusal]] = []
        self._driven: dict[str, date] = {}

    def replay(self) -> dict[str, Any]:
        """Send everything, drive the days to the last one, and return the figures."""
        self._register()
        self._drive(min(first_day(self.month), self._stops[0]) - timedelta(days=1), self._services)
        before: date | None = None
        for stop in self._stops:
            self._say(f"up to {stop}")
            for stages, driven in ((FACTS, self._working(OF_FACTS)), (SANCTIONS, self._working(OF_SANCTIONS))):
                self._send_stages(stages, after=before, until=stop)
                self._drive(stop, driven)
            before = stop
        return self.figures()

    def load(self) -> dict[str, list[Refusal]]:
        """Send everything and return what was refused by file; what is scheduled is left to the platform."""
        self._register()
        for stages in (FACTS, SANCTIONS):
            self._send_stages(stages, after=None, until=self.until)
        refused: defaultdict[str, list[Refusal]] = defaultdict(list)
        for row, refusal in self._refused:
            refused[row.file].append(refusal)
        return dict(refused)

    def figures(self) -> dict[str, Any]:
        """What the services report of the people at the end of the last day, with the rows that were refused."""
        reported = Reports(self._gateway, until=self.until, month=self.month).figures()
        lines = {row.get("swap_no"): row.line for row in self._folder.rows("shift_swaps")}
        swaps = ({"line": lines[item["key"]], **item} for item in reported.pop("refused_swaps", ()) if item["key"] in lines)
        refused = (*swaps, *map(_refused, self._refused), *reported["refused"])
        judged = {(item["file"], item["line"]): item for item in refused}
        return {
            "organisation": self._about["id"],
            "data_until": self.until.isoformat(),
            **reported,
            "refused": [judged[place] for place in sorted(judged)],
        }

    def _register(self) -> None:
        own = {name: self._about[name] for name in ENTERED if self._about.get(name)}
        if own:
            self._gateway.post("/organisations", {"organisation": self._about["id"], **own}, done_as=("already_exists",))
        for value, content in adopted(self._about).items():
            self._gateway.adopt(value, SINCE_EVER, content, reference="organisation.yaml")
        self._settle()
        self._send_stages(((REGISTER,),), after=None, until=self.until)

    def _send_stages(self, stages: Sequence[Sequence[str]], *, after: date | None, until: date) -> None:
        for stage in stages:
            sent = [file for file in stage if self._send(file, after=after, until=until)]
            if sent:
                self._settle()

    def _send(self, file: str, *, after: date | None, until: date) -> bool:
        """Send the rows that have become complete since; whether there were any."""
        dated = ((row, complete_on(row, until=self.until)) for row in self._folder.rows(file))
        rows = [row for row, day in dated if day <= until and (after is None or after < day)]
        for run in runs(rows):
            self._say(f"  {file}: {len(run)} rows from line {run[0].line}")
            by_line = {row.line: row for row in run}
            self._refused += [(by_line[refusal.line], refusal) for refusal in self._gateway.send(path_of(file), run)]
        return bool(rows)

    def _working(self, services: Sequence[str]) -> list[str]:
        return [service for service in services if service in self._services]

    def _drive(self, day: date, services: Sequence[str]) -> None:
        """Have the services run what is due by the end of the day, each all its days in order, and wait for what follows."""

        def run(service: str) -> None:
            last = day + timedelta(days=service in JUDGE_THE_DAY_BEFORE)
            for step in _steps(self._driven.get(service, last), last):
                self._gateway.post(f"/services/{service}/schedules:run", {"as_of": step.isoformat()})
            self._driven[service] = last

        with ThreadPoolExecutor(max_workers=max(len(services), 1)) as pool:
            list(pool.map(run, services))
        self._settle()

    def _settle(self) -> None:
        settle(self._gateway, services=self._services)


def _steps(before: date, last: date) -> Iterator[date]:
    """The days at which a service is asked to catch up, so that no single answer takes long; the last one in any case."""
    while before + AT_ONCE < last:
        before += AT_ONCE
        yield before
    yield last


def _refused(found: tuple[Row, Refusal]) -> dict[str, Any]:
    """A row that the import refused, as it stands in the figures."""
    row, refusal = found
    return {"file": f"{row.file}.csv", "line": row.line, "key": key_of(row), "reason": refusal.reason, "because": list(refusal.because)}


def _day(about: dict[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(str(about[key]))
    except (KeyError, ValueError):
        raise FolderUnusable(f"organisation.yaml: '{key}' is no day YYYY-MM-DD: {about.get(key)}") from None
