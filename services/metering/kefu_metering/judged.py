"""One accepted line: everything decided about it, the document it becomes and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kefu.law import Decision, Law
from kefu_messages import Happening
from kefu_messages.metering import MeterAnomalyReported, ReadingAccepted, ReadingMissed
from kefu_metering import rules
from kefu_metering.facts import plain
from kefu_metering.rules import Counted
from kefu_metering.rules.readings import Entry


class Judge:
    """Decides what is the same for many lines once: a judge lives for one command or one batch of lines."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.windows = lru_cache(maxsize=512)(self._windows)
        self.entry = lru_cache(maxsize=4096)(self._entry)

    def _windows(self, read_on: date, customer_kind: str) -> Decision[tuple[str, ...]]:
        return rules.windows_missed(read_on, customer_kind=customer_kind, law=self.law)

    def _entry(self, entered_on: date | None, read_on: date) -> Decision[Entry]:
        return rules.entered_in_time(entered_on, read_on=read_on, law=self.law)


@dataclass(frozen=True)
class Judged:
    """An accepted line with its decisions; ``counted`` is None for a missed meter."""

    data: Mapping[str, Any]
    meter: Mapping[str, Any]
    period: str
    read_at: datetime
    entered_on: date | None
    entered_by: str
    line: int | None
    recent: tuple[Decimal, ...]
    carried_over: Decimal
    reading: Decision[Counted | None]
    window: Decision[tuple[str, ...]]
    entry: Decision[Entry]
    appointment: Decision[int | None] | None = None
    suspicion: Decision[str | None] | None = None

    @property
    def kind(self) -> str:
        """``regular`` or ``missed``."""
        return "missed" if self.reading.outcome is None else "regular"

    @property
    def read_on(self) -> date:
        """The day of the reading, where the organisation is."""
        return self.read_at.date()

    @property
    def minutes_late(self) -> int | None:
        """Minutes after the appointment, when beyond the tolerance."""
        return self.appointment.outcome if self.appointment else None

    @property
    def flags(self) -> list[str]:
        """What is noted about a reading that is accepted all the same."""
        if self.kind == "missed":
            return []
        suspected = self.suspicion.outcome if self.suspicion else None
        return [*self.window.outcome, *([f"suspected_{suspected}"] if suspected else [])]

    def decisions(self) -> dict[str, Decision[Any]]:
        """What was decided, by name."""
        decided: dict[str, Decision[Any]] = {"reading": self.reading, "entry": self.entry}
        if self.appointment is not None:
            decided["appointment"] = self.appointment
        if self.kind == "regular":
            decided["window"] = self.window
            if self.suspicion is not None and self.suspicion.outcome:
                decided["suspicion"] = self.suspicion
        return decided

    def fields(self) -> dict[str, Any]:
        """The document of the line, without its key."""
        data, meter, counted = self.data, self.meter, self.reading.outcome
        return {
            "meter_no": meter["meter_no"], "customer_no": meter["customer_no"], "customer_kind": meter["customer_kind"],
            "reading_class": meter["reading_class"], "period": self.period, "kind": self.kind,
            "read_at": self.read_at, "read_on": self.read_on, "entered_on": self.entered_on, "entered_by": self.entered_by,
            "reader": data["reader"], "sheet_no": data.get("sheet_no"), "page": data.get("page"), "line": self.line,
            "base_reading": data.get("base_reading") if counted else None, "cumulative": data.get("cumulative"),
            "remaining": data.get("remaining"), "previous": counted.previous if counted else None,
            "volume": counted.volume if counted else None, "carried_over": self.carried_over, "recent_volumes": list(self.recent),
            "rolled_over": bool(data.get("rolled_over")),
            "missed_reason": data.get("missed_reason") if counted is None else None, "anomaly": data.get("anomaly"),
            "appointment_at": data.get("appointment_at"), "minutes_late": self.minutes_late,
            "entry_limit": self.entry.outcome.limit, "entered_late": self.entry.outcome.late, "flags": self.flags, "corrections": [],
        }  # fmt: skip

    def events(self) -> list[Happening]:
        """What is said of the line, in the contract's own form: checked by the tests of this file, not once per line."""
        said = [self._read() if self.kind == "regular" else self._missed()]
        if self.data.get("anomaly"):
            said.append(self._anomaly())
        return said

    def _common(self) -> dict[str, Any]:
        data, meter = self.data, self.meter
        return {
            "meter_no": meter["meter_no"], "customer_no": meter["customer_no"], "customer_kind": meter["customer_kind"],
            "reading_class": meter["reading_class"], "month": self.period, "read_at": self.read_at.isoformat(timespec="minutes"),
            "read_on": self.read_on.isoformat(),
            "entered_on": self.entered_on.isoformat() if self.entered_on else None, "reader": data["reader"],
            "sheet_no": data.get("sheet_no"), "page": data.get("page"), "anomaly": data.get("anomaly"),
            "appointment_at": data["appointment_at"].isoformat(timespec="minutes") if data.get("appointment_at") else None,
            "minutes_late": self.minutes_late, "entered_late": self.entry.outcome.late,
        }  # fmt: skip

    def _read(self) -> Happening:
        counted, data = self.reading.outcome, self.data
        figures = {name: plain(data.get(name)) for name in ("base_reading", "cumulative", "remaining")}
        consumed = {name: plain(getattr(counted, name)) for name in ("previous", "volume")}
        return Happening(ReadingAccepted, {
            **self._common(), **figures, **consumed,
            "recent_volumes": [plain(volume) for volume in self.recent], "flags": self.flags, "because": self.reading.clauses,
        })  # fmt: skip

    def _missed(self) -> Happening:
        return Happening(ReadingMissed, {**self._common(), "missed_reason": self.data["missed_reason"], "because": self.reading.clauses})

    def _anomaly(self) -> Happening:
        return Happening(MeterAnomalyReported, {
            "meter_no": self.meter["meter_no"], "customer_no": self.meter["customer_no"], "anomaly": self.data["anomaly"],
            "reported_on": self.read_on.isoformat(), "reader": self.data["reader"], "because": ["MET-12"],
        })  # fmt: skip
