"""The demo gas company: a folder of the acceptance format for the month that is running.

Meters are read from the 8th on, slips delivered and posted, some customers pay, some wait to be reminded; nothing is dated
after the last day, so that everything else can be tried by hand.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

from kefu.calendar import CalendarNotPublished, first_day, last_day, month_of, months_after, national
from kefu.demo import names
from kefu.demo.month import Month

ORGANISATION = "shihua_gas"
KINDS = ("residential",) * 44 + ("commercial",) * 10 + ("public_welfare",) * 6
PRICES = {"residential": Decimal("2.58"), "commercial": Decimal("3.31"), "public_welfare": Decimal("2.81")}
USE = {"residential": (8, 45), "commercial": (400, 2600), "public_welfare": (300, 1500)}
STAFF = (
    ("R01", "meter_reader"),
    ("R02", "meter_reader"),
    ("C01", "charging_clerk"),
    ("C02", "charging_clerk"),
    ("K01", "card_clerk"),
    ("S01", "counter_clerk"),
    ("L01", "business_centre_team_leader"),
    ("H01", "department_head"),
    ("F01", "finance"),
    ("T01", "reporting"),
    ("E01", "engineer"),
    ("P01", "hr"),
    ("A01", "system_administrator"),
    ("V01", "customer_service_manager"),
    ("Z01", "archive_custodian"),
    ("D01", "customer_service_specialist"),
    ("G01", "customer_service_supervisor"),
)
POLICIES = {
    "reading_targets": {"commercial": 100, "outdoor_residential": 98, "indoor_residential": 70},
    "reading_window": {"commercial": [22, 23], "visit": [20, 25]},
    "payment_days": 7, "kpi_payment_days": 3, "recovery_target": 95, "accuracy_target": 100, "notice_channels": ["phone", "letter"],
    "handover_after_days": 3, "shutoff_after_days": 7, "shutoff_approver_role": "department_head",
}  # fmt: skip
FIRST_READING, VISITS = 8, 20
Cells = dict[str, Any]


def period_of(today: date) -> str:
    """The month to show: the running one once there is something to read in it, else the one before."""
    month = month_of(today)
    return month if today.day > FIRST_READING + 2 else months_after(month, -1)


def write(folder: Path, *, today: date) -> Path:
    """Write the folder of the month up to the day before; returns it."""
    period = period_of(today)
    month = Month(period, min(last_day(period), today - timedelta(days=1)), Random(period))  # noqa: S311 - invented data
    _registers(month)
    for number, kind in enumerate(KINDS, start=1):
        _customer(month, number, kind)
    month.rows["readings"].sort(key=lambda row: row["read_at"])
    month.rows.get("payments", []).sort(key=lambda row: row["paid_at"])
    _cash_ups(month)
    month.write(folder, about=_about(month))
    return folder


def _registers(month: Month) -> None:
    for staff_no, role in STAFF:
        month.add(
            "staff", staff_no=staff_no, name=names.person(month.chance), role=role, phone=names.phone(month.chance), joined_on="2020-01-01"
        )
    for kind, price in PRICES.items():
        month.add(
            "tariffs",
            tariff_no=f"DEMO-{kind}",
            source="price_authority",
            customer_kind=kind,
            price=price,
            valid_from="2020-01-01",
            valid_to="",
            title="示範價格",
        )
    for reader in ("R01", "R02"):
        month.add("sheets", sheet_no=f"{reader}-1", reader=reader, issued_on=first_day(month.period), returned_on="", pages="")


def _customer(month: Month, number: int, kind: str) -> None:
    chance, customer_no, meter_no = month.chance, f"KF{number:04}", f"88{number:05}"
    contact = names.person(chance)
    name = {
        "residential": contact,
        "commercial": contact[0] + names.SHOPS[number % len(names.SHOPS)],
        "public_welfare": names.PUBLIC[number % len(names.PUBLIC)],
    }[kind]
    month.add(
        "customers",
        customer_no=customer_no,
        name=name,
        kind=kind,
        area=names.AREAS[number % 4],
        contact=contact,
        phone="" if number % 20 == 0 else names.phone(chance),
        address=names.address(chance),
        opened_on="2019-05-06",
        status="existing",
    )
    month.add(
        "meters",
        meter_no=meter_no,
        customer_no=customer_no,
        meter_type="G4" if kind == "residential" else "G25",
        position="indoor" if kind == "residential" and number % 3 == 0 else "outdoor",
        inlet=("left", "right")[number % 2],
        installed_on="2019-05-06",
        life_years=10,
        state="gas_on",
        gas_on_on="2019-05-10",
    )
    previous = Decimal(chance.randrange(1000, 60000))
    commercial = kind == "commercial"
    month.add(
        "opening_readings",
        meter_no=meter_no,
        read_on=first_day(month.period) - timedelta(days=7),
        kind="regular",
        base_reading=previous,
        cumulative=previous if commercial else "",
        remaining=chance.randrange(100, 500) if commercial else "",
    )
    usual = chance.randrange(*USE[kind])
    for back in (3, 2, 1):
        month.add("consumption_history", meter_no=meter_no, month=months_after(month.period, -back), volume=usual + chance.randrange(-2, 3))
    _reading(month, number, kind, previous, Decimal(usual + chance.randrange(-3, 4)))


def _reading(month: Month, number: int, kind: str, previous: Decimal, volume: Decimal) -> None:
    chance, meter_no, reader = month.chance, f"88{number:05}", ("R01", "R02")[number % 2]
    read_on = month.day(22 if kind == "commercial" else VISITS + number % 6 if kind == "public_welfare" else FIRST_READING + number % 14)
    if read_on > month.until:
        month.rows.setdefault("readings", [])
        return
    missed, commercial = kind == "residential" and number % 15 == 0, kind == "commercial"
    month.add(
        "readings",
        meter_no=meter_no,
        read_at=f"{read_on}T{9 + number % 8:02}:{number % 60:02}",
        reader=reader,
        sheet_no=f"{reader}-1",
        page=1,
        kind="missed" if missed else "regular",
        base_reading="" if missed else previous + volume,
        cumulative=previous + volume if commercial else "",
        remaining=chance.randrange(100, 500) if commercial else "",
        missed_reason="nobody_home" if missed else "",
        anomaly="",
        appointment_at="",
        entered_on=read_on,
    )
    if missed:
        return
    slip_no = ""
    if kind != "residential":
        slip_no = f"DEMO{number:04}"
        _slip(month, number, read_on, slip_no, volume)
    if number % 4:
        _payment(month, number, read_on, slip_no, (volume * PRICES[kind]).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _slip(month: Month, number: int, read_on: date, slip_no: str, volume: Decimal) -> None:
    month.add(
        "slips",
        slip_no=slip_no,
        meter_no=f"88{number:05}",
        customer_no=f"KF{number:04}",
        issued_by=("R01", "R02")[number % 2],
        issued_on=read_on,
        volume=volume,
        delivered_on=read_on,
        signature="signed",
        signatory="客戶簽字",
        signed_on=read_on,
        entry_code_checked="yes",
        entered_on=read_on,
        entered_by="C01",
        entered_volume=volume,
    )


def _payment(month: Month, number: int, read_on: date, slip_no: str, amount: Decimal) -> None:
    paid_on = read_on + timedelta(days=1 + number % 6)
    if paid_on > month.until or amount == 0:
        return
    cash = number % 3 > 0
    month.add(
        "payments",
        receipt_no=f"DEMO{number:04}",
        paid_at=f"{paid_on}T{9 + number % 7:02}:{number % 60:02}",
        customer_no=f"KF{number:04}",
        slip_no=slip_no,
        method="cash" if cash else "card",
        amount=amount,
        tendered=amount if cash else "",
        terminal_ref="" if cash else f"UP{number:012}",
        authenticity_checked="yes" if cash else "",
        cashier=("C01", "C02")[number % 2],
        reversal_of="",
        apology="",
        praise="yes" if number % 17 == 0 else "",
    )


def _cash_ups(month: Month) -> None:
    taken: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in month.rows.get("payments", []):
        till = taken.setdefault((row["cashier"], row["paid_at"][:10]), {"cash": Decimal(0), "card": Decimal(0)})
        till[row["method"]] += row["amount"]
    for (cashier, day), till in sorted(taken.items(), key=lambda item: (item[0][1], item[0][0])):
        if day < month.until.isoformat():
            month.add(
                "cashups",
                cashier=cashier,
                business_date=day,
                opened_at=f"{day}T16:50",
                closed_at=f"{day}T17:10",
                counted_cash=till["cash"],
                counted_card=till["card"],
                handover_note="交班清楚",
                team_leader_remark="",
            )


def _about(month: Month) -> dict[str, Any]:
    return {
        "id": ORGANISATION,
        "name": "示範燃氣客戶服務部",
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "rules": "document 2",
        "period": month.period,
        "data_until": month.until,
        "report_dates": [str(month.until)],
        "holidays": _holidays(month.until.year),
        "policies": POLICIES,
    }


def _holidays(year: int) -> list[date]:
    """The public holidays of the year, none before they are published."""
    try:
        return list(national().public_holidays(year))
    except CalendarNotPublished:
        return []
