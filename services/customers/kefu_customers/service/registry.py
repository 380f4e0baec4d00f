"""The registry of customers: register, import, change, list, report (CUS-01, CUS-12, CUS-14, CUS-68)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_customers import rules
from kefu_customers.rules import Particulars, Registered, RegisteredComplex
from kefu_customers.service.registering import Traits, by_trait, complete_row, customer_changed, particulars, registration, resembling
from kefu_customers.store import COMPLEXES, CUSTOMERS
from kefu_messages.customers import (
    ChangeCustomer,
    ComplexRegistered,
    CustomerChanged,
    GetCustomer,
    GetCustomerReport,
    ListComplexes,
    ListCustomers,
    RegisterComplex,
    RegisterCustomer,
    WhyCustomer,
)
from kefu_messages.errors import AlreadyExists, KefuError

CHANGEABLE = ("name", "kind", "area", "contact", "phone", "address", "wall_hung_boiler", "complex_no")


class Registry:
    """Knows who the customers are."""

    customers = Shelf(CUSTOMERS)
    complexes = Shelf(COMPLEXES)
    visit_years: Shelf

    @command(RegisterCustomer)
    def register_customer(self, ask: Ask) -> dict[str, Any]:
        """Register one customer, unless it resembles another and nobody has confirmed that it is not the same."""
        record = self.customers.new(ask.organisation, ask["customer_no"])
        similar = rules.similar_customers(particulars(ask.data), others=self._alike(ask, [ask]), law=ask.law)
        draft = registration(record, ask, similar=similar.outcome)
        distinct = rules.refuse_duplicate(similar.outcome, confirmed_distinct=bool(ask.get("confirmed_distinct")), law=ask.law)
        return self.customers.save(
            record, ask, changes=draft.changes, events=draft.events, decisions={**draft.decisions, "similar": distinct}
        )

    @importer(RegisterCustomer)
    def import_customers(self, batch: Batch) -> None:
        """Register the rows of a file together; a resemblance is noted and refuses nothing."""
        known = self.customers.get_many(batch.organisation, [str(row.get("customer_no")) for row in batch.rows])
        sent_again = [row for row in batch.rows if batch.already(row, known.get(str(row.get("customer_no"))))]
        for row in sent_again:
            batch.accept(row)
        done = {id(row) for row in sent_again}
        fresh = [row for row in batch.rows if id(row) not in done]
        self._save_rows(batch, self._drafts(batch, fresh, known) if fresh else [])

    def _drafts(self, batch: Batch, rows: list[Ask], known: Mapping[str, Record]) -> list[Draft]:
        """What the good rows will write; the others are refused."""
        others, drafts = by_trait(self._alike(rows[0], rows)), dict[str, Draft]()
        for row in rows:
            number = str(row.get("customer_no"))
            record = known.get(number) or self.customers.blank(batch.organisation, number)
            try:
                drafts[number] = self._drafted(record, row, others, number in drafts)
            except KefuError as refusal:
                batch.refuse(row, refusal)
        return list(drafts.values())

    def _drafted(self, record: Record, row: Ask, others: Traits, seen: bool) -> Draft:  # noqa: FBT001 - a fact
        complete_row(row, known=record.exists or seen)
        similar = rules.similar_customers(particulars(row.data), others=resembling(particulars(row.data), others), law=row.law)
        return registration(record, row, similar=similar.outcome)

    def _save_rows(self, batch: Batch, drafts: list[Draft]) -> None:
        refused = self.customers.save_many(batch, drafts)
        for draft in drafts:
            line = draft.row.row.line if draft.row.row else 0
            if line in refused:
                batch.refuse(draft.row, refused[line])
            else:
                batch.accept(draft.row)

    @command(ChangeCustomer)
    def change_customer(self, ask: Ask) -> dict[str, Any]:
        """Change what was given, and judge the record anew."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        changes = {name: ask.data[name] for name in CHANGEABLE if name in ask.data}
        after = {**record, **changes}
        wanted = ask.get("customer_status") or record["status"]
        status = rules.accept_change(
            after["kind"], status=record["status"], wanted=wanted, wall_hung_boiler=after["wall_hung_boiler"], day=ask.today, law=ask.law
        )
        complete = rules.completeness(particulars(after), day=ask.today, law=ask.law)
        changes |= {"status": status.outcome, "missing": list(complete.outcome.missing), "completeness_percent": complete.outcome.percent}
        told = CustomerChanged.of(**customer_changed(record, changes), because=[*status.clauses, *complete.clauses])
        return self.customers.save(record, ask, changes=changes, events=[told], decisions={"status": status, "completeness": complete})

    @query(GetCustomer)
    def get_customer(self, ask: Ask) -> dict[str, Any]:
        """One customer."""
        return self.customers.public(self.customers.require(ask.organisation, ask["customer_no"]))

    @query(ListCustomers)
    def list_customers(self, ask: Ask) -> Page:
        """Customers by number, filtered."""
        return self.customers.page(ask, equals=ask.data, order="customer_no")

    @query(WhyCustomer)
    def why_customer(self, ask: Ask) -> dict[str, Any]:
        """The decisions about the customer, and those about its visits of this year."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        year = self.visit_years.get(ask.organisation, f"{record.key}.{ask.today.year}")
        decisions = self.customers.why(record, language=ask.language) + (self.visit_years.why(year, language=ask.language) if year else [])
        return {"customer_no": record.key, "decisions": [{**item, "at": str(item["at"])} for item in decisions]}

    @query(GetCustomerReport)
    def get_customer_report(self, ask: Ask) -> dict[str, Any]:
        """The month's figures by rule."""
        customers = tuple(_registered(record) for record in self.customers.every(ask.organisation))
        complexes = tuple(RegisteredComplex(item.key, item["opened_on"], item["boiler"]) for item in self.complexes.every(ask.organisation))
        report = rules.registry_report(ask["period"], customers=customers, complexes=complexes, law=ask.law)
        return {"period": ask["period"], "rules": report.outcome}

    @command(RegisterComplex)
    def register_complex(self, ask: Ask) -> dict[str, Any]:
        """Register a residential complex."""
        record = self.complexes.new(ask.organisation, ask["complex_no"])
        if record.exists:
            raise AlreadyExists(kind="complex", key=record.key)
        fields = {name: ask[name] for name in ("name", "boiler", "opened_on")}
        told = ComplexRegistered.of(complex_no=record.key, **fields, because=[ask.law.clause("CUS-68").id])
        return self.complexes.save(record, ask, changes=fields, events=[told])

    @query(ListComplexes)
    def list_complexes(self, ask: Ask) -> Page:
        """Residential complexes by number."""
        return self.complexes.page(ask)

    def _alike(self, ask: Ask, rows: list[Ask]) -> tuple[Particulars, ...]:
        """Everybody with a phone or a name of the rows, the rows themselves included."""
        phones, names = {row.get("phone") for row in rows} - {None, ""}, {row.get("name") for row in rows} - {None, ""}
        found = self.customers.find(ask.organisation, phone=sorted(phones)) + self.customers.find(ask.organisation, name=sorted(names))
        stored = {record.key: particulars({**record, "customer_no": record.key}) for record in found}
        given = [particulars(row.data) for row in rows if row.row is not None and row.get("customer_no")]
        return (*stored.values(), *given)


def _registered(record: Record) -> Registered:
    return Registered(
        record.key,
        kind=record["kind"],
        status=record["status"],
        opened_on=record["opened_on"],
        missing=tuple(record["missing"]),
        wall_hung_boiler=record["wall_hung_boiler"],
    )
