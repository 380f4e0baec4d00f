"""Whom a clerk may read, which help is offered, what the rack must hold (CUS-39..42; doc 2 l.143, l.175, l.187, l.201)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.customers.counter import AssistanceNeedUnknown, CustomerNotServed, NothingToRefill, NotTheMetersReader


def clerk_may_read(customer_no: str, *, serving_clerk: str, state: str, staff_no: str, law: Law) -> Decision[bool]:
    """A clerk reads the customer of the own open service, nobody else's and nothing after its end (CUS-39; doc 2 l.187)."""
    if serving_clerk != staff_no or state != "serving":
        raise CustomerNotServed(customer_no=customer_no)
    return decide(True, law.clause("CUS-39"), customer_no=customer_no, clerk=staff_no)


def assistance_needs(needs: tuple[str, ...], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The needs that may be stored: words of a closed list, sorted and once each, never a diagnosis (CUS-40; doc 2 l.201)."""
    known = law.value("assistance_needs", on=on)
    for need in needs:
        if need not in known.value:
            raise AssistanceNeedUnknown(need=need)
    return decide(tuple(sorted(set(needs))), law.clause("CUS-40"), known, needs=list(needs))


def rack_short(stock: Mapping[str, int], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The titles the rack must hold and does not, in the order of the list (CUS-41; doc 2 l.175)."""
    titles = law.value("rack_titles", on=on)
    least = law.value("rack_minimum", on=on)
    short = tuple(title for title in titles.value if stock.get(title, 0) < int(least.value))
    return decide(short, law.clause("CUS-41"), titles, least, stock=dict(stock))


def rack_refilled(short: tuple[str, ...], *, title: str, stock: int, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The titles still short after one was refilled (CUS-41; doc 2 l.175)."""
    if title not in short:
        raise NothingToRefill(title=title)
    least = law.value("rack_minimum", on=on)
    still = tuple(one for one in short if one != title or stock < int(least.value))
    return decide(still, law.clause("CUS-41"), least, title=title, stock=stock)


def reader_may_read_meters(customer_no: str, *, assigned_reader: str | None, staff_no: str, law: Law) -> Decision[bool]:
    """A reader knows the meters of the own round; without an assigned reader any reader does (CUS-42; doc 2 l.143)."""
    if assigned_reader is not None and assigned_reader != staff_no:
        raise NotTheMetersReader(customer_no=customer_no)
    return decide(True, law.clause("CUS-42"), customer_no=customer_no, reader=staff_no)


def years_in_service(installed_on: date | None, *, on: date, law: Law) -> Decision[int | None]:
    """Full years since a meter was installed (CUS-42; doc 2 l.143)."""
    if installed_on is None:
        return decide(None, law.clause("CUS-42"), installed_on=None)
    years = on.year - installed_on.year - ((on.month, on.day) < (installed_on.month, installed_on.day))
    return decide(max(0, years), law.clause("CUS-42"), installed_on=installed_on, on=on)
