"""Figures of a year's orders, and the chain of a household (FLD-09, FLD-10, FLD-28, FLD-29, FLD-34, FLD-36, FLD-37)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.service import Ask, Record, Shelf, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import ORDERS
from kefu_messages.fieldwork import ORDER_KINDS, GetOrderFigures, GetServiceChain


class Figures:
    """Counts what a year brought."""

    orders = Shelf(ORDERS)

    @query(GetOrderFigures)
    def get_order_figures(self, ask: Ask) -> dict[str, Any]:
        """The year's work orders per kind, category, handling and line, faults compared, response times."""
        year, as_of = ask["year"], ask.get("as_of") or date(ask["year"], 12, 31)
        requested = [order for kind in ORDER_KINDS for order in self._between(ask, kind, date(year, 1, 1), as_of)]
        figures = rules.order_figures([_order(one) for one in requested], as_of=as_of, law=ask.law).outcome
        now = sum(one["kind"] == rules.FAULT and one["state"] != "cancelled" for one in requested)
        before = self._between(ask, rules.FAULT, date(year - 1, 1, 1), _year_before(as_of))
        faults = rules.faults_compared(now, before=sum(one["state"] != "cancelled" for one in before), law=ask.law).outcome
        answered = [
            rules.Response(one["requested_on"], one["response_minutes"]) for one in requested if one.get("response_minutes") is not None
        ]
        response = rules.response_figures(answered, year=year, law=ask.law).outcome
        return {
            "year": year, "as_of": as_of, **asdict(figures), "faults": asdict(faults), "households": self._households(ask, year, as_of),
            "response": {name: asdict(quarter) for name, quarter in response.items()},
        }  # fmt: skip

    @query(GetServiceChain)
    def get_service_chain(self, ask: Ask) -> dict[str, Any]:
        """A customer's chain from acceptance to revisit, each step with its responsible (FLD-29)."""
        steps = []
        for kind in rules.HOUSEHOLD_KINDS:
            for order in self.orders.find(ask.organisation, customer_no=ask["customer_no"], kind=kind):
                steps += _chain_orders(order)
        links = rules.chain(steps, on=ask.today, law=ask.law).outcome
        return {"customer_no": ask["customer_no"], "steps": [asdict(link) for link in links]}

    def _between(self, ask: Ask, kind: str, first: date, last: date) -> list[Record]:
        return list(self.orders.every(ask.organisation, kind=kind, requested_on=(first.isoformat(), last.isoformat())))

    def _households(self, ask: Ask, year: int, as_of: date) -> dict[str, int]:
        span = (f"{year}-01-01", as_of.isoformat())
        done = [one for kind in rules.HOUSEHOLD_KINDS for one in self.orders.every(ask.organisation, kind=kind, handled_on=span)]
        return rules.households([_order(one) for one in done], year=year, as_of=as_of, law=ask.law).outcome


def _order(order: Mapping[str, Any]) -> rules.Order:
    names = ("kind", "requested_on", "category", "handling", "line", "handled_on")
    return rules.Order(**{name: order.get(name) for name in names}, cancelled=order["state"] == "cancelled")


def _chain_orders(order: Record) -> list[rules.ChainOrder]:
    """The steps of the chain that an order tells of: its own and, at the first step, who accepted it."""
    first = order["steps"][0]
    accepted = rules.ChainOrder(order.key, "acceptance", (first["by"],) if first["by"] else (), order["requested_on"])
    own = rules.ChainOrder(order.key, order["kind"], tuple(order["staff_nos"]), order.get("handled_on"))
    back = [rules.ChainOrder(order.key, "revisit", (), date.fromisoformat(order["called_back_on"]))] if order.get("called_back_on") else []
    return [accepted, own, *back] if order["kind"] == "installation" else [own, *back]


def _year_before(day: date) -> date:
    """The same day of the year before; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004 - February
