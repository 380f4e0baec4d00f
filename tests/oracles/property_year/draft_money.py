"""What the units of a generated year owe, are charged, pay and are granted, with the edges of every check (format 3)."""

from datetime import date
from decimal import Decimal

from oracles.property_year.draft import DAY, dated, unit, within
from oracles.property_year.units import months_later, months_of
from oracles.tables import rounded
from oracles.writing import Draft

CENT = Decimal("0.01")
DEPOSIT = {"fee_type": "decoration_deposit", "amount": "2000.00"}
BAD_AMOUNTS = ("0", "0.00", "-5.00", "abc", "12.345", "")


def arrears(draft: Draft) -> None:
    """Several rows of one unit, also of the year itself and twice the same, all count."""
    year, chargeable = draft.first.year, [row for row in draft.tables["units"] if row["chargeable"] == "yes"]
    for row in chargeable:
        for _ in range(draft.chance.choice((0, 0, 0, 1, 2))):
            amount = f"{draft.chance.randint(1, 90_000) / Decimal(100):.2f}"
            found = {"unit_no": row["unit_no"], "fee_type": "property_fee", "fee_year": draft.chance.choice((year - 1, year - 2, year))}
            draft.tables["opening_arrears"] += [{**found, "amount": amount}] * draft.chance.choice((1, 1, 2))


def charges(draft: Draft) -> None:
    """For the whole year, or in two parts; deposits too, which stay outside; those of another fee year are not counted."""
    found = draft.tables["charges"]
    for row in draft.tables["units"]:
        if row["chargeable"] == "yes":
            change = draft.chance.choice((0, draft.chance.randint(1, 11)))
            for months in ((1, 12),) if not change else ((1, change), (change + 1, 12)):
                found.append(_charge(draft, row, *months))
    for row in draft.chance.sample(found, min(4, len(found))):
        deposit = {
            "fee_type": "decoration_deposit",
            "amount": "2000.00",
            "period_from": "",
            "period_to": "",
            "months": "",
            "monthly_fee": "",
        }
        found.append({**row, **deposit, "charge_no": f"V{row['charge_no']}"})
        found.append({**row, "charge_no": f"O{row['charge_no']}", "fee_year": draft.first.year + draft.chance.choice((-1, 1))})
    _refused_money(draft, "charges", "charge_no", "issued_on")
    idle = [row["unit_no"] for row in draft.tables["units"] if row["chargeable"] != "yes"]
    for count, row in enumerate(draft.chance.sample(found, 3)):
        amount = draft.chance.choice((row["amount"], *BAD_AMOUNTS))
        found.append({**row, "charge_no": f"N{count}", "unit_no": draft.chance.choice([*idle, "ZZ-9"]), "amount": amount})
    draft.settle("charges")


def _charge(draft: Draft, row: dict, first: int, last: int) -> dict:
    """Sometimes of an odd amount, whose half is rounded."""
    year, months = draft.first.year, last - first + 1
    amount = Decimal(row["monthly_fee"]) * months + (CENT if draft.often(0.2) else 0)
    return {
        "charge_no": f"C{len(draft.tables['charges']):04d}", "unit_no": row["unit_no"], "fee_type": "property_fee", "fee_year": year,
        "period_from": f"{year}-{first:02d}", "period_to": f"{year}-{last:02d}", "months": months, "monthly_fee": row["monthly_fee"],
        "amount": f"{amount:.2f}", "issued_on": date(year, first, 1),
    }  # fmt: skip


def _refused_money(draft: Draft, file: str, key: str, on: str) -> None:
    """Refused rows, good ones with a refused number, and numbers that are there twice, the later line with the earlier day."""
    found = draft.tables[file]
    for count, row in enumerate(draft.chance.sample(found, min(5, len(found)))):
        bad = draft.chance.choice(BAD_AMOUNTS)
        found += [
            {**row, key: f"X{count}1", "unit_no": "ZZ-9", "amount": bad},
            {**row, key: f"X{count}2", "amount": bad},
            {**row, "unit_no": draft.chance.choice(("ZZ-9", row["unit_no"])), "amount": draft.chance.choice((row["amount"], "-1"))},
            {**row, key: f"R{count}", "amount": "-1"},
            {**row, key: f"R{count}", "amount": "1.10"},
            {**row, key: f"E{count}", "amount": "3.00", on: draft.last},
            {**row, key: f"E{count}", "amount": "4.00", on: draft.first},
        ]


def payments(draft: Draft) -> None:
    """Of the whole, of parts, of too much, or of the months that earn the bonus, about the last day of its window."""
    found, owed = draft.tables["payments"], _owed(draft)
    for row in draft.tables["units"]:
        if row["chargeable"] == "yes":
            for on, amount in _paid(draft, row, owed.get(row["unit_no"], Decimal(0))):
                found.append(_payment(draft, row["unit_no"], on, amount))
    for row in draft.chance.sample(found, min(4, len(found))):
        found.append({**row, **DEPOSIT, "receipt_no": f"V{row['receipt_no']}", "paid_on": draft.last})
        found.append({**row, "receipt_no": f"L{row['receipt_no']}", "paid_on": draft.last + DAY})
    _refused_money(draft, "payments", "receipt_no", "paid_on")
    draft.settle("payments")


