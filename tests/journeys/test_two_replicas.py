"""Two replicas of every service share the work: each day is run once, each command takes effect once, each event is heard once."""

import os
import signal
from collections import Counter

import eventlet
import pytest

CALLERS = 8
REPEATS = 25


@pytest.fixture(scope="module")
def department(founded):
    """A gas company with a published price."""
    gas = founded("replica_gas")
    gas.by("F01").done(
        "/tariffs", tariff_no="T1", source="price_authority", customer_kind="residential", price="2.50", valid_from="2025-01-01"
    )
    return gas


@pytest.fixture
def open_account(department, until):
    """Registers a residential customer and waits for the account."""

    def opened(customer_no: str) -> str:
        department.by("G01").done("/customers", customer_no=customer_no, name=customer_no, kind="residential", opened_on="2019-05-06",
                                  address=f"{customer_no}號", confirmed_distinct=True)  # fmt: skip
        until(lambda: department.by("F01").seen(f"/accounts/{customer_no}")["kind"] == "residential")
        return customer_no

    return opened


def _top_up(receipt_no, customer_no):
    return {"receipt_no": receipt_no, "customer_no": customer_no, "paid_at": "2025-03-22T10:00", "volume": "10", "method": "card",
            "terminal_ref": f"T{receipt_no}"}  # fmt: skip


def _database(instance, service):
    return instance.databases(tz_aware=True)[instance.database(service)]


def test_ten_callers_at_once_run_each_day_of_the_schedules_once(department, instance, at_once):
    administrator = department.by("A01")
    administrator.done("/services/billing/schedules:run", as_of="2025-04-01")
    ask = lambda: administrator.post("/services/billing/schedules:run", as_of="2025-04-04")  # noqa: E731
    answers = at_once([ask] * 10)
    assert {answer.status for answer in answers} == {200}
    ran = Counter((run["name"], run["day"]) for answer in answers for run in answer["ran"])
    names = {name for name, _ in ran}
    assert "report_not_dunned" in names
    assert "watch_tills" in names
    while left := administrator.done("/services/billing/schedules:run", as_of="2025-04-04")["ran"]:
        ran.update((run["name"], run["day"]) for run in left)
    assert ran == dict.fromkeys([(name, f"2025-04-0{day}") for name in names for day in (2, 3, 4)], 1)
    mine = {"_id": {"$gte": f"{department.organisation}/", "$lt": f"{department.organisation}0"}}
    leases = _database(instance, "billing")["schedules"].find(mine)
    assert Counter(lease["state"] for lease in leases if "state" in lease) == {"done": 4 * len(names)}


def test_the_same_key_sent_many_times_at_once_takes_effect_once_and_gives_one_answer(department, instance, open_account, at_once):
    customer_no, clerk = open_account("K1"), department.by("C01")
    answers = at_once([lambda: clerk.post("/card-top-ups", key="top-up-1", **_top_up("R1", customer_no))] * REPEATS)
    assert Counter(answer.status for answer in answers) == {201: REPEATS}
    assert len({str(answer.body) for answer in answers}) == 1
    assert answers[0]["amount"] == "25.00"
    account = department.by("F01").seen(f"/accounts/{customer_no}", as_of="2025-03-22")
    assert ([receipt["receipt_no"] for receipt in account["receipts"]], account["card_credit"]) == (["R1"], "10")
    assert clerk.post("/card-top-ups", key="top-up-1", **_top_up("R2", customer_no)).code == "idempotency_conflict"
    written = [entry for entry in department.by("A01").everything("/services/billing/audit") if entry["what"] == "top_up_card"]
    assert [entry["subject"] for entry in written] == [f"billing/{customer_no}"]


def test_the_same_receipt_number_from_many_clerks_at_once_is_taken_once(department, open_account, at_once):
    customer_no, clerk = open_account("K2"), department.by("C01")
    answers = at_once([lambda: clerk.post("/card-top-ups", **_top_up("R20", customer_no))] * REPEATS)
    assert Counter((answer.status, answer.code) for answer in answers) == {(201, None): 1, (409, "duplicate_receipt"): REPEATS - 1}
    assert department.by("F01").seen(f"/accounts/{customer_no}", as_of="2025-03-22")["card_credit"] == "10"


def test_sixty_customers_registered_at_once_are_heard_once_each(department, instance, at_once, until):
    numbers = [f"E{number:03}" for number in range(60)]
    clerk = department.by("G01")

    def register(customer_no):
        clerk.done("/customers", customer_no=customer_no, name=customer_no, kind="residential", opened_on="2019-05-06",
                   address=f"{customer_no}號", confirmed_distinct=True)  # fmt: skip

    for start in range(0, len(numbers), 10):
        at_once([lambda number=number: register(number) for number in numbers[start : start + 10]])
    accounts = _database(instance, "billing")["billing"]

    def heard():
        mine = {"_id": {"$in": [f"{department.organisation}/{number}" for number in numbers]}}
        return {document["customer_no"]: document for document in accounts.find(mine)}

    until(lambda: len(heard()) == 60)
    assert {document["version"] for document in heard().values()} == {1}
    listed = department.by("F01").everything("/accounts")
    assert Counter(account["customer_no"] for account in listed if account["customer_no"].startswith("E")) == Counter(numbers)


@pytest.mark.fault
def test_killing_a_replica_of_billing_under_load_loses_and_doubles_nothing(department, instance, open_account, until):
    customers = [open_account(f"L{number}") for number in range(CALLERS)]
    acknowledged: Counter = Counter()
    running = True

    def sell(customer_no):
        clerk, number = department.by("C01"), 0
        while running:
            number += 1
            body = _top_up(f"{customer_no}-{number}", customer_no)
            until(lambda body=body, number=number: clerk.post("/card-top-ups", key=f"{customer_no}/{number}", **body).status == 201)
            acknowledged[customer_no] += 1

    sellers = [eventlet.spawn(sell, customer_no) for customer_no in customers]
    until(lambda: sum(acknowledged.values()) > 2 * CALLERS)
    os.kill(instance.pid("billing"), signal.SIGKILL)
    before = sum(acknowledged.values())
    until(lambda: sum(acknowledged.values()) > before + 5 * CALLERS)
    os.kill(instance.pid("billing.2"), signal.SIGKILL)
    before = sum(acknowledged.values())
    until(lambda: sum(acknowledged.values()) > before + 2 * CALLERS)
    running = False
    for seller in sellers:
        seller.wait()
    for customer_no in customers:
        account = department.by("F01").seen(f"/accounts/{customer_no}", as_of="2025-03-22")
        assert [receipt["receipt_no"] for receipt in account["receipts"]] == [
            f"{customer_no}-{number}" for number in range(1, acknowledged[customer_no] + 1)
        ]
        assert account["card_credit"] == str(10 * acknowledged[customer_no])
