"""Tariffs and prices (BIL-01, BIL-02)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, command, query
from kefu_billing import rules
from kefu_billing.rules.facts import Tariff
from kefu_billing.service.books import Books, given
from kefu_billing.store import read
from kefu_messages.billing import (
    GetTariff,
    ListTariffs,
    PriceOverrideAttempted,
    PriceOverrideRefused,
    ProposePrice,
    PublishTariff,
    QuotePrice,
    TariffDiffers,
    TariffPublished,
)
from kefu_messages.errors import UnknownCustomer


class Tariffs(Books):
    """What may be charged."""

    @command(PublishTariff)
    def publish_tariff(self, ask: Ask) -> Any:
        """Publish a price once; the same again changes nothing, another content under its number is refused (BIL-01)."""
        tariff = given(ask, Tariff)
        verdict = rules.publishable(tariff, law=ask.law)
        record = self.tariffs.new(ask.organisation, tariff.tariff_no)
        if record.exists:
            if read(record, Tariff, zone=None) != tariff:
                raise TariffDiffers(tariff_no=tariff.tariff_no, state="published")
            return self.tariffs.public(record)
        told = {name: getattr(tariff, name) for name in ("source", "customer_kind", "price", "valid_from", "valid_to")}
        content = {**told, "title": tariff.title}
        event = TariffPublished.of(tariff_no=tariff.tariff_no, because=verdict.clauses, **told)
        return self.tariffs.save(record, ask, changes=content, events=[event], decisions={"tariff": verdict})

    @query(GetTariff)
    def get_tariff(self, ask: Ask) -> Any:
        """One published tariff."""
        return self.tariffs.public(self.tariffs.require(ask.organisation, ask["tariff_no"]))

    @query(ListTariffs)
    def list_tariffs(self, ask: Ask) -> Any:
        """Published tariffs by number."""
        return self.tariffs.page(ask, equals={"customer_kind": ask.get("customer_kind")}, order="tariff_no")

    @query(QuotePrice)
    def quote_price(self, ask: Ask) -> Tariff:
        """The price of the day, the authority's being the cap (BIL-01)."""
        on = ask.get("on") or ask.today
        return rules.tariff_on(self.published(ask), customer_kind=ask["customer_kind"], on=on, law=ask.law).outcome

    @command(ProposePrice)
    def propose_price(self, ask: Ask) -> Any:
        """Another price than the tariff's is refused, and the attempt is remembered and said (BIL-02)."""
        _, account = self.account(ask, ask["customer_no"])
        if account.kind is None:
            raise UnknownCustomer(customer_no=ask["customer_no"])
        tariff = rules.tariff_on(self.published(ask), customer_kind=account.kind, on=ask["on"], law=ask.law).outcome
        try:
            rules.price_override(ask["price"], price=tariff.price, law=ask.law)
        except PriceOverrideRefused as refusal:
            facts = {"customer_no": account.customer_no, "staff_no": ask.identity.staff_no, "on": ask["on"]}
            event = PriceOverrideAttempted.of(proposed=ask["price"], price=tariff.price, because=["BIL-02"], **facts)
            return self.remember(
                ask, f"price/{ask.key}", refusal=refusal, events=[event], kind="price", proposed=ask["price"], reason=ask["reason"], **facts
            )
        return tariff
