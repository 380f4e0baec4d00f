"""Who may read somebody's attendance: HR, the superiors and the person itself; every reading of others' is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kefu.calendar import month_of
from kefu.directory import HEADS
from kefu.personal import Reader
from kefu.service import Ask
from kefu_attendance.rules.register import post_on
from kefu_attendance.service.acts import is_clerk, not_own
from kefu_attendance.service.register import HIGHEST, person_of
from kefu_attendance.service.staff_months import StaffMonths
from kefu_attendance.store import heads_where_no_line
from kefu_messages.attendance import OthersMonth
from kefu_messages.attendance.rosters import ATTENDANCE_READERS
from kefu_messages.errors import KefuError, NotFound, NotInLine


def absent(ask: Ask, paper: str) -> NotFound:
    """What is answered of a number that nobody has, to who may not read the paper that has it."""
    return NotFound(kind=paper, key=ask[paper])


def whose(item: Mapping[str, Any]) -> list[str | None]:
    """The person that an item of a list is about."""
    return [item["staff_no"]]


class Reading(StaffMonths):
    """Checks before personal data are shown."""

    def check_reader(self, ask: Ask, staff_no: str, *, paper: str = "") -> None:
        """Let HR, the superiors and the person read, and write it down; raises ``others_attendance``.

        Whoever asks by the number in the field ``paper`` for what he may not read is answered as if there were none: numbers tell nothing.
        """
        month = ask.get("month") or month_of(ask.today)
        refusal = absent(ask, paper) if paper else OthersMonth(staff_no=staff_no)
        self.reader(ask).look(staff_no, subject=f"attendance/{staff_no}", refusal=refusal, month=month)

    def turned_away(self, ask: Ask, refusal: KefuError, *people: str | None, paper: str, kind: str = "") -> KefuError:
        """The refusal of who may not act on the paper with the number in the field; who may not read it either is told of none."""
        gone = NotFound(kind=kind or paper, key=ask[paper])
        return self.reader(ask).turned_away(refusal, *people, subject=f"{kind or paper}/{ask[paper]}", absent=gone)

    def reader(self, ask: Ask) -> Reader:
        """Who asks, as a reader of what is personal: HR sees all, the superiors their people, everybody the own."""
        return Reader(ask, posts=ATTENDANCE_READERS, above=lambda staff_no: self.superiors(ask, staff_no))

    def read_by(self, ask: Ask, items: Sequence[Mapping[str, Any]], *, subject: str) -> Sequence[Mapping[str, Any]]:
        """The items that the asker may see: of one person all or ``others_attendance``, of the month those of whom he may read."""
        if ask.get("staff_no"):
            self.check_reader(ask, ask["staff_no"])
            return items
        return self.reader(ask).shown(items, subject=f"{subject}/{ask.get('month') or 'all'}", about=whose)

    def may_read(self, ask: Ask, staff_no: str) -> bool:
        """Whether the asker is HR, the person, or stands above the person."""
        return self.reader(ask).may(staff_no)

    def check_above(self, ask: Ask, staff_no: str, *, on: date | None = None, because: Sequence[str] = ("ATT-01",)) -> None:
        """Let HR and whoever stands above the person act for him, never himself; raises ``self_approval`` and ``not_in_line``."""
        not_own(ask, staff_no, because=because)
        if not is_clerk(ask) and ask.identity.staff_no not in self.superiors(ask, staff_no, on=on):
            raise NotInLine(staff_no=staff_no, because=list(because))

    def superiors(self, ask: Ask, staff_no: str, *, on: date | None = None) -> list[str]:
        """Everybody above the person on the day, today when none is given, nearest first; as ``kefu.directory.Directory.line``."""
        line: list[str] = []
        record = self.staff.get(ask.organisation, staff_no)
        while record is not None and len(line) < HIGHEST:
            post = post_on(person_of(record).posts, on or ask.today)
            above = post.reports_to if post else None
            if above is None or above in line:
                break
            line.append(above)
            record = self.staff.get(ask.organisation, above)
        return line or self._heads(ask, staff_no, on or ask.today)

    def _heads(self, ask: Ask, staff_no: str, on: date) -> list[str]:
        """Where the organisation names nobody's superior at all, the heads of the person's department."""
        heads = [number for number in heads_where_no_line(self.staff, ask.organisation, sorted(HEADS)) if number != staff_no]
        people = self.staff.get_many(ask.organisation, [staff_no, *heads]) if heads else {}
        posts = {number: post for number, record in people.items() if (post := post_on(person_of(record).posts, on))}
        mine = posts.get(staff_no)
        if mine is None or HEADS & set(mine.roles):
            return []
        return [
            number
            for number in heads
            if number in posts and posts[number].department == mine.department and HEADS & set(posts[number].roles)
        ]
