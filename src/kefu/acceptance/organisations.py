"""The organisations of a folder: it is one itself, or each of its sub-folders is one; of customers and meters, of units, or of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kefu import clock, registry
from kefu.acceptance import comparison
from kefu.acceptance.folder import Folder
from kefu.acceptance.gas import GasMonth
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.people import comparison as people_comparison
from kefu.acceptance.people.replay import PeopleReplay
from kefu.acceptance.property import PropertyYear
from kefu.calendar import last_day

LATEST_ROWS = timedelta(days=366)  # how long after the end of the data rows may be dated, which are accepted and not counted
DAYS, MONTHS, YEAR = ("data_until", "cut_off"), ("period", "reporting_month"), "year"
OF_CUSTOMERS = ("attendance", "billing", "customers", "metering", "reporting")
OF_PROPERTY = ("attendance", "billing", "complaints", "customers", "fieldwork", "reporting")
OF_PEOPLE = ("attendance", "complaints", "discipline", "documents", "performance", "training")


@dataclass(frozen=True)
class Kind:
    """What a folder is about: who works on it, how it is replayed, how its figures are compared."""

    services: tuple[str, ...]
    replay: Callable[..., Any]
    differences: Callable[[Mapping[str, Any], Mapping[str, Any]], list[comparison.Difference]]

    def figures(self, folder: Folder, gateway: Gateway, say: Callable[[str], None]) -> dict[str, Any]:
        """What the platform reports once everything in the folder has been sent and driven."""
        replay = self.replay(folder, gateway=gateway, services=self.working, say=say)
        say(str(folder.organisation["id"]))
        return dict(replay.replay())

    @property
    def working(self) -> tuple[str, ...]:
        """Those of its services that are installed."""
        return tuple(service for service in self.services if service in registry.services())


CUSTOMERS = Kind(OF_CUSTOMERS, GasMonth, comparison.differences)
PROPERTY = Kind(OF_PROPERTY, PropertyYear, comparison.differences)
PEOPLE = Kind(OF_PEOPLE, PeopleReplay, people_comparison.differences)


def kind_of(folder: Folder) -> Kind:
    """What the folder is about: its ``organisation.yaml`` names rule sets where it is about people, and a year where it is about units."""
    if "rule_set" in folder.organisation:
        return PEOPLE
    return PROPERTY if "year" in folder.organisation else CUSTOMERS


def organisations(path: Path) -> list[Folder]:
    """The folder's organisations by name."""
    if (path / "organisation.yaml").is_file():
        return [Folder(path)]
    found = [Folder(inside.parent) for inside in sorted(path.glob("*/organisation.yaml"))]
    return found or [Folder(path)]


def services_for(folders: Sequence[Folder]) -> tuple[str, ...]:
    """The services that an instance for these organisations runs, the gateway among them."""
    return tuple(sorted({"gateway"}.union(*(kind_of(folder).working for folder in folders))))


def environment_for(folders: Sequence[Folder]) -> dict[str, str]:
    """How an instance runs on which these organisations are replayed: driven by hand, and on a day when all that they tell is over."""
    over = max(filter(None, map(_ends_on, folders)), default=date.min)
    ahead = (over - clock.today() + LATEST_ROWS).days if over > date.min else 0
    # who replays is the only one who asks: a month of thousands of customers may take longer than a person would wait
    return {"KEFU_SCHEDULER": "off", "KEFU_DEADLINE": "120", **({clock.AHEAD: str(ahead)} if ahead > 0 else {})}


def _ends_on(folder: Folder) -> date | None:
    """The last day that ``organisation.yaml`` says its data are of; None where it says nothing that can be read."""
    about, found = folder.organisation, []
    with suppress(ValueError):
        found += [date.fromisoformat(str(about[name])) for name in DAYS if name in about]
        found += [last_day(str(about[name])) for name in MONTHS if name in about]
        found += [date(int(str(about[YEAR])), 12, 31)] if YEAR in about else []
    return max(found, default=None)
