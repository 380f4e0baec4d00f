"""An organisation's papers: its policies, its staff, and the rows that were refused (personnel-records format, general)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from oracles.tables import Row, day, organisation, rounded, rows

EMALL, GAS, JINYANG = "doc1", "doc2", "doc4"  # the attendance rules of the three organisations
FILES = (
    "staff", "shifts", "shift_swaps", "punches", "phone_notices", "leave_requests", "compensatory_rest", "trainings", "meetings",
    "sign_ins", "exams", "complaints", "violations", "penalty_notices", "notice_witnesses", "appeals", "appeal_answers", "lost_forms",
    "service_records", "implementations", "evening_checks", "contact_attempts", "submissions", "attendance_confirmations",
)  # fmt: skip


@dataclass
class Office:
    organisation: dict
    files: dict[str, list[Row]]
    refused: list[dict] = field(default_factory=list)

    def __post_init__(self):
        self.staff = {row["staff_no"]: row for row in self.files["staff"]}
        self.holidays = frozenset(map(day, self.organisation.get("public_holidays") or ()))
        self.extra_days = frozenset(map(day, self.organisation.get("adjusted_workdays") or ()))
        self.months = sorted({row["date"][:7] for row in self.files["shifts"]})

    @property
    def kind(self) -> str:
        return self.organisation["rule_set"]["attendance"]

    @property
    def until(self) -> date:
        return day(self.organisation["data_until"])

    @property
    def month(self) -> str:
        return str(self.organisation["reporting_month"])

    def policy(self, number: str, name: str, otherwise=None):
        return (self.organisation["policy"].get(number) or {}).get(name, otherwise)

    def of(self, *, emall, gas, jinyang):
        """What is another thing in each of the three."""
        return {EMALL: emall, GAS: gas, JINYANG: jinyang}[self.kind]

    def role(self, staff_no: str) -> str | None:
        return self.staff[staff_no]["role"] if staff_no in self.staff else None

    def superiors(self, staff_no: str) -> set[str]:
        """The direct superior and all above."""
        found: set[str] = set()
        while (above := self.staff[staff_no]["reports_to"]) and above not in found:
            found.add(above)
            staff_no = above
        return found

    def is_working_day(self, on: date) -> bool:
        """Monday to Friday that is no public holiday, or an adjusted workday."""
        return on in self.extra_days or (on.weekday() < 5 and on not in self.holidays)

    def refuse(self, file: str, row: Row, reason: str, *because: str, key: str | None = None) -> None:
        """The key is the row's first column unless it is given."""
        key = next(iter(row.cells.values())) if key is None else key
        self.refused.append({"file": f"{file}.csv", "line": row.line, "key": key, "reason": reason, "because": list(because)})

    def punched(self, text: str) -> datetime:
        """To the second, or with its seconds cut off (POL-01.1)."""
        at = datetime.fromisoformat(text)
        return at.replace(second=0) if self.policy("POL-01.1", "granularity") == "minute" else at


def office(folder: Path) -> Office:
    return Office(organisation(folder), {file: rows(folder, file) for file in FILES})


def plain(value: Decimal) -> int | float:
    """Days and rates to 4 decimals, no trailing zeros."""
    value = rounded(Decimal(value), 4)
    return int(value) if value == int(value) else float(value)


def minutes(gap: timedelta) -> int:
    """Whole minutes, rounded down, at least 1."""
    return max(1, int(gap.total_seconds()) // 60)


def clock(on: date, time: str) -> datetime:
    return datetime.fromisoformat(f"{on}T{time or '00:00'}")
