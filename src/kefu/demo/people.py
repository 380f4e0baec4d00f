"""The people of the demo call centre and software firm: a roster with punches, leave, a training and a complaint, up to yesterday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from kefu.calendar import CalendarNotPublished, days, first_day, month_of, national
from kefu.demo.month import Month

START, END = "09:00", "18:00"
TRAINING_DAY, LEAVE_DAY, COMPLAINT_DAY = 6, 4, 3


@dataclass(frozen=True)
class Crew:
    """Who is rostered in a demo organisation, by whom, and who decides what."""

    organisation: str
    specialists: Sequence[str]
    supervisor: str
    manager: str
    leave_chain: Sequence[str]
    handover: bool = False


CREWS = (
    Crew("emall", ("E011", "E012", "E021", "E022", "E031"), "E003", "E002", ("E003", "E002")),
    Crew("jinyang", ("J011", "J012", "J021", "J031", "J041"), "J003", "J002", ("J002",), handover=True),
)


def period_of(today: date) -> str:
    """The month to show: the one yesterday belongs to."""
    return month_of(today - timedelta(days=1))


def write(folder: Path, crew: Crew, *, today: date) -> Path:
    """Write the folder of the crew's month up to the day before; returns it."""
    period, until = period_of(today), today - timedelta(days=1)
    month = Month(period, until, Random(f"{crew.organisation} {period}"))  # noqa: S311 - invented data
    worked = [day for day in days(first_day(period), until) if _worked(day)]
    absent = {(crew.specialists[0], day) for day in worked[LEAVE_DAY : LEAVE_DAY + 1]}
    for day in worked:
        for staff_no in (crew.supervisor, *crew.specialists):
            _shift(month, staff_no, day, by=crew.supervisor)
            if (staff_no, day) not in absent:
                _punches(month, staff_no, day)
    for staff_no, day in absent:
        _leave(month, crew, staff_no, day)
    _training(month, crew, worked)
    _complaint(month, crew, worked)
    month.write(folder, about={"id": crew.organisation, "reporting_month": period, "data_until": until})
    return folder


def _worked(day: date) -> bool:
    try:
        return national().working_day(day)
    except CalendarNotPublished:
        return day.weekday() < 5  # noqa: PLR2004 - Monday to Friday until the year is published


def _shift(month: Month, staff_no: str, day: date, *, by: str) -> None:
    month.add(
        "shifts", shift_id=f"S{day:%y%m%d}-{staff_no}", staff_no=staff_no, date=day, kind="work", start=START, end=END, place="office",
        rostered_by=by,
    )  # fmt: skip


def _punches(month: Month, staff_no: str, day: date) -> None:
    chance = month.chance
    late = chance.randrange(25) == 0
    came = f"09:{chance.randrange(1, 20):02}" if late else f"08:{chance.randrange(40, 60):02}"
    for direction, at in (("in", came), ("out", f"18:{chance.randrange(1, 40):02}")):
        month.add(
            "punches", punch_id=f"P{day:%y%m%d}-{staff_no}-{direction}", staff_no=staff_no,
            punched_at=f"{day}T{at}:{chance.randrange(60):02}", direction=direction, device="gate-1",
        )  # fmt: skip


def _leave(month: Month, crew: Crew, staff_no: str, day: date) -> None:
    applied = day - timedelta(days=6)
    steps: dict[str, Any] = {
        f"{name}{step}{end}": "" for step in (1, 2, 3) for name, end in (("approver", ""), ("decision", ""), ("decided", "_at"))
    }
    for step, approver in enumerate(crew.leave_chain, start=1):
        steps |= {
            f"approver{step}": approver,
            f"decision{step}": "approved",
            f"decided{step}_at": f"{applied + timedelta(days=step)}T10:00",
        }
    month.add(
        "leave_requests", request_no=f"L{day:%y%m%d}", staff_no=staff_no, type="personal", from_date=day, to_date=day,
        applied_at=f"{applied}T10:00", reason="家事", handover_to=crew.specialists[1] if crew.handover else "", **steps,
    )  # fmt: skip


def _training(month: Month, crew: Crew, worked: Sequence[date]) -> None:
    for day in worked[TRAINING_DAY : TRAINING_DAY + 1]:
        number = f"T{day:%y%m%d}"
        month.add(
            "trainings", training_no=number, title="投訴溝通技巧", date=day, start="14:00", end="16:00", venue="三樓培訓室",
            lecturer="外聘講師", owner=crew.supervisor, material_received_on=day - timedelta(days=7), material_reviewed_by=crew.manager,
            material_reviewed_on=day - timedelta(days=4), copies_handed_out_on=day - timedelta(days=2),
        )  # fmt: skip
        for place, staff_no in enumerate(crew.specialists):
            came = (f"{day}T13:5{place}:00", f"{day}T14:07:00", "")[0 if place < 3 else place - 2]  # noqa: PLR2004 - one late, one missing
            month.add("sign_ins", event_no=number, staff_no=staff_no, signed_in_at=came, excuse="", excuse_approved_by="")


def _complaint(month: Month, crew: Crew, worked: Sequence[date]) -> None:
    for day in worked[COMPLAINT_DAY : COMPLAINT_DAY + 1]:
        month.add(
            "complaints", complaint_no=f"K{day:%y%m%d}", received_on=day, customer="桂花路 8 號",
            channel="hotline", staff_no=crew.specialists[2], cause="attitude", major_impact="no", text="接聽時態度不佳", investigated_on="",
            investigated_by="", outcome="",
        )  # fmt: skip
