"""Training of new customers after their installation (TRN-14)."""

from __future__ import annotations

from datetime import date, timedelta

from kefu.law import Decision, Law, decide


def customer_training_due(installed_on: date, *, law: Law) -> Decision[date]:
    """The last day on which a new customer is trained in time (TRN-14; doc 4 l.275)."""
    days = law.value("customer_training_days", on=installed_on)
    return decide(installed_on + timedelta(days=days.value), law.clause("TRN-14"), days, installed_on=installed_on)


def customer_untrained(installed_on: date, *, trained_on: date | None, as_of: date, law: Law) -> Decision[bool]:
    """Whether the customer is listed as not trained at the end of the day (TRN-14; doc 4 l.275)."""
    due = customer_training_due(installed_on, law=law)
    trained = trained_on is not None and trained_on <= as_of
    return decide(not trained and as_of >= due.outcome, *due.because, due=due.outcome, trained_on=trained_on, as_of=as_of)
