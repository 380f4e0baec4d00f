"""The sample month imported row by row into the running service: the same figures, and the same again when it is sent twice."""

from __future__ import annotations

import csv
import json
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from kefu.service import Ask, query
from kefu.testing.running import Running
from kefu_billing.service import Billing
from kefu_messages.attendance import OrganisationRegistered, PolicyAdopted, StaffRegistered
from kefu_messages.billing import CloseCashUp, GetCollectionMonth, PublishTariff, RecordPayment, RegisterSlip, TakeDunningStep
from kefu_messages.customers import CustomerRegistered
from kefu_messages.metering import GetReadingMonth, MeterInstalled, ReadingAccepted

FOLDER = Path(__file__).parents[3] / "tests" / "acceptance" / "shihua_2025-03"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
ORGANISATION = yaml.safe_load((FOLDER / "organisation.yaml").read_text(encoding="utf-8"))
OPERATOR = ("system_administrator", "department_head", "reporting")
FILES = {"slips": RegisterSlip, "payments": RecordPayment, "dunning_actions": TakeDunningStep, "cashups": CloseCashUp}
BILLING = [rule for rule in EXPECTED["rules"] if rule.startswith("BIL")]


class ReadRates:
    """Stands where metering does, and knows the sample month's read rates."""

    name = "metering"

    @query(GetReadingMonth)
    def get_reading_month(self, ask: Ask) -> dict[str, object]:
        """The sample's figures."""
        return {"period": ask["period"], "findings": {rule: EXPECTED["rules"][rule] for rule in ("MET-05", "MET-06", "MET-07")}}


class Sample(Running):
    """Tells at once what the other services would tell of the sample month, and sends the rest as rows."""

    quiet = False

    def settle(self) -> None:
        """Wait until nothing is under way, unless many things are said at once."""
        if not self.quiet:
            super().settle()

    def tell(self) -> None:
        """Organisation, staff, customers, meters and accepted readings."""
        self.quiet = True
        for told in (self.organisations, self.people, self.readings):
            told()
        self.quiet = False
        self._sequence += 1
        self.settle()

    def organisations(self) -> None:
        own = {"organisation": self.organisation, "timezone": ORGANISATION["timezone"]}
        self.say(OrganisationRegistered, **{**OrganisationRegistered.example, **own})
        for value, content in {**ORGANISATION["policies"], "holidays": [str(day) for day in ORGANISATION["holidays"]]}.items():
            policy = {"organisation": self.organisation, "value": value, "since": "1970-01-01", "content": json.dumps(content)}
            self.say(PolicyAdopted, **{**PolicyAdopted.example, **policy})

    def people(self) -> None:
        for row in rows("staff"):
            post = {"since": row["joined_on"], "roles": [row["role"]]}
            person = {"staff_no": row["staff_no"], "joined_on": row["joined_on"], "left_on": None, "posts": [post]}
            self.say(StaffRegistered, **{**StaffRegistered.example, **person})
        for row in accepted("customers"):
            self.say(CustomerRegistered, **{**CustomerRegistered.example, "customer_no": row["customer_no"], "kind": row["kind"]})
        for row in accepted("meters"):
            self.say(MeterInstalled, **{**MeterInstalled.example, "meter_no": row["meter_no"], "customer_no": row["customer_no"]})

    def readings(self) -> None:
        kinds = {row["customer_no"]: row["kind"] for row in accepted("customers")}
        owner = {row["meter_no"]: row["customer_no"] for row in accepted("meters")}
        previous = {row["meter_no"]: Decimal(row["base_reading"]) for row in rows("opening_readings")}
        for row in accepted("readings"):
            if row["kind"] == "missed":
                continue
            meter_no, customer_no = row["meter_no"], owner[row["meter_no"]]
            history = sorted((item["month"], item["volume"]) for item in rows("consumption_history") if item["meter_no"] == meter_no)
            told = {
                "meter_no": meter_no, "customer_no": customer_no, "customer_kind": kinds[customer_no], "month": EXPECTED["period"],
                "read_at": row["read_at"], "read_on": row["read_at"][:10], "entered_on": row["entered_on"],
                "volume": Decimal(row["base_reading"]) - previous[meter_no], "recent_volumes": [volume for _, volume in history[-3:]],
            }  # fmt: skip
            self.say(ReadingAccepted, **{**ReadingAccepted.example, **told})

    def month(self) -> dict[str, object]:
        """The month as of the report dates."""
        dates = ",".join(EXPECTED["report_dates"])
        return self.ask(GetCollectionMonth, roles=OPERATOR, period=EXPECTED["period"], report_dates=dates)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def accepted(name: str) -> list[dict[str, str]]:
    refused = {item["line"] for item in EXPECTED["refused"].get(name, ())}
    return [row for line, row in enumerate(rows(name), start=2) if line not in refused]


@pytest.fixture(scope="module")
def sample(broker, store, tmp_path_factory):
    vhost = broker.new_vhost()
    inside = Sample(
        amqp_uri=broker.uri_of(vhost), mongo_uri=store.uri, database=f"month_{uuid.uuid4().hex[:8]}",
        home=tmp_path_factory.mktemp("issuer"), organisation=ORGANISATION["id"],
    )  # fmt: skip
    inside.start(Billing, ReadRates)
    inside.send(PublishTariff, rows("tariffs"), roles=OPERATOR)
    inside.tell()
    yield inside
    inside.stop()
    broker.manage("DELETE", f"vhosts/{vhost}")


@pytest.mark.slow
@pytest.mark.rule(*BILLING)
def test_the_sample_month_comes_out_as_expected_and_twice_is_once(sample):
    """Every refusal, every invoice and every figure; sending the files again changes none of them."""
    for _ in range(2):
        for name, command in FILES.items():
            answers = [answer for part in parts(rows(name)) for answer in sample.send(command, part[1], roles=OPERATOR, first_line=part[0])]
            refused = [{"line": item["line"], "key": item["key"], "reason": item["reason"]} for item in answers if item["reason"]]
            assert refused == EXPECTED["refused"].get(name, [])
        month = sample.month()
        assert month["invoices"] == EXPECTED["invoices"]
        assert {rule: month["findings"][rule] for rule in BILLING} == {rule: EXPECTED["rules"][rule] for rule in BILLING}


def parts(listed: list[dict[str, str]], size: int = 50) -> list[tuple[int, list[dict[str, str]]]]:
    """The rows in parts with the line number of each part's first row."""
    return [(start + 2, listed[start : start + size]) for start in range(0, len(listed), size)]
