"""The books that every room of the service works in: accounts, tariffs, the register of refusals, the directory of staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from kefu.directory import Directory
from kefu.language import in_language
from kefu.law import Decision
from kefu.service import Ask, Record, Shelf
from kefu_billing.rules.facts import Account, Tariff
from kefu_billing.store import ACCOUNTS, CASHUPS, REGISTER, TARIFFS, account_changes, account_of, read
from kefu_messages import Happening
from kefu_messages.billing import TillClosed
from kefu_messages.errors import KefuError, NotFound, ValidationFailed
from kefu_messages.roles import SYSTEM_ADMINISTRATOR

CLOSED = ("closed", "closed_with_remark")


class Books:
    """Reading and keeping accounts."""

    accounts = Shelf(ACCOUNTS)
    tariffs = Shelf(TARIFFS)
    register = Shelf(REGISTER)
    cashups = Shelf(CASHUPS)
    staff = Directory()

    def account(self, ask: Ask, customer_no: str) -> tuple[Record, Account]:
        """The customer's record and account; an empty account when there is none yet."""
        record = self.accounts.new(ask.organisation, customer_no)
        return record, account_in(record, ask)

    def holder(self, ask: Ask, claim: str, *, kind: str) -> tuple[Record, Account]:
        """The account that holds a slip, receipt or invoice number; raises ``NotFound``."""
        record = self.accounts.claimed(ask.organisation, claim)
        if record is None:
            raise NotFound(kind=kind, key=claim.partition("/")[2])
        return record, account_in(record, ask)

    def taken(self, ask: Ask, claim: str) -> bool:
        """Whether an account holds the number already."""
        return self.accounts.claimed(ask.organisation, claim) is not None

    def keep(
        self, record: Record, ask: Ask, *, before: Account, after: Account, events: Sequence[Happening] = (),
        decisions: Mapping[str, Decision[Any]] | None = None, reply: Mapping[str, Any] | None = None,
        claims: Sequence[str] = (), more: Mapping[str, Any] | None = None, refusal: KefuError | None = None,
    ) -> Any:  # fmt: skip
        """Write the account as it is after the decision, with its events, in one write."""
        changes = {**account_changes(before, after=after), **(more or {})}
        return self.accounts.save(
            record, ask, changes=changes, events=events, decisions=decisions, reply=reply or {}, claims=claims, refusal=refusal
        )

    def paying_on(self, ask: Ask, day: date) -> list[Account]:
        """The accounts with receipts on the day."""
        return [account_in(record, ask) for record in self.accounts.every(ask.organisation, receipt_days=day.isoformat())]

    def published(self, ask: Ask) -> list[Tariff]:
        """Every published tariff of the organisation."""
        return [read(item, Tariff, zone=ask.now.tzinfo) for item in self.tariffs.every(ask.organisation)]

    def posts(self, ask: Ask, staff_no: str, on: date) -> frozenset[str]:
        """The posts that somebody held on the day, from the register of staff."""
        return self.staff.role(ask.organisation, staff_no, on=on)

    def till_open(self, ask: Ask, cashier: str, day: date) -> None:
        """Refuse money of a day that its cashier has closed (BIL-10); what files enter late stands in the till's difference."""
        record = None if past_paper(ask) else self.cashups.get(ask.organisation, till_key(cashier, day))
        if record is not None and record.get("state") in CLOSED:
            raise TillClosed(cashier=cashier, business_date=day.isoformat(), state="closed")

    def remember(self, ask: Ask, entry: str, *, refusal: KefuError, events: Sequence[Happening] = (), **content: Any) -> Any:
        """Enter a refusal that is a business fact of its own in the register, and raise it."""
        record = self.register.new(ask.organisation, entry)
        return self.register.save(record, ask, changes=content, events=events, reply={}, refusal=refusal)


def account_in(record: Record, ask: Ask) -> Account:
    """The account in a record."""
    return account_of(record, customer_no=record.key, zone=ask.now.tzinfo)


def given(ask: Ask, into: type[Any], **more: Any) -> Any:
    """The ask's fields that the facts have, with more; what was not given keeps the facts' own default."""
    names = {item.name for item in fields(into)}
    found = {name: value for name, value in ask.data.items() if name in names and value is not None}
    return into(**{**found, **more})


def needed(ask: Ask, names: Iterable[str]) -> None:
    """Refuse a row that lacks what no rule judges; ``names`` are the fields without which nothing can be decided."""
    wrong = {name: "Missing or invalid." for name in names if ask.get(name) is None}
    if wrong:
        raise ValidationFailed(fields=wrong)


def past_paper(ask: Ask) -> bool:
    """Whether what others did is entered from their papers: rows of a file, or an operator's own entry."""
    return ask.row is not None or SYSTEM_ADMINISTRATOR in ask.identity.roles


def happened_by_now(ask: Ask, *names: str) -> None:
    """Refuse what is dated later than today: nobody writes down today what happens tomorrow."""
    days = {name: ask.get(name) for name in names if ask.get(name) is not None}
    wrong = {name: "Later than today." for name, day in days.items() if (day.date() if isinstance(day, datetime) else day) > ask.today}
    if wrong:
        raise ValidationFailed(fields=wrong)


def decision_name(kind: str, number: str) -> str:
    """The name under which a decision about a numbered thing is kept: one name a number, without the store's own signs."""
    return f"{kind} {number}".replace("%", "%25").replace(".", "%2E").replace("$", "%24")


def as_written(name: str) -> str:
    """The number in a decision's name as people write it."""
    return name.replace("%24", "$").replace("%2E", ".").replace("%25", "%")


def till_key(cashier: str, day: date) -> str:
    """The key of a cashier's day."""
    return f"{cashier}/{day.isoformat()}"


def explained(name: str, decision: Decision[Any], *, language: str) -> dict[str, Any]:
    """A decision just taken, in the form in which stored ones are told."""
    cited = [
        {"id": item.id, "reference": item.reference, "value": said(item.value), "since": said(item.since), "rules": list(item.rules),
         "title": in_language(item.title, language)}
        for item in decision.because
    ]  # fmt: skip
    return {"name": name, "outcome": said(decision.outcome), "facts": said(decision.facts), "because": cited}


def said(value: Any) -> Any:
    """A value as JSON."""
    if isinstance(value, Mapping):
        return {str(name): said(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [said(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: said(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def told(decisions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Stored decisions as a reply."""
    return {"decisions": [{**said(item), "name": as_written(item["name"])} for item in decisions]}


__all__ = [
    "CLOSED",
    "Books",
    "account_in",
    "as_written",
    "decision_name",
    "explained",
    "given",
    "happened_by_now",
    "needed",
    "past_paper",
    "said",
    "till_key",
    "told",
]