def _owed(draft: Draft) -> dict[str, Decimal]:
    owed: dict[str, Decimal] = {}
    for row in draft.tables["charges"]:
        if row["charge_no"].startswith("C"):
            owed[row["unit_no"]] = owed.get(row["unit_no"], Decimal(0)) + Decimal(row["amount"].replace("abc", "") or 0)
    return owed


def _paid(draft: Draft, row: dict, owed: Decimal) -> list[tuple[date, Decimal]]:
    chance, bonus = draft.chance, draft.policies["bonus"]
    latest = months_later(row["fee_paid_through"], bonus["window_months"])
    on = chance.choice((latest - DAY, latest, latest, latest + DAY, draft.first, within(draft)))
    on = on if draft.first <= on <= draft.last else within(draft)
    in_one_sum = rate(draft, row, on) * bonus["pay_months"] + chance.choice((0, 0, 0, 0, CENT, -CENT))
    stories = ([(on, in_one_sum)],) * 4, [(dated(draft), owed)], [(within(draft), owed / 2), (dated(draft), owed - owed / 2)], [(on, CENT)]
    found = chance.choice((*stories[0], *stories[1:], [(within(draft), owed + 100)], [], []))
    return [(on, rounded(amount, 2)) for on, amount in found if rounded(amount, 2) > 0]


def rate(draft: Draft, row: dict, on: date) -> Decimal:
    """The charged monthly rate of the day's month. Fees are such that it is whole cents: how half of others is rounded, nothing says."""
    full, first = Decimal(row["monthly_fee"]), on.replace(day=1)
    vacant = row["type"] in draft.policies["vacancy_discount_types"] and unit(row).group(first) == "unoccupied"
    return full * (100 - draft.policies["vacancy_discount_percent"]) / 100 if vacant else full


def _payment(draft: Draft, unit_no: str, on: date, amount: Decimal) -> dict:
    return {
        "receipt_no": f"P{len(draft.tables['payments']):04d}", "paid_on": on, "unit_no": unit_no, "fee_type": "property_fee",
        "channel": draft.chance.choice(("cash", "card", "transfer", "wechat")), "amount": f"{amount:.2f}", "payer": "張三",
    }  # fmt: skip


def discounts(draft: Draft) -> None:
    """Of charges whose months were vacant, and of some that were not; of payments that may earn the bonus; and all that is refused."""
    chance, found = draft.chance, draft.tables["discounts"]
    of = {row["unit_no"]: row for row in draft.tables["units"]}
    for row in list(draft.tables["charges"]):
        if (
            row["unit_no"] in of
            and row["charge_no"].startswith(("C", "V"))
            and (_vacant(draft, of[row["unit_no"]], row) or draft.often(0.2))
        ):
            _discount(draft, row, kind="vacant_half", charge_no=row["charge_no"], amount=_half(draft, row), on=row["issued_on"])
    for row in list(draft.tables["payments"]):
        if row["unit_no"] in of and row["receipt_no"].startswith("P"):
            amount = rate(draft, of[row["unit_no"]], row["paid_on"]) * draft.policies["bonus"]["free_months"]
            _discount(draft, row, kind="prepay_bonus", receipt_no=row["receipt_no"], amount=amount, on=row["paid_on"])
    for count, row in enumerate(chance.sample(found, min(4, len(found)))):
        other, bad = chance.choice(list(of)), chance.choice(BAD_AMOUNTS)
        found += [
            {**row, "discount_no": f"X{count}1", "unit_no": other},
            {**row, "discount_no": f"X{count}2", "charge_no": "NOPE", "receipt_no": "NOPE"},
            {**row, "discount_no": f"X{count}3", "kind": chance.choice(("loyalty", ""))},
            {**row, "discount_no": f"X{count}4", "kind": "loyalty", "amount": bad},
            {**row, "discount_no": f"X{count}5", "unit_no": "ZZ-9", "amount": bad},
            {**row, "unit_no": chance.choice(("ZZ-9", row["unit_no"]))},
        ]
    draft.settle("discounts")


def _half(draft: Draft, charge: dict) -> Decimal:
    if charge["amount"] in BAD_AMOUNTS:
        return Decimal(5)
    return rounded(Decimal(charge["amount"]) * draft.policies["vacancy_discount_percent"] / 100, 2)


def _vacant(draft: Draft, row: dict, charge: dict) -> bool:
    if row["type"] not in draft.policies["vacancy_discount_types"] or charge["fee_type"] != "property_fee":
        return False
    return all(unit(row).group(month) == "unoccupied" for month in months_of(charge["period_from"], charge["period_to"]))


def _discount(draft: Draft, row: dict, *, kind: str, amount: Decimal, on: date, **rests_on: str) -> None:
    wrong = draft.chance.choice((0,) * 8 + (CENT, -CENT))
    granted_on = on if draft.often(0.8) else dated(draft)
    given = {"discount_no": f"D{len(draft.tables['discounts']):04d}", "kind": kind, "unit_no": row["unit_no"], "granted_on": granted_on}
    draft.tables["discounts"].append({**given, **rests_on, "months": "2", "amount": f"{max(CENT, amount + wrong):.2f}"})
