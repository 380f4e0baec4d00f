"""The demo call centre, software firm and property manager: who works there and whom they serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from kefu.acceptance.folder import Row
from kefu.demo import names

SINCE = "2020-01-01"


@dataclass(frozen=True)
class Organisation:
    """A demo organisation: its registration, its posts as ``(number, role, superior)``, and its rows by import path."""

    about: Mapping[str, Any]
    posts: Sequence[tuple[str, str, str]]
    rows: Mapping[str, Sequence[Row]]

    @property
    def id(self) -> str:
        """Its identifier."""
        return str(self.about["id"])

    def staff(self) -> list[Row]:
        """The register, superiors first."""
        chance = Random(self.id)  # noqa: S311 - invented data
        return _rows(
            "staff",
            [
                {
                    "staff_no": staff_no,
                    "name": names.person(chance),
                    "role": role,
                    "phone": names.phone(chance),
                    "joined_on": SINCE,
                    "reports_to": superior,
                }
                for staff_no, role, superior in self.posts
            ],
        )


def _rows(file: str, cells: Sequence[Mapping[str, str]]) -> list[Row]:
    return [Row(file, line, row) for line, row in enumerate(cells, start=2)]


def _about(own: str, name: str, rules: str) -> dict[str, str]:
    return {"id": own, "name": name, "timezone": "Asia/Shanghai", "currency": "CNY", "rules": rules}


def _customers(prefix: str, count: int) -> list[Row]:
    chance = Random(prefix)  # noqa: S311 - invented data
    return _rows(
        "customers",
        [
            {
                "customer_no": f"{prefix}{number:04}",
                "name": f"{names.person(chance)[0]}{names.SHOPS[number % len(names.SHOPS)]}",
                "kind": "commercial",
                "area": names.AREAS[number % 4],
                "contact": names.person(chance),
                "phone": names.phone(chance),
                "address": names.address(chance),
                "opened_on": "2023-03-01",
                "status": "existing",
            }
            for number in range(1, count + 1)
        ],
    )


def _units(count: int) -> list[Row]:
    chance = Random("units")  # noqa: S311 - invented data
    return _rows(
        "units",
        [
            {
                "unit_no": f"{number % 4 + 1}-{number:03}",
                "type": "shop" if number % 9 == 0 else "residence",
                "area": ("villa", "AC", "B", "DC")[number % 4],
                "building": str(number % 4 + 1),
                "owner": names.person(chance),
                "phone": names.phone(chance),
                "ownership": "owner",
                "handover_due_on": "2022-06-30",
                "handed_over_on": "2022-06-15",
                "occupancy": "shop" if number % 9 == 0 else "decorated",
                "occupied_since": "2022-10-01",
                "chargeable": "yes",
                "monthly_fee": "200.00",
                "fee_paid_through": "2025-12-31",
            }
            for number in range(1, count + 1)
        ],
    )


EMALL = Organisation(
    _about("emall", "示範商城客服中心", "document 1"),
    (
        ("E001", "general_manager", ""), ("E002", "customer_service_manager", "E001"), ("E003", "customer_service_supervisor", "E002"),
        ("E011", "customer_service_specialist", "E003"), ("E012", "customer_service_specialist", "E003"), ("E021", "phone_agent", "E003"),
        ("E022", "reception_agent", "E003"), ("E031", "key_account_team", "E003"), ("E041", "archive_custodian", "E002"),
        ("E051", "hr", "E001"),
        ("E061", "system_administrator", "E001"),
    ),
    {"/customers:import": _customers("EM", 12)},
)  # fmt: skip
JINYANG = Organisation(
    _about("jinyang", "示範軟件服務部", "document 4"),
    (
        ("J001", "service_director", ""), ("J002", "department_manager", "J001"), ("J003", "service_manager", "J002"),
        ("J011", "service_specialist", "J003"), ("J012", "service_specialist", "J003"), ("J021", "revisit_specialist", "J003"),
        ("J031", "engineer", "J003"), ("J041", "sales_person", "J002"), ("J051", "hr", "J001"), ("J052", "admin_hr", "J001"),
        ("J061", "system_administrator", "J001"), ("J071", "developer", "J002"),
    ),
    {"/customers:import": _customers("JY", 10)},
)  # fmt: skip
PROPERTY = Organisation(
    _about("shenpu_property", "示範物業客戶服務部", "document 5.2"),
    (
        ("W001", "property_manager", ""), ("W011", "area_steward", "W001"), ("W012", "area_steward", "W001"),
        ("W021", "property_service_agent", "W001"), ("W031", "engineer", "W001"), ("W041", "cashier", "W001"), ("W051", "hr", "W001"),
        ("W061", "system_administrator", "W001"), ("W071", "finance", "W001"),
    ),
    {"/units:import": _units(20)},
)  # fmt: skip
OTHERS = (EMALL, JINYANG, PROPERTY)
