"""People who act on the day that they write down: tests tell of days long past, and nobody enters his own act so late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, time
from typing import Any, ClassVar

from kefu import clock
from kefu.entered import REASON
from kefu.testing.running import Running
from kefu_messages import roles as posts

EVENING = time(18)
PERSONNEL = frozenset({posts.HR, posts.ADMIN_HR, posts.SYSTEM_ADMINISTRATOR})


class OnTheirDay(Running):
    """A place on the bus where everybody asks on the latest day of his act, and HR enters papers with a reason.

    ``acts`` are the fields that date an act; ``on`` names another day for whatever is asked within its block.
    """

    acts: ClassVar[frozenset[str]] = frozenset()
    why: ClassVar[str | None] = None
    day: date | None = None

    @contextmanager
    def on(self, day: str) -> Iterator[None]:
        """Whatever is asked within the block is asked on the evening of that day, as it is written."""
        self.day = date.fromisoformat(day)
        try:
            yield
        finally:
            self.day = None

    def ask(self, message: type[Any], *, roles: Iterable[str], **asked: Any) -> Any:
        """What is answered on the day of the act; papers that HR enters on a later day say why."""
        held, paper = frozenset(roles), self.day is None and self.why is not None and REASON in message._declared_fields  # noqa: SLF001
        if paper and held & PERSONNEL:
            return super().ask(message, roles=held, **{REASON: self.why, **asked})
        days = [date.fromisoformat(asked[name][:10]) for name in self.acts & asked.keys() if asked[name]]
        day = self.day or max((day for day in days if day <= clock.today()), default=None)
        with clock.stopped_at(datetime.combine(day, EVENING, clock.zone())) if day else nullcontext():
            return super().ask(message, roles=held, **asked)
